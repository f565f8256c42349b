import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type DataSource } from 'typeorm';
import { createDataSource } from '../../src/platform/database/data-source.js';
import { isOverload } from '../../src/platform/database/overload.js';
import { Pipeline } from '../../src/platform/database/pipeline.js';
import { Statements } from '../../src/platform/database/statements.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';

let database: TestDatabase;
/** Looks at the server from outside. */
let db: DataSource;
const open: { close: () => Promise<void> }[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  db = await createDataSource({ url: database.url, entities: [] }).initialize();
});

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

afterAll(async () => {
  await db.destroy();
  await database.drop();
});

function pipeline(settings: object = {}): Pipeline {
  const made = new Pipeline({ connectionString: database.url, application_name: 'test looks', ...settings });
  open.push(made);
  return made;
}

const numbered = (n: number) => ({
  name: 'test_numbered',
  text: 'SELECT $1::int AS n, pg_backend_pid() AS by',
  values: [n],
});
interface Numbered {
  n: number;
  by: number;
}
const inverse = (n: number) => ({
  name: 'test_inverse',
  text: 'SELECT 12 / $1::int AS of',
  values: [n],
});
const sleep = (seconds: number) => ({ text: 'SELECT pg_sleep($1), 1 AS slept', values: [seconds] });

/** Those of the name that the pipelines here give themselves. */
const connections = (name = 'test looks') =>
  db.query<{ pid: number }[]>(
    'SELECT pid FROM pg_stat_activity WHERE application_name = $1 AND datname = current_database()',
    [name],
  );

const terminate = async (name?: string) => {
  for (const { pid } of await connections(name))
    await db.query('SELECT pg_terminate_backend($1, 60000)', [pid]);
};

/** PostgreSQL behind a network that can keep the answers back, but lets every question through. */
async function withSlowAnswers(): Promise<{ url: string; hold: () => void; release: () => void }> {
  const address = new URL(database.url);
  const port = Number(address.port);
  const answers: Socket[] = [];
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    answers.push(far);
    near.pipe(far);
    far.pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push({
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  });
  address.host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: address.href,
    hold: () => {
      for (const far of answers) far.pause();
    },
    release: () => {
      for (const far of answers) far.resume();
    },
  };
}

const refusalOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

