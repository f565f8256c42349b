import { type DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { StartError } from '../../platform/start-error.js';
import { type AuditLog } from '../../users/audit/audit-log.js';
import { lockRing } from './key-ring.service.js';
import { openKey } from './sealing.js';
import { SigningKeyEvent, SigningKeyRow, SigningKeySecret } from './signing-key.entity.js';

const jwk = z.record(z.string(), z.unknown());
const bytes = z.base64().transform((text) => Buffer.from(text, 'base64'));
const moment = z.iso.datetime().transform((text) => new Date(text));

/** The ring in a file. Who made or ended a key is not in it: another database may not know them. */
const backup = z.object({
  format: z.literal('capstone signing keys, version 1'),
  keys: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      purpose: z.enum(['proof', 'jwt', 'pdf', 'root']),
      createdAt: moment,
      publicJwk: jwk,
      publicKeyMultibase: z.string().nullable(),
      certificateChain: z.string().nullable(),
      nonce: bytes,
      sealed: bytes,
      events: z.array(
        z.object({
          id: z.uuid(),
          sequence: z.int(),
          kind: z.enum(['retired', 'compromised']),
          at: moment,
          since: moment.nullable(),
          reason: z.string().nullable(),
        }),
      ),
    }),
  ),
});
type Backup = z.input<typeof backup>;

/**
 * Every key there ever was as JSON, with what became of it. Private keys stay encrypted: without the
 * KEY_ENCRYPTION_KEY nobody signs with this file.
 */
export async function exportRing(db: DataSource): Promise<string> {
  const keys = await db.query<Backup['keys']>(
    `SELECT k.id, k.name, k.purpose, k.created_at AS "createdAt", k.public_jwk AS "publicJwk",
            k.public_key_multibase AS "publicKeyMultibase", k.certificate_chain AS "certificateChain",
            replace(encode(s.nonce, 'base64'), E'\\n', '') AS nonce,
            replace(encode(s.sealed, 'base64'), E'\\n', '') AS sealed,
            (SELECT coalesce(json_agg(json_build_object(
                      'id', e.id, 'sequence', e.sequence, 'kind', e.kind,
                      'at', to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                      'since', to_char(e.since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                      'reason', e.reason) ORDER BY e.sequence), '[]')
               FROM signing_key_events e WHERE e.key_id = k.id) AS events
       FROM signing_keys k JOIN signing_key_secrets s ON s.key_id = k.id
      ORDER BY k.created_at, length(k.name), k.name`,
  );
  const file: Backup = { format: 'capstone signing keys, version 1', keys };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * Puts the keys of such a file beside those that are there; what is there already stays as it is. Of two keys that
 * could sign, the newer one does.
 *
 * @param keyEncryptionKey with which the file's keys were encrypted
 * @returns how many keys were new
 * @throws StartError with a sentence when the file is none of ours, when the key is another one, or when another key
 *   bears a name of the file's; nothing was changed then
 */
export async function importRing(
  db: DataSource,
  text: string,
  { keyEncryptionKey, audit }: { keyEncryptionKey: string; audit: AuditLog },
): Promise<number> {
  const { keys } = readBackup(text);
  for (const key of keys) openKey(key, key, keyEncryptionKey);
  return db.transaction(async (tx) => {
    await lockRing(tx);
    const there = await tx.getRepository(SigningKeyRow).find({ select: { id: true, name: true } });
    let added = 0;
    for (const { nonce, sealed, events, ...key } of keys) {
      const same = there.find(({ name }) => name === key.name);
      if (same && same.id !== key.id) {
        throw new StartError(
          `Another key in this database is called ${key.name}: restore the file into a database whose own keys were not made on the same day.`,
        );
      }
      if (!there.some(({ id }) => id === key.id)) {
        await tx.insert(SigningKeyRow, { ...key, createdById: null });
        await tx.insert(SigningKeySecret, { keyId: key.id, nonce, sealed });
        const subject = { subjectType: 'signing-key', subjectId: key.id, facts: { name: key.name } };
        await audit.record(tx, { actorId: null, action: 'signing-key.restored', ...subject });
        added += 1;
      }
      await addEvents(tx, key.id, events);
    }
    return added;
  });
}

/** Those that the key does not have yet: it may have been found compromised after it was copied. */
async function addEvents(
  tx: EntityManager,
  keyId: string,
  events: z.output<typeof backup>['keys'][number]['events'],
): Promise<void> {
  if (events.length === 0) return;
  await tx
    .createQueryBuilder()
    .insert()
    .into(SigningKeyEvent)
    .values(events.map((event) => ({ ...event, keyId, actorId: null })))
    .orIgnore()
    .execute();
}

function readBackup(text: string) {
  try {
    return backup.parse(JSON.parse(text));
  } catch (error) {
    throw new StartError('The file is no backup of signing keys, or it was cut off.', { cause: error });
  }
}
