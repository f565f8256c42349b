import * as Y from 'yjs';
import { isPlace, placeBetween, placesFor } from '../order.rules.js';

/**
 * A table in the living document: one Y.Map under the section's key, from row id to Y.Map { place, one entry a column }.
 * Cells that are typed are Y.Text and are made together with their row, so that two people never make the same one
 * at once; what is chosen is a plain string. A move changes the row's place and nothing else.
 */
export interface LiveRow {
  id: string;
  place: string;
  row: Y.Map<unknown>;
}

/** Rows' ids are UUIDs or words; they are part of addresses within the page. */
export const longestId = 100;

/** All readable rows in their order. Rows that no editor could have written are left out. */
export function liveRows(doc: Y.Doc, key: string): LiveRow[] {
  const rows: LiveRow[] = [];
  for (const [id, row] of doc.getMap(key)) {
    if (!(row instanceof Y.Map) || id.length > longestId) continue;
    const place: unknown = row.get('place');
    rows.push({ id, place: isPlace(place) ? place : 'V', row: row as Y.Map<unknown> });
  }
  return rows.sort((a, b) => order(a.place, b.place) || order(a.id, b.id));
}

/** What was typed or chosen in a cell; empty for none. */
export function cellText(row: Y.Map<unknown>, column: string): string {
  const value = row.get(column);
  return value instanceof Y.Text ? value.toJSON() : typeof value === 'string' ? value : '';
}

/**
 * Adds a row at index `at`; beyond the end means last.
 *
 * @param row.typed the columns that are typed: each gets its text now; `cells` are their first contents and choices
 */
export function addRow(
  doc: Y.Doc,
  key: string,
  row: { id: string; at: number; typed: readonly string[]; cells?: Readonly<Record<string, string>> },
  origin?: unknown,
): void {
  doc.transact(() => {
    putRow(doc, key, { ...row, place: placeAt(doc, key, row.at, row.id) });
  }, origin);
}

/** Adds rows to an empty table, in their order. */
export function fillRows(doc: Y.Doc, key: string, rows: readonly Omit<NewRow, 'place'>[]): void {
  doc.transact(() => {
    const places = placesFor(rows.length);
    rows.forEach((row, at) => {
      putRow(doc, key, { ...row, place: places[at] ?? 'V' });
    });
  });
}

/**
 * Puts the rows of a table into this order, all at once, and adds those that are not there (`fresh`). For many moves: each
 * of `moveRow` reads the whole table.
 */
export function arrangeRows(
  doc: Y.Doc,
  key: string,
  rows: readonly { id: string; fresh: Omit<NewRow, 'id' | 'place'> | null }[],
): void {
  doc.transact(() => {
    const places = placesFor(rows.length);
    rows.forEach(({ id, fresh }, at) => {
      const place = places[at] ?? 'V';
      const row = doc.getMap(key).get(id);
      if (fresh !== null) putRow(doc, key, { id, place, ...fresh });
      else if (row instanceof Y.Map) row.set('place', place);
    });
  });
}

interface NewRow {
  id: string;
  place: string;
  typed: readonly string[];
  cells?: Readonly<Record<string, string>>;
}

function putRow(doc: Y.Doc, key: string, { id, place, typed, cells = {} }: NewRow): void {
  const made = new Y.Map<unknown>();
  made.set('place', place);
  for (const column of typed) made.set(column, new Y.Text(cells[column] ?? ''));
  for (const [column, value] of Object.entries(cells)) {
    if (!typed.includes(column) && value !== '') made.set(column, value);
  }
  doc.getMap(key).set(id, made);
}

/** Moves a row to index `at`, counted without the row itself. */
export function moveRow(doc: Y.Doc, key: string, id: string, at: number, origin?: unknown): void {
  const row = doc.getMap(key).get(id);
  if (!(row instanceof Y.Map)) return;
  doc.transact(() => {
    row.set('place', placeAt(doc, key, at, id));
  }, origin);
}

export function removeRow(doc: Y.Doc, key: string, id: string, origin?: unknown): void {
  doc.transact(() => {
    doc.getMap(key).delete(id);
  }, origin);
}

/** The single values of a section, beside its table. */
export function fieldsOf(doc: Y.Doc, key: string): Y.Map<unknown> {
  return doc.getMap(`${key}/fields`);
}

/** The words that go with a section's table or grid. */
export function notesOf(doc: Y.Doc, key: string): Y.XmlFragment {
  return doc.getXmlFragment(`${key}/notes`);
}

function placeAt(doc: Y.Doc, key: string, at: number, id: string): string {
  const others = liveRows(doc, key).filter((row) => row.id !== id);
  const before = others[Math.min(at, others.length) - 1]?.place ?? null;
  // Two rows added at the same moment may share a place; the next larger one then bounds the gap
  const after =
    others.slice(Math.max(0, at)).find((row) => before === null || row.place > before)?.place ?? null;
  return placeBetween(before, after);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
