import { type SafeHtml } from '../../platform/web/safe-html.js';
import { type CohortSeen, type PlannedWeek } from '../catalogue/cohort-reads.service.js';
import { renderLesson } from '../versions/markdown.js';
import {
  lessonPath,
  programme,
  type ProgrammeWeek,
  type Reader,
  readingOf,
} from '../catalogue/programme.views.js';
import { currentWeek, sessionState } from '../cohorts/schedule.rules.js';
import { WEEKS } from '../versions/weeks.rules.js';
import { readableClock, readableDay, readableTime, type ReadableTime } from '../times/times.rules.js';

/** What the rail of a course shows: the whole course, and where in it one is. */
interface CourseRail {
  courseTitle: string;
  overview: { href: string; current: boolean };
  handbookHref: string | null;
  groups: { label: string; lessons: { title: string; href: string; current: boolean }[] }[];
}

export interface MyCoursePage {
  courseTitle: string;
  cohortName: string;
  /** "Week 2 of 3" */
  where: string;
  handbookHref: string;
  /** The live session that is on or comes next. */
  nextSession: { heading: string; title: string; time: ReadableTime } | null;
  weeks: ProgrammeWeek[];
  /** The week that runs; before the course its first, after it none. */
  focus: ProgrammeWeek | null;
  others: ProgrammeWeek[];
  /** Null once there is nothing left to withdraw from. */
  withdrawal: string | null;
  rail: CourseRail;
  form: { errors: { field: string; message: string }[] } | null;
}

/** A student's page of their course. `problem` is why withdrawing or returning has just failed. */
export function myCoursePage(
  cohort: CohortSeen,
  plan: readonly PlannedWeek[],
  reader: Reader,
  problem: string | null,
): MyCoursePage {
  const weeks = programme(cohort, plan, reader, readableTime);
  const current = currentWeek(cohort, reader.now);
  const focus = weeks.find((week) => week.number === Math.max(current, 1)) ?? null;
  return {
    courseTitle: cohort.title,
    cohortName: cohort.name,
    where: whereWords(cohort, current, reader),
    handbookHref: handbookPath(cohort.slug),
    nextSession: nextSession(cohort, plan, reader),
    weeks,
    focus,
    others: weeks.filter((week) => week !== focus),
    withdrawal:
      current > WEEKS || cohort.enrolment?.last === 'completed' ? null : `/my/${cohort.slug}/withdrawals`,
    rail: courseRail(cohort, plan, null),
    form: formWith(problem),
  };
}

export interface WithdrawnPage {
  courseTitle: string;
  cohortName: string;
  withdrew: ReadableTime;
  returnAction: string;
  publicHref: string;
  form: MyCoursePage['form'];
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

export interface LessonPage {
  title: string;
  /** "Week 1 · lesson 2 of 2 · 3 min" */
  facts: string;
  body: SafeHtml;
  previous: { href: string; title: string } | null;
  next: { href: string; title: string } | null;
  /** After the last lesson, for those who write one. */
  handbookHref: string | null;
  rail: CourseRail;
}

/**
 * @param role whoever teaches reads the lessons, too, but writes no handbook
 * @returns null where the course has no such lesson
 */
export function lessonPage(
  cohort: CohortSeen,
  plan: readonly PlannedWeek[],
  at: { week: number; slug: string; body: string },
  role: 'student' | 'reader',
): LessonPage | null {
  const lessons = plan.flatMap((week) =>
    week.lessons.map((lesson, index) => ({
      ...lesson,
      week: week.number,
      place: `lesson ${index + 1} of ${week.lessons.length}`,
      href: lessonPath(cohort.slug, week.number, lesson.slug),
    })),
  );
  const index = lessons.findIndex((lesson) => lesson.week === at.week && lesson.slug === at.slug);
  const lesson = lessons[index];
  if (!lesson) return null;
  const rail = courseRail(cohort, plan, lesson.href);
  return {
    title: lesson.title,
    facts: `Week ${lesson.week} · ${lesson.place} · ${lesson.minutes} min`,
    body: renderLesson(at.body),
    previous: lessons[index - 1] ?? null,
    next: lessons[index + 1] ?? null,
    handbookHref: role === 'student' ? handbookPath(cohort.slug) : null,
    rail:
      role === 'student'
        ? rail
        : { ...rail, handbookHref: null, overview: { ...rail.overview, href: `/cohorts/${cohort.slug}` } },
  };
}

/** Where `assignments` serves the student's own handbook of this cohort. */
const handbookPath = (slug: string) => `/my/${slug}/handbook`;

function courseRail(
  cohort: CohortSeen,
  plan: readonly PlannedWeek[],
  currentHref: string | null,
): CourseRail {
  return {
    courseTitle: cohort.title,
    overview: { href: `/my/${cohort.slug}`, current: currentHref === null },
    handbookHref: handbookPath(cohort.slug),
    groups: plan.map((week) => ({
      label: `Week ${week.number}`,
      lessons: week.lessons.map(({ slug, title }) => {
        const href = lessonPath(cohort.slug, week.number, slug);
        return { title, href, current: href === currentHref };
      }),
    })),
  };
}

function whereWords(cohort: CohortSeen, current: number, reader: Reader): string {
  if (current > WEEKS) return 'The three weeks are over. Lessons and your handbook stay here.';
  if (current > 0) return `Week ${current} of ${WEEKS}`;
  const { words } = readableDay(cohort.startsOn, { zone: cohort.timeZone, now: reader.now });
  return `Begins on ${words}`;
}

function nextSession(
  cohort: CohortSeen,
  plan: readonly PlannedWeek[],
  reader: Reader,
): MyCoursePage['nextSession'] {
  const sessions = plan
    .flatMap((week) =>
      week.sessions.map(({ title, startsAt: starts, minutes }) => ({
        title,
        starts,
        state: sessionState(starts, minutes, reader.now),
      })),
    )
    .sort((one, other) => one.starts.getTime() - other.starts.getTime());
  const next = sessions.find(({ state }) => state !== 'done');
  return next
    ? {
        heading: next.state === 'current' ? 'On now' : 'Next live session',
        title: next.title,
        time: readableTime(next.starts, readingOf(cohort, reader)),
      }
    : null;
}

function formWith(problem: string | null): MyCoursePage['form'] {
  return problem === null ? null : { errors: [{ field: '', message: problem }] };
}
