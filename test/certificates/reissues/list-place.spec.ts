import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readPlace, writtenPlace } from '../../../src/certificates/reissues/list-place.rules.js';

it('is read from what it is written as', () => {
  const place = fc.record({
    at: fc.date({ noInvalidDate: true, min: new Date('1970-01-01'), max: new Date('9999-12-31') }),
    id: fc.uuid(),
  });
  fc.assert(
    fc.property(place, (place) => {
      expect(readPlace(writtenPlace(place))).toEqual(place);
    }),
  );
});

it('is none, whatever else is typed', () => {
  fc.assert(fc.property(fc.string(), (text) => readPlace(text) === null));
  for (const value of [
    undefined,
    null,
    7,
    ['2026-11-23T09:00:00.000Z'],
    `2026-13-01T00:00:00Z_${'0'.repeat(36)}`,
  ])
    expect(readPlace(value)).toBeNull();
});
