import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** What a running server writes down in its data directory. */
export interface Postmaster {
  pid: number;
  /** Seconds since 1970. */
  startedAt: number;
  port: number;
  ready: boolean;
}

/** The server that says it runs on a data directory; it may have died since. */
export function readPostmaster(data: string): Postmaster | null {
  let lines: string[];
  try {
    lines = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return null;
  }
  const [pid, , startedAt, port, , , , status] = lines;
  return {
    pid: Number(pid),
    startedAt: Number(startedAt ?? 0),
    port: Number(port ?? 0),
    ready: status?.trim() === 'ready',
  };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Whether the process is the server of this data directory, and not another one that got the number of a dead
 * server. A server works in its data directory, which Linux shows for every process that we could have started;
 * elsewhere its name and the time it was started must fit.
 */
export function serves({ pid, startedAt }: Pick<Postmaster, 'pid' | 'startedAt'>, data: string): boolean {
  if (!(pid > 1) || !isAlive(pid)) return false;
  try {
    if (process.platform === 'linux') {
      const there = statSync(`/proc/${pid}/cwd`);
      const here = statSync(data);
      return there.dev === here.dev && there.ino === here.ino;
    }
    const said = execFileSync('ps', ['-o', 'lstart=,comm=', '-p', String(pid)], {
      encoding: 'utf8',
      env: { ...process.env, LC_ALL: 'C' },
    }).trim();
    const [, started = '', command = ''] = /^(\S+\s+\S+\s+\S+\s+\S+\s+\S+)\s+(.+)$/.exec(said) ?? [];
    const seconds = Date.parse(started) / 1000;
    return basename(command) === 'postgres' && Math.abs(seconds - startedAt) <= 5;
  } catch {
    // The process is gone, is another user's, or is a zombie.
    return false;
  }
}

/**
 * Removes the note of a dead server whose number now belongs to another process; PostgreSQL itself would refuse to
 * start beside it. A dead number it clears away itself, after looking for server processes that still hang on.
 */
export function removeStaleNote(server: Postmaster, data: string): void {
  if (isAlive(server.pid) && !serves(server, data)) rmSync(join(data, 'postmaster.pid'), { force: true });
}

/** Asks the server to end at once without losing anything ("fast"), and only if it is this directory's. */
export function askToEnd(
  server: Pick<Postmaster, 'pid' | 'startedAt'>,
  data: string,
  signal: 'SIGINT' | 'SIGQUIT',
): void {
  if (!serves(server, data)) return;
  try {
    process.kill(server.pid, signal);
  } catch {
    // It ended in between.
  }
}

/** Ends the server and waits until it is gone; one that does not write its checkpoint in half a minute must recover later. */
export async function end(server: Pick<Postmaster, 'pid' | 'startedAt'>, data: string): Promise<void> {
  askToEnd(server, data, 'SIGINT');
  if (await isGone(server, data, 30_000)) return;
  askToEnd(server, data, 'SIGQUIT');
  await isGone(server, data, 5_000);
}

/** Waits until the server has ended. @returns false when it still runs after that many milliseconds */
async function isGone(
  server: Pick<Postmaster, 'pid' | 'startedAt'>,
  data: string,
  patience: number,
): Promise<boolean> {
  const until = performance.now() + patience;
  while (serves(server, data)) {
    if (performance.now() > until) return false;
    await sleep(20);
  }
  return true;
}
