import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { type DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { StartError } from '../../platform/start-error.js';
import { type AuditLog } from '../../users/audit/audit-log.js';
import { type KeyChanges } from './key-changes.service.js';
import { belongsTo } from './key-pairs.js';
import { lockRing, readOrigin, settleOrigin } from './key-ring.service.js';
import { sealingKeyOf } from './key-secrets.js';
import { openKey, opens, type SealingKeys, sealKey } from './sealing.js';
import { SigningKeyEvent, SigningKeyRow, SigningKeySecret } from './signing-key.entity.js';

const members = z.record(z.string(), z.unknown());
const bytes = z.base64().transform((text) => Buffer.from(text, 'base64'));
const moment = z.iso.datetime().transform((text) => new Date(text));

/**
 * The ring in a file. Who made or ended a key is not in it: another database may not know them. `mac` is an HMAC-SHA-256 over
 * all the rest, so that nobody without the KEY_ENCRYPTION_KEY takes a compromise away or renames a key.
 */
const backup = z.object({
  format: z.literal('capstone signing keys, version 1'),
  origin: z.url(),
  keys: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      purpose: z.enum(['proof', 'jwt', 'pdf', 'root']),
      createdAt: moment,
      publicJwk: members,
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
  mac: z.string(),
});
type Backup = z.input<typeof backup>;
type CopiedKey = z.output<typeof backup>['keys'][number];
type KeyEvents = CopiedKey['events'];

/**
 * Every key there ever was as JSON, with what became of it, and the origin under which they sign. Private keys stay
 * encrypted: without the KEY_ENCRYPTION_KEY nobody signs with this file.
 *
 * @throws StartError with a sentence when there is no key, or when one could not be restored from the file: its private half
 *   is missing, or does not open with this KEY_ENCRYPTION_KEY
 */
export async function exportRing(db: DataSource, keyEncryptionKey: string): Promise<string> {
  const stored = await db.query<(Omit<Backup['keys'][number], 'nonce'> & { nonce: string | null })[]>(
    `SELECT k.id, k.name, k.purpose,
            to_char(k.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') AS "createdAt",
            k.public_jwk AS "publicJwk",
            k.public_key_multibase AS "publicKeyMultibase", k.certificate_chain AS "certificateChain",
            replace(encode(s.nonce, 'base64'), E'\\n', '') AS nonce,
            replace(encode(s.sealed, 'base64'), E'\\n', '') AS sealed,
            (SELECT coalesce(json_agg(json_build_object(
                      'id', e.id, 'sequence', e.sequence, 'kind', e.kind,
                      'at', to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                      'since', to_char(e.since AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                      'reason', e.reason) ORDER BY e.sequence), '[]')
               FROM signing_key_events e WHERE e.key_id = k.id) AS events
       FROM signing_keys k LEFT JOIN signing_key_secrets s ON s.key_id = k.id
      ORDER BY k.created_at, length(k.name), k.name`,
  );
  const origin = await readOrigin(db.manager);
  if (origin === null) throw new StartError('There is no key yet.');
  const keys = stored.map(({ nonce, ...key }) => {
    if (nonce !== null) return { ...key, nonce };
    throw new StartError(
      `The private half of ${key.name} is missing in this database, so a file would not hold all keys. None was written.`,
    );
  });
  const facts = { format: 'capstone signing keys, version 1', origin, keys } as const;
  const file: Backup = { ...facts, mac: macOf(facts, keyEncryptionKey) };
  for (const key of backup.parse(file).keys) openWhole(key, keyEncryptionKey, 'database');
  return `${JSON.stringify(file, null, 2)}\n`;
}

/**
 * Puts the keys of such a file beside those that are there; what is there already stays as it is. Of two keys that could
 * sign, the newer one does, and the other is retired.
 *
 * @param keys one of them is that of the file, and one, perhaps the other, that of the database
 * @returns how many keys were new
 * @throws StartError with a sentence when the file is none of ours or was altered, when the key does not open the file or
 *   the database, when they sign under two names, or when another key bears a name of the file's; nothing was changed then
 */
export async function importRing(
  db: DataSource,
  text: string,
  { changes, audit, ...sealing }: SealingKeys & { changes: KeyChanges; audit: AuditLog },
): Promise<number> {
  const { keys, origin, fileKey } = readBackup(text, sealing);
  return db.transaction(async (tx) => {
    await lockRing(tx);
    // Or no process of this academy would ever start again, with one key or the other.
    const sealingKey = await sealingKeyOf(tx, sealing);
    await assertSameIssuer(tx, origin);
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
        const secret = { nonce, sealed };
        await tx.insert(SigningKeySecret, {
          keyId: key.id,
          ...(fileKey === sealingKey ? secret : sealKey(openKey(secret, key, fileKey), key, sealingKey)),
        });
        const subject = { subjectType: 'signing-key', subjectId: key.id, facts: { name: key.name } };
        await audit.record(tx, { actorId: null, action: 'signing-key.restored', ...subject });
        added += 1;
      }
      await addEvents(tx, key.id, events);
    }
    await changes.retireOlder(tx, null);
    return added;
  });
}

