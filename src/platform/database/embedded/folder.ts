import { randomBytes } from 'node:crypto';
import { execFileSync, spawn } from 'node:child_process';
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { StartError } from '../../start-error.js';
import { canReach, type Account } from './account.js';
import { isAlive } from './postmaster.js';
import { type Binaries } from './binaries.js';

/** The role that owns everything in the embedded server. */
export const role = 'capstone';

/*
 * A server's folder holds
 *   data/       what PostgreSQL calls the data directory
 *   password    of the one role, drawn at random
 *   server.log  what the server says
 */
export const dataOf = (folder: string): string => join(folder, 'data');
export const passwordOf = (folder: string): string => readFileSync(join(folder, 'password'), 'utf8').trim();
export const logOf = (folder: string): string => join(folder, 'server.log');

/**
 * Makes sure that the folder holds a database of this major version, creating one where there is nothing yet.
 * It is prepared beside its place and moved there whole: a start that is killed half-way leaves nothing that
 * looks like a database, and of two copies that start at once one wins and both use the same.
 *
 * @throws StartError about a folder that is foreign, of another major version or closed to us
 */
export async function prepareFolder(folder: string, binaries: Binaries, account: Account): Promise<void> {
  let version = versionIn(folder);
  if (version === null) {
    removeDrafts(folder);
    await createCluster(folder, binaries, account);
    version = versionIn(folder);
  }
  if (version !== binaries.major) {
    throw new StartError(
      `${folder} holds a database of PostgreSQL ${String(version)}, but this Capstone brings PostgreSQL ${binaries.major}: set DATA_DIR to another folder, or DATABASE_URL to a server that has the data.`,
    );
  }
  // A copy that root put back from a backup; no server could have run on it as it is.
  if (account.ids !== null && statSync(dataOf(folder)).uid === 0) {
    execFileSync('chown', ['-R', `${account.ids.uid}:${account.ids.gid}`, folder]);
  }
  try {
    passwordOf(folder);
  } catch (error) {
    throw new StartError(
      `${join(folder, 'password')} is missing or closed to you, and without it the database beside it cannot be opened.`,
      { cause: error },
    );
  }
}

/** The major version of the database in a folder, or null where nothing stands yet. */
function versionIn(folder: string): number | null {
  try {
    const version = readFileSync(join(dataOf(folder), 'PG_VERSION'), 'utf8').trim();
    return Number(version);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EACCES') throw closed(folder, error);
  }
  try {
    if (readdirSync(folder).length === 0) return null;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    if (code === 'EACCES') throw closed(folder, error);
    throw new StartError(`DATA_DIR must be a folder, and ${dirname(folder)} is not one.`, { cause: error });
  }
  throw new StartError(
    `${folder} holds something else than a database: move it away, or set DATA_DIR to another folder.`,
  );
}

function closed(folder: string, cause: unknown): StartError {
  return new StartError(
    `${folder} is closed to you: start Capstone as the user to whom it belongs, or set DATA_DIR to another folder.`,
    { cause },
  );
}

async function createCluster(folder: string, binaries: Binaries, account: Account): Promise<void> {
  const draft = makeDraft(folder);
  try {
    mkdirSync(dataOf(draft), { mode: 0o700 });
    writeFileSync(join(draft, 'password'), randomBytes(24).toString('base64url') + '\n', { mode: 0o600 });
    if (account.ids !== null) {
      for (const path of [draft, dataOf(draft), join(draft, 'password')]) {
        chownSync(path, account.ids.uid, account.ids.gid);
      }
    }
    await initdb(draft, binaries, account);
    try {
      renameSync(draft, folder);
    } catch (error) {
      // The other copy was faster, and what it made is as good.
      if (versionIn(folder) === null) throw error;
    }
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function makeDraft(folder: string): string {
  try {
    mkdirSync(dirname(folder), { recursive: true });
    return mkdtempSync(`${folder}.new-${process.pid}-`);
  } catch (error) {
    throw new StartError(`DATA_DIR must be a folder that can be written, and ${dirname(folder)} is not.`, {
      cause: error,
    });
  }
}

/** What killed starts left behind. */
function removeDrafts(folder: string): void {
  if (!existsSync(dirname(folder))) return;
  for (const name of readdirSync(dirname(folder))) {
    const pid = name.startsWith(`${basename(folder)}.new-`) ? /\.new-(\d+)-/.exec(name)?.[1] : undefined;
    if (pid !== undefined && !isAlive(Number(pid))) {
      rmSync(join(dirname(folder), name), { recursive: true, force: true });
    }
  }
}

async function initdb(folder: string, binaries: Binaries, account: Account): Promise<void> {
  const door = openDoor(folder, account);
  try {
    const child = spawn(
      binaries.initdb,
      [
        `--pgdata=${dataOf(door.path)}`,
        `--pwfile=${join(door.path, 'password')}`,
        `--username=${role}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        // PostgreSQL's own C.UTF-8 sorts alike on every system, and no update of a system's library breaks an index.
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--locale=C',
        '--no-instructions',
      ],
      {
        ...account.ids,
        cwd: '/',
        env: serverEnvironment,
        stdio: ['ignore', 'ignore', 'pipe', ...door.stdio],
      },
    );
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    const code = await new Promise((done, fail) => child.on('error', fail).on('close', done));
    if (code !== 0) {
      const reason = said
        .trim()
        .split('\n')
        .at(-1)
        ?.replace(/^initdb: (error: )?/, '')
        .replace(/\.$/, '');
      throw new StartError(
        `The embedded database could not be created in ${folder}: ${reason ?? 'no reason given'}.`,
      );
    }
  } finally {
    door.close();
  }
}

/** Nothing of our own environment (PGDATA, PGPORT …) changes what the server does, and its messages are English. */
export const serverEnvironment = { PATH: process.env['PATH'] ?? '', LC_ALL: 'C' };

/** A path by which the server reaches its folder; the descriptors must be passed on to it. */
export interface Door {
  path: string;
  stdio: number[];
  close: () => void;
}

/**
 * Below a folder that is closed to the server's account, such as /root, we hold the server's own folder open and
 * hand it the open descriptor: a path through /proc/self/fd starts there, whatever lies above it. Only Linux can.
 *
 * @throws StartError where that way does not exist
 */
export function openDoor(folder: string, account: Account): Door {
  if (canReach(account, folder)) return { path: folder, stdio: [], close: () => undefined };
  if (process.platform !== 'linux') {
    throw new StartError(
      `${folder} is closed to the user ${account.name}, as whom the database runs: set DATA_DIR to a folder that everybody can reach, or start Capstone as another user than root.`,
    );
  }
  const descriptor = openSync(folder, 'r');
  return {
    path: '/proc/self/fd/3',
    stdio: [descriptor],
    close: () => {
      closeSync(descriptor);
    },
  };
}
