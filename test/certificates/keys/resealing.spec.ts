import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DataSource } from 'typeorm';
import { exportRing, importRing } from '../../../src/certificates/keys/key-backup.js';
import { KeyChanges } from '../../../src/certificates/keys/key-changes.service.js';
import { resealRing } from '../../../src/certificates/keys/key-resealing.js';
import { KeyRing } from '../../../src/certificates/keys/key-ring.service.js';
import { keyPurposes } from '../../../src/certificates/keys/signing-key.js';
import { entities } from '../../../src/entities.js';
import { StoryClock } from '../../../src/platform/clock/story-clock.js';
import { readConfig } from '../../../src/platform/config/config.js';
import { projectRoot } from '../../../src/platform/config/project-root.js';
import { createDataSource } from '../../../src/platform/database/data-source.js';
import { Notifications } from '../../../src/platform/notifications/notifications.js';
import { AuditLog } from '../../../src/users/audit/audit-log.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { until } from '../until.js';

const [first, second, third] = ['7d1b9f3c5a8e2046', '08c6e2b4a1d39f57', '5e0f7a9c3b6d1824'].map((part) =>
  part.repeat(4),
) as [string, string, string];

const notOpened =
  'KEY_ENCRYPTION_KEY must be the one with which the signing keys in this database were encrypted, and it does not open them.';
const neitherOpens =
  'KEY_ENCRYPTION_KEY or KEY_ENCRYPTION_KEY_BEFORE must be the one with which the signing keys in this database were encrypted, and neither opens them.';
const unknownHere =
  'The signing keys were encrypted with another KEY_ENCRYPTION_KEY since this server was started. Nothing was changed: start it again with that one.';