async function assertSameIssuer(tx: EntityManager, origin: string): Promise<void> {
  const settled = await settleOrigin(tx, origin);
  if (settled === origin) return;
  throw new StartError(
    `The keys of the file sign for ${origin}, those in this database for ${settled}: restore the file into a database without keys.`,
  );
}

/**
 * Those that the key does not have yet, as it may have been found compromised after it was copied, behind those that it has.
 * Where something was said later of a compromise, that counts, and the earlier word is left out.
 */
async function addEvents(tx: EntityManager, keyId: string, events: KeyEvents): Promise<void> {
  const there = await tx.getRepository(SigningKeyEvent).findBy({ keyId });
  const isOverruled = ({ kind, at }: KeyEvents[number]) =>
    kind === 'compromised' && there.some((known) => known.kind === kind && known.at > at);
  const missing = events.filter((event) => !there.some(({ id }) => id === event.id) && !isOverruled(event));
  const last = Math.max(0, ...there.map(({ sequence }) => sequence));
  for (const [index, event] of missing.toSorted((one, two) => one.sequence - two.sequence).entries()) {
    await tx.insert(SigningKeyEvent, { ...event, sequence: last + 1 + index, keyId, actorId: null });
  }
}

/**
 * @returns also which of the two keys is that of the file
 * @throws StartError with a sentence when it is none of ours, of another KEY_ENCRYPTION_KEY, or altered
 */
function readBackup(
  text: string,
  { keyEncryptionKey, keyEncryptionKeyBefore: before }: SealingKeys,
): z.output<typeof backup> & { fileKey: string } {
  const [file, facts] = parsed(text);
  const isOf = (key: string) => isSame(file.mac, macOf(facts, key));
  const fileKey = before && isOf(before) ? before : keyEncryptionKey;
  const isWhole = isOf(fileKey);
  // Where it opens no key, it is another one: otherwise somebody wrote into the file.
  if (!isWhole && file.keys.some((key) => [fileKey, before].some((one) => one && opens(key, key, one)))) {
    throw new StartError('The file was altered after it was written. Nothing was changed.');
  }
  for (const key of file.keys) openWhole(key, fileKey, 'file');
  if (!isWhole) throw unreadable();
  return { ...file, fileKey };
}

/** What was read, and what its `mac` is over, with the members in the order of the file. */
function parsed(text: string): [z.output<typeof backup>, object] {
  try {
    const value: unknown = JSON.parse(text);
    const file = backup.parse(value);
    return [
      file,
      Object.fromEntries(Object.entries(members.parse(value)).filter(([name]) => name !== 'mac')),
    ];
  } catch (error) {
    throw unreadable(error);
  }
}

const unreadable = (cause?: unknown) =>
  new StartError('The file is no backup of signing keys, or it was cut off.', { cause });

/** Over the JSON without spaces, with a key of its own (HKDF, RFC 5869). */
function macOf(facts: object, keyEncryptionKey: string): string {
  const key = hkdfSync(
    'sha256',
    Buffer.from(keyEncryptionKey, 'hex'),
    '',
    'capstone signing keys, backup',
    32,
  );
  return createHmac('sha256', Buffer.from(key)).update(JSON.stringify(facts)).digest('base64');
}

const isSame = (given: string, right: string): boolean =>
  given.length === right.length && timingSafeEqual(Buffer.from(given), Buffer.from(right));

/** @throws StartError when a private key does not open, or is not the one of its public half */
function openWhole(key: CopiedKey, keyEncryptionKey: string, where: 'database' | 'file'): void {
  if (belongsTo(openKey(key, key, keyEncryptionKey, where), key)) return;
  throw new StartError(`The public half of ${key.name} in this ${where} is not that of its private half.`);
}
