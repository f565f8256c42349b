import { ruleWords } from '../enrolments/applications/application.rules.js';
import { type Joining } from '../enrolments/joining.service.js';
import { placeOf, readableClock, readableTime } from '../times/times.rules.js';
import { WEEKS } from '../versions/weeks.rules.js';
import { currentWeek } from '../cohorts/schedule.rules.js';
import { opening } from './about.rules.js';
import { type AboutSection, aboutSections } from './about.views.js';
import { type CohortSeen, type PlannedWeek } from './cohort-reads.service.js';
import { type HandbookOutline } from './handbook-outlines.js';
import { admissionWords, type Invitation, invitation, seatWords } from './joining.views.js';
import { cohortDates, programme, type ProgrammeWeek, type Reader, readingOf } from './programme.views.js';

interface Fact {
  name: string;
  value: string;
  links: { title: string; href: string; note: string }[];
}

/** What search engines and chats show of a page. */
export interface PageMeta {
  title: string;
  description: string;
}

export interface CohortPage {
  slug: string;
  name: string;
  courseTitle: string;
  courseHref: string;
  summary: string;
  meta: PageMeta;
  facts: Fact[];
  /** The rule by which applications are decided; null where there are none. */
  rule: string | null;
  invitation: Invitation;
  weeks: ProgrammeWeek[];
  about: AboutSection[];
  rosterHref: string | null;
  form: { errors: { field: string; message: string }[] } | null;
}

/** What the public page of a cohort is made from. */
export interface CohortTold {
  cohort: CohortSeen;
  plan: readonly PlannedWeek[];
  joining: Joining;
  outline: HandbookOutline;
}

/**
 * The public page of a cohort.
 *
 * @param reader `runs`: whether they may see who is in it
 * @param problem why enrolling has just failed
 */
export function cohortPage(
  { cohort, plan, joining, outline }: CohortTold,
  reader: Reader & { runs: boolean },
  problem: string | null,
): CohortPage {
  return {
    slug: cohort.slug,
    name: cohort.name,
    courseTitle: cohort.title,
    courseHref: `/courses/${joining.courseSlug}`,
    summary: cohort.summary,
    meta: { title: `${cohort.title} · ${cohort.name}`, description: opening(cohort.summary) },
    facts: facts(cohort, plan, joining, outline, reader),
    rule: joining.admission === 'application' ? ruleWords(joining.needed) : null,
    invitation: invitation(cohort, joining, reader),
    weeks: programme(cohort, plan, reader, readableClock),
    about: aboutSections(cohort.about),
    rosterHref: reader.runs ? `/cohorts/${cohort.slug}/enrolments` : null,
    form: problem === null ? null : { errors: [{ field: '', message: problem }] },
  };
}

function facts(
  cohort: CohortSeen,
  plan: readonly PlannedWeek[],
  joining: Joining,
  { dueAt }: HandbookOutline,
  reader: Reader,
): Fact[] {
  const fact = (name: string, value: string | null): Fact[] =>
    value === null ? [] : [{ name, value, links: [] }];
  const sessions = plan.flatMap((week) => week.sessions).filter(({ cancelled }) => !cancelled);
  const [first] = sessions;
  const tell = currentWeek(cohort, reader.now) === 0 ? readableTime : readableClock;
  return [
    ...fact('When', `${cohortDates(cohort, reader.now)}, ${whereabouts(cohort, reader.now)}`),
    ...fact(
      'Who teaches',
      cohort.instructors.length > 0 ? list.format(cohort.instructors) : 'to be announced',
    ),
    ...fact(
      'Live',
      `${sessions.length} sessions online${first ? `, the first on ${tell(first.startsAt, readingOf(cohort, reader)).words}` : ''}`,
    ),
    ...fact('Handbook due', dueAt && readableClock(dueAt, readingOf(cohort, reader)).words),
    ...fact('Clock', clockWords(cohort, reader)),
    ...fact('Seats', seatWords(cohort, joining.waiting)),
    ...fact('Admission', admissionWords(joining.admission)),
    ...(joining.prerequisites.length === 0
      ? []
      : [{ name: 'Builds on', value: '', links: courseLinks(joining, reader) }]),
  ];
}

function courseLinks({ prerequisites }: Joining, reader: Reader): Fact['links'] {
  return prerequisites.map(({ slug, title, completed }) => ({
    title,
    href: `/courses/${slug}`,
    note: reader.timeZone === null ? '' : completed ? ' – you have completed it' : ' – not completed yet',
  }));
}

/** Whose clock the times of the page are on. */
function clockWords(cohort: CohortSeen, reader: Reader): string {
  const place = `The cohort’s clock is ${placeOf(cohort.timeZone)}`;
  if (reader.timeZone === null) return `${place}. Signed in, you read all times on your own clock, too.`;
  return reader.timeZone === cohort.timeZone
    ? `${place}, and so is yours.`
    : `${place}; yours is ${placeOf(reader.timeZone)}, and times are given on both.`;
}

function whereabouts(cohort: CohortSeen, now: Date): string {
  const week = currentWeek(cohort, now);
  if (week === 0) return 'three weeks';
  return week > WEEKS ? 'over' : `now in week ${week} of ${WEEKS}`;
}

const list = new Intl.ListFormat('en-GB', { type: 'conjunction' });
