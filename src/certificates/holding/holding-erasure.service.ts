import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { PersonErased } from '../../users/erasure/person-erased.js';

const tables = [
  'certificate_visibilities',
  'certificate_shares',
  'certificate_evidence',
  'certificate_looks',
] as const;

/** A person is forgotten: what they chose, shared and showed, and how often it was looked at, goes with them. */
@Injectable()
export class HoldingErasure implements OnModuleInit {
  constructor(private readonly events: DomainEvents) {}

  onModuleInit(): void {
    this.events.within(PersonErased, async (tx, { personId }) => {
      // Looks that are being counted at this moment wait here, and then find nothing to count.
      await tx.query(
        `SELECT s.certificate_id FROM certificate_snapshots s WHERE s.person_id = $1
          ORDER BY s.certificate_id FOR UPDATE`,
        [personId],
      );
      for (const table of tables) {
        await tx.query(
          `DELETE FROM ${table} WHERE certificate_id IN (
             SELECT c.id FROM certificates c JOIN enrolments e ON e.id = c.enrolment_id WHERE e.user_id = $1)`,
          [personId],
        );
      }
    });
  }
}
