import { hasOneLine } from './caret.js';
import { type Caret, ChoiceCell, type TableCell } from './table-cells.js';
import { TypedCell } from './table-typed-cell.js';

/** A cell and where it stands, counted from 0. */
export interface Spot {
  row: number;
  column: number;
  cell: TableCell;
}

export interface TableActs {
  editable: boolean;
  columns: number;
  /** Goes to a cell; nowhere when there is none. */
  go(row: number, column: number, caret: Caret): void;
  /** To the row below, which is made after the last one. */
  down(spot: Spot, column: number): void;
  move(spot: Spot, by: 1 | -1): void;
  duplicate(spot: Spot): void;
  remove(spot: Spot, towards: 'before' | 'after'): void;
  rowIsEmpty(spot: Spot): boolean;
  leaveToToolbar(): void;
}

/**
 * The keys within a table, as in a spreadsheet: Enter goes down (after a run of tabs to where the run began), arrows
 * leave a cell at the edge of its text, Alt with arrows moves the row. Everything else is the browser's.
 */
export class TableKeys {
  /** The column in which a run of tabs began. */
  private runFrom: number | null = null;

  constructor(private readonly acts: TableActs) {}

  /** Somebody went elsewhere by other means than the tab key. */
  endRun(): void {
    this.runFrom = null;
  }

  press(event: KeyboardEvent, spot: Spot): void {
    if (event.isComposing) return;
    if (event.key === 'Tab') {
      this.runFrom = event.shiftKey ? null : (this.runFrom ?? spot.column);
      return;
    }
    if (event.key === 'F10' && event.altKey) this.acts.leaveToToolbar();
    else if (event.key === 'Enter') {
      if (!this.enter(event, spot)) return;
    } else if (event.key.startsWith('Arrow')) {
      if (!this.arrow(event, spot)) return;
    } else if (event.key === 'Backspace' || event.key === 'Delete') {
      if (!this.erase(event, spot)) return;
    } else {
      return;
    }
    event.preventDefault();
  }

  private enter(event: KeyboardEvent, spot: Spot): boolean {
    const { cell, row, column } = spot;
    const modified = event.ctrlKey || event.metaKey || event.altKey;
    if (cell.control instanceof HTMLAnchorElement) return false;
    if (cell instanceof TypedCell) {
      if (cell.column.type === 'long' && (modified || event.shiftKey)) {
        if (this.acts.editable) cell.breakLine();
        return true;
      }
      if (modified && cell.open()) return true;
    }
    const target = this.runFrom ?? column;
    this.endRun();
    if (event.shiftKey) this.acts.go(row - 1, column, 'end');
    else this.acts.down(spot, target);
    return true;
  }

  private arrow(event: KeyboardEvent, spot: Spot): boolean {
    const { key, altKey, shiftKey } = event;
    if (event.ctrlKey || event.metaKey) return false;
    const vertical = key === 'ArrowUp' || key === 'ArrowDown';
    const by = key === 'ArrowUp' || key === 'ArrowLeft' ? -1 : 1;
    if (altKey) {
      if (!vertical) return false;
      if (!this.acts.editable) return true;
      if (!shiftKey) this.acts.move(spot, by);
      else if (by === 1) this.acts.duplicate(spot);
      return true;
    }
    if (shiftKey) return false;
    if (!(spot.cell instanceof TypedCell)) {
      // Up and down choose; a link has no use for any arrow
      if (vertical && spot.cell.control instanceof HTMLSelectElement && this.acts.editable) return false;
      this.leave(spot, vertical, by);
      return true;
    }
    const field = spot.cell.control;
    const { selectionStart: start, selectionEnd: end } = field;
    if (vertical) {
      if (hasOneLine(field)) {
        this.leave(spot, true, by);
        return true;
      }
      // The browser moves the caret within the text first; where it can't, the next row is meant
      setTimeout(() => {
        if (document.activeElement === field && field.selectionStart === start && field.selectionEnd === end)
          this.leave(spot, true, by);
      });
      return false;
    }
    const forwards = (by === 1) === (getComputedStyle(field).direction === 'ltr');
    if (start !== end || start !== (forwards ? field.value.length : 0)) return false;
    this.leave(spot, false, forwards ? 1 : -1);
    return true;
  }

  private leave(spot: Spot, vertical: boolean, by: 1 | -1): void {
    this.endRun();
    const { row, column } = spot;
    const caret = by === 1 ? 'start' : 'end';
    if (vertical) this.acts.go(row + by, column, 'end');
    else if (column + by < 0) this.acts.go(row - 1, this.acts.columns - 1, caret);
    else if (column + by >= this.acts.columns) this.acts.go(row + 1, 0, caret);
    else this.acts.go(row, column + by, caret);
  }

  /** Ctrl takes a word away while there is one, as everywhere; in an empty cell, and with Shift, it takes the row. */
  private erase(event: KeyboardEvent, spot: Spot): boolean {
    if (!this.acts.editable) return false;
    const towards = event.key === 'Backspace' ? 'before' : 'after';
    const modified = event.ctrlKey || event.metaKey;
    const empty = spot.cell.value === '';
    if ((modified && (event.shiftKey || empty)) || this.acts.rowIsEmpty(spot)) {
      this.acts.remove(spot, towards);
      return true;
    }
    if (spot.cell instanceof ChoiceCell && !empty) {
      spot.cell.put('');
      return true;
    }
    return false;
  }
}
