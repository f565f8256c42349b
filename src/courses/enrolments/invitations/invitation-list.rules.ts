import { CsvError, parse } from 'csv-parse/sync';
import { emailField, tidyName } from '../../../users/user.forms.js';

/** How many people one list may name. */
export const MOST_LINES = 1000;
/** Columns beyond are not looked at. */
const MOST_COLUMNS = 50;

/** A line of a list of people, as it was read. */
export interface ListedPerson {
  /** Of the file, from 1. */
  line: number;
  /** In lower case; null when the line has none that works, and `problem` says why. */
  email: string | null;
  /** "" when the line has none. */
  name: string;
  problem: string | null;
}

export type PeopleList = { people: ListedPerson[] } | { error: string };

/**
 * Reads people from CSV (RFC 4180): one a line, in columns separated by commas, semicolons or tabs, with a line of
 * names over the columns or without, with a byte-order mark or without. A line may also be `Name <address>`. A line
 * that can't be used says why and spoils no other.
 *
 * @returns an error only where the text can't be read as lines at all
 */
export function readPeopleList(text: string): PeopleList {
  const source = text.replace(/^\uFEFF/, '').normalize('NFC');
  let rows: { cells: string[]; line: number }[];
  try {
    rows = cellsOf(source);
  } catch (error) {
    return { error: sentenceOf(error) };
  }
  const columns = columnsOf(rows[0]?.cells ?? []);
  const lines = columns.named ? rows.slice(1) : rows;
  if (lines.length === 0) return { error: 'The list names nobody. Write one person a line.' };
  if (lines.length > MOST_LINES) {
    return {
      error: `The list has ${lines.length} lines. Invite at most ${MOST_LINES} people at once, and the others with a second list.`,
    };
  }
  if (columns.named && columns.email === null) {
    return { error: 'No column is called “email”. Call the column with the addresses so.' };
  }
  const seen = new Map<string, number>();
  return { people: lines.map(({ cells, line }) => once(personOf(cells, columns, line), seen)) };
}

interface Columns {
  named: boolean;
  email: number | null;
  name: number | null;
  /** Of a given name and a family name, in the list's own order. */
  parts: number[];
}

const emailNames = /^(e-?mail([ -_]?address)?|mail|address|e-?mail-?adresse|correo|courriel)$/i;
const nameNames = /^(full[ -_]?)?(name|nom|nombre)$/i;
const partNames = /^((first|given|middle|last|family|sur)[ -_]?name|vorname|nachname|prénom|apellidos?)$/i;
const allNames = [emailNames, nameNames, partNames];

function columnsOf(first: readonly string[]): Columns {
  const named = first.length > 0 && !first.some((cell) => cell.includes('@'));
  const isHeading = named && first.some((cell) => allNames.some((names) => names.test(cell)));
  if (!isHeading) return { named: false, email: null, name: null, parts: [] };
  const at = (names: RegExp) => {
    const index = first.findIndex((cell) => names.test(cell));
    return index === -1 ? null : index;
  };
  const parts = first.flatMap((cell, index) => (partNames.test(cell) ? [index] : []));
  return { named: true, email: at(emailNames), name: at(nameNames), parts };
}

/** The cells of each line that is not empty. The separator is the one that the first line has most of. */
function cellsOf(source: string): { cells: string[]; line: number }[] {
  const head = (/^.*$/m.exec(source.trimStart())?.[0] ?? '').replace(/"[^"]*"/g, '');
  const count = (separator: string) => head.split(separator).length;
  const delimiter = [',', ';', '\t'].reduce((best, next) => (count(next) > count(best) ? next : best));
  const records = parse(source, {
    delimiter,
    info: true,
    trim: true,
    relax_column_count: true,
    // `Jane "Jo" Ash <jo@example.org>` is no quotation of RFC 4180 and no error either.
    relax_quotes: true,
  }) as unknown as { record: string[]; info: { lines: number } }[];
  return records
    .map(({ record, info }) => ({ cells: record.slice(0, MOST_COLUMNS), line: info.lines }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
}

function personOf(cells: readonly string[], columns: Columns, line: number): ListedPerson {
  const first = cells.findIndex((cell) => cell.includes('@'));
  const at = columns.email ?? Math.max(0, first);
  const [written, inBrackets] = partsOf(cells[at] ?? '');
  const name = tidyName(unquoted(inBrackets === '' ? nameOf(cells, columns, at) : inBrackets));
  const unusable = (problem: string) => ({ line, email: null, name, problem });
  if (written.trim() === '') return unusable('There is no address.');
  // Such as the recipients of a mail, which programs join by semicolons: the second one must not be lost.
  if (name.includes('@') || cells.some((cell, index) => index !== at && hasAddress(cell))) {
    return unusable('There is more than one address on this line. Write one person a line.');
  }
  const read = emailField.safeParse(written);
  if (!read.success) return unusable(`“${shortened(written)}” is no e-mail address.`);
  if (Array.from(name).length > 120) return unusable('The name has more than 120 characters.');
  return { line, email: read.data, name, problem: null };
}

/** Of `Zoë <zoe@example.org>` the address and the name; of anything else all of it, and no name. */
function partsOf(cell: string): [address: string, name: string] {
  const open = cell.lastIndexOf('<');
  return open !== -1 && cell.endsWith('>') ? [cell.slice(open + 1, -1), cell.slice(0, open)] : [cell, ''];
}

function nameOf(cells: readonly string[], { named, name, parts }: Columns, at: number): string {
  if (name !== null) return cells[name] ?? '';
  if (parts.length > 0) return parts.map((part) => cells[part] ?? '').join(' ');
  // With names over the columns none of the others is a name: it may be a number, or a town.
  return named ? '' : (cells.find((cell, index) => index !== at && cell !== '') ?? '');
}

const hasAddress = (cell: string) => emailField.safeParse(partsOf(cell)[0]).success;
const unquoted = (text: string) => text.trim().replace(/^"|"$/g, '');

function once(person: ListedPerson, seen: Map<string, number>): ListedPerson {
  if (person.email === null) return person;
  const earlier = seen.get(person.email);
  if (earlier !== undefined) {
    return { ...person, email: null, problem: `${person.email} stands on line ${earlier} already.` };
  }
  seen.set(person.email, person.line);
  return person;
}

const shortened = (text: string) =>
  text.length > 60 ? `${Array.from(text.slice(0, 120)).slice(0, 60).join('')}…` : text;

function sentenceOf(error: unknown): string {
  const line = error instanceof CsvError ? (error as CsvError & { lines?: number }).lines : undefined;
  return line === undefined
    ? 'This can’t be read as a list. Write one person a line: the address, a comma, the name.'
    : `From line ${line} on this can’t be read: a quotation mark is opened there and never closed.`;
}
