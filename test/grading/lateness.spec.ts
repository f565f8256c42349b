import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import {
  type LatePolicy,
  latenessSpan,
  lateWorkSentence,
  noPenalty,
  penaltyFor,
  policySentence,
} from '../../src/assignments/lateness/late-policy.rules.js';
import { lateness } from '../../src/assignments/lateness/lateness.rules.js';
import { deduct, deductionSentence, termsOf } from '../../src/grading/lateness/deduction.rules.js';
import { lateSeconds } from '../../src/grading/grades/grading.rules.js';

/** Hours and half hours of summer time, none at all, odd offsets, and a zone that left a whole day out. */
const zones = [
  ...['Europe/Paris', 'America/Toronto', 'America/St_Johns', 'Australia/Lord_Howe', 'Antarctica/Troll'],
  ...['Africa/Casablanca', 'Asia/Kathmandu', 'Asia/Gaza', 'America/Sao_Paulo', 'Pacific/Apia', 'UTC'],
];
const HOUR = 3_600_000;
const aZone = fc.constantFrom(...zones);
const aTime = fc
  .date({ min: new Date('1995-01-01T00:00Z'), max: new Date('2040-01-01T00:00Z'), noInvalidDate: true })
  .map((date) => new Date(Math.floor(date.getTime() / 60_000) * 60_000));
/** Days on which clocks change are few, so every other deadline lies close to such a change. */
const aDeadline = fc.oneof(
  fc.tuple(aTime, aZone).map(([due, zone]) => ({ due, zone })),
  fc.tuple(aTime, aZone, fc.integer({ min: -60, max: 60 })).map(([near, zone, hours]) => {
    const local = Temporal.Instant.fromEpochMilliseconds(near.getTime()).toZonedDateTimeISO(zone);
    const change = local.getTimeZoneTransition('next')?.epochMilliseconds ?? near.getTime();
    return { due: new Date(change + hours * HOUR), zone };
  }),
);
/** From a day early to a fortnight late. */
const aDelay = fc.integer({ min: -24 * HOUR, max: 14 * 24 * HOUR });
const aPercent = fc.integer({ min: 0, max: 10_000 });
const aPolicy: fc.Arbitrary<LatePolicy> = fc.record({
  graceMinutes: fc.integer({ min: 0, max: 24 * 60 }),
  pointsADay: fc.integer({ min: 0, max: 10_000 }),
  floor: aPercent,
});
const after = (due: Date, delay: number) => new Date(due.getTime() + delay);
const percentAfter = (policy: LatePolicy, due: Date, delay: number, zone: string, earned: number) =>
  deduct(earned, penaltyFor(policy, lateness(due, after(due, delay), zone))).percent;

