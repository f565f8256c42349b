import { describe, expect, it } from '@jest/globals';
import { type MarkingRow, nextToMark } from '../../src/grading/marking/marking-progress.service.js';
import { markingState, type MarkingFacts } from '../../src/grading/marking/marking-state.rules.js';
import { latenessWords, shortTime } from '../../src/grading/times.views.js';

describe('a time in a table', () => {
  it('is on the reader’s clock, also when that is another day', () => {
    const instant = new Date('2026-11-28T02:05:00Z');
    expect(shortTime(instant, 'America/Toronto')).toEqual({
      iso: '2026-11-28T02:05:00.000Z',
      words: 'Fri 27 Nov, 21:05',
    });
    expect(shortTime(instant, 'Europe/Paris').words).toBe('Sat 28 Nov, 03:05');
    expect(shortTime(new Date('2026-11-28T00:00:00Z'), 'UTC').words).toBe('Sat 28 Nov, 00:00');
  });

  it.each([
    [0, null],
    [1, 'less than a minute late'],
    [60, '1 min late'],
    [3600, '1 h late'],
    [3607 + 300, '1 h 5 min late'],
    [47 * 3600, '47 h late'],
    [48 * 3600, '2 days late'],
  ])('%i seconds after the deadline is %s', (seconds, words) => {
    expect(latenessWords(seconds)).toBe(words);
  });
});

describe('the state of a handbook’s marking', () => {
  const facts: MarkingFacts = { handedIn: true, marked: 0, ofCriteria: 5, grade: null };
  it.each<[string, Partial<MarkingFacts>]>([
    ['nothing', { handedIn: false }],
    ['waiting', {}],
    ['marking', { marked: 2 }],
    ['ready', { marked: 5 }],
    ['marked', { marked: 5, grade: { released: false, changedSince: false } }],
    ['changed', { marked: 5, grade: { released: true, changedSince: true } }],
    ['released', { marked: 5, grade: { released: true, changedSince: false } }],
  ])('is “%s”', (state, changes) => {
    expect(markingState({ ...facts, ...changes })).toBe(state);
  });
});

describe('the next handbook to mark', () => {
  const row = (enrolmentId: string, state: MarkingRow['state']) => ({ enrolmentId, state }) as MarkingRow;
  const rows = [row('a', 'waiting'), row('b', 'marked'), row('c', 'marking'), row('d', 'nothing')];

  it('is the next one down the list, then from its top, and none when all is done', () => {
    expect(nextToMark(rows, null)?.enrolmentId).toBe('a');
    expect(nextToMark(rows, 'a')?.enrolmentId).toBe('c');
    expect(nextToMark(rows, 'b')?.enrolmentId).toBe('c');
    expect(nextToMark(rows, 'c')?.enrolmentId).toBe('a');
    expect(nextToMark([row('a', 'waiting')], 'a')).toBeNull();
    expect(nextToMark([row('b', 'released')], null)).toBeNull();
    expect(nextToMark([], null)).toBeNull();
  });
});
