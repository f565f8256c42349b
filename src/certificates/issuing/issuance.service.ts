import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { Config } from '../../platform/config/config.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { PRINT_QUEUE, type PrintJob } from '../printing/certificate-files.service.js';
import { CertificateEvents } from '../register/certificate-events.service.js';
import { type CertificateSnapshot, canonicalSnapshot, digestOf } from '../register/snapshot.rules.js';

/** What passing a course earns. Further kinds of certificates will stand beside it. */
export const COURSE_CERTIFICATE = 'course';

export interface NewCertificate {
  readonly enrolmentId: string;
  /** The release that shows the grade; it has to be one of this enrolment. */
  readonly releaseId: string;
  readonly gradeEventId: string;
  readonly holderId: string;
  readonly snapshot: CertificateSnapshot;
  /** The certificate whose place it takes, for a reason that anyone may read. */
  readonly supersedes?: { readonly certificateId: string; readonly publicReason: string | null };
  /** Null: the system itself. */
  readonly actorId: string | null;
}

/**
 * Writes a certificate down: the record, the snapshot of what it prints, the event *issued*, the audit entry, and the
 * job that prints it; and, where it takes another's place, that one's end. All in the caller's transaction, who has
 * locked the holder (`FOR SHARE`), so that no name is written behind an erasure's back.
 */
@Injectable()
export class Issuance {
  constructor(
    private readonly events: CertificateEvents,
    private readonly jobs: Jobs,
    private readonly audit: AuditLog,
    private readonly config: Config,
  ) {}

  /**
   * @returns the new certificate's id, or null where this release has already issued to this enrolment
   * @throws DomainError conflict when what it is to supersede is not in force any more
   */
  async issue(tx: EntityManager, certificate: NewCertificate): Promise<string | null> {
    const { supersedes, actorId, snapshot } = certificate;
    if (supersedes) await this.events.lockedFor(tx, supersedes.certificateId, 'superseded');
    const certificateId = await this.record(tx, certificate);
    if (certificateId === null) return null;
    await tx.query(
      `INSERT INTO certificate_snapshots (certificate_id, person_id, body) VALUES ($1, $2, $3)`,
      [certificateId, certificate.holderId, canonicalSnapshot(snapshot)],
    );
    await tx.query(
      `INSERT INTO certificate_events (certificate_id, sequence, kind, at, actor_id)
       VALUES ($1, 1, 'issued', $2, $3)`,
      [certificateId, snapshot.issuedAt, actorId],
    );
    await this.audit.record(tx, {
      actorId,
      action: 'certificate.issued',
      subjectType: 'certificate',
      subjectId: certificateId,
    });
    if (supersedes) {
      const { publicReason } = supersedes;
      await this.events.append(tx, {
        certificateId: supersedes.certificateId,
        kind: 'superseded',
        actorId,
        publicReason,
        successorId: certificateId,
      });
    }
    await this.jobs.enqueue<PrintJob>(tx, PRINT_QUEUE, { certificateId, quiet: this.config.mailsNothing });
    return certificateId;
  }

  /** The database makes this the enrolment's current certificate here, or refuses if there is one. */
  private async record(tx: EntityManager, certificate: NewCertificate): Promise<string | null> {
    const { enrolmentId, releaseId, gradeEventId, snapshot, supersedes } = certificate;
    const [row] = await tx.query<{ id: string }[]>(
      `INSERT INTO certificates
         (code, enrolment_id, type, release_id, grade_event_id, snapshot_digest, issued_at, valid_until, supersedes_id)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
       ON CONFLICT (enrolment_id, type, release_id) WHERE supersedes_id IS NULL DO NOTHING
       RETURNING id`,
      [
        snapshot.code,
        enrolmentId,
        COURSE_CERTIFICATE,
        releaseId,
        gradeEventId,
        digestOf(canonicalSnapshot(snapshot)),
        snapshot.issuedAt,
        snapshot.validUntil,
        supersedes?.certificateId ?? null,
      ],
    );
    return row?.id ?? null;
  }
}
