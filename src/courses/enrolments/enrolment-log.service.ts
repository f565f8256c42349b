import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { invalid, notFound } from '../../platform/errors/domain-errors.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { type Admission } from '../cohorts/cohort.entity.js';
import { type CohortCalendar } from '../cohorts/schedule.rules.js';
import { EnrolmentChanged } from './enrolment-changed.js';
import { EnrolmentsChanged } from './enrolments-changed.js';
import { Enrolment, EnrolmentEvent } from './enrolment.entity.js';
import { type EnrolmentEventKind, type EnrolmentStatus, statusAfter } from './enrolment.rules.js';
import { lastEvent } from './enrolment-sql.js';

export interface LockedCohort extends CohortCalendar {
  id: string;
  seats: number;
  admission: Admission;
}

export interface KnownEnrolment {
  id: string;
  cohortId: string;
  userId: string;
  /** Of the last event; 0 before the first. */
  sequence: number;
  /** Null before the first event. */
  status: EnrolmentStatus | null;
}

/** Reads and writes enrolments and their events: what happens is decided by those who call it. */
@Injectable()
export class EnrolmentLog {
  constructor(
    private readonly clock: Clock,
    private readonly events: DomainEvents,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Makes everybody else who changes this cohort's enrolments wait, so that counted seats stay counted.
   *
   * @param people whom the caller will write down; they are held first, as an erasure holds a person before it comes
   *   for their cohorts, and the other way round both would wait for ever
   * @throws DomainError notFound for a cohort that is not open to anybody yet, and when one of the people is forgotten
   */
  async lock(tx: EntityManager, cohortId: string, people: readonly string[]): Promise<LockedCohort> {
    const ids = [...new Set(people)];
    const held: unknown[] = await tx.query(
      'SELECT id FROM users WHERE id = ANY ($1) AND erased_at IS NULL ORDER BY id FOR KEY SHARE',
      [ids],
    );
    if (held.length < ids.length) throw notFound('There is no such person.');
    return this.lockCohort(tx, cohortId);
  }

  /** The same where nobody is written down who could be forgotten meanwhile. */
  async lockCohort(tx: EntityManager, cohortId: string): Promise<LockedCohort> {
    // NO KEY: rows that only refer to the cohort, such as handbooks, need not wait.
    const rows: LockedCohort[] = await tx.query(
      `SELECT c.id, c.seats, c.admission, c.starts_on::text AS "startsOn", c.week_two_on::text AS "weekTwoOn",
              c.week_three_on::text AS "weekThreeOn", c.time_zone AS "timeZone"
         FROM cohorts c JOIN course_versions v ON v.id = c.course_version_id AND v.published_at IS NOT NULL
        WHERE c.id = $1 FOR NO KEY UPDATE OF c`,
      [cohortId],
    );
    const [cohort] = rows;
    if (!cohort) throw notFound('There is no such cohort.');
    return cohort;
  }

  async find(tx: EntityManager, cohortId: string, userId: string): Promise<KnownEnrolment | null> {
    const [row] = await this.known(tx, 'e.cohort_id = $1 AND e.user_id = $2', [cohortId, userId]);
    return row ?? null;
  }

  /** Those whose enrolment fits `condition` on `enrolments e` and its `last` event. */
  async known(tx: EntityManager, condition: string, values: readonly unknown[]): Promise<KnownEnrolment[]> {
    const rows = await tx.query<(Omit<KnownEnrolment, 'status'> & { kind: EnrolmentEventKind })[]>(
      `SELECT e.id, e.cohort_id AS "cohortId", e.user_id AS "userId", last.sequence, last.kind
         FROM enrolments e ${lastEvent} WHERE ${condition}`,
      [...values],
    );
    return rows.map(({ kind, ...row }) => ({ ...row, status: statusAfter(kind) }));
  }

  /** The row of a first enrolment. The lock has settled races; the unique index would, too. */
  async begin(tx: EntityManager, cohortId: string, userId: string): Promise<KnownEnrolment> {
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
    return { id: row.id, cohortId, userId, sequence: 0, status: null };
  }

  /**
   * Writes what happens, into the audit log too, and tells the other modules.
   *
   * @param actorId null: nobody's act
   * @returns the event's id
   */
  async append(
    tx: EntityManager,
    known: KnownEnrolment,
    kind: EnrolmentEventKind,
    actorId: string | null,
  ): Promise<string> {
    const [id] = await this.appendAll(tx, [known], kind, actorId);
    if (id === undefined) throw new Error('An event that was just written has no id.');
    return id;
  }

  /**
   * Writes that the same happens to many: two statements, and what those who listen ask for.
   *
   * @returns the events' ids, in the same order
   */
  async appendAll(
    tx: EntityManager,
    known: readonly KnownEnrolment[],
    kind: EnrolmentEventKind,
    actorId: string | null,
  ): Promise<string[]> {
    if (known.length === 0) return [];
    const log = tx.getRepository(EnrolmentEvent);
    const at = this.clock.now();
    const events = known.map(({ id, sequence }) =>
      log.create({ enrolmentId: id, sequence: sequence + 1, kind, actorId, at }),
    );
    await log.insert(events);
    await this.audit.recordAll(
      tx,
      known.map(({ id, cohortId }) => ({
        ...{ actorId, action: `enrolment.${kind}`, subjectType: 'enrolment', subjectId: id },
        facts: { cohortId },
      })),
    );
    for (const { id, cohortId, userId, status } of known) {
      const movedUp = kind === 'enrolled' && status === 'waiting';
      await this.events.publish(tx, new EnrolmentChanged(id, cohortId, userId, kind, movedUp));
    }
    await this.events.publish(tx, new EnrolmentsChanged(known.map(({ id }) => id)));
    return events.map(({ id }) => id);
  }
}
