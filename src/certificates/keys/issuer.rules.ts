/**
 * Who issues, as programs name it: did:web of the academy's host (did:web Method Specification, section 3.2), whose
 * document stands at `/.well-known/did.json`.
 *
 * @param publicUrl an origin, such as `https://capstone.example:8443`
 * @returns e.g. `did:web:capstone.example%3A8443`
 */
export const issuerDid = (publicUrl: string): string =>
  `did:web:${new URL(publicUrl).host.replaceAll(':', '%3A')}`;

/** The id of a key in that document: what a proof names as its `verificationMethod`. */
export const verificationMethod = (publicUrl: string, keyName: string): string =>
  `${issuerDid(publicUrl)}#${keyName}`;

/** Where a key answers as one JWK: the `kid` of a JWT (Open Badges 3.0, section 8.2.1). */
export const jwkAddress = (publicUrl: string, keyName: string): string => `${publicUrl}/keys/${keyName}`;
