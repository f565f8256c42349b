import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { dataOf } from '../../dist/src/platform/database/embedded/folder.js';
import { end, isAlive, readPostmaster } from '../../dist/src/platform/database/embedded/postmaster.js';
import { startServer } from '../../dist/src/platform/database/embedded/server.js';
import { migrate } from '../../dist/src/platform/database/migrations.js';

/**
 * One server for all test files, in the system's temporary folder, and one migrated database in it, which each test
 * file clones (test/support/database.ts). Every run has a server of its own, so runs do not meet.
 */
export default async function setup() {
  await removeLeftovers();
  const folder = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  const server = await startServer(join(folder, 'postgres'), {
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
    // A worker that looks into the template would keep it from being cloned.
    autovacuum: 'off',
    max_connections: '200',
  });
  globalThis.capstoneTestServer = { server, folder };
  try {
    const client = new pg.Client({ connectionString: server.url('postgres') });
    await client.connect();
    await client.query(`CREATE DATABASE ${template}`);
    await migrate(server.url(template));
    await client.query(`ALTER DATABASE ${template} IS_TEMPLATE true ALLOW_CONNECTIONS false`);
    await client.end();
  } catch (error) {
    await server.end();
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  process.env.CAPSTONE_TEST_SERVER = server.url('postgres');
  process.env.CAPSTONE_TEST_TEMPLATE = template;
}

const prefix = 'capstone-test-';
const template = 'capstone_template';

/** What runs that were killed left behind: the folder's name says whose it was. */
async function removeLeftovers() {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]);
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    const folder = join(tmpdir(), name);
    const data = dataOf(join(folder, 'postgres'));
    const postmaster = readPostmaster(data);
    if (postmaster !== null) await end(postmaster, data);
    // Another user's stay where they are.
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}
