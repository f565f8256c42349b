import { type CsvRow } from '../../platform/csv/csv.rules.js';
import { parseCode, type TypedCode } from '../register/code.rules.js';

/** A code, or what stands where one is wanted. */
export interface TypedText {
  readonly typed: string;
  readonly parsed: TypedCode;
}

/** A row whose cells were looked at, once: it is what takes time. */
export interface ReadRow extends CsvRow {
  readonly texts: readonly (readonly TypedText[])[];
}

export const nothing: TypedText = { typed: '', parsed: { kind: 'not-a-code' } };

export const isCode = ({ parsed }: TypedText) => parsed.kind === 'code';

/** The shortest text that is like a code: four groups of five. */
const SHORTEST = 20;

/** A cell as it stands, or each of several codes that stand in it. A step is one of them, as all of a list may stand in one cell. */
export function* codesWithin(cell: string): Generator<void, TypedText[]> {
  const typed = cell.trim();
  if (typed.length < SHORTEST) return [{ typed, parsed: { kind: 'not-a-code' } }];
  const parsed = parseCode(typed);
  if (parsed.kind !== 'not-a-code') return [{ typed, parsed }];
  const parts: TypedText[] = [];
  for (const part of typed.split(/[\s,;|]+/)) {
    if (part.length < SHORTEST || part === typed) continue;
    const read = parseCode(part);
    if (read.kind !== 'not-a-code') parts.push({ typed: part, parsed: read });
    yield;
  }
  return parts.length > 1 ? parts : [{ typed, parsed }];
}

/**
 * The column in which the codes stand, from 0: the one that has most of them; if there are none, the one that is called so,
 * or that has most of what is like a code. Null where there is no such column.
 *
 * @param width the number of cells of the widest row
 */
export function mainColumn(rows: readonly ReadRow[], width: number): number | null {
  const columns = columnsOf(rows, width);
  if (columns.length === 1) return 0;
  const most = (count: (column: Column) => number) =>
    columns.reduce((best, next) => (count(next) > count(best) ? next : best));
  const ofCodes = most(({ codes }) => codes);
  if (ofCodes.codes > 0) return ofCodes.at;
  const named = rows[0]?.cells.findIndex((cell) => called.test(cell)) ?? -1;
  if (named >= 0) return named;
  const alike = most(({ like }) => like);
  return alike.like > 0 ? alike.at : null;
}

interface Column {
  readonly at: number;
  /** Cells that are codes, and such as are like one. */
  readonly codes: number;
  readonly like: number;
}

/** In one pass over the cells: a single line may have a thousand, and two thousand others two. */
function columnsOf(rows: readonly ReadRow[], width: number): Column[] {
  const columns = Array.from({ length: width }, (_, at) => ({ at, codes: 0, like: 0 }));
  for (const { texts } of rows) {
    for (const [at, read] of texts.entries()) {
      const column = columns[at];
      if (!column) continue;
      for (const { parsed } of read) {
        if (parsed.kind === 'code') column.codes += 1;
        else if (parsed.kind === 'typing-error') column.like += 1;
      }
    }
  }
  return columns;
}

/** How people call a column of codes. */
const called = /\b(?:codes?|certificates?|credentials?|address(?:es)?|urls?|links?|verify|verification)\b/i;

/** What the first line says where it names columns; null where it does not. */
export function headOf(rows: readonly ReadRow[], main: number, width: number): string | null {
  const [first, second] = rows;
  if (!first || !second) return null;
  const cell = first.cells[main] ?? '';
  if (first.texts.some((texts) => texts.some(({ parsed }) => parsed.kind !== 'not-a-code'))) return null;
  // A single column may begin with a line that is meant as a code; a name of a column says what it is.
  const names = width > 1 ? !/\d/.test(cell) && cell.trim() !== '' : called.test(cell) && cell.length <= 40;
  return names ? first.cells.filter((one) => one.trim() !== '').join(', ') : null;
}
