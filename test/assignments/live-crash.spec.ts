import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import * as Y from 'yjs';
import {
  decodeSnapshot,
  documentFrom,
  snapshotContains,
  unite,
} from '../../src/assignments/live/stored.rules.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { Author, until } from './live-support.js';

let database: TestDatabase;
let client: Client;
let server: ChildProcess | null = null;
let origin: string;
let author: Author | null = null;

beforeAll(async () => {
  database = await createTestDatabase();
  client = new Client({ connectionString: database.url });
  await client.connect();
  await client.query(
    `CREATE TABLE live_updates (id bigserial PRIMARY KEY, handbook_id uuid NOT NULL, body bytea NOT NULL,
       author_id uuid NOT NULL, at timestamptz NOT NULL)`,
  );
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  origin = `http://localhost:${(probe.address() as AddressInfo).port}`;
  probe.close();
});

afterEach(async () => {
  author?.leave();
  await kill();
});

afterAll(async () => {
  await client.end();
  await database.drop();
});

describe('a server that is killed while people type', () => {
  it('has stored everything that it had called stored, deletions too', async () => {
    const handbookId = randomUUID();
    await start();
    author = new Author({ url: origin.replace('http', 'ws'), origin }, handbookId, randomUUID());
    await author.greeted();
    for (let round = 1; round <= 4; round += 1) {
      const before = claimsOf(author).length;
      const typing = typeUntilKilled(author);
      await until(() => author !== null && claimsOf(author).length > before + 3, 10_000);
      await wait(round * 17);
      await kill();
      await typing;
      const claimed = claimsOf(author);
      // The author's own copy is left out of this: the rows alone must hold it
      const rows = await storedRows(handbookId);
      const stored = documentFrom(rows);
      const claim = claimed.reduce(unite);
      expect(snapshotContains(Y.encodeSnapshot(Y.snapshot(stored)), Y.encodeSnapshot(claim))).toBe(true);
      await start();
      await until(() => author?.saved === true, 10_000);
    }
    expect(claimsOf(author).some((claim) => claim.ds.clients.size > 0)).toBe(true);
    expect(textOf(documentFrom(await storedRows(handbookId)))).toBe(textOf(author.doc));
  });
});

function claimsOf({ messages }: Author): Y.Snapshot[] {
  return messages.flatMap((message) => (message.type === 'stored' ? [decodeSnapshot(message.snapshot)] : []));
}

async function typeUntilKilled(by: Author): Promise<void> {
  for (let key = 0; server !== null || key % 20 !== 0; key += 1) {
    by.type(String.fromCharCode(97 + (key % 26)));
    if (key % 9 === 8) by.text.delete(Math.floor(by.text.length / 2), 3);
    await wait(4);
  }
}

function textOf(doc: Y.Doc): string {
  return doc.getText('notes').toJSON();
}

async function storedRows(handbookId: string): Promise<Buffer[]> {
  const { rows } = await client.query<{ body: Buffer }>(
    'SELECT body FROM live_updates WHERE handbook_id = $1 ORDER BY id',
    [handbookId],
  );
  return rows.map(({ body }) => body);
}

async function start(): Promise<void> {
  const script = fileURLToPath(new URL('./live-server.js', import.meta.url));
  server = spawn(process.execPath, [script, database.url, origin], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (server.stdout) await once(server.stdout, 'data');
}

async function kill(): Promise<void> {
  const child = server;
  server = null;
  if (child === null || child.exitCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}
