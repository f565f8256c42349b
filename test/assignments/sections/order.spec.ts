import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isPlace, placeBetween } from '../../../src/assignments/sections/order.rules.js';

describe('places in a list', () => {
  it('always finds one strictly between two others', () => {
    const place = fc.stringMatching(/^[0-9A-Za-z]{0,6}[1-9A-Za-z]$/);
    fc.assert(
      fc.property(place, place, (one, other) => {
        fc.pre(one !== other);
        const [low, high] = one < other ? [one, other] : [other, one];
        for (const [a, b] of [
          [low, high],
          [null, low],
          [high, null],
        ] as const) {
          const between = placeBetween(a, b);
          expect(isPlace(between)).toBe(true);
          expect(a === null || a < between).toBe(true);
          expect(b === null || between < b).toBe(true);
        }
      }),
    );
    expect(() => placeBetween('b', 'a')).toThrow(RangeError);
  });
});
