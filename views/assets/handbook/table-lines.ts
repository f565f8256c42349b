import type * as Y from 'yjs';
import { addRow, moveRow, removeRow } from '../../../src/assignments/sections/tables/rows.rules.js';
import { isTyped, type TableSpec } from '../../../src/assignments/sections/tables/table-spec.rules.js';
import { type TableHistory } from './table-history.js';
import { type Spot } from './table-keys.js';
import { capital } from './table-row.js';
import { type TableRows } from './table-rows.js';
import { type TableSheet } from './table-sheet.js';
import { fullSentence, mostRows } from './table-transfer.js';

interface LinesContext {
  doc: Y.Doc;
  key: string;
  spec: TableSpec;
  kinds: ReadonlySet<string>;
  origin: unknown;
  rows: TableRows;
  sheet: TableSheet;
  history: TableHistory;
  announce: (sentence: string) => void;
  say: (sentence: string, undoable?: boolean) => void;
}

/** What is done with whole rows. Each act is a step of its own, is told, and keeps the focus in a row. */
export class TableLines {
  constructor(private readonly table: LinesContext) {}

  /** @param at the index of the new row; beyond the end means last */
  add(at: number, column = 0, cells: Record<string, string> = {}): void {
    const { doc, key, spec, kinds, origin, rows, sheet, history, say } = this.table;
    if (rows.list.length >= mostRows) {
      say(fullSentence(spec));
      return;
    }
    const typed = spec.columns.filter((one) => isTyped(one, kinds)).map((one) => one.key);
    const id = crypto.randomUUID();
    history.cut();
    addRow(doc, key, { id, at, typed, cells }, origin);
    sheet.say('');
    rows.get(id)?.cells[column]?.focus('end');
    this.sayPlace(id);
  }

  duplicate(spot: Spot): void {
    const row = this.table.rows.list[spot.row];
    if (row) this.add(spot.row + 1, spot.column, row.values());
  }

  move(spot: Spot, by: 1 | -1): void {
    const { list } = this.table.rows;
    const row = list[spot.row];
    const at = spot.row + by;
    if (!row || at < 0 || at >= list.length) return;
    this.place(row.id, at);
    row.element.scrollIntoView({ block: 'nearest' });
  }

  /** Gives a row the index `at`, counted without itself. */
  place(id: string, at: number): void {
    const { doc, key, origin, history } = this.table;
    history.cut();
    moveRow(doc, key, id, at, origin);
    this.sayPlace(id);
  }

  /** @param towards where the focus goes, if there is a row */
  remove(spot: Spot, towards: 'before' | 'after'): void {
    const { doc, key, spec, origin, rows, sheet, history, say } = this.table;
    const row = rows.list[spot.row];
    if (!row) return;
    const order = towards === 'before' ? [-1, 1] : [1, -1];
    const next = order.map((by) => rows.list[spot.row + by]).find((other) => other !== undefined);
    // The focus goes on before its row goes, so that it is never lost
    if (next) next.cells[spot.column]?.focus('end');
    else sheet.focusBox();
    history.cut();
    removeRow(doc, key, row.id, origin);
    history.cut();
    if (!next) sheet.focusAdd();
    say(`${capital(spec.noun.one)} ${String(spot.row + 1)} removed.`, true);
  }

  private sayPlace(id: string): void {
    const { rows, spec, announce } = this.table;
    const at = rows.list.findIndex((row) => row.id === id) + 1;
    announce(`${capital(spec.noun.one)} ${String(at)} of ${String(rows.list.length)}.`);
  }
}