describe('keys that are encrypted anew', () => {
  const clock = new StoryClock('2026-11-23T09:00:00Z');
  const audit = new AuditLog(clock);
  let database: TestDatabase;
  let db: DataSource;

  /** Each test has an academy of its own, whose keys are encrypted with the first of the three. */
  beforeEach(async () => {
    database = await createTestDatabase();
    db = await createDataSource({ url: database.url, entities }).initialize();
    await db.query(`INSERT INTO academies (name, created_at) VALUES ('Harbour Academy', now())`);
    await aServer(first).ring.prepare();
  });
  afterEach(async () => {
    await db.destroy();
    await database.drop();
  });

  /** A process of the academy with these variables. */
  function aServer(keyEncryptionKey: string, before: string | null = null, { time = clock, of = db } = {}) {
    const config = readConfig({
      SECRET: 'b3f1c2d4e5a697887a6b5c4d3e2f1a0b',
      KEY_ENCRYPTION_KEY: keyEncryptionKey,
      ...(before !== null && { KEY_ENCRYPTION_KEY_BEFORE: before }),
    });
    const ring = new KeyRing(of, config, time, new Notifications(of), audit);
    return { ring, changes: new KeyChanges(of, ring, audit, time) };
  }
  const secrets = () =>
    db.query<{ key_id: string; nonce: Buffer; sealed: Buffer }[]>(
      'SELECT * FROM signing_key_secrets ORDER BY key_id',
    );
  const reseal = (keyEncryptionKey: string, keyEncryptionKeyBefore: string | null) =>
    resealRing(db, { keyEncryptionKey, keyEncryptionKeyBefore }, audit);
  const currentOf = ({ ring }: { ring: KeyRing }) =>
    Promise.all(keyPurposes.map((purpose) => ring.current(purpose)));

  it('are the same keys, and open with the new key alone', async () => {
    const before = await currentOf(aServer(first));
    expect(await reseal(second, first)).toBe(4);
    expect(await currentOf(aServer(second))).toEqual(before);
    await aServer(second).ring.prepare();
    await expect(aServer(first).ring.prepare()).rejects.toThrow(notOpened);
    await expect(aServer(third, first).ring.prepare()).rejects.toThrow(neitherOpens);
  });

  it('are all of them, those that sign nothing more and the root, too', async () => {
    const { changes, ring } = aServer(first);
    for (const purpose of keyPurposes) await changes.rotate(purpose, null);
    await changes.compromise((await ring.current('pdf')).id, { since: clock.now(), reason: 'Stolen.' }, null);
    const was = await secrets();
    expect(await reseal(second, first)).toBe(was.length);
    const now = await secrets();
    expect(now.map(({ key_id }) => key_id)).toEqual(was.map(({ key_id }) => key_id));
    now.forEach(({ nonce, sealed }, at) => {
      expect(nonce.equals(was[at]?.nonce ?? nonce)).toBe(false);
      expect(sealed.equals(was[at]?.sealed ?? sealed)).toBe(false);
    });
    await exportRing(db, second);
  });

  it('are written down in the audit log, once', async () => {
    const logged = () =>
      db.query<{ facts: { name: string }; actor_id: null }[]>(
        `SELECT facts, actor_id FROM audit_entries WHERE action = 'signing-key.resealed' ORDER BY facts ->> 'name'`,
      );
    await reseal(second, first);
    expect(await logged()).toEqual(
      ['jwt', 'pdf', 'proof', 'root'].map((purpose) => ({
        facts: { name: `${purpose}-2026-11-23` },
        actor_id: null,
      })),
    );
    const was = await secrets();
    expect(await reseal(second, first)).toBe(0);
    expect(await reseal(second, null)).toBe(0);
    expect(await secrets()).toEqual(was);
    expect(await logged()).toHaveLength(4);
  });

  it('are left alone where the former key is a wrong one, or missing', async () => {
    const was = await secrets();
    await expect(reseal(second, third)).rejects.toThrow(neitherOpens);
    await expect(reseal(second, null)).rejects.toThrow(notOpened);
    expect(await secrets()).toEqual(was);
    await aServer(first).ring.prepare();
  });

  it('are left alone, all of them, where one does not open', async () => {
    await db.query(
      `UPDATE signing_key_secrets SET sealed = decode('00', 'hex') || substr(sealed, 2)
        WHERE key_id = (SELECT id FROM signing_keys WHERE purpose = 'root')`,
    );
    const was = await secrets();
    await expect(reseal(second, first)).rejects.toThrow(neitherOpens);
    expect(await secrets()).toEqual(was);
  });

  it('have to be there', async () => {
    const empty = await createTestDatabase();
    const without = await createDataSource({ url: empty.url, entities }).initialize();
    const keys = { keyEncryptionKey: second, keyEncryptionKeyBefore: first };
    await expect(resealRing(without, keys, audit)).rejects.toThrow('There is no key yet.');
    await without.destroy();
    await empty.drop();
  });

  describe('while servers run', () => {
    it('are known before and afterwards to those that know both keys', async () => {
      const both = aServer(second, first);
      const before = await currentOf(both);
      await reseal(second, first);
      both.ring.forget();
      expect(await currentOf(both)).toEqual(before);
      expect(await currentOf(aServer(second, first))).toEqual(before);
    });

    it('are followed, until then, by one that those with the former key open, too', async () => {
      const [both, former] = [aServer(second, first), aServer(first)];
      const name = await both.changes.rotate('jwt', null);
      expect((await former.ring.current('jwt')).name).toBe(name);
      await former.ring.prepare();
      await reseal(second, first);
      const later = await both.changes.rotate('jwt', null);
      expect((await aServer(second).ring.current('jwt')).name).toBe(later);
    });

    it('sign on where the former key alone is known, and are followed by none there', async () => {
      const former = aServer(first);
      const before = await currentOf(former);
      await reseal(second, first);
      former.ring.forget();
      expect(await currentOf(former)).toEqual(before);
      for (const purpose of keyPurposes) {
        await expect(former.changes.rotate(purpose, null)).rejects.toThrow(unknownHere);
      }
      expect(await aServer(second).ring.all()).toHaveLength(3);
      await aServer(second).ring.prepare();
    });

    it('are either before or behind one that is made at the same moment', async () => {
      const both = aServer(second, first);
      await Promise.all([
        reseal(second, first),
        ...keyPurposes.map((purpose) => both.changes.rotate(purpose, null)),
      ]);
      const { ring } = aServer(second);
      await ring.prepare();
      expect(await ring.all()).toHaveLength(6);
    });
  });

  describe('and a backup from before', () => {
    const restored = (text: string, [keyEncryptionKey, before]: [string, string | null], of = db) => {
      const { changes } = aServer(keyEncryptionKey, before, { of });
      return importRing(of, text, { keyEncryptionKey, keyEncryptionKeyBefore: before, changes, audit });
    };

    it('come back under the new key', async () => {
      const text = await exportRing(db, first);
      const other = await createTestDatabase();
      const of = await createDataSource({ url: other.url, entities }).initialize();
      const time = new StoryClock('2026-11-24T09:00:00Z');
      await aServer(second, null, { time, of }).ring.current('jwt');
      await expect(restored(text, [second, null], of)).rejects.toThrow(notOpened.replace('database', 'file'));
      expect(await restored(text, [second, first], of)).toBe(4);
      const { ring } = aServer(second, null, { of });
      await ring.prepare();
      expect((await currentOf({ ring })).map(({ name }) => name)).toEqual([
        ...['proof-2026-11-23', 'jwt-2026-11-24', 'pdf-2026-11-23'],
      ]);
      await of.destroy();
      await other.drop();
    });

    it('is told from one that was altered', async () => {
      const text = (await exportRing(db, first)).replace('"name": "jwt-', '"name": "jwt-x');
      for (const keys of [
        [second, first],
        [first, null],
      ] as [string, string | null][]) {
        await expect(restored(text, keys)).rejects.toThrow('The file was altered after it was written.');
      }
    });
  });

  describe('by the command', () => {
    let folder: string;
    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), 'capstone-reseal-'));
    });
    afterAll(() => {
      rmSync(folder, { recursive: true });
    });

    function command(env: Record<string, string>, args = ['reseal']) {
      let pid = 0;
      const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
        const child = execFile(
          process.execPath,
          [join(projectRoot, 'dist/src/keys.js'), ...args],
          {
            cwd: folder,
            env: { PATH: process.env['PATH'] ?? '', DATABASE_URL: database.url, DATA_DIR: folder, ...env },
          },
          (_error, stdout, stderr) => {
            resolve({ code: child.exitCode, stdout, stderr });
          },
        );
        pid = child.pid ?? 0;
      });
      return { ended, kill: () => process.kill(pid, 'SIGKILL') };
    }

    it('are told in one sentence, and so is what is in the way', async () => {
      const wanted = {
        code: 1,
        stdout: '',
        stderr:
          'Set KEY_ENCRYPTION_KEY to the new key, and KEY_ENCRYPTION_KEY_BEFORE to the one with which the signing keys are encrypted now.\n',
      };
      expect(await command({ KEY_ENCRYPTION_KEY: second }).ended).toEqual(wanted);
      const same = { KEY_ENCRYPTION_KEY: first, KEY_ENCRYPTION_KEY_BEFORE: first };
      expect(await command(same).ended).toEqual(wanted);
      const keys = { KEY_ENCRYPTION_KEY: second, KEY_ENCRYPTION_KEY_BEFORE: first };
      expect(await command({ ...keys, KEY_ENCRYPTION_KEY_BEFORE: third }).ended).toEqual({
        code: 1,
        stdout: '',
        stderr: `${neitherOpens}\n`,
      });
      expect(await command(keys).ended).toEqual({
        code: 0,
        stdout: '4 keys are encrypted with your new KEY_ENCRYPTION_KEY, which you keep elsewhere.\n',
        stderr: '',
      });
      expect((await command(keys).ended).stdout).toBe(
        'All keys are encrypted with this KEY_ENCRYPTION_KEY already. Nothing was changed.\n',
      );
    });

    it('are what they were when it is killed in between', async () => {
      const was = await secrets();
      const holding = db.createQueryRunner();
      await holding.startTransaction();
      await holding.query(
        `SELECT FROM signing_key_secrets WHERE key_id = (SELECT id FROM signing_keys WHERE purpose = 'root') FOR UPDATE`,
      );
      const { ended, kill } = command({ KEY_ENCRYPTION_KEY: second, KEY_ENCRYPTION_KEY_BEFORE: first });
      await until(async () => {
        const waiting = await db.query<object[]>(
          `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
        );
        return waiting.length > 0;
      });
      kill();
      await ended;
      await holding.rollbackTransaction();
      await holding.release();
      expect(await secrets()).toEqual(was);
      await aServer(first).ring.prepare();
      expect(await reseal(second, first)).toBe(4);
    });
  });
});
