/** A quantity is counted in thousandths. */
export const quantityDigits = 3;

/** Beyond this a sum of a hundred such numbers would no longer be exact (2^53). */
const largest = 10n ** 13n;

/**
 * Reads a number as people type it: “1,234.50”, “1.234,50”, “1 234,5”, “1'234.50”, “€ 1,250”, “12 %”. A single
 * separator before exactly three digits groups thousands, unless the number can have three decimals and it is a point.
 *
 * @returns the number in units of 10^-digits; null for what is no number, has more decimals than `digits`, or is too large
 */
export function readNumber(typed: string, digits: number): number | null {
  const bare = typed
    .normalize('NFKC')
    .replace(/[\s\u00A0\u202F'’_]/g, '')
    .replace(/^[+]/, '')
    .replace(/^(?:[A-Z]{3}|\p{Sc})(?=[-−\d.,])/u, '')
    .replace(/(?:[A-Z]{3}|\p{Sc}|%)$/u, '')
    .replace(/^−/, '-');
  const parts = /^(-?)([\d.,]*\d)$/.exec(bare);
  if (parts === null) return null;
  const [, sign = '', body = ''] = parts;
  const split = splitDecimals(body, digits);
  if (split === null || split.decimals.length > digits) return null;
  const units = BigInt(split.whole === '' ? '0' : split.whole) * 10n ** BigInt(digits);
  const value = units + BigInt(split.decimals.padEnd(digits, '0') || '0');
  if (value > largest) return null;
  return Number(sign === '-' && value !== 0n ? -value : value);
}

function splitDecimals(body: string, digits: number): { whole: string; decimals: string } | null {
  const last = Math.max(body.lastIndexOf('.'), body.lastIndexOf(','));
  if (last === -1) return { whole: body, decimals: '' };
  const mark = body.charAt(last);
  const other = mark === '.' ? ',' : '.';
  const [before, after] = [body.slice(0, last), body.slice(last + 1)];
  const groupsOnly = (text: string, separator: string) =>
    new RegExp(`^\\d{1,3}(?:\\${separator}\\d{3})*$`).test(text);
  if (before.includes(mark)) {
    // The same mark twice groups thousands: 1.234.567
    return before.includes(other) || !groupsOnly(body, mark) || body.startsWith('0')
      ? null
      : { whole: body.split(mark).join(''), decimals: '' };
  }
  if (before.includes(other)) {
    return groupsOnly(before, other) ? { whole: before.split(other).join(''), decimals: after } : null;
  }
  const grouping = after.length === 3 && /^[1-9]\d{0,2}$/.test(before) && (digits < 3 || mark === ',');
  return grouping ? { whole: before + after, decimals: '' } : { whole: before, decimals: after };
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
  const exact = BigInt(a) * BigInt(b);
  const unit = 10n ** BigInt(digits);
  const half = exact < 0n ? -unit / 2n : unit / 2n;
  const rounded = (exact + half) / unit;
  return rounded > largest || rounded < -largest ? null : Number(rounded);
}
