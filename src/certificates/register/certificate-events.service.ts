import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { conflict } from '../../platform/errors/domain-errors.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { type CertificateEventKind, mayFollow } from './status.rules.js';

/** Something that is to happen to a certificate which exists. */
export interface NextEvent {
  readonly certificateId: string;
  /** *issued* comes with the certificate (`Issuance`), *erased* with the person (`CertificateErasure`). */
  readonly kind: 'suspended' | 'reinstated' | 'revoked' | 'superseded';
  /** Null: the system itself. */
  readonly actorId: string | null;
  /** Anyone who opens the certificate's address reads it. */
  readonly publicReason?: string | null;
  /** For administrators alone. */
  readonly privateReason?: string | null;
  /** For `superseded`: the certificate that takes its place. */
  readonly successorId?: string | null;
}

/** What becomes of certificates: appended one after the other, in an order that the rules allow. */
@Injectable()
export class CertificateEvents {
  constructor(
    private readonly clock: Clock,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Locks holder and certificate until the end of the transaction: of two who act at once, the second waits here, and
   * then reads what the first has done.
   *
   * @returns what has happened so far, in its order; nothing where there is no such certificate
   */
  async locked(tx: EntityManager, certificateId: string): Promise<{ kind: CertificateEventKind }[]> {
    // The holder first, as an erasure does: were each to hold what the other waits for, both would wait for ever.
    await tx.query(
      `SELECT u.id FROM certificates c JOIN enrolments e ON e.id = c.enrolment_id
         JOIN users u ON u.id = e.user_id WHERE c.id = $1 FOR SHARE OF u`,
      [certificateId],
    );
    await tx.query('SELECT id FROM certificates WHERE id = $1 FOR UPDATE', [certificateId]);
    return tx.query<{ kind: CertificateEventKind }[]>(
      `SELECT kind FROM certificate_events WHERE certificate_id = $1 ORDER BY sequence`,
      [certificateId],
    );
  }

  /**
   * Locks as `locked`, and asks whether this may happen now.
   *
   * @throws DomainError conflict when it may not follow what has happened so far
   */
  async lockedFor(
    tx: EntityManager,
    certificateId: string,
    kind: NextEvent['kind'],
  ): Promise<{ kind: CertificateEventKind }[]> {
    const before = await this.locked(tx, certificateId);
    if (!mayFollow(before, kind)) throw cannotFollow(before.at(-1)?.kind, kind);
    return before;
  }

  /**
   * Writes the event, its reasons (where an erasure finds them) and the audit entry `certificate.<kind>`. The mail is
   * the caller's.
   *
   * @returns the event's id
   * @throws DomainError conflict when it may not follow what has happened so far; nothing was changed then
   */
  async append(tx: EntityManager, next: NextEvent): Promise<string> {
    const { certificateId, kind, actorId, publicReason, privateReason, successorId } = next;
    const before = await this.lockedFor(tx, certificateId, kind);
    const [event] = await tx.query<{ id: string }[]>(
      `INSERT INTO certificate_events (certificate_id, sequence, kind, at, actor_id, successor_id)
       VALUES ($1, $2, $3, $4, $5, $6) RETURNING id`,
      [certificateId, before.length + 1, kind, this.clock.now(), actorId, successorId ?? null],
    );
    if (!event) throw new Error('What happened to the certificate was not written.');
    const reasons = [publicReason, privateReason].map((text) => (text === '' ? null : (text ?? null)));
    if (reasons.some((text) => text !== null)) {
      await tx.query(
        `INSERT INTO certificate_event_texts (event_id, person_id, public_reason, private_reason)
         SELECT $2, e.user_id, $3, $4
           FROM certificates c JOIN enrolments e ON e.id = c.enrolment_id WHERE c.id = $1`,
        [certificateId, event.id, ...reasons],
      );
    }
    await this.audit.record(tx, {
      actorId,
      action: `certificate.${kind}`,
      subjectType: 'certificate',
      subjectId: certificateId,
    });
    return event.id;
  }
}

const doing: Record<NextEvent['kind'], string> = {
  suspended: 'suspended',
  reinstated: 'reinstated',
  revoked: 'revoked',
  superseded: 'replaced',
};

function cannotFollow(last: CertificateEventKind | undefined, kind: NextEvent['kind']) {
  if (last === kind)
    return conflict(`This certificate has been ${doing[kind]} already. Nothing was changed.`);
  const because: Partial<Record<CertificateEventKind, string>> = {
    erased: 'its holder’s data was erased',
    revoked: 'it was revoked',
    suspended: 'it is suspended',
    superseded: 'a newer one stands in its place',
  };
  const why = because[last ?? 'erased'] ?? 'it is not suspended';
  return conflict(`This certificate can’t be ${doing[kind]}, because ${why}. Nothing was changed.`);
}
