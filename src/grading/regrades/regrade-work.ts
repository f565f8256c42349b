import { type EntityManager } from 'typeorm';
import { currentAssessment } from '../marking/assessment-sql.js';

/** A student's latest attempt that somebody has begun to mark. */
export interface MarkedWork {
  enrolmentId: string;
  authorId: string;
  authorName: string;
  cohortId: string;
  cohortSlug: string;
  cohortName: string;
  submissionId: string;
  number: number;
  assessmentId: string;
  /** The rubric of the assessment and of its drafts. */
  rubricVersionId: string;
  drafts: { rubricCriterionId: string; levelId: string | null; remark: string; updatedById: string }[];
  /** The attempt's latest grade, or null. */
  grade: MarkedGrade | null;
}

export interface MarkedGrade {
  id: string;
  rubricVersionId: string;
  percent: string;
  passed: boolean;
  released: boolean;
  scores: { rubricCriterionId: string; levelId: string }[];
  remarks: { criterionId: string; authorId: string; body: string }[];
}

/** All marked work of a course version's cohorts, by cohort and name; without people who were erased. One statement. */
export async function markedWork(em: EntityManager, courseVersionId: string): Promise<MarkedWork[]> {
  return em.query(
    `SELECT e.id AS "enrolmentId", u.id AS "authorId", u.name AS "authorName", c.id AS "cohortId",
            c.slug AS "cohortSlug", c.name AS "cohortName", s.id AS "submissionId", s.number,
            m.id AS "assessmentId", m.rubric_version_id AS "rubricVersionId",
            coalesce((SELECT jsonb_agg(jsonb_build_object('rubricCriterionId', d.rubric_criterion_id,
                        'levelId', d.level_id, 'remark', d.remark, 'updatedById', d.updated_by_id)
                      ORDER BY d.rubric_criterion_id)
                 FROM score_drafts d WHERE d.assessment_id = m.id), '[]') AS drafts,
            (SELECT jsonb_build_object('id', g.id, 'rubricVersionId', g.rubric_version_id, 'percent', g.percent::text,
                      'passed', g.passed,
                      'released', EXISTS (SELECT FROM release_grades r WHERE r.grade_event_id = g.id),
                      'scores', (SELECT jsonb_agg(jsonb_build_object('rubricCriterionId', p.rubric_criterion_id,
                                          'levelId', p.level_id))
                                   FROM criterion_scores p WHERE p.grade_event_id = g.id),
                      'remarks', coalesce((SELECT jsonb_agg(jsonb_build_object('criterionId', k.criterion_id,
                                          'authorId', k.author_id, 'body', t.body))
                                   FROM remarks k JOIN remark_texts t ON t.remark_id = k.id
                                  WHERE k.grade_event_id = g.id AND t.body IS NOT NULL), '[]'))
               FROM grade_events g WHERE g.submission_id = s.id ORDER BY g.sequence DESC LIMIT 1) AS grade
       FROM cohorts c JOIN enrolments e ON e.cohort_id = c.id JOIN users u ON u.id = e.user_id
       JOIN LATERAL (SELECT id, number FROM submissions
                      WHERE enrolment_id = e.id ORDER BY number DESC LIMIT 1) s ON true
       ${currentAssessment}
      WHERE c.course_version_id = $1 AND u.erased_at IS NULL AND m.id IS NOT NULL
      ORDER BY c.starts_on, c.slug, u.name, e.id`,
    [courseVersionId],
  );
}

/**
 * Holds until `tx` ends whatever a regrade reads: nothing is opened by the rubric before, nobody is erased, no grade is
 * finalised and no mark saved meanwhile. In the order in which finalising takes the same locks.
 */
export async function holdMarkedWork(tx: EntityManager, courseVersionId: string): Promise<void> {
  await tx.query('SELECT id FROM course_versions WHERE id = $1 FOR NO KEY UPDATE', [courseVersionId]);
  const enrolled = 'enrolments e JOIN cohorts c ON c.id = e.cohort_id AND c.course_version_id = $1';
  await tx.query(
    `SELECT u.id FROM users u WHERE u.id IN (SELECT e.user_id FROM ${enrolled}) ORDER BY u.id FOR SHARE OF u`,
    [courseVersionId],
  );
  await tx.query(
    `SELECT s.id FROM submissions s WHERE s.enrolment_id IN (SELECT e.id FROM ${enrolled})
      ORDER BY s.id FOR NO KEY UPDATE OF s`,
    [courseVersionId],
  );
  await tx.query(
    `SELECT m.id FROM assessments m JOIN submissions s ON s.id = m.submission_id
      WHERE s.enrolment_id IN (SELECT e.id FROM ${enrolled}) ORDER BY m.id FOR NO KEY UPDATE OF m`,
    [courseVersionId],
  );
}
