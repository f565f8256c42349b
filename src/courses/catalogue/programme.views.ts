import { type CohortSeen, type PlannedSession, type PlannedWeek } from './cohort-reads.service.js';
import { lastDay, sessionState, weekDays, type WeekState, weekState } from '../cohorts/schedule.rules.js';
import {
  placeOf,
  readableClock,
  readableDay,
  type ReadableTime,
  type Reading,
} from '../times/times.rules.js';

/** A week as all pages of a cohort show it. */
export interface ProgrammeWeek {
  number: number;
  title: string;
  aim: string;
  state: WeekState;
  stateWord: string;
  /** "Mon 16 Nov to Sun 22 Nov" */
  dates: string;
  href: string | null;
  lessons: { title: string; href: string; minutes: string }[];
  sessions: { title: string; time: ReadableTime; minutes: string; state: WeekState }[];
}

export interface Reader {
  /** IANA name; null for a visitor without an account. */
  timeZone: string | null;
  now: Date;
}

type Tell = (instant: Date, reading: Reading) => ReadableTime;

const stateWords = {
  done: 'Over',
  current: 'This week',
  ahead: 'Ahead',
} satisfies Record<WeekState, string>;

/**
 * The three weeks of a cohort with their dates, for one reader.
 *
 * @param tell how sessions that are not over are told: with how far off they are, for whoever goes there, or without
 */
export function programme(
  cohort: CohortSeen,
  plan: readonly PlannedWeek[],
  reader: Reader,
  tell: Tell,
): ProgrammeWeek[] {
  return plan.map((week) => {
    const state = weekState(cohort, week.number, reader.now);
    return {
      number: week.number,
      title: week.title,
      aim: week.aim,
      state,
      stateWord: stateWords[state],
      dates: weekDates(cohort, week.number, reader.now),
      href: `#week-${week.number}`,
      lessons: week.lessons.map(({ slug, title, minutes }) => ({
        title,
        href: lessonPath(cohort.slug, week.number, slug),
        minutes: `${minutes} min`,
      })),
      sessions: week.sessions.map((session) => sessionOf(cohort, session, reader, tell)),
    };
  });
}

/** The first day of the first week to the last of the third. */
export function cohortDates(cohort: CohortSeen, now: Date): string {
  return daysWords(cohort.startsOn, lastDay(cohort), cohort.timeZone, now);
}

export function readingOf(cohort: CohortSeen, reader: Reader): Reading {
  const { timeZone } = cohort;
  return {
    readerZone: reader.timeZone,
    cohortZone: timeZone,
    cohortPlace: placeOf(timeZone),
    now: reader.now,
  };
}

export function lessonPath(slug: string, week: number, lesson: string): string {
  return `/my/${slug}/lessons/${week}/${lesson}`;
}

function weekDates(cohort: CohortSeen, week: number, now: Date): string {
  const { first, last } = weekDays(cohort, week);
  return daysWords(first, last, cohort.timeZone, now);
}

function daysWords(first: string, last: string, zone: string, now: Date): string {
  const words = (day: string) => readableDay(day, { zone, now }).words;
  return `${words(first)} to ${words(last)}`;
}

function sessionOf(
  cohort: CohortSeen,
  session: PlannedSession,
  reader: Reader,
  tell: Tell,
): ProgrammeWeek['sessions'][number] {
  const { startsAt } = session;
  const state = sessionState(startsAt, session.minutes, reader.now);
  const reading = readingOf(cohort, reader);
  return {
    title: session.title,
    time: state === 'done' ? readableClock(startsAt, reading) : tell(startsAt, reading),
    minutes: `${session.minutes} min`,
    state,
  };
}
