import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

export interface TestDatabase {
  /** For `readConfig({ DATABASE_URL: url })` or a client of one's own. */
  url: string;
  /** Not needed to keep tests apart: the whole server goes when the run ends. */
  drop: () => Promise<void>;
}

/** A database with the schema of the real migrations and no rows: a clone of the template, of the caller alone. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = fromSetup('CAPSTONE_TEST_SERVER');
  const name = `test_${randomBytes(8).toString('hex')}`;
  await onServer(server, `CREATE DATABASE ${name} TEMPLATE ${fromSetup('CAPSTONE_TEST_TEMPLATE')}`);
  const url = new URL(server);
  url.pathname = name;
  return { url: url.href, drop: () => onServer(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function onServer(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

function fromSetup(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: tests run through Jest's global set-up.`);
  return value;
}
