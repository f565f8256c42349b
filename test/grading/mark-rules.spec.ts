import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { changeWords } from '../../src/grading/history/history.rules.js';
import { meet, sameMark, type ShownMark } from '../../src/grading/marking/mark-merge.rules.js';
import { type MarkSaveFacts, markSaveState } from '../../src/grading/marking/mark-save-state.rules.js';
import { companyWords, pauseBeforeNext } from '../../src/grading/presence/presence.rules.js';

const mark = fc.record({
  levelId: fc.constantFrom(null, 'fair', 'good'),
  remark: fc.constantFrom('', 'a', 'ab', ' ab\r\n', 'ab'),
});

describe('a mark that comes from elsewhere', () => {
  const underWay = fc.record({ wanted: mark, stored: mark, steps: fc.array(mark, { maxLength: 4 }) });

  it('never takes the place of what was changed here, unless it says the same', () => {
    fc.assert(
      fc.property(underWay, mark, (mine, come) => {
        const changedHere = !sameMark(mine.wanted, mine.stored);
        const meeting = meet(mine, come);
        if (meeting === 'take') {
          expect(changedHere).toBe(false);
          expect(mine.steps.some((step) => sameMark(step, come))).toBe(false);
        }
        if (meeting === 'same') expect(sameMark(mine.wanted, come)).toBe(true);
      }),
    );
  });

  it('is gone on upon only when it was made or begun here, and otherwise asked about', () => {
    fc.assert(
      fc.property(underWay, mark, (mine, come) => {
        // Or another version of what it was made from
        const ours = [...mine.steps, mine.stored].some((step) => sameMark(step, come));
        const meeting = meet(mine, come);
        if (meeting === 'behind') expect(ours).toBe(true);
        if (meeting === 'clash') expect(ours).toBe(false);
      }),
    );
  });

  it('is gone on upon when it was sent from here and taken back before the answer came', () => {
    const before: ShownMark = { levelId: 'fair', remark: '' };
    const sent: ShownMark = { levelId: 'good', remark: '' };
    expect(meet({ wanted: before, stored: before, steps: [sent] }, sent)).toBe('behind');
    expect(meet({ wanted: before, stored: before, steps: [sent, before] }, sent)).toBe('behind');
    expect(meet({ wanted: before, stored: before, steps: [] }, sent)).toBe('take');
  });

  it('is the same when only white space around the remark differs', () => {
    const one: ShownMark = { levelId: 'good', remark: 'Two\r\nlines ' };
    expect(sameMark(one, { levelId: 'good', remark: 'Two\nlines' })).toBe(true);
    expect(sameMark(one, { levelId: 'fair', remark: 'Two\nlines' })).toBe(false);
  });
});

describe('what the desk says of its marks', () => {
  const facts: MarkSaveFacts = {
    access: 'marking',
    reachable: true,
    unsavedSince: null,
    unkeptSince: null,
    deviceFails: false,
    refusal: null,
    clashes: 0,
    now: 100_000,
  };
  const says = (changes: Partial<MarkSaveFacts>) => markSaveState({ ...facts, ...changes }).word;

  it.each<[string, Partial<MarkSaveFacts>]>([
    ['Saved', {}],
    ['Offline. Saved', { reachable: false }],
    ['Saving…', { unsavedSince: 99_000, unkeptSince: 99_990 }],
    ['Saved on this device – the server can’t be reached', { unsavedSince: 89_000 }],
    ['Saved on this device – the server can’t be reached', { unsavedSince: 99_900, reachable: false }],
    ['Saved on this device – sign in to send it', { unsavedSince: 99_900, access: 'signed-out' }],
    ['Saved on this device – somebody else is signed in', { unsavedSince: 99_900, access: 'other-person' }],
    ['Saving…', { unsavedSince: 99_900, unkeptSince: 99_900, reachable: false }],
    ['Not saved – keep this tab open', { unsavedSince: 99_900, unkeptSince: 97_000, reachable: false }],
    [
      'Not saved – keep this tab open',
      { unsavedSince: 99_900, unkeptSince: 99_900, reachable: false, deviceFails: true },
    ],
    [
      'Not saved – sign in again and keep this tab open',
      { unsavedSince: 99_900, unkeptSince: 99_900, access: 'signed-out', deviceFails: true },
    ],
    ['Not saved – the rubric has changed', { unsavedSince: 99_900, refusal: 'the rubric has changed' }],
    ['One mark waits for your decision', { clashes: 1 }],
    ['2 marks wait for your decision', { clashes: 2 }],
  ])('%s', (word, changes) => {
    expect(says(changes)).toBe(word);
  });

  it('is never “saved” of what the server is not known to have, nor “on this device” of what the device has not', () => {
    const time = fc.option(fc.integer({ min: 0, max: 100_000 }), { nil: null });
    const any = fc.record({
      access: fc.constantFrom('marking' as const, 'signed-out' as const, 'other-person' as const),
      reachable: fc.boolean(),
      unsavedSince: time,
      unkeptSince: time,
      deviceFails: fc.boolean(),
      refusal: fc.constantFrom(null, 'no'),
      clashes: fc.nat(3),
      now: fc.constant(100_000),
    });
    fc.assert(
      fc.property(any, (given) => {
        const { word } = markSaveState(given);
        if (given.unsavedSince !== null) expect(word).not.toMatch(/^(Offline\. )?Saved$/);
        if (word.startsWith('Saved on this device')) expect(given.unkeptSince).toBeNull();
      }),
    );
  });
});

describe('who else is here', () => {
  it('is said by name and place', () => {
    expect(companyWords([])).toBe('');
    expect(
      companyWords([
        { name: 'Ada', place: null },
        { name: 'Bob', place: '3 Research' },
      ]),
    ).toBe('Ada is here, reading. Bob is here, at 3 Research.');
  });

  it('is asked more often in company, and ever less often of a server that does not answer', () => {
    expect(pauseBeforeNext({ people: 0, failures: 0 })).toBeGreaterThan(
      pauseBeforeNext({ people: 2, failures: 0 }),
    );
    const pauses = [0, 1, 2, 3, 9, 50].map((failures) => pauseBeforeNext({ people: 0, failures }));
    expect(pauses).toEqual([...pauses].sort((one, other) => one - other));
    expect(pauses.at(-1)).toBe(60_000);
  });
});

describe('what a change of a mark did', () => {
  const good = { title: 'Good', points: 2 };
  const fair = { title: 'Fair', points: 1 };
  it.each([
    [null, { level: good, remark: '' }, 'Good, 2 points'],
    [{ level: fair, remark: '' }, { level: good, remark: '' }, 'Good, 2 points (before: Fair, 1 point)'],
    [{ level: fair, remark: '' }, { level: null, remark: '' }, 'No level (before: Fair, 1 point)'],
    [{ level: fair, remark: '' }, { level: fair, remark: 'x' }, 'Remark written'],
    [{ level: fair, remark: 'x' }, { level: fair, remark: 'y' }, 'Remark changed'],
    [{ level: fair, remark: 'x' }, { level: fair, remark: '' }, 'Remark removed'],
    [null, { level: null, remark: 'x' }, 'Remark written'],
    [{ level: fair, remark: null }, { level: fair, remark: null }, 'Remark (Fair, 1 point)'],
  ])('%j, then %j: %s', (before, after, words) => {
    expect(changeWords(before, after)).toBe(words);
  });
});
