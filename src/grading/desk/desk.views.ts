import { type LateWork } from '../../assignments/lateness/late-policies.service.js';
import { lateWorkSentence, pointsWords } from '../../assignments/lateness/late-policy.rules.js';
import { lateness } from '../../assignments/lateness/lateness.rules.js';
import { type ReadableSection } from '../../assignments/submissions/readable-sections.js';
import { summaryWords } from '../../assignments/submissions/submission.views.js';
import { canonicalJson, sha256 } from '../../platform/digests/digests.js';
import { type FieldError } from '../../platform/errors/domain-errors.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { earlierMark, earlierSummary, sectionSince } from '../attempts/attempts.views.js';
import { type EarlierAttempt } from '../attempts/earlier-attempts.service.js';
import { type PastGrade } from '../grades/grade-history.service.js';
import { choicesOf } from '../grades/grades.service.js';
import {
  lateSeconds,
  passRuleSentence,
  requiredLevel,
  type Scale,
  standing,
} from '../grades/grading.rules.js';
import { latePenalty } from '../lateness/late-penalty.js';
import { type MarkedAssessment } from '../marking/grading-access.service.js';
import { type MarkingRow } from '../marking/marking-progress.service.js';
import { percentWords, readPercent } from '../grades/percent.rules.js';
import { deskRemarks, type UnsavedOverall } from '../remarks/desk-remarks.views.js';
import { type RemarksInTheMaking } from '../remarks/remarks-in-the-making.js';
import { type Rubric, type RubricCriterionRead } from '../rubrics/rubrics.service.js';
import {
  type Mark,
  type MarkConflict,
  type StoredMark,
  tidyRemark,
} from '../marking/score-drafts.service.js';
import { nameOr } from '../names.rules.js';
import { latenessWords, shortTime } from '../times.views.js';
import { type TypedMark } from './desk.forms.js';
import { type QueueName } from './queue.rules.js';
import { queueBar, queueQuery } from './queue.views.js';
import { standingWords } from './standing-words.rules.js';
import { strip } from './strip.rules.js';

export interface DeskFacts {
  assessment: MarkedAssessment;
  /** Through which the marker walks. */
  queue: QueueName;
  rubric: Rubric;
  marks: ReadonlyMap<string, StoredMark>;
  /** When it was due, and what being late takes. */
  lateWork: LateWork;
  /** Null once erased. */
  sections: readonly ReadableSection[] | null;
  /** On words, and on the whole. */
  remarks: RemarksInTheMaking;
  history: readonly PastGrade[];
  cohortRows: readonly MarkingRow[];
  /** The attempt that was graded before this one. */
  earlier: EarlierAttempt | null;
}

/** What was typed and could not be stored as it is: it stays on the page, beside what is stored. */
export interface Unsaved {
  typed: readonly TypedMark[];
  conflicts: readonly MarkConflict[];
  errors: readonly FieldError[];
  /** Of the remark on the whole. */
  overall?: UnsavedOverall;
}

export const nothingUnsaved: Unsaved = { typed: [], conflicts: [], errors: [] };

