import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OLDEST_ANSWER_MS } from '../../src/certificates/verification/certificate-status.service.js';
import { type Code, writtenCode } from '../../src/certificates/register/code.rules.js';
import { CertificateEvents } from '../../src/certificates/register/certificate-events.service.js';
import { type VerificationAnswer } from '../../src/certificates/register/status.rules.js';
import { Users } from '../../src/users/users.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { CapstoneProcess, freePort } from '../support/process.js';
import { certificateOf, certified } from './a-cohort.js';

/** Whoever signs opens the keys that another process has made. */
const keyEncryptionKey = '7d1b9f3c5a8e20467d1b9f3c5a8e20467d1b9f3c5a8e20467d1b9f3c5a8e2046';

/**
 * The application as its operator runs it, twice, on the database in which somebody else revokes. Their clocks run, so
 * what holds here holds for real: no request that begins later than the bound after a change is answered as before.
 */
describe('a revocation reaches every process', () => {
  let app: TestApp;
  const servers: { url: string; process: CapstoneProcess }[] = [];

  beforeAll(async () => {
    app = await startTestApp({ config: { keyEncryptionKey } });
    for (let n = 0; n < 2; n += 1) {
      const port = await freePort();
      const url = `http://127.0.0.1:${String(port)}`;
      const process = CapstoneProcess.start({
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        PORT: String(port),
        PUBLIC_URL: url,
        DATABASE_URL: app.config.databaseUrl ?? '',
        DATA_DIR: app.config.dataDir,
        SECRET: 'Zq3vT9wLkX2mRb7nHc5yJd8fGp4sAe6u',
        KEY_ENCRYPTION_KEY: keyEncryptionKey,
        MAIL_LINKS_IN_LOG: 'true',
      });
      servers.push({ url, process });
    }
    await Promise.all(servers.map(({ process }) => process.says('Capstone is ready')));
  });
  afterAll(async () => {
    await Promise.all(servers.map(({ process }) => process.end('SIGTERM')));
    await app.close();
  });

  let people = 0;
  const aCertificate = async () => {
    people += 1;
    const person = { email: `held${people}@capstone.example`, name: 'Hana', password: 'x', timeZone: 'UTC' };
    const userId = (await app.db.transaction((tx) => app.get(Users).add(tx, person))).id;
    await certified(app, [userId]);
    const { id, code } = await certificateOf(app.db, userId);
    return { id, path: `/verify/${writtenCode(code as Code)}` };
  };
  const revoke = (certificateId: string, { silently = false } = {}) =>
    app.db.transaction(async (tx) => {
      // Without triggers, as if the notification had been lost on its way to everybody.
      if (silently) await tx.query('SET LOCAL session_replication_role = replica');
      await app
        .get(CertificateEvents)
        .append(tx, { certificateId, kind: 'revoked', actorId: app.ids.ada, publicReason: 'A mistake.' });
    });

  const askJson = async (url: string, path: string) =>
    ((await (await fetch(`${url}${path}.json`)).json()) as VerificationAnswer).status;
  const askPage = async (url: string, path: string) => {
    const text = await (await fetch(`${url}${path}`, { headers: { accept: 'text/html' } })).text();
    return /class="verdict-word">([^<]*)</.exec(text)?.[1];
  };

  /** Page and answer are in the memory of both. */
  const remembered = async (path: string) => {
    for (const { url } of servers) {
      for (let n = 0; n < 3; n += 1) expect(await askPage(url, path)).toBe('Valid');
      expect(await askJson(url, path)).toBe('valid');
    }
  };
  /**
   * Asks each process until it says so.
   *
   * @param changedAt when the change was committed, at the latest
   */
  const told = async (path: string, changedAt: number) => {
    await Promise.all(
      servers.map(async ({ url }) => {
        for (;;) {
          const asked = Date.now();
          const answers = [await askJson(url, path), await askPage(url, path)];
          if (answers[0] === 'revoked' && answers[1] === 'Revoked') return;
          // The certificate was read before the change, so this is later than it may be kept.
          expect(asked - changedAt).toBeLessThanOrEqual(OLDEST_ANSWER_MS);
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      }),
    );
  };

  it('by a notification', async () => {
    const { id, path } = await aCertificate();
    await remembered(path);
    await revoke(id);
    await told(path, Date.now());
  });

  it('also when the connection for notifications is lost in that moment', async () => {
    const { id, path } = await aCertificate();
    await remembered(path);
    const ended = await app.db.query<{ ended: boolean }[]>(
      `SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity
        WHERE application_name = 'capstone notifications' AND datname = current_database()`,
    );
    expect(ended.length).toBeGreaterThanOrEqual(servers.length);
    await revoke(id);
    await told(path, Date.now());

    // And the connections are back: the next change is told as ever.
    const next = await aCertificate();
    await remembered(next.path);
    await revoke(next.id);
    await told(next.path, Date.now());
  });

  it('and within the bound when nobody is notified at all', async () => {
    const { id, path } = await aCertificate();
    await remembered(path);
    await revoke(id, { silently: true });
    // Nothing but time ends it.
    await told(path, Date.now());
  });
});
