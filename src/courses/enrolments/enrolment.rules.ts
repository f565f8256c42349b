import { type Transitions } from '../../platform/transitions/transitions.js';

/** What can happen to an enrolment. */
export type EnrolmentEventKind = 'enrolled' | 'withdrawn' | 'returned' | 'completed';

export type EnrolmentStatus = 'active' | 'withdrawn' | 'completed';

const next = {
  active: ['withdrawn', 'completed'],
  withdrawn: ['active'],
  completed: [],
} satisfies Transitions<EnrolmentStatus>;

const leadsTo = {
  enrolled: 'active',
  withdrawn: 'withdrawn',
  returned: 'active',
  completed: 'completed',
} satisfies Record<EnrolmentEventKind, EnrolmentStatus>;

/** The status after an enrolment's last event. */
export function statusAfter(last: EnrolmentEventKind): EnrolmentStatus {
  return leadsTo[last];
}

/** Whether this may happen to an enrolment that is `status`. "Enrolled" begins one and follows nothing. */
export function canFollow(status: EnrolmentStatus | null, kind: EnrolmentEventKind): boolean {
  if (status === null || kind === 'enrolled') return status === null && kind === 'enrolled';
  const allowed: readonly EnrolmentStatus[] = next[status];
  return allowed.includes(leadsTo[kind]);
}

/** Whether somebody takes one of the cohort's seats: a person who completed it sat there, one who withdrew left. */
export function takesSeat(status: EnrolmentStatus | null): boolean {
  return status === 'active' || status === 'completed';
}
