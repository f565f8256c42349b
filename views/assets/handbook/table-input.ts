import { type Currency } from '../../../src/assignments/sections/tables/currencies.rules.js';
import { type Caret } from './table-cells.js';
import { type TableCursor } from './table-cursor.js';
import { type TableHistory } from './table-history.js';
import { type TableKeys } from './table-keys.js';
import { normalForm } from './table-matching.js';
import { type TableRows } from './table-rows.js';
import { type TableSheet } from './table-sheet.js';
import { type TableTransfer } from './table-transfer.js';

interface InputContext {
  /** The table and its fields. */
  element: HTMLElement;
  fields: HTMLElement;
  rows: TableRows;
  cursor: TableCursor;
  keys: TableKeys;
  sheet: TableSheet;
  history: TableHistory;
  transfer: TableTransfer;
  isEditable: () => boolean;
  currency: () => Currency | null;
  go: (row: number, column: number, caret: Caret) => void;
  undo: () => void;
  redo: () => void;
  help: () => void;
  /** Something was left that may be right or wrong now. */
  left: () => void;
}

/** What the browser tells of somebody who works in a table: keys, the focus, the pointer, the clipboard. */
export class TableInput {
  constructor(private readonly table: InputContext) {
    const { element } = table;
    element.addEventListener('keydown', this.onKeyDown);
    element.addEventListener('beforeinput', this.onBeforeInput);
    element.addEventListener('focusin', this.onFocusIn);
    element.addEventListener('focusout', this.onFocusOut);
    element.addEventListener('pointerdown', this.onPointer);
    element.addEventListener('paste', this.onPaste);
    element.addEventListener('copy', this.onCopy);
  }

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    const { cursor, keys, isEditable, undo, redo, help } = this.table;
    const key = event.key.toLowerCase();
    const modified = (event.ctrlKey || event.metaKey) && !event.altKey;
    if (isEditable() && modified && (key === 'z' || key === 'y')) {
      event.preventDefault();
      if (key === 'y' || event.shiftKey) redo();
      else undo();
      return;
    }
    if (isEditable() && modified && key === '/') {
      event.preventDefault();
      help();
      return;
    }
    const spot = cursor.spotOf(event.target);
    if (spot?.cell.control === event.target) keys.press(event, spot);
  };

  /** The browser's menu can undo, too, and would do it behind the document's back. */
  private readonly onBeforeInput = (event: InputEvent): void => {
    if (event.inputType !== 'historyUndo' && event.inputType !== 'historyRedo') return;
    event.preventDefault();
    if (event.inputType === 'historyUndo') this.table.undo();
    else this.table.redo();
  };

  private readonly onFocusIn = (event: FocusEvent): void => {
    const { cursor, history, sheet } = this.table;
    const spot = cursor.spotOf(event.target);
    if (!spot) return;
    // What is typed in two cells is taken back in two steps
    if (cursor.enter(spot)) history.cut();
    sheet.showHint(spot.cell.column);
    sheet.refresh();
  };

  /** What could be read is written in its normal form, what could not gets its sentence. */
  private readonly onFocusOut = (event: FocusEvent): void => {
    const { cursor, sheet, isEditable, currency, left } = this.table;
    const spot = cursor.spotOf(event.target);
    sheet.showHint(null);
    if (spot?.cell.control !== event.target || !isEditable() || !cursor.hasChanged(spot)) return;
    const { cell } = spot;
    const written = normalForm(cell.column, cell.value, currency());
    if (written !== null) cell.put(written);
    // The sentence waits until the focus has gone
    setTimeout(left);
  };

  /** A cell is one place to press, also beside its text. */
  private readonly onPointer = (event: PointerEvent): void => {
    const { cursor, keys } = this.table;
    keys.endRun();
    const spot = cursor.spotOf(event.target);
    const beside = event.target instanceof HTMLElement && event.target.matches('td, .table-cell-body');
    if (!spot || !beside) return;
    event.preventDefault();
    spot.cell.focus('end');
  };

  private readonly onPaste = (event: ClipboardEvent): void => {
    const { target } = event;
    const { rows, cursor, fields, transfer, isEditable, go } = this.table;
    if (!isEditable() || (target instanceof Node && fields.contains(target))) return;
    const spot = cursor.spotOf(target);
    const first = spot?.row ?? rows.list.length;
    if (!transfer.paste(event, spot)) return;
    if (spot === null) go(first, 0, 'end');
    // What was pasted is in its normal form already
    else cursor.accept();
  };

  private readonly onCopy = (event: ClipboardEvent): void => {
    const { cursor, transfer } = this.table;
    const spot = cursor.spotOf(event.target);
    if (spot) transfer.copy(event, spot);
  };
}
