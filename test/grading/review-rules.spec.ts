import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Scale } from '../../src/grading/grades/grading.rules.js';
import { borderlineReasons } from '../../src/grading/releases/borderline.rules.js';
import { changesBetween, type SeenState } from '../../src/grading/releases/changes.rules.js';
import {
  levelOutliers,
  markerOutliers,
  type OutlierGrade,
} from '../../src/grading/releases/outliers.rules.js';
import { endWords, omissionWords } from '../../src/grading/releases/release-plan-words.rules.js';
import { passConditions } from '../../src/grading/results/pass-conditions.rules.js';

const words = ['Missing', 'Developing', 'Proficient', 'Excellent'];
const keys = ['a', 'b', 'c', 'd', 'e'] as const;

/** Five criteria of four levels; passing takes 60 % and “Proficient” in the last one. */
const scale: Scale = {
  passPercent: 60,
  criteria: keys.map((id) => ({
    id,
    title: `Criterion ${id}`,
    competency: 'strategy',
    weight: 20,
    levels: words.map((title, points) => ({
      id: `${id}${points}`,
      title,
      points,
      required: id === 'e' && points === 2,
    })),
  })),
};
const scales = new Map([['rubric', scale]]);
const choose = (points: readonly number[]) =>
  Object.fromEntries(keys.map((id, at) => [id, `${id}${points[at] ?? 0}`]));
const grade = (name: string, points: readonly number[], markerId = 'bob'): OutlierGrade => ({
  enrolmentId: name,
  rubricVersionId: 'rubric',
  choices: choose(points),
  percent: Math.round((points.reduce((sum, one) => sum + one, 0) * 10_000) / 15),
  markerId,
});

describe('a close call', () => {
  const reasons = (points: readonly number[], percent: number, margin = 2) =>
    borderlineReasons(scale, choose(points), percent, margin);

  it.each([
    [6000, ['The total is 60\u00A0%, exactly what passing takes.']],
    [6150, ['The total is 61.5\u00A0%, 1.5 points above the 60\u00A0% that passing takes.']],
    [6100, ['The total is 61\u00A0%, 1 point above the 60\u00A0% that passing takes.']],
    [5800, ['The total is 58\u00A0%, 2 points below the 60\u00A0% that passing takes.']],
    [5799, []],
    [6201, []],
  ])('of %i hundredths', (percent, expected) => {
    expect(reasons([2, 2, 2, 2, 2], percent)).toEqual(expected);
  });

  it('is also one level short of a required one, and not two', () => {
    const sentence =
      '“Criterion e” is at “Developing”, one level short of the “Proficient” that passing takes.';
    expect(reasons([3, 3, 3, 3, 1], 8667)).toEqual([sentence]);
    expect(reasons([3, 3, 3, 3, 0], 8000)).toEqual([]);
    expect(reasons([3, 3, 3, 0, 2], 8000)).toEqual([]);
  });

  it('within a wider margin is one within a narrower', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), fc.integer({ min: 1, max: 5 }), (percent, margin) => {
        const close = (wide: number) => reasons([2, 2, 2, 2, 2], percent, wide).length;
        expect(close(margin + 1)).toBeGreaterThanOrEqual(close(margin));
        expect(close(margin)).toBe(Math.abs(percent - 6000) <= margin * 100 ? 1 : 0);
      }),
    );
  });
});

describe('a level that stands out', () => {
  const cohort = (odd: OutlierGrade[]) => [
    ...Array.from({ length: 12 }, (_, at) => grade(`usual ${at}`, [2, 2, 2, 1 + (at % 2), 2])),
    ...odd,
  ];

  it('is named with what the rest suggests, and nobody is accused', () => {
    const found = levelOutliers(scales, cohort([grade('Zoë', [2, 0, 2, 2, 2])]));
    expect(found).toEqual([
      {
        enrolmentId: 'Zoë',
        rubricCriterionId: 'b',
        sentence:
          '“Criterion b” is at “Missing”, where the other levels of this handbook, and what is usual in this criterion, suggest something near “Proficient”.',
      },
    ]);
  });

  it('is not one of a handbook that is good or bad in everything', () => {
    expect(
      levelOutliers(scales, cohort([grade('Zoë', [3, 3, 3, 3, 3]), grade('Ann', [0, 0, 0, 0, 0])])),
    ).toEqual([]);
  });

  it('is not one of a criterion that is hard for everybody', () => {
    const hard = Array.from({ length: 12 }, (_, at) => grade(`student ${at}`, [3, 0, 3, 3, 3]));
    expect(levelOutliers(scales, hard)).toEqual([]);
  });

  it('is looked for by the handbook’s own levels where there are few handbooks', () => {
    const [found, ...more] = levelOutliers(scales, [grade('Zoë', [3, 0, 3, 3, 3])]);
    expect(more).toEqual([]);
    expect(found?.sentence).toContain('the other levels of this handbook suggest something near “Excellent”');
  });

  it('never fails, and is at least two levels from what is usual, whatever the levels', () => {
    const row = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 5, maxLength: 5 });
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), (rows) => {
        const grades = rows.map((points, at) => grade(String(at), points));
        const again = levelOutliers(scales, grades);
        expect(again).toEqual(levelOutliers(scales, grades));
        expect(again.length).toBeLessThanOrEqual(rows.length * 5);
        markerOutliers(scales, grades, new Map());
      }),
    );
  });
});

