import type { KeyFacts } from '../keys/signing-key.js';
import { enclosures } from '../printing/enclosures.js';
import { type Bytes, sameBytes, UnreadableDer } from './der.js';
import { enclosedFile } from './enclosed-file.js';
import { ECDSA_WITH_SHA_256, isAsWritten, isSignedBy, sha256 } from './signature-algorithms.js';
import { signedOctets, writtenRange } from './signed-range.js';
import { attributesOf, type SignedData, signedDataOf } from './signed-data.js';
import { type FoundSignature, signaturesIn } from './signatures-in.js';
import { CLOCKS_APART_MS, readTimeStamp, type TimeStamp } from './time-stamp.js';
import { certificatesIn, type X509 } from './x509.js';

/** Why a file is not taken for one of the academy's, each with its sentence for whoever brought the file. */
export const pdfRefusals = {
  'too-large': 'This file is larger than any certificate that we issue.',
  'no-pdf': 'This file is no PDF.',
  encrypted: 'This PDF is protected with a password. Our certificates never are.',
  'cut-off': 'This PDF is not complete: its end is missing. Download it again.',
  unsigned: 'This PDF has no signature. Our certificates are signed, so it is not ours as we made it.',
  unreadable: 'This PDF has a signature that can’t be read. It is not ours as we made it.',
  stranger: 'This PDF is signed by somebody else, not by us.',
  impostor: 'This PDF is signed in our name with a key that is not ours. Don’t trust it.',
  'signed-over': 'Somebody added another signature to this PDF. It is not ours as we made it.',
  'added-to': 'Something was added to this PDF after we signed it. It is not ours as we made it.',
  altered: 'This PDF was changed after we signed it. Don’t trust what it says.',
  'from-the-future': 'This PDF says that it was signed in the future. Don’t trust it.',
  'key-retired':
    'This PDF says that it was signed with a key that we no longer used by then. Don’t trust it.',
  'key-compromised': 'This PDF is signed with a key that was stolen by then. Don’t trust it.',
  'key-compromised-later':
    'This PDF says that it was signed before our key was stolen, which the file alone can’t prove. Only what its address shows counts.',
  'stamp-broken': 'The time stamp in this PDF does not hold. It is not ours as we made it.',
  'stamp-stranger':
    'The time stamp in this PDF is by an authority that we don’t use. It is not ours as we made it.',
  'stamp-contradicts': 'The time stamp in this PDF contradicts the time of its signature. Don’t trust it.',
} as const;

export interface RefusedPdf {
  readonly kind: keyof typeof pdfRefusals;
  readonly sentence: string;
}

/**
 * A file that is as the academy signed it, to the last byte but for its stamp. What it tells may have been revoked since.
 *
 * The stamp stands beside the signature, which doesn't cover it: whoever has the file can take it out, or put in one of an
 * authority that they have made up. So it proves a time to those alone who know and trust who signed it: to us, where the
 * authority is pinned.
 */
export interface GenuinePdf {
  readonly kind: 'genuine';
  readonly sentence: string;
  readonly keyName: string;
  /** What the academy's clock said, to the second. */
  readonly signedAt: Date;
  readonly timeStamp: TimeStamp | null;
  /** The snapshot that it was printed from, canonical JSON. */
  readonly snapshot: string | null;
  /** JSON; null in files that were printed before there were credentials. */
  readonly credential: string | null;
}

export type PdfFinding = GenuinePdf | RefusedPdf;

export interface KnownToPdfs {
  /** All keys that there ever were; of those for PDFs a file may be signed with any. */
  readonly keys: readonly KeyFacts[];
  readonly now: Date;
  /** PEM of the authorities whose time stamps are believed (`Config.timestampCa`); null or left out: that is left to the reader. */
  readonly timeAuthorities?: string | null;
}

/** Ten times as much as a certificate with a picture and a credential has. */
export const LARGEST_PDF = 5_000_000;

/**
 * Whether a PDF is one that the academy signed, and nothing else. No parser of PDFs reads it: its signature is found by its
 * bytes, and what it encloses, too, once they are known to be ours. Bytes that `signPdf` would not have written are refused,
 * also where they change nothing that is shown. That is so for all but the time stamp, which has to hold and may be another
 * one, or none. Runs in a browser as on a server.
 *
 * @param pdf any bytes
 */
export async function checkPdf(pdf: Uint8Array, known: KnownToPdfs): Promise<PdfFinding> {
  if (pdf.length > LARGEST_PDF) return refused('too-large');
  const text = new TextDecoder('latin1').decode(pdf);
  if (!text.slice(0, 1024).includes('%PDF-')) return refused('no-pdf');

  const owners = ownersAmong(known.keys);
  const found = signaturesIn(text);
  const ours = found.find(({ data }) => data && ownerOf(data, owners));
  if (!ours?.data) return refused(notOurs(text, found, owners));
  const owner = ownerOf(ours.data, owners);
  const written = writtenRange(text, ours.begin);
  if (!owner || !written) return refused(changed(text));

  const [begin, end, rest] = written.range;
  if (end + rest > pdf.length) return refused(isCutOff(text) ? 'cut-off' : changed(text));
  if (end + rest < pdf.length) return refused(found.length > 1 ? 'signed-over' : 'added-to');
  if (begin !== ours.begin || end !== ours.end || !(await holds(pdf, ours, ours.data, owner)))
    return refused(changed(text));
  return judged(pdf, written.signedAt, ours.data, owner.key, known);
}

