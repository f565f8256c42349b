import { lateSeconds } from '../grades/grading.rules.js';
import { type GradedCohort } from './grading-access.service.js';
import { type MarkingRow, nextToMark } from './marking-progress.service.js';
import { isToMark, takesPart } from './marking-state.rules.js';
import { percentWords, readPercent } from '../grades/percent.rules.js';
import { nameOr } from '../names.rules.js';
import { latenessWords, shortTime } from '../times.views.js';

export interface StateTag {
  kind: 'good' | 'warn' | 'accent' | 'plain';
  icon: string;
  word: string;
}

/** Who handed in, and how far the marking is: the model of `grading/cohort`. */
export function cohortPage(cohort: GradedCohort, rows: readonly MarkingRow[], timeZone: string) {
  const next = nextToMark(rows, null);
  return {
    trail: [{ href: `/cohorts/${cohort.slug}`, label: `${cohort.courseTitle}, ${cohort.name}` }],
    counts: countWords(rows),
    rows: rows.map((row) => ({
      ...rowOf(row, timeZone),
      moreTimeHref: moreTimeFor(cohort, row),
      withheldHref: row.withheld ? `/grading/enrolments/${row.enrolmentId}/withholdings` : null,
    })),
    extensionsHref: extensionsOf(cohort),
    bankHref: `/grading/cohorts/${cohort.slug}/bank`,
    next: next && { ...placeOf(next), label: `Mark ${nameOr(next.studentName)}` },
    byCriterionHref: `/grading/cohorts/${cohort.slug}/criteria`,
    rubricHref: `/cohorts/${cohort.slug}/rubrics`,
    gradebookHref: `/grading/cohorts/${cohort.slug}/gradebook`,
    releasesHref: `/grading/cohorts/${cohort.slug}/releases`,
    certificatesHref: `/certificates/cohorts/${cohort.slug}`,
    reviewIsNext: next === null && rows.some((row) => row.state === 'marked' && takesPart(row)),
  };
}

/** “12 enrolled, 9 handed in, 4 to mark, 3 waiting for a release.” */
function countWords(rows: readonly MarkingRow[]): string {
  const count = (fits: (row: MarkingRow) => boolean) => rows.filter(fits).length;
  return [
    `${rows.length} enrolled`,
    `${count((row) => row.submission !== null)} handed in`,
    `${count(isToMark)} to mark`,
    `${count((row) => row.state === 'marked' && takesPart(row))} waiting for a release`,
    `${count((row) => row.state === 'released')} released`,
  ].join(' · ');
}

const extensionsOf = ({ slug }: GradedCohort) => `/grading/cohorts/${slug}/extensions`;

/** Null for whoever can't be given any. */
function moreTimeFor(
  cohort: GradedCohort,
  { enrolmentId, withdrawn, studentName }: MarkingRow,
): string | null {
  return withdrawn || studentName === null ? null : `${extensionsOf(cohort)}/new?student=${enrolmentId}`;
}

function rowOf(row: MarkingRow, timeZone: string) {
  const { submission, grade } = row;
  const late = submission && latenessWords(lateSeconds(submission.dueAt, submission.submittedAt));
  return {
    name: nameOr(row.studentName),
    withdrawn: row.withdrawn,
    place: isWithinReach(row) ? placeToRead(row) : null,
    number: submission?.number ?? null,
    submitted: submission && shortTime(submission.submittedAt, timeZone),
    late,
    tag: stateTag(row),
    percent: grade ? percentWords(readPercent(grade.percent)) : null,
    passed: grade && (grade.passed ? 'passed' : 'not passed'),
  };
}

/** Where the desk of a row is: a link once it is open, before that a form that opens it. */
export function placeOf({ assessmentId, submission }: MarkingRow): {
  href: string | null;
  action: string | null;
} {
  if (assessmentId !== null) return { href: `/grading/assessments/${assessmentId}`, action: null };
  return { href: null, action: submission && `/grading/submissions/${submission.id}/assessments` };
}

/** Whether there is a desk to go to: that of who has withdrawn is read, where there is one, and not opened. */
export const isWithinReach = (row: MarkingRow) =>
  row.assessmentId !== null || (row.submission !== null && takesPart(row));

/** From what is marked already one goes on through everything, not through what there is to do. */
function placeToRead(row: MarkingRow) {
  const { href, action } = placeOf(row);
  return { href: href !== null && !isToMark(row) ? `${href}?queue=all` : href, action };
}

export function stateTag({
  state,
  marked,
  ofCriteria,
}: Pick<MarkingRow, 'state' | 'marked' | 'ofCriteria'>): StateTag {
  switch (state) {
    case 'own':
      return { kind: 'plain', icon: 'user', word: 'Your own work' };
    case 'nothing':
      return { kind: 'plain', icon: 'minus', word: 'Nothing handed in' };
    case 'waiting':
      return { kind: 'accent', icon: 'inbox', word: 'To mark' };
    case 'marking':
      return { kind: 'accent', icon: 'pencil', word: `${marked} of ${ofCriteria} marked` };
    case 'ready':
      return { kind: 'accent', icon: 'list-checks', word: 'Ready to finalise' };
    case 'changed':
      return { kind: 'warn', icon: 'pencil-line', word: 'Changed, not finalised' };
    case 'marked':
      return { kind: 'plain', icon: 'check', word: 'Marked, not released' };
    case 'released':
      return { kind: 'good', icon: 'circle-check', word: 'Released' };
  }
}
