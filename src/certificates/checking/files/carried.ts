import { inflated } from '../../../platform/files/inflated.rules.js';
import { type Code, parseCode } from '../../register/code.rules.js';
import { readJson } from '../../credential/json-text.rules.js';
import { isRecord } from '../../../assignments/sections/text.rules.js';
import { isSnapshot } from './facts.rules.js';

/** Characters; a certificate's credential has some 7,000. What is longer is none, and is not unpacked to its end. */
const LONGEST = 256 * 1024;

/** Whether a text is worth reading into the memory, and its value worth looking at. */
export const isShort = (text: string): boolean => text.length <= LONGEST;

const MOST_MEMBERS = 2000;
const LONGEST_NAME = 100;

/**
 * Whether JSON is worth comparing, member by member. A certificate has five hundred, and the ways to them, as
 * `credentialSubject.achievement.name`, have some 20,000 characters; a short text can have as many members with ways as long as
 * itself.
 */
export function isSmall(value: unknown): boolean {
  let [members, ways] = [MOST_MEMBERS, LONGEST];
  const fits = (inner: unknown, way: number): boolean => {
    members -= 1;
    ways -= way;
    if (members < 0 || ways < 0) return false;
    if (typeof inner !== 'object' || inner === null) return true;
    const names = Object.keys(inner);
    return (
      names.length <= members &&
      names.every((name) => {
        const one = (inner as Record<string, unknown>)[name];
        return name.length <= LONGEST_NAME && fits(one, way + name.length + 1);
      })
    );
  };
  return fits(value, 0);
}

/** What a picture, or the text of a drawing, may carry. */
export type Carried = { readonly credential: string } | { readonly trouble: string };

const none = { trouble: 'This picture holds no credential, so nothing in it can be checked.' };
const several = {
  trouble: 'This picture holds more than one credential, so nobody can tell which one is meant.',
};

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

export const isPng = (bytes: Uint8Array): boolean => PNG.every((octet, at) => bytes[at] === octet);

/**
 * The credential in a PNG: an `iTXt` chunk (Open Badges 3.0, 5.3.1; PNG, 3rd edition, 11.3.3.4). Its pixels are not looked at.
 */
export function carriedByPng(bytes: Uint8Array): Carried {
  const found: string[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = PNG.length;
  while (at + 12 <= bytes.length) {
    const length = view.getUint32(at);
    const end = at + 12 + length;
    if (end > bytes.length) break;
    const type = latin1(bytes.subarray(at + 4, at + 8));
    if (type === 'iTXt') {
      const text = internationalText(bytes.subarray(at + 8, end - 4));
      // Each may unpack to a thousand times itself.
      if (text !== null && found.push(text) > 1) return several;
    }
    if (type === 'IEND') return found[0] === undefined ? none : { credential: found[0] };
    at = end;
  }
  return { trouble: 'This picture is not complete: its end is missing. Download it again.' };
}

/** Null where it is another one's. Keyword, its end, whether and how it is compressed, language, translated keyword, text. */
function internationalText(data: Uint8Array): string | null {
  const keyword = data.indexOf(0);
  const language = data.indexOf(0, keyword + 3);
  const translated = data.indexOf(0, language + 1);
  if (keyword < 0 || language < 0 || translated < 0) return null;
  if (latin1(data.subarray(0, keyword)) !== 'openbadgecredential') return null;
  const text = data.subarray(translated + 1);
  const plain = data[keyword + 1] === 1 ? inflated(text, LONGEST) : text;
  return plain && new TextDecoder().decode(plain);
}

/** The credential in an SVG: an element `openbadges:credential`, or its attribute `verify` (Open Badges 3.0, 5.3.2). */
export function carriedBySvg(svg: string): Carried {
  const openings = svg.matchAll(/<([\w.-]{1,40}:)?credential(?:\s([^<>]*))?>/g);
  const { value: opening } = openings.next();
  if (!opening) return none;
  // Known before anything else is read: the end of each would be looked for through the rest of the file.
  if (!openings.next().done) return several;
  const { 0: tag, 1: prefix = '', 2: attributes = '', index } = opening;
  const verify = /\bverify\s{0,9}=\s{0,9}["']([^"']+)["']/.exec(attributes)?.[1];
  if (verify !== undefined) return { credential: verify };
  const from = index + tag.length;
  const to = svg.indexOf(`</${prefix}credential`, from);
  return { credential: to < 0 ? '' : characterData(svg.slice(from, to).trim()) };
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function characterData(text: string): string {
  const cdata = /^<!\[CDATA\[([^]*)\]\]>$/.exec(text)?.[1];
  return cdata ?? text.replace(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => entities[name] ?? '');
}

/** What a PDF encloses that is not as the academy signed it. */
export interface Enclosed {
  readonly snapshot: string | null;
  readonly credential: string | null;
  /** Of the address of a certificate that it links to; null for none, and for several. */
  readonly code: Code | null;
}

/** Streams that are looked into, and bytes that are unpacked in all. A certificate has some thirty. */
const MOST_STREAMS = 500;
const MOST_UNPACKED = 8 * 1024 * 1024;

const streamBegin = />>\s{0,8}stream\r?\n/g;

/**
 * Looks through a stranger's PDF for what certificates enclose. No parser of PDFs is needed for that, and none is trusted with
 * it: streams are unpacked as they follow each other, so many of them, and each so far.
 */
export function enclosedInPdf(pdf: Uint8Array): Enclosed {
  const text = latin1(pdf);
  const found: { snapshot: string | null; credential: string | null } = { snapshot: null, credential: null };
  const codes = new Set(codesIn(text));
  let [at, budget] = [0, MOST_UNPACKED];
  for (let streams = 0; streams < MOST_STREAMS && budget > 0; streams += 1) {
    // Behind its dictionary (ISO 32000-2, 7.3.8), as titles may have such words, too.
    streamBegin.lastIndex = at;
    const from = streamBegin.test(text) ? streamBegin.lastIndex : -1;
    const end = from < 0 ? -1 : text.indexOf('endstream', from);
    if (end < 0) break;
    at = end + 9;
    if (end - from > LONGEST) continue;
    const unpacked = inflated(pdf.subarray(from, end), LONGEST) ?? pdf.subarray(from, end);
    budget -= unpacked.length;
    for (const code of codesIn(latin1(unpacked))) codes.add(code);
    const kind = unpacked[0] === 0x7b ? kindOf(new TextDecoder().decode(unpacked)) : null;
    if (kind) found[kind.kind] ??= kind.text;
  }
  const [code = null, ...others] = codes;
  return { ...found, code: others.length === 0 ? code : null };
}

function kindOf(text: string): { kind: 'snapshot' | 'credential'; text: string } | null {
  const trimmed = text.replace(/[\s\0]+$/, '');
  const read = readJson(trimmed);
  if (typeof read === 'string') return null;
  if (isShort(trimmed) && isSmall(read.value) && isSnapshot(read.value))
    return { kind: 'snapshot', text: trimmed };
  const isCredential = isRecord(read.value) && '@context' in read.value;
  return isCredential ? { kind: 'credential', text: trimmed } : null;
}

function codesIn(text: string): Code[] {
  return [...text.matchAll(/\/verify\/([0-9A-Z]{5}(?:-[0-9A-Z]{5}){4})(?![0-9A-Z-])/g)].flatMap(
    ([, written = '']) => {
      const parsed = parseCode(written);
      return parsed.kind === 'code' ? [parsed.code] : [];
    },
  );
}

/** A character for each octet; what is looked for has ASCII alone. */
const latin1 = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);
