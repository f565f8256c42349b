import { type JsonWebKey } from 'node:crypto';

/** Ed25519 for proofs inside credentials, RSA (3072 bits) for JWTs, P-256 with an X.509 certificate for PDFs. */
export type KeyPurpose = 'proof' | 'jwt' | 'pdf';

export const keyPurposes = ['proof', 'jwt', 'pdf'] as const satisfies readonly KeyPurpose[];

/** What everybody may know of a key of the academy's. */
export interface KeyFacts {
  /** Dated and unique: `proof-2026-11-23`, and `proof-2026-11-23-2` for a second one of that day. */
  readonly name: string;
  readonly purpose: KeyPurpose;
  readonly createdAt: Date;
  /** Since when it signs nothing more; what it has signed before stays good. */
  readonly retiredAt: Date | null;
  /** What it has signed from this instant on is not believed. */
  readonly compromisedSince: Date | null;
  readonly publicJwk: JsonWebKey;
  /** Of an Ed25519 key, as in a Multikey (Controlled Identifiers 1.0, section 2.2.2); null of the others. */
  readonly publicKeyMultibase: string | null;
  /** PEM, the key's own certificate first and the academy's root last; null of keys that don't sign PDFs. */
  readonly certificateChain: string | null;
}

export interface PublicKeyRecord extends KeyFacts {
  readonly id: string;
}

/** Plain data, so that it travels into a thread. Never to be logged, stored or answered. */
export interface SigningKey extends PublicKeyRecord {
  readonly privateJwk: JsonWebKey;
}
