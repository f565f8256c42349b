import { spawn } from 'node:child_process';
import { closeSync, fchownSync, openSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../../start-error.js';
import { serverAccount, type Account } from './account.js';
import { findBinaries, type Binaries } from './binaries.js';
import { dataOf, logOf, openDoor, passwordOf, prepareFolder, role, serverEnvironment } from './folder.js';
import { askToEnd, end, readPostmaster, removeStaleNote, serves, type Postmaster } from './postmaster.js';

/** A PostgreSQL server on a port of this machine's loopback. */
export interface EmbeddedServer {
  /** False when it was found running: the Capstone that started it was killed. */
  readonly startedHere: boolean;
  url: (database: string) => string;
  isRunning: () => boolean;
  /** Ends the server and waits until it is gone. Closes connections that are still open. */
  end: () => Promise<void>;
  /** For a process that is about to exit: asks the server to end and does not wait. */
  askToEnd: () => void;
}

/** The server replays its log after a crash before it answers; how long that takes depends on the work it had. */
const patience = 120_000;

/**
 * Starts the server of a folder, or finds the one that already runs there.
 *
 * @param folder created where it does not exist
 * @param settings of postgresql.conf, such as `{ fsync: 'off' }`; a server that was found keeps its own
 * @throws StartError about a folder that cannot be used
 */
export async function startServer(
  folder: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<EmbeddedServer> {
  const account = serverAccount(dataOf(folder));
  const binaries = findBinaries(account);
  await prepareFolder(folder, binaries, account);
  const before = shortenLog(folder);
  for (let attempt = 1; ; attempt += 1) {
    const found = await findRunning(folder);
    if (found !== null) return handle(folder, found, false);
    const started = await launch(folder, binaries, account, settings);
    if (started !== null) return handle(folder, started, true);
    // Somebody took the port, or another copy started the same folder: look again.
    if (attempt === 10)
      throw new StartError(`The embedded database did not start: ${lastWords(folder, before)}.`);
    await sleep(200);
  }
}

async function findRunning(folder: string): Promise<Postmaster | null> {
  const data = dataOf(folder);
  const until = performance.now() + patience;
  for (;;) {
    const server = readPostmaster(data);
    if (server === null) return null;
    if (!serves(server, data)) {
      removeStaleNote(server, data);
      return null;
    }
    if (server.ready) return server;
    // It is starting up or shutting down.
    if (performance.now() > until) {
      throw new StartError(
        `A database server (process ${server.pid}) holds ${folder} and does not answer: end that process, and start again.`,
      );
    }
    await sleep(20);
  }
}

/** @returns null when the server ended by itself before it was ready */
async function launch(
  folder: string,
  binaries: Binaries,
  account: Account,
  settings: Readonly<Record<string, string>>,
): Promise<Postmaster | null> {
  const data = dataOf(folder);
  const door = openDoor(folder, account);
  const log = openSync(logOf(folder), 'a', 0o600);
  if (account.ids !== null) fchownSync(log, account.ids.uid, account.ids.gid);
  const options = { ...defaults, ...settings };
  try {
    const child = spawn(
      binaries.postgres,
      [
        ...['-D', dataOf(door.path), '-p', String(await freePort())],
        ...Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
      ],
      {
        ...account.ids,
        cwd: '/',
        env: serverEnvironment,
        stdio: ['ignore', log, log, ...door.stdio],
        // A session of its own: Ctrl-C in the terminal reaches us alone, and we end the server last.
        detached: true,
      },
    );
    const life = { ended: false };
    child.on('error', () => (life.ended = true)).on('exit', () => (life.ended = true));
    child.unref();
    const until = performance.now() + patience;
    for (;;) {
      const server = readPostmaster(data);
      if (server !== null && server.pid === child.pid && server.ready) return server;
      if (life.ended) return null;
      if (performance.now() > until && child.pid !== undefined) {
        await end({ pid: child.pid, startedAt: 0 }, data);
        throw new StartError(`The embedded database did not start within two minutes; see ${logOf(folder)}.`);
      }
      await sleep(10);
    }
  } finally {
    closeSync(log);
    door.close();
  }
}

const defaults = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  // The details of an error are the values of its row: names and addresses, which no erasure finds in a log.
  log_error_verbosity: 'terse',
};

function freePort(): Promise<number> {
  return new Promise((found, fail) => {
    const probe = createServer()
      .on('error', fail)
      .listen(0, '127.0.0.1', () => {
        const { port } = probe.address() as AddressInfo;
        probe.close(() => {
          found(port);
        });
      });
  });
}

function handle(folder: string, server: Postmaster, startedHere: boolean): EmbeddedServer {
  const data = dataOf(folder);
  const password = encodeURIComponent(passwordOf(folder));
  return {
    startedHere,
    url: (database) => `postgres://${role}:${password}@127.0.0.1:${server.port}/${database}`,
    isRunning: () => serves(server, data),
    end: () => end(server, data),
    askToEnd: () => {
      askToEnd(server, data, 'SIGINT');
    },
  };
}

/** Empties a long log; whoever still writes to it appends. @returns the log's length in bytes */
function shortenLog(folder: string): number {
  const length = statSync(logOf(folder), { throwIfNoEntry: false })?.size ?? 0;
  if (length < 1_000_000) return length;
  truncateSync(logOf(folder));
  return 0;
}

/** The server's own reason, as far as it fits into a sentence, from what it logged since the log had that length. */
function lastWords(folder: string, before: number): string {
  const lines = readFileSync(logOf(folder)).subarray(before).toString('utf8').split('\n');
  const reason = lines.findLast((line) => / (FATAL|PANIC): /.test(line)) ?? '';
  return reason.replace(/^.* (FATAL|PANIC): +/, '').replace(/\.$/, '') || `see ${logOf(folder)}`;
}
