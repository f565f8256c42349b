import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import * as Y from 'yjs';
import { documentFrom } from '../../../src/assignments/live/stored.rules.js';
import { type UnsavedChange } from '../../../src/assignments/live/unsaved-changes.rules.js';

interface Schema extends DBSchema {
  /** What the server is known to have, as updates; merged now and then. */
  copy: { key: number; value: Uint8Array };
  /** The author's own changes that the server is not known to have. */
  pending: { key: number; value: UnsavedChange };
  /** There once the copy has been whole. */
  facts: { key: 'copy'; value: { savedAt: Date | null } };
}

export interface KeptCopy {
  copy: readonly Uint8Array[];
  pending: readonly UnsavedChange[];
  /** Null until the copy has been whole once; before that the handbook must not be shown from it. */
  whole: { savedAt: Date | null } | null;
}

/** What has come from the server since the last time. */
export interface Arrived {
  updates: readonly Uint8Array[];
  /** What the server has stored: what is pending and in it moves to the copy. */
  stored: Y.Snapshot;
  /** True when the copy together with `updates` is the whole document. */
  whole: boolean;
  savedAt: Date | null;
}

const mostRows = 64;

/**
 * One handbook of one person in this browser's IndexedDB. Each tab has its own; what one does is one transaction, and
 * the browser runs those one after the other, so that tabs share it without harm.
 *
 * y-indexeddb, which is made for this, does not say when something is stored and swallows the error of a full disk;
 * the page could never truthfully say “saved on this device”.
 */
export class DeviceStore {
  private constructor(private readonly db: IDBPDatabase<Schema>) {}

  /**
   * @param gone the database was deleted by a sign-out ('deleted'), or closed by the browser ('lost')
   * @throws DOMException when storage is forbidden
   */
  static async open(name: string, gone: (how: 'deleted' | 'lost') => void): Promise<DeviceStore> {
    const db = await openDB<Schema>(name, 1, {
      upgrade(made) {
        made.createObjectStore('copy', { autoIncrement: true });
        made.createObjectStore('pending', { autoIncrement: true });
        made.createObjectStore('facts');
      },
      blocking() {
        db.close();
        gone('deleted');
      },
      terminated() {
        gone('lost');
      },
    });
    return new DeviceStore(db);
  }

  /** Everything that is kept. What waits in many pieces is put together on the way. */
  async load(): Promise<KeptCopy> {
    const tx = this.db.transaction(['copy', 'pending', 'facts'], 'readwrite', { durability: 'strict' });
    const pending = await tx.objectStore('pending').getAll();
    const merged = bySections(pending);
    if (pending.length > mostRows && merged.length < pending.length) {
      await tx.objectStore('pending').clear();
      for (const change of merged) await tx.objectStore('pending').add(change);
    }
    const copy = await tx.objectStore('copy').getAll();
    const whole = (await tx.objectStore('facts').get('copy')) ?? null;
    await tx.done;
    return { copy, pending: merged, whole };
  }

  /**
   * Resolves once the disk has it.
   * @throws DOMException when there is no room, or storage is not to be had
   */
  async keep(changes: readonly UnsavedChange[]): Promise<void> {
    const tx = this.db.transaction('pending', 'readwrite', { durability: 'strict' });
    await Promise.all([
      ...bySections(changes).map(({ update, sections }) => tx.store.add({ update, sections })),
      tx.done,
    ]);
  }

  /** Takes what the server has into the copy. Reads in the same transaction what other tabs have written. */
  async learn({ updates, stored, whole, savedAt }: Arrived): Promise<void> {
    const tx = this.db.transaction(['copy', 'pending', 'facts'], 'readwrite');
    const copy = tx.objectStore('copy');
    const learned = [...updates];
    for (let row = await tx.objectStore('pending').openCursor(); row !== null; row = await row.continue()) {
      if (!Y.snapshotContainsUpdate(stored, row.value.update)) continue;
      learned.push(row.value.update);
      await row.delete();
    }
    if (learned.length > 0) await copy.add(Y.mergeUpdates(learned));
    if ((await copy.count()) > mostRows) {
      const rows = await copy.getAll();
      await copy.clear();
      await copy.add(withoutRubbish(rows));
    }
    const known = await tx.objectStore('facts').get('copy');
    if (whole || known !== undefined)
      await tx.objectStore('facts').put({ savedAt: savedAt ?? known?.savedAt ?? null }, 'copy');
    await tx.done;
  }

  close(): void {
    this.db.close();
  }
}

/** A document forgets what was deleted long ago; a chain of updates never does. */
function withoutRubbish(updates: readonly Uint8Array[]): Uint8Array {
  const doc = documentFrom(updates);
  const update = Y.encodeStateAsUpdate(doc);
  doc.destroy();
  return update;
}

function bySections(changes: readonly UnsavedChange[]): UnsavedChange[] {
  const alike = new Map<string, UnsavedChange[]>();
  for (const change of changes) {
    const key = change.sections.join('\n');
    alike.set(key, [...(alike.get(key) ?? []), change]);
  }
  return [...alike.values()].map((same) => ({
    update: Y.mergeUpdates(same.map(({ update }) => update)),
    sections: same[0]?.sections ?? [],
  }));
}
