import { parse } from 'csv-parse/sync';
import { columnName } from '../../grading/gradebook/csv-cells.rules.js';
import { parseCode, type TypedCode } from '../register/code.rules.js';

/** Codes that are checked at once; the same code on several lines is one. */
export const MOST_CODES = 500;
/** With something on them: room for a table with a few heads and footnotes around five hundred codes. */
const MOST_LINES = 2000;
/** Three hundred for each of five hundred codes. */
const MOST_CHARACTERS = 150_000;
/** Beside each other: five hundred codes may stand on one line. */
const MOST_CELLS = 1000;
/** Of a line that is no code, when it is told back. */
const LONGEST_TOLD = 80;

const NOTHING = 'Paste the codes or addresses, one on each line.';

/** Something that is to be checked, and where it stood. */
export interface ListEntry {
  /** Of the pasted text, from 1. */
  readonly line: number;
  /** The cell or the line as it stood; empty where a line of a table has nothing in the column of codes. */
  readonly typed: string;
  readonly parsed: TypedCode;
  /** The line on which the same code stands first; null for that line itself and for what is no code. */
  readonly sameAs: number | null;
}

export interface CodeList {
  readonly entries: readonly ListEntry[];
  /** What the first line says, where it was taken for heads of columns and not for a code; null where it was not. */
  readonly head: string | null;
  /** The name of the column in which the codes stand, or "B"; null where there is only one. */
  readonly column: string | null;
}

export type ReadList = { readonly list: CodeList } | { readonly problem: string };

/**
 * Reads what somebody pasted or took from a file: a code or an address on each line, several on one line, or a table
 * (RFC 4180) with commas, semicolons, tabs or bars between its cells, with a byte-order mark or without, with quotation
 * marks or without, of which one column holds the codes. Nothing is left out in silence: what is no code becomes an
 * entry that says so, empty lines and heads excepted.
 *
 * @returns the entries in the order of their lines, or one sentence that says why nothing was read
 */
export function readList(text: string): ReadList {
  const plain = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  if (plain.trim() === '') return { problem: NOTHING };
  if (plain.includes('\0')) {
    return { problem: 'This is no text. Save the table as “CSV UTF-8” and take that file.' };
  }
  const lines = linesIn(plain);
  if (lines > MOST_LINES) {
    return {
      problem: `This list has ${figure(lines)} lines, and up to ${MOST_CODES} codes are checked at once. Nothing was checked. Take it in parts.`,
    };
  }
  if (plain.length > MOST_CHARACTERS) {
    return {
      problem: `This is far longer than a list of ${MOST_CODES} codes. Nothing was checked. Take only the column with the codes.`,
    };
  }
  const rows = rowsOf(plain);
  if (rows.length === 0) return { problem: NOTHING };
  const wide = rows.find(({ cells }) => cells.length > MOST_CELLS);
  if (wide) {
    return {
      problem: `Line ${wide.line} has ${figure(wide.cells.length)} cells, more than a list of codes. Nothing was checked. Write one code on each line.`,
    };
  }
  const list = entriesOf(rows);
  if (list === null) {
    return {
      problem:
        'No column of this table holds codes or addresses of certificates. Nothing was checked. Take the column with the codes alone.',
    };
  }
  const different = list.entries.filter(({ sameAs }) => sameAs === null).length;
  if (different > MOST_CODES) {
    return {
      problem: `This list has ${figure(different)} different codes, and up to ${MOST_CODES} are checked at once. Nothing was checked. Take it in parts.`,
    };
  }
  return { list };
}

/** As it is told back: of a pasted page the beginning. */
export function told(typed: string): string {
  const line = typed.replace(/\s+/g, ' ').trim().toWellFormed();
  return line.length > LONGEST_TOLD ? `${line.slice(0, LONGEST_TOLD).toWellFormed()}…` : line;
}

interface Row {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Lines with something on them, counted without a copy of each. */
function linesIn(text: string): number {
  let found = 0;
  let filled = false;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 0x0a) {
      if (filled) found += 1;
      filled = false;
    } else if (unit > 0x20) filled = true;
  }
  return filled ? found + 1 : found;
}

function rowsOf(text: string): Row[] {
  const stated = /^sep=([,;\t|])\n/i.exec(text);
  const delimiter = stated?.[1] ?? delimiterOf(text);
  const above = stated ? 1 : 0;
  const source = stated ? text.slice(stated[0].length) : text;
  // Without one a line is a cell, whatever stands on it.
  if (delimiter === null) return plainRows(source, null, above);
  try {
    return quotedRows(source, delimiter, above);
  } catch {
    // A quotation mark that is never closed is one that stands for itself: so every line is read.
    return plainRows(source, delimiter, above);
  }
}

function quotedRows(source: string, delimiter: string, above: number): Row[] {
  const records = parse(source, {
    delimiter,
    record_delimiter: '\n',
    info: true,
    relax_column_count: true,
    relax_quotes: true,
  }) as unknown as { record: string[]; info: { lines: number } }[];
  let line = above + 1;
  return records
    .map(({ record, info }) => {
      const row = { line, cells: record };
      line = above + info.lines + 1;
      return row;
    })
    .filter(isFilled);
}