describe('a marker who stands out', () => {
  const marked = (markerId: string, count: number, points: (at: number) => readonly number[]) =>
    Array.from({ length: count }, (_, at) => grade(`${markerId} ${at}`, points(at), markerId));
  const names = new Map([
    ['bob', 'Bob Tanaka'],
    ['ada', null],
  ]);
  const even = (at: number) => [1 + (at % 3), 2, 2, 1 + (at % 2), 2];

  it('is told from the others by ranks, over all and by criterion', () => {
    const grades = [...marked('bob', 12, even), ...marked('ada', 12, (at) => [3, 3, 2, 2 + (at % 2), 3])];
    const sentences = markerOutliers(scales, grades, names).map(({ sentence }) => sentence);
    expect(sentences[0]).toMatch(
      /^The 12 totals that somebody whose name has been erased has finalised have a median of 90\u00A0%, the other 12 one of 63\.34\u00A0%\. The handbooks may differ/,
    );
    expect(sentences).toContainEqual(
      expect.stringContaining(
        'In “Criterion b” the 12 levels that Bob Tanaka has finalised are mostly lower than the other 12 (in the middle “Proficient”, “Excellent” for the others)',
      ),
    );
    expect(sentences.join()).not.toContain('Criterion c');
  });

  it('is nobody where all mark alike, one marks alone, or somebody has marked only a few', () => {
    expect(markerOutliers(scales, [...marked('bob', 12, even), ...marked('ada', 12, even)], names)).toEqual(
      [],
    );
    expect(markerOutliers(scales, marked('bob', 30, even), names)).toEqual([]);
    const few = [...marked('bob', 30, even), ...marked('ada', 4, () => [3, 3, 3, 3, 3])];
    expect(markerOutliers(scales, few, names)).toEqual([]);
    expect(markerOutliers(scales, [], names)).toEqual([]);
  });

  it('is not made by one odd grade', () => {
    const grades = [
      ...marked('bob', 12, even),
      ...marked('ada', 12, (at) => (at === 0 ? [3, 3, 3, 3, 3] : even(at))),
    ];
    expect(markerOutliers(scales, grades, names)).toEqual([]);
  });
});

describe('what changed since a look', () => {
  const state: SeenState = {
    attempt: 1,
    grade: 'g1',
    percent: '66.67',
    released: false,
    withheld: false,
    withdrawn: false,
  };

  it.each<[string, SeenState | null, SeenState, string[]]>([
    ['nothing', state, state, []],
    ['a newcomer', null, { ...state, attempt: 0, grade: null, percent: null }, ['joined the cohort']],
    ['a first grade', { ...state, grade: null, percent: null }, state, ['graded with 66.67\u00A0%']],
    [
      'another grade',
      state,
      { ...state, grade: 'g2', percent: '73.33' },
      ['graded anew: 66.67\u00A0% before, 73.33\u00A0% now'],
    ],
    ['the same total', state, { ...state, grade: 'g2' }, ['graded anew, still 66.67\u00A0%']],
    [
      'another attempt',
      state,
      { ...state, attempt: 2, grade: 'g3', percent: '80.00' },
      ['handed in attempt 2', 'graded with 80\u00A0%'],
    ],
    ['a release', state, { ...state, released: true }, ['released']],
    [
      'a release of a regrade',
      { ...state, released: true },
      { ...state, grade: 'g2', released: true },
      ['graded anew, still 66.67\u00A0%', 'released'],
    ],
    ['withheld', state, { ...state, withheld: true }, ['withheld']],
    ['given', { ...state, withheld: true }, state, ['no longer withheld']],
    ['withdrawn', state, { ...state, withdrawn: true }, ['withdrew']],
    ['back', { ...state, withdrawn: true }, state, ['came back']],
  ])('%s', (_, before, now, expected) => {
    expect(changesBetween(before, now)).toEqual(expected);
  });
});

it('the pass rule stands with one’s own numbers, the total first', () => {
  expect(passConditions(scale, choose([3, 3, 3, 3, 1]), 8667)).toEqual([
    { asks: 'A total of at least 60\u00A0%', reached: '86.67\u00A0%', met: true },
    { asks: 'At least “Proficient” in “Criterion e”', reached: '“Developing”', met: false },
  ]);
});

it('what became of a planned release is said in one sentence, and what it left out in one a reason', () => {
  expect(endWords('released', { released: 1, actorName: null }).sentence).toBe(
    '1 grade has been released as you planned. The students can read them now.',
  );
  expect(endWords('overtaken', { released: 29, actorName: 'Ada' }).sentence).toContain(
    'Ada has released 29 grades',
  );
  expect(omissionWords(['regraded', 'withheld', 'regraded'])).toEqual([
    '2 grades left out: regraded since.',
    '1 grade left out: withheld since.',
  ]);
  expect(omissionWords([])).toEqual([]);
});
