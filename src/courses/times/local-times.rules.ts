import { Temporal } from 'temporal-polyfill';

/** What a time on a wall means. Twice a year a zone's clocks leave an hour out, or show one twice. */
export type ResolvedLocal =
  | { kind: 'once'; at: Date }
  /** Clocks jump over it; `from` and `to` are what they show before and after, `YYYY-MM-DDTHH:MM`. */
  | { kind: 'skipped'; from: string; to: string }
  | { kind: 'twice'; first: Occurrence; second: Occurrence };

export interface Occurrence {
  at: Date;
  /** What the zone's clock is ahead of UTC by then, `+02:00`. */
  offset: string;
}

/**
 * The instant, or the instants, at which clocks of `zone` show a time. Unlike `instantOf`, which settles both doubtful
 * cases as calendars do, it tells them, so that whoever sets a date is asked.
 *
 * @param local `YYYY-MM-DDTHH:MM`
 * @param zone IANA name
 * @throws RangeError for a day or a time that no calendar has, and for a zone that does not exist
 */
export function resolveLocal(local: string, zone: string): ResolvedLocal {
  const wall = Temporal.PlainDateTime.from(local, { overflow: 'reject' });
  const earlier = wall.toZonedDateTime(zone, { disambiguation: 'earlier' });
  const later = wall.toZonedDateTime(zone, { disambiguation: 'later' });
  if (earlier.equals(later)) return { kind: 'once', at: new Date(earlier.epochMilliseconds) };
  if (earlier.toPlainDateTime().equals(wall)) {
    return { kind: 'twice', first: occurrence(earlier), second: occurrence(later) };
  }
  const jump = earlier.getTimeZoneTransition('next') ?? later;
  const before = jump.toInstant().toZonedDateTimeISO(earlier.offset);
  return { kind: 'skipped', from: minuteOf(before), to: minuteOf(jump) };
}

/** What clocks in `zone` show at an instant, `YYYY-MM-DDTHH:MM`. */
export function localIn(zone: string, instant: Date): string {
  return minuteOf(Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone));
}

/** Whether it is `YYYY-MM-DDTHH:MM` of a calendar, whatever the zone. */
export function isLocal(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/.test(text) && parses(() => Temporal.PlainDateTime.from(text, strict))
  );
}

/** Whether it is `YYYY-MM-DD` of a calendar. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && parses(() => Temporal.PlainDate.from(text, strict));
}

/** The same time of day, `days` later on the calendar. `text` is `YYYY-MM-DD`, with `THH:MM` or without. */
export function daysLater(text: string, days: number): string {
  const [day = '', time] = text.split('T');
  const moved = Temporal.PlainDate.from(day).add({ days }).toString();
  return time === undefined ? moved : `${moved}T${time}`;
}

/** "29 March 2026"; `text` is `YYYY-MM-DD`, with a time or without. */
export function longDay(text: string): string {
  const form = { day: 'numeric', month: 'long', year: 'numeric' } as const;
  return Temporal.PlainDate.from(text.slice(0, 10)).toLocaleString('en-GB', form);
}

const strict = { overflow: 'reject' } as const;

function parses(parse: () => unknown): boolean {
  try {
    parse();
    return true;
  } catch {
    return false;
  }
}

function occurrence(time: Temporal.ZonedDateTime): Occurrence {
  return { at: new Date(time.epochMilliseconds), offset: time.offset };
}

function minuteOf(time: Temporal.ZonedDateTime): string {
  return time.toPlainDateTime().toString({ smallestUnit: 'minute' });
}
