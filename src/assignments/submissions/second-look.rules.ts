import { type Finding } from '../sections/section-kind.rules.js';
import { bookOf, emptySections, findingsOf, type FrozenSection } from '../sections/section-kinds.rules.js';

/** What an author is shown before a handbook that is incomplete is frozen. */
export interface SecondLook {
  /** Sections in which nothing stands. */
  empty: { key: string; title: string }[];
  /** What does not fit in the others. */
  findings: { section: { key: string; title: string }; findings: Finding[] }[];
}

/** Null when nothing is empty and everything fits. */
export function secondLook(
  sections: readonly FrozenSection[],
  titles: Readonly<Record<string, string>>,
): SecondLook | null {
  const place = (key: string) => ({ key, title: titles[key] ?? key });
  const book = bookOf(sections, titles);
  const empty = emptySections(book);
  const found = findingsOf(book);
  const findings = sections
    .map(({ key }) => ({ section: place(key), findings: found.filter(({ section }) => section === key) }))
    .filter((group) => group.findings.length > 0);
  if (empty.length === 0 && findings.length === 0) return null;
  return { empty: empty.map(({ key }) => place(key)), findings };
}
