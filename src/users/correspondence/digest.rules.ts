import { Temporal } from 'temporal-polyfill';

const HOUR = '07:00';

/** The last 07:00 that a clock on the wall of `zone` has shown, `now` included. @throws RangeError for no zone */
export function lastDigest(zone: string, now: Date): Date {
  const here = zoned(now, zone);
  const today = here.withPlainTime(HOUR);
  const last =
    Temporal.ZonedDateTime.compare(today, here) <= 0 ? today : here.subtract({ days: 1 }).withPlainTime(HOUR);
  return new Date(last.epochMilliseconds);
}

/** The first 07:00 that a clock on the wall of `zone` will show after `now`. @throws RangeError for no zone */
export function nextDigest(zone: string, now: Date): Date {
  const here = zoned(now, zone);
  const today = here.withPlainTime(HOUR);
  const next =
    Temporal.ZonedDateTime.compare(today, here) > 0 ? today : here.add({ days: 1 }).withPlainTime(HOUR);
  return new Date(next.epochMilliseconds);
}

const zoned = (instant: Date, zone: string) =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone);
