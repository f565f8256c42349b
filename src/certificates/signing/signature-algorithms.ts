import {
  type Bytes,
  expected,
  partsOf,
  readDer,
  readOid,
  sameBytes,
  sequence,
  tags,
  unsigned,
  UnreadableDer,
} from './der.js';

const hashes: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'SHA-256',
  '2.16.840.1.101.3.4.2.2': 'SHA-384',
  '2.16.840.1.101.3.4.2.3': 'SHA-512',
};

export const SHA_256 = '2.16.840.1.101.3.4.2.1';
export const ECDSA_WITH_SHA_256 = '1.2.840.10045.4.3.2';

/** Each signature algorithm with its hash; null where the hash is named beside it (RFC 8017, RFC 5758). */
const signatures: Readonly<Record<string, { scheme: 'RSASSA-PKCS1-v1_5' | 'ECDSA'; hash: string | null }>> = {
  '1.2.840.113549.1.1.1': { scheme: 'RSASSA-PKCS1-v1_5', hash: null },
  '1.2.840.113549.1.1.11': { scheme: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  '1.2.840.113549.1.1.12': { scheme: 'RSASSA-PKCS1-v1_5', hash: 'SHA-384' },
  '1.2.840.113549.1.1.13': { scheme: 'RSASSA-PKCS1-v1_5', hash: 'SHA-512' },
  [ECDSA_WITH_SHA_256]: { scheme: 'ECDSA', hash: 'SHA-256' },
  '1.2.840.10045.4.3.3': { scheme: 'ECDSA', hash: 'SHA-384' },
  '1.2.840.10045.4.3.4': { scheme: 'ECDSA', hash: 'SHA-512' },
};

const curves: Readonly<Record<string, { name: string; octets: number }>> = {
  '1.2.840.10045.3.1.7': { name: 'P-256', octets: 32 },
  '1.3.132.0.34': { name: 'P-384', octets: 48 },
  '1.3.132.0.35': { name: 'P-521', octets: 66 },
};

export async function sha256(data: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', data.slice()));
}

export const inHexadecimal = (octets: Uint8Array): string =>
  Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('');

/** @throws UnreadableDer when the hash is none of SHA-2 */
export async function digestBy(algorithm: string, data: Bytes): Promise<Bytes> {
  const hash = hashes[algorithm];
  if (hash === undefined) throw new UnreadableDer('A hash is unknown or too weak.');
  return new Uint8Array(await crypto.subtle.digest(hash, data));
}

interface Signed {
  readonly data: Bytes;
  readonly signature: Bytes;
  /** Object identifier. */
  readonly algorithm: string;
  /** The hash that is named beside the algorithm, an object identifier. */
  readonly hash?: string;
  /** SubjectPublicKeyInfo. */
  readonly publicKey: Bytes;
}

/** Whether signatures by this algorithm, an object identifier, are read here; SHA-1 and what is as old is not. */
export const isReadable = (algorithm: string): boolean => Object.hasOwn(signatures, algorithm);

/** @throws UnreadableDer for algorithms other than RSA (PKCS #1 v1.5) and ECDSA with SHA-2 */
export async function isSignedBy({
  data,
  signature,
  algorithm,
  hash = '',
  publicKey,
}: Signed): Promise<boolean> {
  const known = signatures[algorithm];
  const digest = known?.hash ?? hashes[hash];
  if (!known || digest === undefined)
    throw new UnreadableDer('A signature algorithm is unknown or too weak.');
  const curve = known.scheme === 'ECDSA' ? curveOf(publicKey) : null;
  const imported = { name: known.scheme, hash: digest, ...(curve && { namedCurve: curve.name }) };
  const key = await crypto.subtle.importKey('spki', publicKey, imported, false, ['verify']).catch(() => {
    throw new UnreadableDer('A public key is none.');
  });
  const value = curve ? fixedLength(signature, curve.octets) : signature;
  return crypto.subtle.verify({ name: known.scheme, hash: digest }, key, value, data);
}

function curveOf(publicKey: Bytes): { name: string; octets: number } {
  const [algorithm] = partsOf(readDer(publicKey));
  const curve = curves[readOid(partsOf(expected(algorithm, tags.sequence))[1])];
  if (!curve) throw new UnreadableDer('A curve is unknown.');
  return curve;
}

/** r and s side by side, as Web Crypto wants them, of ECDSA-Sig-Value (RFC 3279, 2.2.3). */
function fixedLength(signature: Bytes, octets: number): Bytes {
  const numbers = partsOf(expected(readDer(signature), tags.sequence));
  const fixed = new Uint8Array(2 * octets);
  if (numbers.length !== 2) throw new UnreadableDer('A signature is no pair of numbers.');
  numbers.forEach((number, at) => {
    const { content } = expected(number, tags.integer);
    const magnitude = content.slice(content.findIndex((octet) => octet !== 0));
    if (magnitude.length > octets) throw new UnreadableDer('A number of a signature is too large.');
    fixed.set(magnitude, (at + 1) * octets - magnitude.length);
  });
  return fixed;
}

/** How many points P-256 has (SP 800-186, 3.2.1.3). */
const P_256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** ECDSA-Sig-Value of r and s side by side, for P-256. Where s is right the order less s is, too: the lower one is written. */
export function ecdsaValue(fixed: Uint8Array): Bytes {
  const s = BigInt(`0x${inHexadecimal(fixed.subarray(32))}`);
  const lower = s * 2n > P_256_ORDER ? P_256_ORDER - s : s;
  const octets = Uint8Array.from({ length: 32 }, (_, at) => Number((lower >> BigInt(8 * (31 - at))) & 0xffn));
  return sequence(unsigned(fixed.subarray(0, 32)), unsigned(octets));
}

/**
 * Whether a signature by a key for P-256 is written as `ecdsaValue` does: anybody could write it in another way that holds.
 *
 * @throws UnreadableDer
 */
export const isAsWritten = (signature: Bytes): boolean =>
  sameBytes(ecdsaValue(fixedLength(signature, 32)), signature);
