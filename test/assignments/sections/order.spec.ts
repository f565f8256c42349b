import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isPlace, placeBetween, placesFor } from '../../../src/assignments/sections/order.rules.js';

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

  it('has places for thousands of rows, written at once or added one by one at the end', () => {
    for (const count of [0, 1, 61, 62, 63, 5000]) {
      const places = placesFor(count);
      expect(places).toHaveLength(count);
      expect(places.every(isPlace)).toBe(true);
      expect(places.every((place, at) => at === 0 || (places[at - 1] ?? '') < place)).toBe(true);
    }
    let last: string | null = null;
    for (let at = 0; at < 5000; at += 1) {
      const next: string = placeBetween(last, null);
      expect(last === null || last < next).toBe(true);
      last = next;
    }
    expect(isPlace(last)).toBe(true);
  });
});
