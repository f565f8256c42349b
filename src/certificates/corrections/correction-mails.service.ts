import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Config } from '../../platform/config/config.js';
import { type Mail, Mailer } from '../../platform/mail/mailer.js';
import { type CertificateSnapshot } from '../register/snapshot.rules.js';

/** Ids: `{correctionId}`. */
export const CORRECTION_DECLINED = 'name-correction-declined';

interface Row {
  certificateId: string;
  address: string;
  name: string;
  wanted: string;
  answer: string;
  /** Canonical JSON. */
  body: string;
}

/** What holders are told about what they asked for. Of an approval tells the mail about the new certificate. */
@Injectable()
export class CorrectionMails implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly mailer: Mailer,
  ) {}

  onModuleInit(): void {
    this.mailer.define(CORRECTION_DECLINED, ({ correctionId }: { correctionId: string }) =>
      this.declined(correctionId),
    );
  }

  private async declined(correctionId: string): Promise<Mail | null> {
    const [row] = await this.db.query<Row[]>(
      `SELECT n.certificate_id AS "certificateId", u.email AS address, u.name, t.name AS wanted, a.body AS answer, s.body
         FROM name_corrections n
         JOIN name_correction_texts t ON t.correction_id = n.id
         JOIN name_correction_answers a ON a.correction_id = n.id
         JOIN certificate_snapshots s ON s.certificate_id = n.certificate_id
         JOIN users u ON u.id = t.person_id
        WHERE n.id = $1 AND u.erased_at IS NULL`,
      [correctionId],
    );
    if (!row) return null;
    const { course } = JSON.parse(row.body) as CertificateSnapshot;
    return {
      to: { name: row.name, address: row.address },
      subject: `The name on your certificate “${course.title}” stays as it is`,
      template: CORRECTION_DECLINED,
      model: {
        recipientName: row.name,
        courseTitle: course.title,
        wantedName: row.wanted,
        answer: row.answer,
        link: new URL(`/certificates/${row.certificateId}/corrections`, this.config.publicUrl).href,
      },
    };
  }
}
