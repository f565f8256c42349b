/**
 * A certificate's public code: 25 characters of Crockford's base32, of which the first 24 are random (120 bits) and
 * the last one checks them. Stored and compared without hyphens; shown as five groups of five.
 *
 * Alphabet and forgiven look-alikes: https://www.crockford.com/base32.html
 */
export type Code = string & { readonly __brand: 'certificate code' };

export type TypedCode =
  | { readonly kind: 'code'; readonly code: Code }
  /** Looks like a code, but cannot be one: characters are missing, doubled, swapped or wrong. */
  | { readonly kind: 'typing-error' }
  /** Nothing that anybody could have copied from a certificate. */
  | { readonly kind: 'not-a-code' };

/** Crockford's 32 symbols in the order of their values: no I, L, O (look-alikes) and no U. */
const SYMBOLS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
export const LENGTH = 25;
const GROUP = 5;
/** x⁵ + x² + 1, primitive over GF(2), so that 2 generates all 31 non-zero elements. */
const FIELD_POLYNOMIAL = 0b100101;
/** A whole group may be lost or typed twice and it is still recognisably a mistyped code. */
const TOLERATED = { shortest: LENGTH - GROUP, longest: LENGTH + GROUP };
/** Longer input is a pasted page, not a code or an address. */
const LONGEST_INPUT = 2048;

/**
 * A new code. `random` gives that many uniformly distributed bytes; five bits of each are used, so all 32 symbols are
 * equally likely.
 */
export function newCode(random: (count: number) => Uint8Array = randomBytes): Code {
  const values = Array.from(random(LENGTH - 1), (byte) => byte & 31);
  if (values.length !== LENGTH - 1) throw new RangeError('A code needs 24 random bytes.');
  return withCheck(values);
}

/**
 * A code that is always the same for the same word, for demo data only: it begins with DEM0 and repeats the word, so
 * nobody takes it for a random one.
 */
export function fixedDemoCode(seedWord: string): Code {
  const word = Array.from(normalise(`DEMO${seedWord}`)).filter((symbol) => SYMBOLS.includes(symbol));
  return withCheck(Array.from({ length: LENGTH - 1 }, (_, at) => valueOf(word[at % word.length] ?? '0')));
}

/**
 * Reads a code as people type and paste it: any case, with spaces, hyphens or dots anywhere, O for 0, I or L for 1,
 * full-width letters, quotation marks, brackets or a comma around it; the whole address …/verify/CODE or
 * …/verify?code=CODE of whatever host, with what browsers, mail programs and readers make of it (?…, #…, .json, .pdf, a
 * line broken within, the address of another site's redirect around it); or a line of a document with a code in it.
 *
 * An answer must never be about another code than was meant. So where an address names a code, right or mistyped, no
 * other is looked for; and a text with two different codes in it, one of them mistyped or not, is not a code.
 */
export function parseCode(typed: string): TypedCode {
  if (typed.length > LONGEST_INPUT) return { kind: 'not-a-code' };
  // Nothing else is in it that could be meant; lists have thousands of these.
  if (simple.test(typed) && normalise(typed).length <= LENGTH) return readCode(typed);
  // A single character may stand for a sentence of eighteen letters.
  if (typed.normalize('NFKC').length > 2 * LONGEST_INPUT) return { kind: 'not-a-code' };
  const { text, addresses } = addressesIn(typed);
  const named = addresses.map(({ name }) => parseCode(name)).filter(({ kind }) => kind !== 'not-a-code');
  if (named.length > 0) return onlyOne(named);
  if (addresses.length === 0) {
    const plain = readCode(bare(typed));
    return plain.kind === 'code' ? plain : (codeWithin(typed) ?? plain);
  }
  const around = addresses.reduce((rest, { whole }) => rest.replace(whole, ' / '), text);
  return codeWithin(around) ?? { kind: 'not-a-code' };
}

/** How many letters and digits of a code there are in what was typed. */
export function symbolsIn(typed: string): number {
  const start = typed.slice(0, LONGEST_INPUT);
  const [address] = addressesIn(start).addresses;
  return address ? symbolsIn(address.name) : normalise(bare(start)).length;
}

function readCode(typed: string): TypedCode {
  return readNormalised(normalise(typed));
}

function readNormalised(text: string): TypedCode {
  if (text.length < TOLERATED.shortest || text.length > TOLERATED.longest) return { kind: 'not-a-code' };
  if (!/^[0-9A-Z]+$/.test(text)) return { kind: 'not-a-code' };

  const checks = text.length === LENGTH && isRight(text);
  return checks ? { kind: 'code', code: text as Code } : { kind: 'typing-error' };
}

