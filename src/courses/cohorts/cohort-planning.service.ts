import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { invalid } from '../../platform/errors/domain-errors.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { Cohort, CohortInstructor } from './cohort.entity.js';
import { CourseVersion } from '../versions/course.entity.js';

export interface CohortPlan {
  courseVersionId: string;
  slug: string;
  name: string;
  /** First day, `YYYY-MM-DD` in the cohort's zone. */
  startsOn: string;
  /** IANA name. */
  timeZone: string;
  seats: number;
  /** As printed on the certificates. */
  signatories: { name: string; role: string }[];
  instructorIds: readonly string[];
}

/** Opens cohorts of published course versions. */
@Injectable()
export class CohortPlanning {
  constructor(
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /** @throws DomainError invalid while the course version isn't published */
  async open(tx: EntityManager, { instructorIds, ...plan }: CohortPlan, actorId: string): Promise<Cohort> {
    const version = await tx.getRepository(CourseVersion).findOneBy({ id: plan.courseVersionId });
    if (!version?.publishedAt) throw invalid('Publish the course version before you open a cohort of it.');
    const now = this.clock.now();
    const cohort = await tx.getRepository(Cohort).save({ ...plan, createdAt: now });
    await tx.getRepository(CohortInstructor).insert(
      instructorIds.map((userId) => ({
        cohortId: cohort.id,
        userId,
        assignedById: actorId,
        assignedAt: now,
      })),
    );
    await this.audit.record(tx, {
      actorId,
      action: 'cohort.opened',
      subjectType: 'cohort',
      subjectId: cohort.id,
      facts: { seats: plan.seats, instructors: instructorIds.length },
    });
    return cohort;
  }
}
