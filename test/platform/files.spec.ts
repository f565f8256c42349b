import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DataSource } from 'typeorm';
import { DurableFsDriver } from '../../src/platform/files/durable-fs.driver.js';
import { FilesModule } from '../../src/platform/files/files.module.js';
import { Files } from '../../src/platform/files/files.js';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { jobsDone } from '../support/jobs.js';
import { type Services, startServices } from '../support/services.js';

describe('Files', () => {
  let database: TestDatabase;
  let folder: string;
  let services: Services;
  let files: Files;
  let db: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    folder = await mkdtemp(join(tmpdir(), 'capstone-files-'));
    await mkdir(join(folder, 'files/.drafts'), { recursive: true });
    await writeFile(join(folder, 'files/.drafts/old'), 'half');
    await utimes(join(folder, 'files/.drafts/old'), 1_000_000_000, 1_000_000_000);
    await writeFile(join(folder, 'files/.drafts/new'), 'of another process');
    services = await startServices(database.url, [FilesModule], undefined, { env: { DATA_DIR: folder } });
    files = services.app.get(Files);
    db = services.db;
  });
  afterAll(async () => {
    await services.stop();
    await database.drop();
    await rm(folder, { recursive: true });
  });

  const bytes = (text: string) => new TextEncoder().encode(text);
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);

  it('keeps a file and gives it back, whole or as a stream', async () => {
    await files.put('certificates/2026/a1.pdf', bytes('%PDF-1.7'));
    expect(await files.exists('certificates/2026/a1.pdf')).toBe(true);
    expect(text(await files.get('certificates/2026/a1.pdf'))).toBe('%PDF-1.7');
    const chunks = (await (await files.stream('certificates/2026/a1.pdf')).toArray()) as Uint8Array[];
    expect(text(Buffer.concat(chunks))).toBe('%PDF-1.7');
  });

  it('keeps an empty file and one of 5 MB', async () => {
    await files.put('empty', new Uint8Array());
    expect(await files.get('empty')).toHaveLength(0);
    const large = Buffer.alloc(5_000_000, 'capstone');
    await files.put('large', large);
    expect(large.equals(await files.get('large'))).toBe(true);
  });

  it('replaces a file as a whole', async () => {
    await files.put('report.txt', bytes('the former and longer text'));
    await files.put('report.txt', bytes('the new text'));
    expect(text(await files.get('report.txt'))).toBe('the new text');
  });

  it('says that a file is not there', async () => {
    expect(await files.exists('nothing.pdf')).toBe(false);
    await expect(files.get('nothing.pdf')).rejects.toMatchObject({ kind: 'notFound' });
    await expect(files.stream('nothing.pdf')).rejects.toMatchObject({ kind: 'notFound' });
    await files.delete('nothing.pdf');
  });

  it.each([
    '',
    '../secret',
    'a/../b',
    '/etc/passwd',
    'a//b',
    '.drafts/new',
    'a/.b',
    'Zoë.pdf',
    'a b',
    'x'.repeat(201),
  ])('refuses the key %j', async (key) => {
    await expect(files.put(key, bytes('x'))).rejects.toThrow('key');
    await expect(files.get(key)).rejects.toThrow('key');
    await expect(files.delete(key)).rejects.toThrow('key');
    await expect(db.transaction((tx) => files.deleteAfter(tx, key))).rejects.toThrow('key');
  });

  it('deletes a file after the commit, and not at all after a rollback', async () => {
    await files.put('erased.pdf', bytes('x'));
    await files.put('kept.pdf', bytes('x'));
    await expect(
      db.transaction(async (tx) => {
        await files.deleteAfter(tx, 'kept.pdf');
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    await db.transaction(async (tx) => {
      await files.deleteAfter(tx, 'erased.pdf');
      expect(await files.exists('erased.pdf')).toBe(true);
    });
    await jobsDone(db);
    expect(await files.exists('erased.pdf')).toBe(false);
    expect(await files.exists('kept.pdf')).toBe(true);
  });

  it('sweeps old drafts at the start and leaves those of other processes', async () => {
    expect(await readdir(join(folder, 'files/.drafts'))).toEqual(['new']);
  });

  it('deletes with a file its drafts, which a killed process has left, and no others', async () => {
    const root = join(folder, 'forgotten');
    const drafts = join(root, '.drafts');
    await mkdir(root);
    const child = spawn(process.execPath, ['--input-type=module', '-e', writer(root, 40_000_000)], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    while ((await readdir(drafts).catch(() => [])).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 1));
    child.kill('SIGKILL');
    await once(child, 'exit');
    const driver = new DurableFsDriver(root);
    await writeFile(join(drafts, 'another'), 'of another file');
    for (const key of ['file0', 'file1', 'file2']) await driver.delete(key);
    expect(await readdir(drafts)).toEqual(['another']);
  });

  it('never leaves half a file when the process is killed', async () => {
    const size = 4_000_000;
    const root = join(folder, 'killed');
    await mkdir(root);
    for (let round = 0; round < 8; round += 1) {
      const child = spawn(process.execPath, ['--input-type=module', '-e', writer(root, size)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      await once(child.stdout, 'data');
      await new Promise((resolve) => setTimeout(resolve, 20 + round * 7));
      child.kill('SIGKILL');
      await once(child, 'exit');
      for (const name of await readdir(root)) {
        if (name.startsWith('.')) continue;
        const content = await readFile(join(root, name));
        expect(content).toHaveLength(size);
        expect(new Set([content[0], content[size / 2], content[size - 1]]).size).toBe(1);
      }
    }
  });

  /** A process that writes the same few files again and again, with other bytes each time; Node drops the types. */
  function writer(root: string, size: number): string {
    const driver = new URL('../../src/platform/files/durable-fs.driver.ts', import.meta.url).href;
    return `
      import { DurableFsDriver } from ${JSON.stringify(driver)};
      const driver = new DurableFsDriver(${JSON.stringify(root)});
      console.log('writing');
      for (let n = 0; ; n += 1) await driver.put('file' + (n % 3), Buffer.alloc(${size}, n % 256));`;
  }
});
