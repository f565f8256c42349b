import { type Transitions } from '../../platform/transitions/transitions.js';

/** What can happen to an enrolment. */
export type EnrolmentEventKind =
  'enrolled' | 'waiting' | 'left' | 'withdrawn' | 'returned' | 'completed' | 'reopened';

/** Who waits has no seat yet; who left had none. Whoever withdrew had one, and work that is kept for a return. */
export type EnrolmentStatus = 'waiting' | 'left' | 'active' | 'withdrawn' | 'completed';

const next = {
  waiting: ['active', 'left'],
  left: ['waiting', 'active'],
  active: ['withdrawn', 'completed'],
  withdrawn: ['active', 'waiting'],
  completed: ['active'],
} satisfies Transitions<EnrolmentStatus>;

const leadsTo = {
  enrolled: 'active',
  waiting: 'waiting',
  left: 'left',
  withdrawn: 'withdrawn',
  returned: 'active',
  completed: 'completed',
  reopened: 'active',
} satisfies Record<EnrolmentEventKind, EnrolmentStatus>;

/** The status after an enrolment's last event. */
export function statusAfter(last: EnrolmentEventKind): EnrolmentStatus {
  return leadsTo[last];
}

/** The kinds of events after which an enrolment has one of these statuses. */
export function kindsLeadingTo(...statuses: readonly EnrolmentStatus[]): EnrolmentEventKind[] {
  const kinds = Object.keys(leadsTo) as EnrolmentEventKind[];
  return kinds.filter((kind) => statuses.includes(leadsTo[kind]));
}

/** Whether this may happen to an enrolment that is `status`; null: there is none yet. */
export function canFollow(status: EnrolmentStatus | null, kind: EnrolmentEventKind): boolean {
  if (status === null) return kind === 'enrolled' || kind === 'waiting';
  // Who comes back after a withdrawal returns to what they left behind; who never had a seat begins.
  if (kind === 'returned' && status !== 'withdrawn') return false;
  if (kind === 'enrolled' && status === 'withdrawn') return false;
  // What was completed goes on only when its result turns out not to pass.
  if ((kind === 'reopened') !== (status === 'completed')) return false;
  const allowed: readonly EnrolmentStatus[] = next[status];
  return allowed.includes(leadsTo[kind]);
}

/** Whether somebody takes one of the cohort's seats: a person who completed it sat there, one who withdrew left. */
export function takesSeat(status: EnrolmentStatus | null): boolean {
  return status === 'active' || status === 'completed';
}

/**
 * Whether a seat that becomes free goes to the first of the waiting list by itself: until the end of the first week.
 * Whoever joins later has missed too much to be put there without being asked, so from the second week on an instructor
 * or an administrator talks to the first and gives the seat by hand. The order stays the same.
 *
 * @param week that runs, 0 before the first
 */
export function movesUpByItself(week: number): boolean {
  return week <= 1;
}
