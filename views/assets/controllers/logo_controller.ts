import { Controller } from '@hotwired/stimulus';
import * as Turbo from '@hotwired/turbo';
import { csrfToken } from '../csrf.js';

/** As the server takes it (src/platform/files/picture.ts). */
const mostBytes = 10 * 1024 * 1024;

/** Sends the academy's picture as soon as it is chosen. Its markup is views/users/academy.hbs. */
export default class LogoController extends Controller<HTMLElement> {
  static override targets = ['upload', 'file', 'problem', 'sentence', 'state'];
  static override values = { url: String };
  declare readonly uploadTarget: HTMLElement;
  declare readonly fileTarget: HTMLInputElement;
  declare readonly problemTarget: HTMLElement;
  declare readonly sentenceTarget: HTMLElement;
  declare readonly stateTarget: HTMLElement;
  declare readonly urlValue: string;

  override connect(): void {
    this.uploadTarget.hidden = false;
  }

  async upload(): Promise<void> {
    const [file] = this.fileTarget.files ?? [];
    this.problemTarget.hidden = true;
    if (!file) return;
    if (file.size > mostBytes) {
      this.refuse('This file is larger than 10 MB. Make it smaller and choose it again.');
      return;
    }
    this.stateTarget.textContent = 'The picture is being sent …';
    const body = new FormData();
    body.append('image', file);
    try {
      const headers = { accept: 'application/json', 'x-csrf-token': csrfToken() };
      const answer = await fetch(this.urlValue, { method: 'POST', headers, body });
      const said = (await answer.json()) as { path?: string; error?: { message?: string } };
      if (said.path === undefined)
        this.refuse(said.error?.message ?? 'The server could not take this picture.');
      else Turbo.visit(said.path, { action: 'replace' });
    } catch {
      this.refuse('The server can’t be reached. Choose the picture again in a moment.');
    }
  }

  private refuse(sentence: string): void {
    this.sentenceTarget.textContent = sentence;
    this.problemTarget.hidden = false;
    this.stateTarget.textContent = '';
    this.fileTarget.value = '';
  }
}
