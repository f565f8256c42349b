import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { type DataSource } from 'typeorm';
import { createDataSource } from '../../src/platform/database/data-source.js';
import { isOverload } from '../../src/platform/database/overload.js';
import { loadMigrations, migrate } from '../../src/platform/database/migrations.js';
import { Statements } from '../../src/platform/database/statements.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
let db: DataSource;

beforeAll(async () => {
  database = await createTestDatabase();
  db = await createDataSource({ url: database.url, entities: [] }).initialize();
});

afterAll(async () => {
  await db.destroy();
  await database.drop();
});

async function tables(url: string): Promise<string[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ name: string }>(
    `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`,
  );
  await client.end();
  return rows.map(({ name }) => name);
}

describe('a test database', () => {
  it('has the tables of the migrations and is nobody else’s', async () => {
    const other = await createTestDatabase();
    expect(await tables(other.url)).toContain('users');
    expect(other.url).not.toBe(database.url);
    await other.drop();
    await expect(tables(other.url)).rejects.toThrow('does not exist');
  });

  it('can be cloned by several files at the same time', async () => {
    const clones = await Promise.all(Array.from({ length: 6 }, createTestDatabase));
    expect(new Set(clones.map(({ url }) => url)).size).toBe(6);
    await Promise.all(clones.map((clone) => clone.drop()));
  });
});

describe('the embedded server', () => {
  it('keeps out of its log what rows hold', async () => {
    const twice = `INSERT INTO users (email, name, created_at) VALUES ($1, $2, now()), ($1, $2, now())`;
    await expect(db.query(twice, ['typed@example.org', 'Nora Named'])).rejects.toThrow('uq_users_email');
    const upper = `INSERT INTO users (email, name, created_at) VALUES ($1, $2, now())`;
    await expect(db.query(upper, ['Typed@example.org', 'Nora Named'])).rejects.toThrow('ck_users_email');
    const [row] = await db.query<{ log: string }[]>(
      `SELECT pg_read_file(current_setting('data_directory') || '/../server.log') AS log`,
    );
    expect(row?.log).toContain('uq_users_email');
    expect(row?.log).not.toMatch(/typed@example\.org|Nora Named/i);
  });
});

describe('the migrations', () => {
  it('have nothing to do the second time', async () => {
    expect(await migrate(database.url)).toEqual([]);
  });

  it('run once when three processes start at the same time', async () => {
    const server = new URL(database.url);
    server.pathname = 'postgres';
    const admin = new Client({ connectionString: server.href });
    await admin.connect();
    const name = `${new URL(database.url).pathname.slice(1)}_empty`;
    await admin.query(`CREATE DATABASE ${name} TEMPLATE template0`);
    const empty = new URL(database.url);
    empty.pathname = name;
    const runs = await Promise.all([1, 2, 3].map(() => migrate(empty.href)));
    const all = await loadMigrations();
    expect(runs.map((run) => run.length).sort((a, b) => a - b)).toEqual([0, 0, all.length]);
    expect(await tables(empty.href)).toEqual(await tables(database.url));
    await admin.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await admin.end();
  });

  it('refuse a database that a newer release has migrated', async () => {
    const newer = await createTestDatabase();
    const client = new Client({ connectionString: newer.url });
    await client.connect();
    await client.query(
      `INSERT INTO migrations (timestamp, name) VALUES (9999999999999, 'add-tomorrow-9999999999999')`,
    );
    await client.end();
    await expect(migrate(newer.url)).rejects.toThrow(
      'The database has met a newer Capstone (its migration add-tomorrow-9999999999999 is unknown here): start that release, or use another database.',
    );
    await newer.drop();
  });
});

describe('named statements', () => {
  const statement = { name: 'test_sum', text: 'SELECT $1::int + $2::int AS sum' };

  it('are planned once a connection', async () => {
    const statements = new Statements(db);
    await db.transaction(async (tx) => {
      expect(await statements.run<{ sum: number }>(statement, [1, 2], tx)).toEqual([{ sum: 3 }]);
      expect(await statements.run<{ sum: number }>(statement, [3, 4], tx)).toEqual([{ sum: 7 }]);
      const prepared = await tx.query<unknown[]>('SELECT name FROM pg_prepared_statements');
      expect(prepared).toEqual([{ name: 'test_sum' }]);
    });
  });

  it('see what their transaction has written, and nobody else does', async () => {
    const statements = new Statements(db);
    const count = { name: 'test_count', text: 'SELECT count(*)::int AS n FROM test_rows' };
    await db.query('CREATE TABLE test_rows (id int)');
    await db.transaction(async (tx) => {
      await tx.query('INSERT INTO test_rows VALUES (1)');
      expect(await statements.run(count, [], tx)).toEqual([{ n: 1 }]);
      expect(await statements.run(count)).toEqual([{ n: 0 }]);
    });
  });
});

describe('a connection of the pool', () => {
  it('gives up a statement that takes too long, and is known by name', async () => {
    const quick = await createDataSource({
      url: database.url,
      entities: [],
      statementTimeout: 50,
    }).initialize();
    await expect(quick.query('SELECT pg_sleep(5)')).rejects.toThrow('statement timeout');
    const [row] = await quick.query<{ name: string }[]>(`SELECT current_setting('application_name') AS name`);
    expect(row?.name).toBe('capstone');
    await quick.destroy();
  });

  it('is waited for while others use it, in the end in vain, and that is no fault of what was asked', async () => {
    const narrow = await createDataSource({
      ...{ url: database.url, entities: [], poolSize: 1, patience: 100 },
    }).initialize();
    const failed = await narrow.transaction(() => refusalOf(narrow.query('SELECT 1')));
    expect([isOverload(failed), String(failed)]).toEqual([true, expect.stringContaining('timeout exceeded')]);
    expect(await narrow.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await narrow.destroy();
  });

  it('tells what could not be served in time from what is wrong', async () => {
    const late = db.transaction(async (tx) => {
      await tx.query('SET LOCAL statement_timeout = 20');
      await tx.query('SELECT pg_sleep(5)');
    });
    expect(isOverload(await refusalOf(late))).toBe(true);
    await db.query('CREATE TABLE test_locks (id int)');
    await db.query('INSERT INTO test_locks VALUES (1), (2)');
    const lock = (one: number, other: number) =>
      db.transaction(async (tx) => {
        await tx.query('SELECT FROM test_locks WHERE id = $1 FOR UPDATE', [one]);
        await tx.query('SELECT pg_sleep(0.2)');
        await tx.query('SELECT FROM test_locks WHERE id = $1 FOR UPDATE', [other]);
      });
    const [first, second] = await Promise.allSettled([lock(1, 2), lock(2, 1)]);
    const deadlocks = [first, second].flatMap((one) =>
      one.status === 'rejected' ? [one.reason as unknown] : [],
    );
    expect(deadlocks.map(isOverload)).toEqual([true]);
    expect(isOverload(await refusalOf(db.query('SELECT FROM nowhere')))).toBe(false);
    expect(isOverload(new Error('The database is away.'))).toBe(false);
  });
});

const refusalOf = (query: Promise<unknown>): Promise<unknown> =>
  query.then(
    () => null,
    (error: unknown) => error,
  );
