import { type SafeHtml } from '../../platform/web/safe-html.js';
import { currentWeek, lastDay } from '../cohorts/schedule.rules.js';
import { placeOf, readableClock, readableDay, type ReadableTime } from '../times/times.rules.js';
import { renderMarkdown } from '../versions/markdown.js';
import { opening, partUnder } from './about.rules.js';
import { type AboutSection, aboutSections } from './about.views.js';
import { type PageMeta } from './cohort.views.js';
import { type CohortListed, type CourseListed, type CourseWeek } from './courses.service.js';
import { type HandbookOutline } from './handbook-outlines.js';
import { seatWords } from './joining.views.js';
import { type Reader } from './programme.views.js';

interface CohortRow {
  name: string;
  href: string;
  /** "Mon 16 Nov to Sun 6 Dec" */
  dates: string;
  begins: ReadableTime;
  /** "now in week 2 of 3", or null before it begins. */
  running: string | null;
  firstSession: ReadableTime | null;
  place: string;
  seats: string;
  admission: string;
  prerequisites: { title: string; href: string }[];
}

interface CourseEntry {
  title: string;
  href: string;
  summary: string;
  /** Whom it is for; null where its text does not say so under that heading. */
  forWhom: SafeHtml | null;
  /** "Three weeks", "18 lessons, 2 h 40 min of reading", "6 live sessions" */
  extent: string[];
  cohorts: CohortRow[];
}

export interface CataloguePage {
  meta: PageMeta;
  courses: CourseEntry[];
}

/** All courses that one can take. */
export function cataloguePage(courses: readonly CourseListed[], reader: Reader): CataloguePage {
  return {
    meta: {
      title: 'Courses',
      description:
        'Three-week courses in which the work is the exam: what one makes in each, whom it is for, and when the next cohorts begin.',
    },
    courses: courses.map((course) => entry(course, reader)),
  };
}

export interface CoursePage extends CourseEntry {
  meta: PageMeta;
  about: AboutSection[];
  instructors: string | null;
  facts: { name: string; value: string }[];
  parts: HandbookOutline['parts'];
  weeks: {
    number: number;
    title: string;
    aim: string;
    lessons: { title: string; minutes: string }[];
    sessions: { title: string; minutes: string }[];
  }[];
}

/** One course, for those who think about taking it. */
export function coursePage(
  course: CourseListed,
  programme: readonly CourseWeek[],
  { parts }: HandbookOutline,
  reader: Reader,
): CoursePage {
  const minutes = (item: { title: string; minutes: number }) => ({
    title: item.title,
    minutes: `${item.minutes} min`,
  });
  const instructors = course.instructors.length === 0 ? null : list.format(course.instructors);
  return {
    ...entry(course, reader),
    meta: { title: course.title, description: opening(course.summary) },
    about: aboutSections(course.about),
    instructors,
    facts: [
      { name: 'Length', value: 'Three weeks' },
      {
        name: 'Lessons',
        value: `${course.lessons}, together ${durationWords(course.minutes)} of reading`,
      },
      { name: 'Live', value: `${course.liveSessions} sessions online` },
      ...(parts.length === 0 ? [] : [{ name: 'Your work', value: `A handbook in ${parts.length} parts` }]),
      ...(instructors === null ? [] : [{ name: 'Who teaches', value: instructors }]),
    ],
    parts,
    weeks: programme.map((week) => ({
      ...week,
      lessons: week.lessons.map(minutes),
      sessions: week.sessions.map(minutes),
    })),
  };
}

function entry(course: CourseListed, reader: Reader): CourseEntry {
  const forWhom = partUnder(course.about, 'Who it is for');
  return {
    title: course.title,
    href: `/courses/${course.slug}`,
    summary: course.summary,
    forWhom: forWhom === null ? null : renderMarkdown(forWhom),
    extent: [
      'Three weeks',
      `${course.lessons} lessons, ${durationWords(course.minutes)} of reading`,
      `${course.liveSessions} live sessions`,
    ],
    cohorts: course.cohorts.map((cohort) => cohortRow(cohort, reader)),
  };
}

function cohortRow(cohort: CohortListed, reader: Reader): CohortRow {
  const { timeZone } = cohort;
  const day = (date: string) => readableDay(date, { zone: timeZone, now: reader.now });
  const place = placeOf(timeZone);
  const reading = { readerZone: reader.timeZone, cohortZone: timeZone, cohortPlace: place, now: reader.now };
  const week = currentWeek(cohort, reader.now);
  return {
    name: cohort.name,
    href: `/cohorts/${cohort.slug}`,
    dates: `${day(cohort.startsOn).words} to ${day(lastDay(cohort)).words}`,
    begins: day(cohort.startsOn),
    running: week === 0 ? null : `now in week ${week} of 3`,
    firstSession: cohort.firstSessionAt && week === 0 ? readableClock(cohort.firstSessionAt, reading) : null,
    place,
    seats: seatWords(cohort, cohort.waiting),
    admission: admissions[cohort.admission],
    prerequisites: cohort.prerequisites.map(({ slug, title }) => ({ title, href: `/courses/${slug}` })),
  };
}

const admissions = {
  open: 'open to everybody',
  invitation: 'by invitation',
  application: 'by application',
} satisfies Record<CohortListed['admission'], string>;

/** "45 min", "2 h", "2 h 40 min" */
function durationWords(minutes: number): string {
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes} min`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}

const list = new Intl.ListFormat('en-GB', { type: 'conjunction' });
