import {
  type Bytes,
  der,
  expected,
  integer,
  oid,
  partsOf,
  readDer,
  readOid,
  readTime,
  sameBytes,
  sequence,
  tags,
  unsigned,
  UnreadableDer,
} from './der.js';
import { isReadable, isSignedBy, SHA_256, sha256 } from './signature-algorithms.js';
import { holdsTogether, readSignedData } from './signed-data.js';
import { isTrustedForTime, TIME_STAMPING } from './time-authorities.js';
import { certificatesIn, type X509 } from './x509.js';

/** What some authority of time attests: that a signature was there by then. */
export interface TimeStamp {
  readonly at: Date;
  /**
   * Whether its authority leads to one that the academy has pinned. Anybody can make themselves another, of any name, so
   * neither its time nor who it says it is may be shown as a fact, or believed.
   */
  readonly isTrusted: boolean;
}

/** The time stamp server gave no stamp that can be used; the message says why, in words for the log. */
export class NoTimeStamp extends Error {}

/** DER of TimeStampToken, at most. */
export const STAMP_OCTETS = 12 * 1024;
/** A certificate is printed with or without a stamp: nobody waits longer for one. */
const PATIENCE_MS = 10_000;
/** A server that has failed is not asked again for so long, or each certificate would wait for one that hangs. */
const PAUSE_MS = 60_000;
/** The server's clock and ours may differ by so much. */
export const CLOCKS_APART_MS = 5 * 60_000;

const TST_INFO = '1.2.840.113549.1.9.16.1.4';

/** When each server has failed, of those that this thread has asked: milliseconds, by the academy's clock. */
const failures = new Map<string, number>();

/**
 * Asks a server for a stamp over a signature (RFC 3161), and checks it as a reader will. After a failure the same server is
 * not asked for a minute, in this thread.
 *
 * @param signature the octets of the signature itself
 * @param signedAt what the academy's clock says
 * @param authorities PEM; where there are any, a stamp that does not lead to one of them is none
 * @returns TimeStampToken
 * @throws NoTimeStamp
 */
export async function requestTimeStamp(
  url: string,
  signature: Bytes,
  signedAt: Date,
  { authorities = null, patienceMs = PATIENCE_MS }: Asking = {},
): Promise<Bytes> {
  const at = signedAt.getTime();
  if (Math.abs(at - (failures.get(url) ?? -Infinity)) < PAUSE_MS)
    throw new NoTimeStamp('The time stamp server has failed within a minute, and was not asked again.');
  try {
    const token = await requested(url, signature, signedAt, { authorities, patienceMs });
    failures.delete(url);
    return token;
  } catch (error) {
    if (error instanceof NoTimeStamp) failures.set(url, at);
    throw error;
  }
}

interface Asking {
  readonly authorities?: string | null;
  readonly patienceMs?: number;
}

async function requested(
  url: string,
  signature: Bytes,
  signedAt: Date,
  { authorities, patienceMs }: Required<Asking>,
): Promise<Bytes> {
  const nonce = unsigned(crypto.getRandomValues(new Uint8Array(8)));
  const request = sequence(
    integer(1),
    sequence(sequence(oid(SHA_256), der(0x05)), der(tags.octets, await sha256(signature))),
    nonce,
    der(0x01, Uint8Array.of(0xff)),
  );
  const answer = await ask(url, request, patienceMs);
  try {
    const token = tokenIn(answer);
    const { at, isTrusted } = await readTimeStamp(token, signature, { authorities, nonce });
    if (Math.abs(at.getTime() - signedAt.getTime()) > CLOCKS_APART_MS)
      throw new NoTimeStamp(`The time stamp says ${at.toISOString()} when it is ${signedAt.toISOString()}.`);
    if (authorities !== null && !isTrusted)
      throw new NoTimeStamp('The time stamp is by an authority that is not in TIMESTAMP_CA.');
    return token;
  } catch (error) {
    if (error instanceof UnreadableDer)
      throw new NoTimeStamp(`The time stamp server’s answer is no stamp: ${error.message}`);
    throw error;
  }
}

/**
 * Reads a stamp over a signature, and checks that it holds: that it is over this signature, that its authority signed it, and
 * that the certificates that it encloses lead to each other.
 *
 * @param token TimeStampToken
 * @param authorities PEM, those that are believed; null where that is left to the reader
 * @param nonce INTEGER that was asked with, if it is known
 * @throws UnreadableDer when it doesn't
 */
