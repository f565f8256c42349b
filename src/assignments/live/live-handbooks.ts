import { randomUUID } from 'node:crypto';
import { type Server } from 'node:http';
import { type beforeSyncPayload, type Document, Hocuspocus, OutgoingMessage } from '@hocuspocus/server';
import { Logger } from '@nestjs/common';
import { type RawData, type WebSocket } from 'ws';
import * as Y from 'yjs';
import { type Clock } from '../../platform/clock/clock.js';
import { conflict } from '../../platform/errors/domain-errors.js';
import { safeError } from '../../platform/logs/safe-error.js';
import { Allowance } from './allowance.js';
import { AppendLog } from './append-log.js';
import { DocumentLimits } from './document-limits.js';
import { BadFrame, readFrame } from './frames.rules.js';
import { Handshake } from './handshake.js';
import { type HandbookStore, type LiveAccess } from './live.types.js';
import { closeCodes } from './messages.rules.js';
import { type Peer } from './peer.js';
import { Presence } from './presence.js';
import { applyAll, documentFrom, encodeSnapshot } from './stored.rules.js';
import { readUpdate } from './updates.rules.js';

/** Of the server's thread, in milliseconds: what a frame costs beside what its change costs. */
const costOfFrame = 0.2;
const settleWithinMs = 10_000;
const everySecond = 1_000;
const everyHalfMinute = 30_000;
const everyMinute = 60_000;

interface Context {
  peer: Peer;
}

interface LiveDocument {
  log: AppendLog;
  limits: DocumentLimits;
  presence: Presence;
}

const changeNotStored =
  'This change could not be stored yet, and no browser keeps it. The server goes on trying. Wait a moment, look whether the handbook has it, and try again if it has not.';

/** Hocuspocus logs an error that it meets in a hook unless it has no message; ours have been told where they arose. */
class Refusal extends Error {}

/**
 * The living documents: Hocuspocus on the house's own HTTP server, one Y.Doc a handbook, every change appended to the
 * store and confirmed to the browsers only after its commit.
 *
 * The right with which somebody came is kept with the connection until it is withdrawn, runs out or is found to have
 * changed.
 */
export class LiveHandbooks {
  private readonly logger = new Logger(LiveHandbooks.name);
  private readonly handshake: Handshake;
  private readonly peers = new Set<Peer>();
  private readonly live = new WeakMap<Y.Doc, LiveDocument>();
  private readonly allowances = new Map<string, Allowance>();
  private readonly timers: NodeJS.Timeout[] = [];
  private build: string | null = null;

  private readonly hocuspocus = new Hocuspocus<Context>({
    quiet: true,
    // Sockets are watched by pings; this one only ends those that never open their document
    timeout: 4 * everyHalfMinute,
    maxPendingDocuments: 1,
    // What arrives before the document is open is bounded by the peer, which says so in a sentence
    maxUnauthenticatedQueueSize: Infinity,
    maxUnauthenticatedQueueMessages: Infinity,
    onAuthenticate: ({ documentName, context, connectionConfig }) =>
      this.admit(documentName, context, connectionConfig),
    onLoadDocument: ({ document, documentName }) => this.load(document, documentName),
    connected: ({ connection, context }) => {
      context.peer.connection = connection;
      this.greet(context.peer, connection.document);
      return Promise.resolve();
    },
    beforeHandleMessage: ({ context }) => {
      context.peer.startedAt = threadTime();
      return Promise.resolve();
    },
    beforeSync: (message) => this.judge(message),
    afterHandleMessage: ({ context: { peer } }) => {
      this.charge(peer, costOfFrame + threadTime() - peer.startedAt);
      return Promise.resolve();
    },
    beforeHandleAwareness: ({ states, context, document }) => {
      if (context === undefined) states.clear();
      else this.live.get(document)?.presence.rewrite(states, context.peer);
      return Promise.resolve();
    },
    onDisconnect: ({ context, document }) => {
      context.peer.close(closeCodes.goingAway, 'The document was closed.');
      this.live.get(document)?.presence.leave(context.peer);
      return Promise.resolve();
    },
    beforeUnloadDocument: async ({ document }) => {
      // Rejects only when there is no point in waiting; the document then goes without
      await this.live
        .get(document)
        ?.log.settled()
        .catch(() => undefined);
    },
  });

