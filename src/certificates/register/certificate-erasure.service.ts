import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { Files } from '../../platform/files/files.js';
import { PersonErased } from '../../users/erasure/person-erased.js';
import { fileKeysOf } from '../printing/certificate-files.service.js';

/**
 * A person is forgotten: each of their certificates ends with an event that says so, and their files go after the
 * commit. Snapshots, reasons and the keys of files are blanked with all other side tables; the address goes on
 * answering, without the person.
 */
@Injectable()
export class CertificateErasure implements OnModuleInit {
  constructor(
    private readonly clock: Clock,
    private readonly events: DomainEvents,
    private readonly files: Files,
  ) {}

  onModuleInit(): void {
    this.events.within(PersonErased, (tx, event) => this.erase(tx, event));
  }

  private async erase(tx: EntityManager, { personId, actorId }: PersonErased): Promise<void> {
    const certificates = await tx.query<{ id: string }[]>(
      `SELECT c.id FROM certificates c JOIN enrolments e ON e.id = c.enrolment_id
        WHERE e.user_id = $1 ORDER BY c.id FOR UPDATE OF c`,
      [personId],
    );
    const at = this.clock.now();
    for (const { id } of certificates) {
      await tx.query(
        `INSERT INTO certificate_events (certificate_id, sequence, kind, at, actor_id)
         SELECT $1, max(sequence) + 1, 'erased', $2, $3 FROM certificate_events WHERE certificate_id = $1`,
        [id, at, actorId],
      );
    }
    const files = await tx.query<{ key: string }[]>(
      `SELECT file_key AS key FROM certificate_files WHERE person_id = $1 AND file_key IS NOT NULL`,
      [personId],
    );
    // Those, too, that were made and never written down, because what makes them was cut off for good.
    const keys = new Set([
      ...files.map(({ key }) => key),
      ...certificates.flatMap(({ id }) => fileKeysOf(id)),
    ]);
    for (const key of keys) await this.files.deleteAfter(tx, key);
  }
}
