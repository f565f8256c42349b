import { isRecord } from '../../../assignments/sections/text.rules.js';
import { type Comparable, isWithheld } from './comparable.rules.js';
import { factOf, type FactName, hidesIt, labelOf, type Path, type Source } from './fact-paths.rules.js';
import { type FactWords, wordsOf } from './fact-words.rules.js';

/** What a file says of itself, as JSON; null where it does not hold the one or the other. Nobody has looked at its shape. */
export type Given = Readonly<Record<Source, unknown>>;

/** Whether the register has the same, as a whole; null where it does not tell. */
export type Same = Readonly<Record<Source, boolean | null>>;

export interface ComparedFact {
  readonly name: FactName;
  readonly label: string;
  /** What the file says, in words; null where it says nothing of it. */
  readonly given: string | null;
  /** What the register says; null where it says nothing of it, and where its holder hides it. */
  readonly register: string | null;
  /** Hidden by its holder. */
  readonly withheld: boolean;
  /** `not-compared`: hidden, and nothing shows that the file is from the academy. */
  readonly comparison: 'same' | 'differs' | 'not-in-file' | 'not-compared';
  /** Of a fact that differs the members that do, as `credential.issuer.name`; the first twenty. */
  readonly members: readonly string[];
}

/**
 * Every fact of a certificate, as a file and as the register tell it. What differs is found member by member, so nothing that
 * a file says can differ without being named, in whatever words it is shown.
 *
 * What a holder hides is compared only for files that are the academy's own: otherwise whoever knows a code could write
 * files until one says "same". Where it is withheld from whoever compares, it is the same if the whole is.
 *
 * @param isOurs whether the file is, as a whole, as the academy made it
 * @param same of what is withheld; true alone is an answer
 */
export function comparedFacts(
  given: Given,
  kept: Comparable,
  isOurs: boolean,
  same: Same = { snapshot: null, credential: null },
): ComparedFact[] {
  const { hidden, words: register } = kept;
  const sources = (['snapshot', 'credential'] as const)
    .filter((source) => given[source] !== null)
    .map((source) => comparedSource(source, given[source], kept, isOurs && same[source] !== true));
  const covered = new Set(sources.flatMap((source) => [...source.covered]));
  const names = [...covered, ...Object.keys(register)] as FactName[];
  return inOrder(new Set(names)).flatMap((name): ComparedFact[] => {
    const isHidden = hidesIt(name, hidden);
    const differing = sources.filter(({ differences }) => differences.has(name));
    const [telling] = [...differing, ...sources.filter(({ words }) => words[name] !== undefined)];
    const own = telling?.words[name] ?? null;
    const registered = register[name] ?? (isHidden ? '' : null);
    // What no certificate prints is worth a line only where it is wrong.
    if (registered === null && differing.length === 0) return [];
    const label = labelOf(name, kept.titles);
    const fact = {
      ...{ name, label, given: own, register: isHidden ? null : registered },
      ...{ withheld: isHidden, members: [] },
    };
    // Where neither has a member for it, the file says so by that: it has no end.
    if (!covered.has(name) && own !== null && own === registered) return [{ ...fact, comparison: 'same' }];
    if (!covered.has(name)) return isHidden ? [] : [{ ...fact, comparison: 'not-in-file' }];
    if (isHidden && !isOurs) return [{ ...fact, comparison: 'not-compared' }];
    if (differing.length > 0) {
      const members = differing.flatMap(({ differences }) => differences.get(name) ?? []).slice(0, MOST_TOLD);
      return [{ ...fact, comparison: 'differs', members }];
    }
    return [{ ...fact, given: isHidden ? own : registered, comparison: 'same' }];
  });
}

const MOST_TOLD = 20;

interface ComparedSource {
  readonly words: FactWords;
  readonly covered: ReadonlySet<FactName>;
  readonly differences: ReadonlyMap<FactName, readonly string[]>;
}

function comparedSource(
  source: Source,
  given: unknown,
  kept: Comparable,
  mayDiffer: boolean,
): ComparedSource {
  const { hidden, withholds } = kept;
  const isOpen = (path: Path) => !withholds || !isWithheld(source, path, hidden);
  const paths = [...membersOf(given), ...membersOf(kept[source])];
  const differences = new Map<FactName, string[]>();
  const add = (path: Path) => {
    const name = factOf(source, path);
    const members = differences.get(name) ?? [];
    if (members.length < MOST_TOLD) members.push([source, ...path].join('.'));
    differences.set(name, members);
  };
  differencesBetween(given, kept[source]).filter(isOpen).forEach(add);
  // As nothing that is open differs, something that is withheld does.
  if (mayDiffer && differences.size === 0) paths.filter((path) => !isOpen(path)).forEach(add);
  return {
    words: wordsOf(source, given, kept.timeZone),
    covered: new Set(paths.map((path) => factOf(source, path))),
    differences,
  };
}

/** Where two JSON values are not the same: the way to every member that one lacks or has otherwise. */
function differencesBetween(one: unknown, other: unknown, path: Path = []): Path[] {
  if (isBranch(one) && isBranch(other) && Array.isArray(one) === Array.isArray(other)) {
    const names = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...names].flatMap((name) =>
      differencesBetween(memberOf(one, name), memberOf(other, name), [...path, name]),
    );
  }
  if (one === other) return [];
  const all = [...membersOf(one, path), ...membersOf(other, path)];
  return [...new Map(all.map((way) => [way.join('\0'), way])).values()];
}

/** The ways to everything that has no members of its own. */
function membersOf(value: unknown, path: Path = []): Path[] {
  if (value === undefined) return [];
  const names = isBranch(value) ? Object.keys(value) : [];
  if (names.length === 0) return [path];
  return names.flatMap((name) => membersOf(memberOf(value, name), [...path, name]));
}

const isBranch = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Its own: JSON may name a member as every object has one. */
const memberOf = (value: unknown, name: string): unknown =>
  isBranch(value) && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;

const order = [
  ...['code', 'holder', 'course', 'result', 'academy', 'issued', 'ends', 'cohort', 'level'],
  ...['signatories', 'rule', 'summary', 'evidence', 'status', 'other'],
];

/** As an employer asks: who, what, how well, by whom, when; and each competency's points behind its level. */
function inOrder(names: ReadonlySet<FactName>): FactName[] {
  const rank = (name: FactName) => {
    const [kind = '', number = '0'] = name.split('-');
    const at = order.indexOf(kind === 'points' ? 'level' : kind);
    return at * 100 + Number(number) * 2 + (kind === 'points' ? 1 : 0);
  };
  return [...names].sort((one, other) => rank(one) - rank(other));
}

/** Whether a value can be the snapshot of a certificate, of whoever's. */
export const isSnapshot = (value: unknown): boolean =>
  isRecord(value) && value['schema'] === 1 && typeof value['code'] === 'string';
