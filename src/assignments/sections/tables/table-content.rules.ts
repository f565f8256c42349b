import type * as Y from 'yjs';
import { cleanProse, freezeProse, type ProseDocument, thawProse } from '../prose.rules.js';
import { type HandbookFrame } from '../section-kind.rules.js';
import { isRecord, wellFormed } from '../text.rules.js';
import { cellString, readCell, typedCell } from './cells.rules.js';
import { type Currency, isCurrency } from './currencies.rules.js';
import { cellText, fieldsOf, fillRows, liveRows, longestId, notesOf } from './rows.rules.js';
import { type CellValue, type Cells, type Column, isTyped, type TableSpec } from './table-spec.rules.js';

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
  fillRows(
    doc,
    key,
    rows.map(({ id, cells }) => ({ id, typed, cells: typedIn(spec.columns, cells) })),
  );
}

/** Keeps of any value what the table knows. */
export function cleanTable(spec: TableSpec, content: unknown): TableContent {
  const source = isRecord(content) ? content : {};
  const { currency, figures } = source;
  return {
    notes: cleanProse(source['notes']),
    fields: cleanCells(spec.fields, source['fields']),
    rows: cleanRows(spec, source['rows']),
    ...(hasMoney(spec) ? { currency: isCurrency(currency) ? currency : null } : {}),
    ...(figures === undefined ? {} : { figures }),
  };
}

function cleanRows(spec: TableSpec, rows: unknown): TableContent['rows'] {
  const seen = new Set<string>();
  return (Array.isArray(rows) ? (rows as unknown[]) : []).flatMap((row) => {
    if (!isRecord(row) || typeof row['id'] !== 'string') return [];
    const id = wellFormed(row['id']);
    const cells = cleanCells(spec.columns, row['cells']);
    if (id.length > longestId || seen.has(id) || Object.keys(cells).length === 0) return [];
    seen.add(id);
    return [{ id, cells }];
  });
}

function cleanCells(columns: readonly Column[], cells: unknown): Cells {
  if (!isRecord(cells)) return {};
  return Object.fromEntries(
    columns.flatMap(({ key, type }): [string, CellValue][] => {
      const value = cells[key];
      if (typeof value === 'string') {
        const text = cellString(value);
        return text === '' ? [] : [[key, text]];
      }
      const counted = type === 'money' || type === 'quantity';
      return counted && Number.isSafeInteger(value) ? [[key, value as number]] : [];
    }),
  );
}
