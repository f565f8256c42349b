import { stringify } from 'csv-stringify/sync';
import { defused } from '../../grading/gradebook/csv-cells.rules.js';
import { freshForm, type FormState } from '../../platform/web/forms.js';
import { parseCode } from '../register/code.rules.js';
import { dayInWords, momentInWords } from '../register/days.rules.js';
import { type HideableField } from '../register/visibility.rules.js';
import { nameLanguage, pathOf } from '../verification/verification.views.js';
import { type Check, type CheckedCode } from './checks.service.js';
import { type CodeList, type ListEntry, MOST_CHARACTERS, MOST_CODES, told } from './list.rules.js';

/** Where many codes are typed, and what is said of them. */
export interface ManyPage {
  form: FormState;
  most: string;
  result: ManyResult | null;
}

export interface ManyResult {
  /** Lines of the list that stand here, from the first, and all that there are: numbers, for a bar. */
  done: string;
  total: string;
  /** "All 12 lines are checked." */
  state: string;
  /** What was made of the list, where that is not plain. */
  notes: string[];
  counts: { kind: string; word: string; count: string; order: string }[];
  rows: CheckRow[];
  /** The same as a file, in the address itself: nothing is asked twice. */
  csvHref: string;
  checkedAt: { iso: string; words: string } | null;
}

/** Null: not told, as there is nothing to tell; withheld: its holder keeps it from the public. */
interface ToldFact {
  value: string | null;
  withheld: boolean;
  lang: string | null;
}

export interface CheckRow {
  line: string;
  /** The code in groups, or the beginning of what stood there. */
  written: string;
  /** Null where it is no code. */
  href: string | null;
  tag: { kind: string; icon: string; word: string };
  /** Null where the other cells say as much: of what simply holds. */
  sentence: string | null;
  reason: string | null;
  sameAs: string | null;
  successor: { href: string; code: string } | null;
  holder: ToldFact;
  course: string;
  result: ToldFact;
  issued: { iso: string; words: string } | null;
}

/** A line of the list, and what was answered. */
export interface CheckedEntry extends CheckedCode {
  readonly entry: ListEntry;
}

export const manyPage = (
  form: FormState = freshForm({ list: '' }),
  result: ManyResult | null = null,
): ManyPage => ({
  form,
  most: String(MOST_CODES),
  result,
});

/** The form again, with what is wrong and with what was pasted, unless that is too long to be one. */
export function refusedList(pasted: string, problem: string): ManyPage {
  const kept = pasted.length <= MOST_CHARACTERS;
  const message = kept
    ? problem
    : `${problem} It is too long to be shown here again; you still have it where you took it from.`;
  const form: FormState = {
    values: { list: kept ? pasted : '' },
    errors: [{ field: 'list', message }],
    errorFor: { list: message },
  };
  return manyPage(form);
}

/**
 * @param from the first of the list's entries that were checked; several requests may share a list
 * @param checked the entries from there on
 */
export function manyResult(list: CodeList, from: number, checked: readonly CheckedEntry[]): ManyResult {
  const total = list.entries.length;
  const done = from + checked.length;
  const at = checked[0]?.check.checkedAt;
  return {
    done: String(done),
    total: String(total),
    state:
      done === total
        ? total === 1
          ? 'The one line is checked.'
          : `All ${total} lines are checked.`
        : `${done} of ${total} lines are checked.`,
    notes: notesOn(list),
    counts: countsOf(checked),
    rows: checked.map(rowOf),
    csvHref: `data:text/csv;charset=utf-8,${encodeURIComponent(csvOf(checked))}`,
    checkedAt: at === undefined ? null : { iso: at, words: momentInWords(new Date(at)) },
  };
}

function notesOn({ head, column, entries }: CodeList): string[] {
  const again = entries.filter(({ sameAs }) => sameAs !== null).length;
  return [
    ...(column === null ? [] : [`The codes were read from the column “${column}”.`]),
    ...(head === null ? [] : [`The first line was taken for headings: “${head}”.`]),
    ...(again === 0 ? [] : [again === 1 ? 'One line repeats a code.' : `${again} lines repeat a code.`]),
  ];
}

