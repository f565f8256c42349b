import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { invalid } from '../../platform/errors/domain-errors.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { instantOf } from '../times/times.rules.js';
import {
  type Admission,
  Cohort,
  CohortInstructor,
  CohortPrerequisite,
  CohortSession,
} from './cohort.entity.js';
import { calendarFrom, plannedStart } from './schedule.rules.js';
import { CourseVersion } from '../versions/course.entity.js';

export interface CohortPlan {
  courseVersionId: string;
  slug: string;
  name: string;
  /** First day, `YYYY-MM-DD` in the cohort's zone. */
  startsOn: string;
  /** First days of the second and the third week; 7 and 14 days later unless they are given. */
  weekTwoOn?: string;
  weekThreeOn?: string;
  /** IANA name. */
  timeZone: string;
  seats: number;
  /** `open` unless it is given. */
  admission?: Admission;
  /** Ids of courses that must have been completed before. */
  prerequisiteIds?: readonly string[];
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

  /**
   * Opens a cohort with its live sessions, as the course version plans them.
   *
   * @throws DomainError invalid while the course version isn't published
   */
  async open(
    tx: EntityManager,
    { instructorIds, prerequisiteIds = [], ...given }: CohortPlan,
    actorId: string,
  ): Promise<Cohort> {
    const plan = { ...calendarFrom(given.startsOn, given.timeZone), admission: 'open' as const, ...given };
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
    await tx
      .getRepository(CohortPrerequisite)
      .insert(prerequisiteIds.map((courseId) => ({ cohortId: cohort.id, courseId })));
    await this.planSessions(tx, cohort);
    await this.audit.record(tx, {
      actorId,
      action: 'cohort.opened',
      subjectType: 'cohort',
      subjectId: cohort.id,
      facts: { seats: plan.seats, instructors: instructorIds.length },
    });
    return cohort;
  }

  private async planSessions(tx: EntityManager, cohort: Cohort): Promise<void> {
    const planned = await tx.query<
      { week: number; title: string; day: number; startsAt: string; minutes: number }[]
    >(
      `SELECT w.number AS week, s.title, s.day, s.starts_at AS "startsAt", s.minutes
         FROM live_sessions s JOIN weeks w ON w.id = s.week_id WHERE w.course_version_id = $1
        ORDER BY w.number, s.day, s.starts_at`,
      [cohort.courseVersionId],
    );
    await tx.getRepository(CohortSession).insert(
      planned.map((session) => {
        const startsLocal = plannedStart(cohort, session);
        const startsAt = instantOf(startsLocal, cohort.timeZone);
        const { week, title, minutes } = session;
        return { cohortId: cohort.id, week, title, minutes, startsLocal, startsAt };
      }),
    );
  }
}
