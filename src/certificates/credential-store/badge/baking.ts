import { crc32 } from 'node:zlib';

const KEYWORD = 'openbadgecredential';
const NAMESPACE = 'https://purl.imsglobal.org/ob/v3p0';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** Length, type, 13 bytes and check sum of IHDR, which is always first. */
const HEADER = 25;

/**
 * Puts a credential into a picture (Open Badges 3.0, 5.3.1.1): an `iTXt` chunk that is not compressed, before the pixels,
 * so that whoever looks for it need not read them (PNG, 3rd edition, 11.3.3.4).
 *
 * @param png without a credential
 * @param credential JSON with an embedded proof, or a compact JWT
 * @throws Error when it is no PNG
 */
export function bakePng(png: Uint8Array, credential: string): Uint8Array {
  if (!SIGNATURE.equals(png.subarray(0, SIGNATURE.length))) throw new Error('This is no PNG.');
  const at = SIGNATURE.length + HEADER;
  // Keyword, its end, no compression (two bytes), no language, no translated keyword.
  const text = Buffer.concat([
    Buffer.from(`${KEYWORD}\0\0\0\0\0`, 'latin1'),
    Buffer.from(credential, 'utf8'),
  ]);
  return Buffer.concat([png.subarray(0, at), chunk('iTXt', text), png.subarray(at)]);
}

/**
 * Puts a credential with an embedded proof into a drawing (Open Badges 3.0, 5.3.2.1): an element directly behind the
 * beginning, the JSON within CDATA.
 *
 * @param svg begins with `<svg ` and has no credential
 * @param credential JSON; where XML could not hold it as it stands, it is escaped within its strings and reads the same
 * @throws Error when it is no such drawing
 */
export function bakeSvg(svg: string, credential: string): string {
  const end = svg.indexOf('>');
  if (!svg.startsWith('<svg ') || end < 0) throw new Error('This is no SVG.');
  const element = `<openbadges:credential><![CDATA[${asCharacterData(credential)}]]></openbadges:credential>`;
  return `<svg xmlns:openbadges="${NAMESPACE}" ${svg.slice(5, end + 1)}${element}${svg.slice(end + 1)}`;
}

/** The end of CDATA, and characters that XML 1.0 (2.2) has no place for. In JSON, they can only stand within strings. */
const asCharacterData = (json: string) =>
  json
    .replaceAll(']]>', ']]\\u003e')
    .replace(/[\ufffe\uffff]/g, (one) => `\\u${one.charCodeAt(0).toString(16)}`);

function chunk(type: string, data: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
