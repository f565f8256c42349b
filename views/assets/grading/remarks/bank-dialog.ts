import {
  fillPlaceholders,
  firstPlaceholder,
  type Meanings,
  searchRemarks,
  withPlaceholders,
} from '../../../../src/grading/remarks/placeholders.rules.js';
import { putFromDesk } from '../desk-request.js';

interface BankEntry {
  id: string;
  body: string;
  shared: boolean;
}

export interface BankParts {
  dialog: HTMLDialogElement;
  search: HTMLInputElement;
  found: HTMLElement;
  state: HTMLElement;
  keep: readonly HTMLButtonElement[];
}

/** The bank of remarks over the desk: found by letters, chosen by arrows, inserted where one was writing. */
export class BankDialog {
  /** Null while they are not known: being fetched, or not to be had. */
  private entries: BankEntry[] | null = null;
  private fetching: Promise<void> | null = null;
  private field: HTMLTextAreaElement | null = null;
  private meanings: Meanings = {};
  private at = 0;

  constructor(
    private readonly parts: BankParts,
    private readonly url: string,
  ) {}

  async open(field: HTMLTextAreaElement, meanings: Meanings): Promise<void> {
    this.field = field;
    this.meanings = meanings;
    this.parts.search.value = '';
    for (const button of this.parts.keep) button.disabled = field.value.trim() === '';
    this.parts.dialog.showModal();
    this.parts.search.focus();
    if (this.entries === null) void this.fetch();
    this.show();
    await this.fetching;
  }

  close(): void {
    this.parts.dialog.close();
    this.field?.focus();
  }

  show(): void {
    const shown = this.shown();
    this.at = Math.min(this.at, Math.max(0, shown.length - 1));
    this.parts.found.replaceChildren(...shown.map((entry, at) => this.optionOf(entry, at)));
    const chosen = this.parts.found.children[this.at];
    if (chosen) this.parts.search.setAttribute('aria-activedescendant', chosen.id);
    else this.parts.search.removeAttribute('aria-activedescendant');
    chosen?.scrollIntoView({ block: 'nearest' });
    if (this.entries !== null) this.say(countWords(shown.length, this.entries.length));
    else if (this.fetching !== null) this.say('Fetching the bank');
    else this.say('The bank can’t be reached now. Close this and try again later.');
  }

  searched(): void {
    this.at = 0;
    this.show();
  }

  key(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      this.at = Math.max(0, Math.min(this.shown().length - 1, this.at + step));
      this.show();
    } else if (event.key === 'Enter') {
      event.preventDefault();
      this.insert(this.at);
    }
  }

  clicked(event: Event): void {
    const option = event.target instanceof Element ? event.target.closest('[role="option"]') : null;
    if (option) this.insert([...this.parts.found.children].indexOf(option));
  }

  /** Keeps what stands in the field, without the student's name. */
  async keep(shared: boolean): Promise<void> {
    if (!this.field) return;
    const body = withPlaceholders(this.field.value, this.meanings);
    const answer = await putFromDesk(`${this.url}/entries`, { body, shared });
    if (answer.kind === 'done') {
      const entry = answer.body as BankEntry;
      // One that is kept makes no bank of those that could not be fetched.
      await this.fetching;
      if (this.entries) this.entries = [...this.entries.filter(({ id }) => id !== entry.id), entry];
      this.show();
      this.say(shared ? 'Kept in the cohort’s bank.' : 'Kept in your bank.');
    } else if (answer.kind === 'refused') {
      const [first] = (answer.details['errors'] ?? []) as { message: string }[];
      this.say(first?.message ?? answer.message);
    } else {
      this.say('Not kept: the server can’t be reached, or you are signed out.');
    }
  }

  private insert(at: number): void {
    const entry = this.shown()[at];
    const { field } = this;
    if (!entry || !field) return;
    this.close();
    const words = fillPlaceholders(entry.body, this.meanings);
    const before = field.value.slice(0, field.selectionStart);
    const gap = before === '' || /\s$/.test(before) ? '' : ' ';
    const start = field.selectionStart + gap.length;
    field.setRangeText(gap + words, field.selectionStart, field.selectionEnd, 'end');
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    // What the bank could not know is typed next.
    const open = firstPlaceholder(words);
    if (open) field.setSelectionRange(start + open.start, start + open.end);
  }

  private shown(): BankEntry[] {
    return searchRemarks(this.entries ?? [], this.parts.search.value).slice(0, 100);
  }

  private optionOf({ body, shared }: BankEntry, at: number): HTMLElement {
    const option = document.createElement('li');
    option.id = `bank-entry-${at}`;
    option.setAttribute('role', 'option');
    option.setAttribute('aria-selected', String(at === this.at));
    const words = document.createElement('span');
    words.dir = 'auto';
    words.textContent = fillPlaceholders(body, this.meanings);
    const whose = document.createElement('span');
    whose.className = 'quiet small';
    whose.textContent = shared ? 'The cohort’s' : 'Yours';
    option.append(words, ' ', whose);
    return option;
  }

  private say(words: string): void {
    this.parts.state.textContent = words;
  }

  /** Shows what has come, or that nothing has. */
  private fetch(): Promise<void> {
    this.fetching ??= this.fetched().then((entries) => {
      this.entries = entries;
      this.fetching = null;
      this.show();
    });
    return this.fetching;
  }

  private async fetched(): Promise<BankEntry[] | null> {
    try {
      const response = await fetch(`${this.url}/entries`, { headers: { accept: 'application/json' } });
      return response.ok ? ((await response.json()) as { entries: BankEntry[] }).entries : null;
    } catch {
      return null;
    }
  }
}

function countWords(shown: number, all: number): string {
  if (all === 0) return 'The bank is empty. Write a remark in a field, open the bank there, and keep it.';
  if (shown === 0) return 'No remark holds these words.';
  return shown === 1
    ? 'One remark. Enter inserts it.'
    : `${shown} remarks. Arrow keys choose, Enter inserts.`;
}
