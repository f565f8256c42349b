import { Unzlib } from 'fflate';

/** Of a piece as long as this, DEFLATE makes a quarter of a megabyte at most. */
const PIECE = 256;

/**
 * What was compressed as zlib does (RFC 1950), unpacked no further than it is wanted. What follows it is not looked at, nor is its
 * check sum: whoever calls knows otherwise whether the bytes are right.
 *
 * @param most bytes
 * @returns null for what is not compressed so, breaks off, or unpacks to more than `most`
 */
export function inflated(bytes: Uint8Array, most: number): Uint8Array | null {
  if (bytes.length === 0) return null;
  const parts: Uint8Array[] = [];
  let length = 0;
  const stream = new Unzlib((part) => {
    parts.push(part);
    length += part.length;
  });
  try {
    for (let at = 0; at < bytes.length && length <= most; at += PIECE)
      stream.push(bytes.subarray(at, at + PIECE), at + PIECE >= bytes.length);
  } catch {
    return null;
  }
  return length <= most ? joined(parts, length) : null;
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
