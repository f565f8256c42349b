import { Controller } from '@hotwired/stimulus';

const MOST_BYTES = 500_000;

/** Reads a file of text into the form's textarea, where it can be looked at before it is sent. */
export default class TextFileController extends Controller<HTMLFormElement> {
  static override readonly targets = ['chooser', 'error'];
  declare readonly chooserTarget: HTMLElement;
  declare readonly errorTarget: HTMLElement;

  override connect(): void {
    this.chooserTarget.hidden = false;
  }

  async read(event: Event): Promise<void> {
    const file = (event.target as HTMLInputElement).files?.[0];
    if (!file) return;
    this.say('');
    if (file.size > MOST_BYTES) {
      this.say(
        `${file.name} has more than 500 kB, so it is no list of at most 1,000 people. Nothing was read.`,
      );
      return;
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    // A picture or a spreadsheet in its own format holds zeros, which text never does.
    if (bytes.includes(0)) {
      this.say(`${file.name} is no text. Save the table as CSV and take that file.`);
      return;
    }
    const area = this.element.querySelector('textarea');
    if (!area) return;
    area.value = decoded(bytes);
    area.focus();
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
