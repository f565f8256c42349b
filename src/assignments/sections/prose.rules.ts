import { proseBlocks, proseText } from './prose-blocks.rules.js';
import { cleanProse, picturesIn } from './prose-document.rules.js';
import { freezeProse, thawProse } from './prose-live.rules.js';
import { type Finding, type SectionKind } from './section-kind.rules.js';
import { countWords } from './text.rules.js';

export { proseBlocks, proseText } from './prose-blocks.rules.js';
export { cleanProse, picturesIn, type ProseDocument, safeLink } from './prose-document.rules.js';
export { freezeProse, thawProse } from './prose-live.rules.js';

/**
 * Prose is a Y.XmlFragment under the section's key, as y-prosemirror keeps it (prose-live.rules.ts). Frozen it is a
 * ProseDocument (prose-document.rules.ts), read it is blocks (prose-blocks.rules.ts).
 */
export const prose: SectionKind = {
  table: null,
  figures: null,
  freeze: (doc, key) => freezeProse(doc.getXmlFragment(key)),
  thaw: (doc, key, content) => {
    thawProse(doc.getXmlFragment(key), content);
  },
  summarise: (content) => ({ words: countWords(proseText(cleanProse(content))), entries: null, sum: null }),
  isEmpty: (content) => isEmptyProse(content),
  toBlocks: (content) => proseBlocks(content),
  findings: ({ key, content }) => picturesWithoutWords(key, content),
};

/** True while a reader would see nothing: white space and empty tables do not count, a picture does. */
function isEmptyProse(content: unknown): boolean {
  const document = cleanProse(content);
  return proseText(document).trim() === '' && picturesIn(document).length === 0;
}

function picturesWithoutWords(section: string, content: unknown): Finding[] {
  const count = picturesIn(content).filter(({ alt }) => alt.trim() === '').length;
  if (count === 0) return [];
  return [
    {
      section,
      row: null,
      column: null,
      sentence:
        count === 1 ? 'A picture has no alternative text.' : `${count} pictures have no alternative text.`,
      teach:
        'Whoever can’t see a picture hears its alternative text. Say what it shows and what follows from it.',
    },
  ];
}
