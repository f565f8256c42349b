import { expected, partsOf, readDer, sameBytes, tags, UnreadableDer } from './der.js';
import { inHexadecimal, isSignedBy } from './signature-algorithms.js';
import { EXTENDED_KEY_USAGE, type X509 } from './x509.js';

export const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const ANY_USAGE = '2.5.29.37.0';
const BASIC_CONSTRAINTS = '2.5.29.19';
const KEY_USAGE = '2.5.29.15';
/** What is understood here, and policies and other names, which restrict nothing by themselves (RFC 5280, 4.2). */
const understood = [BASIC_CONSTRAINTS, KEY_USAGE, EXTENDED_KEY_USAGE, '2.5.29.32', '2.5.29.17', '2.5.29.18'];

/** The bits of a key's usage (RFC 5280, 4.2.1.3), of its first octet. */
const SIGNATURES = 0x80 | 0x40;
const CERTIFICATES = 0x04;

interface Trust {
  /** The authorities that are believed: roots, or those below them. */
  readonly pinned: readonly X509[];
  /** What may stand between, as it was given along. */
  readonly enclosed: readonly X509[];
  readonly at: Date;
}

/**
 * Whether a certificate was one for time stamps at that time, and leads to one that is pinned, link by link (RFC 5280, 6.1;
 * RFC 3161, 2.3). Whether one of them has been revoked is not asked.
 */
export async function isTrustedForTime(signer: X509, trust: Trust): Promise<boolean> {
  const isCritical = signer.extensions.some((one) => one.id === EXTENDED_KEY_USAGE && one.isCritical);
  return (
    isCritical &&
    signer.usages.join() === TIME_STAMPING &&
    mayBeUsed(signer, SIGNATURES) &&
    (await leadsToPinned(signer, trust, 0, new Set()))
  );
}

/** @param seen each certificate is tried once, so that it ends soon, whatever is enclosed */
async function leadsToPinned(one: X509, trust: Trust, below: number, seen: Set<X509>): Promise<boolean> {
  const { pinned, enclosed, at } = trust;
  if (at < one.validFrom || one.validUntil < at || !isUnderstood(one)) return false;
  if (pinned.some(({ whole }) => sameBytes(whole, one.whole))) return true;
  for (const above of [...pinned, ...enclosed]) {
    if (seen.has(above) || !sameBytes(above.subject, one.issuer)) continue;
    seen.add(above);
    const holds = mayCertify(above, below) && (await hasSigned(above, one));
    if (holds && (await leadsToPinned(above, trust, below + 1, seen))) return true;
  }
  return false;
}

const isUnderstood = ({ extensions }: X509): boolean =>
  extensions.every(({ id, isCritical }) => !isCritical || understood.includes(id));

/** @param below how many authorities stand between it and the signer */
function mayCertify(one: X509, below: number): boolean {
  const constraints = valueOf(one, BASIC_CONSTRAINTS);
  if (!constraints) return false;
  const [authority, length] = partsOf(readDer(constraints));
  if (authority?.tag !== tags.boolean || authority.content[0] === 0) return false;
  const longest = length ? Number(`0x${inHexadecimal(expected(length, tags.integer).content)}`) : Infinity;
  const { usages } = one;
  const isForTime = usages.length === 0 || usages.includes(TIME_STAMPING) || usages.includes(ANY_USAGE);
  return below <= longest && isForTime && mayBeUsed(one, CERTIFICATES);
}

/** Where a certificate says nothing of its key’s use, it may be used for anything. */
function mayBeUsed(one: X509, bits: number): boolean {
  const value = valueOf(one, KEY_USAGE);
  if (!value) return true;
  return ((expected(readDer(value), tags.bits).content[1] ?? 0) & bits) !== 0;
}

async function hasSigned(above: X509, one: X509): Promise<boolean> {
  const { signed: data, signature, signatureAlgorithm: algorithm } = one;
  try {
    return await isSignedBy({ data, signature, algorithm, publicKey: above.publicKey });
  } catch (error) {
    if (error instanceof UnreadableDer) return false;
    throw error;
  }
}

const valueOf = ({ extensions }: X509, wanted: string) => extensions.find(({ id }) => id === wanted)?.value;
