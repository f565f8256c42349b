import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import * as Y from 'yjs';
import { Clock } from '../../platform/clock/clock.js';
import { conflict } from '../../platform/errors/domain-errors.js';
import { type HandbookStore } from '../live/live.types.js';

/** So many rows are merged into one when a handbook is opened, so that opening it stays quick over three weeks. */
const MERGE_FROM_ROWS = 200;

/** The living document's updates, in `handbook_updates`. */
@Injectable()
export class HandbookUpdates implements HandbookStore {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  async load(handbookId: string): Promise<Uint8Array[]> {
    const rows: { body: Buffer }[] = await this.db.query(
      'SELECT body FROM handbook_updates WHERE handbook_id = $1 ORDER BY id',
      [handbookId],
    );
    if (rows.length >= MERGE_FROM_ROWS) await this.merge(handbookId);
    return rows.map((row) => row.body);
  }

  /**
   * One row, committed when this returns. It locks the writer's account against a concurrent erasure, so that no
   * text can arrive behind it.
   *
   * @throws DomainError conflict when the handbook's author is being or has been forgotten
   */
  async append(handbookId: string, update: Uint8Array, authorId: string): Promise<{ savedAt: Date }> {
    const savedAt = this.clock.now();
    const rows: unknown[] = await this.db.query(
      `WITH author AS (SELECT id FROM users WHERE id = $3 AND erased_at IS NULL FOR SHARE)
       INSERT INTO handbook_updates (handbook_id, body, author_id, at)
       SELECT $1, $2, author.id, $4 FROM author RETURNING id`,
      [handbookId, Buffer.from(update), authorId, savedAt],
    );
    if (rows.length !== 1) throw conflict('This handbook can no longer be written.');
    return { savedAt };
  }

  /**
   * Merges all rows that one author wrote last into one; Yjs updates commute, so nothing that is appended meanwhile
   * is touched. Two processes at once: the second finds nothing left to merge. An erasure of the author waits for us,
   * or has happened: it would not see the row that takes the place of those which it is about to delete.
   */
  private async merge(handbookId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const author: unknown[] = await tx.query(
        `SELECT u.id FROM handbooks h JOIN enrolments e ON e.id = h.enrolment_id JOIN users u ON u.id = e.user_id
          WHERE h.id = $1 AND u.erased_at IS NULL FOR SHARE OF u`,
        [handbookId],
      );
      if (author.length === 0) return;
      const rows: { id: string; body: Buffer; author_id: string; at: Date }[] = await tx.query(
        `SELECT id, body, author_id, at FROM handbook_updates WHERE handbook_id = $1 ORDER BY id FOR UPDATE SKIP LOCKED`,
        [handbookId],
      );
      for (const part of runsOfOneAuthor(rows)) {
        const [first] = part;
        if (!first || part.length === 1) continue;
        const last = part.at(-1) ?? first;
        await tx.query('DELETE FROM handbook_updates WHERE id = ANY($1)', [part.map((row) => row.id)]);
        // The merged row keeps the place of its first part, so that the order of authors stays readable.
        await tx.query(
          `INSERT INTO handbook_updates (id, handbook_id, body, author_id, at) OVERRIDING SYSTEM VALUE
           VALUES ($1, $2, $3, $4, $5)`,
          [
            first.id,
            handbookId,
            Buffer.from(Y.mergeUpdates(part.map((row) => row.body))),
            first.author_id,
            last.at,
          ],
        );
      }
    });
  }
}

function runsOfOneAuthor<T extends { author_id: string }>(rows: readonly T[]): T[][] {
  const runs: T[][] = [];
  for (const row of rows) {
    const run = runs.at(-1);
    if (run?.[0]?.author_id === row.author_id) run.push(row);
    else runs.push([row]);
  }
  return runs;
}
