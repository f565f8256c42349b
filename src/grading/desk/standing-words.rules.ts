import { pointsWords } from '../../assignments/lateness/late-policy.rules.js';
import { type Scale, type Standing } from '../grades/grading.rules.js';
import { percentWords } from '../grades/percent.rules.js';

/** Where a handbook stands, as the desk says it: the server when it prints the page, the browser after each mark. */
export interface StandingWords {
  /** `72.5 %`. */
  total: string;
  kind: 'open' | 'passed' | 'failed';
  /** What the total means so far. */
  verdict: string;
  /** Criteria without a level, to jump to. */
  missing: { id: string; number: number; title: string }[];
}

export function standingWords(
  scale: Scale,
  { percent, deducted, missing, below, passed }: Standing,
): StandingWords {
  const numbers = new Map(scale.criteria.map((criterion, at) => [criterion.id, at + 1]));
  const open = missing.map(({ id, title }) => ({ id, title, number: numbers.get(id) ?? 0 }));
  const total = percentWords(percent);
  const late = deducted === 0 ? '' : `, ${pointsWords(deducted)} less for being late`;
  if (open.length > 0) {
    const marked = scale.criteria.length - open.length;
    return {
      total,
      kind: 'open',
      verdict: `${marked} of ${scale.criteria.length} criteria marked${late}`,
      missing: open,
    };
  }
  if (passed) return { total, kind: 'passed', verdict: `Passes${late}`, missing: open };
  const short = percent < scale.passPercent * 100 ? [`${percentWords(scale.passPercent * 100)} needed`] : [];
  const levels = below.map(({ criterion, required }) => `“${criterion.title}” needs “${required.title}”`);
  return {
    total,
    kind: 'failed',
    verdict: `Does not pass: ${[...short, ...levels].join('; ')}${late}`,
    missing: open,
  };
}
