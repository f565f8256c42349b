import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { checkServer } from '../../src/platform/database/check-server.js';
import { dataOf, passwordOf } from '../../src/platform/database/embedded/folder.js';
import { readPostmaster, serves } from '../../src/platform/database/embedded/postmaster.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { CapstoneProcess, freePort } from '../support/process.js';

let scratch: string;
let database: TestDatabase;
const begun: CapstoneProcess[] = [];
const folders: string[] = [];

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'capstone-start-'));
  database = await createTestDatabase();
  // The first start, which makes the database and the demo; the tests begin with copies of what it leaves.
  const folder = join(scratch, 'used');
  const first = CapstoneProcess.start({ DATA_DIR: folder, PORT: String(await freePort()) });
  await first.says('Capstone is ready at http://localhost:');
  expect(await first.end('SIGINT')).toBe(0);
  expect(first.stderr).toBe('');
  expect(runningServer(folder)).toBeNull();
}, 300_000);

afterEach(async () => {
  await Promise.all(begun.splice(0).map((capstone) => capstone.end('SIGKILL')));
  for (const folder of folders.splice(0)) {
    const server = runningServer(folder);
    if (server !== null) process.kill(server.pid, 'SIGQUIT');
  }
});

afterAll(async () => {
  await database.drop();
  rmSync(scratch, { recursive: true, force: true });
});

function start(env: Readonly<Record<string, string>>): CapstoneProcess {
  const capstone = CapstoneProcess.start(env);
  begun.push(capstone);
  return capstone;
}

/** A data folder as an earlier run has left it. */
function usedDataFolder(): string {
  const folder = mkdtempSync(join(scratch, 'data-'));
  execFileSync('cp', ['-a', `${join(scratch, 'used')}/.`, folder]);
  folders.push(folder);
  return folder;
}

function runningServer(folder: string) {
  const data = dataOf(join(folder, 'postgres'));
  const server = readPostmaster(data);
  return server !== null && serves(server, data) ? server : null;
}

