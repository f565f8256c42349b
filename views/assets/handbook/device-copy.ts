import * as Y from 'yjs';
import { applyAll } from '../../../src/assignments/live/stored.rules.js';
import { type UnsavedChanges } from '../../../src/assignments/live/unsaved-changes.rules.js';
import { DeviceStore } from './device-store.js';

const learnAfterMs = 1_000;
const retryAfterMs = 3_000;

interface DeviceEvents {
  /** What was kept of the document is in it now. */
  opened(copy: { whole: boolean; savedAt: Date | null }): void;
  /** Something was kept, or storage has begun or ceased to fail. */
  changed(): void;
}

/**
 * Keeps the document on this device: the author's own changes at once, one write at a time, so that the ledger knows
 * what is safe here; what comes from the server a moment later.
 */
export class DeviceCopy {
  private store: DeviceStore | null = null;
  private failing = false;
  private closed = false;
  private keeping = false;
  private learning = false;
  private settling = false;
  private learned: Uint8Array[] = [];
  /** The copy has to be written as a whole, since parts of it could not be. */
  private unwritten = false;
  /** The copy becomes the whole document with the next write. */
  private whole = false;
  private hasBeenWhole = false;
  private savedAt: Date | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private retry: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly name: string,
    private readonly doc: Y.Doc,
    private readonly unsaved: UnsavedChanges,
    private readonly events: DeviceEvents,
  ) {
    document.addEventListener('visibilitychange', this.onHide);
    void this.open();
  }

  /** True while storage is forbidden, full or broken. */
  get fails(): boolean {
    return this.failing;
  }

  /** To be called after each own change: writes what the ledger does not know as kept. */
  async keep(): Promise<void> {
    if (this.keeping || this.store === null) return;
    this.keeping = true;
    try {
      while (this.unsaved.oldestUnkept() !== null && (await this.keepPart()));
    } catch (error) {
      this.broke(error);
    } finally {
      this.keeping = false;
    }
  }

  /** Takes in what came from the server. */
  learn(update: Uint8Array): void {
    if (this.closed || this.unwritten) return;
    this.learned.push(update);
    this.later();
  }

  /** The server's document has arrived as a whole. */
  arrived(): void {
    this.whole = this.hasBeenWhole = true;
    this.later();
  }

  /** Something became saved, and need not wait here any longer. */
  settle(savedAt: Date | null): void {
    this.savedAt = savedAt;
    this.settling = true;
    this.later();
  }

  /** Writes what it has, then lets go. */
  async close(): Promise<void> {
    document.removeEventListener('visibilitychange', this.onHide);
    if (this.timer !== null) clearTimeout(this.timer);
    if (this.retry !== null) clearTimeout(this.retry);
    await this.write();
    this.closed = true;
    this.store?.close();
    this.store = null;
  }

  private async keepPart(): Promise<boolean> {
    const { store } = this;
    if (store === null) return false;
    const changes = this.unsaved.unkept;
    await store.keep(changes);
    // A sign-out may have deleted it in the meantime
    if (this.store !== store) return false;
    this.unsaved.keep(changes);
    this.works();
    return true;
  }

  private async open(): Promise<void> {
    try {
      const store = await DeviceStore.open(this.name, (how) => {
        this.gone(how);
      });
      const { copy, pending, whole } = await store.load();
      if (this.closed) {
        store.close();
        return;
      }
      this.store = store;
      this.hasBeenWhole ||= whole !== null;
      applyAll(this.doc, [...copy, ...pending.map(({ update }) => update)], this);
      const now = performance.now();
      for (const { update, sections } of pending) this.unsaved.add(update, sections, now, true);
      this.works();
      this.events.opened({ whole: whole !== null, savedAt: whole?.savedAt ?? null });
      void this.keep();
      this.later();
    } catch (error) {
      this.broke(error);
      this.events.opened({ whole: false, savedAt: null });
    }
  }

  private later(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      void this.write();
    }, learnAfterMs);
  }

  private async write(): Promise<void> {
    const { store } = this;
    if (store === null || this.learning) return;
    if (this.learned.length === 0 && !this.unwritten && !this.settling && !this.whole) return;
    // The whole document holds own changes too: in the copy they would pass for saved if they were not kept as own first
    if (this.unwritten && this.unsaved.oldestUnkept() !== null) return;
    const { whole, settling } = this;
    const updates = this.unwritten ? [Y.encodeStateAsUpdate(this.doc)] : this.learned;
    this.learned = [];
    this.learning = true;
    this.unwritten = this.settling = this.whole = false;
    try {
      await store.learn({ updates, stored: this.unsaved.stored, whole, savedAt: this.savedAt });
    } catch (error) {
      this.unwritten = true;
      this.whole ||= whole;
      this.settling ||= settling;
      this.broke(error);
    } finally {
      this.learning = false;
      if (this.learned.length > 0 && !this.closed) this.later();
    }
  }

  private works(): void {
    if (this.unwritten) this.later();
    this.failing = false;
    this.events.changed();
  }

  /** Tries again after a while: there may be room again, or somebody may have allowed it. */
  private broke(error: unknown): void {
    if (!this.failing) console.warn('This browser does not keep the handbook on this device.', error);
    this.failing = true;
    this.events.changed();
    if (this.closed) return;
    this.retry ??= setTimeout(() => {
      this.retry = null;
      if (this.store === null) void this.open();
      else void this.keep().then(() => this.write());
    }, retryAfterMs);
  }

  private gone(how: 'deleted' | 'lost'): void {
    this.store = null;
    this.unwritten = true;
    this.whole = this.hasBeenWhole;
    this.unsaved.forgetKept();
    // Who has signed out does not want it to be made again
    if (how === 'deleted') this.closed = true;
    this.broke(new Error(`The database was ${how}.`));
  }

  private readonly onHide = (): void => {
    if (document.visibilityState === 'hidden') void this.write();
  };
}
