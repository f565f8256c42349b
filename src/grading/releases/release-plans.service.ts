import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type Moment } from '../../courses/cohorts/cohort-dates.rules.js';
import { lastEvent, seatedKinds } from '../../courses/enrolments/enrolment-sql.js';
import { Clock } from '../../platform/clock/clock.js';
import { conflict, invalid, notFound } from '../../platform/errors/domain-errors.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { type GradedCohort } from '../marking/grading-access.service.js';
import {
  type OmissionReason,
  type PlanEndKind,
  ReleasePlan,
  ReleasePlanEnd,
  ReleasePlanGrade,
  ReleasePlanOmission,
} from './release-plan.entity.js';
import { ReleasePlanEnded } from './release-plan-ended.js';
import { lastWithholding, lockCohort } from './release-sql.js';
import { Releases } from './releases.service.js';

/** Looks every minute for planned releases whose time has come. */
export const PLANNED_RELEASES = 'grading.planned-releases';

/** A release that is planned and has not happened. */
export interface OpenPlan {
  id: string;
  dueAt: Date;
  plannedAt: Date;
  plannedById: string;
  /** Null once erased. */
  plannedByName: string | null;
  grades: readonly PlannedGrade[];
}

export interface PlannedGrade {
  enrolmentId: string;
  gradeEventId: string;
  /** Null once erased. */
  studentName: string | null;
  /** Why it would be left out if its time came now; null when it would be released. */
  omission: OmissionReason | null;
}

/**
 * Releases at a time. A plan names the grades that somebody has reviewed, and at its time releases those and no others:
 * what has changed since – regraded, handed in again, withheld, withdrawn – is left out and waits for a review, and what
 * was finalised since was never part of it. The planner gets a mail that says what became of it.
 *
 * The time is an instant. It was chosen on the cohort's clock, and stays where it is when the cohort moves to another
 * one. A server that was down then releases when it is up again. A plan stands whoever made it: also when they no
 * longer teach the cohort, somebody else can cancel it.
 */
