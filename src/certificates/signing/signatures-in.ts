import { type Bytes, readFirst, UnreadableDer } from './der.js';
import { readSignedData, type SignedData } from './signed-data.js';

/** A signature as it is found in a PDF, wherever it stands. */
export interface FoundSignature {
  /** Where its `<` stands. */
  readonly begin: number;
  /** Behind its `>`. */
  readonly end: number;
  /** Null where it can't be read. */
  readonly data: SignedData | null;
  /** ContentInfo, if there is one way only to write what stands here: small letters, zeros behind it, a `>`. */
  readonly plain: Bytes | null;
}

/** A certificate of ours has one; whoever sends many is not kept waiting for them. */
const MOST = 16;

/** Hexadecimal digits; one of ours, with its stamp, has some 20,000. */
const LONGEST = 200_000;

/** Hexadecimal strings that begin as a SEQUENCE does, and are as long as no signature is short. */
const hexadecimal = /\/Contents\s{0,8}<(30[0-9a-fA-F]{400,})>?/g;

/**
 * The signatures of a PDF, found without reading it: hexadecimal strings under the key of signatures.
 *
 * @param text the file, a character for each octet
 */
export function signaturesIn(text: string): FoundSignature[] {
  const found: FoundSignature[] = [];
  for (const match of text.matchAll(hexadecimal)) {
    const [whole, hex = ''] = match;
    const begin = match.index + whole.indexOf('<');
    const end = match.index + whole.length;
    const isClosed = whole.endsWith('>') && hex.length % 2 === 0 && !/[A-F]/.test(hex);
    found.push({ begin, end, ...readFrom(hex, isClosed) });
    if (found.length === MOST) break;
  }
  return found;
}

function readFrom(hex: string, isClosed: boolean): Pick<FoundSignature, 'data' | 'plain'> {
  if (hex.length > LONGEST) return { data: null, plain: null };
  const octets = Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
  try {
    const { whole } = readFirst(octets);
    const isPadded = octets.subarray(whole.length).every((octet) => octet === 0);
    return { data: readSignedData(whole), plain: isClosed && isPadded ? whole : null };
  } catch (error) {
    if (error instanceof UnreadableDer) return { data: null, plain: null };
    throw error;
  }
}
