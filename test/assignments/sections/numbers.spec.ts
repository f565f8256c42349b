import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  numberWords,
  percentOf,
  product,
  quotientUp,
  shares,
  total,
} from '../../../src/assignments/sections/tables/numbers.rules.js';

const amount = fc.integer({ min: -(10 ** 13), max: 10 ** 13 });

describe('a product', () => {
  it.each([
    // 0.5 × 0.01 and its like: halves go away from zero
    [500, 1, 1],
    [-500, 1, -1],
    [499, 1, 0],
    [1500, 1, 2],
    [2500, 1, 3],
    [-2500, 1, -3],
    [333, 100, 33],
    [335, 10, 3],
    [1005, 1000, 1005],
    [0, -5, 0],
  ])('of %i thousandths and %i is %i', (quantity, price, result) => {
    expect(product(quantity, price, 3)).toBe(result);
  });

  it('is the nearest integer to the exact fraction, the one away from zero of two', () => {
    fc.assert(
      fc.property(amount, amount, fc.constantFrom(0, 2, 3, 5), (a, b, digits) => {
        const result = product(a, b, digits);
        const [exact, unit] = [BigInt(a) * BigInt(b), 10n ** BigInt(digits)];
        if (result === null) {
          expect((exact < 0n ? -exact : exact) / unit >= 10n ** 13n).toBe(true);
          return;
        }
        const off = 2n * (BigInt(result) * unit - exact);
        const away = exact < 0n ? -off : off;
        expect(-unit < away && away <= unit).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  it('of more than anybody has is none', () => {
    expect(product(10 ** 13, 10 ** 13, 3)).toBeNull();
  });
});

describe('a percentage', () => {
  it('is rounded half away from zero to tenths', () => {
    expect(percentOf(1, 3)).toBe(333);
    expect(percentOf(2, 3)).toBe(667);
    expect(percentOf(-1, 2000)).toBe(-1);
    expect(percentOf(1, 2000)).toBe(1);
    expect(percentOf(1, 2001)).toBe(0);
    expect(percentOf(5, -10)).toBe(-500);
    expect(percentOf(5, 0)).toBeNull();
  });
});

describe('shares', () => {
  it('add up to exactly 100.0, the largest remainders rounded up', () => {
    expect(shares([1, 1, 1])).toEqual([334, 333, 333]);
    expect(shares([1, 1, 1, 1, 1, 1])).toEqual([167, 167, 167, 167, 166, 166]);
    expect(shares([2, 1, 0])).toEqual([667, 333, 0]);
    expect(shares([5])).toEqual([1000]);
  });

  it('are none of nothing and of less than nothing', () => {
    expect(shares([])).toBeNull();
    expect(shares([0, 0])).toBeNull();
    expect(shares([3, -1])).toBeNull();
  });

  it('never differ from the exact share by a tenth of a percent, whatever the parts are', () => {
    const parts = fc.array(fc.integer({ min: 0, max: 10 ** 13 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(parts, (values) => {
        const found = shares(values);
        const whole = values.reduce((sum, value) => sum + BigInt(value), 0n);
        fc.pre(found !== null);
        expect(found.reduce((sum, share) => sum + share, 0)).toBe(1000);
        found.forEach((share, at) => {
          const off = BigInt(share) * whole - BigInt(values[at] ?? 0) * 1000n;
          expect(-whole < off && off < whole).toBe(true);
        });
      }),
    );
  });
});

describe('sums and quotients', () => {
  it('are exact, or none', () => {
    expect(total([1, 2, -5])).toBe(-2);
    expect(total([])).toBe(0);
    expect(total(Array.from({ length: 1000 }, () => 10 ** 13))).toBeNull();
    // (31,000 − 2,400) ÷ 4.50 is just below 6,356
    expect(quotientUp(2_860_000, 450)).toBe(6356);
    expect(quotientUp(900, 450)).toBe(2);
  });

  it('are written with commas and a true minus', () => {
    expect(numberWords(-1_234_567, 2)).toBe('−12,345.67');
    expect(numberWords(5, 3, true)).toBe('0.005');
    expect(numberWords(1_000_000, 3, true)).toBe('1,000');
    expect(numberWords(0, 0)).toBe('0');
  });
});
