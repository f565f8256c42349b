import { createPublicKey, generateKeyPair, type JsonWebKey } from 'node:crypto';
import { promisify } from 'node:util';
import { ed25519Multibase } from './multikey.rules.js';
import { type KeyPurpose } from './signing-key.js';

export interface KeyPair {
  readonly publicJwk: JsonWebKey;
  readonly privateJwk: JsonWebKey;
}

const generate = promisify(generateKeyPair);

/** A new pair of keys; that of RSA takes a few hundred milliseconds, on a thread of its own. */
export async function newKeyPair(purpose: KeyPurpose | 'root'): Promise<KeyPair> {
  const { privateKey } = await {
    proof: () => generate('ed25519'),
    jwt: () => generate('rsa', { modulusLength: 3072 }),
    pdf: () => generate('ec', { namedCurve: 'P-256' }),
    root: () => generate('ec', { namedCurve: 'P-256' }),
  }[purpose]();
  return {
    privateJwk: privateKey.export({ format: 'jwk' }),
    publicJwk: createPublicKey(privateKey).export({ format: 'jwk' }),
  };
}

/** Of an Ed25519 key as a Multikey writes it, null of any other. */
export const multibaseOf = ({ crv, x }: JsonWebKey): string | null =>
  crv === 'Ed25519' && x !== undefined ? ed25519Multibase(Buffer.from(x, 'base64url')) : null;
