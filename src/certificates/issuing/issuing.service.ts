import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { GradesReleased } from '../../grading/releases/grades-released.js';
import { readPercent } from '../../grading/grades/percent.rules.js';
import { type ReleasedGrade, ReleasedGrades } from '../../grading/releases/released-grades.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { COURSE_CERTIFICATE, Issuance } from './issuance.service.js';
import { CertificateCodes } from './certificate-codes.js';
import { addressOf, type Code } from '../register/code.rules.js';
import { dayOf, endAfterMonths } from '../register/days.rules.js';
import { type ReleaseFacts, releaseFacts } from './release-facts.js';
import { type CertificateSnapshot } from '../register/snapshot.rules.js';
import { whatCannotBePrinted } from '../printing/printable.js';

/** Why somebody who passed gets no certificate from a release. */
type Refusal = 'holder-erased' | 'holds-another' | 'name-not-printable' | 'text-not-printable';

interface Holder {
  readonly id: string;
  /** Null once erased. */
  readonly name: string | null;
}

/**
 * Issues a certificate to everyone who passed, when grades are released: the record first, then the file. A job that
 * is killed and tried again issues nothing twice, for each certificate is one transaction, and (enrolment, type,
 * release) stays unique for ever – also for somebody whose certificate has been revoked in between.
 */
@Injectable()
export class Issuing implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly events: DomainEvents,
    private readonly audit: AuditLog,
    private readonly grades: ReleasedGrades,
    private readonly codes: CertificateCodes,
    private readonly issuance: Issuance,
  ) {}

  onModuleInit(): void {
    this.events.after(GradesReleased, 'certificates.issue', ({ releaseId }) => this.issueFor(releaseId), {
      expireSeconds: 3600,
    });
  }

  async issueFor(releaseId: string): Promise<void> {
    const facts = await releaseFacts(this.db, releaseId);
    for (const grade of await this.grades.ofRelease(releaseId)) {
      if (grade.passed) await this.db.transaction((tx) => this.issue(tx, facts, grade));
    }
  }

  private async issue(tx: EntityManager, facts: ReleaseFacts, grade: ReleasedGrade): Promise<void> {
    const holder = await lockedHolder(tx, grade.enrolmentId);
    const standing = await currentRelease(tx, grade.enrolmentId);
    if (standing === facts.releaseId) return;

    if (holder.name === null) return this.refuse(tx, facts, grade, 'holder-erased');
    if (standing !== null) return this.refuse(tx, facts, grade, 'holds-another');
    const snapshot = this.snapshot(facts, grade, holder.name, this.codes.next(grade.enrolmentId));
    const unprintable = whatCannotBePrinted(snapshot);
    if (unprintable !== null) return this.refuse(tx, facts, grade, `${unprintable}-not-printable`);
    await this.issuance.issue(tx, {
      enrolmentId: grade.enrolmentId,
      releaseId: facts.releaseId,
      gradeEventId: grade.gradeEventId,
      holderId: holder.id,
      snapshot,
      actorId: null,
    });
  }

  /** Written down once for each release, however often the job runs. */
  private async refuse(
    tx: EntityManager,
    { releaseId }: ReleaseFacts,
    { enrolmentId }: ReleasedGrade,
    reason: Refusal,
  ): Promise<void> {
    const entry = {
      action: 'certificate.refused',
      subjectType: 'enrolment',
      subjectId: enrolmentId,
    };
    const [told] = await tx.query<unknown[]>(
      `SELECT 1 FROM audit_entries
        WHERE subject_type = $1 AND subject_id = $2 AND action = $3 AND facts ->> 'releaseId' = $4`,
      [entry.subjectType, entry.subjectId, entry.action, releaseId],
    );
    if (told === undefined)
      await this.audit.record(tx, { ...entry, actorId: null, facts: { releaseId, reason } });
  }

  private snapshot(facts: ReleaseFacts, grade: ReleasedGrade, name: string, code: Code): CertificateSnapshot {
    const { academy, course, cohort, signatories, certificateMonths: months } = facts;
    const issuedAt = this.clock.now();
    const issuedOn = dayOf(issuedAt, cohort.timeZone);
    const { percent, passPercent, passRule, competencies } = grade;
    return {
      schema: 1,
      code,
      address: addressOf(this.config.publicUrl, code),
      academy: { name: academy },
      holder: { name: name.normalize('NFC') },
      course,
      cohort,
      competencies: competencies.map(({ key, title, level, meaning, points, ofPoints }) => ({
        key,
        title,
        level,
        meaning,
        points,
        ofPoints,
      })),
      result: { percent: readPercent(percent) / 100, passPercent, passRule },
      issuedOn,
      issuedAt: issuedAt.toISOString(),
      validUntil: months === null ? null : endAfterMonths(issuedOn, months, cohort.timeZone).toISOString(),
      signatories,
    };
  }
}

/** An erasure of this person waits for us, or we for it: no name is written behind its back. */
async function lockedHolder(tx: EntityManager, enrolmentId: string): Promise<Holder> {
  const [holder] = await tx.query<Holder[]>(
    `SELECT u.id, u.name FROM enrolments e JOIN users u ON u.id = e.user_id WHERE e.id = $1 FOR SHARE OF u`,
    [enrolmentId],
  );
  if (!holder) throw new Error('A grade was released for an enrolment that is not there.');
  return holder;
}

/** The release that issued the certificate which stands for this enrolment now, or null. */
async function currentRelease(tx: EntityManager, enrolmentId: string): Promise<string | null> {
  const [row] = await tx.query<{ releaseId: string }[]>(
    `SELECT c.release_id AS "releaseId"
       FROM current_certificates now JOIN certificates c ON c.id = now.certificate_id
      WHERE now.enrolment_id = $1 AND now.type = $2`,
    [enrolmentId, COURSE_CERTIFICATE],
  );
  return row?.releaseId ?? null;
}
