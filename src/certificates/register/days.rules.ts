import { Temporal } from 'temporal-polyfill';

/** The calendar day of an instant in an IANA zone, as ISO 8601 (2026-11-14). */
export function dayOf(instant: Date, timeZone: string): string {
  if (timeZone === 'UTC') return instant.toISOString().slice(0, 10);
  let calendar = calendars.get(timeZone);
  if (!calendar) {
    // Sweden writes dates as ISO 8601 does.
    calendar = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
    calendars.set(timeZone, calendar);
  }
  return calendar.format(instant);
}

/** One for each zone, as making one takes a hundred times as long as using it. There are some 400 zones. */
const calendars = new Map<string, Intl.DateTimeFormat>();

/** The last day on which something holds that ends at `end` (the first instant at which it does not), as ISO 8601. */
export function lastDayBefore(end: Date, timeZone: string): string {
  return dayOf(new Date(end.getTime() - 1), timeZone);
}

/**
 * The first instant at which something has expired that is valid for so many months from `day` (ISO 8601) on: the end
 * of the same day of that month, or of its last day where it is shorter. A day ends when the next one begins in the
 * zone, whatever its clocks do that night.
 */
export function endAfterMonths(day: string, months: number, timeZone: string): Date {
  const last = Temporal.PlainDate.from(day).add({ months }, { overflow: 'constrain' });
  return new Date(last.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds);
}

const written = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  timeZone: 'UTC',
});

/** `14 November 2026` for the ISO day 2026-11-14. */
export function dayInWords(day: string): string {
  return written.format(new Date(`${day}T00:00:00Z`));
}

/** `14 November 2026, 09:05 UTC`. */
export function momentInWords(at: Date): string {
  return `${dayInWords(dayOf(at, 'UTC'))}, ${at.toISOString().slice(11, 16)} UTC`;
}

/** `5 to 26 October 2026`, with month and year named twice only where they differ. Both are ISO days. */
export function daysInWords(from: string, to: string): string {
  if (from === to) return dayInWords(from);
  const [day = '', month = '', year = ''] = dayInWords(from).split(' ');
  if (from.slice(0, 7) === to.slice(0, 7)) return `${day} to ${dayInWords(to)}`;
  if (from.slice(0, 4) === to.slice(0, 4)) return `${day} ${month} to ${dayInWords(to)}`;
  return `${day} ${month} ${year} to ${dayInWords(to)}`;
}
