import { type MarkOrigin } from '../marking/assessment.entity.js';

interface Level {
  title: string;
  points: number;
}

const pointsWords = (points: number) => (points === 1 ? '1 point' : `${points} points`);

export const levelWords = (level: Level | null) =>
  level ? `${level.title}, ${pointsWords(level.points)}` : 'No level';

/** What a change did, against the one before it; null as `before` for a criterion's first. */
export function changeWords(
  before: { level: Level | null; remark: string | null } | null,
  after: { level: Level | null; remark: string | null },
): string {
  const was = levelWords(before?.level ?? null);
  const is = levelWords(after.level);
  if (was !== is) return before?.level ? `${is} (before: ${was})` : is;
  // What is erased can't be told apart any more.
  if (before?.remark === null || after.remark === null) return `Remark (${is})`;
  const had = (before?.remark ?? '') !== '';
  if (after.remark === '') return had ? 'Remark removed' : is;
  return had ? 'Remark changed' : 'Remark written';
}

/** What a change of a remark did, against the one before it; null as `before` for its first. */
export function remarkWords(
  before: { removed: boolean; body: string | null; criterionTitle: string | null } | null,
  after: { removed: boolean; body: string | null; criterionTitle: string | null },
): string {
  if (after.removed) return 'Remark removed';
  if (!before || before.removed) return 'Remark written';
  const moved = before.criterionTitle !== after.criterionTitle;
  // What is erased can't be told apart any more.
  if (!moved || before.body === null || before.body !== after.body) return 'Remark changed';
  return after.criterionTitle === null ? 'Remark taken from its criterion' : 'Remark given to this criterion';
}

export const originWords: Readonly<Record<MarkOrigin, string | null>> = {
  marked: null,
  carried: 'carried over from the attempt before',
  imported: 'read from a file',
  regraded: 'taken over from the rubric before',
};
