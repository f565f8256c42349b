import { inflated } from '../../platform/files/inflated.rules.js';

/** Bytes; what certificates enclose has some 10,000. */
const LONGEST = 1_000_000;

/**
 * A file that a PDF of the academy's own encloses. Only for bytes that are known to be as they were signed: it reads what
 * `drawCertificate` writes, object by object in plain letters, and needs no parser of PDFs for that – so a browser needs none either.
 * The dictionaries have line breaks, which nothing has that is printed, so no name or title can pass for one.
 *
 * @param pdf as it was signed
 * @param name of the enclosed file
 * @returns null where there is none
 */
export function enclosedFile(pdf: Uint8Array, name: string): string | null {
  const text = new TextDecoder('latin1').decode(pdf);
  const named = `\n/F (${name})\n/EF <<\n/F `;
  const at = text.indexOf(named);
  const number =
    at < 0 ? null : /^(\d{1,6}) 0 R\n/.exec(text.slice(at + named.length, at + named.length + 16));
  const object = number ? text.indexOf(`\n${number[1] ?? ''} 0 obj\n<<\n/Type /EmbeddedFile\n`) : -1;
  const begin = object < 0 ? -1 : text.indexOf('\n>>\nstream\n', object);
  if (begin < 0) return null;
  const from = begin + '\n>>\nstream\n'.length;
  const dictionary = text.slice(object, begin + 1);
  const length = Number(/\n\/Length (\d{1,8})\n/.exec(dictionary)?.[1]);
  const stored = pdf.subarray(from, from + length);
  const bytes = dictionary.includes('\n/Filter /FlateDecode\n') ? inflated(stored, LONGEST) : stored;
  return bytes && new TextDecoder().decode(bytes);
}
