import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { conflict } from '../../platform/errors/domain-errors.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { Assessment, type Slot } from './assessment.entity.js';
import { type GradedSubmission } from './grading-access.service.js';
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
   * The assessment of a submission's slot; the first one who asks opens it, by the rubric in force then.
   *
   * @returns its id, the same for everybody who asks
   * @throws DomainError conflict while the course version has no published rubric
   */
  async open(viewer: Viewer, submission: GradedSubmission, slot: Slot = 'first'): Promise<string> {
    return this.db.transaction(async (tx) => {
      const rubricVersionId = await this.rubrics.inForce(tx, submission.cohort.courseVersionId);
      if (rubricVersionId === null)
        throw conflict('This course has no published rubric, so nothing can be marked.');
      const inserted = await tx
        .createQueryBuilder()
        .insert()
        .into(Assessment)
        .values({
          submissionId: submission.id,
          slot,
          rubricVersionId,
          createdById: viewer.id,
          createdAt: this.clock.now(),
        })
        .orIgnore()
        .returning('id')
        .execute();
      const [opened] = inserted.raw as { id: string }[];
      if (!opened) {
        return (await tx.getRepository(Assessment).findOneByOrFail({ submissionId: submission.id, slot })).id;
      }
      await this.audit.record(tx, {
        actorId: viewer.id,
        action: 'assessment.opened',
        subjectType: 'assessment',
        subjectId: opened.id,
        facts: { submissionId: submission.id, slot, rubricVersionId },
      });
      return opened.id;
    });
  }
}
