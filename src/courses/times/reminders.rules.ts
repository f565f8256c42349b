import { instantOf } from './times.rules.js';

const DAY = 24 * 3_600_000;

/** How often reminders are looked for: every five minutes. */
export const EVERY_FIVE_MINUTES = '*/5 * * * *';

/**
 * Whether a reminder is to be sent now: its time has come, and came less than a day ago. So what was missed in an
 * outage of hours comes late, and what is older never does.
 */
export function isDue(due: Date, now: Date): boolean {
  return due <= now && now.getTime() - due.getTime() < DAY;
}

/**
 * When readers are told that a week of their course begins: at 07:00 of its first day on their own clock, but not
 * before that day has begun on the cohort's.
 *
 * @param firstDay `YYYY-MM-DD`
 * @throws RangeError for a zone that does not exist
 */
export function weekOpensAt(firstDay: string, cohortZone: string, readerZone: string): Date {
  const morning = instantOf(`${firstDay}T07:00`, readerZone);
  const begins = instantOf(`${firstDay}T00:00`, cohortZone);
  return begins > morning ? begins : morning;
}
