import { stateTag } from '../marking/cohort.views.js';
import { distribution, passRuleSentence } from '../grades/grading.rules.js';
import { type GradedCohort } from '../marking/grading-access.service.js';
import { type MarkingRow } from '../marking/marking-progress.service.js';
import { needsMarker } from '../marking/marking-state.rules.js';
import { percentWords, readPercent } from '../grades/percent.rules.js';
import { type PastRelease, type ReleaseReview, type ReviewedGrade } from './release-reviews.service.js';
import { nameOr } from '../names.rules.js';
import { latenessWords, shortTime } from '../times.views.js';

interface Reading {
  timeZone: string;
  /** Why a release was refused just now; null otherwise. */
  problem: string | null;
}

/** What a release would show, before it does: the model of `grading/releases`. */
export function releasePage(
  cohort: GradedCohort,
  rows: readonly MarkingRow[],
  { grades, digest, rubrics, past }: ReleaseReview,
  { timeZone, problem }: Reading,
) {
  const unmarked = rows.filter((row) => needsMarker(row.state));
  const percents = grades.map((grade) => readPercent(grade.percent));
  const passed = grades.filter((grade) => grade.passed).length;
  return {
    trail: [
      { href: `/grading/cohorts/${cohort.slug}`, label: `Grading ${cohort.courseTitle}, ${cohort.name}` },
    ],
    action: `/grading/cohorts/${cohort.slug}/releases`,
    reviewed: digest,
    any: grades.length > 0,
    summary: summaryWords(grades.length, passed),
    label: grades.length === 1 ? 'Release 1 grade' : `Release ${grades.length} grades`,
    grades: grades.map(gradeRow),
    bands: distribution(percents).map((band) => ({
      label: `${band.from / 100} to ${band.to === 10_000 ? '100' : `under ${band.to / 100}`}`,
      count: band.count,
      max: Math.max(1, grades.length),
    })),
    passRules: [...rubrics.values()].map(passRuleSentence),
    criteria: criteriaRows(grades, rubrics),
    unmarked: unmarked.map((row) => ({ name: nameOr(row.studentName), tag: stateTag(row) })),
    withdrawn: rows
      .filter((row) => row.withdrawn && row.state === 'marked')
      .map((row) => nameOr(row.studentName)),
    past: past.map((release) => pastRow(release, timeZone)),
    form: { errors: problem === null ? [] : [{ field: '', message: problem }] },
  };
}

function summaryWords(count: number, passed: number): string {
  if (count === 0) return 'There is nothing to release: every finalised grade has been released.';
  const grades = count === 1 ? 'One grade is' : `${count} grades are`;
  const outcome = passed === count ? 'all passed' : `${passed} passed, ${count - passed} not passed`;
  return `${grades} ready: ${outcome}.`;
}

function gradeRow(grade: ReviewedGrade) {
  return {
    name: nameOr(grade.studentName),
    attempt: grade.submissionNumber,
    late: latenessWords(grade.lateSeconds),
    percent: percentWords(readPercent(grade.percent)),
    passed: grade.passed,
    remarks: grade.remarks,
    earlier: grade.earlierPercent === null ? null : percentWords(readPercent(grade.earlierPercent)),
  };
}

/** How often each level was given, a row a criterion. */
function criteriaRows(grades: readonly ReviewedGrade[], rubrics: ReleaseReview['rubrics']) {
  const given = new Map<string, number>();
  for (const id of grades.flatMap((grade) => grade.levelIds)) given.set(id, (given.get(id) ?? 0) + 1);
  return [...rubrics.values()].flatMap((rubric) =>
    rubric.criteria.map((criterion) => ({
      title: criterion.title,
      levels: criterion.levels.map((level) => ({ title: level.title, count: given.get(level.id) ?? 0 })),
    })),
  );
}

function pastRow({ sequence, at, actorName, grades }: PastRelease, timeZone: string) {
  return {
    sequence,
    at: shortTime(at, timeZone),
    by: nameOr(actorName),
    grades: grades === 1 ? '1 grade' : `${grades} grades`,
  };
}
