import { Injectable, type OnModuleInit } from '@nestjs/common';
import { setImmediate as breathe } from 'node:timers/promises';
import { DataSource, type EntityManager } from 'typeorm';
import { EVERY_FIVE_MINUTES } from '../../courses/times/reminders.rules.js';
import { dayIn } from '../../courses/times/times.rules.js';
import { Clock } from '../../platform/clock/clock.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { HandbookUpdates, type StoredUpdate } from '../handbooks/handbook-store.js';
import { documentFrom } from '../live/stored.rules.js';
import { freezeHandbook, isSectionKindName } from '../sections/section-kinds.rules.js';
import { stretchIsOver, thinned, thinnedUpTo, type Unkept } from './revision.rules.js';
import { fingerprint, type RevisionDraft, RevisionStore } from './revision-store.js';

const KEEP_REVISIONS = 'assignments.revisions';

/** So many handbooks are in memory and held at once. */
const handbooksAtOnce = 20;
const stretchesAtOnce = 2_000;
/** Fewer rows are not worth rewriting after a stretch of work. */
const compactFromRows = 50;

interface Due extends Unkept {
  id: string;
}

interface Kept {
  handbookId: string;
  covers: string | null;
  revisionId: string | null;
  fingerprint: string | null;
  places: { key: string; kind: string; title: string }[];
}

/**
 * Keeps a revision after each stretch of work, thins out the old ones, and rewrites what is stored of a handbook that
 * rests. Each takes a fixed number of statements for so many handbooks as are taken at once. Two processes at once make
 * one revision: the second waits for the first, then finds nothing new.
 */
