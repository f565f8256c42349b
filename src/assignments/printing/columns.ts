/** How wide a cell's widest word and its widest line are, points. */
export interface Extent {
  readonly least: number;
  readonly most: number;
}

/** More rows say nothing new about the columns. */
const LOOKED_AT = 120;
const STEP = 3;

/**
 * Widths of a table's columns that make it as low as can be without breaking words: each bit of room goes where the
 * rows gain most by it.
 *
 * @param rows the cells of each row by column; null where a cell reaches over several columns or is missing
 * @param room for all columns together, without what parts them; points
 * @param comfortable the width that a table with little in it keeps to
 */
export function columnWidths(
  rows: readonly (readonly (Extent | null)[])[],
  count: number,
  room: number,
  comfortable: number,
): number[] {
  const columns = Array.from({ length: count }, (_, at) => at);
  const widest = (of: keyof Extent) =>
    columns.map((at) => rows.reduce((width, row) => Math.max(width, row[at]?.[of] ?? 0), 8));
  const [least, most] = [widest('least'), widest('most')];
  const allMost = sum(most);
  if (allMost <= room) {
    const wanted = Math.max(allMost, Math.min(room, comfortable));
    return most.map((width) => (width * wanted) / allMost);
  }
  const allLeast = sum(least);
  if (allLeast >= room) return least.map((width) => (width * room) / allLeast);

  const looked =
    rows.length <= LOOKED_AT ? rows : rows.filter((_, at) => at % Math.ceil(rows.length / LOOKED_AT) === 0);
  const widths = [...least];
  for (let left = room - allLeast; left > 0; left -= STEP) {
    const gains = gainsOf(looked, widths);
    let best = 0;
    for (const at of columns) {
      const gain = (widths[at] ?? 0) < (most[at] ?? 0) ? (gains[at] ?? 0) : -1;
      if (gain > ((widths[best] ?? 0) < (most[best] ?? 0) ? (gains[best] ?? 0) : -1)) best = at;
    }
    widths[best] = (widths[best] ?? 0) + Math.min(STEP, left);
  }
  return widths;
}

/**
 * How much lower the rows become for a little more width of each column. A row is as high as its highest cell; a norm
 * of the fourth power stands for the highest, since its slope shows the way also while two cells are equally high.
 */
function gainsOf(rows: readonly (readonly (Extent | null)[])[], widths: readonly number[]): number[] {
  const gains = widths.map(() => 0);
  for (const row of rows) {
    const powers = widths.map((width, at) => ((row[at]?.most ?? 0) / width) ** 4);
    const height = sum(powers) ** 0.75;
    if (height === 0) continue;
    for (const [at, width] of widths.entries())
      gains[at] = (gains[at] ?? 0) + (powers[at] ?? 0) / (height * width);
  }
  return gains;
}

export const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
