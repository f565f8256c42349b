import { rankByLetters } from '../../../src/grading/desk/letters.rules.js';
import { type JumpPlace } from '../../../src/grading/desk/queue.rules.js';
import { csrfToken } from '../csrf.js';

interface Entry {
  title: string;
  /** What stands at the end of the line: how far a handbook is, which number a criterion has. */
  note: string;
  go: () => void;
}

/** Where the palette can lead. */
export interface PaletteWays {
  criteria: () => readonly { number: number; title: string; go: () => void }[];
  visit: (href: string) => void;
}

/** As many as one can look over. */
const shownAtMost = 50;

/**
 * Goes to a student or criterion by a few of their letters: a combobox with a list in a dialogue (the ARIA Authoring
 * Practices' pattern). The focus stays in the field; arrows choose, Enter goes.
 */
export class Palette {
  private entries: Entry[] = [];
  private found: Entry[] = [];
  private active = 0;

  constructor(
    private readonly dialog: HTMLDialogElement,
    private readonly ways: PaletteWays,
  ) {
    this.input.addEventListener('input', () => {
      this.find();
    });
    this.input.addEventListener('keydown', (event) => {
      this.key(event);
    });
    this.list.addEventListener('click', (event) => {
      const option = event.target instanceof Element ? event.target.closest('[role="option"]') : null;
      const entry = option && this.found[[...this.list.children].indexOf(option)];
      if (entry) this.go(entry);
    });
  }

  /** The criteria are here at once; the students come from the server, with how far each is now. */
  async open(): Promise<void> {
    this.input.value = '';
    this.entries = this.ways.criteria().map(({ number, title, go }) => ({
      title: `${number} ${title}`,
      note: 'Criterion',
      go,
    }));
    this.find();
    this.dialog.showModal();
    this.input.focus();
    try {
      const response = await fetch(this.dialog.dataset['places'] ?? '', {
        headers: { accept: 'application/json' },
      });
      if (!response.ok) throw new Error(`The list of students answered ${response.status}.`);
      const { places } = (await response.json()) as { places: JumpPlace[] };
      this.entries = [...places.map((place) => this.student(place)), ...this.entries];
      this.find();
    } catch {
      this.say('The list of students can’t be reached now. Criteria can.');
    }
  }

  close(): void {
    if (this.dialog.open) this.dialog.close();
  }

  private student({ name, state, href, action }: JumpPlace): Entry {
    return {
      title: name,
      note: state,
      go: () => {
        if (href !== null) this.ways.visit(href);
        else if (action !== null) post(action);
      },
    };
  }

  private find(): void {
    const typed = this.input.value;
    this.found = this.entries
      .map((entry) => ({ entry, rank: rankByLetters(typed, entry.title) }))
      .filter((one): one is { entry: Entry; rank: number } => one.rank !== null)
      .sort((one, other) => one.rank - other.rank)
      .slice(0, shownAtMost)
      .map(({ entry }) => entry);
    this.list.replaceChildren(...this.found.map((entry, at) => optionOf(entry, at)));
    this.activate(0);
    const count = this.found.length;
    this.say(count === 0 ? 'Nothing has these letters.' : count === 1 ? 'One found' : `${count} found`);
  }

  private activate(at: number): void {
    this.active = at;
    for (const [index, option] of [...this.list.children].entries()) {
      option.setAttribute('aria-selected', String(index === at));
      if (index === at) option.scrollIntoView({ block: 'nearest' });
    }
    if (this.found.length > 0) this.input.setAttribute('aria-activedescendant', optionId(at));
    else this.input.removeAttribute('aria-activedescendant');
  }

  private key(event: KeyboardEvent): void {
    const steps: Partial<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 };
    const step = steps[event.key];
    const last = this.found.length - 1;
    if (step !== undefined && last >= 0) {
      event.preventDefault();
      const wanted = this.active + step;
      // One step past an end comes round; ten stop there.
      if (Math.abs(step) === 1) this.activate(wanted < 0 ? last : wanted > last ? 0 : wanted);
      else this.activate(Math.min(last, Math.max(0, wanted)));
    } else if (event.key === 'Enter' && !event.isComposing) {
      event.preventDefault();
      const entry = this.found[this.active];
      if (entry) this.go(entry);
    }
  }

  private go(entry: Entry): void {
    this.dialog.close();
    entry.go();
  }

  private say(words: string): void {
    const line = this.dialog.querySelector('[data-palette="count"]');
    if (line) line.textContent = words;
  }

  private get input(): HTMLInputElement {
    return part(this.dialog, 'input', HTMLInputElement);
  }

  private get list(): HTMLElement {
    return part(this.dialog, '[role="listbox"]', HTMLElement);
  }
}

const optionId = (at: number) => `desk-palette-${at}`;

function optionOf({ title, note }: Entry, at: number): HTMLElement {
  const option = document.createElement('li');
  option.id = optionId(at);
  option.setAttribute('role', 'option');
  const name = document.createElement('span');
  name.textContent = title;
  const more = document.createElement('span');
  more.textContent = note;
  option.append(name, ' ', more);
  return option;
}

/** Opens a place at a handbook, as the form of the list would. */
function post(action: string): void {
  const form = Object.assign(document.createElement('form'), { method: 'post', action, hidden: true });
  form.append(Object.assign(document.createElement('input'), { name: '_csrf', value: csrfToken() }));
  document.body.append(form);
  form.requestSubmit();
}

function part<E extends HTMLElement>(dialog: HTMLElement, selector: string, type: new () => E): E {
  const found = dialog.querySelector(selector);
  if (!(found instanceof type)) throw new Error(`The palette lacks ${selector}.`);
  return found;
}
