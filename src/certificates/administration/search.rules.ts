import { parseCode } from '../register/code.rules.js';

export const searchStatuses = [
  'valid',
  'expired',
  'key-compromised',
  'suspended',
  'revoked',
  'superseded',
  'erased',
] as const;
export type SearchStatus = (typeof searchStatuses)[number];

/** What an administrator looks for; everything that is null fits all. */
export interface Search {
  /** As it was typed. */
  readonly text: string;
  readonly courseId: string | null;
  readonly cohortId: string | null;
  readonly status: SearchStatus | null;
  /** First and last day of issue, as the certificates print it: ISO 8601. */
  readonly from: string | null;
  readonly until: string | null;
  /** The certificate before or behind which the page begins. */
  readonly place: { readonly way: 'older' | 'newer'; readonly id: string } | null;
}

export interface ReadSearch {
  readonly search: Search;
  /** What could not be read, by field; it was left out. */
  readonly errors: readonly { readonly field: 'from' | 'until'; readonly message: string }[];
}

const LONGEST_TEXT = 2048;
const LONGEST_NAME = 254;

/** Reads a page's parameters. What no field of the form could have sent is left out without a word. */
export function readSearch(query: Readonly<Record<string, unknown>>): ReadSearch {
  const word = (name: string) => {
    const value = query[name];
    return typeof value === 'string' ? value.replaceAll('\0', '').trim() : '';
  };
  const [from, until] = [word('from'), word('until')];
  const errors: { field: 'from' | 'until'; message: string }[] = [];
  if (from !== '' && !isDay(from)) errors.push({ field: 'from', message: 'Enter a day such as 2026-11-14.' });
  if (until !== '' && !isDay(until))
    errors.push({ field: 'until', message: 'Enter a day such as 2026-11-14.' });
  if (errors.length === 0 && from !== '' && until !== '' && until < from) {
    errors.push({ field: 'until', message: 'Enter a last day that is not before the first.' });
  }
  const [older, newer] = [id(word('older')), id(word('newer'))];
  return {
    search: {
      text: word('q').slice(0, LONGEST_TEXT),
      courseId: id(word('course')),
      cohortId: id(word('cohort')),
      status: searchStatuses.find((status) => status === word('status')) ?? null,
      from: from === '' || errors.length > 0 ? null : from,
      until: until === '' || errors.length > 0 ? null : until,
      place: older ? { way: 'older', id: older } : newer ? { way: 'newer', id: newer } : null,
    },
    errors,
  };
}

/** What may be meant by what was typed; a certificate that fits one of them is found. */
export interface TextMeaning {
  /** A whole code, on its own or in an address. Then nothing else is looked for. */
  readonly code: string | null;
  /** What a code may begin with. */
  readonly codeBeginning: string | null;
  /** In lower case. */
  readonly emailBeginning: string | null;
  readonly name: string | null;
  /** It looks like a code with a slip in it. */
  readonly mistyped: boolean;
}

export function meaningOf(text: string): TextMeaning {
  const none = { code: null, codeBeginning: null, emailBeginning: null, name: null, mistyped: false };
  if (text === '') return none;
  const typed = parseCode(text);
  if (typed.kind === 'code') return { ...none, code: typed.code };
  // Longer than any name or address: nothing fits it, so nothing needs to be asked.
  if (Array.from(text).length > LONGEST_NAME) return { ...none, mistyped: typed.kind === 'typing-error' };
  if (text.includes('@')) return { ...none, emailBeginning: text.toLowerCase() };
  return {
    ...none,
    codeBeginning: beginningOfCode(text),
    emailBeginning: text.toLowerCase(),
    name: text,
    mistyped: typed.kind === 'typing-error',
  };
}

/** Three symbols at least, with the look-alikes forgiven as in a whole code; null for what no code begins with. */
function beginningOfCode(text: string): string | null {
  const tail = /\/verify\/([^/?#\s]+)/i.exec(text)?.[1] ?? text;
  const symbols = tail
    .normalize('NFKC')
    .replace(/[\s\p{Pd}\p{Cf}._]/gu, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');
  return /^[0-9A-HJKMNP-TV-Z]{3,25}$/.test(symbols) ? symbols : null;
}

/** The address of a search, with what is changed in it; a page's place does not outlive a change. */
export function searchHref(search: Search, change: Partial<Search> = {}): string {
  const { text, courseId, cohortId, status, from, until, place } = { ...search, place: null, ...change };
  const parameters = new URLSearchParams();
  for (const [name, value] of [
    ['q', text],
    ['course', courseId],
    ['cohort', cohortId],
    ['status', status],
    ['from', from],
    ['until', until],
    [place?.way ?? '', place?.id],
  ] as const) {
    if (name !== '' && value) parameters.set(name, value);
  }
  const query = parameters.toString();
  return `/certificates/administration${query === '' ? '' : `?${query}`}`;
}

const id = (word: string) =>
  /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(word) ? word.toLowerCase() : null;

function isDay(word: string): boolean {
  if (!/^[12]\d{3}-\d\d-\d\d$/.test(word)) return false;
  const at = new Date(`${word}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(word);
}
