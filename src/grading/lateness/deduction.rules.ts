import {
  type Lateness,
  type LatePenalty,
  type LatePolicy,
  lateWorkParts,
  penaltyFor,
} from '../../assignments/lateness/late-policy.rules.js';
import { lateness } from '../../assignments/lateness/lateness.rules.js';
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

/** When work was due, and what being late takes by it. */
export interface Terms {
  dueAt: Date;
  policy: LatePolicy | null;
}

export interface JudgedWork {
  submittedAt: Date;
  /** The cohort's, IANA. */
  timeZone: string;
  earned: Hundredths;
  percent: Hundredths;
  /** What counted when the grade was written; null in grades from before there were policies. */
  then: Terms | null;
  /** What counts by now. */
  now: Terms;
}

/**
 * By which deadline and policy to tell a grade's lateness: those of now wherever they come to the same result, as a
 * grade is not written anew for a deadline that moved and changed nothing of it; otherwise those that it was written
 * by. So a grade never contradicts what other pages say of the time that somebody had.
 */
export function termsOf({ submittedAt, timeZone, earned, percent, then, now }: JudgedWork): Terms | null {
  const penalty = penaltyFor(now.policy, lateness(now.dueAt, submittedAt, timeZone));
  return deduct(earned, penalty).percent === percent ? now : then;
}

/**
 * What being late did to a result, in one sentence; null when it was in time. “Handed in 1 day and 3 hours late;
 * 2 started days at 5 points each take 10 points: 78.00 % becomes 68.00 %.”
 */
export function deductionSentence({
  earned,
  percent,
  policy,
  lateness: late,
}: DeductionFacts): string | null {
  if (late.seconds === 0) return null;
  const { how, cost } = lateWorkParts(policy, late);
  if (cost.takes === null) return `${how}; ${cost.why}.`;
  // The floor is named where it counts, and not where all of it was taken.
  const limit = earned - percent < penaltyFor(policy, late).points ? cost.limit : '';
  const became = percent === earned ? `${words(earned)} stays` : `${words(earned)} becomes ${words(percent)}`;
  return `${how}; ${cost.takes}${limit}: ${became}.`;
}

const words = (hundredths: Hundredths) => `${percentText(hundredths)}\u00A0%`;
