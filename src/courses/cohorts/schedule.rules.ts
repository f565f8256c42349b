import { Temporal } from 'temporal-polyfill';
import { dayIn } from '../times/times.rules.js';
import { WEEKS } from '../versions/weeks.rules.js';

/** What a cohort's dates hang on: the first day of each week, `YYYY-MM-DD`, and the IANA zone of its clock. */
export interface CohortCalendar {
  startsOn: string;
  weekTwoOn: string;
  weekThreeOn: string;
  timeZone: string;
}

/** The calendar of a cohort whose weeks follow each other without a pause. */
export function calendarFrom(startsOn: string, timeZone: string): CohortCalendar {
  const first = Temporal.PlainDate.from(startsOn);
  return {
    startsOn,
    weekTwoOn: first.add({ days: 7 }).toString(),
    weekThreeOn: first.add({ days: 14 }).toString(),
    timeZone,
  };
}

/** The first and the last day of week 1, 2 or 3, `YYYY-MM-DD`. A week lasts until the next begins, the third seven days. */
export function weekDays(calendar: CohortCalendar, week: number): { first: string; last: string } {
  const starts = startsOf(calendar);
  const first = starts[week - 1] ?? calendar.startsOn;
  const next = starts[week];
  const last =
    next === undefined
      ? Temporal.PlainDate.from(first).add({ days: 6 })
      : Temporal.PlainDate.from(next).subtract({ days: 1 });
  return { first, last: last.toString() };
}

/** The last day of the third week, `YYYY-MM-DD`. */
export function lastDay(calendar: CohortCalendar): string {
  return weekDays(calendar, WEEKS).last;
}

/**
 * When a course version would have a live session begin.
 *
 * @param session `week` 1 to 3, `day` 1 to 7 within it, `startsAt` wall time `HH:MM` or `HH:MM:SS`
 * @returns wall time in the cohort's zone, `YYYY-MM-DDTHH:MM`
 */
export function plannedStart(
  calendar: CohortCalendar,
  session: { week: number; day: number; startsAt: string },
): string {
  const day = Temporal.PlainDate.from(weekDays(calendar, session.week).first).add({ days: session.day - 1 });
  return `${day.toString()}T${session.startsAt.slice(0, 5)}`;
}

export type WeekState = 'done' | 'current' | 'ahead';

/** Where a week stands, by the calendar of the cohort's zone. */
export function weekState(calendar: CohortCalendar, week: number, now: Date): WeekState {
  const current = currentWeek(calendar, now);
  if (week < current) return 'done';
  return week === current ? 'current' : 'ahead';
}

/** Where a session that begins at `starts` stands. */
export function sessionState(starts: Date, minutes: number, now: Date): WeekState {
  if (now < starts) return 'ahead';
  return now.getTime() < starts.getTime() + minutes * 60_000 ? 'current' : 'done';
}

/** The week that runs, 1 to 3; 0 before the first day and 4 after the last. */
export function currentWeek(calendar: CohortCalendar, now: Date): number {
  const today = dayIn(calendar.timeZone, now);
  // ISO days of four-digit years sort as text.
  if (today > lastDay(calendar)) return WEEKS + 1;
  return startsOf(calendar).filter((start) => start <= today).length;
}

function startsOf({ startsOn, weekTwoOn, weekThreeOn }: CohortCalendar): readonly string[] {
  return [startsOn, weekTwoOn, weekThreeOn];
}
