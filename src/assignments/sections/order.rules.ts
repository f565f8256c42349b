/**
 * Places in a list as strings that sort by code unit, so that a row moves by changing its own place and two people
 * moving different rows never disturb each other. After D. Greenspan, “Implementing fractional indexing” (2020).
 */
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** True for a place that `placeBetween` could have made: digits only, the last one not the smallest. */
export function isPlace(value: unknown): value is string {
  return typeof value === 'string' && /^[0-9A-Za-z]*[1-9A-Za-z]$/.test(value) && value.length <= 1000;
}

/** A place after `before` (null: the beginning) and before `after` (null: the end). Requires before < after. */
export function placeBetween(before: string | null, after: string | null): string {
  if (before !== null && after !== null && before >= after)
    throw new RangeError('No place between these two.');
  return midpoint(before ?? '', after);
}

/** `count` places in order, as short as can be, with room before, between and after them. */
export function placesFor(count: number): string[] {
  let width = 1;
  while (digits.length ** width < count) width += 1;
  return Array.from({ length: count }, (_, at) => {
    let rest = at;
    let place = 'V';
    for (let position = 0; position < width; position += 1) {
      place = digits.charAt(rest % digits.length) + place;
      rest = Math.floor(rest / digits.length);
    }
    return place;
  });
}

function midpoint(low: string, high: string | null): string {
  if (high !== null) {
    let same = 0;
    while ((low[same] ?? '0') === high[same]) same += 1;
    if (same > 0) return high.slice(0, same) + midpoint(low.slice(same), high.slice(same));
  }
  const from = low === '' ? 0 : digits.indexOf(low.charAt(0));
  const to = high === null ? digits.length : digits.indexOf(high.charAt(0));
  // Rows are added at the end most of the time: one step on rather than half of what is left keeps their places short
  if (high === null && low !== '' && to - from > 1) return digits.charAt(from + 1);
  if (to - from > 1) return digits.charAt(Math.round((from + to) / 2));
  if (high !== null && high.length > 1) return high.charAt(0);
  return digits.charAt(from) + midpoint(low.slice(1), null);
}
