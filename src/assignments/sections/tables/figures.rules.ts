import { type Block, paragraph, textCell } from '../blocks.rules.js';
import { isRecord, wellFormed } from '../text.rules.js';
import { moneyWords } from './cells.rules.js';
import { type Currency } from './currencies.rules.js';
import { numberWords, quantityDigits } from './numbers.rules.js';

/**
 * What is computed of a section. It is stored with the frozen copy and shown from there, so a copy that was handed in
 * keeps its totals and their names whatever becomes of this code.
 */
export interface Figures {
  /** One number each; where `key` is that of a column, it stands below this column. */
  totals: { key: string; label: string; value: Figure | null }[];
  tables: FigureTable[];
  /** What a reader has to know of the figures, such as what is not in them. */
  remarks: string[];
}

/** Money in the smallest unit of the section's currency, quantities in thousandths, percent in tenths of one. */
export interface Figure {
  type: 'money' | 'quantity' | 'percent';
  value: number;
}

export interface FigureTable {
  key: string;
  caption: string;
  /** The first one is that of the rows' names. */
  columns: string[];
  rows: FigureRow[];
  foot: FigureRow | null;
}

export interface FigureRow {
  /** What the row is about, such as a program's id; null for what belongs to none. */
  key: string | null;
  name: string;
  values: (Figure | null)[];
}

export const noFigures: Figures = { totals: [], tables: [], remarks: [] };

export function figure(type: Figure['type'], value: number | null): Figure | null {
  return value === null ? null : { type, value };
}

/** “EUR 1,250.00”, “12.5”, “−49.8 %”. */
export function figureWords({ type, value }: Figure, currency: Currency | null): string {
  switch (type) {
    case 'money':
      return moneyWords(value, currency);
    case 'quantity':
      return numberWords(value, quantityDigits, true);
    case 'percent':
      return `${numberWords(value, 1)} %`;
  }
}

/** What stands below a section's table: single numbers without a column of their own, then tables, then remarks. */
export function figureBlocks(
  { totals, tables, remarks }: Figures,
  columns: ReadonlySet<string>,
  currency: Currency | null,
): Block[] {
  const facts = totals.flatMap(({ key, label, value }) =>
    columns.has(key) || value === null ? [] : [{ label, value: figureWords(value, currency), note: null }],
  );
  return [
    ...(facts.length === 0 ? [] : [{ type: 'facts', facts } as const]),
    ...tables.map((table) => figureTable(table, currency)),
    ...remarks.map(paragraph),
  ];
}

function figureTable({ caption, columns, rows, foot }: FigureTable, currency: Currency | null): Block {
  const cells = ({ name, values }: FigureRow) => [
    textCell(name, { heading: true }),
    ...columns.slice(1).map((_, at) => {
      const value = values[at];
      return textCell(value ? figureWords(value, currency) : '', { align: 'end' });
    }),
  ];
  return {
    type: 'table',
    caption,
    head: columns.map((label, at) => textCell(label, { heading: true, align: at === 0 ? 'start' : 'end' })),
    rows: rows.map((row) => ({ id: null, cells: cells(row) })),
    foot: foot === null ? [] : [cells(foot)],
  };
}

/** Figures as they were stored; null for what no code of ours could have stored. */
export function storedFigures(value: unknown): Figures | null {
  if (!isRecord(value)) return null;
  return {
    totals: list(value['totals']).map((one) => ({
      key: text(one['key']),
      label: text(one['label']),
      value: storedFigure(one['value']),
    })),
    tables: list(value['tables']).map((one) => ({
      key: text(one['key']),
      caption: text(one['caption']),
      columns: strings(one['columns']),
      rows: list(one['rows']).map(storedRow),
      foot: isRecord(one['foot']) ? storedRow(one['foot']) : null,
    })),
    remarks: strings(value['remarks']),
  };
}

function storedRow(row: Record<string, unknown>): FigureRow {
  const values: unknown = row['values'];
  return {
    key: typeof row['key'] === 'string' ? text(row['key']) : null,
    name: text(row['name']),
    values: Array.isArray(values) ? values.map(storedFigure) : [],
  };
}

function storedFigure(value: unknown): Figure | null {
  if (!isRecord(value) || !Number.isSafeInteger(value['value'])) return null;
  const type = (['money', 'quantity', 'percent'] as const).find((name) => name === value['type']);
  return type === undefined ? null : { type, value: value['value'] as number };
}

const text = (value: unknown) => (typeof value === 'string' ? wellFormed(value.slice(0, 2000)) : '');

function list(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string').map(text) : [];
}
