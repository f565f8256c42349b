import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  changesBetween,
  type CohortDates,
  refusals,
  shifted,
} from '../../src/courses/cohorts/cohort-dates.rules.js';
import { calendarFrom } from '../../src/courses/cohorts/schedule.rules.js';
import { slugProblem } from '../../src/courses/cohorts/slug.rules.js';
import { daysLater } from '../../src/courses/times/local-times.rules.js';
import { instantOf } from '../../src/courses/times/times.rules.js';
import { slugOf } from '../../src/courses/versions/slug.rules.js';

const ZONE = 'Europe/Paris';
const moment = (local: string) => ({ local, at: instantOf(local, ZONE).toISOString() });

/** A cohort that begins on a day, with a session at 18:00 on the second day of each week. */
function datesFrom(startsOn: string): CohortDates {
  const calendar = calendarFrom(startsOn, ZONE);
  return {
    ...calendar,
    sessions: [calendar.startsOn, calendar.weekTwoOn, calendar.weekThreeOn].map((first, at) => ({
      ...moment(`${daysLater(first, 1)}T18:00`),
      id: String(at + 1),
      title: `Session ${at + 1}`,
      week: at + 1,
      minutes: 60,
      cancelled: false,
    })),
    due: moment(`${daysLater(startsOn, 20)}T18:00`),
    cutOff: moment(`${daysLater(startsOn, 22)}T18:00`),
  };
}
/** What a form would make of dates that were shifted. */
const resolved = (dates: CohortDates): CohortDates => ({
  ...dates,
  sessions: dates.sessions.map((session) => ({ ...session, ...moment(session.local) })),
  due: moment(dates.due.local),
  cutOff: moment(dates.cutOff.local),
});

const aDay = fc.integer({ min: 0, max: 365 }).map((days) => daysLater('2027-01-01', days));
const aShift = fc.integer({ min: -300, max: 300 });
const LONG_BEFORE = new Date('2026-01-01T09:00:00Z');

describe('The dates of a cohort', () => {
  it('that nobody changes are no change and nothing to refuse, at any time', () => {
    fc.assert(
      fc.property(aDay, fc.integer({ min: -40, max: 40 }), (day, away) => {
        const dates = datesFrom(day);
        const now = instantOf(`${daysLater(day, away)}T12:00`, ZONE);
        expect(changesBetween(dates, datesFrom(day))).toEqual([]);
        expect(refusals(dates, dates, now)).toEqual([]);
      }),
    );
  });

  it('shift there and back, keep their times of day, and are accepted wherever they stay ahead', () => {
    fc.assert(
      fc.property(aDay, aShift, (day, days) => {
        const dates = datesFrom(day);
        const there = resolved(shifted(dates, days, LONG_BEFORE));
        expect(there).toEqual(datesFrom(daysLater(day, days)));
        expect(resolved(shifted(there, -days, LONG_BEFORE))).toEqual(dates);
        expect(refusals(dates, there, LONG_BEFORE)).toEqual([]);
        expect(changesBetween(dates, there)).toHaveLength(days === 0 ? 0 : 8);
      }),
    );
  });

  it('that are past stay where they are when the rest is shifted, and so are never refused for it', () => {
    fc.assert(
      fc.property(
        aDay,
        fc.integer({ min: 0, max: 19 }),
        fc.integer({ min: 1, max: 60 }),
        (day, away, days) => {
          const dates = datesFrom(day);
          const now = instantOf(`${daysLater(day, away)}T20:00`, ZONE);
          const after = resolved(shifted(dates, days, now));
          expect(after.startsOn).toBe(day);
          for (const [at, session] of dates.sessions.entries())
            if (session.at <= now.toISOString()) expect(after.sessions[at]).toEqual(session);
          const past = refusals(dates, after, now).filter(({ message }) =>
            /has begun|has taken place/.test(message),
          );
          expect(past).toEqual([]);
        },
      ),
    );
  });

  it('that are past are refused whenever they would move', () => {
    const dates = datesFrom('2027-03-01');
    const now = instantOf('2027-03-10T12:00', ZONE);
    const moved = resolved({ ...dates, ...calendarFrom('2027-03-15', ZONE) });
    expect(refusals(dates, moved, now).map(({ field }) => field)).toEqual(
      expect.arrayContaining(['startsOn', 'weekTwoOn', 'session-3']),
    );
    const [first, ...others] = dates.sessions;
    if (!first) throw new Error('There is no session.');
    const cancelled = { ...dates, sessions: [{ ...first, cancelled: true }, ...others] };
    expect(refusals(dates, cancelled, now).map(({ field }) => field)).toEqual(['session-1']);
  });

  it('may leave a pause between weeks, but never make one shorter than seven days', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20, max: 40 }), fc.integer({ min: -20, max: 40 }), (two, three) => {
        const dates = datesFrom('2027-03-01');
        const weekTwoOn = daysLater(dates.startsOn, 7 + two);
        const weekThreeOn = daysLater(weekTwoOn, 7 + three);
        const refused = refusals(null, { ...dates, weekTwoOn, weekThreeOn, sessions: [] }, LONG_BEFORE);
        expect(refused.some(({ field }) => field === 'weekTwoOn')).toBe(two < 0);
        expect(refused.some(({ field }) => field === 'weekThreeOn')).toBe(three < 0);
      }),
    );
  });
});

describe('The address of a cohort', () => {
  it('that is made of a name is one, or is empty', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (name) => {
        const slug = slugOf(name);
        if (slug !== '') expect({ slug, problem: slugProblem(slug) }).toEqual({ slug, problem: null });
      }),
    );
  });

  it('is none of ours, and nothing that an address can’t hold', () => {
    for (const slug of ['administration', 'new', 'A', 'a--b', '-a', 'a-', 'a/b', 'ä', '', 'a'.repeat(61)])
      expect({ slug, refused: slugProblem(slug) !== null }).toEqual({ slug, refused: true });
  });
});
