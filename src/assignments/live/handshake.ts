import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import { type Duplex } from 'node:stream';
import { Logger } from '@nestjs/common';
import { type WebSocket, WebSocketServer } from 'ws';
import { safeError } from '../../platform/logs/safe-error.js';
import { type LiveAccess, type LiveRight } from './live.types.js';
import { Peer } from './peer.js';

/** A pasted chapter fits, a pasted archive does not. */
const largestFrame = 4 * 1024 * 1024;
const mostSocketsOfOnePerson = 20;
const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
/** A page says for whom it was made: what they wrote must not be sent by somebody who signed in after them. */
const path = new RegExp(`^/live/handbooks/(${uuid})(?:\\?as=(${uuid}))?$`);

type RefusedStatus = 401 | 403 | 404 | 429 | 503;

interface Doorway {
  socketsOf(userId: string): number;
  open(peer: Peer, socket: WebSocket): void;
}

/**
 * The upgrade to a socket. It does not pass through Nest's guards, so address, origin, session and right are checked
 * here, before there is a socket; a refusal is an HTTP answer.
 */
export class Handshake {
  private readonly logger = new Logger(Handshake.name);
  private readonly sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: largestFrame,
    // One frame a socket in each turn of the event loop, so that thousands that came at once do not go first
    allowSynchronousEvents: false,
  });
  private changes = 0;
  private closing = false;

  constructor(
    private readonly access: LiveAccess,
    private readonly origin: string,
    private readonly doorway: Doorway,
  ) {}

  attach(server: Server): void {
    server.on('upgrade', this.onUpgrade);
  }

  /** New upgrades are refused with 503 until the HTTP server itself stops listening. */
  close(): void {
    this.closing = true;
    this.sockets.close();
  }

  /** Some right was withdrawn: whatever is being read at the moment is read again. */
  rightsChanged(): void {
    this.changes += 1;
  }

  async rightOf(request: IncomingMessage, handbookId: string): Promise<LiveRight | 'signed-out' | null> {
    for (;;) {
      const before = this.changes;
      const right = await this.access.authorise(request, handbookId);
      if (before === this.changes) return right;
    }
  }

  private readonly onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    // Without a listener the error of a browser that vanished would end the process
    const ignore = (): void => undefined;
    socket.on('error', ignore);
    void this.decide(request).then((decided) => {
      if (typeof decided === 'number') {
        refuse(socket, decided);
        return;
      }
      if (socket.destroyed) return;
      socket.off('error', ignore);
      this.sockets.handleUpgrade(request, socket, head, (webSocket) => {
        this.doorway.open(new Peer(decided.handbookId, request, webSocket, decided.right), webSocket);
      });
    });
  };

  private async decide(
    request: IncomingMessage,
  ): Promise<RefusedStatus | { handbookId: string; right: LiveRight }> {
    const [, handbookId, person] = path.exec(request.url ?? '') ?? [];
    if (handbookId === undefined) return 404;
    if (request.headers.origin !== this.origin) return 403;
    let right: LiveRight | 'signed-out' | null;
    try {
      right = await this.rightOf(request, handbookId);
    } catch (error) {
      this.logger.error({ message: 'A right to a handbook could not be checked', error: safeError(error) });
      return 503;
    }
    if (this.closing) return 503;
    if (right === 'signed-out') return 401;
    if (right === null || (person !== undefined && person !== right.userId)) return 404;
    return this.doorway.socketsOf(right.userId) >= mostSocketsOfOnePerson ? 429 : { handbookId, right };
  }
}

/** Answers an upgrade on the bare socket and ends it. */
function refuse(socket: Duplex, status: RefusedStatus): void {
  const reason = STATUS_CODES[status] ?? '';
  socket.once('finish', () => socket.destroy());
  socket.end(
    `HTTP/1.1 ${status} ${reason}\r\nConnection: close\r\nContent-Type: text/plain\r\n` +
      `Content-Length: ${reason.length}\r\n\r\n${reason}`,
  );
}
