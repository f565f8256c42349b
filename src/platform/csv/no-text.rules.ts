/** How a text begins that somebody made of a ZIP file (a workbook is one), or of a workbook before them, by reading it as text. */
const packed = ['PK\u0003\u0004', 'PK\u0005\u0006', '\u00D0\u00CF\u0011\u00E0', '\uFFFD\uFFFD\u0011\uFFFD'];

/**
 * Why this is no table in text, in one sentence that says what to do; null where it may be one.
 *
 * @param text what was sent or read as text, whatever it is
 */
export function whyNoText(text: string): string | null {
  if (packed.some((start) => text.startsWith(start)))
    return 'This is a workbook or a packed file, and no text. Open it in your spreadsheet, save the table as “CSV UTF-8”, and take that file.';
  // Text never holds zeros; text in UTF-16 that was read as something else does.
  if (text.includes('\0') || (text.includes('%00') && isEncoded(text)))
    return 'This is no text in UTF-8. Save the table as “CSV UTF-8” and take that file.';
  return null;
}

/**
 * A form that holds octets which are no UTF-8 arrives as it was encoded: of its separators, quotation marks and line ends
 * none is left (WHATWG URL, application/x-www-form-urlencoded serializing). A table whose remark says “5%00” has them.
 */
const isEncoded = (text: string) => !/[^\w%*.\- !~'()]/.test(text);
