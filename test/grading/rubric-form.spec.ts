import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { competencyKeys } from '../../src/grading/rubrics/competencies.rules.js';
import { managerRubric } from '../../src/grading/rubrics/manager-rubric.js';
import { acted } from '../../src/grading/rubrics/rubric-acts.rules.js';
import {
  compareRubrics,
  levelInstead,
  sameRubric,
} from '../../src/grading/rubrics/rubric-comparison.rules.js';
import { readRubricFile, writeRubricFile } from '../../src/grading/rubrics/rubric-file.rules.js';
import {
  checkTyped,
  fieldOf,
  keyOf,
  readTyped,
  tidyLine,
  tidyText,
  typedOf,
  type TypedRubric,
} from '../../src/grading/rubrics/rubric-form.rules.js';
import { passRuleWords, shareWords } from '../../src/grading/rubrics/rubric-words.rules.js';
import { type CriterionPlan, problemsIn, type RubricPlan } from '../../src/grading/rubrics/rubric.rules.js';
import { strategistRubric } from '../../src/grading/rubrics/strategist-rubric.js';
import { aCriterion, aRubric } from './a-rubric.js';
import { fieldsOf } from './rubric-fields.js';

const sections = ['brief', 'swot', 'sources'];

/** Every text that a person or a program can send, and often none. */
const text = (most: number) =>
  fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 20 }),
    fc.string({ unit: 'binary', maxLength: 20 }),
    fc.constantFrom('', ' ', 'A\r\nB', 'é', 'x'.repeat(most)),
  );
const line = (most: number) =>
  text(most)
    .map((typed) => tidyLine(typed).slice(0, most).trim())
    .map(tidyLine);
const block = (most: number) => text(most).map((typed) => tidyText(tidyText(typed).slice(0, most)));
const key = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/);

/** Rubrics as they are stored: also incomplete ones, as drafts are. */
const storable: fc.Arbitrary<RubricPlan> = fc.record({
  title: line(120),
  passPercent: fc.nat(100),
  criteria: fc.uniqueArray(
    fc
      .record({
        key,
        competency: fc.constantFrom('', ...competencyKeys),
        title: line(120),
        description: block(2000),
        weight: fc.integer({ min: 1, max: 1000 }),
        sections: fc.uniqueArray(fc.constantFrom(...sections)),
        levels: fc.array(fc.record({ title: line(60), description: block(2000), points: fc.nat(1000) }), {
          maxLength: 9,
        }),
        required: fc.nat(12),
      })
      .map(({ required, levels, ...rest }): CriterionPlan => ({
        ...rest,
        levels: levels.map((level, at) => ({ ...level, required: at === required })),
      })),
    { maxLength: 6, selector: (one) => one.key },
  ),
});

describe('the shares of weights', () => {
  it('are exactly 100.0 % together, whatever the weights are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1, maxLength: 30 }), (weights) => {
        const tenths = shareWords(weights).map((words) => Math.round(Number(words.replace(' %', '')) * 10));
        expect(tenths.reduce((sum, one) => sum + one, 0)).toBe(1000);
      }),
    );
    expect(shareWords([1, 1, 1])).toEqual(['33.4 %', '33.3 %', '33.3 %']);
  });

  it('are not told while a weight is none', () => {
    expect(shareWords([20, NaN])).toEqual(['–', '–']);
    expect(shareWords([])).toEqual([]);
  });
});

