import { type IncomingMessage } from 'node:http';
import { type Connection, type WebSocketLike } from '@hocuspocus/server';
import { type WebSocket } from 'ws';
import { type LiveRight } from './live.types.js';
import { type LiveMessage } from './messages.rules.js';

/** A listener that cannot keep up is cut off; it reconnects and gets the state in one piece. */
const mostUnsentBytes = 16 * 1024 * 1024;
const closeWithinMs = 2_000;

/** One browser tab on one handbook: its socket, and what its author may do. */
export class Peer implements WebSocketLike {
  /** The document's connection once it stands; Hocuspocus makes it after the first messages. */
  connection: Connection | null = null;
  /** Set once the peer asked for its document, which it may do once. */
  admitted = false;
  closed = false;
  answersPings = true;
  refusals = 0;
  private toldWritable: boolean | null = null;

  constructor(
    readonly handbookId: string,
    readonly request: IncomingMessage,
    private readonly socket: WebSocket,
    public right: LiveRight,
  ) {}

  get readyState(): number {
    return this.socket.readyState;
  }

  mayWrite(now: Date): boolean {
    return !this.closed && this.right.writableUntil !== null && now < this.right.writableUntil;
  }

  send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
    if (this.socket.bufferedAmount > mostUnsentBytes) this.socket.terminate();
    else if (data instanceof Uint8Array) this.socket.send(data);
  }

  tell(message: LiveMessage): void {
    this.connection?.sendStateless(JSON.stringify(message));
  }

  /** Applies the right as of now and tells the browser when it changed. */
  applyRight(now: Date): void {
    const writable = this.mayWrite(now);
    if (this.connection === null) return;
    this.connection.readOnly = !writable;
    if (writable === this.toldWritable) return;
    this.toldWritable = writable;
    const until = this.right.writableUntil?.toISOString() ?? null;
    this.tell({ type: 'right', now: now.toISOString(), writable, until });
  }

  ping(): void {
    if (!this.answersPings) {
      this.socket.terminate();
      return;
    }
    this.answersPings = false;
    this.socket.ping();
  }

  /** Ends the connection at once: what the browser sends after this is not read, whether it answers or not. */
  close(code: number, reason: string): void {
    if (this.closed) return;
    this.closed = true;
    this.connection?.close({ code, reason });
    this.connection = null;
    this.socket.removeAllListeners('message');
    this.socket.close(code, reason);
    setTimeout(() => {
      this.socket.terminate();
    }, closeWithinMs).unref();
  }
}
