import { type JsonWebKey } from 'node:crypto';
import { type EntityManager } from 'typeorm';
import { openWithEither, type SealingKeys } from './sealing.js';

/** A private key that is in the database, opened. */
interface OpenSecret {
  readonly id: string;
  readonly name: string;
  readonly purpose: string;
  readonly privateJwk: JsonWebKey;
  /** With which of the two that are known. */
  readonly sealedWith: string;
}

/**
 * Every private key there is, the oldest first. One statement.
 *
 * @throws StartError with a sentence when one of them does not open
 */
export async function openSecrets(tx: EntityManager, keys: SealingKeys): Promise<OpenSecret[]> {
  const rows = await tx.query<{ id: string; name: string; purpose: string; nonce: Buffer; sealed: Buffer }[]>(
    `SELECT k.id, k.name, k.purpose, s.nonce, s.sealed
       FROM signing_keys k JOIN signing_key_secrets s ON s.key_id = k.id
      ORDER BY k.created_at, length(k.name), k.name`,
  );
  return rows.map(({ id, name, purpose, ...sealed }) => ({
    ...{ id, name, purpose },
    ...openWithEither(sealed, { id, purpose }, keys),
  }));
}

/**
 * With what a new key is to be sealed: the same as those beside it, so that whoever opens them opens it, too. The caller holds
 * the ring's lock.
 *
 * @throws StartError with a sentence when they do not open
 */
export async function sealingKeyOf(tx: EntityManager, keys: SealingKeys): Promise<string> {
  return (await openSecrets(tx, keys)).at(-1)?.sealedWith ?? keys.keyEncryptionKey;
}
