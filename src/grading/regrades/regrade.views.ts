import { type FormState } from '../../platform/web/forms.js';
import { percentWords, readPercent } from '../grades/percent.rules.js';
import { compareRubrics } from '../rubrics/rubric-comparison.rules.js';
import { shownDifferences } from '../rubrics/rubric.views.js';
import { planOf, type Rubric } from '../rubrics/rubrics.service.js';
import { type MarkedGrade } from './regrade-work.js';
import { type Outcome } from './regrade.rules.js';
import { type RegradedWork, type RegradePreview } from './regrades.service.js';

/** What a changed rubric would do, before it does: the model of `grading/regrade`. */
export function regradePage({ change, missing, works, digest }: RegradePreview, form: FormState) {
  const { before, after, courseTitle, versionNumber } = change;
  const rows = works.map((work) => workRow(work, before.criteria.length));
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
    criteria: criterionRows(after, works),
    removed: removedRows(before, after, works),
    changed: rows.filter((row) => row.isChanged),
    unchanged: rows.filter((row) => !row.isChanged),
    unchangedTitle: rows.every((row) => row.isChanged)
      ? null
      : `${countWords(rows.filter((row) => !row.isChanged).length, 'piece of work', 'pieces of work')} with the same marks or the same total and outcome`,
    form,
  };
}

const sectionTitles = (...rubrics: readonly Rubric[]) =>
  Object.fromEntries(
    rubrics.flatMap(({ criteria }) =>
      criteria.flatMap(({ sections }) => sections.map(({ key, title }) => [key, title] as const)),
    ),
  );

function workRow({ work, outcome }: RegradedWork, criteriaBefore: number) {
  const { authorName: student, cohortName: cohort, assessmentId, grade } = work;
  const row = { student, cohort, deskHref: `/grading/assessments/${assessmentId}` };
  return grade === null
    ? { ...row, ...unfinalisedRow(outcome, criteriaBefore) }
    : { ...row, ...gradedRow(grade, outcome) };
}

function gradedRow({ percent, passed, released }: MarkedGrade, { carried, standing }: Outcome) {
  const now = totalWords(readPercent(percent), passed);
  const then = standing && totalWords(standing.percent, standing.passed);
  return {
    now,
    then: then ?? 'To be marked',
    kind: kindOf(passed, standing?.passed ?? null),
    open: carried.marks.flatMap((mark) => (mark.kind === 'open' ? [mark.criterion.title] : [])),
    released,
    isChanged: now !== then,
  };
}

/** Marks in the making have no total yet; what counts is how many there are, and which are lost. */
function unfinalisedRow({ carried: { marks, dropped } }: Outcome, criteriaBefore: number) {
  const kept = marks.flatMap((mark) => (mark.kind === 'kept' ? [mark] : []));
  const lost = marks.flatMap((mark) =>
    mark.kind === 'open' && mark.from !== null ? [mark.criterion.title] : [],
  );
  const gone = dropped.filter(({ from }) => from !== null).length;
  const marked = (count: number, of: number) => `No grade yet, ${count} of ${of} marked`;
  const before = kept.length + lost.length + gone;
  return {
    now: marked(before, criteriaBefore),
    then: marked(kept.length, marks.length),
    kind: lost.length === 0 ? null : kindOf(false, null),
    open: lost,
    released: false,
    isChanged:
      before !== kept.length ||
      criteriaBefore !== marks.length ||
      kept.some(({ points: [old, now] }) => old !== now),
  };
}

/** Which tag a row carries; null where passing stays as it is. */
function kindOf(before: boolean, after: boolean | null) {
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

/** Criteria that go: how many marks go with them. */
function removedRows(before: Rubric, after: Rubric, works: readonly RegradedWork[]) {
  const still = new Set(after.criteria.map(({ criterionId }) => criterionId));
  return before.criteria
    .filter(({ criterionId }) => !still.has(criterionId))
    .map(({ criterionId, title }) => {
      const gone = marksGone(works, (id) => id === criterionId);
      return { title, words: gone === 0 ? 'Goes. Nobody has a mark in it.' : `Goes. ${goneWords(gone)}` };
    });
}

const marksGone = (works: readonly RegradedWork[], fits: (criterionId: string) => boolean) =>
  works.flatMap(({ outcome }) =>
    outcome.carried.dropped.filter(({ criterionId, from }) => from !== null && fits(criterionId)),
  ).length;

const goneWords = (gone: number) =>
  gone === 1
    ? '1 mark goes with it, and is kept in the history.'
    : `${gone} marks go with it, and are kept in the history.`;

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
  const begun = works.filter(
    ({ work, outcome }) =>
      work.grade === null && outcome.carried.marks.some((mark) => mark.kind === 'open' && mark.from !== null),
  ).length;
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
    ...(begun > 0
      ? [
          `${countWords(begun, 'piece of work has', 'pieces of work have')} no grade yet and marks that have to be made anew.`,
        ]
      : []),
  ];
}

const countWords = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;
