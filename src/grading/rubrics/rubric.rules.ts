import { quotedCharacters } from '../../users/names/quoted-characters.rules.js';
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
  /** A key of the five competencies; empty in a draft while none is chosen. */
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

/**
 * A level has no identity of its own over the versions of a rubric: it is known by its criterion, its title and its
 * place. See `levelInstead` in rubric-comparison.rules.ts.
 */
export interface LevelPlan {
  title: string;
  description: string;
  points: number;
  /** The lowest level that still passes; at most one a criterion. */
  required?: boolean;
}

/** Most characters or entries; more than anybody has needed, and what a page can show. */
export const limits = {
  criteria: 30,
  /** Each has a figure on the keyboard; 0 takes a level away. */
  levels: 9,
  title: 120,
  key: 60,
  criterionDescription: 2000,
  levelTitle: 60,
  levelDescription: 2000,
} as const;

/** One thing that is wrong, and the field in which it is put right. */
export interface RubricProblem {
  place: RubricPlace;
  message: string;
  /** What keeps a draft from being stored at all, or only from being published. */
  blocks: 'saving' | 'publishing';
}

/** Criteria and levels by their index in the plan, from 0. */
export type RubricPlace =
  | { part: 'title' | 'passPercent' | 'criteria' }
  | { criterion: number; part: CriterionPart }
  | { criterion: number; level: number; part: 'title' | 'description' | 'points' };

export type CriterionPart =
  'key' | 'title' | 'description' | 'competency' | 'weight' | 'sections' | 'levels' | 'required';

/**
 * What is wrong with a rubric, in the order in which it is read; empty when it can be published. A section that no
 * criterion judges is allowed.
 *
 * @param sectionKeys the keys of the template's sections
 * @param unprintable characters that no font of a certificate has, as far as they are known
 */
export function problemsIn(
  plan: RubricPlan,
  sectionKeys: readonly string[],
  unprintable: readonly string[] = [],
): RubricProblem[] {
  const counted = new Set(plan.criteria.map((criterion) => criterion.competency));
  const missing = plan.criteria.length === 0 ? [] : competencyKeys.filter((key) => !counted.has(key));
  return [
    ...words({ part: 'title' }, plan.title, limits.title, 'The rubric has no title.', 'The rubric’s title'),
    ...when(
      'saving',
      !isWhole(plan.passPercent, 0, 100),
      { part: 'passPercent' },
      'The share that passes must be a whole percentage from 0 to 100.',
    ),
    ...when('publishing', plan.criteria.length === 0, { part: 'criteria' }, 'The rubric has no criteria.'),
    ...when(
      'saving',
      plan.criteria.length > limits.criteria,
      { part: 'criteria' },
      `A rubric has at most ${limits.criteria} criteria.`,
    ),
    ...missing.map((key) =>
      problem(
        'publishing',
        { part: 'criteria' },
        `No criterion counts toward the competency “${competencies[key].title}”.`,
      ),
    ),
    ...plan.criteria.flatMap((criterion, at) => criterionProblems(criterion, at, plan, sectionKeys)),
    ...unequalLevels(plan.criteria),
    ...unprintableTitles(plan.criteria, unprintable),
  ];
}

/** What is wrong, a sentence each; empty when the rubric can be published. */
export const rubricProblems = (
  plan: RubricPlan,
  sectionKeys: readonly string[],
  unprintable: readonly string[] = [],
): string[] => problemsIn(plan, sectionKeys, unprintable).map(({ message }) => message);

/** The part of the problems that keeps even a draft from being stored: numbers, keys and sections that can't be. */
export const unstorable = (plan: RubricPlan, sectionKeys: readonly string[]): string[] =>
  problemsIn(plan, sectionKeys)
    .filter(({ blocks }) => blocks === 'saving')
    .map(({ message }) => message);

function criterionProblems(
  criterion: CriterionPlan,
  at: number,
  plan: RubricPlan,
  sectionKeys: readonly string[],
): RubricProblem[] {
  const name = nameOf(criterion);
  const place = (part: CriterionPart) => ({ criterion: at, part });
  const others = plan.criteria.slice(0, at).map(({ key }) => key);
  return [
    ...words(
      place('title'),
      criterion.title,
      limits.title,
      `The criterion ${name} has no title.`,
      `The title of ${name}`,
    ),
    ...when(
      'saving',
      !/^[a-z][a-z0-9-]*$/.test(criterion.key) || criterion.key.length > limits.key,
      place('key'),
      `The criterion ${name} needs a key of small letters, digits and hyphens.`,
    ),
    ...when(
      'saving',
      others.includes(criterion.key),
      place('key'),
      `Two criteria have the key “${criterion.key}”.`,
    ),
    ...long(place('description'), criterion.description, limits.criterionDescription, `What ${name} judges`),
    ...competencyProblems(criterion, name, place('competency')),
    ...when(
      'saving',
      !isWhole(criterion.weight, 1, 1000),
      place('weight'),
      `The weight of ${name} must be a whole number from 1 to 1000.`,
    ),
    ...sectionProblems(criterion, name, place('sections'), sectionKeys),
    ...levelProblems(criterion, name, at),
  ];
}

const nameOf = ({ title, key }: CriterionPlan) => `“${title.trim() === '' ? key : title}”`;

function competencyProblems({ competency }: CriterionPlan, name: string, place: RubricPlace) {
  const sentence = `The criterion ${name} counts toward no competency.`;
  if (competency === '') return [problem('publishing', place, sentence)];
  return when('saving', !isCompetencyKey(competency), place, sentence);
}

