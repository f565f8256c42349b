import { setTimeout as sleep } from 'node:timers/promises';
import { dirname } from 'node:path';
import { Client } from 'pg';
import { StartError } from '../start-error.js';
import { startServer, type EmbeddedServer } from './embedded/server.js';

const database = 'capstone';

/** A database that answers, before its schema is looked at. */
export interface OpenDatabase {
  /** With the password: for connecting, not for showing. */
  readonly url: string;
  /** Ends what opening began; the embedded server goes down with everything still connected to it. */
  close: () => Promise<void>;
  /** For a process that exits this instant: begins to close, and waits for nothing. */
  abandon: () => void;
}

/**
 * Opens the database in a folder that belongs to one running Capstone at a time. Whoever holds the advisory lock
 * runs the server, and nobody else ends it; so it does not matter which of two copies has started it.
 *
 * @throws StartError when another copy runs on the folder, or the folder cannot be used
 */
export async function openEmbedded(
  folder: string,
  onLost: (sentence: string) => void,
): Promise<OpenDatabase> {
  const { server, lock } = await startAndLock(folder);
  const life = { closing: false, lost: false };
  const watch = (held: Client): void => {
    // The lock lives as long as its connection. A crash of one of the server's processes cuts all connections.
    held.on('end', () => {
      if (life.closing) return;
      void retake(server).then((again) => {
        if (again !== null && !life.closing) watch(again);
        else if (!life.closing) {
          // Whatever runs there now is no longer ours to end.
          life.closing = life.lost = true;
          onLost('The embedded database has ended by itself; start Capstone again.');
        }
      });
    });
  };
  watch(lock);
  return {
    url: server.url(database),
    close: async () => {
      life.closing = true;
      // The lock is held to the last: a copy that starts meanwhile waits for the server's end and starts its own.
      if (!life.lost) await server.end();
    },
    abandon: () => {
      life.closing = true;
      if (!life.lost) server.askToEnd();
    },
  };
}

async function startAndLock(folder: string): Promise<{ server: EmbeddedServer; lock: Client }> {
  for (let attempt = 1; ; attempt += 1) {
    const server = await startServer(folder);
    try {
      await createDatabase(server);
      const lock = await takeLock(server, 2_000);
      if (lock !== null) return { server, lock };
    } catch (error) {
      // The server that we found was on its way down with the copy that held it.
      if (!server.isRunning() && attempt < 5) continue;
      if (server.startedHere) await server.end();
      throw refusal(error, folder);
    }
    throw new StartError(
      `Another copy of Capstone is running on the data folder ${dirname(folder)}: stop it, or set DATA_DIR to another folder.`,
    );
  }
}

function refusal(error: unknown, folder: string): unknown {
  if ((error as { code?: unknown }).code !== '28P01') return error;
  return new StartError(
    `The database in ${folder} refuses the password that is kept beside it in the file password.`,
    { cause: error },
  );
}

async function createDatabase(server: EmbeddedServer): Promise<void> {
  const client = connection(server, 'postgres');
  try {
    await client.connect();
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [database]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${database}`);
  } catch (error) {
    // duplicate_database, or in the same instant unique_violation: another copy starts, too.
    if (!['42P04', '23505'].includes((error as { code: string }).code)) throw error;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Tries for some milliseconds: the connections of a copy that was just killed need a moment to go. */
async function takeLock(server: EmbeddedServer, patience: number): Promise<Client | null> {
  const client = connection(server, database);
  const until = performance.now() + patience;
  try {
    await client.connect();
    for (;;) {
      const { rows } = await client.query<{ taken: boolean }>(
        'SELECT pg_try_advisory_lock($1, $2) AS taken',
        [...lockKey],
      );
      if (rows[0]?.taken === true) return client;
      if (performance.now() > until) break;
      await sleep(100);
    }
  } catch (error) {
    await client.end().catch(() => undefined);
    throw error;
  }
  await client.end();
  return null;
}

/** Two arbitrary numbers: "CAPS" as bytes, and the first of Capstone's locks. */
const lockKey = [0x43415053, 1] as const;

async function retake(server: EmbeddedServer): Promise<Client | null> {
  while (server.isRunning()) {
    await sleep(200);
    try {
      return await takeLock(server, 10_000);
    } catch {
      // Still recovering.
    }
  }
  return null;
}

function connection(server: EmbeddedServer, name: string): Client {
  const client = new Client({
    connectionString: server.url(name),
    application_name: 'capstone lock',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  // A lost connection ends, and that is where it is noticed.
  client.on('error', () => undefined);
  return client;
}
