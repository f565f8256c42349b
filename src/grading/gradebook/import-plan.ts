import { canonicalJson, sha256 } from '../../platform/digests/digests.js';
import { type ScaleLevel, mostPoints } from '../grades/grading.rules.js';
import { nameOr } from '../names.rules.js';
import { type RubricCriterionRead } from '../rubrics/rubrics.service.js';
import { undefused } from './csv-cells.rules.js';
import { cellOf, columnsOf } from './gradebook.rules.js';
import { csvHeads, nameInFile, versionToken } from './gradebook-csv.js';
import {
  type Gradebook,
  type GradebookAttempt,
  type GradebookMark,
  type GradebookRow,
} from './gradebook.service.js';
import { type FileCell, type FileProblem, type FileRow, type MarkFile } from './mark-file.rules.js';
import { longestRemark, tidyRemark } from '../marking/score-drafts.service.js';

/** What a file would do to the marks on the desk. Nothing of it has been done. */
export interface ImportPlan {
  /** Any of them keeps the whole file from being imported. */
  problems: FileProblem[];
  /** Handbooks that would change. */
  changes: RowChange[];
  /** Handbooks that were marked since the file was made: they are left as they are, whatever else is imported. */
  stale: RowChange[];
  /** Rows that say what is there. */
  unchanged: number;
  /** Stands for exactly these changes: who confirms says with it what they were shown. */
  digest: string;
}

export interface RowChange {
  row: GradebookRow;
  attempt: GradebookAttempt;
  line: number;
  marks: MarkChange[];
}

export interface MarkChange {
  criterion: RubricCriterionRead;
  /** As it is stored; of a stale row, what somebody has made of it since. */
  from: GradebookMark;
  to: { levelId: string | null; remark: string };
}

/**
 * Compares a file with the gradebook. A cell that is empty changes nothing: a mark is taken away on the desk, where one
 * sees whose it is.
 */
export function planImport(file: MarkFile, book: Gradebook): ImportPlan {
  const problems: FileProblem[] = [];
  const heads = readHeads(file, book, problems);
  const plan = { problems, changes: [] as RowChange[], stale: [] as RowChange[], unchanged: 0 };
  if (problems.length > 0) return { ...plan, digest: digestOf([]) };
  const known = new Map(
    book.rows.flatMap((row) => (row.attempt ? [[row.attempt.submissionId, row] as const] : [])),
  );
  const seen = new Map<string, FileRow>();
  for (const line of file.rows) {
    const id = line.cell(heads.submission).text.trim().toLowerCase();
    const row = known.get(id);
    if (!row?.attempt) {
      problems.push(...strangeRow(id, line, heads, book));
      continue;
    }
    const twice = seen.get(id);
    if (twice) {
      const { row: at } = twice.place;
      problems.push(
        problemAt(
          line.cell(heads.submission),
          `This handbook stands in row ${at} already. Keep one of the two.`,
        ),
      );
      continue;
    }
    seen.set(id, line);
    readRow({ line, row, attempt: row.attempt, heads, book }, plan);
  }
  return { ...plan, digest: digestOf(plan.changes) };
}

interface Heads {
  submission: number | null;
  version: number | null;
  student: number | null;
  criteria: { criterionId: string; points: number | null; remark: number | null }[];
}

const problemAt = ({ place }: FileCell, sentence: string): FileProblem => ({ ...place, sentence });

