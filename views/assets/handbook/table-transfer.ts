import type * as Y from 'yjs';
import { type Currency } from '../../../src/assignments/sections/tables/currencies.rules.js';
import { addRow } from '../../../src/assignments/sections/tables/rows.rules.js';
import {
  type Choice,
  isTyped,
  type RefKind,
  type TableSpec,
} from '../../../src/assignments/sections/tables/table-spec.rules.js';
import { largestBlock, readClipboard, writeTabs } from './table-clipboard.js';
import { type Spot } from './table-keys.js';
import { type PastePlan, planPaste } from './table-matching.js';
import { type TableHistory } from './table-history.js';
import { capital } from './table-row.js';
import { type TableRows } from './table-rows.js';

/** More rows than a table of a plan ever has. */
export const mostRows = 500;

/** The table that cells go into and come from. */
export interface TransferTable {
  doc: Y.Doc;
  key: string;
  spec: TableSpec;
  kinds: ReadonlySet<string>;
  origin: unknown;
  rows: TableRows;
  history: TableHistory;
  currency: () => Currency | null;
  named: (to: RefKind) => readonly Choice[];
  say: (sentence: string, undoable?: boolean) => void;
}

/** Cells from and to the clipboard, as spreadsheets exchange them. */
export class TableTransfer {
  constructor(private readonly table: TransferTable) {}

  /**
   * Writes a block of cells to the right and down from a cell, or below the last row. Words for a single cell are left
   * to the browser.
   *
   * @returns true when cells were written
   */
  paste(event: ClipboardEvent, spot: Spot | null): boolean {
    const { clipboardData } = event;
    if (clipboardData === null) return false;
    const pasted = readClipboard(
      { html: clipboardData.getData('text/html'), plain: clipboardData.getData('text/plain') },
      spot?.cell.column.type === 'long',
    );
    if (pasted.type === 'text') return false;
    event.preventDefault();
    if (pasted.type === 'too-much') {
      const { rows, columns } = largestBlock;
      this.table.say(
        `That is too much to paste at once: at most ${String(rows)} rows of ${String(columns)} cells. Nothing was changed.`,
      );
      return false;
    }
    const from = spot ?? { row: this.table.rows.list.length, column: 0 };
    return this.write(pasted.cells, from.row, from.column);
  }

  /** With nothing selected in the cell, its row is copied. */
  copy(event: ClipboardEvent, spot: Spot): void {
    const { target, clipboardData } = event;
    const row = this.table.rows.list[spot.row];
    if (!row || clipboardData === null) return;
    if (target instanceof HTMLTextAreaElement && target.selectionStart !== target.selectionEnd) return;
    event.preventDefault();
    clipboardData.setData('text/plain', writeTabs([row.words()]));
    this.table.say(`${capital(this.table.spec.noun.one)} ${String(spot.row + 1)} copied.`);
  }

  async copyAll(): Promise<void> {
    const { spec, rows, say } = this.table;
    const heads = [...spec.columns, ...spec.computed].map(({ label }) => label);
    try {
      await navigator.clipboard.writeText(writeTabs([heads, ...rows.list.map((row) => row.words())]));
      say('The table is copied. Paste it into a spreadsheet.');
    } catch {
      say('Your browser did not let the table be copied.');
    }
  }

  private write(cells: readonly (readonly string[])[], from: number, column: number): boolean {
    const { doc, key, spec, kinds, origin, currency, named, say, history, rows } = this.table;
    const plan = planPaste(cells, {
      columns: spec.columns.slice(column),
      currency: currency(),
      named: (to) => (kinds.has(to) ? named(to) : null),
    });
    if (from + plan.rows.length > mostRows) {
      say(fullSentence(spec));
      return false;
    }
    const typed = spec.columns.filter((one) => isTyped(one, kinds)).map((one) => one.key);
    // The rows on the page follow the document, so they are looked up before it changes
    const known = rows.list.slice(from);
    history.cut();
    doc.transact(() => {
      plan.rows.forEach((values, at) => {
        const row = known[at];
        if (row === undefined)
          addRow(doc, key, { id: crypto.randomUUID(), at: Infinity, typed, cells: values }, origin);
        else
          for (const cell of row.cells) {
            const value = values[cell.column.key];
            if (value !== undefined && value !== cell.value) cell.put(value);
          }
      });
    }, origin);
    history.cut();
    say(sentence(plan, spec, from), true);
    return true;
  }
}

export function fullSentence({ noun }: TableSpec): string {
  return `A table holds at most ${String(mostRows)} ${noun.many}. Nothing was changed.`;
}

function sentence({ rows, beyond, unmatched }: PastePlan, { noun }: TableSpec, from: number): string {
  const count = rows.length;
  const parts = [`Pasted ${String(count)} ${count === 1 ? noun.one : noun.many}.`];
  const shown = unmatched.slice(0, 3).map(({ row, text, label }) => {
    const words = text.length > 40 ? `${text.slice(0, 40)}…` : text;
    return `“${words}” (${label}, ${noun.one} ${String(from + row + 1)})`;
  });
  if (shown.length > 0) {
    const more = unmatched.length - shown.length;
    const rest = more === 0 ? '' : ` and ${String(more)} more`;
    parts.push(`Not among the choices, so not taken: ${shown.join(', ')}${rest}.`);
  }
  if (beyond === 1) parts.push('One column found no place on the right and was left out.');
  if (beyond > 1) parts.push(`${String(beyond)} columns found no place on the right and were left out.`);
  return parts.join(' ');
}
