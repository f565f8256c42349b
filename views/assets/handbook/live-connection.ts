import { HocuspocusProvider } from '@hocuspocus/provider';
import * as Y from 'yjs';
import {
  closeCodes,
  type LiveMessage,
  readLiveMessage,
} from '../../../src/assignments/live/messages.rules.js';
import { type Access, saveState, type SaveState } from '../../../src/assignments/live/save-state.rules.js';
import { decodeSnapshot, encodeSnapshot } from '../../../src/assignments/live/stored.rules.js';
import {
  changedSections,
  type UnsavedChange,
  UnsavedChanges,
} from '../../../src/assignments/live/unsaved-changes.rules.js';
import { keptName } from '../kept_on_device.js';
import { Admission } from './admission.js';
import { DeviceCopy } from './device-copy.js';
import { LiveSocket } from './live-socket.js';
import { TabChannel } from './tab-channel.js';

/** “Saved” is shown only after this long without a new change, so that the line does not flicker while one types. */
const calmMs = 500;
const lingerMs = 15_000;
const refusedRestMs = 20_000;
/** The server is asked without the device's copy when that does not open; it is taken in whenever it does. */
const deviceWithinMs = 1_500;

interface LiveSettings {
  handbookId: string;
  /** Whose handbook the page shows. */
  author: { id: string };
  writable: boolean;
  savedAt: Date | null;
  /** The build of Capstone that made the page. */
  build: string;
  /** The page came from this browser's cache. */
  keptPage: boolean;
}

/**
 * The document of one handbook in this tab: what this device keeps of it, its connection, the other tabs, and what is
 * known about what is saved.
 */
export class LiveConnection {
  readonly doc = new Y.Doc();
  private readonly unsaved = new UnsavedChanges();
  private readonly device: DeviceCopy;
  private readonly tabs: TabChannel;
  private readonly admission: Admission;
  private readonly socket: LiveSocket;
  private readonly provider: HocuspocusProvider;
  private readonly savedAt = new Map<string | null, Date>();
  private readonly changedAt = new Map<string | null, number>();
  private readonly begunAt = performance.now();
  private deviceOpened = false;
  private deviceHadAll = false;
  private serverHadAll = false;
  private connected = false;
  private failing = false;
  private clockOffset = 0;
  private closesAt: Date | null = null;
  private serverBuild: string | null = null;
  private reason: string | null = null;
  private ended = false;

