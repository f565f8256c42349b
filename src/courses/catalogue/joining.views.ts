import { currentWeek } from '../cohorts/schedule.rules.js';
import { type Admission } from '../cohorts/cohort.entity.js';
import { movesUpByItself } from '../enrolments/enrolment.rules.js';
import { type Joining } from '../enrolments/joining.service.js';
import { placeWords } from '../enrolments/place.rules.js';
import { WEEKS } from '../versions/weeks.rules.js';
import { type CohortSeen } from './cohort-reads.service.js';
import { type Reader } from './programme.views.js';

/** What the visitor may do on the public page of a cohort; a template shows one of these. */
export type Invitation =
  | { kind: 'signIn'; label: string; href: string; signUpHref: string; note: string | null }
  | { kind: 'enrol'; action: string; label: string; note: string | null }
  | { kind: 'apply'; href: string; label: string; note: string }
  | { kind: 'waiting'; sentence: string; note: string; action: string }
  | { kind: 'open'; href: string }
  | { kind: 'none'; sentence: string; missing: { title: string; href: string }[] };

export function invitation(cohort: CohortSeen, joining: Joining, reader: Reader): Invitation {
  const { status } = joining;
  if (status === 'active' || status === 'completed') return { kind: 'open', href: `/my/${cohort.slug}` };
  if (cohort.teaches) return none('You teach this cohort.');
  const week = currentWeek(cohort, reader.now);
  if (week > WEEKS) return none('This cohort is over.');
  if (status === 'waiting') {
    return {
      kind: 'waiting',
      sentence: `You are ${placeWords(joining.place ?? joining.waiting, joining.waiting)} on the waiting list.`,
      note: movesUpByItself(week)
        ? 'Until the end of the first week a free seat goes to the next in the line by itself, and you get a mail.'
        : 'The first week is over, so an instructor asks the next in the line before a free seat is given.',
      action: `/cohorts/${cohort.slug}/departures`,
    };
  }
  const missing = joining.prerequisites.filter(({ completed }) => !completed);
  if (reader.timeZone === null) return signIn(cohort, joining);
  if (missing.length > 0) {
    return {
      kind: 'none',
      sentence: 'This cohort builds on a course that you have not completed yet:',
      missing: missing.map(({ title, slug }) => ({ title, href: `/courses/${slug}` })),
    };
  }
  // Whoever had a seat was admitted once.
  if (joining.admission !== 'open' && !joining.admitted && status !== 'withdrawn')
    return way(cohort, joining);
  return enrol(cohort, joining);
}

/** How seats are given, in a sentence or two. */
export function admissionWords(admission: Admission): string {
  if (admission === 'open') return 'Open to everybody: whoever comes first has a seat.';
  return admission === 'invitation'
    ? 'By invitation: only people who were invited can enrol.'
    : 'By application: ten questions, decided by one rule for all.';
}

/** "12 of 30 left", "none of 30 left, 4 people wait" */
export function seatWords(
  { seats, seatsTaken }: { seats: number; seatsTaken: number },
  waiting: number,
): string {
  const left = `${seatsLeft({ seats, seatsTaken }) || 'none'} of ${seats} left`;
  if (waiting === 0) return left;
  return `${left}, ${waiting === 1 ? '1 person waits' : `${waiting} people wait`}`;
}

const seatsLeft = ({ seats, seatsTaken }: { seats: number; seatsTaken: number }) =>
  Math.max(0, seats - seatsTaken);

function signIn(cohort: CohortSeen, joining: Joining): Invitation {
  const next = encodeURIComponent(`/cohorts/${cohort.slug}`);
  const purpose =
    joining.admission === 'application' ? 'apply' : full(cohort, joining) ? 'join the waiting list' : 'enrol';
  return {
    kind: 'signIn',
    label: `Sign in to ${purpose}`,
    href: `/sign-in?next=${next}`,
    signUpHref: `/sign-up?next=${next}`,
    note: joining.admission === 'invitation' ? 'This cohort is for people who were invited to it.' : null,
  };
}

function way(cohort: CohortSeen, { admission, application, draft }: Joining): Invitation {
  if (admission === 'invitation') {
    return none(
      'This cohort is for people who were invited to it. With an invitation, open the link in its mail.',
    );
  }
  const href = `/cohorts/${cohort.slug}/application`;
  if (application === 'submitted') {
    return {
      kind: 'apply',
      href,
      label: 'Open your application',
      note: 'You have applied. Nobody has decided yet.',
    };
  }
  if (application === 'declined') {
    return { kind: 'apply', href, label: 'Read the decision', note: 'Your application was not accepted.' };
  }
  return {
    kind: 'apply',
    href,
    label: draft ? 'Go on with your application' : 'Apply',
    note: draft ? 'What you wrote is kept.' : 'Ten questions, each answered in a short paragraph.',
  };
}

function enrol(cohort: CohortSeen, joining: Joining): Invitation {
  const action = `/cohorts/${cohort.slug}/enrolments`;
  if (full(cohort, joining)) {
    return {
      kind: 'enrol',
      action,
      label: 'Join the waiting list',
      note:
        joining.waiting === 0
          ? 'All seats are taken, and nobody waits yet.'
          : `All seats are taken, and ${joining.waiting === 1 ? '1 person waits' : `${joining.waiting} people wait`}.`,
    };
  }
  if (joining.status === 'withdrawn') {
    return {
      kind: 'enrol',
      action,
      label: 'Return to this cohort',
      note: 'Your handbook is as you left it.',
    };
  }
  return { kind: 'enrol', action, label: 'Enrol', note: null };
}

/** A free seat for which somebody waits is theirs. */
const full = (cohort: CohortSeen, { waiting }: Joining) => seatsLeft(cohort) === 0 || waiting > 0;

const none = (sentence: string): Invitation => ({ kind: 'none', sentence, missing: [] });
