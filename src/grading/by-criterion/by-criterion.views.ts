import { type LateWork } from '../../assignments/lateness/late-policies.service.js';
import { type ReadableSection } from '../../assignments/submissions/readable-sections.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { earlierMark } from '../attempts/attempts.views.js';
import { type EarlierAttempt } from '../attempts/earlier-attempts.service.js';
import {
  criterionOf,
  nothingUnsaved,
  savedWords,
  scaleFor,
  sectionOf,
  shownMarks,
  summary,
} from '../desk/desk.views.js';
import { type JumpPlace } from '../desk/queue.rules.js';
import { standingWords } from '../desk/standing-words.rules.js';
import { strip } from '../desk/strip.rules.js';
import { choicesOf } from '../grades/grades.service.js';
import { passRuleSentence, standing } from '../grades/grading.rules.js';
import { latePenalty } from '../lateness/late-penalty.js';
import { type GradedCohort, type MarkedAssessment } from '../marking/grading-access.service.js';
import { type StoredMark } from '../marking/score-drafts.service.js';
import { nameOr } from '../names.rules.js';
import { deskRemarks } from '../remarks/desk-remarks.views.js';
import { type RemarksInTheMaking } from '../remarks/remarks-in-the-making.js';
import { type Rubric, type RubricCriterionRead } from '../rubrics/rubrics.service.js';
import { type CriterionProgress, type WalkRow } from './criterion-walk.service.js';
import { countMarked, placeInWalk, type WalkChoice, walkQuery } from './walk.rules.js';

type NamedCohort = Pick<GradedCohort, 'slug' | 'name' | 'courseTitle'>;

/** All criteria with how far each is: the model of `grading/by-criterion/criteria`. */
export function criteriaPage(
  cohort: NamedCohort,
  progress: readonly CriterionProgress[],
  choice: WalkChoice,
) {
  const here = `/grading/cohorts/${cohort.slug}/criteria`;
  return {
    trail: [toCohort(cohort)],
    handedIn: progress[0]?.of ?? 0,
    criteria: progress.map(({ criterion, marked, of }, at) => ({
      number: at + 1,
      title: criterion.title,
      sections: criterion.sections.map(({ title }) => title).join(', '),
      progress: { words: countWords(marked, of), marked, of },
      href: `${here}/${criterion.criterionId}${walkQuery(choice)}`,
    })),
    names: namesSwitch(here, choice),
  };
}

export interface CriterionFacts {
  cohort: NamedCohort;
  criterion: RubricCriterionRead;
  rows: readonly WalkRow[];
  progress: readonly CriterionProgress[];
}

/** One criterion across the cohort, also where its walk ends: the model of `grading/by-criterion/criterion`. */
export function criterionPage({ cohort, criterion, rows, progress }: CriterionFacts, choice: WalkChoice) {
  const list = `/grading/cohorts/${cohort.slug}/criteria`;
  const here = `${list}/${criterion.criterionId}`;
  const marked = countMarked(rows);
  const open = rows.find(({ levelId }) => levelId === null) ?? null;
  const left = nextUnfinished(progress, criterion.criterionId);
  return {
    trail: [toCohort(cohort), { href: `${list}${walkQuery(choice)}`, label: 'By criterion' }],
    title: criterion.title,
    description: criterion.description,
    sections: criterion.sections.map(({ title }) => title).join(', '),
    progress: { words: countWords(marked, rows.length), marked, of: rows.length },
    done: rows.length > 0 && open === null ? doneWords(rows.length) : null,
    goOn: open && {
      label: marked === 0 ? 'Begin' : 'Go on',
      href: open.assessmentId && markHref(open.assessmentId, criterion, choice),
      action: `${here}/assessments${walkQuery(choice)}`,
      submission: open.submissionId,
    },
    next: left && {
      label: `Next criterion: ${left.criterion.title}`,
      href: `${list}/${left.criterion.criterionId}${walkQuery(choice)}`,
    },
    allDone: left === null && open === null && rows.length > 0,
    levels: [
      ...criterion.levels.map(({ id, title }) => ({
        title,
        count: rows.filter(({ levelId }) => levelId === id).length,
      })),
      { title: 'No level yet', count: rows.length - marked },
    ],
    handbooks: rows.map((row, at) => ({
      name: choice.namesHidden ? null : row.studentName,
      number: at + 1,
      level: row.level,
      href: row.assessmentId && markHref(row.assessmentId, criterion, { ...choice, onlyOpen: false }),
    })),
    names: namesSwitch(here, choice),
  };
}