  constructor(
    private readonly settings: LiveSettings,
    private readonly changed: () => void,
  ) {
    const { handbookId, author } = settings;
    const name = keptName(author.id, handbookId);
    this.admission = new Admission(settings, name, () => {
      this.tryNow();
    });
    if (settings.savedAt !== null) this.savedAt.set(null, settings.savedAt);
    this.socket = new LiveSocket({
      // The server lets nobody else in here: what the author wrote must not be sent by whoever signs in after them
      url: `${location.origin.replace(/^http/, 'ws')}/live/handbooks/${handbookId}?as=${author.id}`,
      autoConnect: false,
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
        this.serverHadAll = true;
        this.device.arrived();
        this.changed();
      },
    });
    this.doc.on('update', this.onUpdate);
    this.device = new DeviceCopy(name, this.doc, this.unsaved, {
      opened: ({ whole, savedAt }) => {
        this.deviceHadAll ||= whole;
        if (savedAt !== null && !this.savedAt.has(null)) this.savedAt.set(null, savedAt);
        this.connect();
      },
      changed,
    });
    this.tabs = new TabChannel(name, () => this.unsaved.all, {
      change: this.onTabChange,
      signedIn: () => void this.check(true),
    });
    setTimeout(this.connect, deviceWithinMs);
    window.addEventListener('online', this.tryNow);
    window.addEventListener('focus', this.tryNow);
    document.addEventListener('visibilitychange', this.tryNow);
  }

  /** True once there is a document to show: this device's copy, or the server's. */
  get hasArrived(): boolean {
    return this.deviceOpened && (this.deviceHadAll || this.serverHadAll);
  }

  get currentAccess(): Access {
    return this.admission.access;
  }

  get isConnected(): boolean {
    return this.connected;
  }

  /** Who is signed in in the author's place, or null. */
  get otherPerson(): string | null {
    return this.admission.otherPerson;
  }

  get cutOff(): Date | null {
    return this.closesAt;
  }

  /** True when the server has come in another version since it made this page. */
  get newVersion(): boolean {
    return this.serverBuild !== null && this.serverBuild !== this.settings.build;
  }

  /** Why the server does not take what was written here, in a sentence; null when it does. */
  get refusal(): string | null {
    return this.hasUnsaved ? this.reason : null;
  }

  /** Typing goes on while signed out or offline: it is kept here and sent when that is possible again. */
  get editable(): boolean {
    return this.hasArrived && ['writing', 'signed-out', 'too-large'].includes(this.currentAccess);
  }

  /** True while something that was written here is not known to be stored by the server. */
  get hasUnsaved(): boolean {
    return this.unsaved.oldest() !== null;
  }

  /** True while something is neither stored by the server nor kept by this device. */
  get hasUnkept(): boolean {
    return this.unsaved.oldestUnkept() !== null;
  }

  /** The state of one section, or of the whole without a key. */
  state(section: string | null = null): { state: SaveState; savedAt: Date | null } {
    const now = performance.now();
    const changed = this.changedAt.get(section);
    const underWay = changed === undefined || now - changed > calmMs ? null : changed;
    const state = saveState({
      access: this.currentAccess,
      arrived: this.hasArrived,
      begunAt: this.begunAt,
      connected: this.connected,
      failing: this.failing,
      unsavedSince: this.unsaved.oldest(section ?? undefined) ?? underWay,
      unkeptSince: this.unsaved.oldestUnkept(section ?? undefined) ?? underWay,
      deviceFails: this.device.fails && this.unsaved.oldestUnkept(section ?? undefined) !== null,
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

  /** Somebody has signed in on this page: who it is decides what happens next. */
  async signedIn(): Promise<void> {
    this.tabs.signedIn();
    await this.check(true);
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
      this.ended = true;
      this.doc.off('update', this.onUpdate);
      this.tabs.close();
      this.provider.destroy();
      this.socket.destroy();
      void this.device.close().then(() => {
        this.doc.destroy();
      });
    };
    leave();
  }

  /** After the device's copy is in the document, so that the server is sent and sends only what is missing. */
  private readonly connect = (): void => {
    if (this.deviceOpened || this.ended) return;
    this.deviceOpened = true;
    this.provider.attach();
    void this.socket.connect();
    this.changed();
  };

  private readonly onUpdate = (
    update: Uint8Array,
    origin: unknown,
    _doc: Y.Doc,
    transaction: Y.Transaction,
  ): void => {
    if (origin === this.provider) this.device.learn(update);
    if (origin === this.provider || origin === this.device || origin === this.tabs) return;
    const change = { update, sections: changedSections(transaction) };
    this.note(change);
    this.tabs.tell(change);
  };

  private readonly onTabChange = (change: UnsavedChange): void => {
    Y.applyUpdate(this.doc, change.update, this.tabs);
    this.note(change);
  };

  private note({ update, sections }: UnsavedChange): void {
    const now = performance.now();
    this.unsaved.add(update, sections, now);
    for (const section of [...sections, null]) this.changedAt.set(section, now);
    void this.device.keep();
    this.changed();
  }

  private onMessage(message: LiveMessage): void {
    if ('now' in message) this.clockOffset = Date.parse(message.now) - Date.now();
    if (message.type === 'stored') {
      this.failing = false;
      const saved = this.unsaved.confirm(decodeSnapshot(message.snapshot), message.whole);
      const at = new Date(message.at ?? message.now);
      for (const { update, sections } of saved) {
        // It may have been saved before this device could keep it
        this.device.learn(update);
        for (const section of [...sections, null]) this.savedAt.set(section, at);
      }
      if (!this.hasUnsaved) this.reason = null;
      if (saved.length > 0 || message.whole) this.device.settle(this.savedAt.get(null) ?? null);
    } else if (message.type === 'failing') {
      this.failing = true;
    } else if (message.type === 'right') {
      this.onRight(message);
    } else if (message.type === 'version') {
      this.serverBuild = message.build;
    } else if (message.reason === 'too-large') {
      this.admission.access = 'too-large';
    }
    this.changed();
  }

  private onRight({ writable, until }: Extract<LiveMessage, { type: 'right' }>): void {
    const first = !this.connected;
    const renewed = this.admission.stale || ['signed-out', 'other-person'].includes(this.currentAccess);
    this.connected = true;
    this.closesAt = until === null ? null : new Date(until);
    this.admission.access = writable ? 'writing' : until === null ? 'reading' : 'closed';
    // The page's form tokens may have ended with a session, and the kept page is to be as new as this one
    if (first) void this.check(renewed);
  }

  private readonly onClose = ({ event }: { event: { code: number; reason: string } }): void => {
    this.connected = false;
    this.failing = false;
    this.unsaved.disconnected();
    if (event.code === closeCodes.signedOut) this.admission.access = 'signed-out';
    if (event.code === closeCodes.refused || event.code === closeCodes.tooLong) {
      this.reason = event.reason || 'What you wrote last is too long to be sent in one piece.';
      this.socket.rest(refusedRestMs);
    }
    void this.check();
    this.changed();
  };

  private async check(now = false): Promise<void> {
    if (this.ended) return;
    await this.admission.check(() => this.connected, now);
    this.tell();
  }

  private tell(): void {
    if (!this.ended) this.changed();
  }

  private readonly tryNow = (): void => {
    if (this.ended || !this.deviceOpened || this.connected || document.visibilityState !== 'visible') return;
    void this.socket.connect();
  };
}
