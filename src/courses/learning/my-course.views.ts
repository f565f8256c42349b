import { type CohortSeen, type PlannedSession, type PlannedWeek } from '../catalogue/cohort-reads.service.js';
import {
  lessonPath,
  programme,
  type ProgrammeWeek,
  type Reader,
  readingOf,
} from '../catalogue/programme.views.js';
import { currentWeek } from '../cohorts/schedule.rules.js';
import {
  dayIn,
  readableClock,
  readableDay,
  readableTime,
  type ReadableTime,
  type Reading,
} from '../times/times.rules.js';
import { WEEKS } from '../versions/weeks.rules.js';
import { courseRail, type CourseRail, handbookPath, sessionPath, tallyOf } from './course-rail.views.js';
import { type MessageRead, messageRead } from './message.views.js';
import { doorOf } from './sessions.rules.js';
import { closeness, type Closeness, nextLesson, stepsOf } from './study.rules.js';
import { type MoreTime, type Standing } from './study.service.js';

interface Tag {
  kind: string;
  icon: string;
  word: string;
}

interface StudyWeek extends Omit<ProgrammeWeek, 'lessons' | 'sessions'> {
  /** "3 of 6 done" */
  tally: string;
  lessons: { title: string; href: string; minutes: string; done: boolean }[];
  sessions: { title: string; href: string; time: ReadableTime; minutes: string; tag: Tag | null }[];
}

/** What comes next: a live session or the deadline. */
interface Ahead {
  heading: string;
  title: string;
  href: string;
  time: ReadableTime;
  tag: Tag | null;
  /** Why the time is not everybody's; null where it is. */
  note: string | null;
}

export interface MyCoursePage {
  courseTitle: string;
  cohortName: string;
  /** "Week 2 of 3" */
  where: string;
  progress: { done: number; of: number; words: string };
  main: { label: string; href: string; hint: string };
  /** The handbook's link, where the main button does not lead there. */
  handbookHref: string | null;
  ahead: Ahead[];
  weeks: StudyWeek[];
  /** The week that runs; before the course its first, after it none. */
  focus: StudyWeek | null;
  others: StudyWeek[];
  messages: MessageRead[];
  calendar: { fileHref: string; feedHref: string };
  /** Null once there is nothing left to withdraw from. */
  withdrawal: string | null;
  rail: CourseRail;
  form: FormProblem;
}

type FormProblem = { errors: { field: string; message: string }[] } | null;

/** A student's page of their course. `problem` is why withdrawing or returning has just failed. */
export function myCoursePage(
  cohort: CohortSeen,
  plan: readonly PlannedWeek[],
  standing: Standing,
  reader: Reader,
  problem: string | null,
): MyCoursePage {
  const weeks = studyWeeks(cohort, plan, standing, reader);
  const current = currentWeek(cohort, reader.now);
  const focus = weeks.find((week) => week.number === Math.max(current, 1)) ?? null;
  const steps = stepsOf(plan);
  const done = steps.filter(({ id }) => standing.done.has(id)).length;
  const main = mainAct(cohort, plan, standing, current);
  return {
    courseTitle: cohort.title,
    cohortName: cohort.name,
    where: whereWords(cohort, current, reader),
    progress: { done, of: steps.length, words: `${done} of ${steps.length} lessons done` },
    main,
    handbookHref: main.href === handbookPath(cohort.slug) ? null : handbookPath(cohort.slug),
    ahead: aheadOf(cohort, plan, standing, reader),
    weeks,
    focus,
    others: weeks.filter((week) => week !== focus),
    messages: standing.messages.map((message) => messageRead(message, readingOf(cohort, reader))),
    calendar: { fileHref: `/my/${cohort.slug}/calendar.ics`, feedHref: '/calendars' },
    withdrawal:
      current > WEEKS || cohort.enrolment?.last === 'completed' ? null : `/my/${cohort.slug}/withdrawals`,
    rail: courseRail(cohort, plan, standing.done, {
      week: Math.min(Math.max(current, 1), WEEKS),
      overview: true,
    }),
    form: formWith(problem),
  };
}

