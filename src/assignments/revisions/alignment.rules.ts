import { diffArrays } from 'diff';

/** One place of two lists laid beside each other: in both, only before, or only after. */
export interface Step<T> {
  before: T | null;
  after: T | null;
  /** True for what stands elsewhere than it did. */
  moved: boolean;
}

interface Likeness<T> {
  /** Equal for what is the same in both lists. */
  key: (item: T) => string;
  /** 0 for nothing in common, 1 for the same. */
  alike: (before: T, after: T) => number;
}

const alikeEnough = 0.4;
/** What has moved and was changed too has more to prove. */
const alikeElsewhere = 0.6;
/** Beyond this, only what stands in the same order is compared. */
const mostPairs = 40_000;
const mostDifferences = 4_000;

/**
 * Lays two lists beside each other: what is the same, what became of what, what moved. Each item of both is in exactly
 * one step, and the steps have the order of the later list; what is gone stands where it was.
 */
export function align<T>(before: readonly T[], after: readonly T[], likeness: Likeness<T>): Step<T>[] {
  const steps = hunksOf(before, after, likeness).flatMap((hunk): Step<T>[] =>
    'same' in hunk ? hunk.same : pairInOrder(hunk.removed, hunk.added, likeness.alike),
  );
  return withMoves(steps, likeness);
}

type Hunk<T> = { same: Step<T>[] } | { removed: T[]; added: T[] };

function hunksOf<T>(before: readonly T[], after: readonly T[], { key }: Likeness<T>): Hunk<T>[] {
  const changes = diffArrays(before.map(key), after.map(key), { maxEditLength: mostDifferences });
  if (!changes) return [{ removed: [...before], added: [...after] }];
  const hunks: Hunk<T>[] = [];
  let [from, to] = [0, 0];
  for (const { added, removed, count } of changes) {
    if (!added && !removed) {
      const same = before.slice(from, from + count).map((item, at): Step<T> => {
        return { before: item, after: after[to + at] ?? null, moved: false };
      });
      hunks.push({ same });
    } else {
      let hunk = hunks.at(-1);
      if (hunk === undefined || 'same' in hunk) hunks.push((hunk = { removed: [], added: [] }));
      if (removed) hunk.removed.push(...before.slice(from, from + count));
      else hunk.added.push(...after.slice(to, to + count));
    }
    if (!added) from += count;
    if (!removed) to += count;
  }
  return hunks;
}

/** The pairs, in order, that have most in common together; after Needleman and Wunsch (1970). */
function pairInOrder<T>(removed: readonly T[], added: readonly T[], alike: Likeness<T>['alike']): Step<T>[] {
  const alone = (before: T | null, after: T | null): Step<T> => ({ before, after, moved: false });
  if (removed.length * added.length > mostPairs)
    return [...removed.map((item) => alone(item, null)), ...added.map((item) => alone(null, item))];
  const width = added.length + 1;
  const best = new Float64Array((removed.length + 1) * width);
  const score = removed.map((before) => added.map((after) => alike(before, after)));
  const at = (i: number, j: number) => best[i * width + j] ?? 0;
  const pair = (i: number, j: number) => {
    const value = score[i]?.[j] ?? 0;
    return value < alikeEnough ? -1 : at(i + 1, j + 1) + value;
  };
  for (let i = removed.length - 1; i >= 0; i -= 1)
    for (let j = added.length - 1; j >= 0; j -= 1)
      best[i * width + j] = Math.max(at(i + 1, j), at(i, j + 1), pair(i, j));
  const steps: Step<T>[] = [];
  let [i, j] = [0, 0];
  while (i < removed.length || j < added.length) {
    const [before = null, after = null] = [removed[i], added[j]];
    const pairs =
      i < removed.length && j < added.length && pair(i, j) >= Math.max(at(i + 1, j), at(i, j + 1));
    if (pairs) steps.push(alone(before, after));
    else if (i < removed.length && (j === added.length || at(i + 1, j) >= at(i, j + 1)))
      steps.push(alone(before, null));
    else steps.push(alone(null, after));
    const last = steps.at(-1);
    if (last?.before !== null) i += 1;
    if (last?.after !== null) j += 1;
  }
  return steps;
}

/** What is gone in one place and new in another is the same thing, moved. */
function withMoves<T>(steps: Step<T>[], { key, alike }: Likeness<T>): Step<T>[] {
  const gone = new Set(steps.filter(({ after }) => after === null));
  const come = steps.filter(({ before }) => before === null);
  const origin = new Map<Step<T>, Step<T>>();
  const claim = (to: Step<T>, fits: (before: T, after: T) => boolean) => {
    if (origin.has(to)) return;
    for (const from of gone) {
      if (from.before === null || to.after === null || !fits(from.before, to.after)) continue;
      gone.delete(from);
      origin.set(to, from);
      return;
    }
  };
  for (const to of come) claim(to, (before, after) => key(before) === key(after));
  if (gone.size * come.length <= mostPairs)
    for (const to of come) claim(to, (before, after) => alike(before, after) >= alikeElsewhere);
  const used = new Set(origin.values());
  return steps.flatMap((step) => {
    if (used.has(step)) return [];
    const from = origin.get(step);
    return [from === undefined ? step : { before: from.before, after: step.after, moved: true }];
  });
}

/** How many of their words two lists share: 0 to 1 (Sørensen 1948, Dice 1945), each word counted as often as it stands. */
export function sharedWords(before: readonly string[], after: readonly string[]): number {
  if (before.length + after.length === 0) return 1;
  const left = new Map<string, number>();
  for (const word of before) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of after) {
    const count = left.get(word) ?? 0;
    if (count === 0) continue;
    shared += 1;
    left.set(word, count - 1);
  }
  return (2 * shared) / (before.length + after.length);
}
