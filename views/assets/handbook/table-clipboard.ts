import { parseInert } from './prose/inert.js';

/** What is taken from the clipboard at once: enough for any plan, small enough for one message to the server. */
export const largestBlock = { rows: 500, columns: 50, characters: 1_000_000 };

/** Markup is many times longer than the words in it; beyond this the plain text is read. */
const longestMarkup = 4_000_000;

export type Pasted =
  /** Rows of cells, all of the same length. */
  | { type: 'cells'; cells: string[][] }
  /** Words that belong into the one cell; the browser inserts them. */
  | { type: 'text' }
  | { type: 'too-much' };

/**
 * What the clipboard holds for a table: a block of cells from a spreadsheet, a table of a document or a web page, a
 * column of lines, or just words.
 *
 * @param lines true where a cell may have several lines, so that lines alone are no column of cells
 */
export function readClipboard({ html, plain }: { html: string; plain: string }, lines: boolean): Pasted {
  if (plain.length > largestBlock.characters) return { type: 'too-much' };
  if (plain.trim() === '' && html.length > longestMarkup) return { type: 'too-much' };
  const table = html.length > 0 && html.length <= longestMarkup ? readMarkup(html) : null;
  const looksLikeCells = plain.includes('\t') || (!lines && /[\r\n]./.test(plain));
  const cells = table ?? (looksLikeCells ? readTabs(plain) : null);
  if (cells === null) return { type: 'text' };
  const columns = Math.max(0, ...cells.map((row) => row.length));
  while (cells.at(-1)?.every((cell) => cell === '')) cells.pop();
  if (cells.length > largestBlock.rows || columns > largestBlock.columns) return { type: 'too-much' };
  if (cells.length === 0 || (cells.length === 1 && columns === 1)) return { type: 'text' };
  return {
    type: 'cells',
    cells: cells.map((row) => [...row, ...Array<string>(columns - row.length).fill('')]),
  };
}

/**
 * Cells as spreadsheets write them into plain text: tabs between cells, line breaks between rows, and double quotes
 * around a cell that holds one of these or a quote. Quotes that do not end a cell are part of the text.
 */
export function readTabs(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at <= text.length) {
    const quoted = text[at] === '"' ? quotedCell(text, at) : null;
    const end = quoted?.end ?? nextBreak(text, at);
    row.push((quoted?.value ?? text.slice(at, end)).trim());
    if (text[end] === '\t') {
      at = end + 1;
      continue;
    }
    rows.push(row);
    row = [];
    at = end + (text.startsWith('\r\n', end) ? 2 : 1);
    // The line break after the last row begins no further one
    if (at >= text.length) break;
  }
  return rows;
}

/** The other way round, for copying. */
export function writeTabs(cells: readonly (readonly string[])[]): string {
  const written = (cell: string) => (/[\t\r\n"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return cells.map((row) => row.map(written).join('\t')).join('\r\n');
}

function quotedCell(text: string, from: number): { value: string; end: number } | null {
  let at = from + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote === -1) return null;
    if (text[quote + 1] !== '"') {
      const end = quote + 1;
      const ends = end === text.length || '\t\r\n'.includes(text.charAt(end));
      const value = text.slice(from + 1, quote).replaceAll('""', '"');
      return ends ? { value: value.replace(/\r\n?/g, '\n'), end } : null;
    }
    at = quote + 2;
  }
}

function nextBreak(text: string, from: number): number {
  const rest = /[\t\r\n]/g;
  rest.lastIndex = from;
  return rest.exec(text)?.index ?? text.length;
}

/** The first table in the markup; null without one. Nothing of the markup is ever put into the page. */
function readMarkup(html: string): string[][] | null {
  if (!/<table/i.test(html)) return null;
  const table = parseInert(html).querySelector('table');
  if (table === null) return null;
  const rows: string[][] = [];
  [...table.rows].slice(0, largestBlock.rows + 1).forEach((line, at) => {
    const row = (rows[at] ??= []);
    let column = 0;
    for (const cell of line.cells) {
      while (row[column] !== undefined) column += 1;
      if (column > largestBlock.columns) break;
      row[column] = cellWords(cell);
      const [wide, high] = [Math.min(cell.colSpan, 50), Math.min(cell.rowSpan, 500)];
      // What is merged stands in its first cell; the others are empty
      for (let down = 0; down < high; down += 1) {
        for (let right = 0; right < wide; right += 1) {
          if (down > 0 || right > 0) (rows[at + down] ??= [])[column + right] ??= '';
        }
      }
      column += wide;
    }
  });
  return rows.map((row) => Array.from(row, (cell: string | undefined) => cell ?? ''));
}

/** The words of a cell, with line breaks only where the page would show them. */
function cellWords(cell: Element): string {
  let words = '';
  const walk = (node: Node): void => {
    if (node instanceof Text) words += node.data.replace(/[ \t\r\n\f]+/g, ' ');
    else if (node instanceof HTMLBRElement) words += '\n';
    else if (node instanceof Element && !['PASTED-STYLE', 'SCRIPT', 'TEMPLATE'].includes(node.tagName)) {
      const block = /^(?:P|DIV|LI|UL|OL|H[1-6]|TR)$/.test(node.tagName);
      if (block && words.trim() !== '') words += '\n';
      node.childNodes.forEach(walk);
    }
  };
  cell.childNodes.forEach(walk);
  return words
    .replace(/\u00A0/g, ' ')
    .replace(/ *\n\s*/g, '\n')
    .replace(/ {2,}/g, ' ')
    .trim();
}
