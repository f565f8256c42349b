import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { Mailer } from '../../platform/mail/mailer.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { CertificateEvents } from '../register/certificate-events.service.js';
import { CERTIFICATE_REVOKED } from '../register/certificate-mails.service.js';

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
    private readonly events: CertificateEvents,
    private readonly mailer: Mailer,
  ) {}

  /**
   * @param certificateId of one that the administrator was shown
   * @throws DomainError conflict when it has been revoked or erased already; nothing was changed then
   */
  async revoke(administrator: Viewer, certificateId: string, form: RevocationForm): Promise<void> {
    await this.db.transaction(async (tx) => {
      const eventId = await this.events.append(tx, {
        certificateId,
        kind: 'revoked',
        actorId: administrator.id,
        ...form,
      });
      await this.mailer.post(tx, CERTIFICATE_REVOKED, { certificateId, eventId });
    });
  }
}
