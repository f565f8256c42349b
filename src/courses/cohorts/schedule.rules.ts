import { Temporal } from 'temporal-polyfill';
import { dayIn, instantOf } from '../times/times.rules.js';
import { WEEKS } from '../versions/weeks.rules.js';

/** What a cohort's calendar hangs on: its first day, `YYYY-MM-DD`, and the IANA zone of its clock. */
export interface Beginning {
  startsOn: string;
  timeZone: string;
}

/** The first and the last day of week 1, 2 or 3, `YYYY-MM-DD`; a week is seven days from the cohort's first day on. */
export function weekDays(startsOn: string, week: number): { first: string; last: string } {
  const first = Temporal.PlainDate.from(startsOn).add({ days: 7 * (week - 1) });
  return { first: first.toString(), last: first.add({ days: 6 }).toString() };
}

/**
 * When a live session begins.
 *
 * @param session `week` 1 to 3, `day` 1 to 7 within it, `startsAt` wall time `HH:MM` or `HH:MM:SS` in the cohort's zone
 */
export function sessionStart(
  { startsOn, timeZone }: Beginning,
  session: { week: number; day: number; startsAt: string },
): Date {
  const day = Temporal.PlainDate.from(startsOn).add({ days: 7 * (session.week - 1) + session.day - 1 });
  return instantOf(`${day.toString()}T${session.startsAt}`, timeZone);
}

export type WeekState = 'done' | 'current' | 'ahead';

/** Where a week stands, by the calendar of the cohort's zone. */
export function weekState({ startsOn, timeZone }: Beginning, week: number, now: Date): WeekState {
  const current = currentWeek({ startsOn, timeZone }, now);
  if (week < current) return 'done';
  return week === current ? 'current' : 'ahead';
}

/** Where a session that begins at `starts` stands. */
export function sessionState(starts: Date, minutes: number, now: Date): WeekState {
  if (now < starts) return 'ahead';
  return now.getTime() < starts.getTime() + minutes * 60_000 ? 'current' : 'done';
}

/** The week that runs, 1 to 3; 0 before the first day and 4 after the last. */
export function currentWeek({ startsOn, timeZone }: Beginning, now: Date): number {
  const days = Temporal.PlainDate.from(startsOn).until(Temporal.PlainDate.from(dayIn(timeZone, now))).days;
  return Math.min(Math.max(Math.floor(days / 7) + 1, 0), WEEKS + 1);
}
