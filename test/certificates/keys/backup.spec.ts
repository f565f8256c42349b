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
async function anAcademy(clock: StoryClock, { key = keyEncryptionKey, origin = publicUrl } = {}) {
  const database = await createTestDatabase();
  const db = await createDataSource({ url: database.url, entities }).initialize();
  await db.query(`INSERT INTO academies (name, created_at) VALUES ('Harbour Academy', now())`);
  const config = readConfig({
    SECRET: 'b3f1c2d4e5a697887a6b5c4d3e2f1a0b',
    KEY_ENCRYPTION_KEY: key,
    PUBLIC_URL: origin,
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
  const anotherKey = 'ab'.repeat(32);
  const wrongKey = (where: string) =>
    `KEY_ENCRYPTION_KEY must be the one with which the signing keys in this ${where} were encrypted, and it does not open them.`;
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
    file = await exportRing(old.db, keyEncryptionKey);
  });
  afterAll(async () => {
    for (const { db, database } of open) {
      await db.destroy();
      await database.drop();
    }
  });

  const restore = ({ db, audit, changes }: Academy, text = file, key = keyEncryptionKey) =>
    importRing(db, text, { keyEncryptionKey: key, changes, audit });
  const another = async (at: string, settings: Parameters<typeof anAcademy>[1] = {}) => {
    const academy = await anAcademy(new StoryClock(at), settings);
    open.push(academy);
    return academy;
  };
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
    await expect(restore(anew, file, anotherKey)).rejects.toThrow(wrongKey('file'));
    expect(await anew.ring.all()).toEqual([]);
  });

  it('is refused where the database’s own keys are under another key of the configuration', async () => {
    const third = await another('2026-03-01T09:00:00Z', { key: anotherKey });
    await third.ring.current('jwt');
    await expect(restore(third)).rejects.toThrow(wrongKey('database'));
    await expect(restore(third, file, anotherKey)).rejects.toThrow(wrongKey('file'));
    third.ring.forget();
    expect(await third.ring.all()).toHaveLength(1);
    await third.ring.prepare();
  });

  it.each([
    ['a name', '"name": "jwt-2026-01-10"', '"name": "jwt-2026-01-11"'],
    ['a public half', '"x": "', '"x": "A'],
    ['what became of a key', '"kind": "retired"', '"kind": "compromised"'],
    ['a time', '"at": "2026-', '"at": "2027-'],
    ['who issues', `"origin": "${publicUrl}"`, '"origin": "https://stranger.example"'],
    ['one private half', '"sealed": "', '"sealed": "AAAA'],
    ['what it is protected with', '"mac": "', '"mac": "AAAA'],
  ])('in which somebody changed %s is refused, and changes nothing', async (_what, before, after) => {
    const altered = file.replace(before, after);
    expect(altered).not.toBe(file);
    await expect(restore(anew, altered)).rejects.toThrow(
      'The file was altered after it was written. Nothing was changed.',
    );
    expect(await anew.db.query('SELECT FROM credential_issuer')).toEqual([]);
    expect(await anew.ring.all()).toEqual([]);
  });

  it('may have other spaces: an editor has saved it', async () => {
    const third = await another('2026-03-01T09:00:00Z');
    expect(await restore(third, JSON.stringify(JSON.parse(file)))).toBe(16);
  });

  it('of nothing is not written', async () => {
    await expect(exportRing(anew.db, keyEncryptionKey)).rejects.toThrow('There is no key yet.');
  });

  it('is not written with another key of the configuration, or without one of the keys', async () => {
    const third = await another('2026-03-01T09:00:00Z');
    await third.ring.prepare();
    await expect(exportRing(third.db, anotherKey)).rejects.toThrow(wrongKey('database'));
    const [pdf, proof] = [await third.ring.current('pdf'), await third.ring.current('proof')];
    const { publicJwk } = await old.ring.current('proof');
    await third.db.query(`SET session_replication_role = replica;
      UPDATE signing_keys SET public_jwk = '${JSON.stringify(publicJwk)}' WHERE id = '${proof.id}'; RESET ALL`);
    await expect(exportRing(third.db, keyEncryptionKey)).rejects.toThrow(
      `The public half of ${proof.name} in this database is not that of its private half.`,
    );
    await third.db.query(`DELETE FROM signing_key_secrets WHERE key_id = '${pdf.id}'`);
    await expect(exportRing(third.db, keyEncryptionKey)).rejects.toThrow(
      `The private half of ${pdf.name} is missing in this database, so a file would not hold all keys. None was written.`,
    );
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
    expect(await restore(anew, await exportRing(old.db, keyEncryptionKey))).toBe(0);
    anew.ring.forget();
    expect((await anew.ring.all()).find(({ id }) => id === first?.id)?.compromisedSince).toEqual(since);
  });

  it('is refused where another key bears the name of one of its', async () => {
    const third = await another('2026-01-10T12:00:00Z');
    await third.ring.current('jwt');
    await expect(restore(third)).rejects.toThrow('Another key in this database is called jwt-2026-01-10');
    third.ring.forget();
    expect(await third.ring.all()).toHaveLength(1);
  });

  it('leaves one key of each purpose that signs: the newest', async () => {
    const [before, after] = [await another('2026-02-01T09:00:00Z'), await another('2027-02-01T09:00:00Z')];
    for (const academy of [before, after]) {
      const own = await academy.ring.current('jwt');
      await restore(academy);
      academy.ring.forget();
      const signing = (await academy.ring.all()).filter(({ retiredAt }) => retiredAt === null);
      const newest = { proof: 'proof-2027-01-05', jwt: 'jwt-2027-01-05', pdf: 'pdf-2027-01-05' };
      if (academy === after) newest.jwt = own.name;
      expect(Object.fromEntries(signing.map(({ purpose, name }) => [purpose, name]))).toEqual(newest);
      expect(signing).toHaveLength(3);
    }
    expect(
      await after.db.query(`SELECT facts FROM audit_entries WHERE action = 'signing-key.retired'`),
    ).toEqual([{ facts: { name: 'jwt-2027-01-05' } }]);
  });

  it('brings what was said of a key beside what was said of it here, and the later word counts', async () => {
    const copy = await another('2027-03-01T09:00:00Z');
    const text = await exportRing(old.db, keyEncryptionKey);
    await restore(copy, text);
    const key = (await copy.ring.all())[1];
    const [id, since] = [key?.id ?? '', (day: number) => new Date(Date.UTC(2026, 1, day))];
    // Each of the two is the second event of the key.
    await copy.changes.compromise(id, { since: since(3), reason: 'Here.' }, null);
    await old.changes.compromise(id, { since: since(4), reason: 'There.' }, null);
    const sinceIn = async (academy: Academy) => {
      academy.ring.forget();
      return (await academy.ring.all()).find((one) => one.id === id)?.compromisedSince;
    };
    await restore(old, await exportRing(copy.db, keyEncryptionKey));
    await restore(copy, await exportRing(old.db, keyEncryptionKey));
    expect([await sinceIn(old), await sinceIn(copy)]).toEqual([since(3), since(3)]);
  });

  it('names the academy as before, and is refused where keys sign for another', async () => {
    const [moved, stranger] = [
      await another('2027-03-01T09:00:00Z', { origin: 'https://moved.example' }),
      await another('2027-03-01T09:00:00Z', { origin: 'https://stranger.example' }),
    ];
    expect(await moved.ring.origin()).toBe('https://moved.example');
    await restore(moved);
    expect(await moved.ring.origin()).toBe(publicUrl);
    await stranger.ring.current('jwt');
    await expect(restore(stranger)).rejects.toThrow(
      `The keys of the file sign for ${publicUrl}, those in this database for https://stranger.example: restore the file into a database without keys.`,
    );
  });
});