  constructor(
    private readonly store: HandbookStore,
    access: LiveAccess,
    private readonly clock: Clock,
    publicUrl: string,
  ) {
    this.handshake = new Handshake(access, new URL(publicUrl).origin, {
      socketsOf: (userId) => [...this.peers].filter((peer) => peer.right.userId === userId).length,
      open: (peer, socket) => {
        this.open(peer, socket);
      },
    });
  }

  /**
   * Takes the upgrades to /live/handbooks/:id of this server; others are answered 404.
   * @param build told to each page, which may be of an older one
   */
  attach(server: Server, build: string | null = null): void {
    this.build = build;
    this.handshake.attach(server);
    if (this.timers.length > 0) return;
    this.every(everySecond, () => {
      const now = this.clock.now();
      for (const peer of this.peers) peer.applyRight(now);
    });
    this.every(everyHalfMinute, () => {
      for (const peer of this.peers) peer.ping();
    });
    this.every(everyMinute, () => {
      const now = performance.now();
      for (const [userId, allowance] of this.allowances)
        if (allowance.isWhole(now)) this.allowances.delete(userId);
      void this.checkRights();
    });
  }

  /** Closes the connections of a handbook, or of one person to it, at once. They may come back with the right they have. */
  withdraw(handbookId: string, userId?: string): void {
    this.handshake.rightsChanged();
    for (const peer of this.peers) {
      if (peer.handbookId !== handbookId || (userId !== undefined && peer.right.userId !== userId)) continue;
      peer.close(closeCodes.withdrawn, 'The right to this handbook has changed.');
    }
  }

  /** Closes every connection of a person, after a sign-out for instance. */
  withdrawPerson(userId: string): void {
    this.handshake.rightsChanged();
    for (const peer of this.peers) {
      if (peer.right.userId === userId) peer.close(closeCodes.signedOut, 'The session has ended.');
    }
  }

  /**
   * Resolves when everything that has arrived so far is committed.
   * @throws conflict when the store does not answer for ten seconds
   */
  async flush(handbookId: string): Promise<void> {
    const document = await this.loaded(handbookId);
    if (document !== null) await this.live.get(document)?.log.settled(settleWithinMs);
  }

  /**
   * A copy of the document in which everything is committed; the caller may do with it what it likes.
   * @throws conflict when the store does not answer for ten seconds
   */
  async read(handbookId: string): Promise<Y.Doc> {
    const document = await this.loaded(handbookId);
    if (document === null) return documentFrom(await this.store.load(handbookId));
    // Cut first, then wait: what arrives in between is not part of the copy
    const state = Y.encodeStateAsUpdate(document);
    await this.live.get(document)?.log.settled(settleWithinMs);
    return documentFrom([state]);
  }

  /**
   * Changes the document in the name of its author, without a browser: whoever has it open sees it at once, and what
   * they are typing is merged. The caller has asked whether this person may write.
   *
   * @param change makes all its changes at once, synchronously
   * @returns what `change` returned, after all of it is committed
   * @throws conflict when the store refuses, or does not answer for ten seconds
   */
  async change<T>(handbookId: string, userId: string, change: (document: Y.Doc) => T): Promise<T> {
    const document = await this.hocuspocus.createDocument(
      handbookId,
      new Request('http://localhost/'),
      randomUUID(),
      { isAuthenticated: true, readOnly: false },
    );
    // Keeps it in memory until all is stored
    document.addDirectConnection();
    try {
      const result = document.transact(() => change(document), new HouseChange(userId));
      await this.live
        .get(document)
        ?.log.settled(settleWithinMs)
        .catch(() => {
          throw conflict(changeNotStored);
        });
      return result;
    } finally {
      document.removeDirectConnection();
      // Not awaited: it waits for as long as the store is down
      void this.hocuspocus.unloadDocument(document);
    }
  }

  /** Stops taking connections and changes, then stores what has arrived. */
  async close(): Promise<void> {
    this.handshake.close();
    for (const timer of this.timers.splice(0)) clearInterval(timer);
    for (const peer of this.peers) peer.close(closeCodes.goingAway, 'The server is restarting.');
    const documents = [...this.hocuspocus.documents.values()];
    await Promise.all(
      documents.map(async (document) => {
        const log = this.live.get(document)?.log;
        await log?.settled(settleWithinMs).catch((error: unknown) => {
          this.logger.error({
            message: 'A handbook could not be stored before the end',
            error: safeError(error),
          });
          log.abandon();
        });
      }),
    );
    this.hocuspocus.flushPendingStores();
  }

