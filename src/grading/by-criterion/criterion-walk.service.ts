import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { lastEvent, seatedKinds } from '../../courses/enrolments/enrolment-sql.js';
import { notFound } from '../../platform/errors/domain-errors.js';
import { currentAssessment } from '../marking/assessment-sql.js';
import { type GradedCohort } from '../marking/grading-access.service.js';
import { type Rubric, type RubricCriterionRead, Rubrics } from '../rubrics/rubrics.service.js';
import { shuffled } from './order.rules.js';

/** One handbook among those that are marked by one criterion. */
export interface WalkRow {
  submissionId: string;
  studentName: string;
  /** Null until its marking was opened. */
  assessmentId: string | null;
  /** Null while it has none. */
  levelId: string | null;
  level: string | null;
  /** Of its mark in this criterion; 0 where there is none. */
  version: number;
}

export interface CriterionProgress {
  criterion: RubricCriterionRead;
  /** Handbooks with a level in it, of how many. */
  marked: number;
  of: number;
}

/**
 * One criterion across a cohort: the latest attempts of those who take part. Whoever has withdrawn is left out, as a
 * release would not show their grade, and so is whoever was erased.
 */
@Injectable()
export class CriterionWalk {
  constructor(
    private readonly db: DataSource,
    private readonly rubrics: Rubrics,
  ) {}

  /** All handbooks, in the criterion's own order. One statement. @param criterionId its identity over the versions */
  async rows(cohortId: string, criterionId: string): Promise<WalkRow[]> {
    const rows = await this.db.query<WalkRow[]>(handbooks, [cohortId, criterionId]);
    return shuffled(criterionId, rows, ({ submissionId }) => submissionId);
  }

  /** The rubric by which a cohort's work is judged now; null while there is none. Two statements. */
  async rubric({ courseVersionId }: Pick<GradedCohort, 'courseVersionId'>): Promise<Rubric | null> {
    const id = await this.rubrics.inForce(this.db.manager, courseVersionId);
    return id === null ? null : this.rubrics.read(id);
  }

  /** Whether some published rubric of a cohort's course version has had this criterion. One statement. */
  async hasHad(
    { courseVersionId }: Pick<GradedCohort, 'courseVersionId'>,
    criterionId: string,
  ): Promise<boolean> {
    const rows: unknown[] = await this.db.query(
      `SELECT FROM rubric_criteria c JOIN rubric_versions v ON v.id = c.rubric_version_id
        WHERE c.criterion_id = $1 AND v.course_version_id = $2 AND v.published_at IS NOT NULL LIMIT 1`,
      [criterionId, courseVersionId],
    );
    return rows.length > 0;
  }

  /** How far each criterion of a rubric is, in its order. One statement. */
  async progress(cohortId: string, rubric: Rubric): Promise<CriterionProgress[]> {
    const rows = await this.db.query<{ criterionId: string; marked: number; of: number }[]>(progress, [
      cohortId,
      rubric.id,
    ]);
    const counts = new Map(rows.map((row) => [row.criterionId, row]));
    return rubric.criteria.map((criterion) => {
      const { marked, of } = counts.get(criterion.criterionId) ?? { marked: 0, of: 0 };
      return { criterion, marked, of };
    });
  }
}

/** @throws DomainError notFound for a criterion that the rubric does not have */
export function criterionOfRubric(rubric: Rubric | null, criterionId: string): RubricCriterionRead {
  const criterion = rubric?.criteria.find((one) => one.criterionId === criterionId);
  if (!criterion) throw notFound('The rubric has no such criterion.');
  return criterion;
}

const work = `
    FROM enrolments e JOIN users u ON u.id = e.user_id ${lastEvent}
    JOIN LATERAL (SELECT id FROM submissions WHERE enrolment_id = e.id ORDER BY number DESC LIMIT 1) s ON true
    ${currentAssessment}`;
const takingPart = `e.cohort_id = $1 AND last.kind IN ${seatedKinds} AND u.erased_at IS NULL`;

const handbooks = `
  SELECT s.id AS "submissionId", u.name AS "studentName", m.id AS "assessmentId", d.level_id AS "levelId",
         l.title AS level, coalesce(d.version, 0) AS version ${work}
    LEFT JOIN rubric_criteria c ON c.rubric_version_id = m.rubric_version_id AND c.criterion_id = $2
    LEFT JOIN score_drafts d ON d.assessment_id = m.id AND d.rubric_criterion_id = c.id
    LEFT JOIN rubric_levels l ON l.id = d.level_id
   WHERE ${takingPart}`;

const progress = `
  WITH work AS MATERIALIZED (SELECT m.id, m.rubric_version_id ${work} WHERE ${takingPart}),
       marked AS (
         SELECT c.criterion_id, count(*)::int AS marked
           FROM work w JOIN score_drafts d ON d.assessment_id = w.id AND d.level_id IS NOT NULL
           JOIN rubric_criteria c ON c.id = d.rubric_criterion_id GROUP BY c.criterion_id)
  SELECT c.criterion_id AS "criterionId", coalesce(n.marked, 0) AS marked,
         (SELECT count(*)::int FROM work) AS of
    FROM rubric_criteria c LEFT JOIN marked n ON n.criterion_id = c.criterion_id
   WHERE c.rubric_version_id = $2`;
