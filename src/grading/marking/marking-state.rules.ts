/**
 * How far the marking of somebody's latest attempt is. `own`: it is the reader's own, who learns nothing of it before a
 * release, though they run the cohort.
 */
export type MarkingState =
  'nothing' | 'waiting' | 'marking' | 'ready' | 'changed' | 'marked' | 'released' | 'own';

export interface MarkingFacts {
  handedIn: boolean;
  /** Criteria that have a level, of how many; both 0 before the marking began. */
  marked: number;
  ofCriteria: number;
  /** Null before the first grade of this attempt. */
  grade: { released: boolean; changedSince: boolean } | null;
}

/** Derived from facts each time it is asked for; nothing stores it. */
export function markingState({ handedIn, marked, ofCriteria, grade }: MarkingFacts): MarkingState {
  if (!handedIn) return 'nothing';
  if (grade) return grade.changedSince ? 'changed' : grade.released ? 'released' : 'marked';
  if (marked === 0) return 'waiting';
  return marked < ofCriteria ? 'marking' : 'ready';
}

/** States in which a marker has something to do. */
export const needsMarker = (state: MarkingState) =>
  ['waiting', 'marking', 'ready', 'changed'].includes(state);

interface Marked {
  state: MarkingState;
  withdrawn: boolean;
  /** Null once erased. */
  studentName: string | null;
}

/** Whether somebody is there for whom work is judged: who has withdrawn or was erased reads no result. */
export const takesPart = ({ withdrawn, studentName }: Omit<Marked, 'state'>) =>
  !withdrawn && studentName !== null;

/** Work that waits for a marker. */
export const isToMark = (row: Marked) => takesPart(row) && needsMarker(row.state);
