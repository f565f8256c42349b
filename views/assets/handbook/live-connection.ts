import { HocuspocusProvider } from '@hocuspocus/provider';
import * as Y from 'yjs';
import {
  closeCodes,
  type LiveMessage,
  readLiveMessage,
} from '../../../src/assignments/live/messages.rules.js';
import { type Access, saveState, type SaveState } from '../../../src/assignments/live/save-state.rules.js';
import { decodeSnapshot, encodeSnapshot } from '../../../src/assignments/live/stored.rules.js';
import { changedSections, UnsavedChanges } from '../../../src/assignments/live/unsaved-changes.rules.js';
import { LiveSocket } from './live-socket.js';

/** “Saved” is shown only after this long without a new change, so that the line does not flicker while one types. */
const calmMs = 500;
const probeEveryMs = 4_000;
const lingerMs = 15_000;

/** The document of one handbook in this tab: its connection, and what is known about what is saved. */
export class LiveConnection {
  readonly doc = new Y.Doc();
  private readonly unsaved = new UnsavedChanges();
  private readonly socket: LiveSocket;
  private readonly provider: HocuspocusProvider;
  private readonly savedAt = new Map<string | null, Date>();
  private readonly changedAt = new Map<string | null, number>();
  private access: Access;
  private arrived = false;
  private connected = false;
  private failing = false;
  private clockOffset = 0;
  private probedAt = -Infinity;
  private closesAt: Date | null = null;

  constructor(
    handbookId: string,
    settings: { writable: boolean; savedAt: Date | null },
    private readonly changed: () => void,
  ) {
    this.access = settings.writable ? 'writing' : 'reading';
    if (settings.savedAt !== null) this.savedAt.set(null, settings.savedAt);
    this.socket = new LiveSocket({
      url: `${location.origin.replace(/^http/, 'ws')}/live/handbooks/${handbookId}`,
      delay: 500,
      minDelay: 500,
      maxDelay: 8_000,
      messageReconnectTimeout: 45_000,
    });
    this.socket.on('close', this.onClose);
    this.provider = new HocuspocusProvider({
      name: handbookId,
      document: this.doc,
      websocketProvider: this.socket,
      onStateless: ({ payload }) => {
        const message = readLiveMessage(payload);
        if (message !== null) this.onMessage(message);
      },
      onSynced: () => {
        this.arrived = true;
        this.changed();
      },
    });
    this.provider.attach();
    this.doc.on('update', this.onUpdate);
    window.addEventListener('online', this.tryNow);
    window.addEventListener('focus', this.tryNow);
    document.addEventListener('visibilitychange', this.tryNow);
  }

  get hasArrived(): boolean {
    return this.arrived;
  }

  get currentAccess(): Access {
    return this.access;
  }

  get cutOff(): Date | null {
    return this.closesAt;
  }

  /** Typing goes on while signed out or offline: it is kept here and sent when that is possible again. */
  get editable(): boolean {
    return this.arrived && ['writing', 'signed-out', 'too-large'].includes(this.access);
  }

  /** True while something typed in this tab is not known to be stored. */
  get hasUnsaved(): boolean {
    return this.unsaved.oldest() !== null;
  }

  /** The state of one section, or of the whole without a key. */
  state(section: string | null = null): { state: SaveState; savedAt: Date | null } {
    const now = performance.now();
    const changed = this.changedAt.get(section);
    const calm = changed === undefined || now - changed > calmMs;
    const oldest = this.unsaved.oldest(section ?? undefined);
    const state = saveState({
      access: this.access,
      arrived: this.arrived,
      connected: this.connected,
      failing: this.failing,
      unsavedSince: oldest ?? (calm ? null : changed),
      now,
    });
    return { state, savedAt: this.savedAt.get(section) ?? null };
  }

  /** The server's idea of now, for devices whose clock is wrong. */
  now(): Date {
    return new Date(Date.now() + this.clockOffset);
  }

  /** Everything that this tab holds, for the server to compare with what it has stored. */
  snapshot(): string {
    return encodeSnapshot(Y.snapshot(this.doc));
  }

  /** Leaves; what is still on its way is given some time to arrive. */
  destroy(): void {
    window.removeEventListener('online', this.tryNow);
    window.removeEventListener('focus', this.tryNow);
    document.removeEventListener('visibilitychange', this.tryNow);
    const end = performance.now() + lingerMs;
    const leave = (): void => {
      if (this.hasUnsaved && performance.now() < end) {
        setTimeout(leave, 100);
        return;
      }
      this.doc.off('update', this.onUpdate);
      this.provider.destroy();
      this.socket.destroy();
      this.doc.destroy();
    };
    leave();
  }

  private readonly onUpdate = (
    update: Uint8Array,
    origin: unknown,
    _doc: Y.Doc,
    transaction: Y.Transaction,
  ): void => {
    if (origin === this.provider) return;
    const now = performance.now();
    const sections = changedSections(transaction);
    this.unsaved.add(update, sections, now);
    for (const section of [...sections, null]) this.changedAt.set(section, now);
    this.changed();
  };

  private onMessage(message: LiveMessage): void {
    if ('now' in message) this.clockOffset = Date.parse(message.now) - Date.now();
    if (message.type === 'stored') {
      this.failing = false;
      const saved = this.unsaved.confirm(decodeSnapshot(message.snapshot), message.whole);
      const at = new Date(message.at ?? message.now);
      for (const section of saved) this.savedAt.set(section, at);
      if (saved.size > 0) this.savedAt.set(null, at);
    } else if (message.type === 'failing') {
      this.failing = true;
    } else if (message.type === 'right') {
      this.connected = true;
      this.closesAt = message.until === null ? null : new Date(message.until);
      this.access = message.writable ? 'writing' : message.until === null ? 'reading' : 'closed';
    } else if (message.reason === 'too-large') {
      this.access = 'too-large';
    }
    this.changed();
  }

  private readonly onClose = ({ event }: { event: { code: number } }): void => {
    this.connected = false;
    this.failing = false;
    if (event.code === closeCodes.signedOut) this.access = 'signed-out';
    void this.probe();
    this.changed();
  };

  /**
   * A browser is not told why an upgrade was refused. The page itself says it: it redirects to sign-in without a
   * session and is not there without a right.
   */
  private async probe(): Promise<void> {
    const now = performance.now();
    if (now - this.probedAt < probeEveryMs || !navigator.onLine) return;
    this.probedAt = now;
    try {
      const answer = await fetch(location.href, {
        redirect: 'manual',
        cache: 'no-store',
        credentials: 'same-origin',
        headers: { accept: 'text/html' },
      });
      void answer.body?.cancel();
      if (this.connected) return;
      if (answer.type === 'opaqueredirect' || answer.status === 401) this.access = 'signed-out';
      else if (answer.status === 403 || answer.status === 404) this.access = 'gone';
      this.changed();
    } catch {
      // No network: the line already says so
    }
  }

  private readonly tryNow = (): void => {
    if (!this.connected && document.visibilityState === 'visible') void this.socket.connect();
  };
}
