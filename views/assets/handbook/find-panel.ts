import { FieldsTarget } from './find-fields.js';
import { type FindQuery, type FindTarget } from './find-target.js';
import { iconButton, make } from './elements.js';

interface Found {
  target: FindTarget;
  match: unknown;
}

const mostMatches = 5_000;

/** Finds and replaces in the whole handbook, in the order of the page. Not modal: one may write on beside it. */
export class FindPanel {
  private readonly field = make('input', {
    class: 'input',
    type: 'text',
    'aria-label': 'Find in the handbook',
    placeholder: 'Find',
    autocomplete: 'off',
    spellcheck: 'false',
  });
  private readonly by = make('input', {
    class: 'input',
    type: 'text',
    'aria-label': 'Replace with',
    placeholder: 'Replace with',
    autocomplete: 'off',
  });
  private readonly count = make('p', { class: 'find-count', role: 'status' });
  private readonly matchCase = make('input', { type: 'checkbox', id: 'find-case' });
  private readonly wholeWord = make('input', { type: 'checkbox', id: 'find-word' });
  private readonly element: HTMLElement;
  private found: Found[] = [];
  private at = -1;
  private searched: FindTarget[] = [];
  private timer = 0;
  private before: Element | null = null;

  constructor(
    private readonly targets: () => FindTarget[],
    private readonly closed: () => void,
  ) {
    const previous = iconButton('arrowUp', 'Previous match (Shift+Enter)', { class: 'editor-tool' });
    const next = iconButton('arrowDown', 'Next match (Enter)', { class: 'editor-tool' });
    const close = iconButton('remove', 'Close the search (Escape)', { class: 'editor-tool' });
    const one = make('button', { type: 'button', class: 'button button-small' }, 'Replace');
    const section = make(
      'button',
      { type: 'button', class: 'button button-small' },
      'Replace all in this section',
    );
    previous.addEventListener('click', () => {
      this.step(-1);
    });
    next.addEventListener('click', () => {
      this.step(1);
    });
    close.addEventListener('click', () => {
      this.close();
    });
    one.addEventListener('click', () => {
      this.replaceOne();
    });
    section.addEventListener('click', () => {
      this.replaceSection();
    });
    this.element = make(
      'div',
      { class: 'find-panel', role: 'search', 'aria-label': 'Find and replace' },
      make('div', { class: 'find-line' }, this.field, previous, next, close),
      make('div', { class: 'find-line' }, this.by),
      make(
        'div',
        { class: 'find-line find-choices' },
        make('span', { class: 'choice' }, this.matchCase, make('label', { for: 'find-case' }, 'Match case')),
        make('span', { class: 'choice' }, this.wholeWord, make('label', { for: 'find-word' }, 'Whole words')),
      ),
      make('div', { class: 'find-line' }, one, section),
      this.count,
    );
    this.field.addEventListener('input', () => {
      window.clearTimeout(this.timer);
      this.timer = window.setTimeout(() => {
        this.search('near');
      }, 150);
    });
    for (const box of [this.matchCase, this.wholeWord])
      box.addEventListener('change', () => {
        this.search('near');
      });
    this.element.addEventListener('keydown', this.onKeyDown);
  }

  get hasFocus(): boolean {
    return this.element.contains(document.activeElement);
  }

  /** @param text what is looked for at first: what was selected */
  open(text: string): void {
    if (!this.element.isConnected) {
      this.before = document.activeElement;
      document.body.append(this.element);
    }
    const line = text.trim();
    if (line !== '' && line.length <= 200 && !line.includes('\n')) this.field.value = line;
    this.field.focus();
    this.field.select();
    this.search('near');
  }

  close(): void {
    window.clearTimeout(this.timer);
    const current = this.found[this.at];
    for (const target of this.searched) target.matches(null);
    const hadFocus = this.hasFocus;
    this.element.remove();
    this.closed();
    if (!hadFocus) return;
    if (current) current.target.enter(current.match);
    else if (this.before instanceof HTMLElement) this.before.focus({ preventScroll: true });
  }

  private get query(): FindQuery {
    return {
      text: this.field.value,
      matchCase: this.matchCase.checked,
      wholeWord: this.wholeWord.checked,
    };
  }

  /** Looks again; what was found before may have been changed by anybody. */
  private search(goTo: 'near' | 'same'): void {
    const all = [...this.targets(), ...FieldsTarget.all()].filter(({ element }) => isReachable(element));
    all.sort((one, other) => order(one.element, other.element));
    const { query } = this;
    for (const target of this.searched) if (!all.includes(target)) target.matches(null);
    this.searched = all;
    const isEmpty = query.text === '';
    this.found = all
      .flatMap((target) => target.matches(isEmpty ? null : query).map((match) => ({ target, match })))
      .slice(0, mostMatches);
    if (goTo === 'near') this.at = this.nearest();
    this.at = Math.min(this.at, this.found.length - 1);
    this.show();
  }

  private step(by: 1 | -1): void {
    window.clearTimeout(this.timer);
    const { at } = this;
    this.search('same');
    const { length } = this.found;
    if (length === 0) return;
    this.at = (Math.min(at, length - 1) + by + length) % length;
    this.show();
  }

  private replaceOne(): void {
    const current = this.found[this.at];
    if (!current) return;
    this.replace(current.target, [current.match]);
  }

  private replaceSection(): void {
    const home = this.found[this.at]?.target.element.closest('[data-section]');
    if (!home) return;
    const inside = this.found.filter(({ target }) => target.element.closest('[data-section]') === home);
    let count = 0;
    for (const target of new Set(inside.map((one) => one.target))) {
      const matches = inside.filter((one) => one.target === target).map(({ match }) => match);
      if (target.replace?.(matches, this.by.value) === true) count += matches.length;
    }
    const { at } = this;
    this.search('same');
    this.at = Math.min(at, this.found.length - 1);
    this.show(`${String(count)} replaced in ${titleOf(home)}. Ctrl+Z in the section takes it back.`);
  }

  private replace(target: FindTarget, matches: readonly unknown[]): void {
    const done = target.replace?.(matches, this.by.value) === true;
    this.search('same');
    if (!done) this.show('This can’t be changed now.');
  }

  private nearest(): number {
    const from = this.before?.closest('[data-section]') ?? null;
    if (from === null) return 0;
    const at = this.found.findIndex(({ target }) => from.contains(target.element));
    return Math.max(0, at);
  }

  private show(said?: string): void {
    const current = this.found[this.at];
    for (const field of document.querySelectorAll('.find-current')) field.classList.remove('find-current');
    if (current) current.target.reveal(current.match);
    const { length } = this.found;
    if (said !== undefined) this.count.textContent = said;
    else if (this.field.value === '') this.count.textContent = '';
    else if (!current) this.count.textContent = 'Nothing found';
    else {
      const home = current.target.element.closest('[data-section]');
      this.count.textContent = `${String(this.at + 1)} of ${String(length)}${home ? `, in ${titleOf(home)}` : ''}`;
    }
  }

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.close();
    else if (event.key === 'Enter' && event.target === this.field) this.step(event.shiftKey ? -1 : 1);
    else if (event.key === 'Enter' && event.target === this.by) this.replaceOne();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
}

function isReachable(element: HTMLElement): boolean {
  return element.isConnected && element.closest('[inert], [hidden]') === null;
}

function order(one: Element, other: Element): number {
  return (one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0 ? -1 : 1;
}

function titleOf(section: Element): string {
  const heading = document.getElementById(section.getAttribute('aria-labelledby') ?? '');
  return heading?.textContent.trim() ?? 'this section';
}
