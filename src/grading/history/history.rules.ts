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

export const originWords: Readonly<Record<MarkOrigin, string | null>> = {
  marked: null,
  carried: 'carried over from the attempt before',
  imported: 'read from a file',
  regraded: 'taken over from the rubric before',
};
