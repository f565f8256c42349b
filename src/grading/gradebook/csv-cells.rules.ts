/**
 * Spreadsheets run a cell that begins with one of these as a formula (OWASP, “CSV Injection”: = + - @, tab and carriage
 * return, also in full width; white space before them does not help). An apostrophe before it makes it text – and so it
 * also stands before what begins with an apostrophe itself, or taking it off again would take the author's.
 */
const risky = /^(?:[\s']*[=+\-@|%＝＋－＠]|['\s])/u;

/** @returns text that no spreadsheet takes for a formula; `undefused` gives back what it was */
export const defused = (text: string): string => (risky.test(text) ? `'${text}` : text);

export const undefused = (cell: string): string =>
  cell.startsWith("'") && risky.test(cell.slice(1)) ? cell.slice(1) : cell;

/** A column as a spreadsheet calls it: 0 is A, 26 is AA. */
export function columnName(at: number): string {
  const before = Math.floor(at / 26);
  return (before === 0 ? '' : columnName(before - 1)) + String.fromCharCode(65 + (at % 26));
}
