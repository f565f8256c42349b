import { randomUUID } from 'node:crypto';
import { multibaseOf, newKeyPair } from '../../src/certificates/keys/key-pairs.js';
import { type KeyPurpose, type SigningKey } from '../../src/certificates/keys/signing-key.js';
import { leafChain, rootCertificate } from '../../src/certificates/keys/x509.js';

/** Who signs with the keys of `aSigningKey`. */
export const keysIssuer = { name: 'Harbour Academy', publicUrl: 'https://capstone.example' };

const made = new Map<KeyPurpose, Promise<SigningKey>>();

/** A key as the ring gives it, the same for a whole test file, made without a database: `proof-2026-11-01`. */
export function aSigningKey(purpose: KeyPurpose): Promise<SigningKey> {
  const key = made.get(purpose) ?? newSigningKey(purpose);
  made.set(purpose, key);
  return key;
}

/** Another key at each call. */
export async function newSigningKey(
  purpose: KeyPurpose,
  { createdAt = new Date('2026-11-01T08:00:00Z'), issuer = keysIssuer } = {},
): Promise<SigningKey> {
  const pair = await newKeyPair(purpose);
  const root = await newKeyPair('root');
  return {
    id: randomUUID(),
    name: `${purpose}-${createdAt.toISOString().slice(0, 10)}`,
    purpose,
    createdAt,
    retiredAt: null,
    compromisedSince: null,
    ...pair,
    publicKeyMultibase: multibaseOf(pair.publicJwk),
    certificateChain:
      purpose === 'pdf'
        ? await leafChain(
            pair.publicJwk,
            { privateJwk: root.privateJwk, certificate: await rootCertificate(root, issuer, createdAt) },
            issuer,
            createdAt,
          )
        : null,
  };
}
