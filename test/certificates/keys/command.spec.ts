import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KeyRing } from '../../../src/certificates/keys/key-ring.service.js';
import { projectRoot } from '../../../src/platform/config/project-root.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { until } from '../until.js';

/** The command as an operator runs it, beside a Capstone that runs. */
describe('the command for keys', () => {
  let app: TestApp;
  let empty: TestDatabase;
  let folder: string;

  beforeAll(async () => {
    app = await startTestApp();
    empty = await createTestDatabase();
    folder = mkdtempSync(join(tmpdir(), 'capstone-keys-'));
  });
  afterAll(async () => {
    await app.close();
    await empty.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  function keys(args: readonly string[], env: Record<string, string> = {}) {
    return new Promise<{ code: number; stdout: string; stderr: string }>((ended) => {
      const child = execFile(
        process.execPath,
        [join(projectRoot, 'dist/src/keys.js'), ...args],
        {
          cwd: folder,
          env: {
            PATH: process.env['PATH'] ?? '',
            DATABASE_URL: app.config.databaseUrl ?? '',
            DATA_DIR: folder,
            KEY_ENCRYPTION_KEY: app.config.keyEncryptionKey,
            ...env,
          },
        },
        (_error, stdout, stderr) => {
          ended({ code: child.exitCode ?? -1, stdout, stderr });
        },
      );
    });
  }

  it('makes a new key, and the academy that runs signs with it', async () => {
    const before = await app.get(KeyRing).current('proof');
    const { code, stdout, stderr } = await keys(['rotate', 'proof']);
    // Today's date by the machine's clock; the second of its day where that is the day on which the story begins.
    const [name = ''] = stdout.split(' ');
    expect(name).toMatch(/^proof-\d{4}-\d{2}-\d{2}(-2)?$/);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `${name} signs from now on.\n`, stderr: '' });
    expect(name).not.toBe(before.name);
    await until(async () => (await app.get(KeyRing).current('proof')).name === name);
    expect((await app.get(KeyRing).all()).find(({ id }) => id === before.id)?.retiredAt).not.toBeNull();
    const told = await keys(['list']);
    expect(told.stdout).toContain(`${before.name}  retired on `);
    expect(told.stdout).toContain(`${name}  signs\n`);
    expect(
      await app.db.query(`SELECT actor_id FROM audit_entries WHERE action = 'signing-key.retired'`),
    ).toEqual([{ actor_id: null }]);
  });

  it('writes the keys into a file for its owner alone, and over none that is there', async () => {
    expect(await keys(['export', 'keys.json'])).toMatchObject({ code: 0, stderr: '' });
    expect(statSync(join(folder, 'keys.json')).mode & 0o077).toBe(0);
    const text = readFileSync(join(folder, 'keys.json'), 'utf8');
    expect(await keys(['export', 'keys.json'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'The file keys.json can’t be written, or is there already.\n',
    });
    expect(readFileSync(join(folder, 'keys.json'), 'utf8')).toBe(text);
  });

  it('reads them into an empty database', async () => {
    const there = { DATABASE_URL: empty.url };
    const known = String((await app.get(KeyRing).all()).length + 1);
    expect(await keys(['list'], there)).toMatchObject({ stdout: 'There is no key yet.\n' });
    expect(await keys(['rotate', 'pdf'], there)).toEqual({
      code: 1,
      stdout: '',
      stderr: 'This academy is not set up yet.\n',
    });
    // The root that signs the certificates of keys for PDFs is one more.
    await app.get(KeyRing).prepare();
    await keys(['export', 'all.json']);
    const { code, stdout } = await keys(['import', 'all.json'], there);
    expect([code, Number(stdout.split(' ')[0]) >= Number(known)]).toEqual([0, true]);
    expect((await keys(['list'], there)).stdout).toBe((await keys(['list'])).stdout);
    expect(await keys(['import', 'all.json'], there)).toMatchObject({ stdout: '0 keys were new.\n' });
  });

  it('says in a sentence what is in the way', async () => {
    const usage =
      'Say what to do: "list", "rotate" with proof, jwt or pdf, "export" with a new file, "import" with such a file, or "reseal".\n';
    for (const args of [[], ['rotate', 'root'], ['import', 'a', 'b'], ['reseal', 'proof']]) {
      expect(await keys(args)).toEqual({ code: 1, stdout: '', stderr: usage });
    }
    const wrong = { KEY_ENCRYPTION_KEY: 'ab'.repeat(32) };
    expect(await keys(['rotate', 'jwt'], wrong)).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'KEY_ENCRYPTION_KEY must be the one with which the signing keys in this database were encrypted, and it does not open them.\n',
    });
    expect((await keys(['import', 'nowhere.json'])).stderr).toBe('The file nowhere.json can’t be read.\n');
    writeFileSync(join(folder, 'broken.json'), '{"format":');
    expect((await keys(['import', 'broken.json'])).stderr).toBe(
      'The file is no backup of signing keys, or it was cut off.\n',
    );
    expect((await keys(['list'], { KEY_ENCRYPTION_KEY: 'short' })).stderr).toBe(
      'KEY_ENCRYPTION_KEY must be 64 hexadecimal digits, such as the output of "openssl rand -hex 32".\n',
    );
  });
});
