import { type Carrying } from './carrying.rules.js';

interface Mark {
  levelId: string | null;
  remark: string;
}

/** What would be written for an earlier mark; null when there is none, or it no longer holds. */
export function carriedMark(
  earlier: { carrying: Carrying; remark: { text: string | null } | null } | undefined,
): { levelId: string; remark: string } | null {
  if (earlier?.carrying.kind !== 'unchanged') return null;
  return { levelId: earlier.carrying.levelId, remark: earlier.remark?.text ?? '' };
}

/** True where nobody has chosen a level or written a word, so that nothing is overwritten. */
export const isUnmade = (mark: Mark | undefined): boolean =>
  (mark?.levelId ?? null) === null && (mark?.remark ?? '') === '';