function readHeads({ heads }: MarkFile, book: Gradebook, problems: FileProblem[]): Heads {
  const columns = columnsOf(book);
  const found = new Map<string, number>();
  for (const [at, head] of heads.entries()) {
    const text = undefused(head.text).trim();
    const [, key, remark] = /\[([a-z][a-z0-9-]*)( remark)?\]$/i.exec(text) ?? [];
    const name = key === undefined ? text.toLowerCase() : `[${key.toLowerCase()}${remark ? ' remark' : ''}]`;
    if (key !== undefined && !columns.some((column) => column.key === key.toLowerCase())) {
      problems.push(problemAt(head, `No criterion of this course has the key “${shortened(key)}”.`));
    }
    const read = key !== undefined || ['student', 'submission', 'version'].includes(name);
    const earlier = found.get(name);
    if (read && earlier !== undefined) {
      problems.push(problemAt(head, `The column “${shortened(text)}” stands in the file twice.`));
    } else found.set(name, at);
  }
  const missing = [csvHeads.submission, csvHeads.version].filter((name) => !found.has(name.toLowerCase()));
  const [first] = heads;
  for (const name of missing) {
    const sentence = `The column “${name}” is missing. Download the gradebook, change marks in it, and choose that file.`;
    problems.push({ ...(first?.place ?? { line: 1, row: 1 }), column: null, sentence });
  }
  const criteria = columns
    .map(({ criterionId, key }) => ({
      criterionId,
      points: found.get(`[${key}]`) ?? null,
      remark: found.get(`[${key} remark]`) ?? null,
    }))
    .filter(({ points, remark }) => points !== null || remark !== null);
  if (problems.length === 0 && criteria.length === 0) {
    const sentence =
      'No column belongs to a criterion: their heads end with a key in brackets, such as [strategy].';
    problems.push({ line: 1, row: 1, column: null, sentence });
  }
  const at = (name: string) => found.get(name) ?? null;
  return { submission: at('submission'), version: at('version'), student: at('student'), criteria };
}

/** A row whose handbook is not in this gradebook. */
function strangeRow(id: string, line: FileRow, heads: Heads, { own }: Gradebook): FileProblem[] {
  const { submission, criteria, student } = heads;
  const marked = criteria
    .flatMap(({ points, remark }) => [line.cell(points), line.cell(remark)])
    .find(({ text }) => text.trim() !== '');
  if (own.has(id)) {
    // Whatever the marks are: “changes nothing” would tell what they are.
    return marked
      ? [
          problemAt(
            marked,
            'This is your own handbook, and nobody marks their own work. Take its row out of the file.',
          ),
        ]
      : [];
  }
  if (id === '') {
    // Students who have handed in nothing stand in the file, too.
    const name = undefused(line.cell(student).text).trim();
    return marked
      ? [
          problemAt(
            marked,
            `${name === '' ? 'This student' : shortened(name)} has handed in nothing that could be marked.`,
          ),
        ]
      : [];
  }
  const sentence = `No handbook of this cohort has the id “${shortened(id)}”. Rows of another cohort or course can’t be imported here.`;
  return [problemAt(line.cell(submission), sentence)];
}

interface RowFacts {
  line: FileRow;
  row: GradebookRow;
  attempt: GradebookAttempt;
  heads: Heads;
  book: Gradebook;
}

function readRow(
  { line, row, attempt, heads, book }: RowFacts,
  plan: { problems: FileProblem[]; changes: RowChange[]; stale: RowChange[]; unchanged: number },
): void {
  const problems: FileProblem[] = [];
  const marks: MarkChange[] = [];
  const changed: FileCell[] = [];
  for (const { criterionId, points, remark } of heads.criteria) {
    const cells = [line.cell(points), line.cell(remark)] as const;
    const judged = cellOf(attempt, book.rubrics, criterionId);
    if (!judged) {
      const filled = cells.find(({ text }) => text.trim() !== '');
      if (filled) problems.push(problemAt(filled, 'This attempt is not judged by this criterion.'));
      continue;
    }
    const from = judged.mark ?? nothing;
    const levelId = readLevel(cells[0], judged.criterion, problems);
    const said = readRemark(cells[1], from.remark, problems);
    const to = { levelId: levelId ?? from.levelId, remark: said ?? from.remark };
    if (to.levelId === from.levelId && to.remark === from.remark) continue;
    marks.push({ criterion: judged.criterion, from, to });
    changed.push(to.levelId === from.levelId ? cells[1] : cells[0]);
  }
  const [first] = changed;
  if (first) problems.push(...refusals(first, line, heads, row));
  plan.problems.push(...problems);
  if (problems.length > 0) return;
  if (marks.length === 0) {
    plan.unchanged += 1;
    return;
  }
  const fresh = line.cell(heads.version).text.trim() === versionToken(attempt);
  (fresh ? plan.changes : plan.stale).push({ row, attempt, line: line.place.row, marks });
}