describe('what is typed', () => {
  it('is the rubric that was shown', () => {
    for (const plan of [strategistRubric, managerRubric, aRubric()]) {
      const typed = typedOf(plan, []);
      const keys = plan.criteria.flatMap((criterion) => criterion.sections);
      const { plan: read, problems } = checkTyped(readTyped(fieldsOf(typed)), keys);
      expect(problems).toEqual([]);
      expect(sameRubric(read, plan)).toBe(true);
    }
  });

  it('says a sentence of its own for a number that is none', () => {
    const weigh = (weight: string) => {
      const typed = typedOf(aRubric(), []);
      const [first, ...rest] = typed.criteria;
      const criteria = first ? [{ ...first, weight }, ...rest] : [];
      return checkTyped({ ...typed, criteria }, sections).problems.map(({ message }) => message);
    };
    expect(weigh('99.9')).toEqual([
      'Weights are whole numbers, and “99.9” is none. To weigh more finely, use larger numbers for all criteria: only their shares count.',
    ]);
    expect(weigh('12,5')[0]).toMatch(/^Weights are whole numbers, and “12,5” is none/);
    expect(weigh('')).toEqual(['Enter a weight.']);
    expect(weigh('much')).toEqual(['Weights are whole numbers from 1 to 1000, and “much” is none.']);
    expect(weigh('-3')).toEqual(['Weights are whole numbers from 1 to 1000, and “-3” is none.']);
    expect(weigh('0')).toEqual(['The weight of “Profound strategy” must be a whole number from 1 to 1000.']);
    expect(weigh(' 25 % ')).toEqual([]);
  });

  it('names the field for each thing that is wrong', () => {
    const plan = aRubric({
      title: '',
      criteria: [
        aCriterion('strategy', {
          title: '',
          sections: [],
          levels: [{ title: 'Only', description: '', points: 0 }],
        }),
        aCriterion('engagement', {
          levels: [
            { title: 'Low', description: '', points: 1 },
            { title: 'Low', description: '', points: 1 },
          ],
        }),
      ],
    });
    const typed = typedOf(plan, []);
    const fields = checkTyped(typed, sections).problems.map(({ place }) => fieldOf(typed, place));
    expect(fields).toEqual([
      'title',
      ...['criteria', 'criteria', 'criteria'],
      ...['c1-title', 'c1-sections', 'c1-levels'],
      ...['c2-l2-title', 'c2-l2-points'],
    ]);
  });

  it('gets keys of its titles, each another one, and keeps those that it has', () => {
    const typed = typedOf(aRubric(), []);
    const named = typed.criteria.map((criterion, at) => ({
      ...criterion,
      key: at === 4 ? 'ours' : '',
      title: ['Éclat, vite', 'Éclat: vite!', '決定', '3 days', 'Ours'][at] ?? '',
    }));
    const { plan, problems } = checkTyped({ ...typed, criteria: named }, sections);
    expect(plan.criteria.map((criterion) => criterion.key)).toEqual([
      'eclat-vite',
      'eclat-vite-2',
      'criterion',
      'days',
      'ours',
    ]);
    expect(problems).toEqual([]);
    // One that was made while there was no title is made again.
    expect(typedOf(plan, []).criteria.map((criterion) => criterion.key)[2]).toBe('');
    expect(typedOf(plan, ['criterion']).criteria.map((criterion) => criterion.key)[2]).toBe('criterion');
  });

  it('makes a key of any title', () => {
    fc.assert(
      fc.property(text(120), (title) => {
        expect(keyOf(title)).toMatch(/^[a-z][a-z0-9-]*$/);
        expect(keyOf(title).length).toBeLessThanOrEqual(60);
      }),
    );
  });

  it('is read from any fields, and never throws', () => {
    const names = fc.constantFrom(
      'order',
      'title',
      'pass-percent',
      'c1-title',
      'c1-level-order',
      'c1-l1-points',
      'c1-section-x',
      '__proto__',
      'constructor',
    );
    const values = fc.oneof(
      fc.constantFrom('c1 c2 c1', 'l1 l2', 'c1'.repeat(99), '__proto__'),
      fc.string(),
      fc.anything(),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(names, values)), (pairs) => {
        const typed = readTyped(Object.fromEntries(pairs));
        expect(() => checkTyped(typed, sections)).not.toThrow();
        expect(typed.criteria.length).toBeLessThanOrEqual(60);
      }),
    );
  });

  it('is a line on the pass rule', () => {
    expect(passRuleWords(aRubric())).toBe(
      'Passing takes 60 % of the weighted points. It also takes at least “Proficient” in “Executive brief”.',
    );
    expect(passRuleWords(aRubric({ passPercent: NaN, criteria: [] }))).toBe(
      'Passing takes a share of the weighted points.',
    );
  });
});

describe('the buttons of the editor', () => {
  const typed = typedOf(aRubric(), []);
  const order = (rubric: TypedRubric) => rubric.criteria.map(({ token }) => token).join(' ');

  it('move, remove and add criteria', () => {
    expect(order(acted(typed, 'c2 up'))).toBe('c2 c1 c3 c4 c5');
    expect(order(acted(typed, 'c1 up'))).toBe('c1 c2 c3 c4 c5');
    expect(order(acted(typed, 'c5 down'))).toBe('c1 c2 c3 c4 c5');
    expect(order(acted(typed, 'c4 down'))).toBe('c1 c2 c3 c5 c4');
    expect(order(acted(typed, 'c3 remove'))).toBe('c1 c2 c4 c5');
    const added = acted(acted(typed, 'c2 remove'), 'add');
    expect(order(added)).toBe('c1 c3 c4 c5 c6');
    expect(added.criteria.at(-1)).toMatchObject({
      title: '',
      weight: '20',
      levels: [
        { title: 'Missing' },
        { title: 'Developing' },
        { title: 'Proficient' },
        { title: 'Excellent' },
      ],
    });
  });

  it('move, remove and add levels; a level that is gone is not needed any more', () => {
    const levels = (rubric: TypedRubric) => rubric.criteria[3]?.levels.map(({ token }) => token).join(' ');
    expect(levels(acted(typed, 'c4 l2 down'))).toBe('l1 l3 l2 l4');
    expect(acted(typed, 'c4 l2 down').criteria[3]?.required).toBe('l3');
    expect(acted(typed, 'c4 l3 remove').criteria[3]).toMatchObject({ required: '' });
    const added = acted(typed, 'c4 add');
    expect(added.criteria[3]?.levels.at(-1)).toEqual({
      token: 'l5',
      title: '',
      description: '',
      points: '4',
    });
  });

  it('do nothing for what is no button', () => {
    for (const act of ['', 'c9 up', 'c1 l9 up', 'c1 l1', 'c1 turn', 'l1 up', 'up']) {
      expect(acted(typed, act)).toEqual(typed);
    }
  });
});

