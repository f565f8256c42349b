/** What stands between the cells of a line. */
export type Delimiter = ',' | ';' | '\t' | '|';

export interface CsvText {
  /** Without a byte-order mark and without a first line `sep=;`; each line ends with a line feed. */
  readonly source: string;
  /** What a first line `sep=;` says, by which spreadsheets tell each other; null where there is none. */
  readonly stated: Delimiter | null;
  /** Lines that stood before the source: 1 with such a line, otherwise 0. */
  readonly above: number;
}

export interface CsvRow {
  /** Of the text, from 1, where the row begins: a cell in quotation marks may have several lines. */
  readonly line: number;
  /** As they stand, blanks included; at least one. */
  readonly cells: readonly string[];
}

/** Of a quotation mark that can't be read as one. */
export interface CsvPlace {
  /** Where the row begins, from 1. */
  readonly line: number;
  /** Rows before it, empty ones included. */
  readonly row: number;
  readonly column: number;
}

export interface CsvRows {
  /** Empty lines are rows with one empty cell. */
  readonly rows: readonly CsvRow[];
  /** The first mark within a cell without marks around it, or with something behind it; null where there is none. */
  readonly misplaced: CsvPlace | null;
  /** The first mark that is opened and never closed; null where there is none. Behind it nothing is called misplaced. */
  readonly unclosed: CsvPlace | null;
}

/** Line ends of every kind: old Macintosh programs write a carriage return alone. */
export function csvText(text: string): CsvText {
  const plain = text
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n')
    .replaceAll('\r', '\n');
  const told = /^sep=([,;\t|])\n/i.exec(plain);
  if (!told) return { source: plain, stated: null, above: 0 };
  return { source: plain.slice(told[0].length), stated: told[1] as Delimiter, above: 1 };
}

/** What the first line has most of outside of quotation marks; a comma where it has none of them. */
export function delimiterOfHead(source: string): Delimiter {
  const end = source.indexOf('\n');
  const head = (end === -1 ? source : source.slice(0, end)).replace(/"[^"]*"/g, '');
  const count = (delimiter: string) => head.split(delimiter).length;
  return ([',', ';', '\t'] as const).reduce((best, next) => (count(next) > count(best) ? next : best));
}

/**
 * Reads a table (RFC 4180) as people send them: rows may have different numbers of cells, blanks may stand around
 * quotation marks, and a mark that is not where one belongs stands for itself, so that nothing is lost. Whether that is an
 * error is for the caller to say.
 *
 * It is written here because strangers send such texts, and time has to grow with their length alone. csv-parse 7.0 makes
 * an error with a stack for each row that has another number of cells than the first, also with `relax_column_count`, which
 * are seconds for 150 kB; papaparse 5.7 trims all that is behind a misplaced mark once for each of them (the time grows with
 * the square of the length), and takes the lines below it into the same cell.
 *
 * @param delimiter one character; null: a line is one cell, whatever stands on it
 */
export function csvRows({ source, above }: CsvText, delimiter: string | null): CsvRows {
  if (delimiter === null) {
    const lines = source === '' ? [] : source.replace(/\n$/, '').split('\n');
    const rows = lines.map((cell, at) => ({ line: above + at + 1, cells: [cell] }));
    return { rows, misplaced: null, unclosed: null };
  }
  const rows: CsvRow[] = [];
  let misplaced: CsvPlace | null = null;
  let unclosed: CsvPlace | null = null;
  let [at, line] = [0, above + 1];
  while (at < source.length) {
    const cells: string[] = [];
    const begins = line;
    for (let more = true; more; at += 1) {
      const cell = cellAt(source, at, delimiter);
      const place = { line: begins, row: rows.length, column: cells.length };
      if (cell.marks === 'unclosed') unclosed ??= place;
      if (cell.marks === 'misplaced' && !unclosed) misplaced ??= place;
      cells.push(cell.text);
      line += cell.breaks;
      at = cell.end;
      more = source[at] === delimiter;
    }
    rows.push({ line: begins, cells });
    line += 1;
  }
  return { rows, misplaced, unclosed };
}

interface Cell {
  readonly text: string;
  /** Where the delimiter or the end of the line behind it stands, or the length of the source. */
  readonly end: number;
  /** Ends of lines in it. */
  readonly breaks: number;
  readonly marks: 'fine' | 'misplaced' | 'unclosed';
}

/**
 * From a cell's opening mark its closing one is looked for, beyond the cell's own line, too. The time stays linear: what is
 * looked through ends with the next odd number of marks beside each other, wherever that stands, and where a cell begins
 * with an even number of them, it ends with these.
 */
function cellAt(source: string, start: number, delimiter: string): Cell {
  const open = behindBlanks(source, start, delimiter);
  if (source[open] !== '"') return plainCell(source, start, delimiter);
  let close = source.indexOf('"', open + 1);
  while (close >= 0 && source[close + 1] === '"') close = source.indexOf('"', close + 2);
  if (close < 0) return { ...plainCell(source, start, delimiter), marks: 'unclosed' };
  const end = behindBlanks(source, close + 1, delimiter);
  const behind = source[end] ?? '\n';
  if (behind !== delimiter && behind !== '\n') return plainCell(source, start, delimiter);
  const text = source.slice(open + 1, close);
  return { text: text.replaceAll('""', '"'), end, breaks: text.split('\n').length - 1, marks: 'fine' };
}

function plainCell(source: string, start: number, delimiter: string): Cell {
  let end = start;
  while (end < source.length && source[end] !== delimiter && source[end] !== '\n') end += 1;
  const text = source.slice(start, end);
  return { text, end, breaks: 0, marks: text.includes('"') ? 'misplaced' : 'fine' };
}

function behindBlanks(source: string, start: number, delimiter: string): number {
  let at = start;
  while (source[at] === ' ' || (source[at] === '\t' && delimiter !== '\t')) at += 1;
  return at;
}
