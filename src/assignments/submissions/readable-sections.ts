import { type SafeHtml, sanitise } from '../../platform/web/safe-html.js';
import { type Block, blocksToHtml } from '../sections/blocks.rules.js';
import { type Book, type Finding, type SectionSummary } from '../sections/section-kind.rules.js';
import { findingsOf, type FrozenSection, sectionKinds } from '../sections/section-kinds.rules.js';

/** A frozen handbook, and the same as its sections look at each other. */
export interface FrozenBook {
  readonly sections: readonly FrozenSection[];
  readonly book: Book;
}

export interface ReadableSection {
  key: string;
  kind: string;
  title: string;
  html: SafeHtml;
  summary: SectionSummary;
  isEmpty: boolean;
  /** What does not fit in what was frozen. */
  findings: Finding[];
}

/** The sections as pages of the web show them; `imageHref` tells where a picture lies. */
export function readableSections(
  frozen: FrozenBook,
  imageHref: (imageId: string) => string,
): ReadableSection[] {
  const findings = findingsOf(frozen.book);
  return printableSections(frozen).map(({ key, title, blocks }, at) => {
    const { kind, content } = frozen.sections[at] ?? { kind: 'prose', content: null };
    return {
      ...{ key, kind, title },
      html: sanitise(blocksToHtml(blocks, { imageHref, prefix: key })),
      summary: sectionKinds[kind].summarise(content),
      isEmpty: sectionKinds[kind].isEmpty(content),
      findings: findings.filter(({ section }) => section === key),
    };
  });
}

/** The sections as blocks; none of an empty one. */
export function printableSections({
  sections,
  book,
}: FrozenBook): { key: string; title: string; blocks: Block[] }[] {
  return sections.map(({ key, kind, content }, at) => ({
    key,
    title: book.sections[at]?.title ?? key,
    blocks: sectionKinds[kind].isEmpty(content) ? [] : sectionKinds[kind].toBlocks(content, book),
  }));
}
