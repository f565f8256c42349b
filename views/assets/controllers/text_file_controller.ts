import { Controller } from '@hotwired/stimulus';

/** Reads a file of text into the form's textarea, where it can be looked at before it is sent. */
export default class TextFileController extends Controller<HTMLFormElement> {
  static override readonly targets = ['chooser', 'error'];
  static override readonly values = {
    /** Bytes. */
    most: { type: Number, default: 500_000 },
    what: { type: String, default: 'list of at most 1,000 people' },
    noText: {
      type: String,
      default: 'In your spreadsheet, save the table as “CSV UTF-8” and take that file.',
    },
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
    const text = decoded(bytes);
    // A picture or a spreadsheet in its own format holds zeros, which text never does.
    if (text.includes('\0')) {
      this.say(`${file.name} is no text. ${this.noTextValue}`);
      return;
    }
    const area = this.element.querySelector('textarea');
    if (!area) return;
    area.value = text;
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

/**
 * UTF-16 where a byte-order mark says so, as Excel writes “Unicode text”; otherwise UTF-8, or what spreadsheets of western
 * Europe save instead of it. The decoder drops the mark.
 */
function decoded(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
