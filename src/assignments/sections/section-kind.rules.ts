import type * as Y from 'yjs';

/** What of a frozen section can be counted. `entries` is null for kinds that have no entries, such as prose. */
export interface SectionSummary {
  words: number;
  entries: number | null;
}

/**
 * One kind of section: how the living document holds it and what becomes of it once frozen.
 *
 * `content` is always plain JSON as `freeze` returned it (or as it came back from the database). The functions that
 * take it accept anything and keep only what the kind knows, so that neither a forged document nor an old row can
 * break a page.
 */
export interface SectionKind {
  /** The section `key` of the handbook as plain JSON without undefined values; the same document gives the same JSON. */
  freeze(doc: Y.Doc, key: string): unknown;
  summarise(content: unknown): SectionSummary;
  /** True while a reader would see nothing: white space and empty rows do not count. */
  isEmpty(content: unknown): boolean;
  /** Well-formed HTML with all text escaped, headings from h3 down. Sanitise it all the same where it is shown. */
  toHtml(content: unknown): string;
}

/** A section of a handbook's template: where it lies in the document and what kind it is. */
export interface SectionPlace<Kind extends string = string> {
  key: string;
  kind: Kind;
}
