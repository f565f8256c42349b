/**
 * An Ed25519 key as a Multikey writes it: base58btc of the two bytes ed 01 and the 32 of the key (Controlled Identifiers
 * 1.0, sections 2.2.2 and 2.4).
 *
 * @param publicKey 32 bytes
 * @returns e.g. `z6Mk…`
 */
export const ed25519Multibase = (publicKey: Uint8Array): string =>
  `z${base58(Uint8Array.of(0xed, 0x01, ...publicKey))}`;

const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** The digits of the bytes read as one number; they begin with a byte that is not 0. */
function base58(bytes: Uint8Array): string {
  let left = bytes.reduce((number, byte) => number * 256n + BigInt(byte), 0n);
  let digits = '';
  for (; left > 0n; left /= 58n) digits = alphabet.charAt(Number(left % 58n)) + digits;
  return digits;
}
