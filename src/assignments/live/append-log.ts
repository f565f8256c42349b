import * as Y from 'yjs';
import { conflict, DomainError } from '../../platform/errors/domain-errors.js';
import { type AuthoredUpdate, type HandbookStore } from './live.types.js';

interface AppendLogEvents {
  /** Everything in `snapshot` is committed. */
  stored(savedAt: Date, snapshot: Y.Snapshot): void;
  /** The store refused or could not be reached; called once for each change that waits in vain, not for each try. */
  failing(error: unknown): void;
  /** The store will never take this: the log has given up, and the document in memory is not what is stored. */
  refused(): void;
}

interface Change {
  update: Uint8Array;
  authorId: string;
  clocks: Map<number, number>;
  deletions: Y.Snapshot['ds'];
}

const notStoredYet =
  'Not everything that was written is stored yet. It is kept in the browser where it was written. Wait a moment and try again.';

const windowMs = 50;
const firstPauseMs = 200;
const longestPauseMs = 5_000;
const mostBytes = 16 * 1024 * 1024;
const mostChanges = 50_000;
const mergedAtOnce = 32;

/**
 * Appends the changes of one document to the store: collected for at most 50 ms, one row an author, one batch after
 * the other. What a batch contains is announced only after it is committed.
 */
export class AppendLog {
  private waiting: Change[] = [];
  private waitingBytes = 0;
  private firstAddedAt = 0;
  private added = 0;
  private committed = 0;
  private draining = false;
  private abandoned = false;
  private wake: (() => void) | null = null;
  private waiters: { upTo: number; resolve: () => void; reject: (reason: Error) => void }[] = [];

  constructor(
    private readonly handbookId: string,
    private readonly store: HandbookStore,
    private readonly events: AppendLogEvents,
  ) {}

  /** True when so much waits for the store that the document must not take more; what it has is kept. */
  get full(): boolean {
    return this.waitingBytes > mostBytes || this.added - this.committed > mostChanges;
  }

  add(update: Uint8Array, authorId: string, transaction: Y.Transaction): void {
    const clocks = new Map<number, number>();
    for (const [client, clock] of transaction.afterState) {
      if (clock > (transaction.beforeState.get(client) ?? 0)) clocks.set(client, clock);
    }
    if (this.waiting.length === 0) this.firstAddedAt = performance.now();
    this.waiting.push({ update, authorId, clocks, deletions: transaction.deleteSet });
    this.waitingBytes += update.byteLength;
    this.added += 1;
    if (!this.draining) void this.drain();
  }

  /**
   * Resolves when everything added so far is committed.
   * @throws conflict after `timeoutMs`, nothing being lost: the log goes on trying. Without it, it waits as long as it takes.
   */
  async settled(timeoutMs?: number): Promise<void> {
    if (this.committed >= this.added) return;
    if (this.abandoned) throw conflict(notStoredYet);
    const upTo = this.added;
    await new Promise<void>((resolve, reject) => {
      const timer =
        timeoutMs === undefined
          ? undefined
          : setTimeout(() => {
              reject(conflict(notStoredYet));
            }, timeoutMs);
      this.waiters.push({
        upTo,
        resolve: () => {
          clearTimeout(timer);
          resolve();
        },
        reject: (reason) => {
          clearTimeout(timer);
          reject(reason);
        },
      });
      this.wake?.();
    });
  }

  /** Ends the tries, when the process ends or the store has refused for good; whoever waits is told. */
  abandon(): void {
    this.abandoned = true;
    this.wake?.();
    for (const { reject } of this.waiters.splice(0)) reject(conflict(notStoredYet));
  }

  private async drain(): Promise<void> {
    this.draining = true;
    while (this.waiting.length > 0 && !this.abandoned) {
      if (this.waiters.length === 0) await this.pause(this.firstAddedAt + windowMs - performance.now());
      const batch = this.waiting;
      this.waiting = [];
      const savedAt = await this.write(byAuthor(batch));
      if (savedAt === null) break;
      this.committed += batch.length;
      this.waitingBytes -= batch.reduce((sum, change) => sum + change.update.byteLength, 0);
      this.events.stored(savedAt, contentOf(batch));
      const settled = this.waiters.filter(({ upTo }) => upTo <= this.committed);
      this.waiters = this.waiters.filter(({ upTo }) => upTo > this.committed);
      for (const { resolve } of settled) resolve();
    }
    this.draining = false;
  }

  private async write(rows: AuthoredUpdate[]): Promise<Date | null> {
    for (let tries = 0; ; tries += 1) {
      try {
        return (await this.store.appendAll(this.handbookId, rows)).savedAt;
      } catch (error) {
        if (tries === 0) this.events.failing(error);
        if (this.abandoned) return null;
        // A refusal in the domain's words, an erased author's for instance, is no failure that passes
        if (error instanceof DomainError) {
          this.abandon();
          this.events.refused();
          return null;
        }
        await this.pause(Math.min(longestPauseMs, firstPauseMs * 2 ** tries));
      }
    }
  }

  private async pause(ms: number): Promise<void> {
    if (ms <= 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wake = null;
  }
}

/** One update an author, in the order in which they first appear. */
function byAuthor(batch: readonly Change[]): AuthoredUpdate[] {
  const updates = new Map<string, Uint8Array[]>();
  for (const { authorId, update } of batch) {
    const own = updates.get(authorId);
    if (own === undefined) updates.set(authorId, [update]);
    else own.push(update);
  }
  return [...updates].map(([authorId, own]) => ({ authorId, update: merged(own) }));
}

/** Yjs takes the square of the time for twice as many updates, so never many at once. */
function merged(updates: Uint8Array[]): Uint8Array {
  let parts = updates;
  while (parts.length > mergedAtOnce) {
    const larger: Uint8Array[] = [];
    for (let at = 0; at < parts.length; at += mergedAtOnce)
      larger.push(Y.mergeUpdates(parts.slice(at, at + mergedAtOnce)));
    parts = larger;
  }
  return Y.mergeUpdates(parts);
}

/**
 * What the batch adds to the storage. The clocks hold because batches are committed in order: up to them, everything
 * older is committed already.
 */
function contentOf(batch: readonly Change[]): Y.Snapshot {
  const clocks = new Map<number, number>();
  for (const change of batch) for (const [client, clock] of change.clocks) clocks.set(client, clock);
  return Y.createSnapshot(Y.mergeDeleteSets(batch.map(({ deletions }) => deletions)), clocks);
}
