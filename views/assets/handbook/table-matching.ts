import { readCell, typedCell } from '../../../src/assignments/sections/tables/cells.rules.js';
import { type Currency } from '../../../src/assignments/sections/tables/currencies.rules.js';
import {
  type Choice,
  type Column,
  type RefKind,
} from '../../../src/assignments/sections/tables/table-spec.rules.js';

export interface Matching {
  /** The table's columns from the one that is pasted into. */
  columns: readonly Column[];
  currency: Currency | null;
  /** What a reference can name: row id and name. Null where the column is typed. */
  named: (to: RefKind) => readonly Choice[] | null;
}

export interface PastePlan {
  /** For each pasted row what goes into which column; a column that is left out stays as it is. */
  rows: Record<string, string>[];
  /** Columns beyond the table's last one. */
  beyond: number;
  /** What fitted none of the choices; `row` counts the rows of the block from 0. */
  unmatched: { row: number; text: string; label: string }[];
}

/**
 * Fits a block of cells to the columns of a table: numbers and days in their normal form, choices and references found
 * by their words, whatever their case. A first row that repeats the heads of the columns is left out.
 */
export function planPaste(block: readonly (readonly string[])[], matching: Matching): PastePlan {
  const { columns } = matching;
  const [first = []] = block;
  const isHead =
    block.length > 1 &&
    first.some((cell) => cell !== '') &&
    first.every((cell, at) => (columns[at] ? same(cell, columns[at].label) : true));
  const lines = isHead ? block.slice(1) : block;
  const unmatched: PastePlan['unmatched'] = [];
  const rows = lines.map((cells, row) =>
    Object.fromEntries(
      cells.flatMap((text, at): [string, string][] => {
        const column = columns[at];
        if (column === undefined) return [];
        const value = fitted(column, text, matching);
        if (value === null) unmatched.push({ row, text, label: column.label });
        return value === null ? [] : [[column.key, value]];
      }),
    ),
  );
  const widest = Math.max(0, ...lines.map((cells) => cells.findLastIndex((cell) => cell !== '') + 1));
  return { rows, beyond: Math.max(0, widest - columns.length), unmatched };
}

/** Null where nothing matches. */
function fitted(column: Column, text: string, { currency, named }: Matching): string | null {
  if (text === '') return '';
  const choices = column.type === 'choice' ? column.choices : column.type === 'ref' ? named(column.to) : null;
  if (choices !== null) {
    const found =
      choices.find(({ label }) => same(label, text)) ?? choices.find(({ key }) => same(key, text));
    return found?.key ?? null;
  }
  if (column.type === 'long') return text;
  return normalForm(column, text, currency) ?? text.replace(/\s*\n\s*/g, ' ');
}

/** How the page writes what was typed: “1200” as “1,200.00”. Null for what can’t be read, and for words. */
export function normalForm(column: Column, typed: string, currency: Currency | null): string | null {
  if (column.type !== 'money' && column.type !== 'quantity' && column.type !== 'date') return null;
  const value = readCell(column, typed, currency);
  if (value === null || (typeof value === 'string' && column.type !== 'date')) return null;
  const written = typedCell(column, value, currency);
  // A day that could not be read comes back as it was typed
  return value === typed.trim() && written === value ? null : written;
}

function same(one: string, other: string): boolean {
  const plain = (text: string) => text.normalize('NFKC').trim().replace(/\s+/g, ' ').toLowerCase();
  return plain(one) === plain(other);
}