/** Whether its symbols are of the alphabet, and the last one checks them. */
function isRight(text: string): boolean {
  let sum = 0;
  for (let at = 0; at < text.length; at += 1) {
    const value = valueOf(text.charAt(at));
    if (value < 0) return false;
    sum = added(sum, value);
  }
  return sum === 0;
}

/** The five groups of five in which a code is printed and read aloud. */
export function groupsOf(code: Code): readonly string[] {
  return [code.slice(0, 5), code.slice(5, 10), code.slice(10, 15), code.slice(15, 20), code.slice(20)];
}

/** The values of its 25 symbols, 0 … 31. */
export function symbolValues(code: Code): readonly number[] {
  return Array.from(code, valueOf);
}

/** The code as it is shown and as it stands in its address: five groups joined by hyphens. */
export function writtenCode(code: Code): string {
  return groupsOf(code).join('-');
}

const WRITTEN = /^[0-9A-Z]{5}(?:-[0-9A-Z]{5}){4}$/;

/** What `writtenCode` has given, and nothing else: null of a code that is to be corrected or written another way. */
export function codeWritten(written: string): Code | null {
  if (!WRITTEN.test(written)) return null;
  const text = written.replaceAll('-', '');
  return isRight(text) ? (text as Code) : null;
}

/** The address that the QR code and the credential carry. `publicUrl` is the configured one, never a Host header. */
export function addressOf(publicUrl: string, code: Code): string {
  return `${publicUrl.replace(/\/+$/, '')}/verify/${writtenCode(code)}`;
}

function randomBytes(count: number): Uint8Array {
  return globalThis.crypto.getRandomValues(new Uint8Array(count));
}

function withCheck(values: readonly number[]): Code {
  const check = doubled(interim(values));
  return [...values, check].map((value) => SYMBOLS.charAt(value)).join('') as Code;
}

/**
 * Damm's scheme (H. M. Damm, "Total anti-symmetrische Quasigruppen", Marburg 2004) over the quasigroup x ∘ d = 2x + d
 * of GF(2⁵). The check character makes the result 0. A symbol n places before the end counts 2ⁿ times, and the powers
 * 2⁰ … 2²⁴ are all different (2 has order 31), so every single wrong character is found and so is every swap of two
 * different characters, neighbours or not. One code in 32 that is wrong in some other way passes.
 */
function interim(values: readonly number[]): number {
  return values.reduce(added, 0);
}

const added = (sum: number, value: number) => doubled(sum) ^ value;

/** 2·x in GF(2⁵). */
function doubled(x: number): number {
  const shifted = x << 1;
  return shifted & 32 ? shifted ^ FIELD_POLYNOMIAL : shifted;
}

/** 0 … 31, or -1 for U, which Crockford's alphabet leaves out. */
function valueOf(symbol: string): number {
  return SYMBOLS.indexOf(symbol);
}

function onlyOne(read: readonly TypedCode[]): TypedCode {
  const different = new Set(read.map((one) => (one.kind === 'code' ? one.code : one.kind)));
  return different.size === 1 && read[0] ? read[0] : { kind: 'not-a-code' };
}

/**
 * Twenty-five letters and digits, or groups of five, that stand among other words, or groups over two lines; null where
 * there are none, or more than one.
 */
function codeWithin(typed: string): TypedCode | null {
  // A percent sign may stand for itself, and then nothing is to be decoded.
  const found = [...new Set([typed, decoded(typed)])].map(candidatesIn);
  const all = new Set(found.flatMap(({ candidates }) => candidates));
  const right = found.flatMap(({ codes }) => codes)[0];
  // With two to choose from, one of them mistyped or not, nobody knows which was meant.
  return right && all.size === 1 ? right : null;
}

/** Words of five letters or digits, one behind the other, or what was written without hyphens: twenty-five together. */
interface Candidate {
  /** In plain capitals. */
  readonly text: string;
  readonly digit: boolean;
  /** The number of its first word and of the one after its last. */
  readonly from: number;
  readonly to: number;
  /** Its words have nothing but a hyphen between them. */
  readonly tight: boolean;
  readonly read: TypedCode;
}

