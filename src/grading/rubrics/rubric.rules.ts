import { competencies, competencyKeys, isCompetencyKey } from './competencies.rules.js';

/** A rubric as plain data, before it is a version: what an editor, an import or the demo hands over. */
export interface RubricPlan {
  title: string;
  /** Whole percent of the weighted points that passes. */
  passPercent: number;
  /** In the order in which they are judged. */
  criteria: readonly CriterionPlan[];
}

export interface CriterionPlan {
  /** Its identity over the versions of the course's rubrics, e.g. `goal-and-strategy`. */
  key: string;
  /** A key of the five competencies. */
  competency: string;
  title: string;
  description: string;
  /** Relative, whole. */
  weight: number;
  /** Keys of the template's sections that it is judged by. */
  sections: readonly string[];
  /** The lowest first. */
  levels: readonly LevelPlan[];
}

export interface LevelPlan {
  title: string;
  description: string;
  points: number;
  /** The lowest level that still passes; at most one a criterion. */
  required?: boolean;
}

/**
 * What is wrong with a rubric, a sentence each; empty when it can be published. A section that no criterion judges
 * is allowed.
 *
 * @param sectionKeys the keys of the template's sections
 */
export function rubricProblems(plan: RubricPlan, sectionKeys: readonly string[]): string[] {
  if (plan.criteria.length === 0) return ['The rubric has no criteria.'];
  const counted = new Set(plan.criteria.map((criterion) => criterion.competency));
  return [
    ...when(plan.title.trim() === '', 'The rubric has no title.'),
    ...competencyKeys
      .filter((key) => !counted.has(key))
      .map((key) => `No criterion counts toward the competency “${competencies[key].title}”.`),
    ...unstorable(plan, sectionKeys),
    ...plan.criteria.flatMap(criterionProblems),
    ...unequalLevels(plan.criteria),
  ];
}

/** The part of the problems that keeps even a draft from being stored: numbers, keys and sections that can't be. */
export function unstorable(plan: RubricPlan, sectionKeys: readonly string[]): string[] {
  return [
    ...when(
      !isWhole(plan.passPercent, 0, 100),
      'The share that passes must be a whole percentage from 0 to 100.',
    ),
    ...repeated(plan.criteria.map((criterion) => criterion.key)).map(
      (key) => `Two criteria have the key “${key}”.`,
    ),
    ...plan.criteria.flatMap((criterion) => {
      const name = nameOf(criterion);
      return [
        ...when(
          !/^[a-z][a-z0-9-]*$/.test(criterion.key),
          `The criterion ${name} needs a key of small letters, digits and hyphens.`,
        ),
        ...when(
          !isWhole(criterion.weight, 1, 1000),
          `The weight of ${name} must be a whole number from 1 to 1000.`,
        ),
        ...when(
          !criterion.levels.every((level) => isWhole(level.points, 0, 1000)),
          `The points of ${name} must be whole numbers from 0 to 1000.`,
        ),
        ...criterion.sections
          .filter((key) => !sectionKeys.includes(key))
          .map(
            (key) =>
              `The criterion ${name} is judged by the section “${key}”, which the handbook does not have.`,
          ),
        ...repeated(criterion.sections).map(
          (key) => `The criterion ${name} names the section “${key}” twice.`,
        ),
      ];
    }),
  ];
}

function criterionProblems(criterion: CriterionPlan): string[] {
  const name = nameOf(criterion);
  return [
    ...when(criterion.title.trim() === '', `The criterion ${name} has no title.`),
    ...when(!isCompetencyKey(criterion.competency), `The criterion ${name} counts toward no competency.`),
    ...when(criterion.sections.length === 0, `The criterion ${name} is judged by no section.`),
    ...levelProblems(name, criterion.levels),
  ];
}

const nameOf = ({ title, key }: CriterionPlan) => `“${title.trim() === '' ? key : title}”`;

function levelProblems(name: string, levels: readonly LevelPlan[]): string[] {
  if (levels.length < 2) return [`The criterion ${name} needs at least two levels.`];
  const required = levels.filter((level) => level.required === true);
  return [
    ...when(
      levels.some((level) => level.title.trim() === ''),
      `A level of ${name} has no title.`,
    ),
    ...repeated(levels.map((level) => level.title)).map(
      (title) => `${name} has two levels called “${title}”.`,
    ),
    ...when(
      levels.some((level, at) => at > 0 && level.points <= (levels[at - 1]?.points ?? 0)),
      `Each level of ${name} needs more points than the one below it.`,
    ),
    ...when(required.length > 1, `Only one level of ${name} can be the one that passing takes.`),
    ...when(
      levels[0]?.required === true,
      `The lowest level of ${name} can’t be required, as everybody reaches it.`,
    ),
  ];
}

/** A certificate names one level a competency, so its criteria must speak of the same ones. */
function unequalLevels(criteria: readonly CriterionPlan[]): string[] {
  return competencyKeys.flatMap((key) => {
    const scales = criteria
      .filter((criterion) => criterion.competency === key)
      .map((criterion) => JSON.stringify(criterion.levels.map((level) => level.title)));
    return when(
      new Set(scales).size > 1,
      `All criteria of “${competencies[key].title}” need the same level titles, as the certificate names one.`,
    );
  });
}

const when = (wrong: boolean, sentence: string) => (wrong ? [sentence] : []);

const isWhole = (value: number, from: number, to: number) =>
  Number.isInteger(value) && value >= from && value <= to;

const repeated = (values: readonly string[]) => [
  ...new Set(values.filter((value, at) => values.indexOf(value) !== at)),
];
