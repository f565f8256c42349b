/**
 * A percentage as people read it: 0.00 to 100.00, held as whole hundredths of a percent, so that nothing is ever
 * compared or added as a float.
 */
export type Hundredths = number;

/** Points reached in something that counts with a weight. All three are whole; `ofPoints` and `weight` are positive. */
export interface WeightedPoints {
  points: number;
  ofPoints: number;
  weight: number;
}

/**
 * 100 · Σ weight · points ÷ ofPoints ÷ Σ weight, exact until it is rounded once, at the end, to two decimals; half a
 * hundredth goes up. Weights are relative: only their proportions matter.
 *
 * @returns 0 to 10000; 0 for no parts at all
 * @throws RangeError for weights and points that are not whole, or points outside 0 to `ofPoints`
 */
export function weightedPercent(parts: readonly WeightedPoints[]): Hundredths {
  let numerator = 0n;
  let denominator = 1n;
  let weights = 0n;
  for (const part of parts) {
    check(part);
    // a/b + c/d = (ad + cb)/bd
    const of = BigInt(part.ofPoints);
    numerator = numerator * of + BigInt(part.weight) * BigInt(part.points) * denominator;
    denominator *= of;
    weights += BigInt(part.weight);
  }
  if (weights === 0n) return 0;
  const divisor = denominator * weights;
  return Number((2n * 10_000n * numerator + divisor) / (2n * divisor));
}

function check({ points, ofPoints, weight }: WeightedPoints): void {
  const whole = [points, ofPoints, weight].every(Number.isSafeInteger);
  if (!whole || points < 0 || points > ofPoints || ofPoints <= 0 || weight <= 0)
    throw new RangeError('Points and weights are whole numbers, and no points exceed what can be reached.');
}

/** As PostgreSQL's numeric(5,2) prints it: `72.50`. */
export function percentText(hundredths: Hundredths): string {
  const fraction = String(hundredths % 100).padStart(2, '0');
  return `${Math.trunc(hundredths / 100)}.${fraction}`;
}

/** What `percentText` wrote. @throws RangeError for anything else */
export function readPercent(text: string): Hundredths {
  const digits = /^(\d{1,3})\.(\d{2})$/.exec(text);
  const hundredths = digits ? Number(digits[1]) * 100 + Number(digits[2]) : NaN;
  if (!(hundredths <= 10_000)) throw new RangeError('A percentage is 0.00 to 100.00.');
  return hundredths;
}

/** For a sentence: `72.5 %`, `60 %`; the blank does not break. */
export function percentWords(hundredths: Hundredths): string {
  return `${percentText(hundredths).replace(/\.?0+$/, '')}\u00A0%`;
}
