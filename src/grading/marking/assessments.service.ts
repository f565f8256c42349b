import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { conflict } from '../../platform/errors/domain-errors.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { type Slot } from './assessment.entity.js';
import { type GradedSubmission, refuseWithdrawn } from './grading-access.service.js';
import { Rubrics } from '../rubrics/rubrics.service.js';

/** The markers' places at submissions. */
@Injectable()
export class Assessments {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly rubrics: Rubrics,
    private readonly audit: AuditLog,
  ) {}

  /**
   * The assessment of a submission's slot, by the latest rubric it has. The first one who asks opens it by the rubric in
   * force then, and with it those of every latest attempt of the cohort, in one statement: whoever marks one goes on to
   * the next.
   *
   * @returns its id, the same for everybody who asks
   * @throws DomainError conflict while the course version has no published rubric, and for work of who has withdrawn
   */
  async open(viewer: Viewer, submission: GradedSubmission, slot: Slot = 'first'): Promise<string> {
    return this.db.transaction((tx) => this.openWithin(tx, viewer, submission, slot));
  }

  /** `open`, as a part of something larger. */
  async openWithin(
    tx: EntityManager,
    viewer: Viewer,
    submission: GradedSubmission,
    slot: Slot = 'first',
  ): Promise<string> {
    refuseWithdrawn(submission);
    const rubricVersionId = await this.rubrics.inForce(tx, submission.cohort.courseVersionId);
    if (rubricVersionId === null)
      throw conflict('This course has no published rubric, so nothing can be marked.');
    const opened: { id: string }[] = await tx.query(openAll, [
      submission.id,
      submission.cohort.id,
      slot,
      rubricVersionId,
      viewer.id,
      this.clock.now(),
    ]);
    const current = (await this.current(tx, [submission.id], slot)).get(submission.id);
    if (!current) throw new Error('An assessment that was just opened is not there.');
    if (opened.length > 0) {
      await this.audit.record(tx, {
        actorId: viewer.id,
        action: 'assessment.opened',
        subjectType: 'assessment',
        subjectId: current.id,
        facts: { submissionId: submission.id, slot, rubricVersionId, opened: opened.length },
      });
    }
    return current.id;
  }

  /** The assessments of submissions by the latest rubric that each has, by submission. One statement. */
  async current(
    tx: EntityManager,
    submissionIds: readonly string[],
    slot: Slot = 'first',
  ): Promise<Map<string, CurrentAssessment>> {
    const rows: (CurrentAssessment & { submissionId: string })[] = await tx.query(currentOf, [
      submissionIds,
      slot,
    ]);
    return new Map(rows.map(({ submissionId, ...assessment }) => [submissionId, assessment]));
  }
}

export interface CurrentAssessment {
  id: string;
  rubricVersionId: string;
}

// In one order everywhere, so that two who open at once wait for each other rather than lock each other out.
const openAll = `
  INSERT INTO assessments (submission_id, slot, rubric_version_id, created_by_id, created_at)
  SELECT s.id, $3, $4, $5, $6
    FROM submissions s JOIN enrolments e ON e.id = s.enrolment_id
   WHERE e.cohort_id = $2
     AND (s.id = $1 OR s.number = (SELECT max(l.number) FROM submissions l WHERE l.enrolment_id = s.enrolment_id))
     AND NOT EXISTS (SELECT FROM assessments a WHERE a.submission_id = s.id AND a.slot = $3)
   ORDER BY s.id
  ON CONFLICT DO NOTHING
  RETURNING id`;

const currentOf = `
  SELECT DISTINCT ON (a.submission_id) a.submission_id AS "submissionId", a.id, v.id AS "rubricVersionId"
    FROM assessments a JOIN rubric_versions v ON v.id = a.rubric_version_id
   WHERE a.submission_id = ANY ($1) AND a.slot = $2 ORDER BY a.submission_id, v.number DESC`;