export interface WaitingPage {
  courseTitle: string;
  cohortName: string;
  /** "You are next in line." */
  place: string;
  starts: ReadableTime;
  leaveAction: string;
  publicHref: string;
  form: FormProblem;
}

/** What somebody finds who waits for a seat. `place` counts from 1. */
export function waitingPage(
  cohort: CohortSeen,
  place: number,
  reader: Reader,
  problem: string | null,
): WaitingPage {
  return {
    courseTitle: cohort.title,
    cohortName: cohort.name,
    place: place <= 1 ? 'You are next in line.' : `You are number ${place} in line.`,
    starts: readableDay(cohort.startsOn, { zone: cohort.timeZone, now: reader.now }),
    leaveAction: `/cohorts/${cohort.slug}/departures`,
    publicHref: `/cohorts/${cohort.slug}`,
    form: formWith(problem),
  };
}

export interface WithdrawnPage {
  courseTitle: string;
  cohortName: string;
  withdrew: ReadableTime;
  returnAction: string;
  publicHref: string;
  form: FormProblem;
}

/** What somebody who withdrew finds in the course's place. */
export function withdrawnPage(
  cohort: CohortSeen,
  at: Date,
  reader: Reader,
  problem: string | null,
): WithdrawnPage {
  return {
    courseTitle: cohort.title,
    cohortName: cohort.name,
    withdrew: readableClock(at, readingOf(cohort, reader)),
    returnAction: `/my/${cohort.slug}/returns`,
    publicHref: `/cohorts/${cohort.slug}`,
    form: formWith(problem),
  };
}

function mainAct(
  cohort: CohortSeen,
  plan: readonly PlannedWeek[],
  { done }: Standing,
  current: number,
): MyCoursePage['main'] {
  const step = nextLesson(stepsOf(plan), done, current);
  if (step === null) {
    const hint =
      current >= WEEKS ? 'You have done every lesson.' : 'You have done every lesson up to this week.';
    return { label: 'Go on with your handbook', href: handbookPath(cohort.slug), hint };
  }
  const minutes = plan.flatMap(({ lessons }) => lessons).find(({ id }) => id === step.id)?.minutes ?? 0;
  return {
    label: `${done.size === 0 ? 'Begin' : 'Continue'} with ${step.title}`,
    href: lessonPath(cohort.slug, step.week, step.slug),
    hint: `Week ${step.week} · ${minutes} min to read`,
  };
}

function aheadOf(
  cohort: CohortSeen,
  plan: readonly PlannedWeek[],
  { dueAt, moreTime }: Standing,
  reader: Reader,
): Ahead[] {
  const reading = readingOf(cohort, reader);
  const next = plan
    .flatMap(({ sessions }) => sessions)
    .filter((session) => ['early', 'open'].includes(doorOf(session, reader.now)))
    .sort((one, other) => one.startsAt.getTime() - other.startsAt.getTime())[0];
  const ahead: (Ahead & { at: Date })[] = [];
  if (next) {
    ahead.push({
      heading: sessionHeading(next, reading),
      title: next.title,
      href: sessionPath(cohort.slug, next.id),
      time: readableTime(next.startsAt, reading),
      tag: doorOf(next, reader.now) === 'open' ? openTag(next, reader.now) : null,
      note: null,
      at: next.startsAt,
    });
  }
  if (dueAt) {
    const { heading, title, tag } = deadlineWords[closeness(dueAt, reader.now)];
    ahead.push({
      heading,
      title,
      href: handbookPath(cohort.slug),
      time: readableTime(dueAt, reading),
      tag,
      note: moreTime && moreTimeWords[moreTime],
      at: dueAt,
    });
  }
  return ahead
    .sort((one, other) => one.at.getTime() - other.at.getTime())
    .map(({ at: _, ...shown }) => shown);
}

