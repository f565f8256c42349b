import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { forbidden, invalid, notFound } from '../../platform/errors/domain-errors.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { CohortInstructor } from '../cohorts/cohort.entity.js';
import { EnrolmentChanged } from './enrolment-changed.js';
import { Enrolment, EnrolmentEvent } from './enrolment.entity.js';
import {
  canFollow,
  type EnrolmentEventKind,
  type EnrolmentStatus,
  statusAfter,
  takesSeat,
} from './enrolment.rules.js';
import { type CohortCalendar, currentWeek } from '../cohorts/schedule.rules.js';
import { WEEKS } from '../versions/weeks.rules.js';

/** Who takes part in a cohort. One row per person and cohort, for ever; all else is events. */
@Injectable()
export class Enrolments {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly events: DomainEvents,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Gives somebody a seat. Whoever withdrew before gets their enrolment back, with all that belongs to it.
   *
   * @param actorId who does it: the person, or an administrator for them
   * @returns the enrolment's id
   * @throws DomainError notFound (no such cohort, or not open to anybody yet), forbidden (its instructor), invalid (no
   *   seat left, enrolled already, cohort over), each with a sentence for the person
   */
  async enrol(cohortId: string, personId: string, actorId = personId): Promise<string> {
    return this.db.transaction(async (tx) => {
      const cohort = await this.lock(tx, cohortId);
      const known = await this.find(tx, cohortId, personId);
      if (known && takesSeat(known.status)) throw invalid('You are enrolled in this cohort already.');
      if (await tx.getRepository(CohortInstructor).existsBy({ cohortId, userId: personId })) {
        throw forbidden('You teach this cohort, so you can’t be its student.');
      }
      await this.refuseUnlessSeatIsLeft(tx, cohort);
      if (known?.status === 'withdrawn') return this.append(tx, known, 'returned', actorId);
      if (known) return this.append(tx, known, 'enrolled', actorId);
      return this.append(tx, await this.begin(tx, cohortId, personId), 'enrolled', actorId);
    });
  }

