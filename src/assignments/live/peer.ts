import { type IncomingMessage } from 'node:http';
import { type Connection, type WebSocketLike } from '@hocuspocus/server';
import { type WebSocket } from 'ws';
import { BadFrame, type Frame } from './frames.rules.js';
import { type LiveRight } from './live.types.js';
import { closeCodes, type LiveMessage } from './messages.rules.js';

/** A listener that is so far behind, beside one whole document, is cut off; it reconnects and gets it in one piece. */
const mostUnsentBytes = 16 * 1024 * 1024;
const closeWithinMs = 2_000;
/** A page that was typed in while it connected sends that before its document is open. */
const mostEarlyFrames = 2_000;
const mostEarlyBytes = 8 * 1024 * 1024;
const mostRefusals = 200;
const askEveryMs = 1_000;
const mostGapsInAnswers = 5;

/** One browser tab on one handbook: its socket, and what its author may do. */
export class Peer implements WebSocketLike {
  /** The document's connection once it stands; Hocuspocus makes it after the first messages. */
  connection: Connection | null = null;
  /** Set once the peer asked for its document, which it may do once. */
  asked = false;
  admitted = false;
  closed = false;
  answersPings = true;
  /** While one of its changes is applied: whether it is the answer to what the server asked for. */
  answering = false;
  /** Of the thread's time in milliseconds: when the frame began that is being handled. */
  startedAt = 0;
  private early = { frames: 0, bytes: 0 };
  private refusals = 0;
  private largestSent = 0;
  private gapsInAnswers = 0;
  private tooLarge = false;
  private toldWritable: boolean | null = null;
  private question: NodeJS.Timeout | null = null;
  private pause: NodeJS.Timeout | null = null;

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
    if (!(data instanceof Uint8Array)) return;
    this.largestSent = Math.max(this.largestSent, data.byteLength);
    if (this.socket.bufferedAmount > mostUnsentBytes + this.largestSent) this.socket.terminate();
    else this.socket.send(data);
  }

  /**
   * Counts what arrives before the document is open, which is kept until then.
   * @throws BadFrame when it is too much, and for a second request to open it
   */
  countEarly(frame: Frame, bytes: number): void {
    if (frame.kind === 'authentication') {
      if (this.asked) throw new BadFrame('This connection is for one handbook.');
      this.asked = true;
    }
    if (this.connection !== null) return;
    this.early.frames += 1;
    this.early.bytes += bytes;
    if (this.early.frames > mostEarlyFrames || this.early.bytes > mostEarlyBytes)
      throw new BadFrame('Too much was sent before the handbook was open.');
  }

  /** Reads nothing more for so long; what is sent meanwhile waits in the network. */
  rest(ms: number): void {
    if (ms <= 0 || this.pause !== null || this.closed) return;
    this.socket.pause();
    this.pause = setTimeout(() => {
      this.pause = null;
      this.socket.resume();
    }, ms).unref();
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

  /** A change was not taken; whoever sends only such changes is let go. */
  refuse(reason: 'read-only' | 'too-large'): void {
    this.tell({ type: 'refused', reason });
    this.tooLarge ||= reason === 'too-large';
    this.refusals += 1;
    if (this.refusals > mostRefusals) this.close(closeCodes.withdrawn, 'This connection may only read.');
  }

  /** A change was taken in whole: what was refused for its size has found room. */
  accepted(now: Date): void {
    if (this.answering) this.gapsInAnswers = 0;
    if (!this.tooLarge) return;
    this.tooLarge = false;
    this.toldWritable = null;
    this.applyRight(now);
  }

  /**
   * A change was left out since it builds on something that is not here, so `question`, which asks for all that is
   * missing, is sent after a while. An honest page's answer leaves no gap.
   */
  hasGap(question: () => Uint8Array): void {
    if (this.answering) this.gapsInAnswers += 1;
    if (this.gapsInAnswers > mostGapsInAnswers) {
      this.close(closeCodes.refused, 'What this page holds does not fit the handbook. Load the page again.');
      return;
    }
    this.question ??= setTimeout(() => {
      this.question = null;
      this.connection?.send(question());
    }, askEveryMs).unref();
  }

  ping(): void {
    // A pong may stand behind what is not being read
    if (this.pause !== null) return;
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
    if (this.question !== null) clearTimeout(this.question);
    if (this.pause !== null) clearTimeout(this.pause);
    this.connection?.close({ code, reason });
    this.connection = null;
    this.socket.removeAllListeners('message');
    this.socket.resume();
    this.socket.close(code, reason);
    setTimeout(() => {
      this.socket.terminate();
    }, closeWithinMs).unref();
  }
}
