import { type Code, parseCode, writtenCode } from '../register/code.rules.js';

/** What a QR code that somebody held before the camera says. */
export type Scanned =
  | { readonly kind: 'certificate'; readonly code: Code }
  /** An address of this academy that names a code which can't be one. */
  | { readonly kind: 'mistyped' }
  /** An address of this academy, of something else. */
  | { readonly kind: 'other-page' }
  /** An address of somebody else; `code`: what it names as a certificate's code, or null. */
  | { readonly kind: 'elsewhere'; readonly host: string; readonly code: Code | null }
  /** No address and no code: a ticket, a network's password. */
  | { readonly kind: 'other' };

/**
 * Reads the text of a QR code. Only a certificate of this academy is ever followed, and then by its code alone: whatever
 * else an address holds – a port, a name and a password before the host, an address within – leads nowhere.
 *
 * @param hosts under which this academy is or was known, as they stand in addresses: `academy.example:8443`
 */
export function readScan(text: string, hosts: readonly string[]): Scanned {
  const address = webAddress(text.trim());
  if (!address) {
    // What is no whole address may still name a host, and would be taken for this academy's.
    const typed = text.includes('/') ? null : parseCode(text);
    return typed?.kind === 'code' ? { kind: 'certificate', code: typed.code } : { kind: 'other' };
  }
  const { host, pathname, search } = address;
  const named = parseCode(pathname + search);
  if (!hosts.includes(host)) {
    return { kind: 'elsewhere', host, code: named.kind === 'code' ? named.code : null };
  }
  if (named.kind === 'code') return { kind: 'certificate', code: named.code };
  return { kind: named.kind === 'typing-error' ? 'mistyped' : 'other-page' };
}

function webAddress(text: string): URL | null {
  return /^https?:/i.test(text) && URL.canParse(text) ? new URL(text) : null;
}

/** The hosts of addresses, each once. */
export const hostsOf = (addresses: readonly string[]): string[] => [
  ...new Set(addresses.map((address) => new URL(address).host)),
];

/** What is told of a code that is not followed. Hosts are told as browsers write them, so that look-alikes show. */
export function scanSentence(scanned: Exclude<Scanned, { kind: 'certificate' }>): string {
  switch (scanned.kind) {
    case 'mistyped':
      return 'This QR code names a certificate whose code can’t be right. Type the code that is printed beside it.';
    case 'other-page':
      return 'This QR code is of this academy, but not of a certificate.';
    case 'elsewhere':
      return `This is a QR code, but not of a certificate of this academy. It leads to ${scanned.host}.`;
    case 'other':
      return 'This is a QR code, but not of a certificate.';
  }
}

/** The certificates among what was read, each once, and everything else. */
export function sortScans(
  texts: readonly string[],
  hosts: readonly string[],
): { codes: Code[]; others: Exclude<Scanned, { kind: 'certificate' }>[] } {
  const read = texts.map((text) => readScan(text, hosts));
  const codes = read.flatMap((one) => (one.kind === 'certificate' ? [one.code] : []));
  return { codes: [...new Set(codes)], others: read.filter((one) => one.kind !== 'certificate') };
}

/** A code that is out of the picture for so long, in milliseconds, is a new one when it comes back. */
const GONE_AFTER_MS = 1500;

/** Which codes have just come into the picture: a camera shows the same one many times a second. */
export class Sightings {
  private readonly lastSeen = new Map<string, number>();

  /**
   * @param texts what is in the picture
   * @param at    milliseconds, of any clock that only goes forward
   */
  fresh(texts: readonly string[], at: number): string[] {
    for (const [text, seen] of this.lastSeen) if (at - seen > GONE_AFTER_MS) this.lastSeen.delete(text);
    const fresh = [...new Set(texts)].filter((text) => !this.lastSeen.has(text));
    for (const text of texts) this.lastSeen.set(text, at);
    return fresh;
  }
}

/** What became of a code that was to go on a list. */
export type Listed =
  | { readonly kind: 'added'; readonly list: string; readonly line: number }
  | { readonly kind: 'there'; readonly line: number }
  | { readonly kind: 'full' };

/** Of a line, what is looked at: a code and what mail programs make of its address. */
const LONGEST_LINE = 2000;

/**
 * Puts a code on a line of its own below a list of codes, unless it stands there.
 *
 * @param list as it was typed or pasted; what stands there stays as it is
 * @param most lines with something on them
 */
export function withCode(list: string, code: Code, most: number): Listed {
  const lines = list === '' ? [] : list.split(/\r\n|\r|\n/);
  const there = lines.findIndex((line) => names(line, code));
  if (there >= 0) return { kind: 'there', line: there + 1 };
  if (lines.filter((line) => line.trim() !== '').length >= most) return { kind: 'full' };
  const open = lines.at(-1) === '' || lines.length === 0;
  return {
    kind: 'added',
    list: `${list}${open ? '' : '\n'}${writtenCode(code)}\n`,
    line: open ? Math.max(lines.length, 1) : lines.length + 1,
  };
}

function names(line: string, code: Code): boolean {
  if (line.length > LONGEST_LINE) return false;
  return [line, ...line.split(/[\s,;|]+/)].some((part) => {
    const typed = part.length < code.length ? null : parseCode(part);
    return typed?.kind === 'code' && typed.code === code;
  });
}
