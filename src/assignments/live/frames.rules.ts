/** Why a frame is refused, in the words that the browser may show. */
export class BadFrame extends Error {}

/**
 * What a browser sends behind the document's name.
 * `question`: asks for what it lacks (sync step 1). `change`: an update of the document, `whole` when it answers such
 * a question (step 2). `other`: well-formed, and of no consequence to the document.
 */
export type Frame =
  | { kind: 'authentication' | 'question' | 'presence' | 'other' }
  | { kind: 'change'; update: Uint8Array; whole: boolean };

const malformed = 'A message could not be read.';
/** Names and clocks of everybody who is there, echoed: 250 take a sixth of it. */
const largestPresence = 64 * 1024;
const largestText = 4096;
/** Yjs draws its client ids from 32 bits and counts each one's letters; nobody types two thousand million. */
const largestClient = 2 ** 32 - 1;
const largestClock = 2 ** 31 - 1;

/**
 * Reads a frame of Hocuspocus' protocol as far as is needed to know that reading it cannot fail: Hocuspocus writes
 * what it cannot read to the console and closes without saying why.
 *
 * @param content the frame without the document's name
 * @throws BadFrame for everything that no browser of ours sends
 */
export function readFrame(content: Uint8Array): Frame {
  const bytes = new Bytes(content);
  // The numbers are those of Hocuspocus' MessageType
  switch (bytes.number()) {
    case 0:
    case 4:
      return sync(bytes);
    case 1:
      checkPresence(bytes.block());
      return { kind: 'presence' };
    case 2:
      if (bytes.number() !== 0) throw new BadFrame(malformed);
      bytes.text();
      if (!bytes.atEnd) bytes.text();
      return { kind: 'authentication' };
    case 5:
      bytes.text();
      return { kind: 'other' };
    case 3:
    case 7:
      return { kind: 'other' };
    default:
      throw new BadFrame('A message of an unknown kind was sent.');
  }
}

function sync(bytes: Bytes): Frame {
  const step = bytes.number();
  const block = bytes.block();
  if (step === 0) {
    checkStateVector(new Bytes(block));
    return { kind: 'question' };
  }
  if (step > 2) throw new BadFrame(malformed);
  return { kind: 'change', update: block, whole: step === 1 };
}

function checkStateVector(bytes: Bytes): void {
  for (let count = bytes.number(); count > 0; count -= 1) {
    bytes.number(largestClient);
    bytes.number(largestClock);
  }
}

function checkPresence(block: Uint8Array): void {
  if (block.byteLength > largestPresence) throw new BadFrame('That is too much about who is there.');
  const bytes = new Bytes(block);
  for (let count = bytes.number(); count > 0; count -= 1) {
    bytes.number(largestClient);
    bytes.number(largestClock);
    try {
      JSON.parse(bytes.text(largestPresence));
    } catch {
      throw new BadFrame(malformed);
    }
  }
}

/** Variable-length numbers and counted blocks, as lib0 writes them. */
class Bytes {
  private at = 0;

  constructor(private readonly bytes: Uint8Array) {}

  get atEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  number(most = Number.MAX_SAFE_INTEGER): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = this.bytes[this.at];
      if (byte === undefined) throw new BadFrame(malformed);
      this.at += 1;
      value += (byte & 127) * scale;
      if (value > most || scale > 2 ** 49) throw new BadFrame(malformed);
      if (byte < 128) return value;
    }
  }

  block(): Uint8Array {
    const length = this.number();
    if (length > this.bytes.length - this.at) throw new BadFrame(malformed);
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  text(most = largestText): string {
    const block = this.block();
    if (block.byteLength > most) throw new BadFrame('A message is too long.');
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(block);
    } catch {
      throw new BadFrame(malformed);
    }
  }
}
