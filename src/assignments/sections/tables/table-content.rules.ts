import type * as Y from 'yjs';
import { cleanProse, freezeProse, type ProseDocument, thawProse } from '../prose.rules.js';
import { type Book, type HandbookFrame } from '../section-kind.rules.js';
import { isRecord, wellFormed } from '../text.rules.js';
import { readCell, typedCell } from './cells.rules.js';
import { type Currency, isCurrency } from './currencies.rules.js';
import { addRow, cellText, fieldsOf, liveRows, notesOf } from './rows.rules.js';
import {
  type CellValue,
  type Cells,
  type Column,
  isTyped,
  type RefKind,
  type TableSpec,
} from './table-spec.rules.js';

/** A table section, frozen. Empty cells are left out, and so are rows in which nothing stands. */
export interface TableContent {
  notes: ProseDocument;
  fields: Cells;
  rows: { id: string; cells: Cells }[];
  /** The currency in which its money is counted; only in sections that have any. */
  currency?: Currency | null;
  figures?: unknown;
}

export function freezeTable(
  spec: TableSpec,
  doc: Y.Doc,
  key: string,
  { currency }: HandbookFrame,
): TableContent {
  const fields = fieldsOf(doc, key);
  const live = liveRows(doc, key);
  const value = (column: Column, typed: string) => readCell(column, typed, currency);
  const read = (columns: readonly Column[], typed: (column: Column) => string): Cells =>
    Object.fromEntries(
      columns.flatMap((column): [string, CellValue][] => {
        const cell = value(column, typed(column));
        return cell === null ? [] : [[column.key, cell]];
      }),
    );
  return {
    notes: freezeProse(notesOf(doc, key)),
    fields: read(spec.fields, (column) => plainValue(fields.get(column.key))),
    rows: live
      .map(({ id, row }) => ({
        id: wellFormed(id),
        cells: read(spec.columns, (column) => cellText(row, column.key)),
      }))
      .filter(({ cells }) => Object.keys(cells).length > 0),
    ...(hasMoney(spec) ? { currency } : {}),
  };
}

const plainValue = (value: unknown) => (typeof value === 'string' ? value : '');

/** True when some cell or field of the table is an amount of money. */
export function hasMoney(spec: TableSpec): boolean {
  return [...spec.columns, ...spec.fields].some(({ type }) => type === 'money');
}

export function thawTable(
  spec: TableSpec,
  doc: Y.Doc,
  key: string,
  content: unknown,
  { kinds }: HandbookFrame,
): void {
  const { notes, fields, rows, currency = null } = cleanTable(spec, content);
  thawProse(notesOf(doc, key), notes);
  const typedIn = (columns: readonly Column[], cells: Cells) =>
    Object.fromEntries(
      columns.flatMap((column) => {
        const value = cells[column.key];
        return value === undefined ? [] : [[column.key, typedCell(column, value, currency)]];
      }),
    );
  const live = fieldsOf(doc, key);
  live.clear();
  for (const [name, value] of Object.entries(typedIn(spec.fields, fields))) live.set(name, value);
  doc.getMap(key).clear();
  const typed = spec.columns.filter((column) => isTyped(column, kinds)).map((column) => column.key);
  rows.forEach(({ id, cells }, at) => {
    addRow(doc, key, { id, at, typed, cells: typedIn(spec.columns, cells) });
  });
}

/** Keeps of any value what the table knows. */
export function cleanTable(spec: TableSpec, content: unknown): TableContent {
  const source = isRecord(content) ? content : {};
  const rows = Array.isArray(source['rows']) ? (source['rows'] as unknown[]) : [];
  const { currency, figures } = source;
  return {
    notes: cleanProse(source['notes']),
    fields: cleanCells(spec.fields, source['fields']),
    rows: rows.flatMap((row) =>
      isRecord(row) && typeof row['id'] === 'string'
        ? [{ id: row['id'], cells: cleanCells(spec.columns, row['cells']) }]
        : [],
    ),
    ...(hasMoney(spec) ? { currency: isCurrency(currency) ? currency : null } : {}),
    ...(figures === undefined ? {} : { figures }),
  };
}

function cleanCells(columns: readonly Column[], cells: unknown): Cells {
  if (!isRecord(cells)) return {};
  return Object.fromEntries(
    columns.flatMap(({ key, type }): [string, CellValue][] => {
      const value = cells[key];
      if (typeof value === 'string' && value !== '') return [[key, value]];
      const counted = type === 'money' || type === 'quantity';
      return counted && Number.isSafeInteger(value) ? [[key, value as number]] : [];
    }),
  );
}

/** The rows of the handbook's first section of a kind; empty without one. */
export function rowsOf(book: Book, kind: string): TableContent['rows'] {
  const content = book.sections.find((section) => section.kind === kind)?.content;
  const rows: unknown = isRecord(content) ? content['rows'] : null;
  if (!Array.isArray(rows)) return [];
  return (rows as unknown[]).flatMap((row) =>
    isRecord(row) && typeof row['id'] === 'string'
      ? [{ id: row['id'], cells: isRecord(row['cells']) ? (row['cells'] as Cells) : {} }]
      : [],
  );
}

const nameColumns = { objectives: 'objective', programs: 'program', presence: 'platform' } satisfies Record<
  RefKind,
  string
>;

/**
 * What a reference says: the name of the row, or the text itself in a handbook without such a section.
 * `missing` when the row is no longer there.
 */
export function referred(book: Book, to: RefKind, value: CellValue): { words: string; missing: boolean } {
  if (!book.sections.some(({ kind }) => kind === to)) return { words: String(value), missing: false };
  const row = rowsOf(book, to).find(({ id }) => id === value);
  if (!row) return { words: 'No longer there', missing: true };
  return { words: String(row.cells[nameColumns[to]] ?? 'Without a name'), missing: false };
}
