import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { HocuspocusProvider } from '@hocuspocus/provider';
import WebSocket from 'ws';
import * as Y from 'yjs';
import { LiveHandbooks } from '../../src/assignments/live/live-handbooks.js';
import {
  type AuthoredUpdate,
  type HandbookStore,
  type LiveAccess,
  type LiveRight,
} from '../../src/assignments/live/live.types.js';
import { type LiveMessage, readLiveMessage } from '../../src/assignments/live/messages.rules.js';
import { decodeSnapshot } from '../../src/assignments/live/stored.rules.js';
import { changedSections, UnsavedChanges } from '../../src/assignments/live/unsaved-changes.rules.js';
import { Clock } from '../../src/platform/clock/clock.js';
import { conflict } from '../../src/platform/errors/domain-errors.js';
import { LiveSocket } from '../../views/assets/handbook/live-socket.js';

export class MemoryStore implements HandbookStore {
  rows: { handbookId: string; update: Uint8Array; authorId: string }[] = [];
  broken = false;
  /** While set, an append waits for it before it commits. */
  gate: Promise<void> | null = null;
  refused = 0;
  /** An author from whom nothing is taken any more. */
  erased: string | null = null;

  load(handbookId: string): Promise<Uint8Array[]> {
    if (this.broken) return Promise.reject(new Error('The store is down.'));
    return Promise.resolve(
      this.rows.filter((row) => row.handbookId === handbookId).map(({ update }) => update),
    );
  }

  async appendAll(handbookId: string, updates: readonly AuthoredUpdate[]): Promise<{ savedAt: Date }> {
    await (this.gate ?? wait(1));
    if (this.broken) {
      this.refused += 1;
      throw new Error('The store is down.');
    }
    if (updates.some(({ authorId }) => authorId === this.erased))
      throw conflict('This handbook can no longer be written.');
    this.rows.push(...updates.map((row) => ({ handbookId, ...row })));
    return { savedAt: new Date() };
  }
}

/** Who may come is a table; the session is a cookie with the person's name in it. */
export class TableAccess implements LiveAccess {
  readonly rights = new Map<string, LiveRight>();
  asked = 0;

  allow(name: string, writableUntil: Date | null = new Date('2100-01-01')): this {
    this.rights.set(name, { userId: userIdOf(name), name, writableUntil });
    return this;
  }

  authorise(request: IncomingMessage): Promise<LiveRight | 'signed-out' | null> {
    this.asked += 1;
    const name = /user=(\w+)/.exec(request.headers.cookie ?? '')?.[1];
    return Promise.resolve(name === undefined ? 'signed-out' : (this.rights.get(name) ?? null));
  }
}

export class SetClock extends Clock {
  override readonly runs = false;

  constructor(private time = new Date('2026-11-21T12:00:00Z')) {
    super();
  }

  override now(): Date {
    return this.time;
  }

  set(time: Date): void {
    this.time = time;
  }
}

export function userIdOf(name: string): string {
  return `00000000-0000-4000-8000-${Buffer.from(name.padEnd(6, '-').slice(0, 6)).toString('hex')}`;
}

export interface LiveServer {
  live: LiveHandbooks;
  http: Server;
  origin: string;
  url: string;
  stop(): Promise<void>;
}

export async function startLive(
  store: HandbookStore,
  access: LiveAccess,
  clock = new Clock(),
  port = 0,
): Promise<LiveServer> {
  const http = createServer((_request, response) => response.writeHead(404).end());
  http.listen(port, '127.0.0.1');
  await once(http, 'listening');
  const origin = `http://localhost:${(http.address() as AddressInfo).port}`;
  const live = new LiveHandbooks(store, access, clock, origin);
  live.attach(http);
  const stop = async (): Promise<void> => {
    await live.close();
    http.close();
    http.closeAllConnections();
  };
  return { live, http, origin, url: origin.replace('http', 'ws'), stop };
}

/** One author's browser tab without the page: the document, its connection and the ledger of what is not saved. */
export class Author {
  readonly doc = new Y.Doc();
  readonly unsaved = new UnsavedChanges();
  readonly messages: LiveMessage[] = [];
  readonly closes: number[] = [];
  /** Every frame that went out, as it went. */
  readonly sent: Uint8Array[] = [];
  readonly socket: LiveSocket;
  readonly provider: HocuspocusProvider;

  constructor(
    server: Pick<LiveServer, 'url' | 'origin'>,
    handbookId: string,
    name: string,
    cookie = `user=${name}`,
  ) {
    const { origin } = server;
    const { sent } = this;
    class BrowserSocket extends WebSocket {
      constructor(address: string) {
        super(address, { origin, headers: { cookie } });
        // A browser tells of a connection that was given up by its close alone.
        this.on('error', () => undefined);
      }

      override send(data: Uint8Array): void {
        sent.push(data);
        super.send(data);
      }
    }
    this.socket = new LiveSocket({
      url: `${server.url}/live/handbooks/${handbookId}`,
      WebSocketPolyfill: BrowserSocket,
      delay: 50,
      minDelay: 50,
      maxDelay: 200,
      // Server and authors share one thread here: on a busy machine it is silent for long, and nobody is gone.
      messageReconnectTimeout: 300_000,
    });
    this.socket.on('close', ({ event }: { event: { code: number } }) => {
      this.closes.push(event.code);
      this.unsaved.disconnected();
    });
    this.provider = new HocuspocusProvider({
      name: handbookId,
      document: this.doc,
      websocketProvider: this.socket,
      onStateless: ({ payload }) => {
        const message = readLiveMessage(payload);
        if (message === null) return;
        this.messages.push(message);
        if (message.type === 'stored') this.unsaved.confirm(decodeSnapshot(message.snapshot), message.whole);
      },
    });
    this.provider.attach();
    this.doc.on('update', (update: Uint8Array, origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
      if (origin !== this.provider) this.unsaved.add(update, changedSections(transaction), Date.now());
    });
  }

  get text(): Y.Text {
    return this.doc.getText('notes');
  }

  get saved(): boolean {
    return this.unsaved.oldest() === null;
  }

  type(text: string): void {
    this.text.insert(this.text.length, text);
  }

  async greeted(): Promise<this> {
    await until(
      () =>
        this.provider.synced && this.messages.some((message) => message.type === 'stored' && message.whole),
    );
    return this;
  }

  leave(): void {
    this.provider.destroy();
    this.socket.destroy();
  }
}

export async function until(condition: () => boolean | Promise<boolean>, ms = 5_000): Promise<void> {
  const end = Date.now() + ms;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`Waited ${ms} ms in vain for: ${condition.toString()}`);
    await wait(5);
  }
}
