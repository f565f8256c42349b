import { type FrozenSection } from '../../assignments/sections/section-kinds.rules.js';
import { type FrozenBook } from '../../assignments/submissions/readable-sections.js';
import { sectionDigest, sectionsRoot } from '../../assignments/submissions/submission.rules.js';
import { nameColumns } from '../../assignments/sections/tables/references.rules.js';
import { isRecord } from '../../assignments/sections/text.rules.js';

/**
 * What proves one section: with its salt it gives its digest, which stands in the list of all digests, which gives the
 * root that the certificate has carried since it was issued. Of the other sections the list tells their keys and
 * digests; these are salted, so nobody finds out by trying what they say.
 */
export interface SectionProof {
  readonly section: FrozenSection;
  /** 32 bytes, hex. */
  readonly salt: string;
  /** All sections in the handbook's order. */
  readonly sections: readonly { readonly key: string; readonly digest: string }[];
  /** Of the certificate's snapshot. */
  readonly root: string;
}

/** Whether the section is, to the letter, one of those for which the certificate was issued. */
export function proves({ section, salt, sections, root }: SectionProof): boolean {
  const listed = sections.find(({ key }) => key === section.key);
  return listed?.digest === sectionDigest(salt, section) && sectionsRoot(sections) === root;
}

const NOT_SHOWN = 'Not shown';

/**
 * One section as it is read without those that are not shown. Where it names a row of such a section it says *Not shown*;
 * figures that were computed from others are frozen in the section itself.
 *
 * @param shown keys of the sections that may be told, the section's own included
 * @returns null where the handbook has no such section
 */
export function sectionAlone(
  { sections, book }: FrozenBook,
  key: string,
  shown: readonly string[],
): FrozenBook | null {
  const at = sections.findIndex((section) => section.key === key);
  const [section, place] = [sections[at], book.sections[at]];
  if (!section || !place) return null;
  const others = book.sections.filter((other) => other !== place);
  return {
    sections: [section],
    book: {
      currency: book.currency,
      sections: [
        place,
        ...others.map((other) =>
          shown.includes(other.key) ? other : { ...other, content: withoutNames(other) },
        ),
      ],
    },
  };
}

/** The rows that other sections refer to, each with nothing but a name that tells nothing. */
function withoutNames({ kind, content }: FrozenBook['book']['sections'][number]): unknown {
  const column = Object.entries(nameColumns).find(([name]) => name === kind)?.[1];
  const rows: unknown = isRecord(content) ? content['rows'] : null;
  if (column === undefined || !Array.isArray(rows)) return null;
  return {
    rows: (rows as unknown[]).flatMap((row) =>
      isRecord(row) ? [{ id: row['id'], cells: { [column]: NOT_SHOWN } }] : [],
    ),
  };
}
