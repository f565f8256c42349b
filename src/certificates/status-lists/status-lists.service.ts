import { randomInt } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { KeyRing } from '../keys/key-ring.service.js';
import {
  capacityOf,
  LIST_LENGTH,
  statusEntry,
  type StatusEntry,
  type StatusPlace,
  statusPurposes,
} from './status-list.rules.js';

interface OpenList {
  readonly number: number;
  readonly length: number;
  readonly taken: number;
}

/** Gives each certificate its place in the status lists. */
@Injectable()
export class StatusLists {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly keys: KeyRing,
  ) {}

  /**
   * What the certificate's credential says of where its status is told: of revocation first, then of suspension. The
   * place is given when this is first asked, at random, in a transaction of its own; it stays for ever.
   *
   * @param certificateId of one that was issued
   */
  async entriesOf(certificateId: string): Promise<StatusEntry[]> {
    const place = (await placeOf(this.db.manager, certificateId)) ?? (await this.give(certificateId));
    const origin = await this.keys.origin();
    return statusPurposes.map((purpose) => statusEntry(place, purpose, origin));
  }

  private give(certificateId: string): Promise<StatusPlace> {
    return this.db.transaction(async (tx) => {
      const { number: listNumber, length } = await this.openList(tx);
      // Whoever was faster has let go of the list by now.
      const given = await placeOf(tx, certificateId);
      if (given) return given;
      for (;;) {
        const place = randomInt(length);
        const [taken] = await tx.query<object[]>(
          `INSERT INTO status_places (certificate_id, list_number, place) VALUES ($1, $2, $3)
           ON CONFLICT (list_number, place) DO NOTHING RETURNING place`,
          [certificateId, listNumber, place],
        );
        if (!taken) continue;
        await tx.query('UPDATE status_lists SET taken = taken + 1 WHERE number = $1', [listNumber]);
        return { listNumber, place };
      }
    });
  }

  /** The latest list, or the next one once that is full. Nobody else gives a place until the transaction ends. */
  private async openList(tx: EntityManager): Promise<OpenList> {
    for (;;) {
      const [list] = await tx.query<OpenList[]>(
        'SELECT number, length, taken FROM status_lists ORDER BY number DESC LIMIT 1 FOR NO KEY UPDATE',
      );
      if (list && list.taken < capacityOf(list.length)) return list;
      await tx.query(
        `INSERT INTO status_lists (number, length, taken, created_at) VALUES ($1, $2, 0, $3)
         ON CONFLICT (number) DO NOTHING`,
        [(list?.number ?? 0) + 1, LIST_LENGTH, this.clock.now()],
      );
    }
  }
}

async function placeOf(db: EntityManager, certificateId: string): Promise<StatusPlace | null> {
  const [row] = await db.query<StatusPlace[]>(
    'SELECT list_number AS "listNumber", place FROM status_places WHERE certificate_id = $1',
    [certificateId],
  );
  return row ?? null;
}