@Injectable()
export class ReleasePlans implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly events: DomainEvents,
    private readonly audit: AuditLog,
    private readonly releases: Releases,
  ) {}

  onModuleInit(): void {
    this.jobs.repeat(PLANNED_RELEASES, '* * * * *', { expireSeconds: 3600 }, () => this.carryOutDue());
  }

  /** The cohort's open plan, with what would become of each grade now; null when there is none. Two statements. */
  async open(cohortId: string): Promise<OpenPlan | null> {
    const rows: Omit<OpenPlan, 'grades'>[] = await this.db.query(
      `SELECT p.id, p.due_at AS "dueAt", p.planned_at AS "plannedAt", p.planned_by_id AS "plannedById",
              u.name AS "plannedByName"
         FROM release_plans p JOIN users u ON u.id = p.planned_by_id WHERE p.cohort_id = $1 AND ${isOpen}`,
      [cohortId],
    );
    const [plan] = rows;
    return plan ? { ...plan, grades: await this.gradesOf(this.db.manager, plan.id) } : null;
  }

  /**
   * Plans to release what somebody has reviewed.
   *
   * @param reviewed the digest of it, as for a release
   * @returns the plan's id
   * @throws DomainError invalid for a time that has passed or is more than a year ahead, and without grades; conflict
   *   when something else would be released than was reviewed, and while another plan is open
   */
  async plan(cohort: GradedCohort, actorId: string, reviewed: string, time: Moment): Promise<string> {
    const dueAt = new Date(time.at);
    return this.db.transaction(async (tx) => {
      await lockCohort(tx, cohort.id, [actorId]);
      const now = this.clock.now();
      if (dueAt <= now) throw badTime('This time has passed. Choose one that is still to come.');
      if (dueAt.getTime() - now.getTime() > A_YEAR) throw badTime('Choose a time within a year from now.');
      const [standing] = await this.openIds(tx, cohort.id);
      if (standing) {
        throw conflict('A release is planned already. Cancel that one first; nothing was planned twice.');
      }
      const grades = await this.releases.refuseUnreviewed(tx, cohort.id, reviewed);
      const plans = tx.getRepository(ReleasePlan);
      const sequence = ((await plans.maximum('sequence', { cohortId: cohort.id })) ?? 0) + 1;
      const { id } = await plans.save({
        cohortId: cohort.id,
        sequence,
        dueAt,
        local: time.local,
        timeZone: cohort.timeZone,
        plannedById: actorId,
        plannedAt: now,
      });
      await tx.getRepository(ReleasePlanGrade).insert(grades.map((grade) => ({ planId: id, ...grade })));
      await this.audit.record(tx, {
        actorId,
        action: 'release.planned',
        subjectType: 'release-plan',
        subjectId: id,
        facts: { cohortId: cohort.id, dueAt: time.at, grades: grades.length },
      });
      return id;
    });
  }

  /** @throws DomainError notFound for a plan of another cohort; conflict when it has happened or was cancelled */
  async cancel(cohortId: string, planId: string, actorId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      await lockCohort(tx, cohortId, [actorId]);
      if (!(await tx.getRepository(ReleasePlan).existsBy({ id: planId, cohortId }))) throw notFound();
      const end = await tx.getRepository(ReleasePlanEnd).findOneBy({ planId });
      if (end) throw conflict(overWords[end.kind]);
      await tx
        .getRepository(ReleasePlanEnd)
        .insert({ planId, kind: 'cancelled', actorId, releaseId: null, at: this.clock.now() });
      await this.audit.record(tx, {
        actorId,
        action: 'release.cancelled',
        subjectType: 'release-plan',
        subjectId: planId,
        facts: { cohortId },
      });
      await this.events.publish(tx, new ReleasePlanEnded(planId));
    });
  }

  /** One that is refused does not keep the others waiting; it is tried again with the job. */
  private async carryOutDue(): Promise<void> {
    const due: { id: string; cohortId: string }[] = await this.db.query(
      `SELECT p.id, p.cohort_id AS "cohortId" FROM release_plans p WHERE p.due_at <= $1 AND ${isOpen}
        ORDER BY p.due_at`,
      [this.clock.now()],
    );
    const outcomes = [];
    for (const { id, cohortId } of due) {
      outcomes.push(...(await Promise.allSettled([this.carryOut(cohortId, id)])));
    }
    const refused = outcomes.find((outcome) => outcome.status === 'rejected');
    if (refused) throw refused.reason;
  }

  private async carryOut(cohortId: string, planId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const { plannedById: actorId } = await tx.getRepository(ReleasePlan).findOneByOrFail({ id: planId });
      await lockCohort(tx, cohortId, [actorId]);
      if (await tx.getRepository(ReleasePlanEnd).existsBy({ planId })) return;
      const planned = await this.gradesOf(tx, planId);
      const grades = planned
        .filter(({ omission }) => omission === null)
        .map(({ enrolmentId, gradeEventId }) => ({ enrolmentId, gradeEventId }));
      const omitted = planned.flatMap(({ enrolmentId, omission: reason }) =>
        reason === null ? [] : [{ planId, enrolmentId, reason }],
      );
      const releaseId =
        grades.length === 0 ? null : await this.releases.write(tx, { cohortId, actorId, grades, planId });
      const kind = releaseId === null ? ('nothing' as const) : ('released' as const);
      await tx
        .getRepository(ReleasePlanEnd)
        .insert({ planId, kind, actorId: null, releaseId, at: this.clock.now() });
      if (omitted.length > 0) await tx.getRepository(ReleasePlanOmission).insert(omitted);
      await this.audit.record(tx, {
        actorId: null,
        action: 'release.carried-out',
        subjectType: 'release-plan',
        subjectId: planId,
        facts: { cohortId, grades: grades.length, leftOut: omitted.length },
      });
      await this.events.publish(tx, new ReleasePlanEnded(planId));
    });
  }

  private gradesOf(em: EntityManager, planId: string): Promise<PlannedGrade[]> {
    return em.query(plannedGrades, [planId]);
  }

  private openIds(tx: EntityManager, cohortId: string): Promise<{ id: string }[]> {
    return tx.query(`SELECT p.id FROM release_plans p WHERE p.cohort_id = $1 AND ${isOpen}`, [cohortId]);
  }
}

const A_YEAR = 366 * 24 * 3_600_000;

const badTime = (message: string) => invalid(message, [{ field: 'dueAt', message }]);

const overWords = {
  released: 'The planned release has happened already, so it could not be cancelled.',
  nothing: 'The planned release is over: there was nothing left to release.',
  cancelled: 'The planned release has been cancelled already.',
  overtaken: 'The grades have been released meanwhile, so the planned release is over.',
} as const satisfies Record<PlanEndKind, string>;

const isOpen = `NOT EXISTS (SELECT FROM release_plan_ends n WHERE n.plan_id = p.id)`;

const plannedGrades = `
  SELECT e.id AS "enrolmentId", g.id AS "gradeEventId", u.name AS "studentName",
         CASE WHEN EXISTS (SELECT FROM release_grades r WHERE r.grade_event_id = g.id) THEN 'released'
              WHEN last.kind NOT IN ${seatedKinds} THEN 'withdrawn'
              WHEN w.kind = 'withheld' THEN 'withheld'
              WHEN EXISTS (SELECT FROM submissions o JOIN submissions s ON s.id = g.submission_id
                            WHERE o.enrolment_id = e.id AND o.number > s.number) THEN 'resubmitted'
              WHEN EXISTS (SELECT FROM grade_events o
                            WHERE o.submission_id = g.submission_id AND o.sequence > g.sequence) THEN 'regraded'
         END AS omission
    FROM release_plan_grades p JOIN grade_events g ON g.id = p.grade_event_id
    JOIN enrolments e ON e.id = p.enrolment_id JOIN users u ON u.id = e.user_id ${lastEvent} ${lastWithholding}
   WHERE p.plan_id = $1 ORDER BY e.id`;
