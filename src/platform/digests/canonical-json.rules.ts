import canonicalize from 'canonicalize';

/**
 * The one way in which a value becomes bytes that are stored and digested: JSON as RFC 8785 (JCS) writes it – members
 * sorted by UTF-16 code units, no blanks, numbers as ECMAScript prints them. Two equal values always give the same text.
 *
 * Text is taken as it is: normalise names to NFC before they get here.
 *
 * @throws TypeError for what JSON has no word for (undefined, a function), Error for NaN, infinities, cycles and lone
 *   surrogates.
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('Only a JSON value has a canonical form.');
  return text;
}
