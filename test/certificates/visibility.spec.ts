import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type HideableField,
  hideableFields,
  readHidden,
  shownFacts,
} from '../../src/certificates/register/visibility.rules.js';
import { aSnapshot } from './a-snapshot.js';

const snapshot = aSnapshot({
  holder: { name: 'Zoë Nguyễn' },
  result: { percent: 87.25, passPercent: 60, passRule: 'Passed with at least 60 % in all.' },
  scales: [{ key: 'analysis', levels: [{ level: 'Excellent', meaning: 'Never told.' }] }],
});
/** Words and figures of a snapshot that stand nowhere else in it. */
const tells: Record<HideableField, readonly string[]> = {
  holder: ['Zoë', 'Nguyễn'],
  result: ['87.25', '15.5', 'points', 'ofPoints'],
  competencies: ['Analysis', 'Excellent', 'points'],
  cohort: ['Autumn', '2026-10-19', '2026-11-08', 'Paris'],
};
const choices = fc.subarray([...hideableFields]);

describe('what a holder hides', () => {
  it('is in no part of what the public is told, and everything else is', () => {
    fc.assert(
      fc.property(choices, (hidden) => {
        const told = JSON.stringify(shownFacts(snapshot, hidden));
        for (const field of hidden) for (const word of tells[field]) expect(told).not.toContain(word);
        const { schema, holder, cohort, competencies, scales, result, ...rest } = snapshot;
        expect(schema).toBe(1);
        expect(told).not.toContain(scales?.[0]?.levels[0]?.meaning);
        expect(shownFacts(snapshot, hidden)).toMatchObject(rest);
        const facts = shownFacts(snapshot, hidden);
        if (!hidden.includes('holder')) expect(facts.holder).toEqual(holder);
        if (!hidden.includes('cohort')) expect(facts.cohort).toEqual(cohort);
        if (!hidden.includes('result')) expect(facts.result).toEqual(result);
        if (!hidden.includes('result') && !hidden.includes('competencies')) {
          expect(facts.competencies).toEqual(competencies);
        }
      }),
    );
  });

  it('is named, so that nobody takes it for what does not exist', () => {
    expect(shownFacts(snapshot, [])).not.toHaveProperty('withheld');
    fc.assert(
      fc.property(choices, (hidden) => {
        fc.pre(hidden.length > 0);
        expect(new Set(shownFacts(snapshot, hidden).withheld)).toEqual(new Set(hidden));
      }),
    );
  });

  it('takes the points along with the result, since they add up to it, and leaves the levels', () => {
    const { competencies, result } = shownFacts(snapshot, ['result']);
    expect(competencies?.[0]).toMatchObject({ key: 'analysis', title: 'Analysis', level: 'Excellent' });
    expect(competencies?.[0]).not.toHaveProperty('points');
    expect(result).toEqual({ passPercent: 60, passRule: 'Passed with at least 60 % in all.' });
  });

  it('is read from names in our order, whatever else stands among them', () => {
    expect(readHidden(null)).toEqual([]);
    expect(readHidden(['cohort', 'code', 'holder', 'cohort'])).toEqual(['holder', 'cohort']);
  });
});