/** The desk: the frozen handbook beside the rubric. The model of `grading/desk`. */
export function deskPage(facts: DeskFacts, viewer: Viewer, unsaved: Unsaved = nothingUnsaved) {
  const { assessment, marks, lateWork, sections, history, cohortRows, earlier } = facts;
  const { submission } = assessment;
  const rubric = { ...facts.rubric, late: latePenalty(lateWork) };
  const { cohort } = submission;
  const shown = shownMarks(marks, unsaved.typed);
  const place = `/grading/assessments/${assessment.id}`;
  const remarks = deskRemarks(facts, viewer, unsaved.overall ?? null);
  const actions = {
    scores: `${place}/scores`,
    gradeEvents: `${place}/grade-events`,
    carriedMarks: `${place}/carried-marks${queueQuery(facts.queue)}`,
  };
  return {
    trail: [
      { href: `/grading/cohorts/${cohort.slug}`, label: `Grading ${cohort.courseTitle}, ${cohort.name}` },
    ],
    student: nameOr(submission.authorName),
    attempt: `Attempt ${submission.number}`,
    submitted: shortTime(submission.submittedAt, viewer.timeZone),
    late: latenessWords(lateSeconds(submission.dueAt, submission.submittedAt)),
    withdrawn: submission.withdrawn,
    laterAttempt: submission.latestNumber > submission.number,
    sections:
      sections?.map((section) => ({
        ...sectionOf(section, earlier),
        ...remarks.sections.get(section.key),
      })) ?? null,
    remarks: remarks.page,
    earlier: earlier && earlierSummary(earlier, viewer.timeZone, submission.withdrawn),
    lateness: latenessOf(lateWork),
    passRule: passRuleSentence(rubric),
    standing: standingWords(rubric, standing(rubric, choicesOf(shown))),
    strip: strip(rubric, choicesOf(shown)),
    saved: savedWords(marks, viewer.timeZone),
    criteria: rubric.criteria.map((criterion, at) =>
      criterionOf(criterion, {
        number: at + 1,
        shown: shown.get(criterion.id) ?? null,
        stored: marks.get(criterion.id) ?? null,
        clash: unsaved.conflicts.find((one) => one.rubricCriterionId === criterion.id) ?? null,
        earlier:
          earlier && earlierMark(earlier, criterion.id, submission.withdrawn ? null : actions.carriedMarks),
        closed: submission.withdrawn,
        errors: unsaved.errors,
        viewer,
        place,
      }),
    ),
    history: history.map((grade) => pastGrade(grade, viewer.timeZone)),
    queue: queueBar(cohortRows, {
      queue: facts.queue,
      enrolmentId: submission.enrolmentId,
      here: place,
      slug: cohort.slug,
    }),
    actions,
    finaliseLabel: history.length === 0 ? 'Finalise the grade' : 'Finalise the changed grade',
    finaliseAndGoOn: history.length === 0 ? 'Finalise, then the next' : 'Finalise the change, then the next',
    scale: JSON.stringify(scaleFor(rubric)),
    conflictCount: unsaved.conflicts.length,
    form: { errors: summary(unsaved, rubric) },
  };
}

/** One section of the frozen text, as the desk shows it. */
export function sectionOf(
  { key, title, html, summary, isEmpty, findings }: ReadableSection,
  earlier: EarlierAttempt | null,
) {
  return {
    key,
    title,
    html,
    words: summaryWords(summary),
    isEmpty,
    findings: isEmpty ? [] : findings.map(({ sentence }) => sentence),
    findingsTitle: findings.length === 1 ? 'One thing does not fit' : `${findings.length} things do not fit`,
    since: earlier && sectionSince(earlier, key),
    /** Shown on the whole desk only. */
    remarks: null,
  };
}

/** Stands for a mark as the page got it, so that the form's answer tells what was touched from what was not. */
export function seenDigest({ levelId, remark }: Mark): string {
  return sha256(canonicalJson({ levelId, remark: tidyRemark(remark) })).slice(0, 24);
}

/** What the browser needs to say where the handbook stands, without asking. */
export function scaleFor({ passPercent, criteria, late }: Rubric): Scale {
  return {
    passPercent,
    ...(late ? { late } : {}),
    criteria: criteria.map(({ id, title, competency, weight, levels }) => ({
      id,
      title,
      competency,
      weight,
      levels: levels.map(({ id: levelId, title: levelTitle, points, required }) => ({
        id: levelId,
        title: levelTitle,
        points,
        required,
      })),
    })),
  };
}

/** What is stored, and over it what was typed: a mark that nobody touched here may be another by now. */
export function shownMarks(
  marks: ReadonlyMap<string, StoredMark>,
  typed: readonly TypedMark[],
): ReadonlyMap<string, ShownMark> {
  const touched = typed.filter((mark) => {
    const stored = marks.get(mark.rubricCriterionId);
    const isStored = stored?.levelId === mark.levelId && stored.remark === tidyRemark(mark.remark);
    return mark.touched && !isStored;
  });
  return new Map<string, ShownMark>([
    ...marks,
    ...touched.map((mark) => [mark.rubricCriterionId, mark] as const),
  ]);
}

/** With the version that it was made from. */
export interface ShownMark extends Mark {
  version: number;
}

interface CriterionFacts {
  number: number;
  shown: ShownMark | null;
  stored: StoredMark | null;
  clash: MarkConflict | null;
  earlier: ReturnType<typeof earlierMark>;
  /** It is read, and nothing can be chosen or written. */
  closed: boolean;
  errors: readonly FieldError[];
  viewer: Viewer;
  /** The assessment's address. */
  place: string;
}

