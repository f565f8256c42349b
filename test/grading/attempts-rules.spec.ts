import { describe, expect, it } from '@jest/globals';
import { carriedMark, isUnmade } from '../../src/grading/attempts/carried-marks.rules.js';
import { carrying, type JudgedCriterion } from '../../src/grading/attempts/carrying.rules.js';
import { changedKeys, sectionChanges } from '../../src/grading/attempts/section-changes.rules.js';
import { bookOf } from '../../src/assignments/sections/section-kinds.rules.js';

const criterion = (changes: Partial<JudgedCriterion> = {}, prefix = 'a'): JudgedCriterion => ({
  description: 'Does it choose?',
  sections: [
    { key: 'brief', title: 'Brief' },
    { key: 'swot', title: 'SWOT' },
  ],
  levels: ['Missing', 'Developing', 'Proficient'].map((title, points) => ({
    id: `${prefix}-${points}`,
    title,
    description: `What ${title} means.`,
    points,
  })),
  ...changes,
});
const unchanged = new Set<string>();

describe('whether an earlier mark still holds', () => {
  it('does when the criterion asks the same of sections that read the same', () => {
    expect(carrying(criterion(), 'a-1', criterion(), new Set(['budget']))).toEqual({
      kind: 'unchanged',
      levelId: 'a-1',
    });
  });

  it('finds the level of another rubric version that says the same', () => {
    expect(carrying(criterion(), 'a-2', criterion({}, 'b'), unchanged)).toEqual({
      kind: 'unchanged',
      levelId: 'b-2',
    });
  });

  it('does not when one of its sections changed, and names those', () => {
    expect(carrying(criterion(), 'a-1', criterion(), new Set(['swot', 'budget']))).toEqual({
      kind: 'changed',
      sections: [{ key: 'swot', title: 'SWOT' }],
    });
  });

  it.each([
    ['the question', { description: 'Does it decide?' }],
    ['the sections', { sections: [{ key: 'brief', title: 'Brief' }] }],
    ['a level’s words', { levels: criterion().levels.map((level) => ({ ...level, description: 'Other.' })) }],
    [
      'a level’s points',
      { levels: criterion().levels.map((level) => ({ ...level, points: level.points * 2 })) },
    ],
    ['the number of levels', { levels: criterion().levels.slice(1) }],
  ])('does not when the rubric has changed %s', (_, changes) => {
    expect(carrying(criterion(), 'a-1', criterion(changes), unchanged)).toEqual({ kind: 'asks-otherwise' });
  });

  it('is not known once the texts are gone', () => {
    expect(carrying(criterion(), 'a-1', criterion(), null)).toEqual({ kind: 'unknown' });
  });

  it('brings an empty remark where none was made, or where it has been erased', () => {
    const held = { kind: 'unchanged', levelId: 'a-1' } as const;
    expect(carriedMark({ carrying: held, remark: null })).toEqual({ levelId: 'a-1', remark: '' });
    expect(carriedMark({ carrying: held, remark: { text: null } })).toEqual({ levelId: 'a-1', remark: '' });
    expect(carriedMark({ carrying: { kind: 'unknown' }, remark: { text: 'So.' } })).toBeNull();
    expect(carriedMark(undefined)).toBeNull();
  });

  it('stands only where no level and no word is', () => {
    expect(isUnmade(undefined)).toBe(true);
    expect(isUnmade({ levelId: null, remark: '' })).toBe(true);
    expect(isUnmade({ levelId: 'a-1', remark: '' })).toBe(false);
    expect(isUnmade({ levelId: null, remark: 'x' })).toBe(false);
  });
});

describe('what changed between two attempts', () => {
  const paragraph = (text: string) => ({
    type: 'doc',
    content: [{ type: 'paragraph', content: [{ type: 'text', text }] }],
  });
  const book = (...texts: [string, string][]) =>
    bookOf(
      texts.map(([key, text]) => ({ key, kind: 'prose' as const, content: paragraph(text) })),
      {},
    );

  it('names the sections that read otherwise, new ones and those that are gone', () => {
    const earlier = book(['brief', 'One.'], ['goal', 'Two.'], ['gone', 'Three.']);
    const later = book(['brief', 'One.'], ['goal', 'Not two.'], ['new', 'Four.']);
    const changes = sectionChanges(earlier, later);
    expect(changes.map(({ key, lines }) => [key, lines.length > 0])).toEqual([
      ['brief', false],
      ['goal', true],
      ['new', true],
    ]);
    expect([...changedKeys(earlier, changes)].sort()).toEqual(['goal', 'gone', 'new']);
  });
});
