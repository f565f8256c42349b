import { type FieldError } from '../../platform/errors/domain-errors.js';
import { type GradedCohort } from '../marking/grading-access.service.js';
import { nameOr } from '../names.rules.js';
import { gradebookPath, gradebookTrail } from './gradebook.views.js';
import { type ImportPlan, type MarkChange, type RowChange } from './import-plan.js';
import { type FileProblem, placeWords } from './mark-file.rules.js';

/** Problems that a page tells; with more of them something else is wrong with the file. */
const TOLD = 50;

const trailTo = (cohort: GradedCohort) => [
  ...gradebookTrail(cohort),
  { href: gradebookPath(cohort), label: 'Gradebook' },
];

/** Where a file is given: the model of `grading/gradebook/import`. */
export function importPage(
  cohort: GradedCohort,
  { csv, problems }: { csv: string; problems: readonly FileProblem[] } = { csv: '', problems: [] },
) {
  const path = gradebookPath(cohort);
  const told = problems.slice(0, TOLD).map((problem) => `${placeWords(problem)}: ${problem.sentence}`);
  const more = problems.length - told.length;
  const count = problems.length === 1 ? 'One thing' : `${problems.length} things`;
  const error =
    problems.length === 0 ? null : `${count} in this file can’t be imported. Nothing was changed.`;
  return {
    trail: trailTo(cohort),
    action: `${path}/imports/previews`,
    csvHref: `${path}.csv`,
    semicolonsHref: `${path}.csv?separator=semicolon`,
    csv,
    error,
    problems: told,
    more: more > 0 ? `And ${more} more.` : null,
    form: { errors: error === null ? [] : ([{ field: 'csv', message: error }] satisfies FieldError[]) },
  };
}

interface PreviewContext {
  csv: string;
  /** Why nothing was imported just now; null at the first look. */
  problem: string | null;
}

/** Every change that a file would make: the model of `grading/gradebook/preview`. */
export function previewPage(cohort: GradedCohort, plan: ImportPlan, { csv, problem }: PreviewContext) {
  const path = gradebookPath(cohort);
  const { changes, stale, unchanged, digest } = plan;
  const marks = changes.reduce((sum, change) => sum + change.marks.length, 0);
  return {
    trail: trailTo(cohort),
    action: `${path}/imports`,
    againHref: `${path}/imports`,
    csvHref: `${path}.csv`,
    csv,
    shown: digest,
    summary: `${countOf(marks, 'mark')} in ${countOf(changes.length, 'handbook')} would change. ${
      unchanged === 1 ? '1 row says' : `${unchanged} rows say`
    } what is there already.`,
    any: changes.length > 0,
    label: `Import ${countOf(marks, 'mark')}`,
    changes: changes.flatMap((change) => change.marks.map((mark) => lineOf(change, mark))),
    stale: stale.flatMap((change) => change.marks.map((mark) => lineOf(change, mark))),
    staleTitle: `${countOf(stale.length, 'handbook')} marked since you downloaded the file`,
    form: { errors: problem === null ? [] : [{ field: '', message: problem }] },
  };
}

export const countOf = (count: number, what: string) => (count === 1 ? `1 ${what}` : `${count} ${what}s`);

/** One mark with both its values. What does not change is not repeated. */
function lineOf({ row, attempt, line }: RowChange, { criterion, from, to }: MarkChange) {
  const title = (levelId: string | null) => {
    const level = criterion.levels.find((one) => one.id === levelId);
    return level ? `${level.title}, ${countOf(level.points, 'point')}` : 'No level';
  };
  const said = (remark: string) => (remark === '' ? 'No remark' : remark);
  return {
    name: nameOr(row.studentName),
    attempt: attempt.latestNumber === 1 ? null : `Attempt ${attempt.number}`,
    line: String(line),
    criterion: criterion.title,
    level: from.levelId === to.levelId ? null : { from: title(from.levelId), to: title(to.levelId) },
    remark: from.remark === to.remark ? null : { from: said(from.remark), to: said(to.remark) },
  };
}
