import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import {
  daysLater,
  isDay,
  isLocal,
  localIn,
  type ResolvedLocal,
  resolveLocal,
} from '../../src/courses/times/local-times.rules.js';
import { occurrenceWords, skippedWords, twiceWords } from '../../src/courses/times/local-times.views.js';

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone')];
const FROM = Date.UTC(2024, 0, 1);
const TO = Date.UTC(2031, 0, 1);

const aZone = fc.constantFrom(...zones);
/** Instants of whole minutes, 2024 to 2030. */
const anInstant = fc.integer({ min: FROM / 60_000, max: TO / 60_000 - 1 }).map((minutes) => minutes * 60_000);

/** Every change of every zone's clock, 2024 to 2030. */
const changes = zones.flatMap((zone) => {
  const found: { zone: string; at: number }[] = [];
  let next = Temporal.Instant.fromEpochMilliseconds(FROM)
    .toZonedDateTimeISO(zone)
    .getTimeZoneTransition('next');
  while (next && next.epochMilliseconds < TO) {
    found.push({ zone, at: next.epochMilliseconds });
    next = next.getTimeZoneTransition('next');
  }
  return found;
});
const offsetOf = (zone: string, at: number) =>
  Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone).offsetNanoseconds / 60_000_000_000;
/** What a clock that never changes would show, `minutes` ahead of UTC. */
const wallOf = (at: number, minutes: number) => new Date(at + minutes * 60_000).toISOString().slice(0, 16);

/** Around a change, where clocks show a time twice or not at all, and anywhere else. */
const aLocal = fc.oneof(
  fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -180, max: 180 }))
    .map(([{ zone, at }, minutes]) => ({ zone, local: wallOf(at + minutes * 60_000, offsetOf(zone, at)) })),
  fc.tuple(aZone, anInstant).map(([zone, at]) => ({ zone, local: wallOf(at, 0) })),
);

const instantsOf = (resolved: ResolvedLocal): Date[] =>
  resolved.kind === 'once'
    ? [resolved.at]
    : resolved.kind === 'twice'
      ? [resolved.first.at, resolved.second.at]
      : [];

const runs = { numRuns: 3_000 };

