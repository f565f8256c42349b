import { type CohortSeen } from '../catalogue/cohort-reads.service.js';
import { type Reader, readingOf } from '../catalogue/programme.views.js';
import { dayIn, readableClock, readableDay, type ReadableTime, type Reading } from '../times/times.rules.js';
import { type Behind, sorted, type Sorting } from './progress.rules.js';
import { type CohortProgress } from './progress.service.js';

export interface ProgressPage {
  cohortName: string;
  trail: { href: string; label: string }[];
  /** "3 of 30 are behind" */
  summary: string;
  columns: {
    label: string;
    /** Null for a column that the table can't be sorted by. */
    href: string | null;
    /** For `aria-sort`; null for columns that the table isn't sorted by. */
    sorted: 'ascending' | 'descending' | null;
    num: boolean;
  }[];
  rows: {
    name: string;
    writeHref: string;
    weeks: { label: string; words: string }[];
    done: string;
    attended: string;
    seen: ReadableTime | null;
    /** "2 lessons, since Mon 23 Nov" */
    behind: string | null;
  }[];
  /** Null while nobody is behind. */
  behindHref: string | null;
  messagesHref: string;
  sessions: { href: string; title: string; time: ReadableTime; word: string }[];
}

export interface Order {
  by: Sorting;
  descending: boolean;
}

export function progressPage(
  cohort: CohortSeen,
  { plan, students, lessons, sessionsHeld }: CohortProgress,
  order: Order,
  reader: Reader,
): ProgressPage {
  const base = `/cohorts/${cohort.slug}`;
  const reading = readingOf(cohort, reader);
  const behind = students.filter((student) => student.behind).length;
  const people = students.length === 1 ? 'student' : 'students';
  return {
    cohortName: cohort.name,
    trail: [{ href: base, label: cohort.name }],
    summary:
      behind === 0
        ? `Nobody of ${students.length} ${people} is behind.`
        : `${behind} of ${students.length} ${people} ${behind === 1 ? 'is' : 'are'} behind.`,
    columns: columnsOf(base, plan, order),
    rows: sorted(students, order.by, order.descending).map((student) => ({
      name: student.name,
      writeHref: `${base}/messages/new?to=${student.enrolmentId}`,
      weeks: student.byWeek.map(({ done, of }, at) => ({
        label: `Week ${plan[at]?.number ?? at + 1}`,
        words: `${done} of ${of}`,
      })),
      done: `${student.done} of ${lessons}`,
      attended: `${student.attended} of ${sessionsHeld}`,
      seen: student.seenAt && seenWords(student.seenAt, reading),
      behind: student.behind && behindWords(student.behind, cohort.timeZone, reader.now),
    })),
    behindHref: behind === 0 ? null : `${base}/messages/new?to=behind`,
    messagesHref: `${base}/messages`,
    sessions: plan
      .flatMap(({ sessions }) => sessions)
      .map(({ id, title, startsAt, cancelled }) => ({
        href: `${base}/sessions/${id}/follow-up`,
        title,
        time: readableClock(startsAt, reading),
        word: cancelled ? 'Cancelled' : '',
      })),
  };
}

/** "2 lessons, since Mon 23 Nov": the first day on which they were behind, on the cohort's calendar. */
export function behindWords({ lessons, since }: Behind, zone: string, now: Date): string {
  const { words } = readableDay(dayIn(zone, since), { zone, now });
  return `${lessons} ${lessons === 1 ? 'lesson' : 'lessons'}, since ${words}`;
}

function columnsOf(base: string, plan: CohortProgress['plan'], order: Order): ProgressPage['columns'] {
  const column = (by: Sorting, label: string, first: 'asc' | 'desc', num: boolean) => {
    const current = order.by === by;
    const descending = current ? !order.descending : first === 'desc';
    return {
      label,
      num,
      href: `${base}/progress?sort=${by}&order=${descending ? 'desc' : 'asc'}`,
      sorted: current ? (order.descending ? ('descending' as const) : ('ascending' as const)) : null,
    };
  };
  return [
    column('name', 'Student', 'asc', false),
    ...plan.map(({ number }) => ({ label: `Week ${number}`, num: true, href: null, sorted: null })),
    column('done', 'Lessons', 'asc', true),
    column('attended', 'Sessions', 'asc', true),
    column('seen', 'Last seen (your time)', 'asc', false),
    column('behind', 'Behind by', 'desc', false),
  ];
}

/** The column's head says whose time it is. */
function seenWords(at: Date, reading: Reading): ReadableTime {
  const { iso, words } = readableClock(at, {
    ...reading,
    cohortZone: reading.readerZone ?? reading.cohortZone,
  });
  return { iso, words: words.replace(' your time', '') };
}
