import { type CsvError, parse } from 'csv-parse/sync';
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
  const plain = text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
  const told = /^sep=(.)\n/.exec(plain);
  const source = told ? plain.slice(told[0].length) : plain;
  const linesBefore = told ? 1 : 0;
  if (source.trim() === '') return { problem: { ...start, sentence: 'The file is empty.' } };
  if (source.includes('\0')) {
    return {
      problem: {
        ...start,
        sentence: 'This is no text in UTF-8. Save the table as “CSV UTF-8” and take that file.',
      },
    };
  }
  const delimiter = told?.[1] ?? delimiterOf(source);
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
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = recordsOf(source, delimiter);
  } catch (error) {
    return { problem: brokenQuotes(error as CsvError & Broken, source, delimiter, linesBefore) };
  }
  let line = linesBefore + 1;
  const placed = records.map(({ record, info }, at) => {
    const place: Place = { line, row: linesBefore + at + 1, column: null };
    line = linesBefore + info.lines + 1;
    return { record, place };
  });
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

/** What the first line has most of, outside of quotation marks. */
function delimiterOf(source: string): string {
  const head = (/^.*$/m.exec(source)?.[0] ?? '').replace(/"[^"]*"/g, '');
  const count = (separator: string) => head.split(separator).length;
  return [',', ';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best));
}

function recordsOf(source: string, delimiter: string, to = -1) {
  return parse(source, {
    delimiter,
    record_delimiter: '\n',
    info: true,
    relax_column_count: true,
    to,
  }) as unknown as { record: string[]; info: { lines: number } }[];
}

/** What the parser adds to its errors; its types do not say so. */
interface Broken {
  records?: number;
  column?: number | string;
}

function brokenQuotes(
  error: CsvError & Broken,
  source: string,
  delimiter: string,
  linesBefore: number,
): FileProblem {
  const read = error.records ?? 0;
  const last = read === 0 ? undefined : recordsOf(source, delimiter, read).at(-1);
  const place = {
    line: linesBefore + (last?.info.lines ?? 0) + 1,
    row: linesBefore + read + 1,
    column: typeof error.column === 'number' ? error.column : null,
  };
  const sentence =
    error.code === 'CSV_QUOTE_NOT_CLOSED'
      ? 'A quotation mark is opened here and never closed, so the rest can’t be read.'
      : 'A quotation mark stands where none can. Inside quoted text it is written twice.';
  return { ...place, sentence };
}
