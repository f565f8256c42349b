import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { lastEvent } from '../../courses/enrolments/enrolment-sql.js';
import { Clock } from '../../platform/clock/clock.js';
import { conflict, invalid } from '../../platform/errors/domain-errors.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { Extension, ExtensionReason } from './extension.entity.js';
import { ExtensionMails } from './extension-mails.service.js';
import { type Candidate, type ExtensionKind, extensionRefusals, type Grant } from './extension.rules.js';

/** Time that was given, for those who run the cohort. */
export interface GrantedExtension {
  id: string;
  enrolmentId: string;
  /** Null once erased; so is the reason. */
  studentName: string | null;
  kind: ExtensionKind;
  /** The attempt that was returned; null for more time. */
  attempt: number | null;
  until: Date;
  reason: string | null;
  grantedByName: string | null;
  at: Date;
}

export interface NewExtensions extends Grant {
  cohortId: string;
  /** The cohort's, IANA. */
  timeZone: string;
  /** Whom it is for, with the number of the latest attempt that the person saw, 0 for none. */
  students: readonly { enrolmentId: string; attempt: number }[];
  actorId: string;
}

/** More time, and attempts that come back: given to one or to several students, all of them or none. */
@Injectable()
export class Extensions {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly mails: ExtensionMails,
  ) {}

  /** Whoever has or had a seat, with where their work stands. One statement, whatever the cohort's size. */
  async candidates(cohortId: string, em: EntityManager = this.db.manager): Promise<Candidate[]> {
    return em.query(`${candidates} WHERE e.cohort_id = $1 AND last.kind NOT IN ('waiting', 'left')`, [
      cohortId,
    ]);
  }

  /** Everything that was given in a cohort, the latest first. One statement. */
  async ofCohort(cohortId: string): Promise<GrantedExtension[]> {
    return this.db.query(
      `SELECT x.id, x.enrolment_id AS "enrolmentId", u.name AS "studentName", x.kind, s.number AS attempt, x.until,
              r.body AS reason, g.name AS "grantedByName", x.at
         FROM extensions x JOIN enrolments e ON e.id = x.enrolment_id JOIN users u ON u.id = e.user_id
         JOIN users g ON g.id = x.granted_by_id JOIN extension_reasons r ON r.extension_id = x.id
         LEFT JOIN submissions s ON s.id = x.submission_id
        WHERE e.cohort_id = $1 ORDER BY x.at DESC, x.id`,
      [cohortId],
    );
  }

  /**
   * Gives time and posts the mails that say so. What it means for grades is for the caller to see to, in `tx`.
   *
   * @throws DomainError invalid (`students`, `until`, `reason`) when one of them can't get it; conflict when one of
   *   them handed in another attempt meanwhile, and it is about attempts
   */
  async grant(tx: EntityManager, grant: NewExtensions): Promise<void> {
    const { cohortId, kind, until, reason, students, actorId } = grant;
    const asked = new Set(students.map(({ enrolmentId }) => enrolmentId));
    // What is no id at all is nobody's, as is an id of another cohort.
    const ids = [...asked].filter((id) => uuid.test(id));
    await this.hold(tx, cohortId, ids);
    const chosen: Candidate[] = await tx.query(
      `${candidates} WHERE e.cohort_id = $1 AND e.id = ANY($2) ORDER BY u.name, e.id`,
      [cohortId, ids],
    );
    const now = this.clock.now();
    const refused = extensionRefusals(chosen, asked.size, grant, { timeZone: grant.timeZone, now });
    const [first] = refused;
    if (first) throw invalid(first.message, refused);
    if (kind === 'returned') refuseOtherAttempts(chosen, students);
    const rows = await tx.getRepository(Extension).save(
      chosen.map(({ enrolmentId, submission }) => ({
        ...{ enrolmentId, kind, until, grantedById: actorId, at: now },
        submissionId: kind === 'returned' ? (submission?.id ?? null) : null,
      })),
    );
    const personOf = new Map(chosen.map(({ enrolmentId, personId }) => [enrolmentId, personId]));
    const people = rows.map(({ id, enrolmentId }) => ({
      extensionId: id,
      personId: personOf.get(enrolmentId) ?? '',
    }));
    await tx.getRepository(ExtensionReason).insert(people.map((one) => ({ ...one, body: reason })));
    await this.mails.post(tx, kind, people);
    for (const { id, enrolmentId, submissionId } of rows) {
      await this.audit.record(tx, {
        actorId,
        action: kind === 'returned' ? 'submission.returned' : 'extension.granted',
        subjectType: 'extension',
        subjectId: id,
        facts: {
          cohortId,
          enrolmentId,
          until: until.toISOString(),
          ...(submissionId ? { submissionId } : {}),
        },
      });
    }
  }

  /**
   * Nobody of them is erased, hands in or gets other time until `tx` ends. In the order in which handing in takes the
   * same locks; grades may still refer to the enrolments.
   */
  private async hold(tx: EntityManager, cohortId: string, ids: readonly string[]): Promise<void> {
    const chosen = 'SELECT e.user_id FROM enrolments e WHERE e.cohort_id = $1 AND e.id = ANY($2)';
    await tx.query(`SELECT id FROM users WHERE id IN (${chosen}) ORDER BY id FOR SHARE`, [cohortId, ids]);
    await tx.query(
      `SELECT id FROM enrolments WHERE cohort_id = $1 AND id = ANY($2) ORDER BY id FOR NO KEY UPDATE`,
      [cohortId, ids],
    );
  }
}

function refuseOtherAttempts(chosen: readonly Candidate[], seen: NewExtensions['students']): void {
  const attempts = new Map(seen.map(({ enrolmentId, attempt }) => [enrolmentId, attempt]));
  const changed = chosen.find(
    ({ enrolmentId, submission }) => submission?.number !== attempts.get(enrolmentId),
  );
  if (!changed) return;
  throw conflict(
    `${changed.studentName ?? 'Somebody'} has handed in attempt ${changed.submission?.number ?? 1} since you opened this page, so nothing was returned. Look at it, then return it or leave it.`,
  );
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const candidates = `
  SELECT e.id AS "enrolmentId", u.id AS "personId", u.name AS "studentName", last.kind AS "lastEvent",
         CASE WHEN s.id IS NOT NULL THEN jsonb_build_object('id', s.id, 'number', s.number) END AS submission,
         effective_due_at(e.id, coalesce(s.number, 1)) AS "dueAt",
         effective_due_at(e.id, coalesce(s.number, 0) + 1) AS "nextDueAt"
    FROM enrolments e JOIN users u ON u.id = e.user_id ${lastEvent}
    LEFT JOIN LATERAL (SELECT id, number FROM submissions
                        WHERE enrolment_id = e.id ORDER BY number DESC LIMIT 1) s ON true`;
