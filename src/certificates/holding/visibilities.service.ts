import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
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
   * What is hidden is hidden on the certificates that this one has replaced, too: their pages stay, and say the same
   * things. What is shown again is shown here alone, as an earlier name may have been hidden for itself.
   *
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
      await this.told(tx, certificate.holderId, certificate.id, readHidden(hidden));
      for (const older of await this.hideOnReplaced(tx, certificate.id, readHidden(hidden))) {
        await this.told(tx, certificate.holderId, older.id, readHidden(older.hidden));
      }
    });
  }

  /** @returns what was changed. One statement. */
  private async hideOnReplaced(
    tx: EntityManager,
    certificateId: string,
    hidden: readonly HideableField[],
  ): Promise<{ id: string; hidden: string[] }[]> {
    return tx.query(
      `WITH RECURSIVE older AS (
         SELECT supersedes_id AS id FROM certificates WHERE id = $1
         UNION ALL
         SELECT c.supersedes_id FROM older JOIN certificates c ON c.id = older.id
       )
       INSERT INTO certificate_visibilities AS v (certificate_id, hidden, version, updated_at)
       SELECT id, $2::text[], 1, $3 FROM older WHERE id IS NOT NULL AND cardinality($2::text[]) > 0
       ON CONFLICT (certificate_id) DO UPDATE
         SET hidden = ARRAY(SELECT unnest(v.hidden) UNION SELECT unnest(excluded.hidden)),
             version = v.version + 1, updated_at = excluded.updated_at
         WHERE NOT excluded.hidden <@ v.hidden
       RETURNING certificate_id AS id, hidden`,
      [certificateId, hidden, this.clock.now()],
    );
  }

  private told(tx: EntityManager, holderId: string, certificateId: string, hidden: readonly HideableField[]) {
    return this.audit.record(tx, {
      actorId: holderId,
      action: 'certificate.visibility-chosen',
      subjectType: 'certificate',
      subjectId: certificateId,
      facts: { hidden: hidden.join(' ') },
    });
  }
}
