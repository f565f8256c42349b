import {
  type Choices,
  chosenLevel,
  type CompetencyScore,
  competencyScores,
  mostPoints,
  nextLevel,
  passRuleSentence,
  reasonsNotPassed,
  requiredLevel,
  standing,
} from '../grades/grading.rules.js';
import { readPercent } from '../grades/percent.rules.js';
import { policyInForce, policyPairs } from '../../assignments/lateness/late-policies.service.js';
import { type LatePolicy } from '../../assignments/lateness/late-policy.rules.js';
import { lateness } from '../../assignments/lateness/lateness.rules.js';
import { deductionSentence, termsOf } from '../lateness/deduction.rules.js';
import { type PassCondition, passConditions } from '../results/pass-conditions.rules.js';
import { type Rubric, type RubricCriterionRead } from '../rubrics/rubrics.service.js';
import { causeSinceShown, regradeSinceShown } from './release-sql.js';

/** A grade in full, as its student reads it: facts and texts, nothing of drafts or of later changes. */
export interface ReadGrade {
  gradeEventId: string;
  enrolmentId: string;
  cohortId: string;
  userId: string;
  rubricVersionId: string;
  submissionId: string;
  submissionNumber: number;
  /** What proves the sections that were handed in, and how many there are. */
  handedIn: { root: string; sections: number };
  gradedAt: Date;
  /** What made it another grade than the student was shown before: time alone, or marks too. */
  cause: 'lateness' | 'marks';
  /** The changed rubric that it follows from, also when time was given after that. */
  regrade: { name: string; reason: string } | null;
  /** What counts: earned less deducted. Two decimals, `72.50`. */
  percent: string;
  earnedPercent: string;
  deducted: string;
  passed: boolean;
  /** The deadline that its lateness is told by; null where none is known. */
  dueAt: Date | null;
  /** What being late did to it, in a sentence; null when it was in time. */
  lateWords: string | null;
  /** Whole percent. */
  passPercent: number;
  /** When one passes, in a sentence. */
  passRule: string;
  /** The same with this grade's numbers. */
  conditions: PassCondition[];
  /** Why it is not passed, one sentence for each condition that was not met; empty for a pass. */
  reasons: string[];
  /** The five competencies, in the order in which a certificate prints them. */
  competencies: ReadCompetency[];
  criteria: ReadCriterion[];
  /** What was said about the whole handbook; null where nothing was. */
  overall: ReadRemark | null;
}

export interface ReadCompetency extends CompetencyScore {
  /** What work looks like that reaches the level, as the rubric says it. */
  meaning: string;
  /** All levels of that criterion, the lowest first. */
  levels: readonly { title: string; description: string }[];
  /** The level that passing takes there; null where any will do. */
  required: string | null;
}

export interface ReadCriterion {
  key: string;
  title: string;
  description: string;
  sections: readonly { key: string; title: string }[];
  level: { title: string; description: string };
  /** Null at the top. */
  next: { title: string; description: string } | null;
  /** The level that passing takes here; null where any will do. */
  required: string | null;
  points: number;
  ofPoints: number;
  /** Null where nothing was said. */
  remark: ReadRemark | null;
}

export interface ReadRemark {
  /** Null once erased. */
  text: string | null;
  /** Null once erased. */
  authorName: string | null;
}

export interface GradeRow extends Omit<
  ReadGrade,
  | 'passPercent'
  | 'passRule'
  | 'conditions'
  | 'reasons'
  | 'competencies'
  | 'criteria'
  | 'overall'
  | 'dueAt'
  | 'lateWords'
> {
  submittedAt: Date;
  /** The cohort's. */
  timeZone: string;
  /** What counted when it was written, the deadline null in grades from before late policies; and what counts now. */
  dueThen: Date | null;
  policyThen: LatePolicy | null;
  dueNow: Date;
  policyNow: LatePolicy | null;
  scores: { rubricCriterionId: string; criterionId: string; levelId: string }[];
  remarks: ({ criterionId: string | null } & ReadRemark)[];
}

