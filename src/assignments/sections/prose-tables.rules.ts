interface Spanning {
  attrs: { colspan: number; rowspan: number };
}

/** Wider, nobody could read it. */
const mostColumns = 100;

/**
 * The rows of a table made regular, as the editor requires: no cell reaches into another or below the last row, and
 * every row is as wide as the widest. Rows without a cell are left out.
 *
 * @param emptyCell makes a cell for a place where there is none
 * @param filler how many of them may be made; what was made is taken off
 * @returns null when it would take more than that, or is too wide for a table
 */
export function regularRows<Cell extends Spanning>(
  rows: readonly Cell[][],
  emptyCell: () => Cell,
  filler: { left: number },
): Cell[][] | null {
  const kept = rows.filter((cells) => cells.length > 0);
  /** For each column, the first row that no cell from above reaches into. */
  const free: number[] = [];
  const placed: Cell[][] = [];
  for (const [at, cells] of kept.entries()) {
    const row: Cell[] = [];
    let column = 0;
    for (const cell of cells) {
      while ((free[column] ?? 0) > at) column += 1;
      const { colspan, rowspan } = cell.attrs;
      let wide = 1;
      while (wide < colspan && (free[column + wide] ?? 0) <= at) wide += 1;
      const tall = Math.min(rowspan, kept.length - at);
      if (column + wide > mostColumns) return null;
      for (let each = column; each < column + wide; each += 1) free[each] = at + tall;
      row.push({ ...cell, attrs: { colspan: wide, rowspan: tall } });
      column += wide;
    }
    placed.push(row);
  }
  return filled(placed, free.length, emptyCell, filler);
}

function filled<Cell extends Spanning>(
  rows: Cell[][],
  width: number,
  emptyCell: () => Cell,
  filler: { left: number },
): Cell[][] | null {
  const covered = rows.map(() => 0);
  for (const [at, cells] of rows.entries()) {
    for (const { attrs } of cells)
      for (let row = at; row < at + attrs.rowspan; row += 1)
        covered[row] = (covered[row] ?? 0) + attrs.colspan;
  }
  const missing = covered.map((columns) => width - columns);
  const needed = missing.reduce((sum, columns) => sum + columns, 0);
  if (needed > filler.left) return null;
  filler.left -= needed;
  // What is free in a row lies behind its last cell: cells take the first free column
  return rows.map((cells, at) => [...cells, ...Array.from({ length: missing[at] ?? 0 }, emptyCell)]);
}
