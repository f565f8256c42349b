import { plainMarks } from './numbers.rules.js';

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * Reads a day: “2027-01-31”, “31 Jan 2027”, “31 January 2027”, “January 31, 2027”, “31-Jan-2027”, “31.01.2027”, and
 * “31/01/2027” where only one reading is possible; a weekday before it says nothing.
 *
 * @returns `YYYY-MM-DD`; null for what is no day, and for “03/04/2027”, which means two
 */
export function readDay(typed: string): string | null {
  if (typed.length > 60) return null;
  const text = plainMarks(typed)
    .trim()
    .toLowerCase()
    .replace(/ +/g, ' ')
    .replace(/^(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? /, '');
  const iso = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})$/.exec(text);
  if (iso) return day(iso[1], iso[2], iso[3]);
  const dotted = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/.exec(text);
  if (dotted) return day(dotted[3], dotted[2], dotted[1]);
  const slashed = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/.exec(text);
  if (slashed) {
    const [, a, b, year] = slashed;
    const readings = new Set([day(year, b, a), day(year, a, b)].filter((one) => one !== null));
    return readings.size === 1 ? ([...readings][0] ?? null) : null;
  }
  const dayFirst = /^(\d{1,2})(?:st|nd|rd|th)?\.?[ -]([a-z]{3,9})\.?,?[ -](\d{4})$/.exec(text);
  if (dayFirst) return day(dayFirst[3], monthNumber(dayFirst[2]), dayFirst[1]);
  const monthFirst = /^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/.exec(text);
  if (monthFirst) return day(monthFirst[3], monthNumber(monthFirst[1]), monthFirst[2]);
  return null;
}

const fullMonths = 'january february march april may june july august september october november december';

function monthNumber(name = ''): string {
  const at = months.indexOf(name.slice(0, 3));
  const known = fullMonths.split(' ').some((full) => full === name) || name.length === 3 || name === 'sept';
  return known ? String(at + 1) : '0';
}

function day(year = '', month = '', date = ''): string | null {
  const [y, m, d] = [Number(year), Number(month), Number(date)];
  const at = new Date(Date.UTC(y, m - 1, d));
  if (y < 1900 || at.getUTCFullYear() !== y || at.getUTCMonth() !== m - 1 || at.getUTCDate() !== d)
    return null;
  return at.toISOString().slice(0, 10);
}

export function isDay(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(value) ?? [];
  return year !== undefined && day(year, month, date) !== null;
}

/** “31 Jan 2027” for `2027-01-31`. */
export function dayWords(iso: string): string {
  const [year, month, date] = iso.split('-').map(Number);
  const name = months[(month ?? 1) - 1] ?? '';
  return `${date ?? ''} ${name.charAt(0).toUpperCase()}${name.slice(1)} ${year ?? ''}`;
}
