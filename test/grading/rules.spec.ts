import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { competencyKeys } from '../../src/grading/rubrics/competencies.rules.js';
import {
  type Choices,
  competencyScores,
  distribution,
  lateSeconds,
  nextLevel,
  passRuleSentence,
  reasonsNotPassed,
  standing,
} from '../../src/grading/grades/grading.rules.js';
import { rubricProblems } from '../../src/grading/rubrics/rubric.rules.js';
import { aCriterion, aRubric, scaleOf } from './a-rubric.js';

const scale = scaleOf(aRubric());
const allAt = (points: number): Choices =>
  Object.fromEntries(competencyKeys.map((key) => [key, `${key}-${points}`]));

describe('where a handbook stands', () => {
  it('counts what has no level yet as nothing and names it', () => {
    const now = standing(scale, { strategy: 'strategy-3', engagement: null });
    expect(now.percent).toBe(2000);
    expect(now.missing.map((criterion) => criterion.id)).toEqual(competencyKeys.slice(1));
    expect(now.passed).toBe(false);
    expect(reasonsNotPassed(scale, now)).toEqual([]);
  });

  it('passes with the total and the required level', () => {
    const now = standing(scale, allAt(2));
    expect(now).toMatchObject({ percent: 6667, passed: true, missing: [], below: [] });
    expect(reasonsNotPassed(scale, now)).toEqual([]);
  });

  it('does not pass below a required level, however high the total', () => {
    const now = standing(scale, { ...allAt(3), 'executive-brief': 'executive-brief-1' });
    expect(now).toMatchObject({ percent: 8667, passed: false });
    expect(reasonsNotPassed(scale, now)).toEqual([
      '“Executive brief” is at “Developing”, and passing takes at least “Proficient”.',
    ]);
  });

  it('does not pass below the total', () => {
    const now = standing(scale, { ...allAt(1), 'executive-brief': 'executive-brief-2' });
    expect(reasonsNotPassed(scale, now)).toEqual([
      'The total is 40\u00A0%, and passing takes at least 60\u00A0%.',
    ]);
  });

  it('decides by the percentage that is printed', () => {
    // 59.996 % prints as 60.00 %
    const fine = scaleOf(
      aRubric({
        criteria: [
          aCriterion('strategy', {
            levels: [
              { title: 'No', description: '', points: 0 },
              { title: 'Nearly', description: '', points: 14_999 },
              { title: 'Yes', description: '', points: 25_000 },
            ],
          }),
        ],
      }),
    );
    expect(standing(fine, { strategy: 'strategy-14999' })).toMatchObject({ percent: 6000, passed: true });
  });

  it('refuses a level of another criterion', () => {
    expect(() => standing(scale, { strategy: 'engagement-2' })).toThrow(RangeError);
  });

  it('never turns a pass into a fail when one level rises', () => {
    const level = fc.integer({ min: 0, max: 3 });
    const marks = fc.tuple(level, level, level, level, level);
    const choicesOf = (points: readonly number[]) =>
      Object.fromEntries(competencyKeys.map((key, at) => [key, `${key}-${String(points[at])}`]));
    fc.assert(
      fc.property(marks, fc.integer({ min: 0, max: 4 }), (points, which) => {
        const better = points.map((one, at) => (at === which ? Math.min(3, one + 1) : one));
        const before = standing(scale, choicesOf(points));
        const after = standing(scale, choicesOf(better));
        expect(after.percent).toBeGreaterThanOrEqual(before.percent);
        if (before.passed) expect(after.passed).toBe(true);
        expect(before.passed).toBe(before.percent >= 6000 && points[3] >= 2);
      }),
    );
  });
});

describe('what a certificate says of a competency', () => {
  it('is in the order of the registry, one line each', () => {
    expect(
      competencyScores(scale, allAt(2)).map((one) => [one.key, one.level, one.points, one.ofPoints]),
    ).toEqual(competencyKeys.map((key) => [key, 'Proficient', 2, 3]));
  });

  it('adds up the points of its criteria and names the level that all of them reached', () => {
    const two = scaleOf(
      aRubric({ criteria: [...aRubric().criteria, aCriterion('strategy', { key: 'goal', title: 'Goal' })] }),
    );
    const [strategy] = competencyScores(two, { ...allAt(3), goal: 'goal-1' });
    expect(strategy).toMatchObject({ key: 'strategy', level: 'Developing', points: 4, ofPoints: 6 });
  });

  it('leaves out what has no level', () => {
    expect(competencyScores(scale, {})).toEqual([]);
  });
});

describe('the pass rule in words', () => {
  it('names the total and the required levels', () => {
    expect(passRuleSentence(scale)).toBe(
      'Passing takes at least 60\u00A0% of the weighted points and at least “Proficient” in “Executive brief”.',
    );
    expect(passRuleSentence(scaleOf(aRubric({ criteria: [aCriterion('strategy')] })))).toBe(
      'Passing takes at least 60\u00A0% of the weighted points.',
    );
  });

  it('knows the level above', () => {
    const [criterion] = scale.criteria;
    if (!criterion) throw new Error('The rubric has criteria.');
    const titles = criterion.levels.map((level) => nextLevel(criterion, level)?.title ?? null);
    expect(titles).toEqual(['Developing', 'Proficient', 'Excellent', null]);
  });
});