async function onServer(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

function onEmbedded(folder: string, sql: string) {
  const port = runningServer(folder)?.port ?? 0;
  return onServer(
    `postgres://capstone:${passwordOf(join(folder, 'postgres'))}@127.0.0.1:${port}/capstone`,
    sql,
  );
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

function changed(change: (url: URL) => void): string {
  const url = new URL(database.url);
  change(url);
  return url.href;
}

async function expectRefusal(env: Record<string, string>, sentence: string): Promise<void> {
  const refused = start({ DATA_DIR: join(scratch, 'none'), PORT: String(await freePort()), ...env });
  expect(await refused.ended).toBe(1);
  expect(refused.stderr).toBe(`${sentence}\n`);
}

describe('a start that is refused says why in one sentence', () => {
  it('about a broken variable', () =>
    expectRefusal({ PORT: 'http' }, 'PORT must be a whole number from 1 to 65535.'));

  it('about production without an address', () =>
    expectRefusal(
      { NODE_ENV: 'production' },
      'PUBLIC_URL is required in production and must be the address people type, such as https://capstone.example.',
    ));

  it('about a taken port', async () => {
    const other = createServer();
    const port = await listening(other);
    await expectRefusal(
      { DATABASE_URL: database.url, PORT: String(port) },
      `Port ${port} is taken by another program: stop it, or set PORT to another one.`,
    );
    other.close();
  });

  it('about a taken port, and ends the database that it had started', async () => {
    const folder = usedDataFolder();
    const other = createServer();
    const port = await listening(other);
    await expectRefusal(
      { DATA_DIR: folder, PORT: String(port) },
      `Port ${port} is taken by another program: stop it, or set PORT to another one.`,
    );
    expect(runningServer(folder)).toBeNull();
    other.close();
  });

  it('about an address that is not this machine’s', () =>
    expectRefusal(
      {
        NODE_ENV: 'production',
        PUBLIC_URL: 'https://capstone.example',
        SECRET: 'c1f0a9d27be34568c1f0a9d27be34568c1f0a9d2',
        KEY_ENCRYPTION_KEY: '7d1b9f3c5a8e20467d1b9f3c5a8e20467d1b9f3c5a8e20467d1b9f3c5a8e2046',
        MAIL_LINKS_IN_LOG: 'true',
        DATABASE_URL: database.url,
        HOST: '192.0.2.1',
      },
      'HOST must be an address of this machine, and 192.0.2.1 is none.',
    ));

  it('about keys that were encrypted with another key', async () => {
    await expectRefusal(
      { DATA_DIR: usedDataFolder(), KEY_ENCRYPTION_KEY: '7d1b9f3c5a8e2046'.repeat(4) },
      'KEY_ENCRYPTION_KEY must be the one with which the signing keys in this database were encrypted, and it does not open them.',
    );
  });

  it('about a database that nobody serves', async () => {
    const port = await freePort();
    await expectRefusal(
      { DATABASE_URL: `postgres://capstone:hunter2@127.0.0.1:${port}/capstone` },
      `No database answers at 127.0.0.1:${port}, where DATABASE_URL points.`,
    );
  });

  it('about a host that does not exist', () =>
    expectRefusal(
      { DATABASE_URL: 'postgres://capstone:hunter2@db.invalid:5432/capstone' },
      'No host is known by the name in DATABASE_URL (db.invalid:5432).',
    ));

  it('about a password that the database refuses', () =>
    expectRefusal(
      { DATABASE_URL: changed((url) => (url.password = 'hunter2')) },
      `The database at ${new URL(database.url).host} refuses the password that DATABASE_URL gives for the user capstone.`,
    ));

  it('about a database that is missing', () =>
    expectRefusal(
      { DATABASE_URL: changed((url) => (url.pathname = 'nowhere')) },
      `There is no database nowhere at ${new URL(database.url).host}, where DATABASE_URL points: create it, and start again.`,
    ));

  it('about a server that is no database', async () => {
    const other = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'));
    const port = await listening(other);
    await expectRefusal(
      { DATABASE_URL: `postgres://capstone:hunter2@127.0.0.1:${port}/capstone` },
      `What answers at 127.0.0.1:${port}, where DATABASE_URL points, is not a PostgreSQL server.`,
    );
    other.close();
  });

  it('about a database that is too old', async () => {
    await expect(checkServer(database.url, 99)).rejects.toThrow(
      'DATABASE_URL leads to PostgreSQL 18, and Capstone needs 99 or newer.',
    );
  });

  it('about a database in another encoding', async () => {
    const name = `${new URL(database.url).pathname.slice(1)}_latin`;
    await onServer(
      changed((url) => (url.pathname = 'postgres')),
      `CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C'`,
    );
    await expect(checkServer(changed((url) => (url.pathname = name)))).rejects.toThrow(
      'DATABASE_URL leads to a database in the encoding LATIN1, and Capstone needs one in UTF8.',
    );
  });

  it('about a user who may not make tables', async () => {
    const name = new URL(database.url).pathname.slice(1);
    await onServer(database.url, `CREATE ROLE ${name}_guest LOGIN PASSWORD 'guest'`);
    await onServer(
      changed((url) => (url.pathname = 'postgres')),
      `CREATE DATABASE ${name}_empty TEMPLATE template0`,
    );
    await expectRefusal(
      {
        DATABASE_URL: changed((url) => {
          url.username = `${name}_guest`;
          url.password = 'guest';
          url.pathname = `${name}_empty`;
        }),
      },
      'The user of DATABASE_URL must own the database, since Capstone makes its tables (permission denied for schema public).',
    );
  });

  it('about a data folder of another major version', async () => {
    const folder = usedDataFolder();
    const postgres = join(folder, 'postgres');
    writeFileSync(join(dataOf(postgres), 'PG_VERSION'), '17\n');
    await expectRefusal(
      { DATA_DIR: folder },
      `${postgres} holds a database of PostgreSQL 17, but this Capstone brings PostgreSQL 18: set DATA_DIR to another folder, or DATABASE_URL to a server that has the data.`,
    );
  });

  it('about a folder that holds something else', async () => {
    const folder = mkdtempSync(join(scratch, 'data-'));
    mkdirSync(join(folder, 'postgres', 'photos'), { recursive: true });
    await expectRefusal(
      { DATA_DIR: folder },
      `${join(folder, 'postgres')} holds something else than a database: move it away, or set DATA_DIR to another folder.`,
    );
  });

  it('about a data folder that is a file', async () => {
    const file = join(scratch, 'a file');
    writeFileSync(file, '');
    await expectRefusal(
      { DATA_DIR: file },
      `DATA_DIR must be a folder that can be read and written, and ${file} is not.`,
    );
  });

  it('about a password file that was lost', async () => {
    const folder = usedDataFolder();
    rmSync(join(folder, 'postgres', 'password'));
    await expectRefusal(
      { DATA_DIR: folder },
      `${join(folder, 'postgres', 'password')} is missing or closed to you, and without it the database beside it cannot be opened.`,
    );
  });
});

describe('a running Capstone', () => {
  it('refuses a second copy on its data folder, and ends with Ctrl-C', async () => {
    const folder = usedDataFolder();
    const env = { DATA_DIR: folder, PORT: String(await freePort()) };
    const first = start(env);
    await first.says('Capstone is ready');
    await expectRefusal(
      { DATA_DIR: folder },
      `Another copy of Capstone is running on the data folder ${folder}: stop it, or set DATA_DIR to another folder.`,
    );
    expect(runningServer(folder)).not.toBeNull();
    expect(await first.end('SIGINT')).toBe(0);
    // Not by its number: an ended process keeps that until somebody has collected it.
    expect(runningServer(folder)).toBeNull();
    expect(first.stderr).toBe('');
  });

  it('of two copies that start at the same time, one runs and one is refused', async () => {
    const folder = usedDataFolder();
    const copies = await Promise.all(
      [1, 2].map(async () => start({ DATA_DIR: folder, PORT: String(await freePort()) })),
    );
    const outcomes = await Promise.all(
      copies.map((copy) => Promise.race([copy.ended, copy.says('Capstone is ready').then(() => 'ready')])),
    );
    expect(outcomes.sort()).toEqual([1, 'ready']);
    const runs = copies.find((copy) => copy.stdout.includes('Capstone is ready'));
    expect(await onEmbedded(folder, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await runs?.end('SIGTERM')).toBe(0);
    expect(runningServer(folder)).toBeNull();
  });

  it('finds its orphaned database and all data after SIGKILL', async () => {
    const folder = usedDataFolder();
    const env = { DATA_DIR: folder, PORT: String(await freePort()) };
    const killed = start(env);
    await killed.says('Capstone is ready');
    await onEmbedded(folder, `CREATE TABLE kept AS SELECT 'a paragraph' AS text`);
    expect(await killed.end('SIGKILL')).toBe('SIGKILL');
    const orphan = runningServer(folder);
    expect(orphan).not.toBeNull();

    const next = start(env);
    await next.says('Capstone is ready');
    expect(runningServer(folder)?.pid).toBe(orphan?.pid);
    expect(await onEmbedded(folder, 'SELECT text FROM kept')).toEqual([{ text: 'a paragraph' }]);
    expect(await next.end('SIGINT')).toBe(0);
    expect(runningServer(folder)).toBeNull();
  });

  it('recovers its database when that was killed, too, and its number went to somebody else', async () => {
    const folder = usedDataFolder();
    const env = { DATA_DIR: folder, PORT: String(await freePort()) };
    const killed = start(env);
    await killed.says('Capstone is ready');
    await onEmbedded(folder, `CREATE TABLE kept AS SELECT 'a paragraph' AS text`);
    await killed.end('SIGKILL');
    const data = dataOf(join(folder, 'postgres'));
    const { pid, startedAt } = runningServer(folder) ?? { pid: 0, startedAt: 0 };
    process.kill(pid, 'SIGKILL');
    // This very process stands for the stranger that now has the number.
    writeFileSync(
      join(data, 'postmaster.pid'),
      `${process.pid}\n${data}\n${startedAt}\n5432\n\n127.0.0.1\n\nready\n`,
    );
    const next = start(env);
    await next.says('Capstone is ready');
    expect(await onEmbedded(folder, 'SELECT text FROM kept')).toEqual([{ text: 'a paragraph' }]);
    expect(await next.end('SIGINT')).toBe(0);
  });

  it('ends cleanly when Ctrl-C reaches it twice, as it does below npm', async () => {
    const folder = usedDataFolder();
    const capstone = start({ DATA_DIR: folder, PORT: String(await freePort()) });
    await capstone.says('Capstone is ready');
    void capstone.end('SIGINT');
    expect(await capstone.end('SIGINT')).toBe(0);
    expect(runningServer(folder)).toBeNull();
  });

  it('ends when it is told to while it is still starting', async () => {
    const folder = usedDataFolder();
    const capstone = start({ DATA_DIR: folder, PORT: String(await freePort()) });
    while (runningServer(folder) === null) await new Promise((again) => setTimeout(again, 5));
    expect(await capstone.end('SIGINT')).toBe(0);
    expect(capstone.stdout).not.toContain('Capstone is ready');
    expect(runningServer(folder)).toBeNull();
  });

  it('says so and ends when its database is killed', async () => {
    const folder = usedDataFolder();
    const capstone = start({ DATA_DIR: folder, PORT: String(await freePort()) });
    await capstone.says('Capstone is ready');
    process.kill(runningServer(folder)?.pid ?? 0, 'SIGKILL');
    expect(await capstone.ended).toBe(1);
    expect(capstone.stderr).toContain('The embedded database has ended by itself; start Capstone again.\n');
  });
});
