import { crc32 } from 'node:zlib';

/**
 * The credential in a PNG, found as another program would: chunk by chunk, each with its check sum (PNG, 3rd edition, 5.3).
 *
 * @throws Error where there is none, or more than one, or where a chunk is broken
 */
export function credentialInPng(png: Uint8Array): string {
  const bytes = Buffer.from(png);
  const found: string[] = [];
  for (let at = 8; at < bytes.length;) {
    const length = bytes.readUInt32BE(at);
    const named = bytes.subarray(at + 4, at + 8 + length);
    if (crc32(named) !== bytes.readUInt32BE(at + 8 + length)) throw new Error('A chunk is broken.');
    const [type, data] = [named.toString('latin1', 0, 4), named.subarray(4)];
    const keyword = 'openbadgecredential\0';
    if (type === 'iTXt' && data.toString('latin1', 0, keyword.length) === keyword) {
      const [compressed, method, ...rest] = data.subarray(keyword.length);
      if (compressed !== 0 || method !== 0) throw new Error('It is compressed.');
      const afterLanguage = rest.indexOf(0) + 1;
      const afterKeyword = rest.indexOf(0, afterLanguage) + 1;
      found.push(Buffer.from(rest.slice(afterKeyword)).toString('utf8'));
    }
    at += length + 12;
  }
  return only(found);
}

/** The same in an SVG: what stands within the first element of it, as JSON. */
export function credentialInSvg(svg: string): string {
  const element = /<openbadges:credential><!\[CDATA\[([\s\S]*?)\]\]><\/openbadges:credential>/g;
  return only([...svg.matchAll(element)].map(([, inner = '']) => inner));
}

function only(found: readonly string[]): string {
  const [credential, ...more] = found;
  if (credential === undefined || more.length > 0) throw new Error(`It holds ${found.length} credentials.`);
  return credential;
}
