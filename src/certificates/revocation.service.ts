import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Clock } from '../platform/clock/clock.js';
import { conflict } from '../platform/errors/domain-errors.js';
import { Mailer } from '../platform/mail/mailer.js';
import { type Viewer } from '../platform/web/viewer.js';
import { AuditLog } from '../users/audit/audit-log.js';
import { CERTIFICATE_REVOKED } from './certificate-mails.service.js';
import { type CertificateEventKind, mayFollow } from './status.rules.js';

const reason = (words: string) => z.string(words).transform((text) => text.normalize('NFC').trim());

export const revocationForm = z.object({
  publicReason: reason('Say why, in words that anyone may read.')
    .refine((text) => text !== '', 'Say why, in words that anyone may read.')
    .refine((text) => Array.from(text).length <= 300, 'Use at most 300 characters for the public reason.'),
  privateReason: reason('Enter a note, or nothing.').refine(
    (text) => Array.from(text).length <= 4000,
    'Use at most 4,000 characters for the note.',
  ),
});

export type RevocationForm = z.infer<typeof revocationForm>;

/** A certificate is taken back: an event with an actor and reasons. The certificate stays, and says so. */
@Injectable()
export class Revocation {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly mailer: Mailer,
  ) {}

  /**
   * @param certificateId of one that the administrator was shown
   * @throws DomainError conflict when it has been revoked or erased already; nothing was changed then
   */
  async revoke(administrator: Viewer, certificateId: string, form: RevocationForm): Promise<void> {
    await this.db.transaction(async (tx) => {
      // The holder first, as an erasure does: were each to hold what the other waits for, both would wait for ever.
      const [certificate] = await tx.query<{ holderId: string }[]>(
        `SELECT u.id AS "holderId" FROM certificates c JOIN enrolments e ON e.id = c.enrolment_id
           JOIN users u ON u.id = e.user_id WHERE c.id = $1 FOR SHARE OF u`,
        [certificateId],
      );
      // Two administrators at once: the second waits here, and then reads what the first has done.
      await tx.query('SELECT id FROM certificates WHERE id = $1 FOR UPDATE', [certificateId]);
      const events = await tx.query<{ kind: CertificateEventKind }[]>(
        `SELECT kind FROM certificate_events WHERE certificate_id = $1 ORDER BY sequence`,
        [certificateId],
      );
      if (!certificate || !mayFollow(events, 'revoked')) throw cannotBeRevoked(events.at(-1)?.kind);

      const [event] = await tx.query<{ id: string }[]>(
        `INSERT INTO certificate_events (certificate_id, sequence, kind, at, actor_id)
         VALUES ($1, $2, 'revoked', $3, $4) RETURNING id`,
        [certificateId, events.length + 1, this.clock.now(), administrator.id],
      );
      if (!event) throw new Error('The revocation was not written.');
      await tx.query(
        `INSERT INTO certificate_event_texts (event_id, person_id, public_reason, private_reason)
         VALUES ($1, $2, $3, $4)`,
        [
          event.id,
          certificate.holderId,
          form.publicReason,
          form.privateReason === '' ? null : form.privateReason,
        ],
      );
      await this.audit.record(tx, {
        actorId: administrator.id,
        action: 'certificate.revoked',
        subjectType: 'certificate',
        subjectId: certificateId,
      });
      await this.mailer.post(tx, CERTIFICATE_REVOKED, { certificateId, eventId: event.id });
    });
  }
}

function cannotBeRevoked(last: CertificateEventKind | undefined) {
  return conflict(
    last === 'revoked'
      ? 'This certificate has been revoked already. Nothing was changed.'
      : 'This certificate can’t be revoked any more, because its holder’s data was erased. Nothing was changed.',
  );
}
