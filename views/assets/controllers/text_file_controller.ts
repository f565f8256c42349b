import { Controller } from '@hotwired/stimulus';

/** Reads a file of text into the form's textarea, where it can be looked at before it is sent. */
export default class TextFileController extends Controller<HTMLFormElement> {
  static override readonly targets = ['chooser', 'error'];
  static override readonly values = {
    /** Bytes. */
    most: { type: Number, default: 500_000 },
    what: { type: String, default: 'list of at most 1,000 people' },
    noText: { type: String, default: 'Save the table as CSV and take that file.' },
  };
  declare readonly mostValue: number;
  declare readonly whatValue: string;
  declare readonly noTextValue: string;
  declare readonly chooserTarget: HTMLElement;
  declare readonly errorTarget: HTMLElement;

  override connect(): void {
    this.chooserTarget.hidden = false;
  }

  async read(event: Event): Promise<void> {
    const file = (event.target as HTMLInputElement).files?.[0];
    if (!file) return;
    this.say('');
    if (file.size > this.mostValue) {
      const most = `${Math.round(this.mostValue / 1000).toLocaleString('en-GB')} kB`;
      this.say(`${file.name} has more than ${most}, so it is no ${this.whatValue}. Nothing was read.`);
      return;
    }
    const bytes = await this.bytesOf(file);
    if (!bytes) {
      this.say(`${file.name} can’t be read. Choose it again.`);
      return;
    }
    // A picture or a spreadsheet in its own format holds zeros, which text never does.
    if (bytes.includes(0)) {
      this.say(`${file.name} is no text. ${this.noTextValue}`);
      return;
    }
    const area = this.element.querySelector('textarea');
    if (!area) return;
    area.value = decoded(bytes);
    area.focus();
  }

  /** Meanwhile nothing can be sent: it would be what stood there before. Null where the file has gone. */
  private async bytesOf(file: File): Promise<Uint8Array | null> {
    const buttons = [...this.element.querySelectorAll<HTMLButtonElement>('button:enabled')];
    for (const button of buttons) button.disabled = true;
    try {
      return new Uint8Array(await file.arrayBuffer());
    } catch {
      return null;
    } finally {
      for (const button of buttons) button.disabled = false;
    }
  }

  private say(sentence: string): void {
    this.errorTarget.textContent = sentence;
    this.errorTarget.hidden = sentence === '';
  }
}

/** UTF-8, or what spreadsheets of western Europe save instead of it. The decoder drops a byte-order mark. */
function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