export async function readTimeStamp(
  token: Uint8Array,
  signature: Bytes,
  { authorities, nonce }: { authorities: string | null; nonce?: Bytes },
): Promise<TimeStamp> {
  if (token.length > STAMP_OCTETS) throw new UnreadableDer('It is longer than any that is asked for.');
  const data = readSignedData(token);
  if (data.contentType !== TST_INFO || !data.content) throw new UnreadableDer('It is no time stamp.');
  const [, , imprint, , time, ...optional] = partsOf(expected(readDer(data.content), tags.sequence));
  const [algorithm, digest] = partsOf(expected(imprint, tags.sequence));
  const isOver =
    readOid(partsOf(expected(algorithm, tags.sequence))[0]) === SHA_256 &&
    sameBytes(expected(digest, tags.octets).content, await sha256(signature));
  if (!isOver) throw new UnreadableDer('It is a stamp of something else.');
  if (nonce && !optional.some(({ whole }) => sameBytes(whole, nonce)))
    throw new UnreadableDer('It answers another question.');
  const at = readTime(expected(time, tags.generalizedTime));
  if (
    !(await holdsTogether(data)) ||
    !isForTime(data.signer, at) ||
    !(await isCertified(data.signer, data.certificates))
  )
    throw new UnreadableDer('Its signature does not hold.');
  const pinned = authorities === null ? [] : certificatesIn(authorities);
  return { at, isTrusted: await isTrustedForTime(data.signer, { pinned, enclosed: data.certificates, at }) };
}

const isForTime = ({ usages, validFrom, validUntil }: X509, at: Date) =>
  usages.length === 1 && usages[0] === TIME_STAMPING && validFrom <= at && at <= validUntil;

/** Whether each certificate is signed by the one above it, as far up as they are enclosed. */
async function isCertified(
  one: X509,
  certificates: readonly X509[],
  below: readonly X509[] = [],
): Promise<boolean> {
  const { issuer, signed: data, signature, signatureAlgorithm: algorithm } = one;
  const above = certificates.find(({ subject }) => sameBytes(subject, issuer));
  if (!above || below.includes(one)) return true;
  // That a root vouches for itself proves nothing, and old ones, which are trusted as they are, do so with SHA-1.
  if (above === one && !isReadable(algorithm)) return true;
  const isSigned = await isSignedBy({ data, signature, algorithm, publicKey: above.publicKey });
  return isSigned && isCertified(above, certificates, [...below, one]);
}

async function ask(url: string, request: Bytes, patienceMs: number): Promise<Bytes> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
      body: request,
      signal: AbortSignal.timeout(patienceMs),
    });
    if (!response.ok) throw new NoTimeStamp(`The time stamp server answered ${response.status}.`);
    return await bounded(response);
  } catch (error) {
    if (error instanceof NoTimeStamp) throw error;
    const isSlow = error instanceof DOMException && error.name === 'TimeoutError';
    throw new NoTimeStamp(
      isSlow
        ? `The time stamp server did not answer within ${patienceMs / 1000} seconds.`
        : 'The time stamp server was not reached.',
      { cause: error },
    );
  }
}

/** No more of an answer is read than a stamp can be long. */
async function bounded(response: Response): Promise<Bytes> {
  const octets: number[] = [];
  for await (const part of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    if (octets.length + part.length > 2 * STAMP_OCTETS)
      throw new NoTimeStamp('The time stamp server’s answer is too long.');
    octets.push(...part);
  }
  return Uint8Array.from(octets);
}

/** The token in a TimeStampResp that grants one (RFC 3161, 2.4.2). */
function tokenIn(answer: Bytes): Bytes {
  const [status, token] = partsOf(expected(readDer(answer), tags.sequence));
  const code = expected(partsOf(expected(status, tags.sequence))[0], tags.integer).content;
  const isGranted = code.length === 1 && (code[0] ?? 2) <= 1;
  if (!isGranted || !token)
    throw new NoTimeStamp(`The time stamp server refused, with status ${code.join(' ')}.`);
  if (token.whole.length > STAMP_OCTETS) throw new NoTimeStamp('The time stamp is too long.');
  return token.whole;
}
