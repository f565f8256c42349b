import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http';
import { type Socket } from 'node:net';

/**
 * Bytes of an address and all headers. Somebody may paste a whole page into the form of `/verify`, which asks with
 * GET: ten thousand characters of whatever script, twelve bytes each once they are encoded, get an answer about codes.
 */
export const MAX_HEADER_BYTES = 128 * 1024;

/** How long a client may go on sending what is not read any more, before its connection is cut. */
const LINGER_MS = 2000;

/** Node keeps the answer that is under way with its socket; its own handler of such errors looks there, too. */
type Answering = Socket & { readonly _httpMessage?: Pick<ServerResponse, 'headersSent'> | null };

/** What stands in for a page where nothing of ours has run yet. It allows nothing. */
export const plainHeaders = {
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'content-type': 'text/plain; charset=utf-8',
} as const;

/**
 * The address to be routed. After /verify/ people type and paste whatever they have, also a percent sign that encodes
 * nothing; there it stands for itself, so that the answer is one about codes. Elsewhere such an address was cut off.
 */
export function legibleUrl({ url = '/' }: Pick<IncomingMessage, 'url'>): string {
  if (!url.startsWith('/verify/') || !url.includes('%')) return url;
  const [path = ''] = url.split('?', 1);
  try {
    decodeURIComponent(path);
    return url;
  } catch {
    return path.replaceAll('%', '%25') + url.slice(path.length);
  }
}

const sentences: Readonly<Record<number, string>> = {
  400: 'This request can’t be read.',
  408: 'This request took too long to arrive.',
  431: 'This address is too long to be read.',
};

/**
 * Answers what the HTTP parser could not read: no request has come of it, so nothing else can. The rest of it is let
 * in for a moment, since cutting a connection with unread bytes can take the answer with it.
 */
export function refuseUnreadable({ code }: { code: string }, socket: Answering): void {
  if (code === 'ECONNRESET' || !socket.writable) return;
  if (socket._httpMessage?.headersSent) {
    // Requests may follow one another without waiting. What was written now would end up within an answer.
    socket.destroy();
    return;
  }
  const status = code === 'HPE_HEADER_OVERFLOW' ? 431 : code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
  const body = `${sentences[status] ?? ''}\n`;
  const headers = { ...plainHeaders, 'content-length': Buffer.byteLength(body), connection: 'close' };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  socket.end([`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`, ...head, '', body].join('\r\n'));
  socket.resume();
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
