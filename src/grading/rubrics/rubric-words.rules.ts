import { shares } from '../../assignments/sections/tables/numbers.rules.js';
import { type RubricPlan } from './rubric.rules.js';

/**
 * What each weight is of all of them, in words: “25.0 %”. Together they are exactly 100.0 %, by largest remainder.
 * “–” for all of them while one is no weight.
 */
export function shareWords(weights: readonly number[]): string[] {
  const whole = weights.every((weight) => Number.isSafeInteger(weight) && weight > 0);
  const parts = whole ? shares(weights) : null;
  return weights.map((_, at) => (parts ? `${((parts[at] ?? 0) / 10).toFixed(1)} %` : '–'));
}

/** What passing takes, in one or two sentences. */
export function passRuleWords({ passPercent, criteria }: RubricPlan): string {
  const total = Number.isFinite(passPercent)
    ? `Passing takes ${passPercent} % of the weighted points.`
    : 'Passing takes a share of the weighted points.';
  const required = criteria.flatMap(({ title, levels }) => {
    const level = levels.find((one) => one.required === true);
    return level ? [`“${level.title}” in “${title}”`] : [];
  });
  return required.length === 0 ? total : `${total} It also takes at least ${listed(required)}.`;
}

/** Whether a draft is saved, what keeps it from being, and how much it lacks before it can be published. */
export function stateWords(
  saved: boolean,
  { refused, missing }: { refused: number; missing: number },
): string {
  if (refused > 0) {
    return `It can’t be saved yet: ${refused === 1 ? 'one thing is' : `${refused} things are`} to be put right.`;
  }
  const state = saved ? 'Saved.' : 'Not saved yet.';
  if (missing === 0) return saved ? `${state} Nothing is missing.` : state;
  return `${state} ${missing === 1 ? 'One thing is' : `${missing} things are`} missing before it can be published.`;
}

/** How much is to be put right in one criterion; nothing for none. */
export const countWords = (count: number) =>
  count === 0 ? '' : count === 1 ? 'One thing to put right' : `${count} things to put right`;

function listed(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1) ?? ''}`;
}
