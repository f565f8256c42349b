import { Controller } from '@hotwired/stimulus';
import * as Turbo from '@hotwired/turbo';
import { sendPicture } from '../send_picture.js';

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
    this.stateTarget.textContent = 'The picture is being sent …';
    const sent = await sendPicture(
      this.urlValue,
      file,
      'The server can’t be reached. Choose the picture again in a moment.',
    );
    if ('problem' in sent) this.refuse(sent.problem);
    else Turbo.visit(sent.path, { action: 'replace' });
  }

  private refuse(sentence: string): void {
    this.sentenceTarget.textContent = sentence;
    this.problemTarget.hidden = false;
    this.stateTarget.textContent = '';
    this.fileTarget.value = '';
  }
}
