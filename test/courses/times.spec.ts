import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { dayIn, instantOf, placeOf, readableDay, readableTime } from '../../src/courses/times/times.rules.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

describe('instantOf', () => {
  it('reads a wall clock in its zone, in winter and in summer', () => {
    expect(instantOf('2026-11-27T18:00', 'Europe/Paris').toISOString()).toBe('2026-11-27T17:00:00.000Z');
    expect(instantOf('2026-07-27T18:00:30', 'Europe/Paris').toISOString()).toBe('2026-07-27T16:00:30.000Z');
    expect(instantOf('2026-11-27T18:00', 'Asia/Kathmandu').toISOString()).toBe('2026-11-27T12:15:00.000Z');
  });

  it('counts a time that is skipped as if the clock had not been changed', () => {
    expect(instantOf('2026-03-29T02:30', 'Europe/Paris').toISOString()).toBe('2026-03-29T01:30:00.000Z');
    expect(instantOf('2026-03-08T02:30', 'America/Toronto').toISOString()).toBe('2026-03-08T07:30:00.000Z');
    expect(wallClock(instantOf('2026-03-08T02:30', 'America/Toronto'), 'America/Toronto')).toBe(
      '2026-03-08T03:30',
    );
  });

  it('means the first of a time that comes twice', () => {
    expect(instantOf('2026-10-25T02:30', 'Europe/Paris').toISOString()).toBe('2026-10-25T00:30:00.000Z');
    expect(instantOf('2026-11-01T01:30', 'America/Toronto').toISOString()).toBe('2026-11-01T05:30:00.000Z');
    // Half an hour of summer time.
    expect(instantOf('2026-04-05T01:45', 'Australia/Lord_Howe').toISOString()).toBe(
      '2026-04-04T14:45:00.000Z',
    );
  });

  it('moves a day that a zone skipped to the next', () => {
    // Samoa crossed the date line at the end of 29 December 2011.
    expect(wallClock(instantOf('2011-12-30T12:00', 'Pacific/Apia'), 'Pacific/Apia')).toBe('2011-12-31T12:00');
  });

  it.each(['2026-02-30T12:00', '2026-11-27T24:30', 'tomorrow', '', '2026-11-27T12:60'])(
    'refuses %p, which no clock shows',
    (time) => {
      expect(() => instantOf(time, 'Europe/Paris')).toThrow(RangeError);
    },
  );

  it('refuses a zone that does not exist', () => {
    expect(() => instantOf('2026-11-27T18:00', 'Europe/Atlantis')).toThrow(RangeError);
  });

  it('gives back the instant of any clock in the world, or the first that shows the same', () => {
    fc.assert(
      fc.property(instants, zones, (instant, zone) => {
        const shown = wallClock(instant, zone);
        const found = instantOf(shown, zone);
        expect(wallClock(found, zone)).toBe(shown);
        const between = instant.getTime() - found.getTime();
        // A time comes twice when clocks go back: mostly by one hour, in Antarctica by up to three.
        expect(between === 0 || (between > 0 && between <= 3 * HOUR)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('shows what was asked for, except where the zone skips it, and then never an earlier time', () => {
    fc.assert(
      fc.property(wallTimes, zones, (asked, zone) => {
        const shown = wallClock(instantOf(asked, zone), zone);
        expect(shown >= asked).toBe(true);
        if (shown !== asked) expect(isSkipped(asked, zone)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps its rule in the hours around every change of the clocks', () => {
    const changes = ['2026-03-29T01:00Z', '2026-10-25T01:00Z', '2027-03-28T01:00Z', '2027-10-31T01:00Z'];
    fc.assert(
      fc.property(
        fc.constantFrom(...changes),
        fc.integer({ min: -240, max: 240 }),
        fc.constantFrom('Europe/Paris', 'Europe/Stockholm', 'Europe/London', 'Atlantic/Azores'),
        (change, minutes, zone) => {
          const instant = new Date(Date.parse(change) + minutes * MINUTE);
          const found = instantOf(wallClock(instant, zone), zone);
          expect([0, HOUR]).toContain(instant.getTime() - found.getTime());
          expect(wallClock(found, zone)).toBe(wallClock(instant, zone));
        },
      ),
    );
  });
});

describe('readableTime', () => {
  const toronto = { cohortZone: 'America/Toronto', cohortPlace: 'in Toronto' };
  const now = new Date('2026-11-24T16:00:00Z');

  it('says the reader’s time, the cohort’s and how far off it is', () => {
    expect(
      readableTime(new Date('2026-11-27T17:00:00Z'), { readerZone: 'Europe/Paris', ...toronto, now }),
    ).toEqual({
      iso: '2026-11-27T17:00:00.000Z',
      words: 'Fri 27 Nov, 18:00 your time · 12:00 in Toronto · in 3 days',
    });
  });

  it('names the cohort’s day where it is another', () => {
    const words = told('2026-11-28T02:00:00Z', 'Europe/Paris');
    expect(words).toBe('Sat 28 Nov, 03:00 your time · Fri 27 Nov, 21:00 in Toronto · in 4 days');
  });

  it('says a time once when both clocks show the same', () => {
    expect(told('2026-11-27T17:00:00Z', 'America/New_York')).toBe('Fri 27 Nov, 12:00 your time · in 3 days');
  });

  it('tells a visitor whose zone nobody knows the cohort’s time', () => {
    expect(told('2026-11-27T17:00:00Z', null)).toBe('Fri 27 Nov, 12:00 in Toronto · in 3 days');
  });

  it('names a year that is not this one', () => {
    expect(told('2027-01-15T17:00:00Z', null)).toBe('Fri 15 Jan 2027, 12:00 in Toronto · in 7 weeks');
  });

  it.each([
    [30, 'in less than a minute'],
    [90, 'in 1 minute'],
    [59 * 60, 'in 59 minutes'],
    [60 * 60, 'in 1 hour'],
    [2 * 3600 + 5 * 60, 'in 2 h 5 min'],
    [7 * 3600 + 1800, 'in 7 hours'],
    [47 * 3600, 'in 47 hours'],
    [48 * 3600, 'in 2 days'],
    [20 * 86400, 'in 20 days'],
    [30 * 86400, 'in 4 weeks'],
    [400 * 86400, 'in 13 months'],
    [-10, 'just now'],
    [-5 * 60, '5 minutes ago'],
    [-3 * 86400, '3 days ago'],
  ])('says how far off %i seconds are: %s', (seconds, words) => {
    const instant = new Date(now.getTime() + seconds * 1000).toISOString();
    expect(told(instant, 'UTC').split(' · ').at(-1)).toBe(words);
  });

  it('tells any reader what the clock on their wall will show', () => {
    fc.assert(
      fc.property(instants, instants, zones, zones, (instant, now, readerZone, cohortZone) => {
        const { iso, words } = readableTime(instant, {
          readerZone,
          cohortZone,
          cohortPlace: placeOf(cohortZone),
          now,
        });
        expect(new Date(iso)).toEqual(instant);
        const here = wallClock(instant, readerZone);
        const there = wallClock(instant, cohortZone);
        expect(words).toContain(`, ${here.slice(11)} your time`);
        expect(words.includes(`${there.slice(11)} ${placeOf(cohortZone)} · `)).toBe(here !== there);
        expect(words).toMatch(
          new RegExp(`^(Mon|Tue|Wed|Thu|Fri|Sat|Sun) ${Number(here.slice(8, 10))} [A-Z]`),
        );
      }),
      { numRuns: 300 },
    );
  });

  function told(instant: string, readerZone: string | null): string {
    return readableTime(new Date(instant), { readerZone, ...toronto, now }).words;
  }
});

describe('days and places', () => {
  it('says a day in words', () => {
    const now = new Date('2026-12-31T22:00:00Z');
    expect(readableDay('2026-11-16', { zone: 'UTC', now })).toEqual({
      iso: '2026-11-16',
      words: 'Mon 16 Nov',
    });
    expect(readableDay('2026-11-16', { zone: 'Asia/Tokyo', now }).words).toBe('Mon 16 Nov 2026');
  });

  it('knows today on the cohort’s calendar', () => {
    expect(dayIn('Asia/Tokyo', new Date('2026-12-31T22:00:00Z'))).toBe('2027-01-01');
    expect(dayIn('America/Toronto', new Date('2026-12-31T22:00:00Z'))).toBe('2026-12-31');
  });

  it.each([
    ['America/Toronto', 'in Toronto'],
    ['America/New_York', 'in New York'],
    ['America/Argentina/Buenos_Aires', 'in Buenos Aires'],
    ['UTC', 'UTC'],
    ['Etc/GMT+5', 'GMT+5'],
  ])('calls the clock of %s “%s”', (zone, place) => {
    expect(placeOf(zone)).toBe(place);
  });
});

const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone'));
const instants = fc
  .integer({ min: Date.UTC(2005) / MINUTE, max: Date.UTC(2037) / MINUTE })
  .map((minutes) => new Date(minutes * MINUTE));
const wallTimes = instants.map((instant) => wallClock(instant, 'UTC'));

/** What the clock on a wall shows, by the JavaScript engine's own calendar: `YYYY-MM-DDTHH:MM`. */
function wallClock(instant: Date, zone: string): string {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
    })
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  return `${parts['year']}-${parts['month']}-${parts['day']}T${parts['hour']}:${parts['minute']}`;
}

/** Whether no instant shows this time: a slow search, minute by minute, over all offsets there are. */
function isSkipped(wall: string, zone: string): boolean {
  const base = Date.parse(`${wall}Z`);
  for (let offset = -14 * 60; offset <= 14 * 60; offset += 15) {
    if (wallClock(new Date(base + offset * MINUTE), zone) === wall) return false;
  }
  return true;
}