describe('lateness', () => {
  it.each([
    ['in time to the millisecond', '2026-11-27T17:00:00.000Z', 0],
    ['a started second is not counted', '2026-11-27T17:00:00.999Z', 0],
    ['a second', '2026-11-27T17:00:01.000Z', 1],
    ['a day early', '2026-11-26T17:00:00.000Z', 0],
  ])('%s', (_, submitted, seconds) => {
    expect(lateSeconds(new Date('2026-11-27T17:00:00Z'), new Date(submitted))).toBe(seconds);
  });

  it('counts instants, so an hour that a clock skips is no hour', () => {
    // Toronto leaves daylight-saving time on 1 November 2026: 01:30 comes twice, an hour apart.
    const due = new Date('2026-11-01T01:30:00-04:00');
    expect(lateSeconds(due, new Date('2026-11-01T01:30:00-05:00'))).toBe(3600);
  });
});

describe('the distribution', () => {
  it('counts every result once, 100 % in the last band', () => {
    const counts = distribution([0, 999, 1000, 6000, 9999, 10_000]).map((band) => band.count);
    expect(counts).toEqual([2, 1, 0, 0, 0, 0, 1, 0, 0, 2]);
  });
});

describe('a rubric before it is published', () => {
  const sections = ['brief', 'swot', 'sources'];
  const withFirst = (changes: Parameters<typeof aCriterion>[1]) =>
    rubricProblems(
      aRubric({ criteria: [aCriterion('strategy', changes), ...aRubric().criteria.slice(1)] }),
      sections,
    );
  const level = (title: string, points: number, required = false) => ({
    title,
    description: '',
    points,
    required,
  });

  it('may leave a section unjudged', () => {
    expect(rubricProblems(aRubric(), sections)).toEqual([]);
  });

  it.each<[string, Parameters<typeof aCriterion>[1], string]>([
    [
      'a competency that nothing counts toward',
      { competency: 'alignment' },
      'No criterion counts toward the competency “Profound strategy”.',
    ],
    [
      'a competency that does not exist',
      { competency: 'luck' },
      'The criterion “Profound strategy” counts toward no competency.',
    ],
    [
      'a weight of 99.9',
      { weight: 99.9 },
      'The weight of “Profound strategy” must be a whole number from 1 to 1000.',
    ],
    [
      'a weight of nothing',
      { weight: 0 },
      'The weight of “Profound strategy” must be a whole number from 1 to 1000.',
    ],
    ['no section', { sections: [] }, 'The criterion “Profound strategy” is judged by no section.'],
    [
      'a section of another handbook',
      { sections: ['roi'] },
      'The criterion “Profound strategy” is judged by the section “roi”, which the handbook does not have.',
    ],
    [
      'a section twice',
      { sections: ['swot', 'swot'] },
      'The criterion “Profound strategy” names the section “swot” twice.',
    ],
    [
      'one level',
      { levels: [level('Only', 1)] },
      'The criterion “Profound strategy” needs at least two levels.',
    ],
    [
      'levels without a rise',
      { levels: [level('A', 1), level('B', 1)] },
      'Each level of “Profound strategy” needs more points than the one below it.',
    ],
    [
      'the same title twice',
      { levels: [level('A', 0), level('A', 1)] },
      '“Profound strategy” has two levels called “A”.',
    ],
    [
      'two required levels',
      { levels: [level('A', 0), level('B', 1, true), level('C', 2, true)] },
      'Only one level of “Profound strategy” can be the one that passing takes.',
    ],
    [
      'the lowest level required',
      { levels: [level('A', 0, true), level('B', 1)] },
      'The lowest level of “Profound strategy” can’t be required, as everybody reaches it.',
    ],
    [
      'half points',
      { levels: [level('A', 0), level('B', 1.5)] },
      'The points of “Profound strategy” must be whole numbers from 0 to 1000.',
    ],
    ['a key of another criterion', { key: 'engagement' }, 'Two criteria have the key “engagement”.'],
    [
      'a key with capitals',
      { key: 'Strategy' },
      'The criterion “Profound strategy” needs a key of small letters, digits and hyphens.',
    ],
    ['no title', { title: ' ' }, 'The criterion “strategy” has no title.'],
  ])('is refused for %s', (_, changes, sentence) => {
    expect(withFirst(changes)).toContain(sentence);
  });

  it('is refused for a share of 60.5 %, no title and no criteria', () => {
    expect(rubricProblems(aRubric({ passPercent: 60.5, title: '' }), sections)).toEqual([
      'The rubric has no title.',
      'The share that passes must be a whole percentage from 0 to 100.',
    ]);
    expect(rubricProblems(aRubric({ criteria: [] }), sections)).toEqual(['The rubric has no criteria.']);
  });

  it('is refused for titles with characters that certificates can’t print', () => {
    const criteria = [
      aCriterion('strategy', {
        title: 'Choice 🎯',
        levels: [level('No', 0), { ...level('Yes 🎉', 1), required: true }],
      }),
      aCriterion('engagement', { key: 'unprinted', title: 'Not named by a certificate 🎯' }),
      ...aRubric().criteria.slice(1),
    ];
    expect(rubricProblems(aRubric({ criteria }), sections)).toEqual([]);
    expect(rubricProblems(aRubric({ criteria }), sections, ['🎉', '🎯'])).toEqual([
      'The title of “Choice 🎯” has “🎯”, which certificates can’t print.',
      'The title of a level of “Choice 🎯” has “🎉”, which certificates can’t print.',
    ]);
  });

  it('is refused when one competency speaks of different levels', () => {
    const criteria = [
      ...aRubric().criteria,
      aCriterion('strategy', { key: 'goal', title: 'Goal', levels: [level('No', 0), level('Yes', 1)] }),
    ];
    expect(rubricProblems(aRubric({ criteria }), sections)).toEqual([
      'All criteria of “Profound strategy” need the same level titles, as the certificate names one.',
    ]);
  });
});
