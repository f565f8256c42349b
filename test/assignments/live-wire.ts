import { Buffer } from 'node:buffer';
import WebSocket from 'ws';
import * as Y from 'yjs';
import { type LiveServer, until } from './live-support.js';

/** A number of variable length, as lib0 writes it. */
export function number(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return Buffer.from([...bytes, rest]);
}

export function block(bytes: Uint8Array): Buffer {
  return Buffer.concat([number(bytes.byteLength), bytes]);
}

export function text(value: string): Buffer {
  return block(Buffer.from(value));
}

/** Frames without the document's name, in the words of Hocuspocus' protocol. */
export const frames = {
  authentication: Buffer.concat([number(2), number(0), text('')]),
  question: (doc: Y.Doc) => sync(0, Y.encodeStateVector(doc)),
  whole: (update: Uint8Array) => sync(1, update),
  change: (update: Uint8Array) => sync(2, update),
  presence: (states: readonly [client: number, clock: number, state: string][]) =>
    Buffer.concat([
      number(1),
      block(
        Buffer.concat([
          number(states.length),
          ...states.flatMap(([client, clock, state]) => [number(client), number(clock), text(state)]),
        ]),
      ),
    ]),
  presenceQuery: number(3),
  stateless: (payload: string) => Buffer.concat([number(5), text(payload)]),
};

function sync(step: number, bytes: Uint8Array): Buffer {
  return Buffer.concat([number(0), number(step), block(bytes)]);
}

/** What `write` does to an empty document, or to one that already holds `before`. */
export function updateOf(write: (doc: Y.Doc) => void, before?: Uint8Array): Uint8Array {
  const doc = new Y.Doc();
  if (before !== undefined) Y.applyUpdate(doc, before);
  const from = Y.encodeStateVector(doc);
  doc.transact(() => {
    write(doc);
  });
  return Y.encodeStateAsUpdate(doc, from);
}

/** A socket on which a test sends whatever it likes. */
export class Wire {
  readonly received: Buffer[] = [];
  closed: { code: number; reason: string } | null = null;
  readonly socket: WebSocket;

  constructor(
    { url, origin }: Pick<LiveServer, 'url' | 'origin'>,
    private readonly handbookId: string,
    name: string,
  ) {
    this.socket = new WebSocket(`${url}/live/handbooks/${handbookId}`, {
      origin,
      headers: { cookie: `user=${name}` },
    });
    this.socket.on('error', () => undefined);
    this.socket.on('message', (data: Buffer) => {
      this.received.push(data);
    });
    this.socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
    });
  }

  /** With the document open, ready to write. */
  async open(): Promise<this> {
    await this.connect();
    this.send(frames.authentication);
    await until(() => this.received.some((frame) => frame.includes('"stored"')));
    return this;
  }

  async connect(): Promise<this> {
    await until(() => this.socket.readyState !== WebSocket.CONNECTING);
    return this;
  }

  send(content: Uint8Array): void {
    this.sendRaw(Buffer.concat([text(this.handbookId), content]));
  }

  sendRaw(data: Uint8Array | string): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(data);
  }

  /** Frames of one kind that have arrived: sync frames by their step, null for any. */
  ofKind(kind: number, step?: number): Buffer[] {
    const at = text(this.handbookId).length;
    return this.received.filter(
      (frame) => frame[at] === kind && (step === undefined || frame[at + 1] === step),
    );
  }

  leave(): void {
    this.socket.terminate();
  }
}