describe('a pipeline', () => {
  it('gives each of many that ask at once its own answer, on one connection', async () => {
    const line = pipeline();
    const asked = Array.from({ length: 500 }, (_, n) => n);
    const answers = await Promise.all(asked.map((n) => line.run<Numbered>(numbered(n))));
    expect(answers.map(([row]) => row?.n)).toEqual(asked);
    expect(new Set(answers.map(([row]) => row?.by)).size).toBe(1);
    expect(await connections()).toHaveLength(1);
  });

  it('sends a statement before the one ahead of it is answered', async () => {
    await db.query('CREATE TABLE test_seen (n int)');
    const slow = await withSlowAnswers();
    const line = pipeline({ connectionString: slow.url });
    await line.run(numbered(0));
    slow.hold();
    const see = (n: number) => ({
      name: 'test_see',
      text: 'INSERT INTO test_seen VALUES ($1) RETURNING n',
      values: [n],
    });
    const answers = [1, 2, 3].map((n) => line.run<{ n: number }>(see(n)));
    // PostgreSQL has done all three, and nobody knows yet.
    for (let seen = 0; seen < 3;) {
      const [row] = await db.query<{ seen: number }[]>('SELECT count(*)::int AS seen FROM test_seen');
      seen = row?.seen ?? 0;
    }
    slow.release();
    expect(await Promise.all(answers)).toEqual([[{ n: 1 }], [{ n: 2 }], [{ n: 3 }]]);
  });

  it('plans a statement once', async () => {
    const line = pipeline();
    await Promise.all([1, 2, 3].map((n) => line.run(numbered(n))));
    await line.run(numbered(4));
    const prepared = await line.run<{ name: string; plans: number }>({
      text: `SELECT name, (generic_plans + custom_plans)::int AS plans FROM pg_prepared_statements WHERE name <> ''`,
    });
    expect(prepared).toEqual([{ name: 'test_numbered', plans: 4 }]);
  });

  it('lets a statement that fails fail alone', async () => {
    const line = pipeline();
    const asked = [3, 0, 4, 0, 6];
    const answers = await Promise.allSettled(asked.map((n) => line.run<{ of: number }>(inverse(n))));
    expect(
      answers.map((one) => (one.status === 'fulfilled' ? one.value[0]?.of : String(one.reason))),
    ).toEqual([4, 'error: division by zero', 3, 'error: division by zero', 2]);
    const unknown = line.run({ name: 'test_unknown', text: 'SELECT * FROM nowhere' });
    const [refusal, rows] = await Promise.all([refusalOf(unknown), line.run(inverse(2))]);
    expect([String(refusal), rows]).toEqual(['error: relation "nowhere" does not exist', [{ of: 6 }]]);
    expect(await connections()).toHaveLength(1);
  });

  it('is not held up for ever by a table that changed', async () => {
    await db.query('CREATE TABLE test_changed (n int)');
    const line = pipeline();
    const read = { name: 'test_changed', text: 'SELECT n FROM test_changed' };
    expect(await line.run(read)).toEqual([]);
    await db.query('ALTER TABLE test_changed ALTER n TYPE bigint');
    // “cached plan must not change result type”, says the connection that planned it, and so another is asked.
    expect(await line.run(read)).toEqual([]);
    expect(await connections()).toHaveLength(1);
  });

  it('asks the next connection what one that broke has left without an answer', async () => {
    const line = pipeline();
    const [before] = await line.run<Numbered>(numbered(1));
    const waiting = [line.run(sleep(1)), line.run<Numbered>(numbered(2))] as const;
    await terminate();
    expect(await waiting[0]).toMatchObject([{ slept: 1 }]);
    const [after] = await waiting[1];
    expect(after?.n).toBe(2);
    expect(after?.by).not.toBe(before?.by);
    expect(await connections()).toHaveLength(1);
  });

  it('asks the next connection what stood behind a statement that could not be prepared', async () => {
    await db.query('CREATE TABLE test_locked (n int)');
    const line = pipeline({ options: '-c lock_timeout=3000' });
    const read = { name: 'test_locked', text: 'SELECT n FROM test_locked' };
    const locked = db.createQueryRunner();
    await locked.startTransaction();
    await locked.query('LOCK TABLE test_locked');
    const waiting = [refusalOf(line.run(read)), line.run(read), line.run(read)] as const;
    expect(await waiting[0]).toMatchObject({ code: '55P03' });
    await locked.rollbackTransaction();
    await locked.release();
    expect([await waiting[1], await waiting[2]]).toEqual([[], []]);
  });

  it('connects anew after its connection broke while nobody asked', async () => {
    const line = pipeline();
    await line.run(numbered(1));
    await terminate();
    // The news may still be on its way to the first of them.
    await refusalOf(line.run(numbered(2)));
    expect(await line.run<Numbered>(numbered(3))).toMatchObject([{ n: 3 }]);
    expect(await connections()).toHaveLength(1);
  });

  it('says what is wrong where there is no server, and asks again the next time', async () => {
    const away = pipeline({ connectionString: 'postgres://nobody@127.0.0.1:1/nothing' });
    for (const n of [1, 2])
      expect(await refusalOf(away.run(numbered(n)))).toMatchObject({ code: 'ECONNREFUSED' });
    const together = await Promise.all([1, 2, 3].map((n) => refusalOf(away.run(numbered(n)))));
    for (const refusal of together) expect(refusal).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('waits no longer than it is told, and then serves again', async () => {
    const line = pipeline({ query_timeout: 1500, application_name: 'test patience' });
    await line.run(numbered(1));
    const late = refusalOf(line.run(sleep(20)));
    await wait(300);
    const behind = line.run<Numbered>(numbered(2));
    const refusal = await late;
    expect([isOverload(refusal), String(refusal)]).toEqual([true, 'Error: Query read timeout']);
    expect(await behind).toMatchObject([{ n: 2 }]);
    expect(await line.run<Numbered>(numbered(3))).toMatchObject([{ n: 3 }]);
    await db.query(
      `SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'test looks'`,
    );
  });

  it('is closed when all is answered, and refuses from then on', async () => {
    const line = pipeline();
    await line.run(numbered(1));
    const slow = line.run<{ slept: number }>(sleep(0.3));
    const behind = line.run<Numbered>(numbered(2));
    await line.close();
    expect((await slow)[0]?.slept).toBe(1);
    expect((await behind)[0]?.n).toBe(2);
    expect(String(await refusalOf(line.run(numbered(3))))).toBe('Error: The connection was closed.');
    expect(await connections()).toEqual([]);
  });

  it('is closed while it connects', async () => {
    const line = pipeline();
    const asked = refusalOf(line.run(numbered(1)));
    await line.close();
    await asked;
    expect(await connections()).toEqual([]);
  });

  it('is closed without ever having been asked', async () => {
    await pipeline().close();
    expect(await connections()).toEqual([]);
  });
});

describe('a look', () => {
  it('takes turns on two connections, and waits for none of the pool', async () => {
    const narrow = await createDataSource({ url: database.url, entities: [], poolSize: 1 }).initialize();
    const statements = new Statements(narrow);
    await narrow.transaction(async (tx) => {
      await tx.query('SELECT 1');
      const { name, text } = numbered(0);
      const answers = await Promise.all(
        [1, 2, 3, 4].map((n) => statements.look<Numbered>({ name, text }, [n])),
      );
      expect(answers.map(([row]) => row?.n)).toEqual([1, 2, 3, 4]);
      expect(new Set(answers.map(([row]) => row?.by)).size).toBe(2);
    });
    expect(await connections('capstone looks')).toHaveLength(2);
    await statements.onApplicationShutdown();
    expect(await connections('capstone looks')).toEqual([]);
    await narrow.destroy();
  });
});
