import { stringify } from 'csv-stringify/sync';
import { canonicalJson, sha256 } from '../../platform/digests/digests.js';
import { lateSeconds } from '../grades/grading.rules.js';
import { nameOr } from '../names.rules.js';
import { defused } from './csv-cells.rules.js';
import { cellOf, type GradebookColumn } from './gradebook.rules.js';
import { type Gradebook, type GradebookAttempt, type GradebookRow } from './gradebook.service.js';
import { stateWords } from './gradebook-words.js';

/** What the columns are called by which a file is read back (mark-file.ts). */
export const csvHeads = {
  student: 'Student',
  submission: 'Submission',
  version: 'Version',
  /** The words are for people; what stands in brackets is read. */
  points: ({ title, key }: GradebookColumn) => `${title} [${key}]`,
  remark: ({ title, key }: GradebookColumn) => `Remark: ${title} [${key} remark]`,
};

/**
 * Stands for the marks of an attempt as they are now: another one after any mark of it was written, or its rubric has
 * changed. Beginning to mark changes nothing yet. It begins with a letter, or spreadsheets would read some as numbers.
 */
export function versionToken(attempt: GradebookAttempt): string {
  const versions = [...attempt.marks].map(([id, { version }]) => [id, version] as const);
  const facts = [
    attempt.submissionId,
    attempt.rubricVersionId ?? '',
    versions.sort(([one], [other]) => (one < other ? -1 : 1)),
  ];
  return `v${sha256(canonicalJson(facts)).slice(0, 15)}`;
}

/**
 * What a spreadsheet expects between cells: semicolons where the comma is the decimal sign, which it then is in the file,
 * too. Read back are both.
 */
export type CsvForm = 'comma' | 'semicolon';

/** What an address asks for; anything else than semicolons is commas. */
export const csvFormIn = (asked: unknown): CsvForm => (asked === 'semicolon' ? 'semicolon' : 'comma');

/**
 * The gradebook as CSV (RFC 4180): UTF-8 with a byte-order mark, without which Excel reads something else; lines end with
 * CR LF. Points and remarks are those on the desk. Times are UTC.
 */
export function gradebookCsv(
  book: Gradebook,
  rows: readonly GradebookRow[],
  columns: readonly GradebookColumn[],
  form: CsvForm = 'comma',
): string {
  const heads = [
    csvHeads.student,
    'Attempt',
    'Handed in (UTC)',
    'Minutes late',
    ...columns.flatMap((column) => [csvHeads.points(column), csvHeads.remark(column)]),
    'Earned, %',
    'Lost by lateness, %',
    'Total, %',
    'Outcome',
    'Marking',
    'Released (UTC)',
    'Lessons',
    'Sessions',
    csvHeads.submission,
    csvHeads.version,
  ];
  const lines = rows.map((row) => lineOf(row, { book, columns, form }).map(defused));
  return stringify([heads.map(defused), ...lines], {
    bom: true,
    delimiter: form === 'comma' ? ',' : ';',
    record_delimiter: 'windows',
    quoted_string: true,
  });
}

interface LineContext {
  book: Gradebook;
  columns: readonly GradebookColumn[];
  form: CsvForm;
}

function lineOf(row: GradebookRow, { book: { rubrics }, columns, form }: LineContext): string[] {
  const decimal = (figure = '') => (form === 'comma' ? figure : figure.replace('.', ','));
  const { attempt, lessons, sessions } = row;
  const grade = attempt?.grade ?? null;
  const late = attempt && Math.ceil(lateSeconds(attempt.dueAt, attempt.submittedAt) / 60);
  return [
    nameInFile(row),
    String(attempt?.number ?? ''),
    utc(attempt?.submittedAt ?? null),
    String(late ?? ''),
    ...columns.flatMap(({ criterionId }) => {
      const cell = cellOf(attempt, rubrics, criterionId);
      return [String(cell?.level?.points ?? ''), cell?.mark?.remark ?? ''];
    }),
    decimal(grade?.earned),
    decimal(grade?.deducted),
    decimal(grade?.percent),
    grade ? (grade.passed ? 'passed' : 'not passed') : '',
    stateWords(row).word,
    utc(grade?.releasedAt ?? null),
    String(lessons),
    String(sessions),
    attempt?.submissionId ?? '',
    attempt ? versionToken(attempt) : '',
  ];
}

/** How a row of the file names its student. */
export const nameInFile = ({ studentName, withdrawn }: GradebookRow): string =>
  nameOr(studentName) + (withdrawn ? ' (withdrawn)' : '');

const utc = (instant: Date | null) => instant?.toISOString() ?? '';
