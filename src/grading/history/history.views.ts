import { differingWords, type Piece } from '../../courses/versions/words.rules.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { percentWords, readPercent } from '../grades/percent.rules.js';
import { type MarkedAssessment } from '../marking/grading-access.service.js';
import { nameOr } from '../names.rules.js';
import { type Rubric } from '../rubrics/rubrics.service.js';
import { shortTime } from '../times.views.js';
import { changeWords, levelWords, originWords } from './history.rules.js';
import { type GradeRead, type MarkChangeRead, type SubmissionHistory } from './mark-history.service.js';

export interface HistoryFacts {
  assessment: MarkedAssessment;
  /** The one by which the work is marked now. */
  rubric: Rubric;
  history: SubmissionHistory;
}

interface Entry {
  kind: 'mark' | 'grade';
  time: Date;
  at: { iso: string; words: string };
  /** The end of a stretch of typing, when a reader's clock tells it from its beginning. */
  until: { iso: string; words: string } | null;
  by: string;
  what: string;
  origin: string | null;
  /** Where the remark differs from the one before; null when it did not change, or is erased. */
  remark: Piece[] | null;
  erased: boolean;
}

/** How each mark of a handbook came about. The model of `grading/history`. */
export function historyPage({ assessment, rubric, history }: HistoryFacts, { timeZone }: Viewer) {
  const { submission } = assessment;
  const { cohort } = submission;
  const student = nameOr(submission.authorName);
  const desk = `/grading/assessments/${assessment.laterId ?? assessment.id}`;
  return {
    trail: [
      { href: `/grading/cohorts/${cohort.slug}`, label: `Grading ${cohort.courseTitle}, ${cohort.name}` },
      { href: desk, label: `${student}, attempt ${submission.number}` },
    ],
    student,
    title: `How the marks of ${student} came about`,
    attempt: `Attempt ${submission.number}`,
    desk,
    isEmpty: history.changes.length === 0 && history.grades.length === 0,
    grades: history.grades.map((grade) => gradeOf(grade, timeZone)).reverse(),
    criteria: criteriaOf(rubric, history).map(({ anchor, number, title, criterionId }) => ({
      anchor,
      number,
      title,
      entries: entriesOf(criterionId, history, timeZone),
    })),
  };
}

/** Those of the rubric in their order, then those that only an earlier rubric had. */
function criteriaOf(rubric: Rubric, { changes }: SubmissionHistory) {
  const now = rubric.criteria.map(({ id, criterionId, title }, at) => ({
    anchor: `criterion-${id}`,
    number: String(at + 1),
    title,
    criterionId,
  }));
  const gone = new Map(
    changes
      .filter((change) => now.every(({ criterionId }) => criterionId !== change.criterionId))
      .map((change) => [change.criterionId, change.criterionTitle]),
  );
  return [
    ...now,
    ...[...gone].map(([criterionId, title]) => ({
      anchor: `criterion-${criterionId}`,
      number: '',
      title: `${title} (not in the rubric any more)`,
      criterionId,
    })),
  ];
}

/** The latest first. */
function entriesOf(criterionId: string, { changes, grades }: SubmissionHistory, timeZone: string): Entry[] {
  const own = changes.filter((change) => change.criterionId === criterionId);
  const marks = own.map((change, at) => changeEntry(own[at - 1] ?? null, change, timeZone));
  const finalised = grades.flatMap((grade) => {
    const level = grade.levels.find((one) => one.criterionId === criterionId);
    return level ? [gradeEntry(grade, level, timeZone)] : [];
  });
  // Of the same instant, a mark comes before the grade that was made of it.
  return [...marks, ...finalised].sort((one, other) => one.time.getTime() - other.time.getTime()).reverse();
}

function changeEntry(before: MarkChangeRead | null, change: MarkChangeRead, timeZone: string): Entry {
  const { at, untilAt, remark, origin, actorName } = change;
  const said = before?.remark ?? '';
  const [began, ended] = [shortTime(at, timeZone), shortTime(untilAt, timeZone)];
  return {
    kind: 'mark',
    time: at,
    at: began,
    until: began.words === ended.words ? null : ended,
    by: nameOr(actorName),
    what: changeWords(before, change),
    origin: originWords[origin],
    remark: remark === null || remark === said ? null : differingWords(said, remark),
    erased: remark === null,
  };
}

function gradeEntry(grade: GradeRead, level: { title: string; points: number }, timeZone: string): Entry {
  return {
    kind: 'grade',
    time: grade.at,
    at: shortTime(grade.at, timeZone),
    until: null,
    by: nameOr(grade.actorName),
    what: `${causeWords(grade)} as ${levelWords(level)}`,
    origin: null,
    remark: null,
    erased: false,
  };
}

function gradeOf(grade: GradeRead, timeZone: string) {
  return {
    number: grade.sequence,
    what: causeWords(grade),
    why: grade.cause === 'rubric' ? grade.regradeName : null,
    percent: percentWords(readPercent(grade.percent)),
    passed: grade.passed ? 'passed' : 'not passed',
    at: shortTime(grade.at, timeZone),
    by: nameOr(grade.actorName),
    released: grade.releasedAt && shortTime(grade.releasedAt, timeZone),
  };
}

function causeWords({ kind, cause }: GradeRead): string {
  if (cause === 'rubric') return 'Regraded by a changed rubric';
  if (cause === 'lateness') return 'Counted anew after more time was given';
  return kind === 'finalised' ? 'Finalised' : 'Regraded';
}
