import { createHash } from 'node:crypto';

export { canonicalJson } from './canonical-json.rules.js';

/** SHA-256 (FIPS 180-4) in lower-case hexadecimal, 64 characters. A string counts as its UTF-8 bytes. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
