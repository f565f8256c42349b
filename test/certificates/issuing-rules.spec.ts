import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compareResults, decide, type ShownResult } from '../../src/certificates/issuing/issuing.rules.js';

const result = fc.record({
  percent: fc.integer({ min: 0, max: 10_000 }),
  competencies: fc
    .array(fc.integer({ min: 0, max: 12 }), { minLength: 5, maxLength: 5 })
    .map((points) =>
      points.map((reached, at) => ({ key: `competency-${at}`, points: reached, ofPoints: 12 })),
    ),
});
const shown: fc.Arbitrary<ShownResult> = fc
  .tuple(result, fc.boolean())
  .map(([one, passed]) => ({ ...one, passed }));
const held = fc.option(fc.record({ suspended: fc.boolean(), prints: result }));
const standing = fc.record({ latest: fc.boolean(), erased: fc.boolean(), held, revokedSince: fc.boolean() });

const of = (percent: number, ...points: number[]) => ({
  percent,
  competencies: points.map((reached, at) => ({ key: `competency-${at}`, points: reached, ofPoints: 8 })),
});

describe('a grade beside what a certificate prints', () => {
  it.each([
    ['does not pass, whatever its total', of(6000, 4), { ...of(9000, 8), passed: false }, 'failed'],
    ['has a higher total', of(6000, 4, 8), { ...of(6001, 8, 4), passed: true }, 'raised'],
    ['has a lower total', of(6000, 4, 4), { ...of(5999, 8, 8), passed: true }, 'lower'],
    ['is the same', of(6000, 4, 4), { ...of(6000, 4, 4), passed: true }, 'same'],
    ['has one better level at the same total', of(6000, 4, 4), { ...of(6000, 4, 6), passed: true }, 'raised'],
    [
      'has one level that fell at the same total',
      of(6000, 4, 4),
      { ...of(6000, 6, 2), passed: true },
      'lower',
    ],
    ['lacks a competency that is printed', of(6000, 4, 4), { ...of(6000, 4), passed: true }, 'lower'],
  ] as const)('%s', (_, printed, now, expected) => {
    expect(compareResults(printed, now)).toBe(expected);
  });

  it('counts shares, not points: 6 of 12 is what 4 of 8 was', () => {
    const before = { percent: 5000, competencies: [{ key: 'a', points: 4, ofPoints: 8 }] };
    const after = { percent: 5000, competencies: [{ key: 'a', points: 6, ofPoints: 12 }], passed: true };
    expect(compareResults(before, after)).toBe('same');
  });

  it('is raised one way exactly where it is lower or the same the other way, by the total', () => {
    fc.assert(
      fc.property(result, result, (one, other) => {
        fc.pre(one.percent !== other.percent);
        const there = compareResults(one, { ...other, passed: true });
        const back = compareResults(other, { ...one, passed: true });
        expect(new Set([there, back])).toEqual(new Set(['raised', 'lower']));
      }),
    );
  });
});

describe('what a release does about a grade', () => {
  it('is never to issue or to raise for a grade that does not pass, or for anybody who was erased', () => {
    fc.assert(
      fc.property(shown, standing, (grade, where) => {
        const { kind } = decide(grade, where);
        if (!grade.passed || where.erased) expect(['issue', 'raise']).not.toContain(kind);
      }),
    );
  });

  it('is to issue only where nothing is held, and to raise only by a better result', () => {
    fc.assert(
      fc.property(shown, standing, (grade, where) => {
        const { kind } = decide(grade, where);
        if (kind === 'issue') expect(where.held).toBeNull();
        if (kind === 'raise') {
          expect(where.held?.suspended).toBe(false);
          expect(grade.percent).toBeGreaterThanOrEqual(where.held?.prints.percent ?? Infinity);
        }
      }),
    );
  });

  it('is to ask wherever a certificate prints more than is shown, suspended or not', () => {
    fc.assert(
      fc.property(shown, result, fc.boolean(), (grade, prints, suspended) => {
        const { kind } = decide(grade, {
          latest: true,
          erased: false,
          held: { suspended, prints },
          revokedSince: false,
        });
        expect(kind === 'ask').toBe(['failed', 'lower'].includes(compareResults(prints, grade)));
      }),
    );
  });

  it('is nothing of its own once a later release has shown another grade', () => {
    fc.assert(
      fc.property(shown, held, (grade, holds) => {
        expect(decide(grade, { latest: false, erased: false, held: holds, revokedSince: false })).toEqual({
          kind: 'overtaken',
        });
      }),
    );
  });

  it('is nothing from a release after which what was held was revoked', () => {
    const where = { latest: true, erased: false, held: null, revokedSince: true };
    expect(decide({ ...of(7000, 4), passed: true }, where)).toEqual({ kind: 'refuse', reason: 'revoked' });
    expect(decide({ ...of(1000, 0), passed: false }, where)).toEqual({ kind: 'nothing' });
  });

  it('waits where the certificate that would be replaced is suspended', () => {
    const prints = of(6000, 4);
    const where = { latest: true, erased: false, held: { suspended: true, prints }, revokedSince: false };
    expect(decide({ ...of(7000, 4), passed: true }, where)).toEqual({ kind: 'refuse', reason: 'suspended' });
  });
});