const moreTimeWords: Readonly<Record<MoreTime, string>> = {
  extended: 'You were given more time than the cohort.',
  returned: 'Your instructor returned your last attempt. You can revise it until then.',
};

/** The words change first, the colour only in the last 48 hours. */
const deadlineWords: Readonly<Record<Closeness, { heading: string; title: string; tag: Tag | null }>> = {
  far: { heading: 'Handbook due', title: 'Your strategy handbook', tag: null },
  week: { heading: 'Handbook due within a week', title: 'Your strategy handbook', tag: null },
  days: {
    heading: 'Hand your handbook in',
    title: 'Due within 48 hours',
    tag: { kind: 'warn', icon: 'clock', word: 'Due soon' },
  },
  past: {
    heading: 'Your handbook is overdue',
    title: 'Its page says whether it is still taken',
    tag: { kind: 'bad', icon: 'clock-alert', word: 'Overdue' },
  },
};

function sessionHeading(
  { startsAt, ...session }: PlannedSession,
  { readerZone, cohortZone, now }: Reading,
): string {
  if (doorOf({ startsAt, ...session }, now) === 'open') {
    return now < startsAt ? 'You can join now' : 'On now';
  }
  const zone = readerZone ?? cohortZone;
  return dayIn(zone, startsAt) === dayIn(zone, now) ? 'Live session today' : 'Next live session';
}

function studyWeeks(
  cohort: CohortSeen,
  plan: readonly PlannedWeek[],
  standing: Standing,
  reader: Reader,
): StudyWeek[] {
  const drawn = programme(cohort, plan, reader, readableTime);
  return plan.flatMap((week, at) => {
    const frame = drawn[at];
    if (!frame) return [];
    const lessons = week.lessons.map(({ id, slug, title, minutes }) => ({
      title,
      href: lessonPath(cohort.slug, week.number, slug),
      minutes: `${minutes} min`,
      done: standing.done.has(id),
    }));
    const sessions = week.sessions.map((session) => sessionLine(cohort, session, standing, reader));
    return [{ ...frame, tally: tallyOf(week, standing.done), lessons, sessions }];
  });
}

function sessionLine(
  cohort: CohortSeen,
  session: PlannedSession,
  { attended }: Standing,
  reader: Reader,
): StudyWeek['sessions'][number] {
  const door = doorOf(session, reader.now);
  const reading = readingOf(cohort, reader);
  const ahead = door === 'early' || door === 'open';
  return {
    title: session.title,
    href: sessionPath(cohort.slug, session.id),
    time: ahead ? readableTime(session.startsAt, reading) : readableClock(session.startsAt, reading),
    minutes: `${session.minutes} min`,
    tag: tagOf(session, door, attended.has(session.id), reader.now),
  };
}

function tagOf(
  session: PlannedSession,
  door: ReturnType<typeof doorOf>,
  attended: boolean,
  now: Date,
): Tag | null {
  if (door === 'cancelled') return { kind: 'bad', icon: 'calendar-x', word: 'Cancelled' };
  if (door === 'open') return openTag(session, now);
  if (door === 'early') return null;
  return attended
    ? { kind: 'good', icon: 'circle-check', word: 'You were there' }
    : { kind: 'plain', icon: 'check', word: 'Over' };
}

const openTag = ({ startsAt }: PlannedSession, now: Date): Tag => ({
  kind: 'accent',
  icon: 'radio',
  word: now < startsAt ? 'Open to join' : 'On now',
});

function whereWords(cohort: CohortSeen, current: number, reader: Reader): string {
  if (current > WEEKS) return 'The three weeks are over; lessons and your handbook stay here';
  if (current > 0) return `Week ${current} of ${WEEKS}`;
  const { words } = readableDay(cohort.startsOn, { zone: cohort.timeZone, now: reader.now });
  return `Begins on ${words}; the lessons are open already`;
}

function formWith(problem: string | null): FormProblem {
  return problem === null ? null : { errors: [{ field: '', message: problem }] };
}
