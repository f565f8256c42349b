import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Mail, Mailer } from '../../platform/mail/mailer.js';
import { Correspondence } from '../../users/correspondence/correspondence.js';
import { type Code, addressOf } from './code.rules.js';
import { Config } from '../../platform/config/config.js';
import { type CertificateSnapshot } from './snapshot.rules.js';

/** Ids: `{certificateId}`. */
export const CERTIFICATE_READY = 'certificate-ready';
/** Ids: `{certificateId, eventId}`. */
export const CERTIFICATE_REVOKED = 'certificate-revoked';

interface Row {
  code: Code;
  /** Canonical JSON. */
  body: string;
  address: string;
  name: string;
  revoked: boolean;
  publicReason: string | null;
}

/** What holders are told about their certificates. What a mail says is read when it is sent. */
@Injectable()
export class CertificateMails implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly mailer: Mailer,
    private readonly correspondence: Correspondence,
  ) {}

  onModuleInit(): void {
    this.correspondence.mention({
      title: 'Your certificates',
      about: 'When one is issued to you, or revoked.',
      required: 'Others see the change, so you have to know of it.',
    });
    this.mailer.define(CERTIFICATE_READY, ({ certificateId }: { certificateId: string }) =>
      this.ready(certificateId),
    );
    this.mailer.define(CERTIFICATE_REVOKED, ({ certificateId }: { certificateId: string; eventId: string }) =>
      this.revoked(certificateId),
    );
  }

  private async ready(certificateId: string): Promise<Mail | null> {
    const row = await this.read(certificateId);
    if (!row || row.revoked) return null;
    return this.mail(row, CERTIFICATE_READY, (course) => `Your certificate “${course}” is ready`, {});
  }

  private async revoked(certificateId: string): Promise<Mail | null> {
    const row = await this.read(certificateId);
    if (!row) return null;
    return this.mail(row, CERTIFICATE_REVOKED, (course) => `Your certificate “${course}” was revoked`, {
      publicReason: row.publicReason,
    });
  }

  private mail(row: Row, template: string, subject: (course: string) => string, more: object): Mail {
    const { course, cohort } = JSON.parse(row.body) as CertificateSnapshot;
    return {
      to: { name: row.name, address: row.address },
      subject: subject(course.title),
      template,
      model: {
        recipientName: row.name,
        courseTitle: course.title,
        cohortName: cohort.name,
        link: addressOf(this.config.publicUrl, row.code),
        ...more,
      },
    };
  }

  /** Null once the holder is erased. */
  private async read(certificateId: string): Promise<Row | null> {
    const [row] = await this.db.query<Row[]>(
      `SELECT c.code, s.body, u.email AS address, u.name, r.id IS NOT NULL AS revoked,
              t.public_reason AS "publicReason"
         FROM certificates c
         JOIN certificate_snapshots s ON s.certificate_id = c.id
         JOIN enrolments e ON e.id = c.enrolment_id
         JOIN users u ON u.id = e.user_id
         LEFT JOIN certificate_events r ON r.certificate_id = c.id AND r.kind = 'revoked'
         LEFT JOIN certificate_event_texts t ON t.event_id = r.id
        WHERE c.id = $1 AND u.erased_at IS NULL AND s.body IS NOT NULL`,
      [certificateId],
    );
    return row ?? null;
  }
}
