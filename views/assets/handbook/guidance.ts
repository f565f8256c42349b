import { findingHref } from '../../../src/assignments/handbooks/handbook-places.rules.js';
import {
  type Book,
  type BookSection,
  type Finding,
} from '../../../src/assignments/sections/section-kind.rules.js';
import {
  emptySections,
  findingsOf,
  isSectionKindName,
  sectionKinds,
} from '../../../src/assignments/sections/section-kinds.rules.js';
import { make } from './elements.js';
import './guidance.css';
import { type LiveBook } from './live-book.js';

/** What does not fit changes with every letter; a list that follows more closely would only flicker. */
const pauseMs = 700;

/**
 * Beside the writing: how long each section is against its guidance, and what does not fit, each with a link to the
 * place where it is put right.
 */
export class Guidance {
  private readonly unsubscribe: () => void;
  private readonly counted = new Map<string, unknown>();
  private shown = '';
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly element: HTMLElement,
    book: LiveBook,
  ) {
    this.unsubscribe = book.subscribe(() => {
      this.timer ??= setTimeout(() => {
        this.timer = null;
        this.show(book.current);
      }, pauseMs);
    });
    this.show(book.current);
    element.addEventListener('click', this.onClick);
    window.addEventListener('hashchange', this.onHash);
  }

  /** Goes where the page's address points to, once there is something to go to. */
  arrive(): void {
    if (location.hash !== '') reveal(location.hash);
  }

  destroy(): void {
    this.unsubscribe();
    if (this.timer !== null) clearTimeout(this.timer);
    this.element.removeEventListener('click', this.onClick);
    window.removeEventListener('hashchange', this.onHash);
  }

  private show(book: Book): void {
    for (const section of book.sections) this.showLength(section);
    const empty = emptySections(book);
    const findings = findingsOf(book);
    const state = JSON.stringify([findings, empty.map(({ key }) => key)]);
    if (state === this.shown) return;
    this.shown = state;
    for (const section of book.sections) this.showFindings(section, findings);
    this.showAll(book, findings, empty);
  }

  private showLength({ key, kind, content }: BookSection): void {
    const line = this.sectionElement(key)?.querySelector<HTMLElement>('[data-length]');
    const words = line?.querySelector('[data-length-words]');
    if (!line || !words || !isSectionKindName(kind) || this.counted.get(key) === content) return;
    this.counted.set(key, content);
    const count = sectionKinds[kind].summarise(content).words;
    const [from, to] = [Number(line.dataset['from']), Number(line.dataset['to'])];
    line.dataset['state'] = count === 0 ? 'empty' : count < from ? 'short' : count > to ? 'long' : 'right';
    const verdict = {
      empty: '',
      short: '',
      right: ', as long as it should be',
      long: ', longer than it should be',
    };
    words.textContent = `${count.toLocaleString('en-GB')} ${count === 1 ? 'word' : 'words'}${verdict[line.dataset['state'] as keyof typeof verdict]} · `;
  }

  private showFindings({ key }: BookSection, all: readonly Finding[]): void {
    const slot = this.sectionElement(key)?.querySelector<HTMLElement>('[data-findings]');
    if (!slot) return;
    const own = all.filter(({ section }) => section === key);
    const open = slot.querySelector('details')?.open ?? false;
    slot.hidden = own.length === 0;
    const title = own.length === 1 ? 'One thing does not fit yet' : `${own.length} things do not fit yet`;
    const details = make('details', { class: 'small' }, make('summary', {}, title), list(own));
    details.open = open;
    slot.replaceChildren(...(own.length === 0 ? [] : [details]));
  }

  private showAll(book: Book, findings: readonly Finding[], empty: readonly BookSection[]): void {
    const panel = this.element.querySelector<HTMLElement>('[data-all-findings]');
    const total = document.querySelector<HTMLElement>('[data-findings-total]');
    if (total) total.textContent = findings.length === 0 ? '' : String(findings.length);
    if (!panel) return;
    panel.hidden = false;
    const count = panel.querySelector('[data-findings-count]');
    if (count) {
      count.textContent =
        findings.length === 0
          ? 'Everything that you have written fits together.'
          : 'You can hand in all the same; whoever grades will see what you see here.';
    }
    const groups = book.sections.flatMap(({ key, title }) => {
      const own = findings.filter(({ section }) => section === key);
      return own.length === 0 ? [] : [make('h3', {}, title), list(own)];
    });
    const links = empty.map(({ key, title }) =>
      make('a', { href: `#section-${key}`, 'data-turbo': 'false' }, title),
    );
    const still =
      links.length === 0 ? [] : [make('p', { class: 'measure' }, 'Still empty: ', ...separated(links), '.')];
    panel.querySelector('[data-findings-list]')?.replaceChildren(...still, ...groups);
  }

  private sectionElement(key: string): HTMLElement | null {
    return this.element.querySelector<HTMLElement>(`[data-section="${CSS.escape(key)}"]`);
  }

  private readonly onClick = (event: MouseEvent): void => {
    const link =
      event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[data-reveal]') : null;
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    reveal(link.hash);
  };

  private readonly onHash = (): void => {
    this.arrive();
  };
}

function list(findings: readonly Finding[]): HTMLElement {
  return make(
    'ul',
    { class: 'finding-list' },
    ...findings.map((finding) =>
      make(
        'li',
        {},
        make('a', { href: findingHref(finding), 'data-reveal': '', 'data-turbo': 'false' }, finding.sentence),
        make('span', { class: 'quiet' }, ` ${finding.teach}`),
      ),
    ),
  );
}

function separated(links: readonly HTMLElement[]): (HTMLElement | string)[] {
  return links.flatMap((link, at) => (at === 0 ? [link] : [', ', link]));
}

/** Brings a place into view and puts the caret there. */
function reveal(hash: string): void {
  const target = document.getElementById(decodedId(hash));
  if (!target) return;
  const writable = 'input:not([type="hidden"]), textarea, select, [contenteditable="true"]';
  // Where there is nothing to choose from yet, the cell is a link to where that is written
  const self = target.matches(`${writable}, a[href]`);
  const field = self ? target : target.querySelector<HTMLElement>(writable);
  target.scrollIntoView({ block: target.matches('section') ? 'start' : 'center' });
  field?.focus({ preventScroll: true });
}

/** An address that somebody typed may hold what can't be decoded. */
function decodedId(hash: string): string {
  try {
    return decodeURIComponent(hash.slice(1));
  } catch {
    return hash.slice(1);
  }
}
