import { type EnrolmentEventKind, statusAfter } from '../../courses/enrolments/enrolment.rules.js';

/**
 * Until when the author may write: the cut-off while the enrolment is active. A withdrawn author's handbook is
 * read-only (null) and comes back with them.
 */
export function writableUntil(lastEvent: EnrolmentEventKind, cutOffAt: Date): Date | null {
  return statusAfter(lastEvent) === 'active' ? cutOffAt : null;
}

export type ReadOnlyReason = 'withdrawn' | 'completed' | 'cut-off' | null;

/** Why the handbook can't be written now, or null when it can. */
export function readOnlyReason(lastEvent: EnrolmentEventKind, cutOffAt: Date, now: Date): ReadOnlyReason {
  const status = statusAfter(lastEvent);
  if (status === 'completed') return 'completed';
  // Who waits for a seat, or has stopped waiting, and has a handbook, had a seat before and withdrew from it.
  if (status !== 'active') return 'withdrawn';
  return now >= cutOffAt ? 'cut-off' : null;
}