@Injectable()
export class Stretches implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly revisions: RevisionStore,
    private readonly updates: HandbookUpdates,
  ) {}

  onModuleInit(): void {
    this.jobs.repeat(KEEP_REVISIONS, EVERY_FIVE_MINUTES, {}, () => this.run());
  }

  async run(): Promise<void> {
    const now = this.clock.now();
    const due = (await this.written()).filter((handbook) => stretchIsOver(handbook, now));
    for (let at = 0; at < due.length; at += handbooksAtOnce) {
      const ids = due.slice(at, at + handbooksAtOnce).map(({ id }) => id);
      await this.db.transaction((tx) => this.keep(tx, ids, now));
    }
    await this.thin(now);
  }

  /** Every handbook in which something was stored that no revision is known to hold. */
  private async written(): Promise<Due[]> {
    return this.db.query(
      `SELECT h.id, u."firstAt", u."lastAt", last.at AS "keptAt"
         FROM handbooks h
         LEFT JOIN LATERAL (SELECT r.at, r.covers FROM handbook_revisions r WHERE r.handbook_id = h.id
                             ORDER BY r.ordinal DESC LIMIT 1) last ON true
         JOIN LATERAL (SELECT min(u.at) AS "firstAt", max(u.at) AS "lastAt" FROM handbook_updates u
                        WHERE u.handbook_id = h.id AND u.id > coalesce(last.covers, 0)) u ON u."lastAt" IS NOT NULL
        ORDER BY h.id`,
    );
  }

  private async keep(tx: EntityManager, handbookIds: readonly string[], now: Date): Promise<void> {
    const held = [...(await this.revisions.hold(tx, handbookIds))];
    const rows = await tx.query<StoredUpdate[]>(
      `SELECT id, handbook_id AS "handbookId", body, author_id AS "authorId", at
         FROM handbook_updates WHERE handbook_id = ANY($1) ORDER BY handbook_id, id`,
      [held],
    );
    const byHandbook = Map.groupBy(rows, ({ handbookId }) => handbookId);
    const drafts: RevisionDraft[] = [];
    const unchanged: { revisionId: string; covers: string }[] = [];
    for (const kept of await this.latest(tx, held)) {
      const stored = byHandbook.get(kept.handbookId) ?? [];
      const covers = stored.at(-1)?.id;
      // Another process has been here
      if (covers === undefined || BigInt(covers) <= BigInt(kept.covers ?? 0)) continue;
      await breathe();
      const doc = documentFrom(stored.map(({ body }) => body));
      const places = kept.places.flatMap(({ key, kind, title }) =>
        isSectionKindName(kind) ? [{ key, kind, title }] : [],
      );
      const { sections } = freezeHandbook(doc, places);
      doc.destroy();
      if (kept.revisionId !== null && kept.fingerprint === fingerprint(sections))
        unchanged.push({ revisionId: kept.revisionId, covers });
      else drafts.push({ handbookId: kept.handbookId, kind: 'stretch', at: now, sections, covers });
    }
    await this.revisions.keep(tx, drafts);
    await tx.query(
      `UPDATE handbook_revisions r SET covers = seen.covers
         FROM unnest($1::uuid[], $2::bigint[]) AS seen (id, covers) WHERE r.id = seen.id`,
      [unchanged.map(({ revisionId }) => revisionId), unchanged.map(({ covers }) => covers)],
    );
    const long = [...byHandbook.values()].filter((stored) => stored.length >= compactFromRows);
    await this.updates.replace(tx, long);
  }

  /** What was kept last of each handbook, and of which sections it consists. */
  private async latest(tx: EntityManager, handbookIds: readonly string[]): Promise<Kept[]> {
    return tx.query(
      `SELECT h.id AS "handbookId", last.id AS "revisionId", last.covers::text AS covers,
              (SELECT string_agg(c.key || ' ' || c.digest, E'\\n' ORDER BY s.position)
                 FROM revision_sections s JOIN section_contents c ON c.id = s.content_id
                WHERE s.revision_id = last.id) AS fingerprint,
              (SELECT json_agg(json_build_object('key', t.key, 'kind', t.kind, 'title', t.title) ORDER BY t.position)
                 FROM assignments a JOIN template_sections t ON t.template_id = a.template_id
                WHERE a.id = h.assignment_id) AS places
         FROM handbooks h
         LEFT JOIN LATERAL (SELECT r.id, r.covers FROM handbook_revisions r WHERE r.handbook_id = h.id
                             ORDER BY r.ordinal DESC LIMIT 1) last ON true
        WHERE h.id = ANY($1) ORDER BY h.id`,
      [handbookIds],
    );
  }

  private async thin(now: Date): Promise<void> {
    const before = thinnedUpTo(now);
    const old = await this.db.query<{ id: string; handbookId: string; at: Date; zone: string }[]>(
      `SELECT r.id, r.handbook_id AS "handbookId", r.at, c.time_zone AS zone
         FROM handbook_revisions r JOIN handbooks h ON h.id = r.handbook_id
         JOIN assignments a ON a.id = h.assignment_id JOIN cohorts c ON c.id = a.cohort_id
        WHERE r.kind = 'stretch' AND r.at <= $1
        ORDER BY r.handbook_id, r.ordinal`,
      [before],
    );
    const stretches = old.map(({ id, handbookId, at, zone }) => ({
      ...{ id, handbookId },
      day: dayIn(zone, at),
      untouchedFrom: dayIn(zone, before),
    }));
    for (const some of inPortions(stretches)) {
      const { drop, days } = thinned(some);
      if (days.length === 0) continue;
      const handbookIds = [...new Set(some.map(({ handbookId }) => handbookId))].sort();
      await this.db.transaction(async (tx) => {
        await this.revisions.hold(tx, handbookIds);
        await tx.query('DELETE FROM revision_sections WHERE revision_id = ANY($1)', [drop]);
        await tx.query('DELETE FROM handbook_revisions WHERE id = ANY($1)', [drop]);
        await tx.query(`UPDATE handbook_revisions SET kind = 'day' WHERE id = ANY($1)`, [days]);
        await this.revisions.sweep(tx, handbookIds);
      });
    }
  }
}

/** Whole handbooks, so many stretches at a time. */
function inPortions<T extends { handbookId: string }>(stretches: readonly T[]): T[][] {
  const portions: T[][] = [];
  for (const own of Map.groupBy(stretches, ({ handbookId }) => handbookId).values()) {
    const portion = portions.at(-1);
    if (portion && portion.length + own.length <= stretchesAtOnce) portion.push(...own);
    else portions.push([...own]);
  }
  return portions;
}
