import { type CertificateSnapshot } from '../../register/snapshot.rules.js';
import { type HideableField } from '../../register/visibility.rules.js';
import { factOf, type FactName, hidesIt, isPrivate, type Path, type Source } from './fact-paths.rules.js';
import { type FactWords, wordsOf } from './fact-words.rules.js';

/** What the academy keeps of the certificate. */
export interface Kept {
  readonly snapshot: CertificateSnapshot;
  /** Without its proof. */
  readonly credential: unknown;
}

/** What a file is compared with: what the academy keeps, or as much of it as everybody may know. Plain JSON. */
export interface Comparable {
  readonly snapshot: unknown;
  /** Without its proof. */
  readonly credential: unknown;
  /** The register's facts in words. */
  readonly words: FactWords;
  /** In which days are told. */
  readonly timeZone: string;
  /** Of the competencies. */
  readonly titles: readonly string[];
  /** What its holder keeps from the public. */
  readonly hidden: readonly HideableField[];
  /** Whether that is left out here. */
  readonly withholds: boolean;
}

/** @param withholds whether what the holder hides is left out */
export function comparableOf(
  { snapshot, credential }: Kept,
  hidden: readonly HideableField[],
  withholds: boolean,
): Comparable {
  const { timeZone } = snapshot.cohort;
  const words = wordsOf('snapshot', snapshot, timeZone);
  const titles = hidden.includes('competencies') ? [] : snapshot.competencies.map(({ title }) => title);
  if (!withholds) return { snapshot, credential, words, timeZone, titles, hidden, withholds };
  const shownPart = (source: Source, value: unknown) =>
    shown(value, (path) => isWithheld(source, path, hidden));
  return {
    snapshot: shownPart('snapshot', snapshot),
    credential: shownPart('credential', credential),
    words: Object.fromEntries(Object.entries(words).filter(([name]) => !hidesIt(name as FactName, hidden))),
    timeZone: hidden.includes('cohort') ? 'UTC' : timeZone,
    ...{ titles, hidden, withholds },
  };
}

/** Whether a member is left out where `withholds` says so: what tells hidden facts, and what would let others guess them. */
export const isWithheld = (source: Source, path: Path, hidden: readonly HideableField[]): boolean =>
  hidesIt(factOf(source, path), hidden) || isPrivate(source, path);

/** The value without what is hidden. Places in a list stay; nothing tells how many there are behind the last that is shown. */
function shown(value: unknown, isHidden: (path: Path) => boolean, path: Path = []): unknown {
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0)
    return isHidden(path) ? undefined : value;
  const parts = Object.entries(value).map(
    ([name, inner]) => [name, shown(inner, isHidden, [...path, name])] as const,
  );
  const last = parts.findLastIndex(([, part]) => part !== undefined);
  if (last < 0) return undefined;
  return Array.isArray(value)
    ? parts.slice(0, last + 1).map(([, part]) => part ?? null)
    : Object.fromEntries(parts.filter(([, part]) => part !== undefined));
}