interface Owner {
  readonly key: KeyFacts;
  /** Its own certificate first. */
  readonly chain: readonly X509[];
}

function ownersAmong(keys: readonly KeyFacts[]): Owner[] {
  return keys.flatMap((key) =>
    key.certificateChain === null ? [] : [{ key, chain: certificatesIn(key.certificateChain) }],
  );
}

const ownerOf = ({ signer }: SignedData, owners: readonly Owner[]) =>
  owners.find(({ chain: [own] }) => own && sameBytes(own.whole, signer.whole));

/** What there is to say of a file without a signature by a key of ours. */
function notOurs(
  text: string,
  found: readonly FoundSignature[],
  owners: readonly Owner[],
): RefusedPdf['kind'] {
  if (isEncrypted(text)) return 'encrypted';
  if (isCutOff(text)) return 'cut-off';
  if (found.length === 0) return /\/SubFilter\s{0,8}\//.test(text) ? 'unreadable' : 'unsigned';
  const names = new Set(owners.flatMap(({ chain }) => chain.map(({ commonName }) => commonName)));
  const strangers = found.flatMap(({ data }) => data?.certificates ?? []);
  if (strangers.some(({ commonName }) => commonName !== '' && names.has(commonName))) return 'impostor';
  return strangers.length > 0 ? 'stranger' : 'unreadable';
}

const isCutOff = (text: string) => !/%%EOF\s{0,10}$/.test(text.slice(-64));

/** Programs that encrypt a file leave its signature readable. */
const changed = (text: string) => (isEncrypted(text) ? 'encrypted' : 'altered');

const isEncrypted = (text: string) => /\/Encrypt\s{0,8}(?:<<|\d{1,10} \d{1,5} R)/.test(text);

/** Whether this is what `signPdf` writes, byte by byte, and the key's signature is right. */
async function holds(
  pdf: Uint8Array,
  { begin, end, plain }: FoundSignature,
  { signature, timeStamp }: SignedData,
  { chain }: Owner,
): Promise<boolean> {
  const [own] = chain;
  if (!own || !plain) return false;
  const digest = await sha256(signedOctets(pdf, { begin, end }));
  const rebuilt = await signedDataOf({ chain, digest, signature, timeStamp });
  if (!sameBytes(rebuilt, plain)) return false;
  const { publicKey } = own;
  const attributes = await attributesOf(digest, own);
  try {
    if (!isAsWritten(signature)) return false;
    return await isSignedBy({ data: attributes, signature, algorithm: ECDSA_WITH_SHA_256, publicKey });
  } catch (error) {
    if (error instanceof UnreadableDer) return false;
    throw error;
  }
}

/** Of a file whose signature holds: whether the key was to be believed when it was made, and what it encloses. */
async function judged(
  pdf: Uint8Array,
  signedAt: Date,
  { signature, timeStamp: token }: SignedData,
  key: KeyFacts,
  { now, timeAuthorities = null }: KnownToPdfs,
): Promise<PdfFinding> {
  const timeStamp = token && (await stampOrNull(token, signature, timeAuthorities));
  // Whoever has stolen the key can write any time, and stamp it with an authority of their own, but with none that is pinned.
  if (key.compromisedSince !== null && !isProvenBefore(key.compromisedSince, signedAt, timeStamp))
    return refused(signedAt < key.compromisedSince ? 'key-compromised-later' : 'key-compromised');
  if (signedAt.getTime() > now.getTime() + CLOCKS_APART_MS) return refused('from-the-future');
  if (key.retiredAt !== null && signedAt.getTime() > key.retiredAt.getTime() + CLOCKS_APART_MS)
    return refused('key-retired');
  if (token && !timeStamp) return refused('stamp-broken');
  if (timeStamp && timeAuthorities !== null && !timeStamp.isTrusted) return refused('stamp-stranger');
  // A second is lost where the time of the signature is written.
  const apart = timeStamp ? Math.abs(timeStamp.at.getTime() - signedAt.getTime()) : 0;
  if (apart > CLOCKS_APART_MS + 1000) return refused('stamp-contradicts');
  return {
    kind: 'genuine',
    sentence: 'This PDF is as we signed it: nothing in it was changed.',
    keyName: key.name,
    signedAt,
    timeStamp,
    snapshot: enclosedFile(pdf, enclosures.snapshot),
    credential: enclosedFile(pdf, enclosures.credential),
  };
}

const isProvenBefore = (since: Date, signedAt: Date, timeStamp: TimeStamp | null) =>
  timeStamp?.isTrusted === true && timeStamp.at < since && signedAt < since;

async function stampOrNull(
  token: Bytes,
  signature: Bytes,
  authorities: string | null,
): Promise<TimeStamp | null> {
  try {
    return await readTimeStamp(token, signature, { authorities });
  } catch (error) {
    if (error instanceof UnreadableDer) return null;
    throw error;
  }
}

const refused = (kind: RefusedPdf['kind']): RefusedPdf => ({ kind, sentence: pdfRefusals[kind] });