/** What can be meant as a code: what is one, and what is like one elsewhere in the text. */
function candidatesIn(typed: string): { codes: readonly TypedCode[]; candidates: readonly string[] } {
  const words = [...typed.normalize('NFKC').matchAll(/([\p{L}\p{N}]+)([^\p{L}\p{N}]*)/gu)].map(
    ([, word = '', behind = '']): Word => {
      const { length } = word;
      // Each word is looked at as often as words stand before it, so what takes time is done here.
      const plain = length % GROUP === 0 && length <= LENGTH ? normalise(word) : '';
      const hyphen = behind === '' || /^\p{Pd}?$/u.test(behind);
      return { length, plain, digit: /[0-9]/.test(word), hyphen };
    },
  );
  const all = words.flatMap((_, from) => candidateFrom(words, from) ?? []);
  // Words of five letters may stand before and behind a code, and one in 32 such mixtures has the right check character.
  const right = all.filter(({ read }) => read.kind === 'code');
  const codes = right.some(({ tight }) => tight) ? right.filter(({ tight }) => tight) : right;
  const others = all.filter(
    ({ from, to, tight, digit }) =>
      codes.every((code) => to <= code.from || code.to <= from) && (tight || digit),
  );
  return {
    codes: codes.map(({ read }) => read),
    candidates: [...codes, ...others].map(({ text }) => text),
  };
}

interface Word {
  readonly length: number;
  /** In plain capitals; empty where it is no part of a code. */
  readonly plain: string;
  /** As it was typed. */
  readonly digit: boolean;
  /** Nothing but a hyphen stands behind it, or nothing at all. */
  readonly hyphen: boolean;
}

function candidateFrom(words: readonly Word[], from: number): Candidate | undefined {
  let [text, length, to] = ['', 0, from];
  let [digit, tight, fives] = [false, true, true];
  while (length < LENGTH) {
    const next = words[to];
    if (!next || next.plain === '') return undefined;
    text += next.plain;
    length += next.length;
    to += 1;
    digit ||= next.digit;
    fives &&= next.length === GROUP;
    if (length < LENGTH) tight &&= next.hyphen;
  }
  if (length > LENGTH || !(tight || fives)) return undefined;
  const read = readNormalised(text);
  return read.kind === 'not-a-code' ? undefined : { text, digit, from, to, tight, read };
}

interface Address {
  readonly whole: string;
  readonly name: string;
}

/** The addresses of answers in a text, with what each names as a code: a part of its path, or its `?code=`. */
function addressesIn(typed: string): { text: string; addresses: readonly Address[] } {
  const addresses = addressesWithin(typed);
  if (addresses.length > 0) return { text: typed, addresses };
  const text = decoded(typed);
  return { text, addresses: text === typed ? [] : addressesWithin(text) };
}

function addressesWithin(text: string): Address[] {
  return [...text.matchAll(addressed)].flatMap((found) => {
    const [whole, path, query = ''] = found;
    const name = path === undefined ? (new URLSearchParams(query).get('code') ?? '') : decoded(path);
    if (!/[\p{L}\p{N}]/u.test(name)) return [];
    const [broken = '', rest = ''] = secondLine.exec(text.slice(found.index + whole.length)) ?? [];
    const goesOn = readCode(name).kind !== 'code' && readCode(name + rest).kind === 'code';
    return [goesOn ? { whole: whole + broken, name: name + rest } : { whole, name }];
  });
}

const addressed = /\/verify(?:\/([^/?#&\s]+)|\/?\?([^#\s]*))\S*/gi;
const secondLine = /^[^\S\r\n]*[\r\n]+[^\S\r\n]*([0-9A-Z]+(?:\p{Pd}[0-9A-Z]+)*)/iu;

/** Without quotation marks, brackets, commas and their like in front and behind, and the ending of a file. */
function bare(typed: string): string {
  const text = withinMarks.exec(typed)?.[0] ?? '';
  // A code may end as a file's name does, and have a dot before that.
  return readCode(text).kind === 'code' ? text : text.replace(ending, '');
}

const withinMarks = /[^\s\p{P}\p{S}](?:.*[^\s\p{P}\p{S}])?/su;
/** Of files that are named after an address. */
const ending = /\.(?:json|pdf|png|html?)$/i;

function decoded(path: string): string {
  if (!path.includes('%')) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Full-width forms to plain ones; blanks, every kind of dash, invisible characters and dots away; look-alikes to digits. */
function normalise(text: string): string {
  const symbols = simple.test(text)
    ? text.replaceAll('-', '')
    : text.normalize('NFKC').replace(/[\s\p{Pd}\p{Cf}\u2212._]/gu, '');
  return symbols.toUpperCase().replaceAll('O', '0').replace(/[IL]/g, '1');
}

/** What needs no more than that. */
const simple = /^[A-Z0-9-]*$/i;
