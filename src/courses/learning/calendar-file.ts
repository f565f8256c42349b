import ical, { ICalEventBusyStatus, ICalEventStatus } from 'ical-generator';
import { Temporal } from 'temporal-polyfill';
import { tzlib_get_ical_block, tzlib_get_offset } from 'timezones-ical-library';
import { resolveLocal } from '../times/local-times.rules.js';

/** What stands in a calendar: a live session, or a deadline, which takes no time. */
export interface CalendarEntry {
  /** The same for ever; calendars tell by it what they know already (RFC 5545, 3.8.4.7). */
  uid: string;
  /** How often it was moved. */
  sequence: number;
  /** When what it says was last changed, as far as that is known. */
  revisedAt: Date;
  startsAt: Date;
  /** 0 for a deadline. */
  minutes: number;
  /** IANA name: in whose wall time it is written down. */
  timeZone: string;
  title: string;
  description: string;
  url: string;
  cancelled: boolean;
}

/**
 * A calendar as programs read it (RFC 5545), with the rules of each zone that it uses.
 *
 * A time is written as wall time of its zone, so that a calendar shows where it comes from. Where the rules that go
 * with it would make another instant of it, since they say less than the zone's real history, it is written in UTC: the
 * instant is right in any case. So is each of two equal hours in autumn: the first would be meant (RFC 5545, 3.3.5), but
 * not every program that people use reads it so.
 */
export function calendarFile(name: string, entries: readonly CalendarEntry[]): string {
  const calendar = ical({
    name,
    prodId: { company: 'Capstone', product: 'Calendar', language: 'EN' },
    timezone: { name: null, generator: (zone) => rulesOf(zone)?.block ?? null },
  });
  for (const { timeZone, startsAt, minutes, cancelled, revisedAt, ...entry } of entries) {
    const starts = Temporal.Instant.fromEpochMilliseconds(startsAt.getTime());
    const ends = starts.add({ minutes });
    const zone = zoneFor(timeZone, [starts, ends]);
    const shown = (instant: Temporal.Instant) => (zone === null ? instant : instant.toZonedDateTimeISO(zone));
    calendar.createEvent({
      id: entry.uid,
      sequence: entry.sequence,
      stamp: revisedAt,
      start: shown(starts),
      ...(minutes > 0 && { end: shown(ends) }),
      timezone: zone,
      // Not every program shows the status.
      summary: cancelled ? `Cancelled: ${entry.title}` : entry.title,
      description: entry.description,
      url: entry.url,
      status: cancelled ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
      busystatus: cancelled || minutes === 0 ? ICalEventBusyStatus.FREE : ICalEventBusyStatus.BUSY,
    });
  }
  return calendar.toString();
}

/** The zone's name in its rules, where these tell the instants as they are; null: UTC then. */
function zoneFor(zone: string, instants: readonly Temporal.Instant[]): string | null {
  const rules = rulesOf(zone);
  if (!rules) return null;
  const agree = instants.every((instant) => {
    const local = instant.toZonedDateTimeISO(zone);
    const day = local.toPlainDate().toString();
    const time = local.toPlainTime().toString({ smallestUnit: 'minute' });
    const once = resolveLocal(`${day}T${time}`, zone).kind === 'once';
    return once && tzlib_get_offset(rules.name, day, time) === local.offset.replace(':', '');
  });
  return agree ? rules.name : null;
}

/** The VTIMEZONE of a zone and the name in it, which for an alias is that of the zone itself. */
function rulesOf(zone: string): { block: string; name: string } | null {
  const found = tzlib_get_ical_block(zone);
  if (typeof found === 'string') return null;
  const [block = '', line = ''] = found;
  return { block, name: line.replace('TZID=', '') };
}
