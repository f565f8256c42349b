import { chosenLevel, type Choices, requiredLevel, type Scale } from '../grades/grading.rules.js';
import { type Hundredths, percentWords } from '../grades/percent.rules.js';

/** One thing that passing takes, with what was reached. */
export interface PassCondition {
  /** “The total is at least 60 %” */
  asks: string;
  /** “66.67 %” */
  reached: string;
  met: boolean;
}

/**
 * The pass rule with somebody's own numbers, the total first, then the levels that it asks for in the rubric's order.
 *
 * @param percent what the grade comes to, deductions included
 */
export function passConditions(scale: Scale, choices: Choices, percent: Hundredths): PassCondition[] {
  const needed = scale.passPercent * 100;
  const total = {
    asks: `A total of at least ${percentWords(needed)}`,
    reached: percentWords(percent),
    met: percent >= needed,
  };
  const levels = scale.criteria.flatMap((criterion) => {
    const required = requiredLevel(criterion);
    const chosen = chosenLevel(criterion, choices);
    if (!required || !chosen) return [];
    return {
      asks: `At least “${required.title}” in “${criterion.title}”`,
      reached: `“${chosen.title}”`,
      met: chosen.points >= required.points,
    };
  });
  return [total, ...levels];
}
