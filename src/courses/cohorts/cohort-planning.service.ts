import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { type FieldError, invalid } from '../../platform/errors/domain-errors.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { resolveLocal } from '../times/local-times.rules.js';
import { skippedWords } from '../times/local-times.views.js';
import {
  type Admission,
  Cohort,
  CohortInstructor,
  CohortPrerequisite,
  CohortSession,
} from './cohort.entity.js';
import { refuseStrangers } from './cohort-editing.service.js';
import { refuseUnknownZone } from './cohort-zones.js';
import { calendarFrom, plannedStart } from './schedule.rules.js';
import { slugProblem } from './slug.rules.js';
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
  /** Where the live sessions take place, if it is one place for all of them. */
  joinUrl?: string | null;
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
   * @throws DomainError invalid while the course version isn't published, for a slug that is taken or can't be one
   *   (`slug`), for a zone that the database doesn't know (`timeZone`), and when clocks jump over the beginning of a
   *   session (`startsOn`)
   */
  async open(
    tx: EntityManager,
    { instructorIds, prerequisiteIds = [], joinUrl = null, ...given }: CohortPlan,
    actorId: string,
  ): Promise<Cohort> {
    const plan = { ...calendarFrom(given.startsOn, given.timeZone), admission: 'open' as const, ...given };
    const version = await tx.getRepository(CourseVersion).findOneBy({ id: plan.courseVersionId });
    if (!version?.publishedAt) throw invalid('Publish the course version before you open a cohort of it.');
    await refuseUnknownZone(tx, plan.timeZone);
    await refuseStrangers(tx, instructorIds);
    const now = this.clock.now();
    const cohort = await this.begin(tx, { ...plan, createdAt: now });
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
    await this.planSessions(tx, cohort, joinUrl);
    await this.audit.record(tx, {
      actorId,
      action: 'cohort.opened',
      subjectType: 'cohort',
      subjectId: cohort.id,
      facts: { seats: plan.seats, instructors: instructorIds.length },
    });
    return cohort;
  }

  private async begin(tx: EntityManager, plan: Partial<Cohort> & { slug: string }): Promise<Cohort> {
    const problem = slugProblem(plan.slug);
    if (problem !== null) throw refused('slug', problem);
    const { raw } = (await tx
      .createQueryBuilder()
      .insert()
      .into(Cohort)
      .values(plan)
      .orIgnore()
      .returning('id')
      .execute()) as { raw: { id: string }[] };
    const [row] = raw;
    if (!row) throw refused('slug', 'Another cohort has this address; choose another one.');
    return tx.getRepository(Cohort).findOneByOrFail({ id: row.id });
  }

  private async planSessions(tx: EntityManager, cohort: Cohort, joinUrl: string | null): Promise<void> {
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
        const resolved = resolveLocal(startsLocal, cohort.timeZone);
        const { week, title, minutes } = session;
        if (resolved.kind === 'skipped') {
          throw refused('startsOn', `“${title}”: ${skippedWords(resolved, cohort.timeZone)}`);
        }
        const startsAt = resolved.kind === 'once' ? resolved.at : resolved.first.at;
        return { cohortId: cohort.id, week, title, minutes, startsLocal, startsAt, joinUrl };
      }),
    );
  }
}

const refused = (field: string, message: string) =>
  invalid(message, [{ field, message }] satisfies FieldError[]);
