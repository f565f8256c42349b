import { LRUCache } from 'lru-cache';

interface Entry<T> {
  readonly value: T;
  /** Milliseconds since 1970; from then on it is as if it had never been there. */
  readonly endsAt: number;
}

/**
 * A bounded memory of answers: each ends at its own time, and of those that were not asked for the longest, the last
 * ones go when it is full.
 *
 * An answer that was read before a change and arrives after the notice of that change must not be kept. So a reader
 * asks for a `ticket` before reading, and an answer whose ticket is older than the last change is not kept.
 */
export class AnswerCache<T> {
  private readonly entries: LRUCache<string, Entry<T>>;
  private changes = 0;

  constructor(capacity: number) {
    this.entries = new LRUCache({ max: capacity });
  }

  get size(): number {
    return this.entries.size;
  }

  get(key: string, now: number): T | undefined {
    const entry = this.entries.get(key);
    if (!entry) return undefined;
    if (entry.endsAt > now) return entry.value;
    this.entries.delete(key);
    return undefined;
  }

  ticket(): number {
    return this.changes;
  }

  /** @param ticket what `ticket` gave before the value was read */
  keep(key: string, value: T, endsAt: number, ticket: number): void {
    if (ticket === this.changes) this.entries.set(key, { value, endsAt });
  }

  forget(key: string): void {
    this.changes += 1;
    this.entries.delete(key);
  }

  forgetAll(): void {
    this.changes += 1;
    this.entries.clear();
  }
}
