import { Temporal } from 'temporal-polyfill';

/**
 * The instant that a clock on the wall of `zone` shows as `localWallTime`.
 *
 * Twice a year a zone skips an hour or has it twice. Temporal's "compatible" rule settles both, as RFC 5545 (3.3.5)
 * does for calendars: a time that is skipped counts as if the clock had not been changed (02:30 becomes 03:30 summer
 * time), and of a time that comes twice the first is meant.
 *
 * @param localWallTime `YYYY-MM-DDTHH:MM`, with seconds or without
 * @param zone IANA name
 * @throws RangeError for a day or a time that no calendar has, and for a zone that does not exist
 */
export function instantOf(localWallTime: string, zone: string): Date {
  const local = Temporal.PlainDateTime.from(localWallTime, { overflow: 'reject' });
  return new Date(local.toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds);
}

export interface Reading {
  /** IANA name; null for a visitor without an account, whose zone nobody knows. */
  readerZone: string | null;
  cohortZone: string;
  /** What the cohort's clock is called: `placeOf(cohortZone)`. */
  cohortPlace: string;
  now: Date;
}

export interface ReadableTime {
  /** UTC, for the attribute of `<time>`. */
  iso: string;
  words: string;
}

/**
 * A time as pages tell it: "Fri 27 Nov, 18:00 your time · 12:00 in Toronto · in 3 days". The cohort's clock is left
 * out while it shows what the reader's shows, its day is named where it differs, and so is a year that is not this one.
 */
export function readableTime(instant: Date, reading: Reading): ReadableTime {
  const { iso, words } = readableClock(instant, reading);
  const zone = reading.readerZone ?? reading.cohortZone;
  return { iso, words: `${words} · ${distanceWords(zoned(instant, zone), zoned(reading.now, zone))}` };
}

/** The same without how far off it is, for what is past and for programmes. */
export function readableClock(
  instant: Date,
  { readerZone, cohortZone, cohortPlace, now }: Reading,
): ReadableTime {
  const there = zoned(instant, cohortZone);
  const here = readerZone === null ? there : zoned(instant, readerZone);
  const today = zoned(now, readerZone ?? cohortZone);
  const words = `${dayWords(here, today)}, ${clockWords(here)} ${readerZone === null ? cohortPlace : 'your time'}`;
  if (here.toPlainDateTime().equals(there.toPlainDateTime())) return { iso: instant.toISOString(), words };
  const day = here.toPlainDate().equals(there.toPlainDate()) ? '' : `${dayWords(there, today)}, `;
  return { iso: instant.toISOString(), words: `${words} · ${day}${clockWords(there)} ${cohortPlace}` };
}

/** "in Toronto" for `America/Toronto`, "UTC" for `UTC` and whatever else names no place. */
export function placeOf(zone: string): string {
  const place = zone.includes('/') && !zone.startsWith('Etc/') ? zone.split('/').at(-1) : undefined;
  return place === undefined ? zone.replace('Etc/', '') : `in ${place.replaceAll('_', ' ')}`;
}

/** A day of the calendar in words: "Mon 16 Nov", with its year unless `now` is in it. `date` is `YYYY-MM-DD`. */
export function readableDay(date: string, { zone, now }: { zone: string; now: Date }): ReadableTime {
  return { iso: date, words: dayWords(Temporal.PlainDate.from(date), zoned(now, zone)) };
}

/** Today's date, `YYYY-MM-DD`, on the calendar of `zone`. */
export function dayIn(zone: string, now: Date): string {
  return zoned(now, zone).toPlainDate().toString();
}

/**
 * How far off, in the largest unit that still says something: calendar days of the reader from two days on, hours and
 * minutes below, so that a deadline sounds closer as it comes closer.
 */
function distanceWords(there: Temporal.ZonedDateTime, now: Temporal.ZonedDateTime): string {
  const minutes = (there.epochMilliseconds - now.epochMilliseconds) / 60_000;
  const ahead = minutes >= 0;
  const away = Math.floor(Math.abs(minutes));
  if (away < 1) return ahead ? 'in less than a minute' : 'just now';
  const words = awayWords(away, Math.abs(now.toPlainDate().until(there.toPlainDate()).days));
  return ahead ? `in ${words}` : `${words} ago`;
}

function awayWords(minutes: number, days: number): string {
  const hours = Math.floor(minutes / 60);
  if (hours < 1) return count(minutes, 'minute');
  if (hours < 6) return minutes % 60 === 0 ? count(hours, 'hour') : `${hours} h ${minutes % 60} min`;
  if (hours < 48) return count(hours, 'hour');
  if (days < 21) return count(days, 'day');
  return days < 84 ? count(Math.round(days / 7), 'week') : count(Math.round(days / 30.4), 'month');
}

const count = (n: number, unit: string) => `${n} ${unit}${n === 1 ? '' : 's'}`;

function zoned(instant: Date, zone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);
}

function dayWords(day: Temporal.ZonedDateTime | Temporal.PlainDate, today: Temporal.ZonedDateTime): string {
  const year = day.year === today.year ? '' : ` ${day.year}`;
  return `${weekdays[day.dayOfWeek - 1]} ${day.day} ${months[day.month - 1]}${year}`;
}

function clockWords(time: Temporal.ZonedDateTime): string {
  return time.toPlainTime().toString({ smallestUnit: 'minute' });
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;
