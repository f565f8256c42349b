import { Controller } from '@hotwired/stimulus';
import { csrfToken } from '../csrf.js';
import { sendPicture } from '../send_picture.js';

/** How long somebody may pause while typing before the preview follows, milliseconds. */
const pauseWhileTyping = 400;

/**
 * The editor of a lesson: the preview follows what is typed – the server renders it, so it is what readers will see –,
 * and a picture that is chosen is uploaded and put into the text. Its markup is views/versions/lesson.hbs.
 */
export default class LessonEditorController extends Controller<HTMLElement> {
  static override targets = ['form', 'preview', 'upload', 'file', 'problem', 'sentence', 'state', 'button'];
  static override values = { previewUrl: String, imagesUrl: String };
  declare readonly formTarget: HTMLFormElement;
  declare readonly previewTarget: HTMLElement;
  declare readonly uploadTarget: HTMLElement;
  declare readonly fileTarget: HTMLInputElement;
  declare readonly problemTarget: HTMLElement;
  declare readonly sentenceTarget: HTMLElement;
  declare readonly stateTarget: HTMLElement;
  declare readonly buttonTarget: HTMLButtonElement;
  declare readonly previewUrlValue: string;
  declare readonly imagesUrlValue: string;
  private pause = 0;
  private shown = '';

  override connect(): void {
    this.uploadTarget.hidden = false;
    this.buttonTarget.hidden = true;
    this.shown = this.text.value;
    this.text.addEventListener('input', this.typed);
  }

  override disconnect(): void {
    window.clearTimeout(this.pause);
    this.text.removeEventListener('input', this.typed);
  }

  async upload(): Promise<void> {
    const [file] = this.fileTarget.files ?? [];
    this.problemTarget.hidden = true;
    if (!file) return;
    this.stateTarget.textContent = 'The picture is being sent …';
    const sent = await sendPicture(
      this.imagesUrlValue,
      file,
      'The server can’t be reached. Nothing of your text is lost: choose the picture again in a moment.',
    );
    if ('problem' in sent) this.refuse(sent.problem);
    else this.insert(sent.path);
  }

  private get text(): HTMLTextAreaElement {
    return this.formTarget.elements.namedItem('body') as HTMLTextAreaElement;
  }

  private readonly typed = (): void => {
    window.clearTimeout(this.pause);
    this.pause = window.setTimeout(() => {
      void this.render();
    }, pauseWhileTyping);
  };

  private async render(): Promise<void> {
    const body = this.text.value;
    if (body === this.shown) return;
    const page = await fetch(this.previewUrlValue, {
      method: 'POST',
      headers: { accept: 'text/html', 'x-csrf-token': csrfToken() },
      body: new URLSearchParams({ body }),
    }).then(
      (answer) => (answer.ok ? answer.text() : null),
      () => null,
    );
    // Something newer was typed, or nothing came: what is shown stays until the next pause.
    if (page === null || body !== this.text.value) return;
    const rendered = new DOMParser().parseFromString(page, 'text/html').querySelector('[data-preview]');
    if (!rendered) return;
    this.shown = body;
    this.previewTarget.replaceChildren(...rendered.childNodes);
  }

  /** Puts the picture where the cursor is, with its description selected, as it is still to be written. */
  private insert(path: string): void {
    const { text } = this;
    const description = 'What the picture shows';
    const start = text.selectionStart;
    text.setRangeText(`![${description}](${path})`, start, text.selectionEnd, 'end');
    text.focus();
    text.setSelectionRange(start + 2, start + 2 + description.length);
    text.dispatchEvent(new Event('input', { bubbles: true }));
    this.fileTarget.value = '';
    this.stateTarget.textContent =
      'The picture is in the text. Say what it shows, for those who can’t see it.';
  }

  private refuse(sentence: string): void {
    this.stateTarget.textContent = '';
    this.sentenceTarget.textContent = sentence;
    this.problemTarget.hidden = false;
    this.fileTarget.value = '';
  }
}
