import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Readable } from 'node:stream';
import { FSDriver } from 'flydrive/drivers/fs';

/** Below the root, and no valid key begins with a dot. */
const draftFolder = '.drafts';
const aDay = 24 * 3600 * 1000;

/**
 * Flydrive's local disk, whose `put` returns when the file is on the disk, whole and under its name. A process that
 * is killed leaves a draft, never half a file; drafts older than a day are swept at the start.
 */
export class DurableFsDriver extends FSDriver {
  private readonly root: string;

  constructor(root: string) {
    super({ location: root, visibility: 'private' });
    this.root = root;
  }

  override async put(key: string, contents: string | Uint8Array): Promise<void> {
    const target = join(this.root, key);
    const draft = join(this.root, draftFolder, `${draftsOf(key)}${randomUUID()}`);
    const made = [await makeFolder(dirname(target)), await makeFolder(dirname(draft))];
    try {
      const file = await open(draft, 'wx', 0o600);
      try {
        await file.writeFile(contents);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, target);
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
    // The name, and the names of folders made on the way, are entries in folders, which must reach the disk too.
    for (const folder of new Set([dirname(target), ...made.flat()])) await syncFolder(folder);
  }

  override async putStream(key: string, contents: Readable): Promise<void> {
    const chunks = (await contents.toArray()) as Uint8Array[];
    await this.put(key, Buffer.concat(chunks));
  }

  /** Drafts of this file, too, which a killed process has left: what they hold is to be forgotten as much. */
  override async delete(key: string): Promise<void> {
    await super.delete(key);
    const folder = join(this.root, draftFolder);
    for (const name of await readdir(folder).catch(() => []))
      if (name.startsWith(draftsOf(key))) await rm(join(folder, name), { force: true });
  }

  override async getBytes(key: string): Promise<Uint8Array> {
    return readFile(join(this.root, key));
  }

  /** Opens the file before it returns, so that a missing file is an error here and not in the middle of an answer. */
  override async getStream(key: string): Promise<Readable> {
    const file = await open(join(this.root, key));
    return file.createReadStream();
  }

  async sweep(now: Date): Promise<void> {
    const folder = join(this.root, draftFolder);
    for (const name of await readdir(folder).catch(() => [])) {
      const draft = join(folder, name);
      const { mtimeMs } = await stat(draft).catch(() => ({ mtimeMs: Infinity }));
      if (mtimeMs < now.getTime() - aDay) await rm(draft, { force: true });
    }
  }
}

/** How the names of a file's drafts begin. */
const draftsOf = (key: string) => `${createHash('sha256').update(key).digest('hex').slice(0, 32)}-`;

/** @returns the folders that got a new entry on the way */
async function makeFolder(folder: string): Promise<string[]> {
  const first = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return [];
  const changed = [];
  for (let path = folder; path.length >= first.length; path = dirname(path)) changed.push(dirname(path));
  return changed;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
