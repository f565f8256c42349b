/**
 * Spreadsheets run a cell that begins with one of these as a formula (OWASP, “CSV Injection”: = + - @, tab and carriage
 * return, also in full width; white space before them does not help). An apostrophe before it makes it text – and so it
 * also stands before what begins with an apostrophe itself, or taking it off again would take the author's.
 */
const risky = /^(?:[\s'"]*[=+\-@|%＝＋－＠]|['\s])/u;

/** What a spreadsheet may take for the end of a cell, if it reads the file by another separator than it was written with. */
const ends = /([,;\t\r\n])/;

/** A part of a cell that would run, were it a cell. */
const riskyWithin = /^[\s'"]*[=+\-@|%＝＋－＠]/u;

/**
 * @returns text that no spreadsheet takes for a formula, whichever character separates cells for it; `undefused` gives
 *   back what it was
 */
export function defused(text: string): string {
  const whole = partsWithin(text, (part) => (riskyWithin.test(part) ? `'${part}` : part));
  return risky.test(whole) ? `'${whole}` : whole;
}

export function undefused(cell: string): string {
  const whole = cell.startsWith("'") && risky.test(cell.slice(1)) ? cell.slice(1) : cell;
  return partsWithin(whole, (part) =>
    part.startsWith("'") && riskyWithin.test(part.slice(1)) ? part.slice(1) : part,
  );
}

/** Changes what stands after each possible end of a cell; what the text begins with stays. */
function partsWithin(text: string, change: (part: string) => string): string {
  // Split with its separators, so every second one is a part.
  return text
    .split(ends)
    .map((part, at) => (at > 0 && at % 2 === 0 ? change(part) : part))
    .join('');
}

/** A column as a spreadsheet calls it: 0 is A, 26 is AA. */
export function columnName(at: number): string {
  const before = Math.floor(at / 26);
  return (before === 0 ? '' : columnName(before - 1)) + String.fromCharCode(65 + (at % 26));
}
