import { managerRubric } from './manager-rubric.js';
import { type RubricPlan } from './rubric.rules.js';
import { strategistRubric } from './strategist-rubric.js';

/** How work is judged in the courses that come with Capstone, by the course's slug. */
export const builtInRubrics: Readonly<Record<string, RubricPlan>> = {
  'social-media-manager': managerRubric,
  'social-media-strategist': strategistRubric,
};
