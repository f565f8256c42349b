/**
 * What the server tells a browser beside the document itself, as JSON in Hocuspocus' stateless messages.
 *
 * `stored`: everything that `snapshot` names is committed. Each such message is true by itself. `whole` says that it
 * names all there is in storage for the document as of this connection; the following ones only name what was added,
 * so that 250 listeners need not be sent the whole delete set twenty times a second.
 * `now` is the server's clock, for devices whose own clock is wrong by hours.
 * `version` names the build of the server, so that a page of an older one can offer to be loaded anew.
 */
export type LiveMessage =
  | { type: 'stored'; at: string | null; now: string; whole: boolean; snapshot: string }
  | { type: 'failing'; now: string }
  | { type: 'right'; now: string; writable: boolean; until: string | null }
  | { type: 'version'; build: string }
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
  const known = ['stored', 'failing', 'right', 'version', 'refused'];
  const type: unknown =
    typeof message === 'object' && message !== null && 'type' in message ? message.type : null;
  return known.includes(String(type)) ? (message as LiveMessage) : null;
}

/**
 * The codes with which the server closes a socket; the browser tells its author what each means. `refused`: what the
 * page sent cannot be taken, and the reason says why in a sentence. `tooLong`: one frame was larger than is taken;
 * the socket says this by itself, without a reason.
 */
export const closeCodes = {
  goingAway: 1001,
  refused: 1008,
  tooLong: 1009,
  internal: 1011,
  busy: 1013,
  signedOut: 4401,
  withdrawn: 4403,
} as const;