/** Every handbook's page, for the palette that jumps by letters; numbers stand for names that are hidden. */
export function walkPlaces(
  rows: readonly WalkRow[],
  criterion: RubricCriterionRead,
  choice: WalkChoice,
): { places: JumpPlace[] } {
  const places = rows.flatMap(({ assessmentId, studentName, level }, at): JumpPlace[] => {
    if (assessmentId === null) return [];
    const name = choice.namesHidden ? `Handbook ${at + 1}` : studentName;
    const href = markHref(assessmentId, criterion, choice);
    return [{ name, state: level ?? 'No level yet', href, action: null }];
  });
  return { places };
}

export interface MarkFacts {
  assessment: MarkedAssessment;
  /** When it was due, and what being late takes. */
  lateWork: LateWork;
  rubric: Rubric;
  criterion: RubricCriterionRead;
  marks: ReadonlyMap<string, StoredMark>;
  /** Those that the criterion is judged by; null once erased. */
  sections: readonly ReadableSection[] | null;
  /** On words, of every section. */
  remarks: RemarksInTheMaking;
  rows: readonly WalkRow[];
  earlier: EarlierAttempt | null;
}

/** One criterion of one handbook: the model of `grading/by-criterion/mark`. */
export function markPage(facts: MarkFacts, viewer: Viewer, choice: WalkChoice, unsaved = nothingUnsaved) {
  const { assessment, criterion, marks, sections, rows, earlier } = facts;
  const { submission } = assessment;
  const rubric = { ...facts.rubric, late: latePenalty(facts.lateWork) };
  const shown = shownMarks(marks, unsaved.typed);
  const choices = choicesOf(shown);
  const list = `/grading/cohorts/${submission.cohort.slug}/criteria`;
  const overview = `${list}/${criterion.criterionId}${walkQuery(choice)}`;
  const place = `/grading/assessments/${assessment.id}`;
  const here = `${place}/criteria/${criterion.criterionId}`;
  const { position, previous, next } = placeInWalk(rows, assessment.id, choice);
  const numbered = position === null ? 'Handbook' : `Handbook ${position} of ${rows.length}`;
  const name = nameOr(submission.authorName);
  const remarks = deskRemarks(facts, viewer, null);
  const actions = {
    scores: `${here}/scores${walkQuery(choice)}`,
    carriedMark: `${here}/carried-marks${walkQuery(choice)}`,
  };
  return {
    trail: [toCohort(submission.cohort), { href: overview, label: criterion.title }],
    title: choice.namesHidden ? `${criterion.title}: ${numbered}` : `${criterion.title}: ${name}`,
    heading: choice.namesHidden ? numbered : name,
    where: [...(choice.namesHidden ? [] : [numbered]), `attempt ${submission.number}`].join(' · '),
    progress: {
      words: countWords(countMarked(rows), rows.length),
      marked: countMarked(rows),
      of: rows.length,
    },
    /** Those without a level, each with the version of its mark: `<assessment>:<version>`. */
    open: rows
      .flatMap(({ levelId, assessmentId, version }) =>
        levelId === null && assessmentId !== null ? [`${assessmentId}:${version}`] : [],
      )
      .join(' '),
    assessmentId: assessment.id,
    withdrawn: submission.withdrawn,
    names: namesSwitch(here, choice),
    filter: {
      onlyOpen: choice.onlyOpen,
      all: `${here}${walkQuery({ ...choice, onlyOpen: false })}`,
      open: `${here}${walkQuery({ ...choice, onlyOpen: true })}`,
    },
    previous: previous?.assessmentId ? markHref(previous.assessmentId, criterion, choice) : null,
    next: next?.assessmentId ? markHref(next.assessmentId, criterion, choice) : null,
    end: overview,
    // Its page names the student.
    deskHref: choice.namesHidden ? null : `${place}#criterion-${criterion.id}`,
    sections:
      sections?.map((section) => ({
        ...sectionOf(section, earlier),
        ...remarks.sections.get(section.key),
      })) ?? null,
    // A remark of the bank would bring in the name.
    remarks: choice.namesHidden ? { ...remarks.page, meanings: '{}' } : remarks.page,
    saved: savedWords(new Map([...marks].filter(([id]) => id === criterion.id)), viewer.timeZone),
    criteria: [
      withoutNames(
        choice,
        criterionOf(criterion, {
          number: rubric.criteria.indexOf(criterion) + 1,
          shown: shown.get(criterion.id) ?? null,
          stored: marks.get(criterion.id) ?? null,
          clash: unsaved.conflicts.find((one) => one.rubricCriterionId === criterion.id) ?? null,
          earlier:
            earlier && earlierMark(earlier, criterion.id, submission.withdrawn ? null : actions.carriedMark),
          closed: submission.withdrawn,
          errors: unsaved.errors,
          viewer,
          place,
        }),
      ),
    ],
    actions: { ...actions, marks: `${place}/scores`, carriedMarks: `${place}/carried-marks` },
    scale: JSON.stringify(scaleFor(rubric)),
    standing: standingWords(rubric, standing(rubric, choices)),
    passRule: passRuleSentence(rubric),
    strip: strip(rubric, choices).map((one, at) => ({
      ...one,
      current: one.id === criterion.id,
      version: marks.get(one.id)?.version ?? 0,
      href: markHref(assessment.id, rubric.criteria[at] ?? criterion, choice),
    })),
    /** Levels of the criteria that have their own pages, so that the total can be counted here. */
    otherLevels: JSON.stringify({ ...choices, [criterion.id]: undefined }),
    places: `${list}/${criterion.criterionId}/places${walkQuery(choice)}`,
    jumpLabel: choice.namesHidden ? 'Go to a handbook or criterion' : 'Go to a student or criterion',
    form: { errors: summary(unsaved, rubric) },
  };
}

