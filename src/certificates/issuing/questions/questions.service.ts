import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../../platform/clock/clock.js';
import { AuditLog } from '../../../users/audit/audit-log.js';
import { Correspondence } from '../../../users/correspondence/correspondence.js';
import { CERTIFICATE_QUESTIONS } from './question-mails.service.js';

export interface NewQuestion {
  readonly releaseId: string;
  readonly enrolmentId: string;
  /** The one that prints more than the release shows. */
  readonly certificateId: string;
  readonly kind: 'failed' | 'lower';
}

/** Where a release shows less than a certificate prints, administrators are asked. Nothing happens by itself. */
@Injectable()
export class Questions {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly correspondence: Correspondence,
  ) {}

  /** Once for each release and enrolment. The mail about it is `tellAdministrators`. */
  async ask(tx: EntityManager, { releaseId, enrolmentId, certificateId, kind }: NewQuestion): Promise<void> {
    await tx.query(
      `INSERT INTO certificate_questions (release_id, enrolment_id, certificate_id, kind, asked_at)
       VALUES ($1, $2, $3, $4, $5)`,
      [releaseId, enrolmentId, certificateId, kind, this.clock.now()],
    );
    await this.audit.record(tx, {
      actorId: null,
      action: 'certificate.questioned',
      subjectType: 'certificate',
      subjectId: certificateId,
      facts: { releaseId, kind },
    });
  }

  /** A later release has spoken: what earlier ones asked about this enrolment needs no answer any more. */
  async overtake(tx: EntityManager, enrolmentId: string): Promise<void> {
    await tx.query(
      `INSERT INTO certificate_answers (question_id, kind, at)
       SELECT q.id, 'overtaken', $2 FROM certificate_questions q
        WHERE q.enrolment_id = $1 AND NOT EXISTS (SELECT FROM certificate_answers a WHERE a.question_id = q.id)`,
      [enrolmentId, this.clock.now()],
    );
  }

  /** One mail to each administrator about all that a release asks, however often this is called. */
  async tellAdministrators(releaseId: string): Promise<void> {
    const administrators = await this.db.query<{ personId: string }[]>(
      `SELECT a.user_id AS "personId" FROM administrators a
        WHERE EXISTS (SELECT FROM certificate_questions q WHERE q.release_id = $1) ORDER BY a.user_id`,
      [releaseId],
    );
    if (administrators.length === 0) return;
    const ids = administrators.map(({ personId }) => ({ personId, releaseId }));
    await this.db.transaction((tx) => this.correspondence.postAll(tx, CERTIFICATE_QUESTIONS, ids));
  }
}