describe('a deduction', () => {
  it('grows with the delay and never shrinks', () => {
    fc.assert(
      fc.property(
        aPolicy,
        aDeadline,
        aDelay,
        aDelay,
        aPercent,
        (policy, { due, zone }, one, other, earned) => {
          const [sooner, later] = one <= other ? [one, other] : [other, one];
          const [first, second] = [sooner, later].map((delay) =>
            percentAfter(policy, due, delay, zone, earned),
          );
          expect(second).toBeLessThanOrEqual(first ?? NaN);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is none in time, and none within the grace', () => {
    fc.assert(
      fc.property(aPolicy, aDeadline, aDelay, aPercent, (policy, { due, zone }, delay, earned) => {
        fc.pre(delay < (policy.graceMinutes * 60 + 1) * 1000);
        expect(percentAfter(policy, due, delay, zone, earned)).toBe(earned);
      }),
      { numRuns: 500 },
    );
  });

  it('never goes below the floor or 0, and never raises anything', () => {
    fc.assert(
      fc.property(aPolicy, aDeadline, aDelay, aPercent, (policy, { due, zone }, delay, earned) => {
        const percent = percentAfter(policy, due, delay, zone, earned);
        expect(percent).toBeGreaterThanOrEqual(Math.min(earned, policy.floor));
        expect(percent).toBeGreaterThanOrEqual(0);
        expect(percent).toBeLessThanOrEqual(earned);
        expect(Number.isSafeInteger(percent)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('takes so many points for each started day, unless the floor is in the way', () => {
    fc.assert(
      fc.property(aDeadline, fc.integer({ min: 1, max: 9 }), aPercent, ({ due, zone }, days, earned) => {
        const policy = { graceMinutes: 0, pointsADay: 700, floor: 0 };
        const end = onTheWall(due, zone, days);
        const { startedDays } = lateness(due, end, zone);
        expect(deduct(earned, penaltyFor(policy, lateness(due, end, zone)))).toEqual({
          percent: Math.max(0, earned - startedDays * 700),
          deducted: Math.min(earned, startedDays * 700),
        });
      }),
    );
  });
});

/** The instant at which the zone's calendar is so many days after the deadline, at the same time of day. */
const onTheWall = (due: Date, zone: string, days: number) =>
  new Date(
    Temporal.Instant.fromEpochMilliseconds(due.getTime()).toZonedDateTimeISO(zone).add({ days })
      .epochMilliseconds,
  );

describe('days of lateness', () => {
  it('run on the cohort’s wall: n days later at the same time of day are n days, and a second more starts the next', () => {
    fc.assert(
      fc.property(aDeadline, fc.integer({ min: 1, max: 30 }), ({ due, zone }, days) => {
        fc.pre(zone !== 'Pacific/Apia' || due.getUTCFullYear() !== 2011);
        const end = onTheWall(due, zone, days);
        expect(lateness(due, end, zone)).toMatchObject({
          startedDays: days,
          wholeDays: days,
          restSeconds: 0,
        });
        expect(lateness(due, after(end, 999), zone)).toMatchObject({ startedDays: days });
        expect(lateness(due, after(end, 1000), zone)).toMatchObject({
          ...{ startedDays: days + 1, wholeDays: days, restSeconds: 1 },
        });
      }),
      { numRuns: 500 },
    );
  });

  it('count the same seconds as the grade does', () => {
    fc.assert(
      fc.property(aDeadline, aDelay, ({ due, zone }, delay) => {
        const late = lateness(due, after(due, delay), zone);
        expect(late.seconds).toBe(lateSeconds(due, after(due, delay)));
        expect(late.seconds === 0).toBe(late.startedDays === 0);
      }),
    );
  });

  it.each([
    [
      'an hour less in spring',
      'Europe/Paris',
      '2026-03-28T17:00Z',
      '2026-03-29T16:00Z',
      '2026-03-29T16:00:01Z',
    ],
    [
      'an hour more in autumn',
      'Europe/Paris',
      '2026-10-24T16:00Z',
      '2026-10-25T17:00Z',
      '2026-10-25T17:00:01Z',
    ],
    [
      'half an hour in spring',
      'Australia/Lord_Howe',
      '2026-10-03T07:30Z',
      '2026-10-04T07:00Z',
      '2026-10-04T07:00:01Z',
    ],
    ['nothing in UTC', 'UTC', '2026-03-28T18:00Z', '2026-03-29T18:00Z', '2026-03-29T18:00:01Z'],
  ])('have %s', (_, zone, due, inADay, later) => {
    expect(lateness(new Date(due), new Date(inADay), zone).startedDays).toBe(1);
    expect(lateness(new Date(due), new Date(later), zone).startedDays).toBe(2);
  });

  it('leave out a day that the zone left out: in Samoa 31 December 2011 came after the 29th', () => {
    const due = new Date('2011-12-30T04:00:00Z');
    expect(lateness(due, new Date('2011-12-31T04:00:00Z'), 'Pacific/Apia').startedDays).toBe(1);
    expect(lateness(due, new Date('2011-12-31T04:00:01Z'), 'Pacific/Apia').startedDays).toBe(2);
    expect(lateness(due, new Date('2012-01-01T04:00:01Z'), 'Pacific/Apia').startedDays).toBe(3);
  });

  it('end later where the deadline’s time of day does not exist, and on that day alone', () => {
    // On 29 March 2026 clocks in Paris have no 02:30; that day ends at 03:30, an hour short of 24 hours.
    const due = new Date('2026-03-28T01:30:00Z');
    expect(lateness(due, new Date('2026-03-29T01:30:00Z'), 'Europe/Paris').startedDays).toBe(1);
    expect(lateness(due, new Date('2026-03-30T00:30:00Z'), 'Europe/Paris').startedDays).toBe(2);
    expect(lateness(due, new Date('2026-03-30T00:30:01Z'), 'Europe/Paris').startedDays).toBe(3);
  });
});

const nb = '\u00A0';
const policy = { graceMinutes: 30, pointsADay: 500, floor: 5000 };
const facts = (hours: number, earned: number, by: LatePolicy | null = policy) => {
  const late = lateness(
    new Date('2026-12-06T17:00Z'),
    after(new Date('2026-12-06T17:00Z'), hours * HOUR),
    'UTC',
  );
  return { policy: by, lateness: late, earned, ...deduct(earned, penaltyFor(by, late)) };
};

describe('the sentence about a deduction', () => {
  it.each([
    [
      27,
      7800,
      `Handed in 1 day and 3 hours late; 2 started days at 5 points each take 10 points: 78.00${nb}% becomes 68.00${nb}%.`,
    ],
    [
      2.5,
      7800,
      `Handed in 2 hours and 30 minutes late; 1 started day takes 5 points: 78.00${nb}% becomes 73.00${nb}%.`,
    ],
    [
      80,
      6200,
      `Handed in 3 days and 8 hours late; 4 started days at 5 points each take 20 points, but nothing below 50${nb}%: 62.00${nb}% becomes 50.00${nb}%.`,
    ],
    [
      80,
      4200,
      `Handed in 3 days and 8 hours late; 4 started days at 5 points each take 20 points, but nothing below 50${nb}%: 42.00${nb}% stays.`,
    ],
    [0.5, 7800, 'Handed in 30 minutes late; up to 30 minutes take nothing.'],
    [24, 7800, `Handed in 1 day late; 1 started day takes 5 points: 78.00${nb}% becomes 73.00${nb}%.`],
    [0, 7800, null],
  ])('names the delay, the days and both percentages: %d h', (hours, earned, sentence) => {
    expect(deductionSentence(facts(hours, earned))).toBe(sentence);
  });

  it('needs no policy, and a single point is one', () => {
    expect(deductionSentence(facts(27, 7800, null))).toBe(
      'Handed in 1 day and 3 hours late; that takes nothing.',
    );
    expect(deductionSentence(facts(3, 50, { graceMinutes: 0, pointsADay: 100, floor: 0 }))).toBe(
      `Handed in 3 hours late; 1 started day takes 1 point: 0.50${nb}% becomes 0.00${nb}%.`,
    );
    expect(deductionSentence(facts(27, 7800, { graceMinutes: 0, pointsADay: 250, floor: 0 }))).toBe(
      `Handed in 1 day and 3 hours late; 2 started days at 2.5 points each take 5 points: 78.00${nb}% becomes 73.00${nb}%.`,
    );
  });

  it('takes all that there is, and never more, however many days there are', () => {
    expect(deductionSentence(facts(25 * 24, 7800, { graceMinutes: 0, pointsADay: 500, floor: 0 }))).toBe(
      `Handed in 25 days late; 25 started days at 5 points each take all 100 points: 78.00${nb}% becomes 0.00${nb}%.`,
    );
    expect(deductionSentence(facts(20 * 24, 7800, { graceMinutes: 0, pointsADay: 500, floor: 0 }))).toBe(
      `Handed in 20 days late; 20 started days at 5 points each take 100 points: 78.00${nb}% becomes 0.00${nb}%.`,
    );
    const longLate = fc.integer({ min: 1, max: 60 * 24 });
    fc.assert(
      fc.property(aPolicy, longLate, aPercent, (by, hours, earned) => {
        const { policy: _, ...rest } = facts(hours, earned, by);
        const said = / takes? (?:all )?([\d.]+) points?/.exec(
          lateWorkSentence(by, rest.lateness)?.replace(/^.*;/, '') ?? '',
        );
        const { points } = penaltyFor(by, rest.lateness);
        expect(Math.round(Number(said?.[1] ?? 0) * 100)).toBe(points);
        expect(points).toBeLessThanOrEqual(100_00);
        expect(rest.percent).toBe(Math.max(earned - points, Math.min(earned, by.floor), 0));
      }),
    );
  });

  it('says the same before there are marks, without a result', () => {
    const { lateness: late } = facts(80, 0);
    expect(lateWorkSentence(policy, late)).toBe(
      `Handed in 3 days and 8 hours late; 4 started days at 5 points each take 20 points, but nothing below 50${nb}%.`,
    );
    expect(lateWorkSentence(policy, facts(0, 0).lateness)).toBeNull();
    expect(penaltyFor(policy, facts(0, 0).lateness)).toEqual(noPenalty);
  });

  it('adds up: what was earned less what was taken is the result', () => {
    fc.assert(
      fc.property(aPolicy, fc.integer({ min: 1, max: 500 }), aPercent, (by, hours, earned) => {
        const { percent, deducted } = facts(hours, earned, by);
        expect(earned - deducted).toBe(percent);
      }),
    );
  });

  it('never says more than two units of a delay', () => {
    expect(latenessSpan(lateness(new Date(0), new Date(200_000_000), 'UTC'))).toBe('2 days and 7 hours');
    expect(latenessSpan(lateness(new Date(0), new Date(30_000), 'UTC'))).toBe('less than a minute');
    expect(latenessSpan(lateness(new Date(0), new Date(86_460_000), 'UTC'))).toBe('1 day and 1 minute');
  });
});

describe('the deadline and policy that a grade is told by', () => {
  const due = new Date('2026-12-06T17:00Z');
  const work = { submittedAt: after(due, 4 * HOUR), timeZone: 'UTC', earned: 7000, percent: 7000 };
  const then = { dueAt: due, policy: null };

  it('are those of now where the result is the same by them, whatever was given since', () => {
    const now = { dueAt: after(due, 3 * HOUR), policy: null };
    expect(termsOf({ ...work, then, now })).toBe(now);
    expect(termsOf({ ...work, then: null, now })).toBe(now);
  });

  it('are those that it was written by where the result would be another one', () => {
    const now = { dueAt: due, policy: { graceMinutes: 0, pointsADay: 500, floor: 0 } };
    expect(termsOf({ ...work, then, now })).toBe(then);
    expect(termsOf({ ...work, then: null, now })).toBeNull();
  });

  it('make a sentence that ends with the very result, if they make one', () => {
    const aGift = fc.integer({ min: 0, max: 72 });
    fc.assert(
      fc.property(aPolicy, aPolicy, aGift, aPercent, (was, is, hours, earned) => {
        const submittedAt = after(due, 30 * HOUR);
        const late = lateness(due, submittedAt, 'UTC');
        const { percent } = deduct(earned, penaltyFor(was, late));
        const now = { dueAt: after(due, hours * HOUR), policy: is };
        const terms = termsOf({
          ...{ submittedAt, timeZone: 'UTC', earned, percent, now },
          then: { dueAt: due, policy: was },
        });
        const told = terms && lateness(terms.dueAt, submittedAt, 'UTC');
        expect(terms && told && deduct(earned, penaltyFor(terms.policy, told)).percent).toBe(percent);
      }),
    );
  });
});

describe('the sentence about a policy', () => {
  it('says what it takes, from when, and how far', () => {
    expect(policySentence(policy, 'in Toronto')).toBe(
      `Late work loses 5 points of its percentage for each started day, counted on the clock in Toronto. Up to 30 minutes late loses nothing. Being late takes nothing below 50${nb}%.`,
    );
    expect(policySentence({ graceMinutes: 120, pointsADay: 1050, floor: 0 }, 'UTC')).toBe(
      'Late work loses 10.5 points of its percentage for each started day, counted on the clock of UTC. Up to 2 hours late loses nothing.',
    );
    expect(policySentence(null, 'UTC')).toBe('Late work loses nothing for being late.');
  });
});
