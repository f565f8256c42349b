import * as Y from 'yjs';
import { type HandbookFrame, type SectionKind } from '../sections/section-kind.rules.js';
import {
  frameOf,
  type FrozenSection,
  type HandbookPlace,
  sectionKinds,
} from '../sections/section-kinds.rules.js';
import { addSwotRow, moveSwotRow, quadrants, removeSwotRow, swotRows } from '../sections/swot-rows.rules.js';
import { readCell, typedCell } from '../sections/tables/cells.rules.js';
import {
  addRow,
  cellText,
  fieldsOf,
  liveRows,
  moveRow,
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
  const isRestored = () => JSON.stringify(form.freeze(doc, key, frame)) === JSON.stringify(content);
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
  table.rows.forEach(({ id, cells }, at) => {
    const there = liveRows(doc, key);
    if (there[at]?.id === id) return;
    if (there.some((row) => row.id === id)) moveRow(doc, key, id, at);
    else {
      const texts = spec.columns.map(
        (column) => [column.key, typed(column, table, cells[column.key])] as const,
      );
      addRow(doc, key, { id, at, typed: typedColumns, cells: Object.fromEntries(texts) });
    }
  });
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
    return rows.map(({ id, text }, at) => ({ id, text, quadrant, at }));
  });
  for (const { id } of swotRows(doc, key)) {
    if (!wanted.some((row) => row.id === id)) removeSwotRow(doc, key, id);
  }
  for (const { id, text, quadrant, at } of wanted) {
    const rows = swotRows(doc, key);
    const live = rows.find((row) => row.id === id);
    if (live === undefined) {
      addSwotRow(doc, key, { id, quadrant, at, text });
      continue;
    }
    if (live.text.toJSON().trim() !== text) restoreText(live.text, text);
    if (rows.filter((row) => row.quadrant === quadrant)[at]?.id !== id)
      moveSwotRow(doc, key, id, { quadrant, at });
  }
}