  private open(peer: Peer, socket: WebSocket): void {
    this.peers.add(peer);
    const client = this.hocuspocus.handleConnection(peer, new Request('http://localhost/'), { peer });
    // Every message begins with its document's name. Hocuspocus writes one that it does not know into the log, as it
    // came, so that whoever holds a socket could write there whatever they like.
    const name = Buffer.concat([Buffer.of(peer.handbookId.length), Buffer.from(peer.handbookId)]);
    socket.on('message', (data: RawData, isBinary: boolean) => {
      if (!isBinary || !(data instanceof Buffer)) {
        peer.close(closeCodes.refused, 'Only binary frames are understood.');
      } else if (!name.equals(data.subarray(0, name.length))) {
        peer.close(closeCodes.withdrawn, 'This connection is for one handbook.');
      } else if (this.isReadable(peer, data.subarray(name.length))) {
        client.handleMessage(data);
      }
    });
    socket.on('pong', () => {
      peer.answersPings = true;
    });
    socket.on('error', () => {
      // Too large or malformed: ws closes the socket itself and says why to the other side
    });
    socket.on('close', (code: number) => {
      this.peers.delete(peer);
      client.handleClose({ code, reason: '' });
    });
  }

  /** Closes the connection with a sentence for what Hocuspocus could not read, or Yjs not bear. */
  private isReadable(peer: Peer, content: Uint8Array): boolean {
    const startedAt = threadTime();
    try {
      const frame = readFrame(content);
      peer.countEarly(frame, content.byteLength);
      if (frame.kind === 'change') readUpdate(frame.update);
      this.charge(peer, threadTime() - startedAt);
      return true;
    } catch (error) {
      if (!(error instanceof BadFrame)) throw error;
      peer.close(closeCodes.refused, error.message);
      return false;
    }
  }

  /** All connections of a person together have one allowance. */
  private charge(peer: Peer, milliseconds: number): void {
    const now = performance.now();
    const { userId } = peer.right;
    const allowance = this.allowances.get(userId) ?? new Allowance(now);
    this.allowances.set(userId, allowance);
    peer.rest(allowance.spend(milliseconds, now));
  }

  private async admit(
    documentName: string,
    { peer }: Context,
    configuration: { readOnly: boolean },
  ): Promise<void> {
    // One socket, one document, once: the right was checked for this handbook only
    if (documentName !== peer.handbookId || peer.admitted || peer.closed) {
      peer.close(closeCodes.withdrawn, 'This connection is for one handbook.');
      throw new Refusal();
    }
    peer.admitted = true;
    configuration.readOnly = !peer.mayWrite(this.clock.now());
    return Promise.resolve();
  }

  private async load(document: Document, handbookId: string): Promise<void> {
    let updates: Uint8Array[];
    try {
      updates = await this.store.load(handbookId);
    } catch (error) {
      this.logger.error({ message: 'A handbook could not be loaded', error: safeError(error) });
      for (const peer of this.peers) {
        if (peer.handbookId === handbookId)
          peer.close(closeCodes.internal, 'The handbook could not be loaded.');
      }
      // Hocuspocus forgets a document that did not load, but leaves its timer running
      document.destroy();
      throw new Refusal();
    }
    applyAll(document, updates);
    dropLoose(document);
    const log = new AppendLog(handbookId, this.store, {
      stored: (savedAt, snapshot) => {
        document.broadcastStateless(this.storedMessage(savedAt, snapshot, false));
      },
      failing: (error) => {
        this.logger.error({ message: 'A handbook could not be stored', error: safeError(error) });
        document.broadcastStateless(JSON.stringify({ type: 'failing', now: this.clock.now().toISOString() }));
      },
      refused: () => {
        this.withdraw(handbookId);
      },
    });
    const bytes = updates.reduce((sum, update) => sum + update.byteLength, 0);
    const limits = new DocumentLimits(document, bytes);
    this.live.set(document, { log, limits, presence: new Presence(document.awareness) });
    document.on('afterTransaction', ({ origin }: Y.Transaction) => {
      const peer = peerOf(origin);
      if (dropLoose(document)) peer?.hasGap(() => questionOf(document));
      else peer?.accepted(this.clock.now());
    });
    let author: string | null = null;
    document.on(
      'update',
      (update: Uint8Array, origin: unknown, _document: Y.Doc, transaction: Y.Transaction) => {
        limits.grown(update.byteLength);
        // Yjs itself tidies up after a change, such as bold that was set twice at the same time: that comes from nobody
        author = authorOf(origin) ?? author;
        if (author !== null) log.add(update, author, transaction);
      },
    );
  }

