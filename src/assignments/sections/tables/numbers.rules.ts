/** A quantity is counted in thousandths. */
export const quantityDigits = 3;

/** Amounts and quantities end here, so that sums of hundreds of them stay exact (2^53). */
const largest = 10n ** 13n;

/** Longer than any number that anybody types. */
const longest = 60;

/**
 * Reads a number as people type it: “1,234.50”, “1.234,50”, “1 234,5”, “1'234.50”, “12,34,567”, “−5”, “(5)”, in the
 * digits of any script. A single point or comma before exactly three digits groups thousands, unless it is a point in a
 * number that can have three decimals. Zeros beyond the last possible decimal say nothing and are let go.
 *
 * @returns the number in units of 10^-digits; null for what is no number, has more decimals than `digits`, or is too large
 */
export function readNumber(typed: string, digits: number): number | null {
  if (typed.length > longest) return null;
  const text = plainMarks(typed).trim();
  // As accountants and spreadsheets write negative amounts
  const inBrackets = /^\( ?([^()-]*) ?\)$/.exec(text);
  const parts = /^([-+]?) ?([\d., ]*\d)$/.exec(inBrackets?.[1] ?? text);
  if (parts === null) return null;
  const [, sign = '', body = ''] = parts;
  const split = splitDecimals(body, digits);
  if (split === null || /[^0]/.test(split.decimals.slice(digits))) return null;
  const units = BigInt(split.whole === '' ? '0' : split.whole) * 10n ** BigInt(digits);
  const value = units + BigInt(split.decimals.slice(0, digits).padEnd(digits, '0') || '0');
  if (value > largest) return null;
  return Number((sign === '-' || inBrackets !== null) && value !== 0n ? -value : value);
}

/** One kind each of digit, minus, point, comma and gap. Superscripts, fractions and Roman numerals stay what they are. */
export function plainMarks(text: string): string {
  return text
    .replace(/\p{Nd}/gu, asciiDigit)
    .replace(/[−‐‑–﹣－]/g, '-')
    .replaceAll('．', '.')
    .replaceAll('，', ',')
    .replace(/[\s'’]/g, ' ');
}

/** Unicode keeps the ten digits of a script together and in order (The Unicode Standard, section 4.6). */
function asciiDigit(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  let first = code;
  while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1;
  return String((code - first) % 10);
}

function splitDecimals(body: string, digits: number): { whole: string; decimals: string } | null {
  const last = Math.max(body.lastIndexOf('.'), body.lastIndexOf(','));
  const [before, after] = last === -1 ? [body, ''] : [body.slice(0, last), body.slice(last + 1)];
  const ungrouped = (text: string, mark: string) => ({ whole: text.replaceAll(mark, ''), decimals: after });
  if (body.includes(' '))
    return isGrouped(before, ' ') && !after.includes(' ') ? ungrouped(before, ' ') : null;
  if (last === -1) return { whole: body, decimals: '' };
  const mark = body.charAt(last);
  const other = mark === '.' ? ',' : '.';
  if (before.includes(mark)) {
    // The same mark twice groups thousands: 1.234.567
    return isGrouped(body, mark) ? { whole: body.replaceAll(mark, ''), decimals: '' } : null;
  }
  if (before.includes(other)) return isGrouped(before, other) ? ungrouped(before, other) : null;
  const grouping = after.length === 3 && /^[1-9]\d{0,2}$/.test(before) && (digits < 3 || mark === ',');
  return grouping ? { whole: before + after, decimals: '' } : { whole: before, decimals: after };
}

/** In threes, or with commas as in India: 12,34,567. */
function isGrouped(text: string, mark: string): boolean {
  const groups = text.split(mark);
  const [first = '', ...others] = groups;
  const final = others.at(-1);
  if (final?.length !== 3 || !/^[1-9]\d{0,2}$/.test(first) || !/^\d+$/.test(groups.join(''))) return false;
  const middle = others.slice(0, -1);
  return (
    middle.every((group) => group.length === 3) ||
    (mark === ',' && first.length < 3 && middle.every((group) => group.length === 2))
  );
}

/**
 * A number in words of digits: “1,234.50”.
 *
 * @param value in units of 10^-digits
 * @param shortest true: decimals only as far as they say something
 */
export function numberWords(value: number, digits: number, shortest = false): string {
  const text = String(Math.abs(value)).padStart(digits + 1, '0');
  const whole = text.slice(0, text.length - digits).replace(/\B(?=(\d{3})+$)/g, ',');
  const decimals = digits === 0 ? '' : text.slice(-digits);
  const shown = shortest ? decimals.replace(/0+$/, '') : decimals;
  return `${value < 0 ? '−' : ''}${whole}${shown === '' ? '' : `.${shown}`}`;
}

/**
 * `a × b ÷ 10^digits`, rounded half away from zero, as spreadsheets do (ROUND of the OpenDocument formula language,
 * OpenFormula 1.3, section 6.17.5); null beyond what a number holds exactly.
 */
export function product(a: number, b: number, digits: number): number | null {
  return bounded(rounded(BigInt(a) * BigInt(b), 10n ** BigInt(digits)));
}

/** The exact sum; null beyond what a number holds exactly. */
export function total(values: Iterable<number>): number | null {
  let sum = 0n;
  for (const value of values) sum += BigInt(value);
  return -BigInt(Number.MAX_SAFE_INTEGER) <= sum && sum <= BigInt(Number.MAX_SAFE_INTEGER)
    ? Number(sum)
    : null;
}

/** `part ÷ whole` in tenths of a percent, rounded half away from zero; null where `whole` is 0. */
export function percentOf(part: number, whole: number): number | null {
  return whole === 0 ? null : bounded(rounded(BigInt(part) * 1000n, BigInt(whole)));
}

/** The smallest integer that is not below `a ÷ b`, for a and b above 0. */
export function quotientUp(a: number, b: number): number {
  return Number((BigInt(a) + BigInt(b) - 1n) / BigInt(b));
}

/**
 * What each part is of their sum, in tenths of a percent that add up to exactly 1,000: by largest remainder, the
 * earlier one first where remainders are equal. Null where a part is negative or all are 0, since nothing is a share then.
 */
export function shares(parts: readonly number[]): number[] | null {
  const whole = parts.reduce((sum, part) => sum + BigInt(part), 0n);
  if (whole <= 0n || parts.some((part) => part < 0)) return null;
  const exact = parts.map((part) => BigInt(part) * 1000n);
  const floors = exact.map((one) => Number(one / whole));
  const missing = 1000 - floors.reduce((sum, one) => sum + one, 0);
  const byRemainder = exact
    .map((one, at) => ({ at, remainder: one % whole }))
    .sort((a, b) => (a.remainder === b.remainder ? a.at - b.at : a.remainder > b.remainder ? -1 : 1));
  const raised = new Set(byRemainder.slice(0, missing).map(({ at }) => at));
  return floors.map((one, at) => one + (raised.has(at) ? 1 : 0));
}

function rounded(dividend: bigint, divisor: bigint): bigint {
  const half = (dividend < 0n === divisor < 0n ? divisor : -divisor) / 2n;
  return (dividend + half) / divisor;
}

function bounded(value: bigint): number | null {
  return value > largest || value < -largest ? null : Number(value);
}