  /**
   * Ends an enrolment. The seat is free again; the handbook stays as it is, for a return.
   *
   * @throws DomainError notFound (never enrolled), invalid (withdrawn or completed already)
   */
  async withdraw(cohortId: string, personId: string, actorId = personId): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.lock(tx, cohortId);
      const known = await this.find(tx, cohortId, personId);
      if (!known) throw notFound();
      if (!canFollow(known.status, 'withdrawn')) throw invalid(whyNotWithdrawn(known.status));
      await this.append(tx, known, 'withdrawn', actorId);
    });
  }

  /**
   * Takes a withdrawal back: the same enrolment goes on.
   *
   * @throws DomainError notFound (never enrolled), invalid (not withdrawn, no seat left, cohort over)
   */
  async return(cohortId: string, personId: string, actorId = personId): Promise<void> {
    await this.db.transaction(async (tx) => {
      const cohort = await this.lock(tx, cohortId);
      const known = await this.find(tx, cohortId, personId);
      if (!known) throw notFound();
      if (!canFollow(known.status, 'returned')) throw invalid('You are enrolled in this cohort already.');
      await this.refuseUnlessSeatIsLeft(tx, cohort);
      await this.append(tx, known, 'returned', actorId);
    });
  }

  /**
   * The people passed: their enrolments are completed, those that are active. The caller holds the cohort's lock.
   *
   * @param actorId who released the grades
   */
  async complete(tx: EntityManager, enrolmentIds: readonly string[], actorId: string): Promise<void> {
    const rows = await tx.query<(NewEnrolment & { kind: EnrolmentEventKind })[]>(
      `SELECT e.id, e.cohort_id AS "cohortId", e.user_id AS "userId", last.sequence, last.kind
         FROM enrolments e ${lastEvent} WHERE e.id = ANY ($1) ORDER BY e.id`,
      [enrolmentIds],
    );
    for (const row of rows) {
      if (canFollow(statusAfter(row.kind), 'completed')) await this.append(tx, row, 'completed', actorId);
    }
  }

  /** Makes everybody else who changes this cohort's enrolments wait, so that counted seats stay counted. */
  private async lock(tx: EntityManager, cohortId: string): Promise<LockedCohort> {
    // NO KEY: rows that only refer to the cohort, such as handbooks, need not wait.
    const rows: LockedCohort[] = await tx.query(
      `SELECT c.id, c.seats, c.starts_on::text AS "startsOn", c.week_two_on::text AS "weekTwoOn",
              c.week_three_on::text AS "weekThreeOn", c.time_zone AS "timeZone"
         FROM cohorts c JOIN course_versions v ON v.id = c.course_version_id AND v.published_at IS NOT NULL
        WHERE c.id = $1 FOR NO KEY UPDATE OF c`,
      [cohortId],
    );
    const [cohort] = rows;
    if (!cohort) throw notFound('There is no such cohort.');
    return cohort;
  }

  private async find(tx: EntityManager, cohortId: string, userId: string): Promise<KnownEnrolment | null> {
    const rows: { id: string; sequence: number; kind: EnrolmentEventKind }[] = await tx.query(
      `SELECT e.id, last.sequence, last.kind FROM enrolments e ${lastEvent} WHERE e.cohort_id = $1 AND e.user_id = $2`,
      [cohortId, userId],
    );
    const [row] = rows;
    return row
      ? { id: row.id, cohortId, userId, sequence: row.sequence, status: statusAfter(row.kind) }
      : null;
  }

  private async refuseUnlessSeatIsLeft(tx: EntityManager, cohort: LockedCohort): Promise<void> {
    if (currentWeek(cohort, this.clock.now()) > WEEKS) throw invalid('This cohort is over.');
    const rows: { taken: number }[] = await tx.query(`SELECT ${seatsTaken('$1')} AS taken`, [cohort.id]);
    if ((rows[0]?.taken ?? 0) >= cohort.seats) {
      throw invalid(
        `${cohort.seats === 1 ? 'The one seat of this cohort is' : `All ${cohort.seats} seats of this cohort are`} taken. You are not enrolled; a seat is free again when somebody withdraws.`,
      );
    }
  }

  /** The row of a first enrolment. The lock has settled races; the unique index would, too. */
  private async begin(tx: EntityManager, cohortId: string, userId: string): Promise<NewEnrolment> {
    const inserted = await tx
      .createQueryBuilder()
      .insert()
      .into(Enrolment)
      .values({ cohortId, userId, createdAt: this.clock.now() })
      .orIgnore()
      .returning('id')
      .execute();
    const [row] = inserted.raw as { id: string }[];
    if (!row) throw invalid('You are enrolled in this cohort already.');
    return { id: row.id, cohortId, userId, sequence: 0 };
  }

  private async append(
    tx: EntityManager,
    { id, cohortId, userId, sequence }: NewEnrolment,
    kind: EnrolmentEventKind,
    actorId: string,
  ): Promise<string> {
    await tx.getRepository(EnrolmentEvent).insert({
      enrolmentId: id,
      sequence: sequence + 1,
      kind,
      actorId,
      at: this.clock.now(),
    });
    await this.audit.record(tx, {
      actorId,
      action: `enrolment.${kind}`,
      subjectType: 'enrolment',
      subjectId: id,
      facts: { cohortId },
    });
    await this.events.publish(tx, new EnrolmentChanged(id, cohortId, userId, kind));
    return id;
  }
}

/** SQL that joins to `enrolments e` its `last` event; nobody has an enrolment without one. */
export const lastEvent = `JOIN LATERAL (
  SELECT sequence, kind, at FROM enrolment_events WHERE enrolment_id = e.id ORDER BY sequence DESC LIMIT 1
) last ON true`;

/** SQL for the kinds of last events whose person takes a seat: `takesSeat` in SQL. */
export const seatedKinds = `('enrolled', 'returned', 'completed')`;

/** SQL for how many seats of a cohort are taken. */
export const seatsTaken = (cohortId: string) => `(
  SELECT count(*)::int FROM enrolments e ${lastEvent}
   WHERE e.cohort_id = ${cohortId} AND last.kind IN ${seatedKinds})`;

function whyNotWithdrawn(status: EnrolmentStatus): string {
  if (status === 'completed') return 'You have completed this cohort; there is nothing to withdraw from.';
  return status === 'withdrawn'
    ? 'You have withdrawn from this cohort already.'
    : 'You have no seat in this cohort, so there is nothing to withdraw from.';
}

interface LockedCohort extends CohortCalendar {
  id: string;
  seats: number;
}

interface NewEnrolment {
  id: string;
  cohortId: string;
  userId: string;
  /** Of the last event; 0 before the first. */
  sequence: number;
}

interface KnownEnrolment extends NewEnrolment {
  status: EnrolmentStatus;
}
