import type * as Y from 'yjs';
import { exampleContents } from '../../assignments/examples/example-content.js';
import { type ExampleSection } from '../../assignments/examples/example-handbook.js';
import { type SectionPlace } from '../../assignments/sections/section-kind.rules.js';
import {
  frameOf,
  type FrozenSection,
  sectionKinds,
  type SectionKindName,
} from '../../assignments/sections/section-kinds.rules.js';
import { strategistTemplate } from '../../assignments/strategist-template.js';

/** Section key → what stands there; a string is the words of a section, in the small Markdown of the examples. */
export type HandbookText = Readonly<Record<string, string | ExampleSection>>;

/**
 * Types a handbook: the same structures in the document as the editor makes.
 *
 * @param places the sections of its template
 */
export function writeSections(
  doc: Y.Doc,
  text: HandbookText,
  places: readonly SectionPlace<SectionKindName>[] = strategistTemplate.sections,
): void {
  const contents = contentsOf(text, places);
  doc.transact(() => {
    for (const { key, kind, content } of contents) {
      if (Object.hasOwn(text, key)) sectionKinds[kind].thaw(doc, key, content, frameOf(doc, places));
    }
  });
}

/** What the sections of a template hold once the text is typed; those that it leaves out are empty. */
export function contentsOf(
  text: HandbookText,
  places: readonly SectionPlace<SectionKindName>[],
): FrozenSection[] {
  const written = Object.fromEntries(
    Object.entries(text).map(([key, section]) => [
      key,
      typeof section === 'string' ? { prose: section } : section,
    ]),
  );
  return exampleContents(written, places);
}
