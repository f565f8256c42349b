import { type SafeHtml } from '../../platform/web/safe-html.js';
import { type CohortSeen, type PlannedWeek } from './cohort-reads.service.js';
import { statusAfter } from '../enrolments/enrolment.rules.js';
import { renderMarkdown } from '../versions/markdown.js';
import { cohortDates, programme, type ProgrammeWeek, type Reader } from './programme.views.js';
import { currentWeek } from '../cohorts/schedule.rules.js';
import { WEEKS } from '../versions/weeks.rules.js';
import { placeOf, readableClock } from '../times/times.rules.js';

/** What the visitor may do on the public page of a cohort; a template shows one of these. */
type Invitation =
  | { kind: 'signIn'; href: string }
  | { kind: 'enrol'; action: string; label: string }
  | { kind: 'open'; href: string }
  | { kind: 'none'; sentence: string };

export interface CohortPage {
  slug: string;
  name: string;
  courseTitle: string;
  summary: string;
  facts: { name: string; value: string }[];
  invitation: Invitation;
  weeks: ProgrammeWeek[];
  about: SafeHtml;
  form: { errors: { field: string; message: string }[] } | null;
}

/** The public page of a cohort. `problem` is why enrolling has just failed. */
export function cohortPage(
  cohort: CohortSeen,
  plan: readonly PlannedWeek[],
  reader: Reader,
  problem: string | null,
): CohortPage {
  const sessions = plan.reduce((sum, week) => sum + week.sessions.length, 0);
  return {
    slug: cohort.slug,
    name: cohort.name,
    courseTitle: cohort.title,
    summary: cohort.summary,
    facts: [
      { name: 'When', value: `${cohortDates(cohort, reader.now)}, ${whereabouts(cohort, reader.now)}` },
      {
        name: 'Who teaches',
        value: cohort.instructors.length > 0 ? list.format(cohort.instructors) : 'to be announced',
      },
      {
        name: 'Live',
        value: `${sessions} sessions online; the cohort’s clock is ${placeOf(cohort.timeZone)}`,
      },
      { name: 'Seats', value: seatWords(cohort) },
    ],
    invitation: invitation(cohort, reader),
    weeks: programme(cohort, plan, reader, readableClock),
    about: renderMarkdown(cohort.about),
    form: problem === null ? null : { errors: [{ field: '', message: problem }] },
  };
}

function invitation(cohort: CohortSeen, reader: Reader): Invitation {
  const status = cohort.enrolment && statusAfter(cohort.enrolment.last);
  if (status === 'active' || status === 'completed') return { kind: 'open', href: `/my/${cohort.slug}` };
  if (cohort.teaches) return { kind: 'none', sentence: 'You teach this cohort.' };
  if (currentWeek(cohort, reader.now) > WEEKS) return { kind: 'none', sentence: 'This cohort is over.' };
  if (seatsLeft(cohort) === 0) {
    return {
      kind: 'none',
      sentence: 'All seats are taken. A seat is free again when somebody withdraws.',
    };
  }
  if (status === 'withdrawn') {
    return { kind: 'enrol', action: `/my/${cohort.slug}/returns`, label: 'Return to this cohort' };
  }
  return reader.timeZone === null
    ? { kind: 'signIn', href: `/sign-in?next=${encodeURIComponent(`/cohorts/${cohort.slug}`)}` }
    : { kind: 'enrol', action: `/cohorts/${cohort.slug}/enrolments`, label: 'Enrol' };
}

function whereabouts(cohort: CohortSeen, now: Date): string {
  const week = currentWeek(cohort, now);
  if (week === 0) return 'three weeks';
  return week > WEEKS ? 'over' : `now in week ${week} of ${WEEKS}`;
}

function seatWords(cohort: CohortSeen): string {
  const left = seatsLeft(cohort);
  if (left === 0) return `none of ${cohort.seats} left`;
  return `${left} of ${cohort.seats} left`;
}

const seatsLeft = (cohort: CohortSeen) => Math.max(0, cohort.seats - cohort.seatsTaken);

const list = new Intl.ListFormat('en-GB', { type: 'conjunction' });
