import * as Y from 'yjs';
import { canonicalJson } from '../../platform/digests/digests.js';
import { type HandbookFrame, type SectionKind } from '../sections/section-kind.rules.js';
import {
  frameOf,
  type FrozenSection,
  type HandbookPlace,
  sectionKinds,
} from '../sections/section-kinds.rules.js';
import { arrangeGrid, quadrants, removeSwotRow, swotRows } from '../sections/swot-rows.rules.js';
import { readCell, typedCell } from '../sections/tables/cells.rules.js';
import {
  arrangeRows,
  cellText,
  fieldsOf,
  liveRows,
  notesOf,
  removeRow,
} from '../sections/tables/rows.rules.js';
import { cleanTable, type TableContent } from '../sections/tables/table-content.rules.js';
import { type Column, isTyped, type TableSpec } from '../sections/tables/table-spec.rules.js';
import { isRecord } from '../sections/text.rules.js';
import { restoreProse, restoreText } from './restoring-prose.rules.js';
import { typedSection } from './revision.rules.js';

/**
 * Makes sections of the document say what they said in a revision. Whatever is the same is left alone, letter by letter
 * where it can be, so that what somebody else is typing at this moment stays. One transaction, which the caller opens.
 */
export function restoreSections(
  doc: Y.Doc,
  places: readonly HandbookPlace[],
  sections: readonly FrozenSection[],
): void {
  // The budget first: it holds the currency in which the others read their money
  const inOrder = sections.toSorted((a, b) => Number(b.kind === 'budget') - Number(a.kind === 'budget'));
  for (const section of inOrder) {
    const place = places.find(({ key, kind }) => key === section.key && kind === section.kind);
    if (place) restoreSection(doc, place, typedSection(section).content, frameOf(doc, places));
  }
}

function restoreSection(
  doc: Y.Doc,
  { key, kind }: HandbookPlace,
  content: unknown,
  frame: HandbookFrame,
): void {
  const form: SectionKind = sectionKinds[kind];
  // What comes back from the database has its keys in another order
  const wanted = canonicalJson(content);
  const isRestored = () => canonicalJson(form.freeze(doc, key, frame)) === wanted;
  if (isRestored()) return;
  if (kind === 'prose') restoreProse(doc.getXmlFragment(key), content);
  else if (kind === 'swot') restoreGrid(doc, key, content);
  else if (form.table !== null) restoreTable(form.table, doc, key, content, frame);
  // What no editor could have written is replaced as a whole
  if (!isRestored()) form.thaw(doc, key, content, frame);
}

function restoreTable(
  spec: TableSpec,
  doc: Y.Doc,
  key: string,
  content: unknown,
  frame: HandbookFrame,
): void {
  const table = cleanTable(spec, content);
  restoreProse(notesOf(doc, key), table.notes);
  restoreFields(spec, doc, key, table);
  const wanted = new Map(table.rows.map((row) => [row.id, row]));
  for (const { id, row } of liveRows(doc, key)) {
    const cells = wanted.get(id)?.cells;
    if (cells === undefined) removeRow(doc, key, id);
    else {
      for (const column of spec.columns) {
        // Another way to write the same number is no difference
        if ((readCell(column, cellText(row, column.key), frame.currency) ?? undefined) === cells[column.key])
          continue;
        restoreCell(row, column, typed(column, table, cells[column.key]));
      }
    }
  }
  const typedColumns = spec.columns
    .filter((column) => isTyped(column, frame.kinds))
    .map((column) => column.key);
  const there = liveRows(doc, key).map(({ id }) => id);
  if (there.length === table.rows.length && there.every((id, at) => id === table.rows[at]?.id)) return;
  const known = new Set(there);
  arrangeRows(
    doc,
    key,
    table.rows.map(({ id, cells }) => ({
      id,
      fresh: known.has(id)
        ? null
        : {
            typed: typedColumns,
            cells: Object.fromEntries(
              spec.columns.map((column) => [column.key, typed(column, table, cells[column.key])]),
            ),
          },
    })),
  );
}

function restoreCell(row: Y.Map<unknown>, column: Column, text: string): void {
  const live = row.get(column.key);
  if (live instanceof Y.Text) restoreText(live, text);
  else if (text === '') row.delete(column.key);
  else row.set(column.key, text);
}

function restoreFields(spec: TableSpec, doc: Y.Doc, key: string, table: TableContent): void {
  const live = fieldsOf(doc, key);
  for (const field of spec.fields) {
    const text = typed(field, table, table.fields[field.key]);
    if (text === '') live.delete(field.key);
    else if (live.get(field.key) !== text) live.set(field.key, text);
  }
}

function typed(
  column: Column,
  { currency = null }: TableContent,
  value: string | number | undefined,
): string {
  return value === undefined ? '' : typedCell(column, value, currency);
}

function restoreGrid(doc: Y.Doc, key: string, content: unknown): void {
  const grid = isRecord(content) ? content : {};
  restoreProse(notesOf(doc, key), grid['notes']);
  const wanted = quadrants.flatMap((quadrant) => {
    const rows = (Array.isArray(grid[quadrant]) ? grid[quadrant] : []) as { id: string; text: string }[];
    return rows.map(({ id, text }) => ({ id, text, quadrant }));
  });
  const ids = new Set(wanted.map(({ id }) => id));
  for (const { id } of swotRows(doc, key)) if (!ids.has(id)) removeSwotRow(doc, key, id);
  const live = new Map(swotRows(doc, key).map((row) => [row.id, row]));
  for (const { id, text } of wanted) {
    const row = live.get(id);
    if (row !== undefined && row.text.toJSON().trim() !== text) restoreText(row.text, text);
  }
  const order = (rows: readonly { id: string; quadrant: string }[]) =>
    rows.map(({ id, quadrant }) => `${quadrant} ${id}`).join('\n');
  if (order(swotRows(doc, key)) !== order(wanted)) arrangeGrid(doc, key, wanted);
}
