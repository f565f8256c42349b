import { type CompetencyKey, competencies, competencyKeys } from '../rubrics/competencies.rules.js';
import { type LatePenalty, noPenalty, pointsWords } from '../../assignments/lateness/late-policy.rules.js';
import { deduct } from '../lateness/deduction.rules.js';
import { type Hundredths, percentWords, weightedPercent } from './percent.rules.js';

/** A rubric as far as arithmetic needs it. */
export interface Scale {
  /** Whole percent. */
  passPercent: number;
  /** In the rubric's order. */
  criteria: readonly ScaleCriterion[];
  /** What being late takes from the total of the work that is judged; absent where that is nothing. */
  late?: LatePenalty;
}

export interface ScaleCriterion {
  /** Of the criterion in this rubric version. */
  id: string;
  title: string;
  competency: CompetencyKey;
  weight: number;
  /** The lowest first; points rise from each to the next. */
  levels: readonly ScaleLevel[];
}

export interface ScaleLevel {
  id: string;
  title: string;
  points: number;
  /** True for the lowest level that still passes where a criterion must be met. */
  required: boolean;
}

/** Which level was chosen, by criterion id; null or absent while there is none. */
export type Choices = Readonly<Record<string, string | null>>;

/** Where a handbook stands with the marks that it has. */
export interface Standing {
  /** What counts: `earned` less `deducted`. */
  percent: Hundredths;
  /** Of all that can be reached; what has no level yet counts as nothing. */
  earned: Hundredths;
  /** What being late took. */
  deducted: Hundredths;
  /** Criteria without a level. */
  missing: readonly ScaleCriterion[];
  /** Criteria that have a level, and need a higher one. */
  below: readonly { criterion: ScaleCriterion; chosen: ScaleLevel; required: ScaleLevel }[];
  /** Every criterion has a level, the total is reached, and so is every required level. */
  passed: boolean;
}

/**
 * The total and the pass rule in one place. What decides is the percentage as printed (see `weightedPercent`), so no
 * page ever says “60.00 %, not passed, 60 % needed”.
 *
 * @throws RangeError for a level that the criterion does not have
 */
export function standing(scale: Scale, choices: Choices): Standing {
  const marks = scale.criteria.map((criterion) => ({ criterion, chosen: chosenLevel(criterion, choices) }));
  const earned = weightedPercent(
    marks.map(({ criterion, chosen }) => ({
      points: chosen?.points ?? 0,
      ofPoints: mostPoints(criterion),
      weight: criterion.weight,
    })),
  );
  const { percent, deducted } = deduct(earned, scale.late ?? noPenalty);
  const missing = marks.filter(({ chosen }) => chosen === null).map(({ criterion }) => criterion);
  const below = marks.flatMap(({ criterion, chosen }) => {
    const required = requiredLevel(criterion);
    return chosen && required && chosen.points < required.points ? [{ criterion, chosen, required }] : [];
  });
  const enough = percent >= scale.passPercent * 100;
  return {
    percent,
    earned,
    deducted,
    missing,
    below,
    passed: scale.criteria.length > 0 && missing.length === 0 && below.length === 0 && enough,
  };
}

/** @throws RangeError for a level that the criterion does not have */
export function chosenLevel(criterion: ScaleCriterion, choices: Choices): ScaleLevel | null {
  const id = choices[criterion.id] ?? null;
  if (id === null) return null;
  const level = criterion.levels.find((one) => one.id === id);
  if (!level) throw new RangeError('This criterion has no such level.');
  return level;
}

/** The points of the highest level. */
export function mostPoints(criterion: ScaleCriterion): number {
  return Math.max(...criterion.levels.map((level) => level.points));
}

/** The level that the criterion must reach for a pass, or null where any will do. */
export function requiredLevel(criterion: ScaleCriterion): ScaleLevel | null {
  return criterion.levels.find((level) => level.required) ?? null;
}

/** The level above the chosen one; null at the top. */
export function nextLevel(criterion: ScaleCriterion, chosen: ScaleLevel): ScaleLevel | null {
  return criterion.levels[criterion.levels.indexOf(chosen) + 1] ?? null;
}

