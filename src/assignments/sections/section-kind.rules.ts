import type * as Y from 'yjs';
import { type Block } from './blocks.rules.js';
import { type Currency } from './tables/currencies.rules.js';
import { type TableSpec } from './tables/table-spec.rules.js';

/** What of a frozen section can be counted. `entries` is null for kinds that have no entries, such as prose. */
export interface SectionSummary {
  words: number;
  entries: number | null;
  /** What an entry is called; “entry” where it is left out. */
  noun?: { one: string; many: string };
  /** What the section comes to, in a few words: “EUR 48,200.00 in total”. Null where words say it all. */
  sum: string | null;
}

/** What a section has to know of the handbook around it to be read out of the document and written into it. */
export interface HandbookFrame {
  /** The kinds of its sections: a column refers to rows of another kind only where there is one. */
  kinds: ReadonlySet<string>;
  /** The currency of the budget; null while none is chosen. */
  currency: Currency | null;
}

/** A frozen handbook, as far as one section looks at the others. */
export interface Book {
  currency: Currency | null;
  sections: readonly BookSection[];
}

export interface BookSection {
  key: string;
  kind: string;
  title: string;
  content: unknown;
}

/** Something that does not fit, at the place where it can be put right. */
export interface Finding {
  section: string;
  /** The row's id, and the key of its column; null for the section as a whole. */
  row: string | null;
  column: string | null;
  /** What does not fit. */
  sentence: string;
  /** Why it matters and what would fit. */
  teach: string;
}

/**
 * One kind of section: how the living document holds it, what becomes of it once frozen, how it is read, counted and
 * checked. How it is edited stands beside this registry in views/assets/handbook/section-editors.ts.
 *
 * `content` is always plain JSON as `freeze` returned it (or as it came back from the database). The functions that
 * take it accept anything and keep only what the kind knows, so that neither a forged document nor an old row can
 * break a page.
 */
export interface SectionKind {
  /** The section `key` of the handbook as plain JSON without undefined values; the same document gives the same JSON. */
  freeze(doc: Y.Doc, key: string, frame: HandbookFrame): unknown;
  /** Puts `content` in the place of what the section holds. `freeze` gives it back. The caller opens the transaction. */
  thaw(doc: Y.Doc, key: string, content: unknown, frame: HandbookFrame): void;
  summarise(content: unknown): SectionSummary;
  /** True while a reader would see nothing: white space and empty rows do not count. */
  isEmpty(content: unknown): boolean;
  toBlocks(content: unknown, book: Book): Block[];
  /** What does not fit in this section, also with the others. */
  findings(section: BookSection, book: Book): Finding[];
  /** The table that the section is; null for kinds that are none. */
  table: TableSpec | null;
  /** What is computed of the section and others, stored with the frozen copy; null for kinds without figures. */
  figures: ((content: unknown, book: Book) => unknown) | null;
}

/** A section of a handbook's template: where it lies in the document and what kind it is. */
export interface SectionPlace<Kind extends string = string> {
  key: string;
  kind: Kind;
  title: string;
}