/** The history of a mark names the student. */
const withoutNames = <Shown extends { historyHref: string }>({ namesHidden }: WalkChoice, shown: Shown) => ({
  ...shown,
  historyHref: namesHidden ? null : shown.historyHref,
});

/** Where one criterion of a handbook is marked. */
export function markHref(
  assessmentId: string,
  { criterionId }: Pick<RubricCriterionRead, 'criterionId'>,
  choice: WalkChoice,
): string {
  return `/grading/assessments/${assessmentId}/criteria/${criterionId}${walkQuery(choice)}`;
}

const toCohort = ({ slug, courseTitle, name }: NamedCohort) => ({
  href: `/grading/cohorts/${slug}`,
  label: `Grading ${courseTitle}, ${name}`,
});

const countWords = (marked: number, of: number) => `${marked} of ${of} have a level`;

const doneWords = (count: number) =>
  count === 1 ? 'The one handbook has a level.' : `All ${count} handbooks have a level.`;

/** The link that hides students' names, or shows them again, on the page where it stands. */
function namesSwitch(here: string, choice: WalkChoice) {
  const { namesHidden } = choice;
  return {
    hidden: namesHidden,
    label: namesHidden ? 'Show names' : 'Hide names',
    href: `${here}${walkQuery({ ...choice, namesHidden: !namesHidden })}`,
  };
}

/** The criterion after one, in the rubric's order and then from its top, that has work without a level. */
function nextUnfinished(
  progress: readonly CriterionProgress[],
  afterCriterionId: string,
): CriterionProgress | null {
  const at = progress.findIndex(({ criterion }) => criterion.criterionId === afterCriterionId);
  const inTurn = [...progress.slice(at + 1), ...progress.slice(0, Math.max(at, 0))];
  return inTurn.find(({ marked, of }) => marked < of) ?? null;
}
