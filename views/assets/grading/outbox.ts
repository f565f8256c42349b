import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { deskName } from '../kept_on_device.js';

/** Something that was made on a desk and that the server is not known to have. */
export interface KeptWrite<Body = unknown> {
  /** What it belongs to: an assessment. */
  scope: string;
  /** What it is: `mark`. Whoever keeps another kind names it, and says in courier.ts how it is sent. */
  kind: string;
  /** Which one of its kind: a criterion. */
  id: string;
  /** The tab that made it. Two tabs keep their own, so that neither writes over what the other has not sent. */
  tab: string;
  /** `Date.now()` when it was made. */
  at: number;
  body: Body;
}

interface Schema extends DBSchema {
  pending: { key: [string, string, string, string]; value: KeptWrite };
}

/** This tab, until it is loaded anew. */
export const thisTab = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;

/**
 * What one person made on desks, in this browser's IndexedDB, until the server has confirmed it. Another person who
 * signs in here never opens it; signing out asks, and deletes it (`kept_on_device.ts`).
 */
export class Outbox {
  private constructor(private readonly db: IDBPDatabase<Schema>) {}

  /**
   * @param gone the database was deleted by a sign-out ('deleted'), or closed by the browser ('lost')
   * @throws DOMException when storage is forbidden
   */
  static async open(person: string, gone: (how: 'deleted' | 'lost') => void): Promise<Outbox> {
    const db = await openDB<Schema>(deskName(person), 1, {
      upgrade(made) {
        made.createObjectStore('pending', { keyPath: ['scope', 'kind', 'id', 'tab'] });
      },
      blocking() {
        db.close();
        gone('deleted');
      },
      terminated() {
        gone('lost');
      },
    });
    return new Outbox(db);
  }

  /**
   * Resolves once the disk has them all; each takes the place of what this tab kept of the same thing before.
   * @throws DOMException when there is no room, or storage is not to be had
   */
  async keep(writes: readonly KeptWrite[]): Promise<void> {
    const tx = this.db.transaction('pending', 'readwrite', { durability: 'strict' });
    await Promise.all([...writes.map((write) => tx.store.put(write)), tx.done]);
  }

  /** What is kept, the oldest first; of one scope, or of all. */
  async kept(scope?: string): Promise<KeptWrite[]> {
    const all = await this.db.getAll(
      'pending',
      scope === undefined ? null : IDBKeyRange.bound([scope], [scope, []]),
    );
    return all.sort((one, other) => one.at - other.at);
  }

  /** Strikes off what the server has, or what nobody wants any more; `done` sees each that any tab keeps of it. */
  async strike(
    { scope, kind, id }: Pick<KeptWrite, 'scope' | 'kind' | 'id'>,
    done: (write: KeptWrite) => boolean,
  ): Promise<void> {
    const tx = this.db.transaction('pending', 'readwrite');
    const range = IDBKeyRange.bound([scope, kind, id], [scope, kind, id, []]);
    for (let row = await tx.store.openCursor(range); row !== null; row = await row.continue()) {
      if (done(row.value)) await row.delete();
    }
    await tx.done;
  }

  close(): void {
    this.db.close();
  }
}
