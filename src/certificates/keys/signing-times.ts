import { type EntityManager } from 'typeorm';
import { type PublicKeyRecord } from './signing-key.js';

/** The time that is written into what these keys sign: not before they were made, whatever clock said that. */
export const signingTime = (now: Date, keys: readonly PublicKeyRecord[]): Date =>
  new Date(Math.max(now.getTime(), ...keys.map(({ createdAt }) => createdAt.getTime())));

/**
 * Whether none of these keys was retired, for whoever stores what they have signed: waits for a rotation that is under way,
 * and has the next one wait until the end of the transaction. So nothing is stored that a key has signed after its end.
 */
export async function areUnretired(tx: EntityManager, keyIds: readonly string[]): Promise<boolean> {
  await tx.query(`SELECT pg_advisory_xact_lock_shared(hashtextextended('signing_keys', 0))`);
  const retired = await tx.query<object[]>(
    `SELECT FROM signing_key_events WHERE key_id = ANY ($1) AND kind = 'retired' LIMIT 1`,
    [keyIds],
  );
  return retired.length === 0;
}