export function criterionOf(
  criterion: RubricCriterionRead,
  { number, shown, stored, clash, earlier, closed, errors, viewer, place }: CriterionFacts,
) {
  const { id, title, description, weight, sections, levels } = criterion;
  const errorOf = (field: string) => errors.find((error) => error.field === field)?.message ?? null;
  const required = requiredLevel(criterion);
  return {
    id,
    number,
    title,
    description,
    weight,
    sections,
    sectionKeys: sections.map((section) => section.key).join(' '),
    levels: levels.map((level, at) => ({
      id: level.id,
      key: at + 1,
      title: level.title,
      description: level.description,
      points: level.points,
      required: level.required,
      chosen: shown?.levelId === level.id,
    })),
    noneChosen: (shown?.levelId ?? null) === null,
    required: required?.title ?? null,
    remark: shown?.remark ?? '',
    // Of a mark that was typed and is not stored the version that it was made from: a stale one is told as such. With a
    // clash on the page both are seen, and saving again keeps one's own.
    version: (clash ? clash.theirs.version : shown?.version) ?? 0,
    seen: seenDigest(stored ?? { levelId: null, remark: '' }),
    by: stored && stored.updatedById !== viewer.id ? byWords(stored, viewer.timeZone) : null,
    historyHref: `${place}/history#criterion-${id}`,
    levelError: errorOf(`level-${id}`),
    remarkError: errorOf(`remark-${id}`),
    clash: clash && clashOf(criterion, clash, viewer.timeZone),
    earlier,
    closed,
  };
}

const byWords = (mark: StoredMark, timeZone: string) =>
  `Last changed by ${nameOr(mark.updatedByName)}, ${shortTime(mark.updatedAt, timeZone).words}`;

function clashOf(criterion: RubricCriterionRead, { yours, theirs }: MarkConflict, timeZone: string) {
  const title = (levelId: string | null) =>
    criterion.levels.find((level) => level.id === levelId)?.title ?? 'No level';
  return {
    who: nameOr(theirs.updatedByName),
    at: shortTime(theirs.updatedAt, timeZone),
    theirs: { level: title(theirs.levelId), remark: theirs.remark === '' ? 'No remark' : theirs.remark },
    yours: { level: title(yours.levelId), remark: yours.remark === '' ? 'No remark' : yours.remark },
    data: JSON.stringify(theirs),
  };
}

export function savedWords(marks: ReadonlyMap<string, StoredMark>, timeZone: string) {
  const latest = [...marks.values()].reduce<Date | null>(
    (last, mark) => (last === null || mark.updatedAt > last ? mark.updatedAt : last),
    null,
  );
  return latest
    ? { word: 'Saved', time: shortTime(latest, timeZone).words }
    : { word: 'Nothing to save yet', time: '' };
}

/** What being late takes, whatever the marks are; null when the work was in time. */
function latenessOf({ dueAt, submittedAt, timeZone, policy }: LateWork): string | null {
  return lateWorkSentence(policy, lateness(dueAt, submittedAt, timeZone));
}

function pastGrade(grade: PastGrade, timeZone: string) {
  const { kind, cause, percent, passed, at, actorName, releasedAt } = grade;
  const deducted = readPercent(grade.deducted);
  const late = deducted === 0 ? '' : `, ${pointsWords(deducted)} less for being late`;
  return {
    what: kind === 'finalised' ? 'Finalised' : cause === 'lateness' ? 'Computed anew' : 'Regraded',
    percent: percentWords(readPercent(percent)),
    passed: `${passed ? 'passed' : 'not passed'}${late}`,
    at: shortTime(at, timeZone),
    by: nameOr(actorName),
    released: releasedAt && shortTime(releasedAt, timeZone),
  };
}

export function summary({ conflicts, errors, overall }: Unsaved, rubric: Rubric): FieldError[] {
  const clashes = conflicts.map(({ rubricCriterionId, theirs }) => ({
    field: `criterion-${rubricCriterionId}`,
    message: `${nameOr(theirs.updatedByName)} has changed “${rubric.criteria.find(({ id }) => id === rubricCriterionId)?.title ?? ''}” since you opened it. Compare both.`,
  }));
  const whole = overall?.conflict
    ? [
        {
          field: 'overall-remark',
          message: `${nameOr(overall.conflict.theirs.updatedByName)} has changed the remark on the whole since you opened it. Compare both.`,
        },
      ]
    : [];
  return [...clashes, ...whole, ...errors];
}