/** In the order in which they are worth knowing: what doesn’t stand, before what does. */
const tags = {
  revoked: { kind: 'bad', icon: 'octagon-x' },
  'never-issued': { kind: 'bad', icon: 'circle-question-mark' },
  'key-compromised': { kind: 'bad', icon: 'key-round' },
  suspended: { kind: 'warn', icon: 'circle-pause' },
  superseded: { kind: 'warn', icon: 'replace' },
  expired: { kind: 'warn', icon: 'hourglass' },
  erased: { kind: 'plain', icon: 'eraser' },
  'typing-error': { kind: 'plain', icon: 'text-cursor-input' },
  'not-a-code': { kind: 'plain', icon: 'keyboard' },
  'not-checked': { kind: 'plain', icon: 'circle-dashed' },
  valid: { kind: 'good', icon: 'badge-check' },
} as const satisfies Record<Check['status'], { kind: string; icon: string }>;

function countsOf(checked: readonly CheckedEntry[]): ManyResult['counts'] {
  return (Object.keys(tags) as Check['status'][]).flatMap((status, at) => {
    const these = checked.filter(({ check }) => check.status === status);
    const [first] = these;
    if (!first) return [];
    const { kind } = tags[status];
    return [{ kind, word: first.check.word, count: String(these.length), order: String(at) }];
  });
}

function rowOf({ entry, check }: CheckedEntry): CheckRow {
  const { facts } = check;
  const withheld = (field: HideableField) => facts?.withheld?.includes(field) ?? false;
  const parsed = check.code === null ? null : parseCode(check.code);
  return {
    line: String(entry.line),
    written: check.code ?? told(check.typed),
    href: parsed?.kind === 'code' ? pathOf(parsed.code) : null,
    tag: { ...tags[check.status], word: check.word },
    sentence: check.status === 'valid' ? null : sentenceOf(entry, check),
    reason: check.reason ?? null,
    sameAs: entry.sameAs === null ? null : String(entry.sameAs),
    successor: successorOf(check),
    holder: {
      value: facts?.holder?.name ?? null,
      withheld: withheld('holder'),
      lang: facts?.holder ? nameLanguage(facts.holder) : null,
    },
    course: facts?.course.title ?? '',
    result: { value: facts ? percentOf(facts) : null, withheld: withheld('result'), lang: null },
    issued: facts && { iso: facts.issuedOn, words: dayInWords(facts.issuedOn) },
  };
}

function sentenceOf(entry: ListEntry, check: Check): string {
  return entry.typed === '' ? 'There is no code on this line.' : check.sentence;
}

function successorOf({ supersededBy }: Check): CheckRow['successor'] {
  const parsed = supersededBy === undefined ? null : parseCode(supersededBy);
  return parsed?.kind === 'code' ? { href: pathOf(parsed.code), code: parsed.code } : null;
}

const figures = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 });

function percentOf({ result }: NonNullable<Check['facts']>): string | null {
  return result.percent === undefined ? null : `${figures.format(result.percent)}\u00A0%`;
}

const heads = [
  'Line',
  'As given',
  'Code',
  'Status',
  'Says',
  'Reason',
  'Issued to',
  'Course',
  'Result, %',
  'Issued on',
  'Valid until',
  'Since (UTC)',
  'Replaced by',
  'Withheld by the holder',
  'Checked at (UTC)',
];

/**
 * As CSV (RFC 4180), one line for each of the list: UTF-8 with a byte-order mark, CR LF, and nothing in it that a
 * spreadsheet would run as a formula. Days are ISO 8601.
 */
function csvOf(checked: readonly CheckedEntry[]): string {
  const lines = checked.map((one) => lineOf(one).map(defused));
  return stringify([heads, ...lines], { bom: true, record_delimiter: 'windows', quoted_string: true });
}

function lineOf({ entry, check, lastDay }: CheckedEntry): string[] {
  const { facts } = check;
  return [
    String(entry.line),
    told(entry.typed),
    check.code ?? '',
    check.status,
    sentenceOf(entry, check),
    check.reason ?? '',
    facts?.holder?.name ?? '',
    facts?.course.title ?? '',
    String(facts?.result.percent ?? ''),
    facts?.issuedOn ?? '',
    lastDay ?? '',
    check.since ?? '',
    check.supersededBy ?? '',
    facts?.withheld?.join(' ') ?? '',
    check.status === 'not-checked' ? '' : check.checkedAt,
  ];
}
