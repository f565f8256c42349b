import { type CriterionPlan, type LevelPlan } from './rubric.rules.js';

/** The lowest first; worth 0 to 3 points. */
const levelTitles = ['Beginning', 'Developing', 'Proficient', 'Excellent'];

interface WordedCriterion extends Omit<CriterionPlan, 'levels'> {
  /** What the work looks like at each level, the lowest first. */
  levels: readonly [string, string, string, string];
  /** The place of the lowest level that passes, counted from 0. */
  required?: number;
}

/** A criterion on the scale that the built-in rubrics share: four levels, 0 to 3 points. */
export function criterion({ levels, required, ...rest }: WordedCriterion): CriterionPlan {
  return {
    ...rest,
    levels: levels.map((description, at): LevelPlan => ({
      title: levelTitles[at] ?? '',
      description,
      points: at,
      required: at === required,
    })),
  };
}