function sectionProblems(
  { sections }: CriterionPlan,
  name: string,
  place: RubricPlace,
  sectionKeys: readonly string[],
): RubricProblem[] {
  return [
    ...when('publishing', sections.length === 0, place, `The criterion ${name} is judged by no section.`),
    ...sections
      .filter((key) => !sectionKeys.includes(key))
      .map((key) =>
        problem(
          'saving',
          place,
          `The criterion ${name} is judged by the section “${key}”, which the handbook does not have.`,
        ),
      ),
    ...repeated(sections).map((key) =>
      problem('saving', place, `The criterion ${name} names the section “${key}” twice.`),
    ),
  ];
}

function levelProblems({ levels }: CriterionPlan, name: string, at: number): RubricProblem[] {
  const place = { criterion: at, part: 'levels' } as const;
  const of = (level: number, part: 'title' | 'description' | 'points') => ({ criterion: at, level, part });
  const required = levels.filter((level) => level.required === true);
  const titles = levels.map(({ title }) => title.trim());
  return [
    ...when('publishing', levels.length < 2, place, `The criterion ${name} needs at least two levels.`),
    ...when(
      'saving',
      levels.length > limits.levels,
      place,
      `The criterion ${name} has more than ${limits.levels} levels.`,
    ),
    ...levels.flatMap(({ title, description, points }, level) => [
      ...words(
        of(level, 'title'),
        title,
        limits.levelTitle,
        `A level of ${name} has no title.`,
        `The title of a level of ${name}`,
      ),
      ...when(
        'publishing',
        title.trim() !== '' && titles.indexOf(title.trim()) < level,
        of(level, 'title'),
        `${name} has two levels called “${title.trim()}”.`,
      ),
      ...when(
        'saving',
        !isWhole(points, 0, 1000),
        of(level, 'points'),
        `The points of ${name} must be whole numbers from 0 to 1000.`,
      ),
      ...when(
        'publishing',
        level > 0 && points <= (levels[level - 1]?.points ?? 0),
        of(level, 'points'),
        `Each level of ${name} needs more points than the one below it.`,
      ),
      ...long(
        of(level, 'description'),
        description,
        limits.levelDescription,
        `The description of a level of ${name}`,
      ),
    ]),
    ...when(
      'saving',
      required.length > 1,
      { criterion: at, part: 'required' },
      `Only one level of ${name} can be the one that passing takes.`,
    ),
    ...when(
      'publishing',
      levels.length > 1 && levels[0]?.required === true,
      { criterion: at, part: 'required' },
      `The lowest level of ${name} can’t be required, as everybody reaches it.`,
    ),
  ];
}

/** A certificate names one level a competency, so its criteria must speak of the same ones. */
function unequalLevels(criteria: readonly CriterionPlan[]): RubricProblem[] {
  return competencyKeys.flatMap((key) => {
    const scales = criteria.flatMap((criterion, at) =>
      criterion.competency === key
        ? [{ at, titles: JSON.stringify(criterion.levels.map((level) => level.title)) }]
        : [],
    );
    const other = scales.find(({ titles }) => titles !== scales[0]?.titles);
    return other
      ? [
          problem(
            'publishing',
            { criterion: other.at, part: 'levels' },
            `All criteria of “${competencies[key].title}” need the same level titles, as the certificate names one.`,
          ),
        ]
      : [];
  });
}

/** A certificate names the levels that were reached, and in its pass rule the criteria with a required one. */
function unprintableTitles(
  criteria: readonly CriterionPlan[],
  unprintable: readonly string[],
): RubricProblem[] {
  const problems = (place: RubricPlace, text: string, name: string) => {
    const found = unprintable.filter((one) => text.includes(one));
    const sentence = `${name} has ${quotedCharacters(found)}, which certificates can’t print.`;
    return when('publishing', found.length > 0, place, sentence);
  };
  return criteria.flatMap((criterion, at) => [
    ...(criterion.levels.some(({ required }) => required === true)
      ? problems({ criterion: at, part: 'title' }, criterion.title, `The title of ${nameOf(criterion)}`)
      : []),
    ...criterion.levels.flatMap(({ title }, level) =>
      problems(
        { criterion: at, level, part: 'title' },
        title,
        `The title of a level of ${nameOf(criterion)}`,
      ),
    ),
  ]);
}

const problem = (blocks: RubricProblem['blocks'], place: RubricPlace, message: string): RubricProblem => ({
  place,
  message,
  blocks,
});

const when = (blocks: RubricProblem['blocks'], wrong: boolean, place: RubricPlace, message: string) =>
  wrong ? [problem(blocks, place, message)] : [];

/** Words that must be there before publishing, and never be too many. */
const words = (place: RubricPlace, text: string, most: number, none: string, name: string) => [
  ...when('publishing', text.trim() === '', place, none),
  ...long(place, text, most, name),
];

const long = (place: RubricPlace, text: string, most: number, name: string) =>
  when(
    'saving',
    text.length > most,
    place,
    `${name} has more than ${most.toLocaleString('en-GB')} characters.`,
  );

const isWhole = (value: number, from: number, to: number) =>
  Number.isInteger(value) && value >= from && value <= to;

const repeated = (values: readonly string[]) => [
  ...new Set(values.filter((value, at) => values.indexOf(value) !== at)),
];
