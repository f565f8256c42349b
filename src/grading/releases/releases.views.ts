import { momentField } from '../../courses/cohorts/moment-fields.js';
import { placeOf as clockOf, readableTime } from '../../courses/times/times.rules.js';
import { chartFigure } from '../../platform/charts/chart.views.js';
import { type FieldError } from '../../platform/errors/domain-errors.js';
import { lateSeconds, passRuleSentence } from '../grades/grading.rules.js';
import { percentWords, readPercent } from '../grades/percent.rules.js';
import { type GradedCohort } from '../marking/grading-access.service.js';
import { nameOr } from '../names.rules.js';
import { latenessWords, shortTime } from '../times.views.js';
import { type Margin } from './borderline.rules.js';
import { borderlineCases, changesSince, deskOf, missingMarks, outliersOf } from './findings.views.js';
import { gradesWords, omissionOf } from './release-plan-words.rules.js';
import { type OpenPlan } from './release-plans.service.js';
import { type PastRelease, type ReleaseReview, type ReviewedGrade } from './release-reviews.service.js';
import { totalsChart } from './totals-chart.js';
import { unprintableFindings } from './unprintable.views.js';
import { type Withholding } from './withholdings.service.js';

/** What was typed for a planned release, and what is wrong with it or with a release just now. */
export interface PlanForm {
  values: Record<string, string>;
  errors: readonly FieldError[];
}

interface Reading {
  timeZone: string;
  now: Date;
  margin: Margin;
  form: PlanForm;
}

/** What a release would show, before it does: the model of `grading/releases`. */
export function releasePage(cohort: GradedCohort, review: ReleaseReview, reading: Reading) {
  const { rows, grades, digest, rubrics, withheld, plan, past } = review;
  const { timeZone, margin, form } = reading;
  const path = `/grading/cohorts/${cohort.slug}`;
  const totals = grades.map(({ percent, passed }) => ({ percent: readPercent(percent), passed }));
  return {
    trail: [{ href: path, label: `Grading ${cohort.courseTitle}, ${cohort.name}` }],
    reviewed: digest,
    any: grades.length > 0,
    empty: rows.length === 0,
    summary: summaryWords(grades, withheld.length),
    changes: { ...changesSince(review, timeZone), action: `${path}/looks` },
    plan: plan && planOf(plan, cohort, reading),
    missing: missingMarks(rows),
    unprintable: unprintableFindings(cohort, review),
    borderline: borderlineCases(review, margin, `${path}/releases`),
    outliers: outliersOf(review),
    figure: chartFigure(totalsChart(totals), `${path}/releases/totals`),
    passRules: [...rubrics.values()].map(passRuleSentence),
    criteria: criteriaRows(grades, rubrics),
    grades: gradeRows(review),
    withheld: withheld.map((one) => withheldRow(one, timeZone)),
    release: {
      action: `${path}/releases`,
      label: `Release ${gradesWords(grades.length)}${withheld.length === 0 ? '' : `, ${withheld.length} withheld`}`,
      planAction: `${path}/release-plans`,
      planLabel: `Release ${gradesWords(grades.length)} at this time`,
      moment: momentField(formOf(form), 'dueAt', cohort.timeZone),
      clock: `On the cohort’s clock, ${clockOf(cohort.timeZone)}.`,
    },
    past: past.map((release) => pastRow(release, timeZone)),
    form: { errors: form.errors },
  };
}

function summaryWords(grades: readonly ReviewedGrade[], withheld: number): string {
  const held = withheld === 0 ? '' : withheld === 1 ? ' One is withheld.' : ` ${withheld} are withheld.`;
  if (grades.length === 0) return `There is nothing to release: no finalised grade waits for it.${held}`;
  const passed = grades.filter((grade) => grade.passed).length;
  const ready = grades.length === 1 ? 'One grade is' : `${grades.length} grades are`;
  const outcome =
    passed === grades.length ? 'all passed' : `${passed} passed, ${grades.length - passed} not passed`;
  return `${ready} ready: ${outcome}.${held}`;
}

function planOf(plan: OpenPlan, cohort: GradedCohort, { timeZone, now }: Reading) {
  const clocks = {
    readerZone: timeZone,
    cohortZone: cohort.timeZone,
    cohortPlace: clockOf(cohort.timeZone),
    now,
  };
  const stay = plan.grades.filter(({ omission }) => omission === null).length;
  const left = plan.grades.flatMap(({ studentName, omission }) =>
    omission === null ? [] : [{ name: nameOr(studentName), why: omissionOf[omission] }],
  );
  return {
    due: readableTime(plan.dueAt, clocks),
    by: nameOr(plan.plannedByName),
    at: shortTime(plan.plannedAt, timeZone),
    // What was reviewed then, and what of it will be shown as things stand.
    will:
      left.length === 0
        ? `It will release the ${gradesWords(stay)} that were reviewed.`
        : `${gradesWords(plan.grades.length)} were reviewed; as things stand it will release ${stay === 0 ? 'none' : stay} of them.`,
    left,
    cancel: `/grading/cohorts/${cohort.slug}/release-plans/${plan.id}/cancellations`,
  };
}

function gradeRows({ grades, rows }: ReleaseReview) {
  const desk = deskOf(rows);
  return grades.map((grade) => ({
    name: nameOr(grade.studentName),
    attempt: grade.submissionNumber,
    late: latenessWords(lateSeconds(grade.dueAt, grade.submittedAt)),
    percent: percentWords(readPercent(grade.percent)),
    passed: grade.passed,
    remarks: grade.remarks,
    earlier: grade.earlierPercent === null ? null : percentWords(readPercent(grade.earlierPercent)),
    deskHref: desk(grade),
    previewHref: `/grading/enrolments/${grade.enrolmentId}/preview`,
    withholdHref: `/grading/enrolments/${grade.enrolmentId}/withholdings`,
  }));
}

/** How often each level was given, a row a criterion. */
function criteriaRows(grades: readonly ReviewedGrade[], rubrics: ReleaseReview['rubrics']) {
  const given = new Map<string, number>();
  for (const id of grades.flatMap((grade) => Object.values(grade.choices))) {
    if (id !== null) given.set(id, (given.get(id) ?? 0) + 1);
  }
  return [...rubrics.values()].flatMap((rubric) =>
    rubric.criteria.map((criterion) => ({
      title: criterion.title,
      levels: criterion.levels.map((level) => ({ title: level.title, count: given.get(level.id) ?? 0 })),
    })),
  );
}

function withheldRow({ enrolmentId, studentName, reason, actorName, at }: Withholding, timeZone: string) {
  return {
    name: nameOr(studentName),
    reason: reason ?? 'The reason has been erased.',
    by: nameOr(actorName),
    at: shortTime(at, timeZone),
    href: `/grading/enrolments/${enrolmentId}/withholdings`,
  };
}

function pastRow({ id, sequence, at, actorName, grades, plannedAt, leftOut }: PastRelease, timeZone: string) {
  return {
    sequence,
    // A page of the room on the right.
    certificatesHref: `/certificates/releases/${id}`,
    at: shortTime(at, timeZone),
    by: nameOr(actorName),
    grades: gradesWords(grades),
    planned: plannedAt && shortTime(plannedAt, timeZone),
    leftOut: leftOut === 0 ? null : `${leftOut} of the planned ones left out`,
  };
}

function formOf({ values, errors }: PlanForm) {
  const errorFor = Object.fromEntries(
    Object.keys(values).map((field) => [
      field,
      errors.find((error) => error.field === field)?.message ?? null,
    ]),
  );
  return { values, errors, errorFor };
}
