import type * as Y from 'yjs';
import { prose } from './prose.rules.js';
import { type SectionKind, type SectionPlace, type SectionSummary } from './section-kind.rules.js';
import { swot } from './swot.rules.js';

/** Every kind of section there is. The browser's editors are listed beside it in views/assets/handbook. */
export const sectionKinds = { prose, swot } satisfies Record<string, SectionKind>;

export type SectionKindName = keyof typeof sectionKinds;

/** True for a name that the registry knows; templates are checked with it before they are published. */
export function isSectionKindName(name: unknown): name is SectionKindName {
  return typeof name === 'string' && Object.hasOwn(sectionKinds, name);
}

export interface FrozenSection {
  key: string;
  kind: SectionKindName;
  content: unknown;
}

export interface FrozenHandbook {
  sections: FrozenSection[];
}

/**
 * The whole handbook as plain JSON, the template's sections in the template's order. Whatever else the document
 * holds under other keys is not part of the handbook.
 */
export function freezeHandbook(
  doc: Y.Doc,
  sections: readonly SectionPlace<SectionKindName>[],
): FrozenHandbook {
  return {
    sections: sections.map(({ key, kind }) => ({ key, kind, content: sectionKinds[kind].freeze(doc, key) })),
  };
}

/** A summary in words: “412 words”, “7 entries, 63 words”, “Empty”. */
export function summaryText({ words, entries }: SectionSummary): string {
  if (words === 0 && (entries ?? 0) === 0) return 'Empty';
  const counted = [
    entries === null ? null : plural(entries, 'entry', 'entries'),
    plural(words, 'word', 'words'),
  ];
  return counted.filter((part) => part !== null).join(', ');
}

function plural(count: number, one: string, many: string): string {
  return `${new Intl.NumberFormat('en').format(count)} ${count === 1 ? one : many}`;
}
