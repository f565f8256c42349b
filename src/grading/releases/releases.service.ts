import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { lastEvent, seatedKinds } from '../../courses/enrolments/enrolment-sql.js';
import { Enrolments } from '../../courses/enrolments/enrolments.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { canonicalJson, sha256 } from '../../platform/digests/digests.js';
import { conflict, invalid } from '../../platform/errors/domain-errors.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { Release, ReleaseGrade } from '../marking/assessment.entity.js';
import { GradesReleased } from './grades-released.js';
import { ReleasePlanEnd } from './release-plan.entity.js';
import { ReleasePlanEnded } from './release-plan-ended.js';
import { lastWithholding, lockCohort, notWithheld } from './release-sql.js';

export interface NamedGrade {
  enrolmentId: string;
  gradeEventId: string;
}

/** What a release would show, as it is now. */
export interface Releasable {
  grades: readonly NamedGrade[];
  /** Stands for exactly these grades: who releases says with it what they have reviewed. */
  digest: string;
}

export interface LatestRelease {
  id: string;
  sequence: number;
  at: Date;
  /** Null once erased. */
  actorName: string | null;
}

/** The one act after which students may know. */
@Injectable()
export class Releases {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly events: DomainEvents,
    private readonly audit: AuditLog,
    private readonly enrolments: Enrolments,
  ) {}

  /**
   * The latest grade of each enrolment's latest submission, where it has not been released. Whoever has withdrawn is
   * left out; their grade waits for their return. So is whoever's grade is withheld; it waits until that ends.
   */
  async releasable(cohortId: string, em: EntityManager = this.db.manager): Promise<Releasable> {
    const grades: Releasable['grades'] = await em.query(releasableGrades, [cohortId]);
    return { grades, digest: sha256(canonicalJson(grades)) };
  }

  /** The cohort's latest release, or null. */
  async latest(cohortId: string, em: EntityManager = this.db.manager): Promise<LatestRelease | null> {
    const rows: LatestRelease[] = await em.query(
      `SELECT r.id, r.sequence, r.at, u.name AS "actorName" FROM releases r JOIN users u ON u.id = r.actor_id
        WHERE r.cohort_id = $1 ORDER BY r.sequence DESC LIMIT 1`,
      [cohortId],
    );
    return rows[0] ?? null;
  }

  /**
   * Releases everything that is releasable, once, however many ask at the same time. Whoever passed has completed the
   * cohort, and whoever had and does not pass any more goes on with it. A release that was planned for later is over
   * with it, as it could show nothing that has been reviewed and is not released by now.
   *
   * @param reviewed the digest of what the person has reviewed
   * @returns the release's id
   * @throws DomainError conflict when something else would be released than was reviewed, as after a release by
   *   somebody else; invalid when there is nothing to release
   */
  async release(cohortId: string, actorId: string, reviewed: string): Promise<string> {
    return this.db.transaction(async (tx) => {
      await lockCohort(tx, cohortId, [actorId]);
      const grades = await this.refuseUnreviewed(tx, cohortId, reviewed);
      const id = await this.write(tx, { cohortId, actorId, grades });
      await this.overtakePlan(tx, { cohortId, actorId, releaseId: id });
      return id;
    });
  }

  /**
   * What is releasable now, when it is what somebody has reviewed. The caller holds the cohort.
   *
   * @throws DomainError conflict when it is something else; invalid when there is nothing to release
   */
  async refuseUnreviewed(
    tx: EntityManager,
    cohortId: string,
    reviewed: string,
  ): Promise<readonly NamedGrade[]> {
    const { grades, digest } = await this.releasable(cohortId, tx);
    if (digest !== reviewed) throw changedSince(grades.length, await this.latest(cohortId, tx));
    if (grades.length === 0) {
      throw invalid('There is no finalised grade that has not been released, so nothing was released.');
    }
    return grades;
  }

  /**
   * Writes a release of exactly these grades; the caller holds the cohort and knows that all of them may be released.
   *
   * @param planId of the plan that it carries out
   * @returns the release's id
   */
  async write(tx: EntityManager, { cohortId, actorId, grades, planId }: NewRelease): Promise<string> {
    const sequence = ((await this.latest(cohortId, tx))?.sequence ?? 0) + 1;
    const { id } = await tx
      .getRepository(Release)
      .save({ cohortId, sequence, actorId, at: this.clock.now() });
    await tx
      .getRepository(ReleaseGrade)
      .insert(grades.map(({ enrolmentId, gradeEventId }) => ({ releaseId: id, enrolmentId, gradeEventId })));
    await this.audit.record(tx, {
      actorId,
      action: 'grades.released',
      subjectType: 'release',
      subjectId: id,
      facts: { cohortId, sequence, grades: grades.length, ...(planId === undefined ? {} : { planId }) },
    });
    const outcomes = await this.outcomesOf(tx, id);
    const those = (passed: boolean) =>
      outcomes.filter((one) => one.passed === passed).map(({ enrolmentId }) => enrolmentId);
    await this.enrolments.complete(tx, those(true), actorId);
    await this.enrolments.reopen(tx, those(false), actorId);
    await this.events.publish(tx, new GradesReleased(id, cohortId));
    return id;
  }

  private async overtakePlan(
    tx: EntityManager,
    { cohortId, actorId, releaseId }: { cohortId: string; actorId: string; releaseId: string },
  ): Promise<void> {
    const rows: { id: string }[] = await tx.query(
      `SELECT p.id FROM release_plans p
        WHERE p.cohort_id = $1 AND NOT EXISTS (SELECT FROM release_plan_ends n WHERE n.plan_id = p.id)`,
      [cohortId],
    );
    for (const { id: planId } of rows) {
      await tx
        .getRepository(ReleasePlanEnd)
        .insert({ planId, kind: 'overtaken', actorId, releaseId, at: this.clock.now() });
      await this.events.publish(tx, new ReleasePlanEnded(planId));
    }
  }

  private async outcomesOf(
    tx: EntityManager,
    releaseId: string,
  ): Promise<{ enrolmentId: string; passed: boolean }[]> {
    return tx.query(
      `SELECT r.enrolment_id AS "enrolmentId", g.passed
         FROM release_grades r JOIN grade_events g ON g.id = r.grade_event_id WHERE r.release_id = $1`,
      [releaseId],
    );
  }
}

interface NewRelease {
  cohortId: string;
  actorId: string;
  grades: readonly NamedGrade[];
  planId?: string;
}

function changedSince(count: number, latest: LatestRelease | null) {
  return conflict(
    count === 0 && latest
      ? `${latest.actorName ?? 'Somebody'} has released these grades already. Nothing was released twice.`
      : 'The grades have changed since you reviewed them, so nothing was released. Review them again.',
  );
}

const releasableGrades = `
  SELECT e.id AS "enrolmentId", g.id AS "gradeEventId"
    FROM enrolments e ${lastEvent} ${lastWithholding}
    JOIN LATERAL (SELECT id FROM submissions WHERE enrolment_id = e.id ORDER BY number DESC LIMIT 1) s ON true
    JOIN LATERAL (SELECT id FROM grade_events WHERE submission_id = s.id ORDER BY sequence DESC LIMIT 1) g ON true
   WHERE e.cohort_id = $1 AND last.kind IN ${seatedKinds} AND ${notWithheld}
     AND NOT EXISTS (SELECT FROM release_grades r WHERE r.grade_event_id = g.id)
   ORDER BY e.id`;
