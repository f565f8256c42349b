import { csvRows, csvText, delimiterOfHead } from '../../platform/csv/csv.rules.js';
import { whyNoText } from '../../platform/csv/no-text.rules.js';
import { columnName } from './csv-cells.rules.js';

/** Characters that a file may have: a thousand students with a page of remarks each. */
export const MOST_CHARACTERS = 2_000_000;

/** Where something stands in a file. */
export interface Place {
  /** Of the file, from 1, where the row begins. */
  line: number;
  /** As a spreadsheet counts them: a remark of several lines is in one row. */
  row: number;
  /** From 0; null for a whole row. */
  column: number | null;
}

export interface FileProblem extends Place {
  sentence: string;
}

export interface FileCell {
  text: string;
  place: Place;
}

export interface FileRow {
  place: Place;
  /** "" where the row is shorter than its heads or has no such column. */
  cell: (column: number | null) => FileCell;
}

/** A table as it was read, without a thought about what it says. */
export interface MarkFile {
  heads: FileCell[];
  rows: FileRow[];
}

/** “Row 9, column F”; where a row of the spreadsheet is another line of the file, both. */
export function placeWords({ line, row, column }: Place): string {
  const where = row === line ? `Line ${line}` : `Row ${row} (line ${line} of the file)`;
  return column === null ? where : `${where}, column ${columnName(column)}`;
}

/** A remark may have lines of its own, so these are more than students. */
const mostLines = 20_000;
const mostHeads = 500;
const mostCells = 400_000;

/**
 * Reads CSV (RFC 4180) with commas, or with semicolons or tabs as spreadsheets write it where the comma is the decimal
 * sign; with a byte-order mark or without; with a first line `sep=;` or without.
 */
export function readMarkFile(text: string): { file: MarkFile } | { problem: FileProblem } {
  const start: Place = { line: 1, row: 1, column: null };
  if (text.length > MOST_CHARACTERS) {
    return {
      problem: {
        ...start,
        sentence:
          'This is more than 2 million characters, so it is no gradebook of one cohort. Nothing was read.',
      },
    };
  }
  const noText = whyNoText(text);
  if (noText !== null) return { problem: { ...start, sentence: noText } };
  const told = csvText(text);
  const { source, above } = told;
  if (source.trim() === '') return { problem: { ...start, sentence: 'The file is empty.' } };
  const delimiter = told.stated ?? delimiterOfHead(source);
  // Before anything is parsed: lines and cells cost far more than characters.
  const lines = count(source, '\n') + 1;
  if (lines > mostLines) {
    const sentence = `This file has ${lines} lines, more than any gradebook: at most ${mostLines} are read. Delete the empty rows below the last student.`;
    return { problem: { ...start, sentence } };
  }
  const cells = count(/^.*$/m.exec(source)?.[0] ?? '', delimiter) + 1;
  if (cells > mostHeads) {
    const sentence = `The first line has ${cells} heads, more than any gradebook: at most ${mostHeads} are read. Delete the empty columns on the right.`;
    return { problem: { ...start, sentence } };
  }
  if (count(source, delimiter) > mostCells) {
    return {
      problem: {
        ...start,
        sentence: 'This file has too many cells to be a gradebook of one cohort. Nothing was read.',
      },
    };
  }
  const { rows, misplaced, unclosed } = csvRows(told, delimiter);
  const broken = misplaced ?? unclosed;
  if (broken) {
    const sentence = misplaced
      ? 'A quotation mark stands where none can. Inside quoted text it is written twice.'
      : 'A quotation mark is opened here and never closed, so the rest can’t be read.';
    return { problem: { ...broken, row: above + broken.row + 1, sentence } };
  }
  const placed = rows.map(({ line, cells: record }, at) => ({
    record,
    place: { line, row: above + at + 1, column: null },
  }));
  const [head, ...body] = placed;
  const heads = (head?.record ?? []).map((name, column) => ({
    text: name,
    place: { ...(head?.place ?? start), column },
  }));
  const filled = body.filter(({ record }) => record.some((cell) => cell.trim() !== ''));
  const tooWide = filled.find(({ record }) => record.slice(heads.length).some((cell) => cell.trim() !== ''));
  if (tooWide) {
    const sentence = `This row has ${tooWide.record.length} cells under ${heads.length} heads. A text that holds a comma, a semicolon or a line break needs quotation marks around it.`;
    return { problem: { ...tooWide.place, column: heads.length, sentence } };
  }
  return { file: { heads, rows: filled.map(({ record, place }) => rowOf(record, place)) } };
}

function count(text: string, separator: string): number {
  let found = 0;
  for (let at = text.indexOf(separator); at !== -1; at = text.indexOf(separator, at + 1)) found += 1;
  return found;
}

function rowOf(record: readonly string[], place: Place): FileRow {
  return {
    place,
    cell: (column) => ({
      text: column === null ? '' : (record[column] ?? ''),
      place: { ...place, column },
    }),
  };
}
