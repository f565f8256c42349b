import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { conflict } from '../../platform/errors/domain-errors.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { type HideableField, readHidden } from '../register/visibility.rules.js';
import { type HeldCertificate, HeldCertificates } from './held-certificates.service.js';
import { CertificateVisibility } from './sharing.entity.js';

export interface Visibility {
  readonly hidden: readonly HideableField[];
  /** 0 as long as nothing was chosen. */
  readonly version: number;
}

/** What holders keep from the public, field by field. */
@Injectable()
export class Visibilities {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly held: HeldCertificates,
  ) {}

  async of(certificateId: string): Promise<Visibility> {
    const row = await this.db.getRepository(CertificateVisibility).findOneBy({ certificateId });
    return row ? { hidden: readHidden(row.hidden), version: row.version } : { hidden: [], version: 0 };
  }

  /**
   * From the commit on, every process forgets the answer that it remembers (a trigger tells them), within the bound that
   * `OLDEST_ANSWER_MS` gives should a notification be lost.
   *
   * @param version the one that the holder saw
   * @throws DomainError conflict when something else was chosen meanwhile; nothing is changed then
   */
  async choose(
    certificate: HeldCertificate,
    hidden: readonly HideableField[],
    version: number,
  ): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.held.hold(tx, certificate);
      const written = await tx.query<unknown[]>(
        `INSERT INTO certificate_visibilities (certificate_id, hidden, version, updated_at)
         VALUES ($1, $2, $3::integer + 1, $4)
         ON CONFLICT (certificate_id) DO UPDATE
           SET hidden = excluded.hidden, version = excluded.version, updated_at = excluded.updated_at
           WHERE certificate_visibilities.version = $3
         RETURNING version`,
        [certificate.id, readHidden(hidden), version, this.clock.now()],
      );
      if (written.length === 0) {
        throw conflict(
          'This was changed meanwhile, in another window or on another device. Nothing was saved just now.',
        );
      }
      await this.audit.record(tx, {
        actorId: certificate.holderId,
        action: 'certificate.visibility-chosen',
        subjectType: 'certificate',
        subjectId: certificate.id,
        facts: { hidden: readHidden(hidden).join(' ') },
      });
    });
  }
}
