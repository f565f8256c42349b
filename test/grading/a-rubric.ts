import {
  type CompetencyKey,
  competencies,
  competencyKeys,
} from '../../src/grading/rubrics/competencies.rules.js';
import { type Scale, type ScaleCriterion } from '../../src/grading/grades/grading.rules.js';
import { type CriterionPlan, type RubricPlan } from '../../src/grading/rubrics/rubric.rules.js';

const fourLevels = ['Missing', 'Developing', 'Proficient', 'Excellent'];

/** A criterion of the plan with four levels of 0 to 3 points; what a test is about is passed. */
export function aCriterion(competency: CompetencyKey, changes: Partial<CriterionPlan> = {}): CriterionPlan {
  return {
    key: competency,
    competency,
    title: competencies[competency].title,
    description: competencies[competency].question,
    weight: 20,
    sections: ['brief'],
    levels: fourLevels.map((title, points) => ({ title, description: `What ${title} means.`, points })),
    ...changes,
  };
}

/** A rubric that can be published: a criterion a competency, 60 % to pass, the brief at least Proficient. */
export function aRubric(changes: Partial<RubricPlan> = {}): RubricPlan {
  return {
    title: 'Strategy handbook',
    passPercent: 60,
    criteria: competencyKeys.map((key) => {
      const criterion = aCriterion(key, key === 'strategy' ? { sections: ['brief', 'swot'] } : {});
      return key === 'executive-brief'
        ? {
            ...criterion,
            levels: criterion.levels.map((level) => ({ ...level, required: level.points === 2 })),
          }
        : criterion;
    }),
    ...changes,
  };
}

/** The plan as arithmetic wants it; ids are made of keys and points: `strategy`, `strategy-2`. */
export function scaleOf(plan: RubricPlan): Scale {
  return {
    passPercent: plan.passPercent,
    criteria: plan.criteria.map((criterion): ScaleCriterion => ({
      id: criterion.key,
      title: criterion.title,
      competency: criterion.competency as CompetencyKey,
      weight: criterion.weight,
      levels: criterion.levels.map((level) => ({
        id: `${criterion.key}-${level.points}`,
        title: level.title,
        points: level.points,
        required: level.required ?? false,
      })),
    })),
  };
}
