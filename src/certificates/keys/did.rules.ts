import { issuerDid, verificationMethod } from './issuer.rules.js';
import { type PublicKeyRecord } from './signing-key.js';

/**
 * The document of the academy's did:web (DID Core 1.0, section 5), with the keys that sign credentials: as Multikey
 * those of embedded proofs, as JsonWebKey those of JWTs (Controlled Identifiers 1.0, section 2.2).
 *
 * A retired key stays in `assertionMethod`, or what it has signed would stop verifying. A compromised one says
 * `revoked`; since most programs overlook that, and believe whatever date a signature claims for itself, it is taken
 * out of `assertionMethod`, too. What it had signed before is still told to be good at the certificate's address.
 */
export function didDocument(publicUrl: string, keys: readonly PublicKeyRecord[]) {
  const did = issuerDid(publicUrl);
  const listed = keys.filter(({ purpose }) => purpose !== 'pdf');
  return {
    '@context': [
      'https://www.w3.org/ns/did/v1',
      'https://w3id.org/security/multikey/v1',
      'https://w3id.org/security/jwk/v1',
    ],
    id: did,
    verificationMethod: listed.map((key) => ({
      id: verificationMethod(publicUrl, key.name),
      ...(key.purpose === 'proof'
        ? { type: 'Multikey', controller: did, publicKeyMultibase: key.publicKeyMultibase }
        : { type: 'JsonWebKey', controller: did, publicKeyJwk: publishedJwk(key) }),
      // An XML Schema dateTimeStamp, in seconds as others write it.
      ...(key.compromisedSince && { revoked: key.compromisedSince.toISOString().replace(/\.\d+Z$/, 'Z') }),
    })),
    assertionMethod: listed
      .filter(({ compromisedSince }) => compromisedSince === null)
      .map(({ name }) => verificationMethod(publicUrl, name)),
  };
}

/** A key as it is published (RFC 7517), which says what it is for. */
export function publishedJwk({ purpose, publicJwk }: Pick<PublicKeyRecord, 'purpose' | 'publicJwk'>) {
  return { ...publicJwk, use: 'sig', alg: { proof: 'Ed25519', jwt: 'RS256', pdf: 'ES256' }[purpose] };
}
