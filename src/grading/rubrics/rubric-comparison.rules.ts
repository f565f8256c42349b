import { competencies, isCompetencyKey } from './competencies.rules.js';
import { type CriterionPlan, type LevelPlan, type RubricPlan } from './rubric.rules.js';

/** What differs between two rubrics in one criterion, or, where `key` is null, in the rubric as a whole. */
export interface RubricDifference {
  key: string | null;
  /** The criterion's title; the newer one where it has changed. */
  title: string;
  kind: 'added' | 'removed' | 'changed';
  /** Only what differs. */
  facts: { name: string; before: string; after: string }[];
}

/** Its two sides are lists, a criterion a line. */
export const orderName = 'Order of the criteria';

/**
 * What differs, in words: the rubric as a whole first, then its criteria in their new order, at last those that are
 * gone. A criterion is the same when its key is, whatever it is called.
 *
 * @param sectionTitles a section's title by its key
 */
export function compareRubrics(
  before: RubricPlan,
  after: RubricPlan,
  sectionTitles: Readonly<Record<string, string>> = {},
): RubricDifference[] {
  const facts = (criterion: CriterionPlan | undefined) =>
    criterion ? factsOf(criterion, sectionTitles) : new Map<string, string>();
  const differenceIn = (key: string): RubricDifference[] => {
    const [old, now] = [before, after].map(({ criteria }) => criteria.find((one) => one.key === key));
    const differing = differingFacts(facts(old), facts(now));
    const kind = old ? (now ? 'changed' : 'removed') : 'added';
    return differing.length === 0
      ? []
      : [{ key, title: now?.title ?? old?.title ?? '', kind, facts: differing }];
  };
  const whole = differingFacts(wholeOf(before, before, after), wholeOf(after, before, after));
  const keys = [...after.criteria, ...before.criteria].map(({ key }) => key);
  return [
    ...(whole.length === 0
      ? []
      : [{ key: null, title: after.title, kind: 'changed' as const, facts: whole }]),
    ...[...new Set(keys)].flatMap(differenceIn),
  ];
}

/** The same rubric in every word, number and place. */
export const sameRubric = (one: RubricPlan, other: RubricPlan) => compareRubrics(one, other).length === 0;

/**
 * Which level of a changed criterion stands for one of the criterion before: the one of the same title, wherever it
 * stands now. A level whose title is gone has been renamed when the scale is as long as before and a new title stands
 * in its place. Any other one stands for none, and somebody must choose.
 *
 * @param at place of the earlier level, from 0
 * @returns its place among the later levels; null when there is none
 */
export function levelInstead(
  before: readonly Pick<LevelPlan, 'title'>[],
  after: readonly Pick<LevelPlan, 'title'>[],
  at: number,
): number | null {
  const [old, now] = [before, after].map((levels) => levels.map(({ title }) => title.trim().toLowerCase()));
  const same = now?.indexOf(old?.[at] ?? '') ?? -1;
  if (same !== -1) return same;
  const inPlace = now?.[at];
  const renamed = before.length === after.length && inPlace !== undefined && old?.includes(inPlace) === false;
  return renamed ? at : null;
}

function wholeOf(plan: RubricPlan, before: RubricPlan, after: RubricPlan): Map<string, string> {
  // Only criteria of both have an order that can have changed.
  const both = plan.criteria.filter(
    ({ key }) =>
      before.criteria.some((one) => one.key === key) && after.criteria.some((one) => one.key === key),
  );
  const title = (key: string) => after.criteria.find((one) => one.key === key)?.title ?? key;
  return new Map([
    ['Title', plan.title],
    ['To pass', `${plan.passPercent} %`],
    [orderName, both.map(({ key }, at) => `${at + 1}. ${title(key)}`).join('\n')],
  ]);
}

function factsOf(
  criterion: CriterionPlan,
  sectionTitles: Readonly<Record<string, string>>,
): Map<string, string> {
  const { title, description, competency, weight, sections, levels } = criterion;
  const inOrder = Object.keys(sectionTitles);
  const sorted = [...sections].sort((a, b) => inOrder.indexOf(a) - inOrder.indexOf(b) || (a < b ? -1 : 1));
  return new Map([
    ['Title', title],
    ['What is judged', description],
    ['Competency', isCompetencyKey(competency) ? competencies[competency].title : competency],
    ['Weight', String(weight)],
    ['Sections', sorted.map((key) => sectionTitles[key] ?? key).join(', ')],
    ...levels.map((level, at): [string, string] => [`Level ${at + 1}`, levelWords(level)]),
  ]);
}

function levelWords({ title, description, points, required }: LevelPlan): string {
  const head = [
    title,
    points === 1 ? '1 point' : `${points} points`,
    ...(required === true ? ['needed to pass'] : []),
  ];
  return description === '' ? head.join(' · ') : `${head.join(' · ')}\n${description}`;
}

function differingFacts(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>) {
  return [...new Set([...before.keys(), ...after.keys()])]
    .map((name) => ({ name, before: before.get(name) ?? '', after: after.get(name) ?? '' }))
    .filter((fact) => fact.before !== fact.after);
}
