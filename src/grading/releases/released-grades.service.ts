import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
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
import { type Rubric, type RubricCriterionRead, Rubrics } from '../rubrics/rubrics.service.js';

/** A grade as its release shows it: facts and texts, nothing of drafts or of later changes. */
export interface ReleasedGrade {
  releaseId: string;
  releasedAt: Date;
  gradeEventId: string;
  enrolmentId: string;
  cohortId: string;
  userId: string;
  rubricVersionId: string;
  submissionId: string;
  submissionNumber: number;
  gradedAt: Date;
  /** Two decimals, `72.50`. */
  percent: string;
  passed: boolean;
  lateSeconds: number;
  /** Whole percent. */
  passPercent: number;
  /** When one passes, in a sentence. */
  passRule: string;
  /** Why it is not passed, one sentence for each condition that was not met; empty for a pass. */
  reasons: string[];
  /** The five competencies, in the order in which a certificate prints them. */
  competencies: CompetencyScore[];
  criteria: ReleasedCriterion[];
}

export interface ReleasedCriterion {
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
  remark: { text: string | null; authorName: string | null } | null;
}

/**
 * The only way by which a grade leaves the desk. It starts from releases, so that before one there is nothing to find:
 * the same answer for marked, unmarked and never handed in.
 */
@Injectable()
export class ReleasedGrades {
  constructor(
    private readonly db: DataSource,
    private readonly rubrics: Rubrics,
  ) {}

  /** Every grade that a release names, by enrolment. Two statements. */
  async ofRelease(releaseId: string, em: EntityManager = this.db.manager): Promise<ReleasedGrade[]> {
    return this.read(em, 'r.id = $1', releaseId);
  }

  /** Every released grade of an enrolment, the latest first; empty before the first release. Two statements. */
  async ofEnrolment(enrolmentId: string, em: EntityManager = this.db.manager): Promise<ReleasedGrade[]> {
    return this.read(em, 'rg.enrolment_id = $1', enrolmentId);
  }

  private async read(em: EntityManager, where: string, id: string): Promise<ReleasedGrade[]> {
    const rows: Row[] = await em.query(`${releasedGrades} WHERE ${where} ORDER BY r.sequence DESC, e.id`, [
      id,
    ]);
    if (rows.length === 0) return [];
    const rubrics = await this.rubrics.readAll([...new Set(rows.map((row) => row.rubricVersionId))], em);
    return rows.map((row) => {
      const rubric = rubrics.get(row.rubricVersionId);
      if (!rubric) throw new Error('A grade refers to a rubric that is not there.');
      return gradeOf(row, rubric);
    });
  }
}

interface Row extends Omit<
  ReleasedGrade,
  'passPercent' | 'passRule' | 'reasons' | 'competencies' | 'criteria'
> {
  scores: { rubricCriterionId: string; criterionId: string; levelId: string }[];
  remarks: { criterionId: string; text: string | null; authorName: string | null }[];
}

const releasedGrades = `
  SELECT r.id AS "releaseId", r.at AS "releasedAt", g.id AS "gradeEventId", e.id AS "enrolmentId",
         e.cohort_id AS "cohortId", e.user_id AS "userId", s.id AS "submissionId", s.number AS "submissionNumber",
         g.at AS "gradedAt", g.percent, g.passed, g.late_seconds AS "lateSeconds",
         g.rubric_version_id AS "rubricVersionId",
         (SELECT jsonb_agg(jsonb_build_object('rubricCriterionId', c.rubric_criterion_id,
                                              'criterionId', c.criterion_id, 'levelId', c.level_id))
            FROM criterion_scores c WHERE c.grade_event_id = g.id) AS scores,
         coalesce((SELECT jsonb_agg(jsonb_build_object('criterionId', m.criterion_id, 'text', t.body,
                                                       'authorName', u.name))
            FROM remarks m JOIN remark_texts t ON t.remark_id = m.id JOIN users u ON u.id = m.author_id
           WHERE m.grade_event_id = g.id), '[]') AS remarks
    FROM releases r JOIN release_grades rg ON rg.release_id = r.id JOIN grade_events g ON g.id = rg.grade_event_id
    JOIN submissions s ON s.id = g.submission_id JOIN enrolments e ON e.id = rg.enrolment_id`;

function gradeOf({ scores, remarks, ...facts }: Row, rubric: Rubric): ReleasedGrade {
  const choices = Object.fromEntries(scores.map((score) => [score.rubricCriterionId, score.levelId]));
  const remarkOn = new Map(remarks.map(({ criterionId, ...remark }) => [criterionId, remark]));
  return {
    ...facts,
    passPercent: rubric.passPercent,
    passRule: passRuleSentence(rubric),
    reasons: reasonsNotPassed(rubric, standing(rubric, choices)),
    competencies: competencyScores(rubric, choices),
    criteria: rubric.criteria.map((criterion) =>
      releasedCriterion(criterion, choices, remarkOn.get(criterion.criterionId) ?? null),
    ),
  };
}

function releasedCriterion(
  criterion: RubricCriterionRead,
  choices: Choices,
  remark: ReleasedCriterion['remark'],
): ReleasedCriterion {
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
