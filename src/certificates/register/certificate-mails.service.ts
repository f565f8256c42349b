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
/** Ids: `{certificateId, eventId}`. */
export const CERTIFICATE_SUSPENDED = 'certificate-suspended';
/** Ids: `{certificateId, eventId}`. */
export const CERTIFICATE_REINSTATED = 'certificate-reinstated';

/** What is said in place of *ready* of a certificate that takes another's place. */
const CERTIFICATE_REPLACED = 'certificate-replaced';

interface EventIds {
  certificateId: string;
  eventId: string;
}

interface Row {
  code: Code;
  /** Canonical JSON. */
  body: string;
  address: string;
  name: string;
  /** What happened last, and whether that is the event that was asked for; its public reason. */
  last: string;
  isLast: boolean;
  publicReason: string | null;
  /** Whether it takes another's place, and why, where that was said. */
  replaces: boolean;
  replacesBecause: string | null;
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
      about: 'When one is issued to you or replaced, suspended, reinstated, or revoked.',
      required: 'Others see the change, so you have to know of it.',
    });
    this.mailer.define(CERTIFICATE_READY, ({ certificateId }: { certificateId: string }) =>
      this.ready(certificateId),
    );
    this.mailer.define(CERTIFICATE_REVOKED, (ids: EventIds) =>
      this.told(ids, CERTIFICATE_REVOKED, (course) => `Your certificate “${course}” was revoked`),
    );
    this.mailer.define(CERTIFICATE_SUSPENDED, (ids: EventIds) =>
      this.told(ids, CERTIFICATE_SUSPENDED, (course) => `Your certificate “${course}” is suspended`),
    );
    this.mailer.define(CERTIFICATE_REINSTATED, (ids: EventIds) =>
      this.told(ids, CERTIFICATE_REINSTATED, (course) => `Your certificate “${course}” is reinstated`),
    );
  }

  private async ready(certificateId: string): Promise<Mail | null> {
    const row = await this.read(certificateId, null);
    // Of one that was replaced before it could be told, the mail about its successor tells.
    // Nor is one praised that is being looked into.
    if (!row || row.last === 'revoked' || row.last === 'superseded' || row.last === 'suspended') return null;
    if (row.replaces) {
      const subject = (course: string) => `Your certificate “${course}” was replaced by a new one`;
      return this.mail(row, CERTIFICATE_REPLACED, subject, { because: row.replacesBecause });
    }
    return this.mail(row, CERTIFICATE_READY, (course) => `Your certificate “${course}” is ready`, {});
  }

  /** About an event, with its public reason. What happened since has a mail of its own, and then this one is silent. */
  private async told(
    { certificateId, eventId }: EventIds,
    template: string,
    subject: (course: string) => string,
  ): Promise<Mail | null> {
    const row = await this.read(certificateId, eventId);
    return row?.isLast === true
      ? this.mail(row, template, subject, { publicReason: row.publicReason })
      : null;
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

  /**
   * Null once the holder is erased.
   *
   * @param eventId whose public reason is read, if any
   */
  private async read(certificateId: string, eventId: string | null): Promise<Row | null> {
    const [row] = await this.db.query<Row[]>(
      `SELECT c.code, s.body, u.email AS address, u.name, last.kind AS last,
              coalesce(last.id = $2, false) AS "isLast", t.public_reason AS "publicReason",
              c.supersedes_id IS NOT NULL AS replaces, pt.public_reason AS "replacesBecause"
         FROM certificates c
         JOIN certificate_snapshots s ON s.certificate_id = c.id
         JOIN enrolments e ON e.id = c.enrolment_id
         JOIN users u ON u.id = e.user_id
         JOIN LATERAL (SELECT id, kind FROM certificate_events v
                        WHERE v.certificate_id = c.id ORDER BY v.sequence DESC LIMIT 1) last ON true
         LEFT JOIN certificate_event_texts t ON t.event_id = $2
         LEFT JOIN certificate_events p ON p.certificate_id = c.supersedes_id AND p.kind = 'superseded'
         LEFT JOIN certificate_event_texts pt ON pt.event_id = p.id
        WHERE c.id = $1 AND u.erased_at IS NULL AND s.body IS NOT NULL`,
      [certificateId, eventId],
    );
    return row ?? null;
  }
}
