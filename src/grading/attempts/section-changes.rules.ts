import { type ComparedLine, compareBooks } from '../../assignments/revisions/comparison.rules.js';
import { type Book } from '../../assignments/sections/section-kind.rules.js';

/** What became of a section since an earlier attempt. */
export interface SectionChange {
  key: string;
  title: string;
  /** What differs for a reader; empty for a section that reads the same. */
  lines: ComparedLine[];
}

/**
 * The sections of a later attempt, in its order, beside those of an earlier one. A section is unchanged when it reads
 * the same: a table also tells of rows of other sections, so its own digest would not be enough, and an id that nobody
 * sees is no reason to mark anew.
 */
export function sectionChanges(earlier: Book, later: Book): SectionChange[] {
  return compareBooks(earlier, later);
}

/** Keys of the sections that read otherwise than before; those that the later attempt lacks are among them. */
export function changedKeys(earlier: Book, changes: readonly SectionChange[]): Set<string> {
  const here = new Set(changes.map(({ key }) => key));
  const gone = earlier.sections.map(({ key }) => key).filter((key) => !here.has(key));
  return new Set([...changes.filter(({ lines }) => lines.length > 0).map(({ key }) => key), ...gone]);
}
