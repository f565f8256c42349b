import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { conflict } from '../../platform/errors/domain-errors.js';
import { type AuthoredUpdate, type HandbookStore } from '../live/live.types.js';
import { compacted, runsOfOneAuthor } from './compaction.rules.js';

/** So many rows are rewritten when a handbook is opened, so that opening it stays quick over three weeks. */
const COMPACT_FROM_ROWS = 200;

export interface StoredUpdate {
  id: string;
  handbookId: string;
  body: Buffer;
  authorId: string;
  at: Date;
}

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
    if (rows.length >= COMPACT_FROM_ROWS) await this.compact(handbookId);
    return rows.map((row) => row.body);
  }

  /** @throws DomainError conflict when the handbook's author is being or has been forgotten */
  async append(handbookId: string, update: Uint8Array, authorId: string): Promise<{ savedAt: Date }> {
    return this.appendAll(handbookId, [{ update, authorId }]);
  }

  /**
   * A row an update, committed when this returns. It locks the writers' accounts against a concurrent erasure, so that
   * no text can arrive behind it.
   *
   * @throws DomainError conflict when one of the authors is being or has been forgotten; what the others wrote is
   *   stored
   */
  async appendAll(handbookId: string, updates: readonly AuthoredUpdate[]): Promise<{ savedAt: Date }> {
    const savedAt = this.clock.now();
    const rows: unknown[] = await this.db.query(
      `WITH authors AS (SELECT id FROM users WHERE id = ANY ($3::uuid[]) AND erased_at IS NULL ORDER BY id FOR SHARE)
       INSERT INTO handbook_updates (handbook_id, body, author_id, at)
       SELECT $1, given.body, authors.id, $4
         FROM unnest($2::bytea[], $3::uuid[]) WITH ORDINALITY AS given (body, author_id, place)
         JOIN authors ON authors.id = given.author_id ORDER BY given.place RETURNING id`,
      [
        handbookId,
        updates.map(({ update }) => Buffer.from(update)),
        updates.map(({ authorId }) => authorId),
        savedAt,
      ],
    );
    if (rows.length !== updates.length) throw conflict('This handbook can no longer be written.');
    return { savedAt };
  }

  /**
   * Rewrites what is stored, a row a run of one author's, without what was deleted. Yjs updates commute, so nothing that
   * is appended meanwhile is touched. Two processes at once: the second leaves it to the first. An erasure of the
   * author waits for us, or has happened: it would not see the row that takes the place of those which it is about to
   * delete.
   */
  private async compact(handbookId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const author: unknown[] = await tx.query(
        `SELECT u.id FROM handbooks h JOIN enrolments e ON e.id = h.enrolment_id JOIN users u ON u.id = e.user_id
          WHERE h.id = $1 AND u.erased_at IS NULL FOR SHARE OF u`,
        [handbookId],
      );
      if (author.length === 0) return;
      const mine: unknown[] = await tx.query(
        'SELECT id FROM handbooks WHERE id = $1 FOR NO KEY UPDATE SKIP LOCKED',
        [handbookId],
      );
      if (mine.length === 0) return;
      const rows: StoredUpdate[] = await tx.query(
        `SELECT id, handbook_id AS "handbookId", body, author_id AS "authorId", at
           FROM handbook_updates WHERE handbook_id = $1 ORDER BY id FOR UPDATE`,
        [handbookId],
      );
      await this.replace(tx, [rows]);
    });
  }

  /**
   * Puts compacted rows in the place of the given ones, with a fixed number of statements. The caller holds the authors
   * against an erasure, and the handbooks.
   *
   * @param handbooks all rows of each handbook, in the order of their ids
   */
  async replace(tx: EntityManager, handbooks: readonly (readonly StoredUpdate[])[]): Promise<void> {
    const [gone, made]: [string[], StoredUpdate[]] = [[], []];
    for (const rows of handbooks) {
      const runs = runsOfOneAuthor(rows);
      const updates = compacted(runs.map((run) => run.map(({ body }) => body)));
      if (updates === null) continue;
      gone.push(...rows.map(({ id }) => id));
      updates.forEach((body, at) => {
        // It keeps the number of its last part: what has a higher one came later, as before
        const last = runs[at]?.at(-1);
        if (last) made.push({ ...last, body: Buffer.from(body) });
      });
    }
    if (made.length === 0) return;
    await tx.query('DELETE FROM handbook_updates WHERE id = ANY($1)', [gone]);
    await tx.query(
      `INSERT INTO handbook_updates (id, handbook_id, body, author_id, at) OVERRIDING SYSTEM VALUE
       SELECT * FROM unnest($1::bigint[], $2::uuid[], $3::bytea[], $4::uuid[], $5::timestamptz[])`,
      [
        made.map(({ id }) => id),
        made.map(({ handbookId }) => handbookId),
        made.map(({ body }) => body),
        made.map(({ authorId }) => authorId),
        made.map(({ at }) => at),
      ],
    );
  }
}
