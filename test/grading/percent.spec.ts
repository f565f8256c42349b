import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  percentText,
  percentWords,
  readPercent,
  type WeightedPoints,
  weightedPercent,
} from '../../src/grading/grades/percent.rules.js';

const part: fc.Arbitrary<WeightedPoints> = fc
  .record({
    ofPoints: fc.integer({ min: 1, max: 40 }),
    weight: fc.integer({ min: 1, max: 100 }),
    share: fc.nat(),
  })
  .map(({ ofPoints, weight, share }) => ({ ofPoints, weight, points: share % (ofPoints + 1) }));
const parts = fc.array(part, { minLength: 1, maxLength: 30 });

describe('the weighted percentage', () => {
  it.each<[string, WeightedPoints[], string]>([
    ['nothing at all', [], '0.00'],
    ['two of three', [{ points: 2, ofPoints: 3, weight: 7 }], '66.67'],
    ['one of three', [{ points: 1, ofPoints: 3, weight: 7 }], '33.33'],
    ['half a hundredth goes up', [{ points: 1, ofPoints: 20_000, weight: 1 }], '0.01'],
    ['less than half a hundredth goes down', [{ points: 1, ofPoints: 20_001, weight: 1 }], '0.00'],
    [
      'weights that do not add up to 100',
      [
        { points: 3, ofPoints: 4, weight: 2 },
        { points: 1, ofPoints: 2, weight: 1 },
      ],
      '66.67',
    ],
  ])('%s', (_, given, expected) => {
    expect(percentText(weightedPercent(given))).toBe(expected);
  });

  it('is within half a hundredth of the same sum in floats, and between 0 and 100', () => {
    fc.assert(
      fc.property(parts, (given) => {
        const exact = weightedPercent(given);
        const weights = given.reduce((sum, one) => sum + one.weight, 0);
        const float = given.reduce((sum, one) => sum + (one.weight * one.points) / one.ofPoints, 0) / weights;
        expect(Math.abs(exact - float * 10_000)).toBeLessThanOrEqual(0.5 + 1e-6);
        expect(exact).toBeGreaterThanOrEqual(0);
        expect(exact).toBeLessThanOrEqual(10_000);
      }),
    );
  });

  it('is 100 for all points and 0 for none, whatever the weights', () => {
    fc.assert(
      fc.property(parts, (given) => {
        expect(weightedPercent(given.map((one) => ({ ...one, points: one.ofPoints })))).toBe(10_000);
        expect(weightedPercent(given.map((one) => ({ ...one, points: 0 })))).toBe(0);
      }),
    );
  });

  it('minds neither the order nor a common factor of the weights', () => {
    fc.assert(
      fc.property(parts, fc.integer({ min: 1, max: 50 }), (given, factor) => {
        const expected = weightedPercent(given);
        expect(weightedPercent(given.toReversed())).toBe(expected);
        expect(weightedPercent(given.map((one) => ({ ...one, weight: one.weight * factor })))).toBe(expected);
      }),
    );
  });

  it('never falls when one mark rises', () => {
    fc.assert(
      fc.property(parts, fc.nat(), (given, which) => {
        const at = which % given.length;
        const better = given.map((one, index) =>
          index === at ? { ...one, points: Math.min(one.ofPoints, one.points + 1) } : one,
        );
        expect(weightedPercent(better)).toBeGreaterThanOrEqual(weightedPercent(given));
      }),
    );
  });

  it.each<[string, WeightedPoints]>([
    ['more points than there are', { points: 5, ofPoints: 4, weight: 1 }],
    ['negative points', { points: -1, ofPoints: 4, weight: 1 }],
    ['half a point', { points: 0.5, ofPoints: 4, weight: 1 }],
    ['no weight', { points: 1, ofPoints: 4, weight: 0 }],
    ['nothing to reach', { points: 0, ofPoints: 0, weight: 1 }],
    ['not a number', { points: NaN, ofPoints: 4, weight: 1 }],
  ])('refuses %s', (_, given) => {
    expect(() => weightedPercent([given])).toThrow(RangeError);
  });
});

describe('a percentage in writing', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (hundredths) => {
        expect(readPercent(percentText(hundredths))).toBe(hundredths);
      }),
    );
  });

  it.each([
    [10_000, '100.00', '100\u00A0%'],
    [0, '0.00', '0\u00A0%'],
    [5, '0.05', '0.05\u00A0%'],
    [6000, '60.00', '60\u00A0%'],
    [7250, '72.50', '72.5\u00A0%'],
  ])('%i is %s, in words %s', (hundredths, text, words) => {
    expect(percentText(hundredths)).toBe(text);
    expect(percentWords(hundredths)).toBe(words);
  });

  it.each(['100.01', '72,50', '72.5', '-1.00', '', '1e2'])('refuses %j', (text) => {
    expect(() => readPercent(text)).toThrow(RangeError);
  });
});
