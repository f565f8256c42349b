import { columnName } from '../../grading/gradebook/csv-cells.rules.js';
import { type CsvRow, csvRows, csvText } from '../../platform/csv/csv.rules.js';
import { whyNoText } from '../../platform/csv/no-text.rules.js';
import { type TypedCode } from '../register/code.rules.js';
import {
  codesWithin,
  headOf,
  isCode,
  mainColumn,
  nothing,
  type ReadRow,
  type TypedText,
} from './list-columns.rules.js';

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
 * Reads, in steps, what somebody pasted or took from a file: a code or an address on each line, several on one line, or a table
 * (RFC 4180) with commas, semicolons, tabs or bars between its cells, with a byte-order mark or without, with quotation
 * marks or without, of which one column holds the codes. Nothing is left out in silence: what is no code becomes an
 * entry that says so, empty lines and heads excepted.
 *
 * Most lists take some milliseconds; the worst, of words that are like parts of codes, a tenth of a second.
 *
 * @returns the entries in the order of their lines, or one sentence that says why nothing was read
 */
export function* readingList(text: string): Generator<void, ReadList> {
  // Megabytes may be sent, so they are measured as they are; all else is done with what is short.
  const problem = whyNoText(text);
  if (problem !== null) return { problem };
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
  const rows = rowsOf(text);
  if (rows.length === 0) return { problem: NOTHING };
  const wide = rows.find(({ cells }) => cells.length > MOST_CELLS);
  if (wide) {
    return {
      problem: `Line ${wide.line} has ${figure(wide.cells.length)} cells, more than a list of codes. Nothing was checked. Write one code on each line.`,
    };
  }
  const read = yield* readRows(rows);
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

/** Those with something on them. Without a delimiter a line is a cell, whatever stands on it. */
function rowsOf(text: string): readonly CsvRow[] {
  const read = csvText(text);
  const { rows } = csvRows(read, read.stated ?? delimiterOf(read.source));
  return rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
}

/**
 * What stands on most lines outside of quotation marks, which may go over several lines or, where one is never closed, over
 * one at most; null where nothing stands on at least half of them.
 */
function delimiterOf(text: string): string | null {
  const quoted = /"[^"]*"/g;
  const lines = text.split('\n', 400).map((line) => line.replace(quoted, ''));
  return commonIn(text.replace(quoted, '').split('\n', 400)) ?? commonIn(lines);
}

function commonIn(all: readonly string[]): string | null {
  const lines = all.filter((line) => line.trim() !== '');
  const counts = [';', '\t', ',', '|'].map((separator) => ({
    separator,
    on: lines.filter((line) => line.includes(separator)).length,
  }));
  const best = counts.reduce((most, next) => (next.on > most.on ? next : most));
  return best.on > 0 && best.on * 2 >= lines.length ? best.separator : null;
}

/** Null: there are too many different codes, and the rest was not read. A step is a code, as a line may be very long. */
function* readRows(plainRows: readonly CsvRow[]): Generator<void, ReadRow[] | null> {
  const different = new Set<string>();
  const rows: ReadRow[] = [];
  for (const row of plainRows) {
    const texts: TypedText[][] = [];
    for (const cell of row.cells) {
      const read = yield* codesWithin(cell);
      texts.push(read);
      for (const { parsed } of read) if (parsed.kind === 'code') different.add(parsed.code);
      if (different.size > MOST_CODES) return null;
      yield;
    }
    rows.push({ ...row, texts });
  }
  return rows;
}

/** Null: a table in which nothing is a code, or like one, or called so. */
function entriesOf(rows: readonly ReadRow[]): CodeList | null {
  const width = Math.max(...rows.map(({ cells }) => cells.length));
  const main = mainColumn(rows, width);
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

const figure = (n: number) => n.toLocaleString('en-GB');
