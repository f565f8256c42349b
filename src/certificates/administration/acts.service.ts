import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { conflict } from '../../platform/errors/domain-errors.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { ISSUE_AGAIN } from '../issuing/issuing.service.js';
import { CertificateEvents } from '../register/certificate-events.service.js';
import {
  CERTIFICATE_REINSTATED,
  CERTIFICATE_REVOKED,
  CERTIFICATE_SUSPENDED,
} from '../register/certificate-mails.service.js';
import { reasonField } from '../register/reason.forms.js';

/** What an administrator may do to a certificate: each is an event with an actor and reasons. */
export type Act = 'suspended' | 'reinstated' | 'revoked';

export const actForm = z.object({
  publicReason: reasonField({
    most: 300,
    tooLong: 'Use at most 300 characters for the public reason.',
    missing: 'Say why, in words that anyone may read.',
  }),
  privateReason: reasonField({
    most: 4000,
    tooLong: 'Use at most 4,000 characters for the note.',
    missing: null,
  }),
  /** How many entries its history had on the page with the form; without it the rules alone decide. */
  seen: z.coerce.number().int().min(1).max(10_000).optional().catch(undefined),
});

export interface ActForm {
  readonly publicReason: string;
  readonly privateReason: string;
  readonly seen?: number | undefined;
}

const mailOf = {
  suspended: CERTIFICATE_SUSPENDED,
  reinstated: CERTIFICATE_REINSTATED,
  revoked: CERTIFICATE_REVOKED,
} satisfies Record<Act, string>;

/** Certificates are suspended, reinstated and revoked. They stay, and say so. */
@Injectable()
export class CertificateActs {
  constructor(
    private readonly db: DataSource,
    private readonly events: CertificateEvents,
    private readonly jobs: Jobs,
    private readonly mailer: Mailer,
  ) {}

  /**
   * @param certificateId of one that the administrator was shown
   * @throws DomainError conflict when its history has gone on since the form was opened, or when the act may not
   *   follow what has happened; nothing was changed then
   */
  async perform(administrator: Viewer, certificateId: string, act: Act, form: ActForm): Promise<void> {
    const { publicReason, privateReason, seen } = form;
    await this.db.transaction(async (tx) => {
      const before = await this.events.locked(tx, certificateId);
      const eventId = await this.events.append(tx, {
        certificateId,
        kind: act,
        actorId: administrator.id,
        publicReason,
        privateReason,
      });
      // After the rules, which know better words for most of what can have happened meanwhile.
      if (seen !== undefined && seen !== before.length) throw hasGoneOn();
      await this.mailer.post(tx, mailOf[act], { certificateId, eventId });
      if (act === 'reinstated') await this.issueWhatWaited(tx, certificateId);
    });
  }

  /** A result that was raised while the certificate was suspended could not replace it then. */
  private async issueWhatWaited(tx: EntityManager, certificateId: string): Promise<void> {
    const waiting = await tx.query<{ releaseId: string }[]>(
      `SELECT o.release_id AS "releaseId"
         FROM issue_outcomes o JOIN certificates c ON c.enrolment_id = o.enrolment_id
        WHERE c.id = $1 AND o.kind = 'refused' AND o.reason = 'suspended'`,
      [certificateId],
    );
    for (const { releaseId } of waiting)
      await this.jobs.enqueue(tx, ISSUE_AGAIN, { releaseId }, { singletonKey: releaseId });
  }
}

const hasGoneOn = () =>
  conflict(
    'Something has happened to this certificate since you opened the form. Nothing was changed. Read its history below, then decide again.',
  );
