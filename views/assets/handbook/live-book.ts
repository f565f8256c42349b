import type * as Y from 'yjs';
import { changedSections } from '../../../src/assignments/live/unsaved-changes.rules.js';
import { type Book, type BookSection } from '../../../src/assignments/sections/section-kind.rules.js';
import {
  frameOf,
  type HandbookPlace,
  sectionKinds,
  withFigures,
} from '../../../src/assignments/sections/section-kinds.rules.js';

/** Often enough to follow the typing, seldom enough not to be in its way. */
const pauseMs = 120;

/**
 * The handbook in this tab as the server would freeze it now: totals, references and what does not fit are computed
 * from it by the same code. Only sections that changed are read again.
 */
export class LiveBook {
  private sections: BookSection[];
  private readonly listeners = new Set<(book: Book) => void>();
  private readonly dirty = new Set<string>();
  private timer: ReturnType<typeof setTimeout> | null = null;
  private book: Book;

  constructor(
    private readonly doc: Y.Doc,
    readonly places: readonly HandbookPlace[],
  ) {
    this.sections = places.map(({ key, kind, title }) => ({ key, kind, title, content: null }));
    for (const { key } of places) this.dirty.add(key);
    this.book = this.read();
    doc.on('afterTransaction', this.onTransaction);
  }

  get current(): Book {
    if (this.dirty.size > 0) this.book = this.read();
    return this.book;
  }

  /** Tells the book now and after each change. Returns how to stop that. */
  subscribe(listener: (book: Book) => void): () => void {
    this.listeners.add(listener);
    listener(this.current);
    return () => {
      this.listeners.delete(listener);
    };
  }

  destroy(): void {
    this.doc.off('afterTransaction', this.onTransaction);
    if (this.timer !== null) clearTimeout(this.timer);
    this.listeners.clear();
  }

  private read(): Book {
    const frame = frameOf(this.doc, this.places);
    const all = frame.currency !== (this.book as Book | undefined)?.currency;
    this.sections = this.places.map(({ key, kind, title }, at) => {
      const known = this.sections[at];
      if (known && known.content !== null && !all && !this.dirty.has(key)) return known;
      return { key, kind, title, content: sectionKinds[kind].freeze(this.doc, key, frame) };
    });
    this.dirty.clear();
    const bare: Book = { currency: frame.currency, sections: this.sections };
    return {
      currency: frame.currency,
      sections: this.sections.map((section, at) => {
        const kind = this.places[at]?.kind ?? 'prose';
        return { ...section, content: withFigures(kind, section.content, bare) };
      }),
    };
  }

  private readonly onTransaction = (transaction: Y.Transaction): void => {
    const changed = changedSections(transaction).map((key) => key.split('/', 1)[0] ?? key);
    if (changed.length === 0) return;
    for (const key of changed) this.dirty.add(key);
    this.timer ??= setTimeout(() => {
      this.timer = null;
      const book = this.current;
      for (const listener of this.listeners) listener(book);
    }, pauseMs);
  };
}
