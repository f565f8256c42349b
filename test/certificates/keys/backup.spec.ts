import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DataSource } from 'typeorm';
import { randomUUID } from 'node:crypto';
import { buildCredential } from '../../../src/certificates/credential/credential.rules.js';
import { signCredential, signJwt } from '../../../src/certificates/credential/sign-credential.js';
import { verifyCredential } from '../../../src/certificates/credential/verify-credential.js';
import { exportRing, importRing } from '../../../src/certificates/keys/key-backup.js';
import { KeyChanges } from '../../../src/certificates/keys/key-changes.service.js';
import { KeyRing } from '../../../src/certificates/keys/key-ring.service.js';
import { addressOf, newCode } from '../../../src/certificates/register/code.rules.js';
import { entities } from '../../../src/entities.js';
import { StoryClock } from '../../../src/platform/clock/story-clock.js';
import { readConfig } from '../../../src/platform/config/config.js';
import { createDataSource } from '../../../src/platform/database/data-source.js';
import { Notifications } from '../../../src/platform/notifications/notifications.js';
import { AuditLog } from '../../../src/users/audit/audit-log.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { aSnapshot } from '../a-snapshot.js';
import { publicUrl, statusEntries } from '../credential/a-credential.js';

const keyEncryptionKey = '7d1b9f3c5a8e20467d1b9f3c5a8e20467d1b9f3c5a8e20467d1b9f3c5a8e2046';

/** The ring of an academy whose database is its own, at a time that can be moved. */
async function anAcademy(clock: StoryClock) {
  const database = await createTestDatabase();
  const db = await createDataSource({ url: database.url, entities }).initialize();
  await db.query(`INSERT INTO academies (name, created_at) VALUES ('Harbour Academy', now())`);
  const config = readConfig({
    SECRET: 'b3f1c2d4e5a697887a6b5c4d3e2f1a0b',
    KEY_ENCRYPTION_KEY: keyEncryptionKey,
    PUBLIC_URL: publicUrl,
  });
  const audit = new AuditLog(clock);
  const ring = new KeyRing(db, config, clock, new Notifications(db), audit);
  return { database, db, ring, audit, changes: new KeyChanges(db, ring, audit, clock) };
}
type Academy = Awaited<ReturnType<typeof anAcademy>>;

describe('a backup of the keys', () => {
  const clock = new StoryClock('2026-01-10T09:00:00Z');
  let old: Academy;
  let anew: Academy;
  let file: string;
  const jwts: string[] = [];
  const documents: string[] = [];
  const open: { database: TestDatabase; db: DataSource }[] = [];

  /** 250 JWTs a quarter, and a dozen documents, as a proof takes some 20 ms to be made and as long to be checked. */
  async function issueForAQuarter(): Promise<void> {
    const [proofKey, jwtKey] = [await old.ring.current('proof'), await old.ring.current('jwt')];
    for (let number = 0; number < 250; number += 1) {
      const code = newCode();
      const address = addressOf(publicUrl, code);
      const snapshot = aSnapshot({ code, address, issuedAt: clock.now().toISOString() });
      const subjectId = `urn:uuid:${randomUUID()}`;
      const unsigned = buildCredential(snapshot, { publicUrl, subjectId, statusEntries });
      jwts.push(await signJwt(unsigned, jwtKey, clock.now()));
      if (number % 20 === 0) {
        documents.push(JSON.stringify(await signCredential(unsigned, proofKey, clock.now())));
      }
    }
  }

  beforeAll(async () => {
    old = await anAcademy(clock);
    anew = await anAcademy(clock);
    open.push(old, anew);
    await old.ring.prepare();
    for (let quarter = 0; quarter < 4; quarter += 1) {
      await issueForAQuarter();
      clock.advance(90 * 24 * 60 * 60 * 1000);
      for (const purpose of ['proof', 'jwt', 'pdf'] as const) await old.changes.rotate(purpose, null);
    }
    file = await exportRing(old.db);
  });
  afterAll(async () => {
    for (const { db, database } of open) {
      await db.destroy();
      await database.drop();
    }
  });

  const restore = ({ db, audit }: Academy, text = file, key = keyEncryptionKey) =>
    importRing(db, text, { keyEncryptionKey: key, audit });
  const statuses = async (texts: readonly string[]) => {
    const known = { publicUrl, keys: await anew.ring.all(), now: clock.now() };
    const counts: Record<string, number> = {};
    for (const text of texts) {
      const { status } = await verifyCredential(text, known);
      counts[status] = (counts[status] ?? 0) + 1;
    }
    return counts;
  };

  it('holds no private key in the clear', async () => {
    for (const purpose of ['proof', 'jwt', 'pdf'] as const) {
      const { privateJwk } = await old.ring.current(purpose);
      expect(file).not.toContain(String(privateJwk.d));
    }
  });

  it('is refused with another key of the configuration, and changes nothing', async () => {
    await expect(restore(anew, file, 'ab'.repeat(32))).rejects.toThrow(
      'KEY_ENCRYPTION_KEY must be the one with which the signing keys in this database were encrypted, and it does not open them.',
    );
    expect(await anew.ring.all()).toEqual([]);
  });

  it.each([
    ['that is cut off', (text: string) => text.slice(0, -100)],
    ['of something else', () => '{"format":"capstone signing keys, version 9","keys":[]}'],
    ['of nothing', () => ''],
    ['with a key of another kind', (text: string) => text.replace('"purpose": "jwt"', '"purpose": "master"')],
  ])('%s is refused in a sentence', async (_what, altered) => {
    await expect(restore(anew, altered(file))).rejects.toThrow(
      'The file is no backup of signing keys, or it was cut off.',
    );
  });

  it('makes 1,000 old certificates verify in an empty database', async () => {
    expect(jwts).toHaveLength(1_000);
    expect(await statuses(jwts.slice(0, 10))).toEqual({ 'key-not-ours': 10 });
    expect(await restore(anew)).toBe(16);
    anew.ring.forget();
    expect(await anew.ring.all()).toEqual(await old.ring.all());
    expect(await statuses(jwts)).toEqual({ valid: 1_000 });
    expect(await statuses(documents)).toEqual({ valid: 52 });
  });

  it('signs with the keys that signed before, under the same root', async () => {
    for (const purpose of ['proof', 'jwt', 'pdf'] as const) {
      expect(await anew.ring.current(purpose)).toEqual(await old.ring.current(purpose));
    }
    const rootOf = (chain: string | null) => chain?.split('-----BEGIN')[2];
    const before = (await old.ring.current('pdf')).certificateChain;
    await anew.changes.rotate('pdf', null);
    expect(rootOf((await anew.ring.current('pdf')).certificateChain)).toBe(rootOf(before));
  });

  it('adds nothing twice, and tells what became of a key since', async () => {
    const [first] = await old.ring.all();
    const since = new Date('2026-02-01T00:00:00Z');
    await old.changes.compromise(first?.id ?? '', { since, reason: 'Stolen.' }, null);
    expect(await restore(anew)).toBe(0);
    expect(await restore(anew, await exportRing(old.db))).toBe(0);
    anew.ring.forget();
    expect((await anew.ring.all()).find(({ id }) => id === first?.id)?.compromisedSince).toEqual(since);
  });

  it('is refused where another key bears the name of one of its', async () => {
    const third = await anAcademy(new StoryClock('2026-01-10T12:00:00Z'));
    open.push(third);
    await third.ring.current('jwt');
    await expect(restore(third)).rejects.toThrow('Another key in this database is called jwt-2026-01-10');
    third.ring.forget();
    expect(await third.ring.all()).toHaveLength(1);
  });
});
