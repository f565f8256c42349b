import { type FormState } from '../../platform/web/forms.js';
import { percentWords, readPercent } from '../grades/percent.rules.js';
import { compareRubrics } from '../rubrics/rubric-comparison.rules.js';
import { shownDifferences } from '../rubrics/rubric.views.js';
import { planOf, type Rubric } from '../rubrics/rubrics.service.js';
import { type RegradedWork, type RegradePreview } from './regrades.service.js';

/** What a changed rubric would do, before it does: the model of `grading/regrade`. */
export function regradePage({ change, missing, works, digest }: RegradePreview, form: FormState) {
  const { before, after, courseTitle, versionNumber } = change;
  const rows = works.map(workRow);
  return {
    trail: [
      {
        href: `/grading/rubrics/${change.rubricVersionId}`,
        label: `Rubric of ${courseTitle}, version ${versionNumber}`,
      },
    ],
    action: `/grading/rubrics/${change.rubricVersionId}/regrades`,
    editHref: `/grading/rubrics/${change.rubricVersionId}`,
    reviewed: digest,
    missing,
    differences: shownDifferences(
      compareRubrics(planOf(before), planOf(after), sectionTitles(before, after)),
    ),
    summary: summaryWords(works),
    any: rows.length > 0,
    criteria: criterionRows(change.after, works),
    changed: rows.filter((row) => row.isChanged),
    unchanged: rows.filter((row) => !row.isChanged),
    unchangedTitle: rows.every((row) => row.isChanged)
      ? null
      : `${countWords(rows.filter((row) => !row.isChanged).length, 'piece of work', 'pieces of work')} with the same total and outcome`,
    form,
  };
}

const sectionTitles = (...rubrics: readonly Rubric[]) =>
  Object.fromEntries(
    rubrics.flatMap(({ criteria }) =>
      criteria.flatMap(({ sections }) => sections.map(({ key, title }) => [key, title] as const)),
    ),
  );

function workRow({ work, outcome: { carried, standing } }: RegradedWork) {
  const open = carried.marks.flatMap((mark) => (mark.kind === 'open' ? [mark.criterion.title] : []));
  const now = work.grade && totalWords(readPercent(work.grade.percent), work.grade.passed);
  const then = standing && totalWords(standing.percent, standing.passed);
  const needsMarks = work.grade !== null && standing === null;
  return {
    student: work.authorName,
    cohort: work.cohortName,
    deskHref: `/grading/assessments/${work.assessmentId}`,
    now: now ?? 'No grade yet',
    then: work.grade === null ? 'No grade yet' : (then ?? 'To be marked'),
    kind: kindOf(work.grade?.passed ?? null, standing?.passed ?? null),
    open: work.grade === null ? [] : open,
    released: work.grade?.released ?? false,
    isChanged: needsMarks || (work.grade !== null && now !== then),
  };
}

/** Which tag a row carries; null where passing stays as it is. */
function kindOf(before: boolean | null, after: boolean | null) {
  if (before === null) return null;
  if (after === null) return { kind: 'warn', icon: 'pencil', word: 'Needs new marks' };
  if (before === after) return null;
  return after
    ? { kind: 'good', icon: 'circle-check', word: 'Would pass now' }
    : { kind: 'warn', icon: 'circle-x', word: 'Would not pass any more' };
}

const totalWords = (percent: number, passed: boolean) =>
  `${percentWords(percent)}, ${passed ? 'passed' : 'not passed'}`;

/** How many marks of each criterion stay, count otherwise, or have to be made. */
function criterionRows(after: Rubric, works: readonly RegradedWork[]) {
  return after.criteria.map(({ id, title }) => {
    const marks = works.flatMap(({ outcome }) =>
      outcome.carried.marks.filter(({ criterion }) => criterion.id === id),
    );
    const kept = marks.flatMap((mark) => (mark.kind === 'kept' ? [mark] : []));
    return {
      title,
      same: kept.filter(({ points: [old, now] }) => old === now).length,
      other: kept.filter(({ points: [old, now] }) => old !== now).length,
      open: marks.length - kept.length,
    };
  });
}

function summaryWords(works: readonly RegradedWork[]): string[] {
  if (works.length === 0) return ['No work is marked by this rubric yet, so no mark changes.'];
  const graded = works.filter(({ work }) => work.grade !== null);
  const count = (fits: (one: RegradedWork) => boolean) => graded.filter(fits).length;
  const changed = count(
    ({ work, outcome }) =>
      outcome.standing !== null &&
      work.grade !== null &&
      readPercent(work.grade.percent) !== outcome.standing.percent,
  );
  const gained = count(
    ({ work, outcome }) => work.grade?.passed === false && outcome.standing?.passed === true,
  );
  const lost = count(
    ({ work, outcome }) => work.grade?.passed === true && outcome.standing?.passed === false,
  );
  const open = count(({ outcome }) => outcome.standing === null);
  const cohorts = new Set(works.map(({ work }) => work.cohortId)).size;
  return [
    `${countWords(works.length, 'piece of work is', 'pieces of work are')} marked by this rubric in ${countWords(cohorts, 'cohort', 'cohorts')}; ${countWords(graded.length, 'has a grade', 'have a grade')}.`,
    changed === 0 ? 'No total changes.' : `${countWords(changed, 'total changes', 'totals change')}.`,
    ...(gained > 0 ? [`${countWords(gained, 'student', 'students')} would pass who did not.`] : []),
    ...(lost > 0 ? [`${countWords(lost, 'student', 'students')} would not pass any more.`] : []),
    ...(open > 0
      ? [
          `${countWords(open, 'piece of work needs', 'pieces of work need')} new marks before there is a new grade; until then the earlier grade stands.`,
        ]
      : []),
  ];
}

const countWords = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
