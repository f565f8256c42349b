import type * as Y from 'yjs';
import { prose } from './prose.rules.js';
import { type SectionKind, type SectionPlace } from './section-kind.rules.js';
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
