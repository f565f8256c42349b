import { type CsvRow, csvRows, csvText, delimiterOfHead } from '../../../platform/csv/csv.rules.js';
import { whyNoText } from '../../../platform/csv/no-text.rules.js';
import { emailField, tidyName } from '../../../users/user.forms.js';

/** How many people one list may name. */
export const MOST_LINES = 1000;
/** With those that are empty, as spreadsheets write them below a table. */
const MOST_LINES_OF_TEXT = 10_000;
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
  const error = whyNoText(text);
  if (error !== null) return { error };
  const read = csvText(text.normalize('NFC'));
  const height = read.source.split('\n', MOST_LINES_OF_TEXT + 1).length;
  if (height > MOST_LINES_OF_TEXT) {
    return {
      error: `The list has more than ${MOST_LINES_OF_TEXT.toLocaleString('en-GB')} lines, with the empty ones. Take only the lines with people on them.`,
    };
  }
  const { rows: all, unclosed } = csvRows(read, read.stated ?? delimiterOfHead(read.source.trimStart()));
  if (unclosed) {
    return {
      error: `From line ${unclosed.line} on this can’t be read: a quotation mark is opened there and never closed.`,
    };
  }
  const rows = filled(all);
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

/** Lines with something on them, and of these the cells that are looked at. */
function filled(rows: readonly CsvRow[]): CsvRow[] {
  return rows
    .map(({ line, cells }) => ({ line, cells: cells.slice(0, MOST_COLUMNS).map((cell) => cell.trim()) }))
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
/** `"Ash, Jo" <jo@example.org>`, of which the marks belong to the mail program. */
const unquoted = (text: string) => text.trim().replace(/^"([^"]*)"$/, '$1');

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
