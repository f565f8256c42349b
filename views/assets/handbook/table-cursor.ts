import { type Whereabouts } from './table-history.js';
import { type Spot } from './table-keys.js';
import { type TableRow } from './table-row.js';

/** The cell that has the focus, or had it last, and what stood in it when it was entered. */
export class TableCursor {
  private last: { row: TableRow; column: number; value: string } | null = null;

  constructor(private readonly rows: () => readonly TableRow[]) {}

  /** Null while nobody was in a cell, or when its row is gone. */
  get spot(): Spot | null {
    return this.last && this.spotAt(this.rows().indexOf(this.last.row), this.last.column);
  }

  get where(): Whereabouts | null {
    return this.last && { row: this.last.row.id, column: this.last.column };
  }

  /** The cell that something of the page is in. */
  spotOf(target: EventTarget | null): Spot | null {
    const line = target instanceof Element ? target.closest('tr') : null;
    const row = this.rows().findIndex(({ element }) => element === line);
    const cells = this.rows()[row]?.cells ?? [];
    return this.spotAt(
      row,
      cells.findIndex(({ element }) => element.contains(target as Node)),
    );
  }

  /** @returns true when it is another cell than before */
  enter(spot: Spot): boolean {
    const row = this.rows()[spot.row];
    if (!row) return false;
    const other = this.last?.row !== row || this.last.column !== spot.column;
    this.last = { row, column: spot.column, value: spot.cell.value };
    return other;
  }

  /** True when something else stands in the cell than when it was entered. */
  hasChanged(spot: Spot): boolean {
    return this.last !== null && spot.cell.value !== this.last.value;
  }

  /** What stands in the cell now needs no further look when it is left. */
  accept(): void {
    if (this.last) this.last.value = this.spot?.cell.value ?? '';
  }

  back(): void {
    this.spot?.cell.focus('keep');
  }

  private spotAt(row: number, column: number): Spot | null {
    const cell = this.rows()[row]?.cells[column];
    return cell ? { row, column, cell } : null;
  }
}
