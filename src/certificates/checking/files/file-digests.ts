import { canonicalJson } from '../../../platform/digests/canonical-json.rules.js';
import { inHexadecimal, sha256 } from '../../signing/signature-algorithms.js';

/** What is asked of the register about a file: digests and the code, and nothing that stands in it otherwise. */
export interface FileDigests {
  /** SHA-256 of the file, hexadecimal, as are the others. */
  readonly file: string;
  /** Of what it was printed from, as it stands in the file; null where it does not, as with the others. */
  readonly snapshot: string | null;
  /** `credentialDigest` */
  readonly credential: string | null;
  /** `claimsDigest` */
  readonly claims: string | null;
}

/** SHA-256 (FIPS 180-4) in hexadecimal. A string counts as its UTF-8 bytes. */
export async function digestOf(bytes: Uint8Array | string): Promise<string> {
  return inHexadecimal(await sha256(typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes));
}

/**
 * Of a credential with its signature. Whoever names it has, or had, the credential: it is no digest of the bytes alone, which
 * somebody may have published, and the id of the credential's subject is drawn by lot, so it can't be guessed.
 *
 * @param credential a JWT, or the JSON value of a document, in whatever way that was written
 * @returns null for what is no JSON value
 */
export const credentialDigest = (credential: unknown): Promise<string | null> =>
  marked('credential', typeof credential === 'string' ? credential : canonical(credential));

/** Of what a credential says, however it is signed: a JSON value. */
export const claimsDigest = (claims: unknown): Promise<string | null> => marked('claims', canonical(claims));

async function marked(kind: string, text: string | null): Promise<string | null> {
  return text === null ? null : digestOf(`${kind} of a certificate\n${text}`);
}

/** Null for what JSON can name and has no canonical form: half a surrogate pair, a number beyond all. */
function canonical(value: unknown): string | null {
  try {
    return value === null ? null : canonicalJson(value);
  } catch {
    return null;
  }
}
