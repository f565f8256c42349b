import { Controller } from '@hotwired/stimulus';
import { type HeldFileWord, troubles } from '../checking/held_file_word.js';

/** However slow the device is, by then something is wrong. */
const PATIENCE_MS = 60_000;

/**
 * A file that is to be checked. It can be dropped, and is checked as soon as it is there: in this browser where that can do it,
 * so that the file stays here, and otherwise by sending the form. Its markup is views/checking/file-form.hbs.
 */
export default class HeldFileController extends Controller<HTMLFormElement> {
  static override readonly targets = [
    'zone',
    'file',
    'where',
    'hint',
    'state',
    'trouble',
    'sentence',
    'offer',
  ];
  declare readonly zoneTarget: HTMLElement;
  declare readonly fileTarget: HTMLInputElement;
  declare readonly whereTarget: HTMLElement;
  declare readonly hintTarget: HTMLElement;
  declare readonly stateTarget: HTMLElement;
  declare readonly troubleTarget: HTMLElement;
  declare readonly sentenceTarget: HTMLElement;
  declare readonly offerTarget: HTMLElement;

  private readonly readsHere = canRead();
  private reader: Worker | null = null;
  private patience = 0;
  private result: readonly Element[] = [];
  /** Of the page, before it says something of a file. */
  private title = '';

  override connect(): void {
    this.title = document.title;
    this.hintTarget.hidden = false;
    if (this.readsHere)
      this.whereTarget.textContent =
        'Your file stays on this device: we are asked about its code and its digests only.';
  }

  override disconnect(): void {
    this.stop();
  }

  over(event: DragEvent): void {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    this.zoneTarget.classList.add('file-drop-over');
  }

  leave(): void {
    this.zoneTarget.classList.remove('file-drop-over');
  }

  drop(event: DragEvent): void {
    this.leave();
    const files = event.dataTransfer?.files;
    if (!files || files.length === 0) return;
    event.preventDefault();
    if (files.length > 1) {
      this.stateTarget.textContent = 'Drop one file at a time.';
      return;
    }
    this.fileTarget.files = files;
    this.chosen();
  }

  chosen(): void {
    const [file] = this.fileTarget.files ?? [];
    if (!file) return;
    if (this.readsHere) this.read(file);
    else this.element.requestSubmit();
  }

  pressed(event: SubmitEvent): void {
    const [file] = this.fileTarget.files ?? [];
    if (!file) return;
    if (this.readsHere) {
      event.preventDefault();
      this.read(file);
    } else this.stateTarget.textContent = `${file.name} is sent and checked …`;
  }

  /** To the server after all. */
  send(): void {
    const [file] = this.fileTarget.files ?? [];
    if (!file) return;
    this.stateTarget.textContent = `${file.name} is sent and checked …`;
    this.element.submit();
  }

  private read(file: File): void {
    this.stop();
    this.troubleTarget.hidden = true;
    this.stateTarget.textContent = `${file.name} is being checked …`;
    const reader = new Worker(new URL('../checking/held_file.worker.ts', import.meta.url), {
      type: 'module',
    });
    reader.addEventListener('message', ({ data }: MessageEvent<HeldFileWord>) => {
      this.hear(data);
    });
    reader.addEventListener('error', () => {
      this.hear({ kind: 'unreadable' });
    });
    this.patience = window.setTimeout(() => {
      this.hear({ kind: 'unreadable' });
    }, PATIENCE_MS);
    this.reader = reader;
    reader.postMessage(file);
  }

  private stop(): void {
    window.clearTimeout(this.patience);
    this.reader?.terminate();
    this.reader = null;
  }

  private hear(word: HeldFileWord): void {
    this.stop();
    this.stateTarget.textContent = '';
    if (word.kind === 'checked') {
      this.show(word.title, word.html);
      return;
    }
    this.clear();
    this.sentenceTarget.textContent = word.kind === 'refused' ? word.sentence : troubles[word.kind];
    this.offerTarget.hidden = word.kind === 'refused';
    this.troubleTarget.hidden = false;
    this.troubleTarget.scrollIntoView({ block: 'nearest' });
  }

  /** In the place of what stood above the form, as on the page that the server would answer. */
  private show(title: string, html: string): void {
    const place = this.place();
    const drawn = new DOMParser().parseFromString(html, 'text/html');
    this.clear();
    for (const one of this.beside(Node.DOCUMENT_POSITION_PRECEDING)) one.hidden = true;
    for (const one of this.beside(Node.DOCUMENT_POSITION_FOLLOWING)) one.classList.add('no-print');
    this.result = [...drawn.body.children];
    place.before(...this.result);
    headingOf(place).textContent = 'Check another file';
    // The same file can be chosen again.
    this.fileTarget.value = '';
    document.title = `${title} – Capstone`;
    const heading = place.parentElement?.querySelector<HTMLElement>('.verdict h1');
    if (!heading) return;
    heading.tabIndex = -1;
    heading.focus();
  }

  /** Nobody should take what was said of the file before for what is said of this one. */
  private clear(): void {
    for (const element of this.result) element.remove();
    this.result = [];
    const above = this.beside(Node.DOCUMENT_POSITION_PRECEDING);
    // The server has drawn this page about a file.
    const isTold = above.some((one) => one.matches('.verdict') || one.querySelector('.verdict') !== null);
    for (const one of above) one.hidden = isTold;
    document.title = isTold ? 'Check a file – Capstone' : this.title;
  }

  /** What stands above the form, or below it. */
  private beside(position: number): HTMLElement[] {
    const place = this.place();
    return [...(place.parentElement?.children ?? [])]
      .filter((one) => one instanceof HTMLElement)
      .filter((one) => place.compareDocumentPosition(one) & position);
  }

  private place(): Element {
    return this.element.closest('section') ?? this.element;
  }
}

/** Only pages that came safely have what digests take. */
const canRead = (): boolean => window.isSecureContext && 'subtle' in crypto && typeof Worker === 'function';

function headingOf(place: Element): HTMLElement {
  const known = place.querySelector('h2');
  if (known) return known;
  const heading = document.createElement('h2');
  place.prepend(heading);
  return heading;
}
