import {
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type JsonWebKey,
  type KeyObject,
  X509Certificate,
} from 'node:crypto';
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

/** What everybody may know of a key, as it is stored. */
interface PublicHalf {
  readonly purpose: KeyPurpose | 'root';
  readonly publicJwk: JsonWebKey;
  readonly publicKeyMultibase: string | null;
  readonly certificateChain: string | null;
}

const kinds = { proof: 'Ed25519', jwt: 'RSA', pdf: 'P-256', root: 'P-256' } as const;

/** Whether all that is told of a key – as JWK, as Multikey, in its certificate – is of this private key, and fit for its purpose. */
export function belongsTo(privateJwk: JsonWebKey, told: PublicHalf): boolean {
  try {
    const publicKey = createPublicKey(createPrivateKey({ key: privateJwk, format: 'jwk' }));
    const { crv, kty } = publicKey.export({ format: 'jwk' });
    return (
      (crv ?? kty) === kinds[told.purpose] &&
      createPublicKey({ key: told.publicJwk, format: 'jwk' }).equals(publicKey) &&
      told.publicKeyMultibase === multibaseOf(publicKey.export({ format: 'jwk' })) &&
      isCertified(publicKey, told)
    );
  } catch {
    return false;
  }
}

/** That the first certificate is of this key, and signed by the last one. */
function isCertified(publicKey: KeyObject, { purpose, certificateChain }: PublicHalf): boolean {
  if (certificateChain === null) return purpose === 'proof' || purpose === 'jwt';
  const own = new X509Certificate(certificateChain);
  const above = new X509Certificate(certificateChain.slice(certificateChain.lastIndexOf('-----BEGIN')));
  return own.publicKey.equals(publicKey) && own.ca === (purpose === 'root') && own.verify(above.publicKey);
}