function plainRows(source: string, delimiter: string | null, above: number): Row[] {
  return source
    .split('\n')
    .map((text, at) => ({
      line: above + at + 1,
      cells: delimiter === null ? [text] : text.split(delimiter),
    }))
    .filter(isFilled);
}

const isFilled = ({ cells }: Row) => cells.some((cell) => cell.trim() !== '');

/** What stands on most lines outside of quotation marks; null where nothing stands on at least half of them. */
function delimiterOf(text: string): string | null {
  const lines = text
    .split('\n', 400)
    .filter((line) => line.trim() !== '')
    .map((line) => line.replace(/"[^"]*"/g, ''));
  const counts = [';', '\t', ',', '|'].map((separator) => ({
    separator,
    on: lines.filter((line) => line.includes(separator)).length,
  }));
  const best = counts.reduce((most, next) => (next.on > most.on ? next : most));
  return best.on > 0 && best.on * 2 >= lines.length ? best.separator : null;
}

/** A row whose cells were looked at, once: it is what takes time. */
interface ReadRow extends Row {
  readonly texts: readonly (readonly TypedText[])[];
}

/** Null: a table in which nothing is a code, or like one, or called so. */
function entriesOf(plainRows: readonly Row[]): CodeList | null {
  const rows = plainRows.map((row): ReadRow => ({ ...row, texts: row.cells.map(codesWithin) }));
  const width = Math.max(...rows.map(({ cells }) => cells.length));
  const columns = Array.from({ length: width }, (_, at) => columnAt(rows, at));
  const main = mainColumn(rows, columns);
  if (main === null) return null;
  const head = headOf(rows, main, width);
  const others = columns.filter(({ at, codes }) => at !== main && codes > 0).map(({ at }) => at);
  const found = rows.slice(head === null ? 0 : 1).flatMap(({ line, texts }) => {
    const beside = others.flatMap((at) => (texts[at] ?? []).filter(isCode));
    const own = texts[main] ?? [nothing];
    const empty = own.every(({ typed }) => typed === '');
    return [...(empty && beside.length > 0 ? [] : own), ...beside].map((one) => ({ line, ...one }));
  });
  const first = new Map<string, number>();
  const entries = found.map(({ line, typed, parsed }): ListEntry => {
    if (parsed.kind !== 'code') return { line, typed, parsed, sameAs: null };
    const sameAs = first.get(parsed.code) ?? null;
    if (sameAs === null) first.set(parsed.code, line);
    return { line, typed, parsed, sameAs };
  });
  const name = (rows[0]?.cells[main] ?? '').trim();
  return {
    entries,
    head: head === null ? null : told(head),
    column: width === 1 ? null : head !== null && name !== '' ? told(name) : columnName(main),
  };
}

interface Column {
  readonly at: number;
  /** Cells that are codes, and such as are like one. */
  readonly codes: number;
  readonly like: number;
}

function columnAt(rows: readonly ReadRow[], at: number): Column {
  const read = rows.flatMap(({ texts }) => texts[at] ?? []);
  return {
    at,
    codes: read.filter(isCode).length,
    like: read.filter(({ parsed }) => parsed.kind === 'typing-error').length,
  };
}

function mainColumn(rows: readonly ReadRow[], columns: readonly Column[]): number | null {
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

/** How people call a column of codes. */
const called = /\b(?:codes?|certificates?|credentials?|address(?:es)?|urls?|links?|verify|verification)\b/i;

/** The first line where it names columns. */
function headOf(rows: readonly ReadRow[], main: number, width: number): string | null {
  const [first, second] = rows;
  if (!first || !second) return null;
  const cell = first.cells[main] ?? '';
  if (first.texts.some((texts) => texts.some(({ parsed }) => parsed.kind !== 'not-a-code'))) return null;
  // A single column may begin with a line that is meant as a code; a name of a column says what it is.
  const names = width > 1 ? !/\d/.test(cell) && cell.trim() !== '' : called.test(cell) && cell.length <= 40;
  return names ? first.cells.filter((one) => one.trim() !== '').join(', ') : null;
}

interface TypedText {
  readonly typed: string;
  readonly parsed: TypedCode;
}

const nothing: TypedText = { typed: '', parsed: { kind: 'not-a-code' } };

const isCode = ({ parsed }: TypedText) => parsed.kind === 'code';

/** The shortest text that is like a code: four groups of five. */
const SHORTEST = 20;

/** A cell as it stands, or each of several codes that stand in it. */
function codesWithin(cell: string): TypedText[] {
  const typed = cell.trim();
  if (typed.length < SHORTEST) return [{ typed, parsed: { kind: 'not-a-code' } }];
  const parsed = parseCode(typed);
  if (parsed.kind !== 'not-a-code') return [{ typed, parsed }];
  const parts = typed
    .split(/[\s,;|]+/)
    .filter((part) => part.length >= SHORTEST)
    .map((part) => ({ typed: part, parsed: parseCode(part) }))
    .filter((part) => part.parsed.kind !== 'not-a-code');
  return parts.length > 1 ? parts : [{ typed, parsed }];
}

const figure = (n: number) => n.toLocaleString('en-GB');
