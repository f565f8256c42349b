import * as Y from 'yjs';
import { isPlace, placeBetween, placesFor } from './order.rules.js';

/**
 * The SWOT grid in the living document: one Y.Map under the section's key, from row id to
 * Y.Map { quadrant, place, text: Y.Text }. Nothing is created ahead of the first row, so two people who begin at the
 * same time both keep what they wrote; a move changes two values of the row and leaves its text alone, so whoever is
 * typing in it types on.
 */
export const quadrants = ['strengths', 'weaknesses', 'opportunities', 'threats'] as const;
export type Quadrant = (typeof quadrants)[number];

export interface SwotRow {
  id: string;
  quadrant: Quadrant;
  place: string;
  text: Y.Text;
}

/** All readable rows, quadrant by quadrant, each in its order. Rows that no editor could have written are left out. */
export function swotRows(doc: Y.Doc, key: string): SwotRow[] {
  const rows: SwotRow[] = [];
  for (const [id, value] of doc.getMap(key)) {
    if (!(value instanceof Y.Map)) continue;
    const quadrant = quadrants.find((name) => name === value.get('quadrant'));
    const text: unknown = value.get('text');
    const place: unknown = value.get('place');
    if (quadrant === undefined || !(text instanceof Y.Text)) continue;
    rows.push({ id, quadrant, text, place: isPlace(place) ? place : 'V' });
  }
  return rows.sort(
    (a, b) =>
      quadrants.indexOf(a.quadrant) - quadrants.indexOf(b.quadrant) ||
      order(a.place, b.place) ||
      order(a.id, b.id),
  );
}

/** Adds a row. `at` is its index within the quadrant; beyond the end means last. */
export function addSwotRow(
  doc: Y.Doc,
  key: string,
  row: { id: string; quadrant: Quadrant; at: number; text?: string },
  origin?: unknown,
): void {
  doc.transact(() => {
    putRow(doc, key, { ...row, place: placeAt(doc, key, row.quadrant, row.at, row.id) });
  }, origin);
}

/** Adds rows to an empty quadrant, in their order. */
export function fillQuadrant(
  doc: Y.Doc,
  key: string,
  quadrant: Quadrant,
  rows: readonly { id: string; text: string }[],
): void {
  doc.transact(() => {
    const places = placesFor(rows.length);
    rows.forEach(({ id, text }, at) => {
      putRow(doc, key, { id, text, quadrant, place: places[at] ?? 'V' });
    });
  });
}

/** Puts the rows of the grid into this order, all at once, and adds those that are not there. */
export function arrangeGrid(
  doc: Y.Doc,
  key: string,
  rows: readonly { id: string; quadrant: Quadrant; text: string }[],
): void {
  doc.transact(() => {
    const places = placesFor(rows.length);
    rows.forEach(({ id, quadrant, text }, at) => {
      const place = places[at] ?? 'V';
      const row = doc.getMap(key).get(id);
      if (row instanceof Y.Map) {
        row.set('place', place);
        if (row.get('quadrant') !== quadrant) row.set('quadrant', quadrant);
      } else putRow(doc, key, { id, quadrant, place, text });
    });
  });
}

function putRow(
  doc: Y.Doc,
  key: string,
  row: { id: string; quadrant: Quadrant; place: string; text?: string },
): void {
  const value = new Y.Map<unknown>();
  value.set('quadrant', row.quadrant);
  value.set('place', row.place);
  value.set('text', new Y.Text(row.text ?? ''));
  doc.getMap(key).set(row.id, value);
}

/** Moves a row to index `at` of a quadrant, counted without the row itself. */
export function moveSwotRow(
  doc: Y.Doc,
  key: string,
  id: string,
  to: { quadrant: Quadrant; at: number },
  origin?: unknown,
): void {
  const row = doc.getMap(key).get(id);
  if (!(row instanceof Y.Map)) return;
  doc.transact(() => {
    row.set('place', placeAt(doc, key, to.quadrant, to.at, id));
    if (row.get('quadrant') !== to.quadrant) row.set('quadrant', to.quadrant);
  }, origin);
}

export function removeSwotRow(doc: Y.Doc, key: string, id: string, origin?: unknown): void {
  doc.transact(() => {
    doc.getMap(key).delete(id);
  }, origin);
}

function placeAt(doc: Y.Doc, key: string, quadrant: Quadrant, at: number, id: string): string {
  const others = swotRows(doc, key).filter((row) => row.quadrant === quadrant && row.id !== id);
  const before = others[Math.min(at, others.length) - 1]?.place ?? null;
  // Two rows added at the same moment may share a place; the next larger one then bounds the gap
  const after =
    others.slice(Math.max(0, at)).find((row) => before === null || row.place > before)?.place ?? null;
  return placeBetween(before, after);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
