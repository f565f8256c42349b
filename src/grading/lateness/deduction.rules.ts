import {
  type Lateness,
  type LatePenalty,
  type LatePolicy,
  lateWorkParts,
  penaltyFor,
} from '../../assignments/lateness/late-policy.rules.js';
import { type Hundredths, percentText } from '../grades/percent.rules.js';

export interface Deduction {
  /** What is left. */
  percent: Hundredths;
  deducted: Hundredths;
}

/** Takes what being late costs from what was earned; never below the floor nor below 0, and never raises anything. */
export function deduct(earned: Hundredths, { points, floor }: LatePenalty): Deduction {
  const percent = Math.max(earned - points, Math.min(earned, floor), 0);
  return { percent, deducted: earned - percent };
}

export interface DeductionFacts extends Deduction {
  earned: Hundredths;
  policy: LatePolicy | null;
  lateness: Lateness;
}

/**
 * What being late did to a result, in one sentence; null when it was in time. “Handed in 1 day and 3 hours late;
 * 2 started days at 5 points each take 10 points: 78.00 % becomes 68.00 %.”
 */
export function deductionSentence({ earned, percent, policy, lateness }: DeductionFacts): string | null {
  if (lateness.seconds === 0) return null;
  const { how, cost } = lateWorkParts(policy, lateness);
  if (cost.takes === null) return `${how}; ${cost.why}.`;
  // The floor is named where it counts, and not where all of it was taken.
  const limit = earned - percent < penaltyFor(policy, lateness).points ? cost.limit : '';
  const became = percent === earned ? `${words(earned)} stays` : `${words(earned)} becomes ${words(percent)}`;
  return `${how}; ${cost.takes}${limit}: ${became}.`;
}

const words = (hundredths: Hundredths) => `${percentText(hundredths)}\u00A0%`;
