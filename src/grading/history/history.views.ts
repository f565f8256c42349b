import { differingWords, type Piece } from '../../courses/versions/words.rules.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { percentWords, readPercent } from '../grades/percent.rules.js';
import { type MarkedAssessment } from '../marking/grading-access.service.js';
import { nameOr } from '../names.rules.js';
import { quoteWords } from '../remarks/anchor.rules.js';
import { type Rubric } from '../rubrics/rubrics.service.js';
import { shortTime } from '../times.views.js';
import { changeWords, levelWords, originWords, remarkWords } from './history.rules.js';
import {
  type GradeRead,
  type MarkChangeRead,
  type RemarkChangeRead,
  type SubmissionHistory,
} from './mark-history.service.js';

export interface HistoryFacts {
  assessment: MarkedAssessment;
  /** The one by which the work is marked now. */
  rubric: Rubric;
  history: SubmissionHistory;
}

interface Entry {
  kind: 'mark' | 'remark' | 'grade';
  time: Date;
  at: { iso: string; words: string };
  /** The end of a stretch of typing, when a reader's clock tells it from its beginning. */
  until: { iso: string; words: string } | null;
  by: string;
  what: string;
  origin: string | null;
  /** Of a remark on words: where these stand, and which they are; null where there are none, or they are erased. */
  place: string | null;
  quote: string | null;
  /** Where the remark differs from the one before; null when it did not change, or is erased. */
  remark: Piece[] | null;
  erased: boolean;
}

/** How each mark and remark of a handbook came about. The model of `grading/history`. */
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
    isEmpty: history.changes.length + history.remarks.length + history.grades.length === 0,
    grades: history.grades.map((grade) => gradeOf(grade, timeZone)).reverse(),
    criteria: criteriaOf(rubric, history).map(({ anchor, number, title, criterionId }) => ({
      anchor,
      number,
      title,
      entries: entriesOf(criterionId, history, timeZone),
    })),
    remarks: remarksOf(rubric, history.remarks, timeZone),
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

/** On the whole, and on words, where anything was ever said; the latest first. */
function remarksOf(rubric: Rubric, changes: readonly RemarkChangeRead[], timeZone: string) {
  const sections = rubric.criteria.flatMap((criterion) => criterion.sections);
  const titles = new Map(sections.map(({ key, title }) => [key, title]));
  const entries = changes.map((change, at) => {
    const before = changes.slice(0, at).findLast(({ remarkId }) => remarkId === change.remarkId) ?? null;
    return { onWords: change.remarkId !== null, entry: remarkEntry(before, change, titles, timeZone) };
  });
  const of = (onWords: boolean) =>
    entries.flatMap((one) => (one.onWords === onWords ? [one.entry] : [])).reverse();
  return [
    { anchor: 'overall-remark', title: 'On the whole', entries: of(false) },
    { anchor: 'remarks-on-words', title: 'On words of the handbook', entries: of(true) },
  ].filter((one) => one.entries.length > 0);
}

function remarkEntry(
  before: RemarkChangeRead | null,
  change: RemarkChangeRead,
  titles: ReadonlyMap<string, string>,
  timeZone: string,
): Entry {
  const { at, untilAt, body, quote, sectionKey, criterionTitle, actorName } = change;
  const said = before?.body ?? '';
  const [began, ended] = [shortTime(at, timeZone), shortTime(untilAt, timeZone)];
  const place = [sectionKey === null ? null : titles.get(sectionKey), criterionTitle].filter(
    (one) => one != null,
  );
  return {
    kind: 'remark',
    time: at,
    at: began,
    until: began.words === ended.words ? null : ended,
    by: nameOr(actorName),
    what: remarkWords(before, change),
    origin: null,
    place: place.length === 0 ? null : place.join(' · '),
    quote: quote === null ? null : `“${quoteWords(quote)}”`,
    remark: body === null || body === said ? null : differingWords(said, body),
    erased: body === null,
  };
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
    place: null,
    quote: null,
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
    place: null,
    quote: null,
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
