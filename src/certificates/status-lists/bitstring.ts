import { gzipSync } from 'node:zlib';

/**
 * A bit for each place, the first one leftmost (Bitstring Status List 1.0, section “Bitstring Encoding”).
 *
 * @param places whose bit is set, below `length`
 * @param length a multiple of 8
 */
export function bitsOf(places: readonly number[], length: number): Uint8Array {
  const bits = new Uint8Array(length / 8);
  for (const place of places) {
    const byte = Math.floor(place / 8);
    bits[byte] = (bits[byte] ?? 0) | (0x80 >> (place % 8));
  }
  return bits;
}

/** GZIP, then base64url without padding behind multibase's `u` (“Bitstring Generation Algorithm”). */
export const encodedBits = (bits: Uint8Array): string => `u${gzipSync(bits).toString('base64url')}`;
