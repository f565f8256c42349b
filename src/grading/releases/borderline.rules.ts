import { pointsWords } from '../../assignments/lateness/late-policy.rules.js';
import { type Choices, type Scale, standing } from '../grades/grading.rules.js';
import { type Hundredths, percentWords } from '../grades/percent.rules.js';

/** How far from the pass mark a total still counts as close, in whole percentage points. */
export const margins = [1, 2, 3, 5] as const;
export type Margin = (typeof margins)[number];
export const usualMargin: Margin = 2;

/**
 * Why a grade deserves a second look before it is released, one sentence each: its total is close to the pass mark, on
 * either side, or a criterion is exactly one level short of what passing takes there. Empty when it is clear.
 *
 * @param percent what the grade comes to, deductions included
 */
export function borderlineReasons(
  scale: Scale,
  choices: Choices,
  percent: Hundredths,
  margin: number,
): string[] {
  const needed = scale.passPercent * 100;
  const apart = percent - needed;
  const close = Math.abs(apart) <= margin * 100 ? [closeWords(percent, apart, needed)] : [];
  const short = standing(scale, choices)
    .below.filter(({ criterion, chosen, required }) => {
      return criterion.levels.indexOf(required) - criterion.levels.indexOf(chosen) === 1;
    })
    .map(
      ({ criterion, chosen, required }) =>
        `“${criterion.title}” is at “${chosen.title}”, one level short of the “${required.title}” that passing takes.`,
    );
  return [...close, ...short];
}

function closeWords(percent: Hundredths, apart: Hundredths, needed: Hundredths): string {
  if (apart === 0) return `The total is ${percentWords(percent)}, exactly what passing takes.`;
  return `The total is ${percentWords(percent)}, ${pointsWords(Math.abs(apart))} ${apart > 0 ? 'above' : 'below'} the ${percentWords(needed)} that passing takes.`;
}
