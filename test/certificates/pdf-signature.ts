import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether a program of Debian's is there; tests that want it say so in their names when it isn't. */
export const has = (program: string) => spawnSync(program, ['-v']).error === undefined;

/** The signature of a file that has one, as other programs want it. */
export function signatureIn(pdf: Uint8Array): { cms: Buffer; content: Buffer; begin: number; end: number } {
  const bytes = Buffer.from(pdf);
  const ranges = bytes.toString('latin1').matchAll(/\/ByteRange \[0 (\d+) +(\d+) +\d+ *\]\n/g);
  const [, begin = 0, end = 0] = [...ranges].at(-1)?.map(Number) ?? [];
  const padded = Buffer.from(bytes.toString('latin1', begin + 1, end - 1), 'hex');
  return {
    // SEQUENCE with a length of two octets.
    cms: padded.subarray(0, 4 + padded.readUInt16BE(2)),
    content: Buffer.concat([bytes.subarray(0, begin), bytes.subarray(end)]),
    begin,
    end,
  };
}

/** Runs a program on files of these names in a folder of their own. */
export function run(
  program: string,
  options: readonly string[],
  files: Readonly<Record<string, Uint8Array | string>>,
): SpawnSyncReturns<string> {
  return inFolder(files, (cwd) => spawnSync(program, options, { cwd, encoding: 'utf8' }));
}

/** The same for a program that must succeed and whose output is bytes. */
export function made(
  program: string,
  options: readonly string[],
  files: Readonly<Record<string, Uint8Array | string>>,
): Buffer {
  return inFolder(files, (cwd) => execFileSync(program, options, { cwd, stdio: 'pipe' }));
}

function inFolder<T>(files: Readonly<Record<string, Uint8Array | string>>, act: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'signature-'));
  try {
    for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
    return act(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
