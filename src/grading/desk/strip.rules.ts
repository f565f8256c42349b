import { chosenLevel, type Choices, mostPoints, type Scale } from '../grades/grading.rules.js';

/** A criterion in the line that shows all of them at once. */
export interface StripCriterion {
  id: string;
  number: number;
  title: string;
  missing: boolean;
  /** `2/3`, or a dash. */
  points: string;
  /** The same for those who hear it: `Proficient, 2 of 3`. */
  spoken: string;
}

/** Each criterion with what it has so far: the server when it prints the page, the browser after each mark. */
export function strip(scale: Scale, choices: Choices): StripCriterion[] {
  return scale.criteria.map((criterion, at) => {
    const chosen = chosenLevel(criterion, choices);
    const most = mostPoints(criterion);
    return {
      id: criterion.id,
      number: at + 1,
      title: criterion.title,
      missing: chosen === null,
      points: chosen ? `${chosen.points}/${most}` : '–',
      spoken: chosen ? `${chosen.title}, ${chosen.points} of ${most}` : 'no level yet',
    };
  });
}
