import type { Bytes } from './der.js';

/** Where the signature stands: from its `<` to behind its `>`. */
export interface SignaturePlace {
  readonly begin: number;
  readonly end: number;
}

/** How much of a signature dictionary is looked at before its contents. */
const BEFORE = 120;
const dictionaryEnd =
  /\/M \(D:(\d{14})Z\)\s\/ByteRange \[0 (\d{1,10}) {1,10}(\d{1,10}) {1,10}(\d{1,10}) {0,10}\]\s\/Contents $/;

export interface WrittenRange {
  /** To the second. */
  readonly signedAt: Date;
  /** Signed are the octets before the first and from the second on, as many as the third says. */
  readonly range: readonly [number, number, number];
}

/**
 * What a dictionary of ours says before the signature itself.
 *
 * @param text the file, a character for each octet
 * @param begin where the `<` of the signature stands
 * @returns null when it isn't written as `withSignatureField` writes it
 */
export function writtenRange(text: string, begin: number): WrittenRange | null {
  const [, time, ...numbers] = dictionaryEnd.exec(text.slice(Math.max(0, begin - BEFORE), begin)) ?? [];
  const [first, second, third] = numbers.map(Number);
  const iso = time?.replace(/(....)(..)(..)(..)(..)(..)/, '$1-$2-$3T$4:$5:$6Z');
  if (iso === undefined || first === undefined || second === undefined || third === undefined) return null;
  const signedAt = new Date(iso);
  return Number.isNaN(signedAt.getTime()) ? null : { signedAt, range: [first, second, third] };
}

/** What is signed of a file: all but the signature. */
export function signedOctets(bytes: Uint8Array, { begin, end }: SignaturePlace): Bytes {
  const octets = new Uint8Array(bytes.length - (end - begin));
  octets.set(bytes.subarray(0, begin));
  octets.set(bytes.subarray(end), begin);
  return octets;
}
