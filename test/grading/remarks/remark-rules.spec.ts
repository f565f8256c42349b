import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { remarkWords } from '../../../src/grading/history/history.rules.js';
import { meetAs } from '../../../src/grading/marking/mark-merge.rules.js';
import { markSaveState } from '../../../src/grading/marking/mark-save-state.rules.js';
import {
  nextOfRemark,
  sameShownRemark,
  type ShownRemark,
} from '../../../src/grading/remarks/remark-merge.rules.js';

const said = (body: string, criterionId: string | null = null): ShownRemark => ({ body, criterionId });
const remark = fc.option(
  fc.record({
    body: fc.constantFrom('', ' \n', 'a', ' a\r\n', 'ab'),
    criterionId: fc.constantFrom(null, 'strategy'),
  }),
  { nil: null },
);

describe('two remarks', () => {
  it.each<[ShownRemark, ShownRemark, boolean]>([
    [said('a'), said(' a\r\n'), true],
    [said('a\nb'), said('a\r\nb'), true],
    [said('a'), said('b'), false],
    [said('a'), said('a', 'strategy'), false],
    [said('a'), null, false],
    [null, null, true],
    [said(' ', 'strategy'), null, true],
  ])('%j and %j are the same: %s', (one, other, same) => {
    expect(sameShownRemark(one, other)).toBe(same);
    expect(sameShownRemark(other, one)).toBe(same);
  });

  it('are told apart as an equivalence, so nobody is in conflict with themselves', () => {
    fc.assert(
      fc.property(remark, remark, remark, (one, two, three) => {
        expect(sameShownRemark(one, one)).toBe(true);
        if (sameShownRemark(one, two) && sameShownRemark(two, three))
          expect(sameShownRemark(one, three)).toBe(true);
      }),
    );
  });
});

describe('what of a remark is sent', () => {
  const next = (wanted: ShownRemark, version: number, steps: ShownRemark[] = []) =>
    nextOfRemark({ wanted, stored: { version }, steps });

  it('is what stands on the page', () => {
    expect(next(said('a'), 0)).toEqual(said('a'));
    expect(next(said('a'), 3, [said('b')])).toEqual(said('a'));
  });

  it('is nothing while it has no words', () => {
    expect(next(said(' \n'), 0)).toBeUndefined();
    expect(next(said(''), 2)).toBeUndefined();
  });

  it('is its deletion, once the server is known to have it', () => {
    expect(next(null, 1)).toBeNull();
  });

  it('is first what was sent without an answer, so that the server knows what is deleted', () => {
    expect(next(null, 0, [said('a'), said('ab'), null])).toEqual(said('ab'));
  });

  it('comes to an end: a deletion is sent at most twice', () => {
    fc.assert(
      fc.property(fc.nat(3), fc.array(remark, { maxLength: 4 }), (version, steps) => {
        let [now, count] = [version, 0];
        for (let sent = next(null, now, steps); sent != null; sent = next(null, now, steps)) {
          now += 1;
          count += 1;
          expect(count).toBeLessThan(2);
        }
      }),
    );
  });
});

describe('a remark that comes from elsewhere', () => {
  it.each<[string, ShownRemark, ShownRemark, ShownRemark[], ShownRemark, string]>([
    ['was deleted there and not touched here', said('a'), said('a'), [], null, 'take'],
    ['was deleted on both sides', null, said('a'), [], null, 'same'],
    ['was deleted there and changed here', said('b'), said('a'), [], null, 'clash'],
    ['was changed there and deleted here', null, said('a'), [], said('b'), 'clash'],
    ['is an earlier step of what was deleted here', null, null, [said('a')], said('a'), 'behind'],
  ])('%s: %s', (_, wanted, stored, steps, come, meeting) => {
    expect(meetAs(sameShownRemark, { wanted, stored, steps }, come)).toBe(meeting);
  });
});

it('the line about remarks speaks of remarks', () => {
  const facts = {
    ...{ access: 'marking' as const, reachable: true, unsavedSince: null, unkeptSince: null },
    ...{ deviceFails: false, refusal: null, now: 0 },
  };
  expect(markSaveState({ ...facts, clashes: 1 }, 'remark').word).toBe('One remark waits for your decision');
  expect(markSaveState({ ...facts, clashes: 2 }, 'remark').word).toBe('2 remarks wait for your decision');
});

describe('what a change of a remark did', () => {
  const one = { removed: false, body: 'a', criterionTitle: null };
  it.each<[Parameters<typeof remarkWords>[0], Parameters<typeof remarkWords>[1], string]>([
    [null, one, 'Remark written'],
    [one, { ...one, body: 'b' }, 'Remark changed'],
    [one, { ...one, body: '', removed: true }, 'Remark removed'],
    [{ ...one, body: '', removed: true }, one, 'Remark written'],
    [one, { ...one, criterionTitle: 'Strategy' }, 'Remark given to this criterion'],
    [{ ...one, criterionTitle: 'Strategy' }, one, 'Remark taken from its criterion'],
    [{ ...one, body: null }, { ...one, body: null }, 'Remark changed'],
  ])('%j, then %j: %s', (before, after, words) => {
    expect(remarkWords(before, after)).toBe(words);
  });
});