describe('two rubrics', () => {
  it('differ in nothing from themselves', () => {
    fc.assert(
      fc.property(storable, (plan) => {
        expect(compareRubrics(plan, structuredClone(plan))).toEqual([]);
      }),
    );
  });

  it('are told apart by criterion, whatever its title is', () => {
    const before = aRubric();
    const [strategy, engagement, research, brief] = before.criteria;
    if (!strategy || !engagement || !research || !brief) throw new Error('The rubric has no criteria.');
    const after = aRubric({
      passPercent: 65,
      criteria: [
        engagement,
        { ...strategy, title: 'A choice', weight: 30, sections: ['swot'] },
        brief,
        research,
        aCriterion('alignment', { key: 'service', title: 'Service' }),
      ],
    });
    const found = compareRubrics(before, after, { brief: 'Executive brief', swot: 'SWOT' });
    expect(
      found.map(({ key, title, kind, facts }) => [key, title, kind, facts.map(({ name }) => name)]),
    ).toEqual([
      [null, 'Strategy handbook', 'changed', ['To pass', 'Order of the criteria']],
      ['strategy', 'A choice', 'changed', ['Title', 'Weight', 'Sections']],
      [
        'service',
        'Service',
        'added',
        [
          'Title',
          'What is judged',
          'Competency',
          'Weight',
          'Sections',
          'Level 1',
          'Level 2',
          'Level 3',
          'Level 4',
        ],
      ],
      [
        'alignment',
        'Alignment with business objectives',
        'removed',
        [
          'Title',
          'What is judged',
          'Competency',
          'Weight',
          'Sections',
          'Level 1',
          'Level 2',
          'Level 3',
          'Level 4',
        ],
      ],
    ]);
    expect(found[1]?.facts[2]).toEqual({ name: 'Sections', before: 'Executive brief, SWOT', after: 'SWOT' });
  });

  it.each([
    ['the same titles', ['No', 'Yes'], ['No', 'Yes'], [0, 1]],
    ['one more between', ['No', 'Yes'], ['No', 'Half', 'Yes'], [0, 2]],
    ['one renamed', ['No', 'Half', 'Yes'], ['No', 'Partly', 'yes'], [0, 1, 2]],
    ['one gone', ['No', 'Half', 'Yes'], ['No', 'Yes'], [0, null, 1]],
    ['two exchanged', ['No', 'Yes'], ['Yes', 'No'], [1, 0]],
    ['another scale', ['No', 'Yes'], ['A', 'B', 'C'], [null, null]],
  ])('say which level stands for which: %s', (_, before, after, expected) => {
    const [old, now] = [before, after].map((titles) => titles.map((title) => ({ title })));
    expect(before.map((_title, at) => levelInstead(old ?? [], now ?? [], at))).toEqual(expected);
  });
});