  private greet(peer: Peer, document: Document): void {
    peer.applyRight(this.clock.now());
    if (this.build !== null) peer.tell({ type: 'version', build: this.build });
    const snapshot = Y.snapshot(document);
    void this.live
      .get(document)
      ?.log.settled()
      .then(
        () => peer.connection?.sendStateless(this.storedMessage(null, snapshot, true)),
        () => undefined,
      );
  }

  private storedMessage(savedAt: Date | null, snapshot: Y.Snapshot, whole: boolean): string {
    return JSON.stringify({
      type: 'stored',
      at: savedAt?.toISOString() ?? null,
      now: this.clock.now().toISOString(),
      whole,
      snapshot: encodeSnapshot(snapshot),
    });
  }

  /** Decides on each change as it arrives; Hocuspocus drops those of a read-only connection by itself. */
  private async judge({
    type,
    payload,
    context: { peer },
    connection,
    document,
  }: beforeSyncPayload<Context>): Promise<void> {
    if (type !== syncStep2 && type !== syncUpdate) return;
    peer.answering = type === syncStep2;
    const live = this.live.get(document);
    connection.readOnly = true;
    if (live === undefined || live.log.full) {
      peer.close(closeCodes.busy, 'The server cannot store at the moment.');
    } else if (!peer.mayWrite(this.clock.now())) {
      // Every reader answers the first sync with what it has, mostly nothing new
      if (type === syncStep2 && Y.snapshotContainsUpdate(Y.snapshot(document), payload)) return;
      peer.refuse('read-only');
    } else {
      try {
        connection.readOnly = !live.limits.hasRoomFor(payload, peer.right.sections);
        if (connection.readOnly) peer.refuse('too-large');
      } catch (error) {
        if (!(error instanceof BadFrame)) throw error;
        peer.close(closeCodes.refused, error.message);
      }
    }
    return Promise.resolve();
  }

  /** The net under NOTIFY, which a lost database connection would swallow. */
  private async checkRights(): Promise<void> {
    for (const peer of [...this.peers]) {
      try {
        const right = await this.handshake.rightOf(peer.request, peer.handbookId);
        if (right === 'signed-out') peer.close(closeCodes.signedOut, 'The session has ended.');
        else if (right === null) peer.close(closeCodes.withdrawn, 'The right to this handbook has changed.');
        else {
          peer.right = right;
          peer.applyRight(this.clock.now());
        }
      } catch (error) {
        this.logger.warn({
          message: 'Rights to handbooks could not be checked again',
          error: safeError(error),
        });
      }
    }
  }

  private async loaded(handbookId: string): Promise<Document | null> {
    // A document that fails to load is read from the store, which then says why
    await this.hocuspocus.loadingDocuments.get(handbookId)?.catch(() => null);
    return this.hocuspocus.documents.get(handbookId) ?? null;
  }

  private every(ms: number, act: () => void): void {
    this.timers.push(setInterval(act, ms).unref());
  }
}

// y-protocols/sync
const syncStep2 = 1;
const syncUpdate = 2;

/** Milliseconds that this thread has run, which a busy machine does not lengthen. */
function threadTime(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1_000;
}

/**
 * Leaves out what builds on something that is not here. Yjs would keep it for ever, in memory and in what it sends to
 * everybody, though it is neither stored nor seen.
 */
function dropLoose({ store }: Y.Doc): boolean {
  if (store.pendingStructs === null && store.pendingDs === null) return false;
  store.pendingStructs = null;
  store.pendingDs = null;
  return true;
}

/** Asks a browser for everything that it has and the document has not. */
function questionOf(document: Document): Uint8Array {
  return new OutgoingMessage(document.name)
    .createSyncMessage()
    .writeFirstSyncStepFor(document)
    .toUint8Array();
}

function peerOf(origin: unknown): Peer | null {
  const connection = (origin as { connection?: { context?: Partial<Context> } } | null)?.connection;
  return connection?.context?.peer ?? null;
}

/** The origin of what no connection sent. Hocuspocus stores nothing here, so it need not keep the document for that. */
class HouseChange {
  readonly source = 'local';
  readonly skipStoreHooks = true;

  constructor(readonly userId: string) {}
}

function authorOf(origin: unknown): string | null {
  if (origin instanceof HouseChange) return origin.userId;
  return peerOf(origin)?.right.userId ?? null;
}