describe('A time on a wall', () => {
  it('comes back from every instant, in every zone, 2024 to 2030', () => {
    fc.assert(
      fc.property(aZone, anInstant, (zone, at) => {
        const resolved = resolveLocal(localIn(zone, new Date(at)), zone);
        expect(resolved.kind).not.toBe('skipped');
        expect(instantsOf(resolved).map((instant) => instant.getTime())).toContain(at);
      }),
      runs,
    );
  });

  it('is never shifted: what it resolves to shows that very time, or it is said that nothing does', () => {
    fc.assert(
      fc.property(aLocal, ({ zone, local }) => {
        for (const instant of instantsOf(resolveLocal(local, zone)))
          expect(localIn(zone, instant)).toBe(local);
      }),
      runs,
    );
  });

  it('that comes twice comes in order, with the two offsets between which the clock was set back', () => {
    fc.assert(
      fc.property(aLocal, ({ zone, local }) => {
        const resolved = resolveLocal(local, zone);
        if (resolved.kind !== 'twice') return;
        const { first, second } = resolved;
        expect(first.at.getTime()).toBeLessThan(second.at.getTime());
        expect(first.offset).not.toBe(second.offset);
        expect(offsetOf(zone, first.at.getTime())).toBeGreaterThan(offsetOf(zone, second.at.getTime()));
      }),
      runs,
    );
  });

  it('that is skipped lies between what clocks show before the jump and after it', () => {
    fc.assert(
      fc.property(aLocal, ({ zone, local }) => {
        const resolved = resolveLocal(local, zone);
        if (resolved.kind !== 'skipped') return;
        expect(resolved.from <= local && local < resolved.to).toBe(true);
        // The minute before the jump and the one after it are both there.
        expect(resolveLocal(resolved.to, zone).kind).not.toBe('skipped');
        expect(resolveLocal(resolved.from, zone).kind).toBe('skipped');
      }),
      runs,
    );
  });

  it('is skipped or comes twice exactly around the changes, each of them', () => {
    for (const { zone, at } of changes) {
      const [before, after] = [offsetOf(zone, at - 1), offsetOf(zone, at)];
      if (before === after) continue;
      const kinds = after > before ? 'skipped' : 'twice';
      const inside = wallOf(at, Math.min(before, after));
      const lastInside = wallOf(at - 60_000, Math.max(before, after));
      expect({ zone, inside, kind: resolveLocal(inside, zone).kind }).toEqual({ zone, inside, kind: kinds });
      expect(resolveLocal(lastInside, zone).kind).toBe(kinds);
      expect(resolveLocal(wallOf(at - 60_000, Math.min(before, after)), zone).kind).toBe('once');
      expect(resolveLocal(wallOf(at, Math.max(before, after)), zone).kind).toBe('once');
    }
  });

  it('keeps its order: a later time of a zone is a later instant, but for the hour that comes twice', () => {
    fc.assert(
      fc.property(aZone, anInstant, fc.integer({ min: 1, max: 60 * 24 * 40 }), (zone, at, minutes) => {
        const [early, late] = [wallOf(at, 0), wallOf(at + minutes * 60_000, 0)];
        const [first, last] = [instantsOf(resolveLocal(early, zone)), instantsOf(resolveLocal(late, zone))];
        if (!first[0] || !last[0]) return;
        expect(first[0].getTime()).toBeLessThan(last.at(-1)?.getTime() ?? 0);
      }),
      runs,
    );
  });

  it('is told in words where it does not fit', () => {
    const paris = resolveLocal('2026-03-29T02:30', 'Europe/Paris');
    expect(paris).toEqual({ kind: 'skipped', from: '2026-03-29T02:00', to: '2026-03-29T03:00' });
    if (paris.kind === 'skipped')
      expect(skippedWords(paris, 'Europe/Paris')).toBe(
        'On 29 March 2026 clocks in Paris jump from 02:00 to 03:00; choose another time.',
      );
    const nuuk = resolveLocal('2026-03-28T23:30', 'America/Nuuk');
    expect(nuuk.kind === 'skipped' && skippedWords(nuuk, 'America/Nuuk')).toBe(
      'On 28 March 2026 clocks in Nuuk jump from 23:00 to 00:00 on 29 March 2026; choose another time.',
    );
    const twice = resolveLocal('2026-10-25T02:30', 'Europe/Paris');
    expect(twice).toEqual({
      kind: 'twice',
      first: { at: new Date('2026-10-25T00:30:00Z'), offset: '+02:00' },
      second: { at: new Date('2026-10-25T01:30:00Z'), offset: '+01:00' },
    });
    expect(twiceWords('2026-10-25T02:30', 'Europe/Paris')).toBe(
      'On 25 October 2026 clocks in Paris show 02:30 twice; choose which of the two is meant.',
    );
    if (twice.kind === 'twice')
      expect(occurrenceWords(twice.second, 'second', '2026-10-25T02:30')).toBe('The second 02:30, UTC+01:00');
  });

  it('of a day that no calendar has, or of a zone that does not exist, is none', () => {
    for (const local of [
      '2027-02-29T10:00',
      '2026-13-01T10:00',
      '2026-11-31T10:00',
      '2026-11-30T24:01',
      'x',
    ]) {
      expect(isLocal(local)).toBe(false);
      expect(() => resolveLocal(local, 'UTC')).toThrow(RangeError);
    }
    expect(isLocal('2028-02-29T10:00')).toBe(true);
    expect([isDay('2028-02-29'), isDay('2027-02-29'), isDay('2027-2-9'), isDay('')]).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(() => resolveLocal('2026-11-30T10:00', 'Europe/Atlantis')).toThrow(RangeError);
  });
});

describe('Days', () => {
  it('go there and back, with their time of day', () => {
    fc.assert(
      fc.property(anInstant, fc.integer({ min: -400, max: 400 }), (at, days) => {
        const local = wallOf(at, 0);
        const later = daysLater(local, days);
        expect(later.slice(10)).toBe(local.slice(10));
        expect(daysLater(later, -days)).toBe(local);
      }),
    );
  });
});
