import { Temporal } from 'temporal-polyfill';
import { type Lateness } from './late-policy.rules.js';

/**
 * How late work is. Days run on the wall of the cohort's zone: a day after Saturday 18:00 is Sunday 18:00, whether
 * 23, 24 or 25 hours lie between; a day that a zone left out altogether is none. What ends exactly with a day has not
 * started the next one.
 *
 * @param dueAt the deadline that counts for this attempt, extensions included
 * @param timeZone the cohort's, IANA
 */
export function lateness(dueAt: Date, submittedAt: Date, timeZone: string): Lateness {
  const seconds = Math.max(0, Math.floor((submittedAt.getTime() - dueAt.getTime()) / 1000));
  if (seconds === 0) return { seconds, startedDays: 0, wholeDays: 0, restSeconds: 0 };
  const due = Temporal.Instant.fromEpochMilliseconds(dueAt.getTime()).toZonedDateTimeISO(timeZone);
  const end = dueAt.getTime() + seconds * 1000;
  let startedDays = 1;
  let begun = dueAt.getTime();
  for (let days = 1; ; days += 1) {
    // Counted from the deadline each time, so that a time which a day does not have moves that day's end alone.
    const next = due.add({ days }).epochMilliseconds;
    if (next > end) break;
    if (next === begun) continue;
    if (next === end) return { seconds, startedDays, wholeDays: startedDays, restSeconds: 0 };
    begun = next;
    startedDays += 1;
  }
  return { seconds, startedDays, wholeDays: startedDays - 1, restSeconds: (end - begun) / 1000 };
}
