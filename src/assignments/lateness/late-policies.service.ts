import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { conflict, notFound } from '../../platform/errors/domain-errors.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { LatePolicyRow } from './late-policy.entity.js';
import { type LatePolicy } from './late-policy.rules.js';

/** A policy as it is or was in force. */
export interface StoredPolicy extends LatePolicy {
  id: string;
  /** Counts from 1 within the assignment. */
  sequence: number;
  at: Date;
  /** Null once erased. */
  setByName: string | null;
}

/** When a cohort's work is due, and until when it is taken. */
export interface Deadlines {
  dueAt: Date;
  cutOffAt: Date;
}

/** What is true now about when a submission was due, and what being late costs. */
export interface LateWork {
  submissionId: string;
  submittedAt: Date;
  /** With every extension that was given until now. */
  dueAt: Date;
  /** The cohort's, IANA. */
  timeZone: string;
  policy: (LatePolicy & { id: string }) | null;
}

/** What late work of a cohort loses. */
@Injectable()
export class LatePolicies {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /** Every policy that a cohort had, the one in force first; empty while there is none. One statement. */
  async ofCohort(cohortId: string, em: EntityManager = this.db.manager): Promise<StoredPolicy[]> {
    return em.query(
      `SELECT p.id, p.sequence, p.at, u.name AS "setByName", ${policyFields}
         FROM late_policies p JOIN assignments a ON a.id = p.assignment_id JOIN users u ON u.id = p.set_by_id
        WHERE a.cohort_id = $1 ORDER BY p.sequence DESC`,
      [cohortId],
    );
  }

  /** Null while the cohort has no work. */
  async deadlines(cohortId: string): Promise<Deadlines | null> {
    const [row] = await this.db.query<Deadlines[]>(
      'SELECT due_at AS "dueAt", cut_off_at AS "cutOffAt" FROM assignments WHERE cohort_id = $1',
      [cohortId],
    );
    return row ?? null;
  }

  /** One statement, whatever their number. */
  async lateWork(
    submissionIds: readonly string[],
    em: EntityManager = this.db.manager,
  ): Promise<ReadonlyMap<string, LateWork>> {
    const rows: LateWork[] = await em.query(
      `SELECT s.id AS "submissionId", s.submitted_at AS "submittedAt", c.time_zone AS "timeZone",
              effective_due_at(s.enrolment_id, s.number) AS "dueAt",
              ${policyInForce('a.id')} AS policy
         FROM submissions s JOIN enrolments e ON e.id = s.enrolment_id JOIN cohorts c ON c.id = e.cohort_id
         JOIN assignments a ON a.cohort_id = c.id
        WHERE s.id = ANY($1)`,
      [submissionIds],
    );
    return new Map(rows.map((row) => [row.submissionId, row]));
  }

  /**
   * Writes a policy that counts from now on. What it means for grades is for the caller to see to, in `tx`.
   *
   * @param seen the number of the policy that the person saw in force, 0 for none
   * @throws DomainError notFound for a cohort without work; conflict when there is another policy by now
   */
  async set(
    tx: EntityManager,
    {
      cohortId,
      policy,
      seen,
      actorId,
    }: { cohortId: string; policy: LatePolicy; seen: number; actorId: string },
  ): Promise<void> {
    // One change of a policy at a time; rows that only refer to the assignment need not wait.
    const [assignment] = await tx.query<{ id: string }[]>(
      'SELECT id FROM assignments WHERE cohort_id = $1 FOR NO KEY UPDATE',
      [cohortId],
    );
    if (!assignment) throw notFound();
    const [before] = await this.ofCohort(cohortId, tx);
    if ((before?.sequence ?? 0) !== seen) {
      throw conflict('Somebody else has changed what late work loses in the meantime, so nothing was saved.');
    }
    const { graceMinutes, pointsADay, floor } = policy;
    const { id } = await tx.getRepository(LatePolicyRow).save({
      assignmentId: assignment.id,
      sequence: seen + 1,
      graceMinutes,
      pointsADay: decimal(pointsADay),
      floorPercent: decimal(floor),
      setById: actorId,
      at: this.clock.now(),
    });
    await this.audit.record(tx, {
      actorId,
      action: 'late-policy.set',
      subjectType: 'late-policy',
      subjectId: id,
      facts: { cohortId, sequence: seen + 1, graceMinutes, pointsADay: pointsADay / 100, floor: floor / 100 },
    });
  }
}

const fields = [
  ['graceMinutes', 'p.grace_minutes'],
  ['pointsADay', '(p.points_a_day * 100)::int'],
  ['floor', '(p.floor_percent * 100)::int'],
] as const;
/** SQL for what a policy says, from `late_policies p`: as columns, and as the pairs of a JSON object. */
const policyFields = fields.map(([name, sql]) => `${sql} AS "${name}"`).join(', ');
export const policyPairs = fields.map(([name, sql]) => `'${name}', ${sql}`).join(', ');

/** SQL for the policy that is in force for an assignment, as a JSON object; null while there is none. */
export const policyInForce = (assignmentId: string) => `(
  SELECT jsonb_build_object('id', p.id, ${policyPairs}) FROM late_policies p
   WHERE p.assignment_id = ${assignmentId} ORDER BY p.sequence DESC LIMIT 1)`;

/** As PostgreSQL's numeric(5,2) prints it. */
const decimal = (hundredths: number) => (hundredths / 100).toFixed(2);
