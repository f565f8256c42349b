import { type Book } from '../section-kind.rules.js';
import { isRecord } from '../text.rules.js';
import { type TableContent } from './table-content.rules.js';
import { type Cells, type CellValue, type RefKind } from './table-spec.rules.js';

/** The rows of the handbook's first section of a kind; empty without one. */
export function rowsOf(book: Book, kind: string): TableContent['rows'] {
  return [...indexOf(book, kind).values()];
}

/** Books don't change, and every reference in one asks for the same few rows. */
const indexes = new WeakMap<Book, Map<string, Map<string, TableContent['rows'][number]>>>();

function indexOf(book: Book, kind: string): Map<string, TableContent['rows'][number]> {
  const kinds = indexes.get(book) ?? new Map<string, Map<string, TableContent['rows'][number]>>();
  indexes.set(book, kinds);
  const known = kinds.get(kind);
  if (known) return known;
  const content = book.sections.find((section) => section.kind === kind)?.content;
  const rows: unknown = isRecord(content) ? content['rows'] : null;
  const index = new Map(
    (Array.isArray(rows) ? (rows as unknown[]) : []).flatMap((row) =>
      isRecord(row) && typeof row['id'] === 'string'
        ? [[row['id'], { id: row['id'], cells: plainCells(row['cells']) }] as const]
        : [],
    ),
  );
  kinds.set(kind, index);
  return index;
}

function plainCells(cells: unknown): Cells {
  if (!isRecord(cells)) return {};
  return Object.fromEntries(
    Object.entries(cells).flatMap(([key, value]): [string, CellValue][] =>
      typeof value === 'string' || Number.isSafeInteger(value) ? [[key, value as CellValue]] : [],
    ),
  );
}

/** True when the handbook has a section of this kind in which a row stands. */
export function hasRows(book: Book, kind: string): boolean {
  return indexOf(book, kind).size > 0;
}

/** The column that names a row which others can choose. */
export const nameColumns = {
  objectives: 'objective',
  programs: 'program',
  presence: 'platform',
} satisfies Record<RefKind, string>;

/**
 * What a reference says: the name of the row, or the text itself in a handbook without such a section.
 * `missing` when the row is no longer there.
 */
export function referred(book: Book, to: RefKind, value: CellValue): { words: string; missing: boolean } {
  if (!book.sections.some(({ kind }) => kind === to)) return { words: String(value), missing: false };
  const row = indexOf(book, to).get(String(value));
  if (!row) return { words: 'No longer there', missing: true };
  return { words: String(row.cells[nameColumns[to]] ?? 'Without a name'), missing: false };
}
