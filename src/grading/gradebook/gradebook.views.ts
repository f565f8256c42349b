import { chartFigure } from '../../platform/charts/chart.views.js';
import { lateSeconds } from '../grades/grading.rules.js';
import { percentWords, readPercent } from '../grades/percent.rules.js';
import { type GradedCohort } from '../marking/grading-access.service.js';
import { nameOr } from '../names.rules.js';
import { latenessWords, shortTime } from '../times.views.js';
import { levelsChart, totalsChart } from './gradebook-charts.js';
import { stateNames, stateWords } from './gradebook-words.js';
import {
  cellOf,
  columnsOf,
  type GradebookColumn,
  type GradebookQuery,
  plainQuery,
  queryText,
  shownRows,
  type Sorting,
  states,
} from './gradebook.rules.js';
import { type Gradebook, type GradebookGrade, type GradebookRow } from './gradebook.service.js';

export const gradebookPath = ({ slug }: Pick<GradedCohort, 'slug'>) => `/grading/cohorts/${slug}/gradebook`;

export const gradebookTrail = (cohort: GradedCohort) => [
  { href: `/grading/cohorts/${cohort.slug}`, label: `Grading ${cohort.courseTitle}, ${cohort.name}` },
];

/** All students by all work: the model of `grading/gradebook/gradebook`. */
export function gradebookPage(
  cohort: GradedCohort,
  book: Gradebook,
  query: GradebookQuery,
  timeZone: string,
) {
  const path = gradebookPath(cohort);
  const columns = columnsOf(book);
  const rows = shownRows(book, query, columns);
  const all = query.all ? book.rows.length : book.rows.filter(isLatest).length;
  const filtered = queryText({ ...query, sort: 'name', descending: false, all: false }) !== '';
  return {
    trail: gradebookTrail(cohort),
    path,
    any: book.rows.length > 0,
    count: countWords(rows.length, all, query.all),
    filtered,
    clearHref: `${path}${queryText({ ...plainQuery, all: query.all })}`,
    csvHref: `${path}.csv${queryText(query)}`,
    semicolonsHref: `${path}.csv${withSemicolons(queryText(query))}`,
    importHref: `${path}/imports`,
    chartsHref: `${path}/charts`,
    heads: headsOf(columns, query, path),
    criteria: columns.map(({ title }, at) => ({ number: at + 1, title })),
    rows: rows.map((row) => rowOf(row, { book, columns, timeZone })),
    query: {
      search: query.search,
      sort: query.sort,
      order: query.descending ? 'desc' : 'asc',
      late: query.late,
      all: query.all,
      states: [
        { value: '', label: 'Any', chosen: query.state === null },
        ...states.map((value) => ({ value, label: stateNames[value], chosen: query.state === value })),
      ],
      outcomes: [
        { value: '', label: 'Any', chosen: query.outcome === null },
        { value: 'passed', label: 'Passed', chosen: query.outcome === 'passed' },
        { value: 'failed', label: 'Not passed', chosen: query.outcome === 'failed' },
        { value: 'none', label: 'Not finalised', chosen: query.outcome === 'none' },
      ],
    },
  };
}

const withSemicolons = (query: string) => `${query === '' ? '?' : `${query}&`}separator=semicolon`;

const isLatest = ({ attempt }: GradebookRow) => attempt === null || attempt.number === attempt.latestNumber;

function countWords(shown: number, all: number, attempts: boolean): string {
  const what = attempts ? 'attempt' : 'student';
  if (shown === all) return all === 1 ? `1 ${what}` : `${all} ${what}s`;
  return `${shown} of ${all} ${what}s`;
}

function headsOf(columns: readonly GradebookColumn[], query: GradebookQuery, path: string) {
  const head = (sort: Sorting, label: string, kind: 'num' | null = null, hint: string | null = null) => {
    const sorted = query.sort === sort;
    const descending = sorted ? !query.descending : false;
    return {
      label,
      hint,
      kind,
      href: `${path}${queryText({ ...query, sort, descending })}`,
      sorted: sorted ? (query.descending ? 'descending' : 'ascending') : null,
    };
  };
  return [
    head('name', 'Student'),
    head('attempt', 'Attempt', 'num'),
    head('state', 'Marking'),
    head('total', 'Total', 'num'),
    head('outcome', 'Outcome'),
    ...columns.map(({ key, title }, at) => head(`criterion-${key}`, `${at + 1}. ${title}`, null, title)),
    head('submitted', 'Handed in'),
    head('late', 'Late'),
    head('released', 'Released'),
    head('lessons', 'Lessons', 'num'),
    head('sessions', 'Sessions', 'num'),
  ];
}

interface RowContext {
  book: Gradebook;
  columns: readonly GradebookColumn[];
  timeZone: string;
}

function rowOf(row: GradebookRow, { book, columns, timeZone }: RowContext) {
  const { attempt } = row;
  const grade = attempt?.grade ?? null;
  return {
    name: nameOr(row.studentName),
    withdrawn: row.withdrawn,
    href:
      row.state === 'own'
        ? `/results/${row.enrolmentId}/transcript`
        : `/grading/enrolments/${row.enrolmentId}/transcript`,
    number: attempt && String(attempt.number),
    deskHref: attempt?.assessmentId == null ? null : `/grading/assessments/${attempt.assessmentId}`,
    submitted: attempt && shortTime(attempt.submittedAt, timeZone),
    late: attempt && lateWords(attempt.dueAt, attempt.submittedAt, grade),
    cells: columns.map(({ criterionId }) => {
      const cell = cellOf(attempt, book.rubrics, criterionId);
      return {
        points: cell?.level ? String(cell.level.points) : null,
        level: cell?.level?.title ?? null,
        remark: (cell?.mark?.remark ?? '') !== '',
      };
    }),
    total: grade && percentWords(readPercent(grade.percent)),
    outcome: grade && (grade.passed ? 'Passed' : 'Not passed'),
    state: stateWords(row),
    released: grade?.releasedAt ? shortTime(grade.releasedAt, timeZone) : null,
    lessons: `${row.lessons} of ${book.lessons}`,
    sessions: `${row.sessions} of ${book.sessions}`,
  };
}

/** “2 days late, −10 %”; null when in time. */
function lateWords(dueAt: Date, submittedAt: Date, grade: GradebookGrade | null): string | null {
  const words = latenessWords(lateSeconds(dueAt, submittedAt));
  const lost = grade ? readPercent(grade.deducted) : 0;
  const cost = lost > 0 ? `−${percentWords(lost)}` : null;
  return [words, cost].filter((part) => part !== null).join(', ') || null;
}

/** Totals and levels as pictures: the model of `grading/gradebook/charts`. */
export function chartsPage(cohort: GradedCohort, book: Gradebook) {
  const path = `${gradebookPath(cohort)}/charts`;
  const totals = totalsChart(book);
  const levels = levelsChart(book);
  return {
    trail: [...gradebookTrail(cohort), { href: gradebookPath(cohort), label: 'Gradebook' }],
    totals: totals && chartFigure(totals, `${path}/totals`, null),
    levels: levels && chartFigure(levels, `${path}/levels`, null),
  };
}
