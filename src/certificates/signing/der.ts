/** Bytes that own their memory, as Web Crypto wants them. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** Something that should be ASN.1 in its distinguished encoding, and is not. */
export class UnreadableDer extends Error {}

/** One value of ASN.1 in its distinguished encoding (X.690, 8 and 10). */
export interface Der {
  /** The identifier octet: class, whether constructed, number. */
  readonly tag: number;
  readonly content: Bytes;
  /** Identifier, length and content. */
  readonly whole: Bytes;
}

export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const;

/** `[n]` that holds other values (constructed, context-specific). */
export const context = (number: number) => 0xa0 + number;

/** The value with these parts, one after the other. */
export function der(tag: number, ...parts: readonly Uint8Array[]): Bytes {
  const content = joined(parts);
  const length = content.length < 0x80 ? [content.length] : longLength(content.length);
  return joined([Uint8Array.of(tag, ...length), content]);
}

export const sequence = (...parts: readonly Uint8Array[]) => der(tags.sequence, ...parts);

/** A SET OF: its parts in the order of their bytes (X.690, 11.6). */
export const setOf = (tag: number, ...parts: readonly Uint8Array[]) =>
  der(tag, ...parts.toSorted(inOrderOfBytes));

/** @param value from 0 to 255 */
export const integer = (value: number) => unsigned(Uint8Array.of(value));

/** @param magnitude the octets of a number that is not negative, the highest first */
export function unsigned(magnitude: Uint8Array): Bytes {
  const first = magnitude.findIndex((octet) => octet !== 0);
  const octets = first < 0 ? Uint8Array.of(0) : magnitude.slice(first);
  return der(tags.integer, (octets[0] ?? 0) > 0x7f ? joined([Uint8Array.of(0), octets]) : octets);
}

/** @param dotted such as 2.16.840.1.101.3.4.2.1 */
export function oid(dotted: string): Bytes {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return der(tags.oid, Uint8Array.from([first * 40 + second, ...rest].flatMap(inBase128)));
}

/**
 * Reads the one value that these bytes are.
 *
 * @throws UnreadableDer when they are something else, or something more
 */
export function readDer(bytes: Uint8Array): Der {
  const read = readAt(bytes, 0);
  if (read.whole.length !== bytes.length) throw new UnreadableDer('Something follows the value.');
  return read;
}

/** Reads the value that these bytes begin with. */
export const readFirst = (bytes: Uint8Array): Der => readAt(bytes, 0);

/** The values that a constructed value holds. */
export function partsOf({ tag, content }: Der): Der[] {
  if ((tag & 0x20) === 0) throw new UnreadableDer('A value has no parts.');
  const parts: Der[] = [];
  for (let at = 0; at < content.length;) {
    const part = readAt(content, at);
    parts.push(part);
    at += part.whole.length;
  }
  return parts;
}

/** @throws UnreadableDer when there is no such value */
export function expected(value: Der | undefined, tag: number): Der {
  if (value?.tag !== tag) throw new UnreadableDer('A value is missing, or of another type.');
  return value;
}

/** The content of an object identifier, in dots. */
export function readOid(value: Der | undefined): string {
  const { content } = expected(value, tags.oid);
  const arcs: number[] = [];
  let arc = 0;
  for (const octet of content) {
    arc = arc * 128 + (octet & 0x7f);
    if (octet > 0x7f) continue;
    arcs.push(arc);
    arc = 0;
  }
  const [first = 0, ...rest] = arcs;
  const root = Math.min(2, Math.floor(first / 40));
  return [root, first - root * 40, ...rest].join('.');
}

/** A GeneralizedTime or UTCTime of a certificate or time stamp; to the second, and perhaps parts of it. */
export function readTime({ tag, content }: Der): Date {
  const text = new TextDecoder('latin1').decode(content);
  const [, years = '', rest = '', part = ''] =
    (tag === tags.generalizedTime ? /^(\d{4})(\d{10})(\.\d+)?Z$/ : /^(\d{2})(\d{10})Z$/).exec(text) ?? [];
  const century = years.length !== 2 ? '' : Number(years) < 50 ? '20' : '19';
  const [month, day, hour, minute, second] = rest.match(/../g) ?? [];
  const time = new Date(`${century}${years}-${month}-${day}T${hour}:${minute}:${second}${part.slice(0, 4)}Z`);
  if (Number.isNaN(time.getTime())) throw new UnreadableDer('A time is none.');
  return time;
}

function joined(parts: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

function readAt(bytes: Uint8Array, from: number): Der {
  const tag = bytes[from];
  const short = bytes[from + 1];
  if (tag === undefined || short === undefined) throw new UnreadableDer('A value is cut off.');
  if ((tag & 0x1f) === 0x1f) throw new UnreadableDer('A tag is longer than any that is known here.');
  const octets = short < 0x80 ? 0 : short - 0x80;
  if (short === 0x80 || octets > 4) throw new UnreadableDer('A length is not definite.');
  let length = octets === 0 ? short : 0;
  for (const octet of bytes.subarray(from + 2, from + 2 + octets)) length = length * 256 + octet;
  const isMinimal = octets === 0 || longLength(length).length === octets + 1;
  if (!isMinimal || (octets > 0 && length < 0x80))
    throw new UnreadableDer('A length is longer than it need be.');
  const begin = from + 2 + octets;
  if (begin + length > bytes.length) throw new UnreadableDer('A value is cut off.');
  return { tag, content: bytes.slice(begin, begin + length), whole: bytes.slice(from, begin + length) };
}

function longLength(length: number): number[] {
  const octets: number[] = [];
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest & 0xff);
  return [0x80 + octets.length, ...octets];
}

function inBase128(arc: number): number[] {
  const octets = [arc & 0x7f];
  for (let rest = Math.floor(arc / 128); rest > 0; rest = Math.floor(rest / 128))
    octets.unshift((rest & 0x7f) + 0x80);
  return octets;
}

function inOrderOfBytes(one: Uint8Array, other: Uint8Array): number {
  const at = one.findIndex((byte, index) => byte !== other[index]);
  return at < 0 ? one.length - other.length : (one[at] ?? 0) - (other[at] ?? -1);
}
