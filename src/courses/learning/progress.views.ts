import { type CohortSeen } from '../catalogue/cohort-reads.service.js';
import { type Reader, readingOf } from '../catalogue/programme.views.js';
import { readableClock, readableDay, type ReadableTime } from '../times/times.rules.js';
import { dayIn } from '../times/times.rules.js';
import { type Behind, sorted, type Sorting } from './progress.rules.js';
import { type CohortProgress } from './progress.service.js';

export interface ProgressPage {
  cohortName: string;
  trail: { href: string; label: string }[];
  /** "3 of 30 are behind" */
  summary: string;
  columns: {
    label: string;
    href: string;
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
    columns: columns.map(({ by, label, first, num }) => {
      const current = order.by === by;
      const descending = current ? !order.descending : first === 'desc';
      return {
        label,
        num,
        href: `${base}/progress?sort=${by}&order=${descending ? 'desc' : 'asc'}`,
        sorted: current ? (order.descending ? 'descending' : 'ascending') : null,
      };
    }),
    rows: sorted(students, order.by, order.descending).map((student) => ({
      name: student.name,
      writeHref: `${base}/messages/new?to=${student.enrolmentId}`,
      weeks: student.byWeek.map(({ done, of }, at) => ({
        label: `Week ${plan[at]?.number ?? at + 1}`,
        words: `${done} of ${of}`,
      })),
      done: `${student.done} of ${lessons}`,
      attended: `${student.attended} of ${sessionsHeld}`,
      seen:
        student.seenAt &&
        readableClock(student.seenAt, { ...reading, cohortZone: reader.timeZone ?? cohort.timeZone }),
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

const columns: readonly { by: Sorting; label: string; first: 'asc' | 'desc'; num: boolean }[] = [
  { by: 'name', label: 'Student', first: 'asc', num: false },
  { by: 'done', label: 'Lessons done', first: 'asc', num: false },
  { by: 'attended', label: 'Sessions', first: 'asc', num: true },
  { by: 'seen', label: 'Last seen (your time)', first: 'asc', num: false },
  { by: 'behind', label: 'Behind by', first: 'desc', num: false },
];