describe('a rubric as a file', () => {
  it('comes back as it was', () => {
    fc.assert(
      fc.property(storable, (plan) => {
        expect(readRubricFile(writeRubricFile(plan), sections)).toEqual({ ok: true, plan });
      }),
    );
    for (const plan of [strategistRubric, managerRubric]) {
      const keys = plan.criteria.flatMap((criterion) => criterion.sections);
      const read = readRubricFile(`\uFEFF${writeRubricFile(plan)}`, keys);
      expect(read.ok && sameRubric(read.plan, plan)).toBe(true);
    }
  });

  it('that is anything else is refused with sentences, and never throws', () => {
    const junk = fc.oneof(
      fc.string(),
      fc.json(),
      fc
        .anything()
        .map((value) =>
          JSON.stringify({ format: 'capstone-rubric', version: 1, criteria: [value], title: value }),
        ),
      // A file that was damaged in one place.
      fc.tuple(storable, fc.nat(), fc.string({ maxLength: 3 })).map(([plan, at, put]) => {
        const file = writeRubricFile(plan);
        const from = at % file.length;
        return file.slice(0, from) + put + file.slice(from + 1);
      }),
    );
    fc.assert(
      fc.property(junk, (typed) => {
        const read = readRubricFile(typed, sections);
        if (read.ok)
          expect(problemsIn(read.plan, sections).filter(({ blocks }) => blocks === 'saving')).toEqual([]);
        else for (const sentence of read.sentences) expect(sentence).toMatch(/^\S[^]*[.]$/);
        if (!read.ok) expect(read.sentences.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
    for (const deep of [
      '['.repeat(200_000),
      '{"a":'.repeat(100_000),
      `{"format":"capstone-rubric","version":1,"criteria":${'['.repeat(5000)}${']'.repeat(5000)}}`,
    ]) {
      expect(readRubricFile(deep, sections).ok).toBe(false);
    }
  });

  const file = (
    change: (rubric: Record<string, unknown> & { criteria: Record<string, unknown>[] }) => void,
  ) => {
    const rubric = JSON.parse(writeRubricFile(aRubric())) as Record<string, unknown> & {
      criteria: Record<string, unknown>[];
    };
    change(rubric);
    return JSON.stringify(rubric);
  };
  const first = (change: Record<string, unknown>) =>
    file(({ criteria }) => {
      Object.assign(criteria[0] ?? {}, change);
    });

  it.each<[string, string, string | RegExp]>([
    ['nothing', ' ', 'Choose a file, or paste its text.'],
    ['a table', 'title;weight\nA;20', /^This is no JSON/],
    ['half a file', '{"format": "capstone-rubric"', /^This is no JSON: /],
    ['another JSON', '{"students": []}', /no rubric: a rubric’s file begins with "format"/],
    ['a list', '[]', /no rubric/],
    [
      'a later format',
      file((rubric) => (rubric['version'] = 2)),
      /version 2 of the format, which a newer Capstone wrote/,
    ],
    [
      'no version',
      file((rubric) => delete rubric['version']),
      'This file does not say "version": 1, so it is not known how to read it.',
    ],
    [
      'a weight of 99.9',
      first({ weight: 99.9 }),
      'The weight of “Profound strategy” must be a whole number from 1 to 1000.',
    ],
    ['a decimal comma', first({}).replace('"weight":20', '"weight":12,5'), /a decimal comma/],
    [
      'a weight in quotation marks',
      first({ weight: '12,5' }),
      'Criterion 1: “weight” must be a whole number without quotation marks, and “12,5” stands there.',
    ],
    ['no weight', first({ weight: undefined }), 'Criterion 1 has no “weight”.'],
    [
      'a misspelt field',
      first({ wieght: 20 }),
      'Criterion 1 has a field “wieght” that this format does not know.',
    ],
    [
      'an unknown competency',
      first({ competency: 'luck' }),
      /^Criterion 1 counts toward “luck”, which is no competency\. They are “strategy”/,
    ],
    [
      'an unknown section',
      first({ sections: ['roi'] }),
      'The criterion “Profound strategy” is judged by the section “roi”, which the handbook does not have.',
    ],
    [
      'a section that is no text',
      first({ sections: ['brief', 7] }),
      'Criterion 1: an entry of “sections” must be text in quotation marks.',
    ],
    [
      'a criterion that is none',
      file(({ criteria }) => criteria.splice(1, 1, 7 as never)),
      'Criterion 2 must be an object in braces.',
    ],
    [
      'half points',
      first({ levels: [{ title: 'A', description: '', points: 0.5 }] }),
      'The points of “Profound strategy” must be whole numbers from 0 to 1000.',
    ],
    [
      'a level without points',
      first({ levels: [{ title: 'A', description: '' }] }),
      'Criterion 1, level 1, has no “points”.',
    ],
    [
      'two levels that passing takes',
      first({
        levels: [0, 1, 2].map((points) => ({
          title: String(points),
          description: '',
          points,
          required: points > 0,
        })),
      }),
      'Only one level of “Profound strategy” can be the one that passing takes.',
    ],
    [
      'too many criteria',
      file(({ criteria }) => {
        for (let at = 0; at < 30; at += 1) criteria.push({ ...criteria[0], key: `more-${String(at)}` });
      }),
      'A rubric has at most 30 criteria.',
    ],
  ])('is refused for %s', (_, typed, sentence) => {
    const read = readRubricFile(typed, sections);
    if (read.ok) throw new Error('It was taken.');
    if (typeof sentence === 'string') expect(read.sentences).toContain(sentence);
    else expect(read.sentences.join(' ')).toMatch(sentence);
  });
});
