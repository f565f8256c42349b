/**
 * What the server tells a browser beside the document itself, as JSON in Hocuspocus' stateless messages.
 *
 * `stored`: everything that `snapshot` names is committed. Each such message is true by itself. `whole` says that it
 * names all there is in storage for the document as of this connection; the following ones only name what was added,
 * so that 250 listeners need not be sent the whole delete set twenty times a second.
 * `now` is the server's clock, for devices whose own clock is wrong by hours.
 */
export type LiveMessage =
  | { type: 'stored'; at: string | null; now: string; whole: boolean; snapshot: string }
  | { type: 'failing'; now: string }
  | { type: 'right'; now: string; writable: boolean; until: string | null }
  | { type: 'refused'; reason: RefusalReason };

type RefusalReason = 'read-only' | 'too-large';

/** Null for anything that this version does not know; a newer server may say more. */
export function readLiveMessage(payload: string): LiveMessage | null {
  let message: unknown;
  try {
    message = JSON.parse(payload);
  } catch {
    return null;
  }
  const known = ['stored', 'failing', 'right', 'refused'];
  const type: unknown =
    typeof message === 'object' && message !== null && 'type' in message ? message.type : null;
  return known.includes(String(type)) ? (message as LiveMessage) : null;
}

/** The codes with which the server closes a socket; the browser tells its author what each means. */
export const closeCodes = {
  goingAway: 1001,
  internal: 1011,
  busy: 1013,
  signedOut: 4401,
  withdrawn: 4403,
} as const;
