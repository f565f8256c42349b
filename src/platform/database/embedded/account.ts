import { readFileSync, statSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { StartError } from '../../start-error.js';

/** Whom the database server runs as. */
export interface Account {
  name: string;
  /** Only when it is another account than our own. */
  ids: { uid: number; gid: number } | null;
}

/**
 * PostgreSQL refuses to run as root, and its tools want an account that has a name. So root lends the server to the
 * owner of the data, and where there is none yet to `postgres` if that account exists and else to `nobody`, which
 * every system has.
 *
 * @param data the data directory, which need not exist
 * @throws StartError when we are root and there is no such account
 */
export function serverAccount(data: string): Account {
  if (process.getuid?.() !== 0) return { name: 'you', ids: null };
  const owner = statSync(data, { throwIfNoEntry: false });
  if (owner !== undefined && owner.uid > 0) {
    return { name: `number ${owner.uid}`, ids: { uid: owner.uid, gid: owner.gid } };
  }
  const accounts = new Map(
    readFileSync('/etc/passwd', 'utf8')
      .split('\n')
      .map((line) => line.split(':'))
      .map(([name = '', , uid, gid]) => [name, { uid: Number(uid), gid: Number(gid) }]),
  );
  for (const name of ['postgres', 'nobody']) {
    const ids = accounts.get(name);
    if (ids !== undefined && ids.uid > 0) return { name, ids };
  }
  throw new StartError(
    'PostgreSQL cannot run as root and there is no account named postgres: add one, start Capstone as another user, or set DATABASE_URL.',
  );
}

/** Whether the account may walk down to a folder and read files in it, whatever grants or denies that. */
export function canReach(account: Account, folder: string): boolean {
  if (account.ids === null) return true;
  const walk = spawnSync('/bin/sh', ['-c', 'cd "$1" && test -r .', 'sh', folder], {
    ...account.ids,
    cwd: '/',
    stdio: 'ignore',
  });
  return walk.status === 0;
}