const nothing: GradebookMark = { levelId: null, remark: '', version: 0 };

/** What keeps a row from being changed at all. */
function refusals(first: FileCell, line: FileRow, heads: Heads, row: GradebookRow): FileProblem[] {
  const name = nameOr(row.studentName);
  if (row.studentName === null) {
    return [
      problemAt(first, 'The author of this handbook has been erased, so its marks can no longer change.'),
    ];
  }
  if (row.withdrawn) {
    return [
      problemAt(
        first,
        `${name} has withdrawn, so marks of theirs can’t be imported. Take this change out of the file.`,
      ),
    ];
  }
  const version = line.cell(heads.version);
  if (version.text.trim() === '') {
    return [problemAt(version, 'The version is missing. It says from which marks this row was made.')];
  }
  const student = line.cell(heads.student);
  const written = undefused(student.text).trim().normalize('NFC');
  // A spreadsheet that sorts one column alone gives everybody somebody else's marks.
  const mixed = heads.student !== null && ![nameInFile(row), name].includes(written);
  return mixed
    ? [
        problemAt(
          student,
          `This row says “${shortened(written)}”, but its handbook is ${name}’s. Rows may have been mixed by sorting, or the file was saved in another encoding than UTF-8.`,
        ),
      ]
    : [];
}

/** @returns null for an empty cell and for one that names no level, which is then among the problems */
function readLevel(cell: FileCell, criterion: RubricCriterionRead, problems: FileProblem[]): string | null {
  const text = undefused(cell.text).trim();
  if (text === '') return null;
  const level = levelFor(text, criterion);
  if (typeof level !== 'string') return level.id;
  problems.push(problemAt(cell, level));
  return null;
}

/** The level that a cell names, by its points or its title; or why it names none. */
function levelFor(text: string, criterion: RubricCriterionRead): ScaleLevel | string {
  const { levels } = criterion;
  const all = list(levels.map(({ points }) => String(points)));
  if (/^[-+−]?\d+,\d+$/.test(text)) {
    return `“${shortened(text)}” has a comma as the decimal sign. Points of this criterion are whole: ${all}.`;
  }
  if (/^[-+−]?(?:\d+\.?\d*|\.\d+)$/.test(text)) {
    const points = Number(text.replace('−', '-'));
    const level = levels.find((one) => one.points === points);
    if (level) return level;
    const most = mostPoints(criterion);
    return points > most
      ? `${shortened(text)} is more than the ${most} points that this criterion has at most.`
      : `${shortened(text)} points are no level of this criterion: it has ${all}.`;
  }
  const level = levels.find(({ title }) => title.toLowerCase() === text.normalize('NFC').toLowerCase());
  const titles = list(levels.map(({ title }) => `“${title}”`));
  return (
    level ??
    `“${shortened(text)}” is no level of this criterion. Write points, ${all}, or a level, ${titles}.`
  );
}

function readRemark(cell: FileCell, stored: string, problems: FileProblem[]): string | null {
  const remark = tidyRemark(undefused(cell.text));
  if (remark === '' || remark === stored) return null;
  if (remark.length > longestRemark) {
    const most = new Intl.NumberFormat('en').format(longestRemark);
    problems.push(problemAt(cell, `This remark has more than ${most} characters.`));
  }
  // What a program writes where it could not read a letter.
  if (remark.includes('\uFFFD')) {
    const sentence =
      'Letters of this remark could not be read: the file is not in UTF-8. Save it as “CSV UTF-8”.';
    problems.push(problemAt(cell, sentence));
  }
  return remark;
}

const list = (words: readonly string[]) => new Intl.ListFormat('en', { type: 'disjunction' }).format(words);

const shortened = (text: string) =>
  text.length > 40 ? `${Array.from(text.slice(0, 80)).slice(0, 40).join('')}…` : text;

function digestOf(changes: readonly RowChange[]): string {
  return sha256(
    canonicalJson(
      changes.map(({ attempt, marks }) => [
        attempt.submissionId,
        versionToken(attempt),
        marks.map(({ criterion, to }) => [criterion.id, to.levelId, to.remark.toWellFormed()]),
      ]),
    ),
  );
}