export interface CompetencyScore {
  key: CompetencyKey;
  title: string;
  /** The level of its weakest criterion, by share of points: what all of them reached. */
  level: string;
  /** That criterion's level. */
  levelId: string;
  /** Points of its criteria added up, unweighted. */
  points: number;
  ofPoints: number;
}

/** What was reached in each competency, in the registry's order; competencies that nothing counts toward are left out. */
export function competencyScores(scale: Scale, choices: Choices): CompetencyScore[] {
  return competencyKeys.flatMap((key) => {
    const marks = scale.criteria
      .filter((criterion) => criterion.competency === key)
      .flatMap((criterion) => {
        const chosen = chosenLevel(criterion, choices);
        return chosen ? [{ chosen, of: mostPoints(criterion) }] : [];
      });
    // a/b < c/d compared as ad < cb, in whole numbers
    const weakest = marks.reduce<(typeof marks)[number] | null>(
      (low, mark) => (low && low.chosen.points * mark.of <= mark.chosen.points * low.of ? low : mark),
      null,
    );
    if (!weakest) return [];
    return {
      key,
      title: competencies[key].title,
      level: weakest.chosen.title,
      levelId: weakest.chosen.id,
      points: sum(marks.map((mark) => mark.chosen.points)),
      ofPoints: sum(marks.map((mark) => mark.of)),
    };
  });
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

/** When one passes, as a sentence: “Passing takes at least 60 % of the weighted points and at least Sound in …”. */
export function passRuleSentence(scale: Scale): string {
  const byLevel = new Map<string, string[]>();
  for (const criterion of scale.criteria) {
    const level = requiredLevel(criterion);
    if (level) byLevel.set(level.title, [...(byLevel.get(level.title) ?? []), criterion.title]);
  }
  const conditions = [
    `at least ${percentWords(scale.passPercent * 100)} of the weighted points`,
    ...[...byLevel].map(([level, titles]) => `at least “${level}” in ${titleList(titles)}`),
  ];
  return `Passing takes ${list(conditions)}.`;
}

/** Why it is not passed, one sentence for each condition that was not met; empty for a pass and for open marks. */
export function reasonsNotPassed(scale: Scale, { percent, deducted, missing, below }: Standing): string[] {
  if (missing.length > 0) return [];
  const needed = scale.passPercent * 100;
  const short =
    percent < needed
      ? [
          `The total is ${percentWords(percent)}${lessLate(deducted)}, and passing takes at least ${percentWords(needed)}.`,
        ]
      : [];
  const levels = below.map(
    ({ criterion, chosen, required }) =>
      `“${criterion.title}” is at “${chosen.title}”, and passing takes at least “${required.title}”.`,
  );
  return [...short, ...levels];
}

const lessLate = (deducted: Hundredths) =>
  deducted === 0 ? '' : ` after a deduction of ${pointsWords(deducted)} for being late`;
const list = (parts: readonly string[]) => new Intl.ListFormat('en', { type: 'conjunction' }).format(parts);
const titleList = (titles: readonly string[]) => list(titles.map((title) => `“${title}”`));

/** Whole seconds between the deadline and the hand-in, a started one not counted; 0 when in time. Both are instants. */
export function lateSeconds(dueAt: Date, submittedAt: Date): number {
  return Math.max(0, Math.floor((submittedAt.getTime() - dueAt.getTime()) / 1000));
}

export interface Band {
  /** Inclusive, hundredths. */
  from: Hundredths;
  /** Exclusive, but for the last band, which ends with 100 %. */
  to: Hundredths;
  count: number;
}

/** How many results lie in each tenth of the scale, the lowest first. */
export function distribution(percents: readonly Hundredths[]): Band[] {
  return Array.from({ length: 10 }, (_, tenth) => ({
    from: tenth * 1000,
    to: (tenth + 1) * 1000,
    count: percents.filter((percent) => Math.min(9, Math.floor(percent / 1000)) === tenth).length,
  }));
}
