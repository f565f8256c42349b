import { Injectable } from '@nestjs/common';
import { type MailFate, Mailer } from '../../platform/mail/mailer.js';
import { CORRECTION_DECLINED } from '../corrections/correction-mails.service.js';
import { type Correction } from '../corrections/name-corrections.service.js';
import {
  CERTIFICATE_READY,
  CERTIFICATE_REINSTATED,
  CERTIFICATE_REVOKED,
  CERTIFICATE_SUSPENDED,
} from '../register/certificate-mails.service.js';
import { type HistoryEntry, type RegisteredCertificate } from '../register/certificate-register.service.js';

/** A mail that a certificate gives rise to, and what became of it; null is not known any more. */
export interface MailRecord {
  readonly about: 'ready' | 'suspended' | 'reinstated' | 'revoked' | 'name-stays';
  readonly fate: MailFate | null;
}

const kindOf: Readonly<Record<string, { kind: string; about: MailRecord['about'] }>> = {
  suspended: { kind: CERTIFICATE_SUSPENDED, about: 'suspended' },
  reinstated: { kind: CERTIFICATE_REINSTATED, about: 'reinstated' },
  revoked: { kind: CERTIFICATE_REVOKED, about: 'revoked' },
};

/** What the holder of a certificate was told by mail, for administrators. */
@Injectable()
export class CertificateMailRecords {
  constructor(private readonly mailer: Mailer) {}

  /** In the order in which they were posted. One statement. */
  async of(
    { id, pdfKey, snapshot }: Pick<RegisteredCertificate, 'id' | 'pdfKey' | 'snapshot'>,
    history: readonly HistoryEntry[],
    corrections: readonly Correction[],
  ): Promise<MailRecord[]> {
    const mails = [
      // Posted with the file; of an erased certificate there is none any more.
      ...(pdfKey !== null || snapshot === null
        ? [{ about: 'ready' as const, kind: CERTIFICATE_READY, ids: { certificateId: id }, at: null }]
        : []),
      ...history.flatMap((event) => {
        const mail = kindOf[event.kind];
        return mail ? [{ ...mail, ids: { certificateId: id, eventId: event.id }, at: event.at }] : [];
      }),
      ...corrections.flatMap(({ id: correctionId, state, endedAt }) =>
        state === 'declined'
          ? [{ about: 'name-stays' as const, kind: CORRECTION_DECLINED, ids: { correctionId }, at: endedAt }]
          : [],
      ),
    ].sort((a, b) => (a.at?.getTime() ?? 0) - (b.at?.getTime() ?? 0));
    const fates = await this.mailer.fates(mails);
    return mails.map(({ about }, at) => ({ about, fate: fates[at] ?? null }));
  }
}
