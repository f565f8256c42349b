import { Injectable } from '@nestjs/common';
import { type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { transactionOf } from '../../platform/jobs/transaction.js';
import { AuditEntry } from './audit-entry.entity.js';

export interface AuditFacts {
  /** Null: the system itself. */
  actorId: string | null;
  /** `noun.verb`, e.g. `certificate.revoked`. */
  action: string;
  subjectType: string;
  subjectId: string;
  /** Numbers, ids, keys; never a name or a text that somebody typed. */
  facts?: Record<string, string | number | boolean | null>;
}

@Injectable()
export class AuditLog {
  constructor(private readonly clock: Clock) {}

  /**
   * Writes down what `tx` is about to do; both are committed, or neither.
   *
   * @throws Error when `tx` is not in a transaction
   */
  async record(tx: EntityManager, entry: AuditFacts): Promise<void> {
    await this.recordAll(tx, [entry]);
  }

  /** The same for one act upon many. One statement. */
  async recordAll(tx: EntityManager, entries: readonly AuditFacts[]): Promise<void> {
    transactionOf(tx);
    const at = this.clock.now();
    await tx
      .getRepository(AuditEntry)
      .insert(entries.map(({ facts = {}, ...entry }) => ({ ...entry, facts, at })));
  }
}
