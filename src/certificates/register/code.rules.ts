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
 */
export function parseCode(typed: string): TypedCode {
  if (typed.length > LONGEST_INPUT) return { kind: 'not-a-code' };
  const plain = readCode(withoutAddress(typed));
  // A percent sign may stand for itself, and then nothing is to be decoded.
  return plain.kind === 'code' ? plain : (codeWithin(typed) ?? codeWithin(decoded(typed)) ?? plain);
}

/** How many letters and digits of a code there are in what was typed. */
export function symbolsIn(typed: string): number {
  return normalise(withoutAddress(typed.slice(0, LONGEST_INPUT))).length;
}

function readCode(typed: string): TypedCode {
  const text = normalise(typed);
  if (!/^[0-9A-Z]+$/.test(text)) return { kind: 'not-a-code' };
  if (text.length < TOLERATED.shortest || text.length > TOLERATED.longest) return { kind: 'not-a-code' };

  const values = Array.from(text, valueOf);
  const checks = text.length === LENGTH && !values.includes(-1) && interim(values) === 0;
  return checks ? { kind: 'code', code: text as Code } : { kind: 'typing-error' };
}

/** The five groups of five in which a code is printed and read aloud. */
export function groupsOf(code: Code): readonly string[] {
  return Array.from({ length: LENGTH / GROUP }, (_, at) => code.slice(at * GROUP, (at + 1) * GROUP));
}

/** The values of its 25 symbols, 0 … 31. */
export function symbolValues(code: Code): readonly number[] {
  return Array.from(code, valueOf);
}

/** The code as it is shown and as it stands in its address: five groups joined by hyphens. */
export function writtenCode(code: Code): string {
  return groupsOf(code).join('-');
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
  return values.reduce((sum, value) => doubled(sum) ^ value, 0);
}

/** 2·x in GF(2⁵). */
function doubled(x: number): number {
  const shifted = x << 1;
  return shifted & 32 ? shifted ^ FIELD_POLYNOMIAL : shifted;
}

/** 0 … 31, or -1 for U, which Crockford's alphabet leaves out. */
function valueOf(symbol: string): number {
  return SYMBOLS.indexOf(symbol);
}

/**
 * Twenty-five letters and digits, or five groups of five, that stand among other words, or groups over two lines; null
 * where there are none, or more than one.
 */
function codeWithin(typed: string): TypedCode | null {
  const text = typed.normalize('NFKC');
  const joined = codesIn(
    text.match(/(?<![\p{L}\p{N}])[0-9A-Z]{5}(?:\p{Pd}?[0-9A-Z]{5}){4}(?![\p{L}\p{N}])/giu) ?? [],
  );
  if (joined.size > 0) return joined.size === 1 ? ([...joined.values()][0] ?? null) : null;
  const words = text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const fives = words
    .map((_, at) => words.slice(at, at + LENGTH / GROUP))
    .filter((five) => five.length === LENGTH / GROUP && five.every((word) => word.length === GROUP));
  // One wrong code in 32 has the right check character: with two to choose from, nobody knows which was meant.
  const found = codesIn(fives.map((five) => five.join('')));
  return found.size === 1 ? ([...found.values()][0] ?? null) : null;
}

function codesIn(candidates: readonly string[]): Map<Code, TypedCode> {
  const read = candidates.map(readCode);
  return new Map(read.flatMap((one) => (one.kind === 'code' ? [[one.code, one]] : [])));
}

/** What stands where a code should: in an address, or all that was typed, without what stands around it. */
function withoutAddress(typed: string): string {
  const named = codeOfAddress(typed) ?? codeOfAddress(decoded(typed)) ?? typed;
  const bare = withinMarks.exec(named)?.[0] ?? '';
  // A code may end as a file's name does, and have a dot before that.
  return readCode(bare).kind === 'code' ? bare : bare.replace(ending, '');
}

function codeOfAddress(typed: string): string | null {
  const [, path, query] = addressed.exec(typed) ?? [];
  if (path !== undefined) return decoded(path);
  return query === undefined ? null : new URLSearchParams(query).get('code');
}

const addressed = /\/verify(?:\/([^/?#&\s]+)|\/?\?([^#\s]*))/i;
/** Without quotation marks, brackets, commas and their like in front and behind. */
const withinMarks = /[^\s\p{P}\p{S}](?:.*[^\s\p{P}\p{S}])?/su;
/** Of files that are named after an address. */
const ending = /\.(?:json|pdf|png|html?)$/i;

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** Full-width forms to plain ones; blanks, every kind of dash, invisible characters and dots away; look-alikes to digits. */
function normalise(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s\p{Pd}\p{Cf}\u2212._]/gu, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
}
