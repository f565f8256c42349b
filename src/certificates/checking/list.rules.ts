import { columnName } from '../../grading/gradebook/csv-cells.rules.js';
import { parseCode, type TypedCode } from '../register/code.rules.js';

/** Codes that are checked at once; the same code on several lines is one. */
export const MOST_CODES = 500;
/** Of a code or an address for programs: with all that mail programs make of it. */
export const LONGEST_CODE = 300;
/** With something on them: room for a table with a few heads and footnotes around five hundred codes. */
const MOST_LINES = 2000;
/** Three hundred for each of five hundred codes. Of a longer list only the lines are counted. */
export const MOST_CHARACTERS = 150_000;
/** That are answered, with codes that stand again and what is like a code. */
const MOST_ENTRIES = 2000;
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
  // Megabytes may be sent, so they are measured as they are; all else is done with what is short.
  if (text.includes('\0')) {
    return { problem: 'This is no text. Save the table as “CSV UTF-8” and take that file.' };
  }
  const lines = linesIn(text);
  if (lines === 0) return { problem: NOTHING };
  if (lines > MOST_LINES) {
    return {
      problem: `This list has ${figure(lines)} lines, and up to ${MOST_CODES} codes are checked at once. Nothing was checked. Take it in parts.`,
    };
  }
  if (text.length > MOST_CHARACTERS) {
    return {
      problem: `This is far longer than a list of ${MOST_CODES} codes. Nothing was checked. Take only the column with the codes.`,
    };
  }
  const plain = text
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', '\n');
  const rows = rowsOf(plain);
  if (rows.length === 0) return { problem: NOTHING };
  const wide = rows.find(({ cells }) => cells.length > MOST_CELLS);
  if (wide) {
    return {
      problem: `Line ${wide.line} has ${figure(wide.cells.length)} cells, more than a list of codes. Nothing was checked. Write one code on each line.`,
    };
  }
  const read = readRows(rows);
  if (read === null) {
    return {
      problem: `This list has more than ${MOST_CODES} different codes, and up to ${MOST_CODES} are checked at once. Nothing was checked. Take it in parts.`,
    };
  }
  const list = entriesOf(read);
  if (list === null) {
    return {
      problem:
        'No column of this table holds codes or addresses of certificates. Nothing was checked. Take the column with the codes alone.',
    };
  }
  if (list.entries.length > MOST_ENTRIES) {
    return {
      problem: `This list has ${figure(list.entries.length)} codes with those that stand again, and up to ${MOST_CODES} are checked at once. Nothing was checked. Take it in parts.`,
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

/** Lines with something on them, whichever way they end, counted without a copy of each. */
function linesIn(text: string): number {
  let found = 0;
  let filled = false;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit === 0x0a || unit === 0x0d) {
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
  // Without one a line is a cell, whatever stands on it. A quotation mark that is never closed stands for itself.
  const quoted = delimiter !== null && source.includes('"') ? quotedRows(source, delimiter, above) : null;
  return quoted ?? plainRows(source, delimiter, above);
}

/**
 * RFC 4180, except that lines may have different numbers of cells, and a quotation mark that is not where one belongs
 * stands for itself. Each character is read a fixed number of times, however many lines and cells there are.
 *
 * @returns null where a quotation mark is never closed
 */
function quotedRows(source: string, delimiter: string, above: number): Row[] | null {
  const rows: Row[] = [];
  let [at, line] = [0, above + 1];
  while (at < source.length) {
    const row = { line, cells: [] as string[] };
    for (let more = true; more; at += 1) {
      const cell = source[at] === '"' ? quotedCell(source, at, delimiter) : plainCell(source, at, delimiter);
      if (cell === null) return null;
      row.cells.push(cell.text);
      line += cell.breaks;
      at = cell.end;
      more = source[at] === delimiter;
    }
    line += 1;
    if (isFilled(row)) rows.push(row);
  }
  return rows;
}

interface Cell {
  readonly text: string;
  /** Where the delimiter or the end of the line behind it stands, or the length of the source. */
  readonly end: number;
  /** Ends of lines in it. */
  readonly breaks: number;
}

function plainCell(source: string, start: number, delimiter: string): Cell {
  let end = start;
  while (end < source.length && source[end] !== delimiter && source[end] !== '\n') end += 1;
  return { text: source.slice(start, end), end, breaks: 0 };
}

function quotedCell(source: string, start: number, delimiter: string): Cell | null {
  let close = source.indexOf('"', start + 1);
  while (close >= 0 && source[close + 1] === '"') close = source.indexOf('"', close + 2);
  if (close < 0) return null;
  const behind = source[close + 1] ?? '\n';
  if (behind !== delimiter && behind !== '\n') return plainCell(source, start, delimiter);
  const text = source.slice(start + 1, close).replaceAll('""', '"');
  return { text, end: close + 1, breaks: text.split('\n').length - 1 };
}

function plainRows(source: string, delimiter: string | null, above: number): Row[] {
  return source.split('\n').flatMap((text, at): Row[] => {
    if (text.trim() === '') return [];
    const row = { line: above + at + 1, cells: delimiter === null ? [text] : text.split(delimiter) };
    return isFilled(row) ? [row] : [];
  });
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

/** Null: there are too many different codes, and the rest was not read. */
function readRows(plainRows: readonly Row[]): ReadRow[] | null {
  const different = new Set<string>();
  const rows: ReadRow[] = [];
  for (const row of plainRows) {
    const texts: TypedText[][] = [];
    for (const cell of row.cells) {
      const read = codesWithin(cell);
      texts.push(read);
      for (const { parsed } of read) if (parsed.kind === 'code') different.add(parsed.code);
      if (different.size > MOST_CODES) return null;
    }
    rows.push({ ...row, texts });
  }
  return rows;
}

/** Null: a table in which nothing is a code, or like one, or called so. */
function entriesOf(rows: readonly ReadRow[]): CodeList | null {
  const width = Math.max(...rows.map(({ cells }) => cells.length));
  const columns = columnsOf(rows, width);
  const main = mainColumn(rows, columns);
  if (main === null) return null;
  const head = headOf(rows, main, width);
  const found = rows.slice(head === null ? 0 : 1).flatMap(({ line, texts }) => {
    const beside = texts.flatMap((read, at) => (at === main ? [] : read.filter(isCode)));
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
    .filter((part) => part.length >= SHORTEST && part !== typed)
    .map((part) => ({ typed: part, parsed: parseCode(part) }))
    .filter((part) => part.parsed.kind !== 'not-a-code');
  return parts.length > 1 ? parts : [{ typed, parsed }];
}

const figure = (n: number) => n.toLocaleString('en-GB');
