import { describe, expect, it } from '@jest/globals';
import { noPenalty } from '../../src/assignments/lateness/late-policy.rules.js';
import { carry, outcomeOf } from '../../src/grading/regrades/regrade.rules.js';
import { type RubricPlan } from '../../src/grading/rubrics/rubric.rules.js';
import { type Rubric } from '../../src/grading/rubrics/rubrics.service.js';
import { aCriterion, aRubric, scaleOf } from './a-rubric.js';

/** A rubric version as it is read; identities are keys, ids carry the version. */
function read(plan: RubricPlan, version: number): Rubric {
  return {
    id: `rubric-${version}`,
    title: plan.title,
    passPercent: plan.passPercent,
    criteria: scaleOf(plan).criteria.map((criterion) => ({
      ...criterion,
      id: `${criterion.id}@${version}`,
      criterionId: criterion.id,
      key: criterion.id,
      description: '',
      sections: [],
      levels: criterion.levels.map((level) => ({ ...level, id: `${level.id}@${version}`, description: '' })),
    })),
  };
}

const before = read(aRubric(), 1);
const all = (points: number) =>
  Object.fromEntries(before.criteria.map(({ id, key }) => [id, `${key}-${points}@1`]));
const changed = (change: (plan: RubricPlan) => RubricPlan) => read(change(aRubric()), 2);
const withLevels = (titles: readonly string[]) =>
  changed((plan) => ({
    ...plan,
    criteria: plan.criteria.map((criterion) => ({
      ...criterion,
      levels: titles.map((title, points) => ({ title, description: '', points })),
    })),
  }));

describe('marks carried over to a changed rubric', () => {
  it('keep their levels where only weights change, and the total follows', () => {
    const after = changed((plan) => ({
      ...plan,
      criteria: plan.criteria.map((criterion, at) => ({ ...criterion, weight: at === 0 ? 60 : 10 })),
    }));
    const first = before.criteria[0];
    const choices = { ...all(2), [first?.id ?? '']: `${first?.key ?? ''}-0@1` };
    const { carried, standing } = outcomeOf(before, after, choices, noPenalty);
    expect(carried.marks.every(({ kind }) => kind === 'kept')).toBe(true);
    // 40 of 100 parts at 2 of 3 points
    expect(standing?.percent).toBe(2667);
    expect(outcomeOf(before, after, choices, { points: 10_00, floor: 0 }).standing?.percent).toBe(1667);
  });

  it('follow a level that moved, and one that was renamed in its place', () => {
    const moved = withLevels(['Missing', 'Begun', 'Developing', 'Proficient', 'Excellent']);
    expect(Object.values(carry(before, moved, all(2)).choices)).toEqual(
      before.criteria.map(({ key }) => `${key}-3@2`),
    );
    const renamed = withLevels(['Missing', 'Developing', 'Sound', 'Excellent']);
    expect(Object.values(carry(before, renamed, all(2)).choices)).toEqual(
      before.criteria.map(({ key }) => `${key}-2@2`),
    );
  });

  it('are open where no level answers to the chosen one, or the criterion is new', () => {
    const fewer = withLevels(['Missing', 'Good']);
    const { carried, standing } = outcomeOf(before, fewer, all(2), noPenalty);
    expect(standing).toBeNull();
    expect(carried.marks).toEqual(
      fewer.criteria.map((criterion) => ({ kind: 'open', criterion, from: 'Proficient' })),
    );
    const more = changed((plan) => ({
      ...plan,
      criteria: [...plan.criteria.slice(1), aCriterion('strategy', { key: 'tone', title: 'Tone' })],
    }));
    const grown = outcomeOf(before, more, all(3), noPenalty);
    expect(grown.standing).toBeNull();
    expect(grown.carried.marks.filter(({ kind }) => kind === 'open')).toEqual([
      { kind: 'open', criterion: more.criteria.at(-1), from: null },
    ]);
    const [first] = before.criteria;
    expect(grown.carried.dropped).toEqual([
      { criterionId: first?.criterionId, title: first?.title, from: 'Excellent' },
    ]);
    const [unmarked] = outcomeOf(before, more, {}, noPenalty).carried.dropped;
    expect(unmarked?.from).toBeNull();
  });

  it('are open where there was no mark', () => {
    const { marks, choices } = carry(before, before, {});
    expect(marks.every(({ kind }) => kind === 'open')).toBe(true);
    expect(choices).toEqual({});
  });
});
