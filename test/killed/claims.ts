import { expect } from '@jest/globals';
import { type Client } from 'pg';
import * as Y from 'yjs';
import { documentFrom, snapshotContains } from '../../src/assignments/live/stored.rules.js';

/**
 * What pages have called saved. Whatever becomes of the server, the database has it from then on; `hold` looks there
 * itself, while no server runs.
 */
export class Claims {
  /** The last that an author's page was told to be stored, by handbook. */
  readonly written = new Map<string, Y.Snapshot>();
  readonly submissions = new Set<string>();
  /** The level, by assessment and criterion of the rubric. */
  readonly marks = new Map<string, string>();
  readonly graded = new Set<string>();
  readonly released = new Set<string>();

  async hold(db: Client): Promise<void> {
    for (const [handbookId, claim] of this.written) {
      const { rows } = await db.query<{ body: Buffer }>(
        'SELECT body FROM handbook_updates WHERE handbook_id = $1 ORDER BY id',
        [handbookId],
      );
      const stored = documentFrom(rows.map(({ body }) => body));
      expect(snapshotContains(Y.encodeSnapshot(Y.snapshot(stored)), Y.encodeSnapshot(claim))).toBe(true);
      stored.destroy();
    }
    expect(await there(db, 'SELECT id FROM submissions', this.submissions)).toEqual([]);
    expect(
      await there(
        db,
        `SELECT assessment_id || ' ' || rubric_criterion_id || ' ' || level_id AS id FROM score_drafts`,
        new Set([...this.marks].map(([place, level]) => `${place} ${level}`)),
      ),
    ).toEqual([]);
    expect(await there(db, 'SELECT assessment_id AS id FROM grade_events', this.graded)).toEqual([]);
    expect(
      await there(
        db,
        `SELECT g.assessment_id AS id FROM release_grades r JOIN grade_events g ON g.id = r.grade_event_id`,
        this.released,
      ),
    ).toEqual([]);
  }
}

/** @returns which of the claimed are missing */
async function there(db: Client, sql: string, claimed: ReadonlySet<string>): Promise<string[]> {
  const { rows } = await db.query<{ id: string }>(sql);
  const known = new Set(rows.map(({ id }) => id));
  return [...claimed].filter((id) => !known.has(id));
}
