import { type MarkingRow } from '../marking/marking-progress.service.js';
import { needsMarker } from '../marking/marking-state.rules.js';
import { placeOf, stateTag } from '../marking/cohort.views.js';
import { readPercent } from '../grades/percent.rules.js';
import { nameOr } from '../names.rules.js';
import { shortTime } from '../times.views.js';
import { borderlineReasons, type Margin, margins } from './borderline.rules.js';
import { changesBetween } from './changes.rules.js';
import { levelOutliers, markerOutliers } from './outliers.rules.js';
import { type ReleaseReview, type ReviewedGrade } from './release-reviews.service.js';

/** Whose work was handed in and is not part of the release as it is. */
export function missingMarks(rows: readonly MarkingRow[]) {
  const owed = rows.filter((row) => needsMarker(row.state) && !row.withdrawn);
  const nothing = rows.filter((row) => row.state === 'nothing' && !row.withdrawn);
  const item = (row: MarkingRow) => ({
    name: nameOr(row.studentName),
    tag: stateTag(row),
    place: placeOf(row),
  });
  return {
    // A grade that was finalised and whose marks have changed since is released as it was finalised.
    unmarked: owed.filter((row) => row.grade === null || row.grade.released).map(item),
    changed: owed.filter((row) => row.grade !== null && !row.grade.released).map(item),
    nothing: {
      names: nothing.map((row) => nameOr(row.studentName)),
      title:
        nothing.length === 1
          ? '1 student has handed in nothing'
          : `${nothing.length} students have handed in nothing`,
    },
    withdrawn: rows
      .filter((row) => row.withdrawn && row.grade !== null && !row.grade.released)
      .map((row) => nameOr(row.studentName)),
  };
}

/** Grades that a small change would turn, each with why. */
export function borderlineCases({ grades, rubrics, rows }: ReleaseReview, margin: Margin, path: string) {
  const hrefOf = deskOf(rows);
  return {
    items: grades.flatMap((grade) => {
      const rubric = rubrics.get(grade.rubricVersionId);
      const reasons = rubric
        ? borderlineReasons(rubric, grade.choices, readPercent(grade.percent), margin)
        : [];
      if (reasons.length === 0) return [];
      return [{ name: nameOr(grade.studentName), passed: grade.passed, reasons, href: hrefOf(grade) }];
    }),
    within: margin === 1 ? '1 point' : `${margin} points`,
    margins: margins.map((one) => ({
      href: `${path}?margin=${one}#borderline`,
      label: one === 1 ? '1 point' : `${one} points`,
      current: one === margin,
    })),
  };
}

/** Levels and markers that stand out, each in a sentence. */
export function outliersOf({ grades, rubrics, rows }: ReleaseReview) {
  const hrefOf = deskOf(rows);
  const facts = grades.map((grade) => ({ ...grade, percent: readPercent(grade.percent) }));
  const byEnrolment = new Map(grades.map((grade) => [grade.enrolmentId, grade]));
  const names = new Map(grades.map((grade) => [grade.markerId, grade.markerName]));
  const levels = levelOutliers(rubrics, facts).flatMap(({ enrolmentId, rubricCriterionId, sentence }) => {
    const grade = byEnrolment.get(enrolmentId);
    if (!grade) return [];
    return [{ name: nameOr(grade.studentName), sentence, href: hrefOf(grade, rubricCriterionId) }];
  });
  const markers = markerOutliers(rubrics, facts, names).map(({ sentence }) => sentence);
  return { levels, markers, any: levels.length + markers.length > 0 };
}

/** What has changed since this person's last look. */
export function changesSince({ look, states, statesDigest, rows }: ReleaseReview, timeZone: string) {
  if (!look) return { since: null, items: [], seen: statesDigest, unseen: true };
  const items = rows.flatMap((row) => {
    const now = states[row.enrolmentId];
    const words = now ? changesBetween(look.seen[row.enrolmentId] ?? null, now) : [];
    if (words.length === 0) return [];
    return [{ name: nameOr(row.studentName), what: words.join(', '), href: placeOf(row).href }];
  });
  return { since: shortTime(look.at, timeZone), items, seen: statesDigest, unseen: items.length > 0 };
}

/** The way to a grade's desk, and there to a criterion; a changed rubric may have opened another one meanwhile. */
export function deskOf(rows: readonly MarkingRow[]) {
  const current = new Map(rows.map((row) => [row.enrolmentId, row.assessmentId]));
  return ({ enrolmentId, assessmentId }: ReviewedGrade, rubricCriterionId?: string): string => {
    const open = current.get(enrolmentId) ?? assessmentId;
    const anchor =
      rubricCriterionId !== undefined && open === assessmentId ? `#criterion-${rubricCriterionId}` : '';
    return `/grading/assessments/${open}${anchor}`;
  };
}