/** SQL for the columns of a `GradeRow`, of grade event `g`, its submission `s` and enrolment `e`. */
export const gradeColumns = `
         g.id AS "gradeEventId", e.id AS "enrolmentId",
         e.cohort_id AS "cohortId", e.user_id AS "userId", s.id AS "submissionId", s.number AS "submissionNumber",
         jsonb_build_object('root', s.sections_root, 'sections', (
           SELECT count(*) FROM submission_sections n WHERE n.submission_id = s.id)) AS "handedIn",
         g.at AS "gradedAt", g.percent, g.earned_percent AS "earnedPercent", g.deducted, g.passed,
         g.due_at AS "dueThen", s.submitted_at AS "submittedAt", ${causeSinceShown} AS cause,
         (SELECT h.time_zone FROM cohorts h WHERE h.id = e.cohort_id) AS "timeZone",
         effective_due_at(s.enrolment_id, s.number) AS "dueNow",
         ${policyInForce('(SELECT a.id FROM assignments a WHERE a.cohort_id = e.cohort_id)')} AS "policyNow",
         (SELECT jsonb_build_object(${policyPairs}) FROM late_policies p WHERE p.id = g.late_policy_id) AS "policyThen",
         g.rubric_version_id AS "rubricVersionId",
         ${regradeSinceShown} AS regrade,
         (SELECT jsonb_agg(jsonb_build_object('rubricCriterionId', c.rubric_criterion_id,
                                              'criterionId', c.criterion_id, 'levelId', c.level_id))
            FROM criterion_scores c WHERE c.grade_event_id = g.id) AS scores,
         coalesce((SELECT jsonb_agg(jsonb_build_object('criterionId', m.criterion_id, 'text', t.body,
                                                       'authorName', u.name))
            FROM remarks m JOIN remark_texts t ON t.remark_id = m.id JOIN users u ON u.id = m.author_id
           WHERE m.grade_event_id = g.id), '[]') AS remarks`;

type Unread =
  'scores' | 'remarks' | 'submittedAt' | 'timeZone' | 'dueThen' | 'policyThen' | 'dueNow' | 'policyNow';

/** @throws RangeError for a level that the rubric does not have */
export function gradeOf<Row extends GradeRow>(
  row: Row,
  rubrics: ReadonlyMap<string, Rubric>,
): ReadGrade & Omit<Row, Unread> {
  const { scores, remarks, submittedAt, timeZone, dueThen, policyThen, dueNow, policyNow, ...facts } = row;
  const rubric = rubrics.get(facts.rubricVersionId);
  if (!rubric) throw new Error('A grade refers to a rubric that is not there.');
  const choices = Object.fromEntries(scores.map((score) => [score.rubricCriterionId, score.levelId]));
  const [percent, earned, deducted] = [facts.percent, facts.earnedPercent, facts.deducted].map(
    readPercent,
  ) as [number, number, number];
  const terms = termsOf({
    ...{ submittedAt, timeZone, earned, percent },
    then: dueThen && { dueAt: dueThen, policy: policyThen },
    now: { dueAt: dueNow, policy: policyNow },
  });
  const late = terms && lateness(terms.dueAt, submittedAt, timeZone);
  const remarkOn = new Map(remarks.map(({ criterionId, ...remark }) => [criterionId, remark]));
  return {
    ...facts,
    dueAt: terms && terms.dueAt,
    lateWords: late && deductionSentence({ earned, percent, deducted, policy: terms.policy, lateness: late }),
    passPercent: rubric.passPercent,
    passRule: passRuleSentence(rubric),
    conditions: passConditions(rubric, choices, percent),
    reasons: reasonsNotPassed(rubric, { ...standing(rubric, choices), percent, earned, deducted }),
    competencies: competencyScores(rubric, choices).map((score) => ({
      ...score,
      ...wordsOf(rubric, score.levelId),
    })),
    criteria: rubric.criteria.map((criterion) =>
      readCriterion(criterion, choices, remarkOn.get(criterion.criterionId) ?? null),
    ),
    overall: remarkOn.get(null) ?? null,
  };
}

function wordsOf(
  { criteria }: Rubric,
  levelId: string,
): Pick<ReadCompetency, 'meaning' | 'levels' | 'required'> {
  const criterion = criteria.find(({ levels }) => levels.some(({ id }) => id === levelId));
  if (!criterion) throw new RangeError('This rubric has no such level.');
  return {
    meaning: described(criterion, levelId).description,
    levels: criterion.levels.map(({ title, description }) => ({ title, description })),
    required: requiredLevel(criterion)?.title ?? null,
  };
}

function readCriterion(
  criterion: RubricCriterionRead,
  choices: Choices,
  remark: ReadRemark | null,
): ReadCriterion {
  const { key, title, description, sections } = criterion;
  const level = chosenLevel(criterion, choices);
  if (!level) throw new Error('A grade lacks a level in one of its criteria.');
  const next = nextLevel(criterion, level);
  return {
    key,
    title,
    description,
    sections,
    level: described(criterion, level.id),
    next: next && described(criterion, next.id),
    required: requiredLevel(criterion)?.title ?? null,
    points: level.points,
    ofPoints: mostPoints(criterion),
    remark,
  };
}

function described(criterion: RubricCriterionRead, levelId: string): { title: string; description: string } {
  const level = criterion.levels.find((one) => one.id === levelId);
  if (!level) throw new RangeError('This criterion has no such level.');
  return { title: level.title, description: level.description };
}
