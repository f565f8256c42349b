import { type DataSource } from 'typeorm';
import { StartError } from '../../platform/start-error.js';
import { type AuditLog } from '../../users/audit/audit-log.js';
import { lockRing } from './key-ring.service.js';
import { openSecrets } from './key-secrets.js';
import { type SealingKeys, sealKey } from './sealing.js';
import { SigningKeySecret } from './signing-key.entity.js';

/**
 * Encrypts every private key anew, with KEY_ENCRYPTION_KEY in place of KEY_ENCRYPTION_KEY_BEFORE: all of them, or none. Nobody
 * makes or restores a key meanwhile; whoever signs goes on.
 *
 * @returns how many were encrypted anew; 0 where all were already
 * @throws StartError with a sentence when there is no key, or when one does not open; nothing was changed then
 */
export async function resealRing(db: DataSource, keys: SealingKeys, audit: AuditLog): Promise<number> {
  const { keyEncryptionKey } = keys;
  return db.transaction(async (tx) => {
    await lockRing(tx);
    const secrets = await openSecrets(tx, keys);
    if (secrets.length === 0) throw new StartError('There is no key yet.');
    const former = secrets.filter(({ sealedWith }) => sealedWith !== keyEncryptionKey);
    if (former.length === 0) return 0;
    for (const key of former) {
      const sealed = sealKey(key.privateJwk, key, keyEncryptionKey);
      await tx.getRepository(SigningKeySecret).update({ keyId: key.id }, sealed);
    }
    // What does not open now would never again, once it is committed.
    await openSecrets(tx, { keyEncryptionKey });
    await audit.recordAll(
      tx,
      former.map(({ id, name }) => ({
        actorId: null,
        action: 'signing-key.resealed',
        subjectType: 'signing-key',
        subjectId: id,
        facts: { name },
      })),
    );
    return former.length;
  });
}
