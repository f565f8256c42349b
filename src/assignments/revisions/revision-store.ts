import { Injectable, type OnModuleInit } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource, type EntityManager } from 'typeorm';
import { canonicalJson, sha256 } from '../../platform/digests/digests.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { PersonErased } from '../../users/erasure/person-erased.js';
import { type FrozenSection, isSectionKindName } from '../sections/section-kinds.rules.js';
import { type RevisionKind, typedSection, wordsOf } from './revision.rules.js';

export interface RevisionDraft {
  handbookId: string;
  kind: RevisionKind;
  at: Date;
  /** In the order of the template. */
  sections: readonly FrozenSection[];
  name?: string;
  submissionId?: string;
  madeById?: string;
  undoId?: string;
  sectionKey?: string | null;
  /** The last stored update that is surely in it; left out: what the revision before it covered. */
  covers?: string;
}

/** A revision as a list of them says it. */
export interface KeptRevision {
  id: string;
  handbookId: string;
  at: Date;
  kind: RevisionKind;
  name: string | null;
  submissionId: string | null;
  undoId: string | null;
  sectionKey: string | null;
  words: number;
  /** One id of a content for each section, in the order of the template. */
  contentIds: string[];
}

/** Digests of the sections as they were typed, in their order: equal for equal texts. */
export function fingerprint(sections: readonly FrozenSection[]): string {
  return sections.map((section) => `${section.key} ${sha256(typedJson(section))}`).join('\n');
}

const typedJson = (section: FrozenSection) => canonicalJson(typedSection(section).content);

/** Earlier versions of handbooks, in the database. */
@Injectable()
export class RevisionStore implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly events: DomainEvents,
  ) {}

  onModuleInit(): void {
    this.events.within(PersonErased, (tx, event) => this.forget(tx, event.personId));
  }

  /**
   * Holds handbooks until `tx` ends, so that of each only one revision is made or thinned at a time, and their authors,
   * so that no text is kept behind the back of an erasure. Writing goes on meanwhile.
   *
   * @returns the ids of those whose author is not erased
   */
  async hold(tx: EntityManager, handbookIds: readonly string[]): Promise<Set<string>> {
    const rows = await tx.query<{ id: string }[]>(
      `SELECT h.id FROM handbooks h JOIN enrolments e ON e.id = h.enrolment_id JOIN users u ON u.id = e.user_id
        WHERE h.id = ANY($1) AND u.erased_at IS NULL ORDER BY u.id FOR SHARE OF u`,
      [handbookIds],
    );
    const ids = rows.map(({ id }) => id);
    await tx.query('SELECT id FROM handbooks WHERE id = ANY($1) ORDER BY id FOR NO KEY UPDATE', [ids]);
    return new Set(ids);
  }

  /** Keeps revisions with a fixed number of statements; the caller holds their handbooks. @returns their ids */
  async keep(tx: EntityManager, drafts: readonly RevisionDraft[]): Promise<string[]> {
    if (drafts.length === 0) return [];
    const made = drafts.map((draft) => ({ ...draft, id: randomUUID() }));
    const sections = made.flatMap(({ id: revisionId, handbookId, sections: own }) =>
      own.map((section, at) => {
        const body = typedJson(section);
        const { key, kind } = section;
        return { revisionId, handbookId, position: at + 1, key, kind, digest: sha256(body), body };
      }),
    );
    await tx.query(
      `INSERT INTO section_contents (handbook_id, key, kind, digest, body)
       SELECT DISTINCT ON (handbook_id, key, digest) *
         FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[]) AS s (handbook_id, key, kind, digest, body)
       ON CONFLICT (handbook_id, key, digest) DO NOTHING`,
      [
        sections.map(({ handbookId }) => handbookId),
        sections.map(({ key }) => key),
        sections.map(({ kind }) => kind),
        sections.map(({ digest }) => digest),
        sections.map(({ body }) => body),
      ],
    );
    await tx.query(
      `INSERT INTO handbook_revisions
         (id, handbook_id, at, kind, name, submission_id, made_by_id, undo_id, section_key, words, covers)
       SELECT d.id, d.handbook_id, d.at, d.kind, d.name, d.submission_id, d.made_by_id, d.undo_id, d.section_key, d.words,
              coalesce(d.covers, (SELECT r.covers FROM handbook_revisions r WHERE r.handbook_id = d.handbook_id
                                   ORDER BY r.ordinal DESC LIMIT 1), 0)
         FROM jsonb_to_recordset($1::jsonb) AS d (id uuid, handbook_id uuid, at timestamptz, kind text, name text,
              submission_id uuid, made_by_id uuid, undo_id uuid, section_key text, words integer, covers bigint)`,
      [
        JSON.stringify(
          made.map((draft) => ({
            id: draft.id,
            handbook_id: draft.handbookId,
            at: draft.at,
            kind: draft.kind,
            name: draft.name,
            submission_id: draft.submissionId,
            made_by_id: draft.madeById,
            undo_id: draft.undoId,
            section_key: draft.sectionKey,
            words: wordsOf(draft.sections),
            covers: draft.covers,
          })),
        ),
      ],
    );
    await tx.query(
      `INSERT INTO revision_sections (revision_id, position, content_id)
       SELECT s.revision_id, s.position, c.id
         FROM unnest($1::uuid[], $2::integer[], $3::uuid[], $4::text[], $5::text[])
              AS s (revision_id, position, handbook_id, key, digest)
         JOIN section_contents c USING (handbook_id, key, digest)`,
      [
        sections.map(({ revisionId }) => revisionId),
        sections.map(({ position }) => position),
        sections.map(({ handbookId }) => handbookId),
        sections.map(({ key }) => key),
        sections.map(({ digest }) => digest),
      ],
    );
    return made.map(({ id }) => id);
  }

  /** All revisions of a handbook, the latest first. */
  async ofHandbook(handbookId: string): Promise<KeptRevision[]> {
    return this.db.query(
      `SELECT r.id, r.handbook_id AS "handbookId", r.at, r.kind, r.name, r.submission_id AS "submissionId",
              r.undo_id AS "undoId", r.section_key AS "sectionKey", r.words,
              (SELECT coalesce(array_agg(s.content_id::text ORDER BY s.position), '{}') FROM revision_sections s
                WHERE s.revision_id = r.id) AS "contentIds"
         FROM handbook_revisions r WHERE r.handbook_id = $1 ORDER BY r.ordinal DESC`,
      [handbookId],
    );
  }

  /** The sections of revisions as they were typed; none for a revision that is not there. */
  async sectionsOf(revisionIds: readonly string[]): Promise<Map<string, FrozenSection[]>> {
    const rows = await this.db.query<{ revisionId: string; key: string; kind: string; body: string }[]>(
      `SELECT s.revision_id AS "revisionId", c.key, c.kind, c.body
         FROM revision_sections s JOIN section_contents c ON c.id = s.content_id
        WHERE s.revision_id = ANY($1) ORDER BY s.revision_id, s.position`,
      [revisionIds],
    );
    const found = new Map<string, FrozenSection[]>();
    for (const { revisionId, key, kind, body } of rows) {
      if (!isSectionKindName(kind)) continue;
      const own = found.get(revisionId) ?? [];
      found.set(revisionId, [...own, { key, kind, content: JSON.parse(body) as unknown }]);
    }
    return found;
  }

  /** How many revisions of a handbook somebody asked for. */
  async countByHand(tx: EntityManager, handbookId: string): Promise<number> {
    const [row] = await tx.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM handbook_revisions
        WHERE handbook_id = $1 AND kind IN ('named', 'before-restore', 'restore')`,
      [handbookId],
    );
    return row?.count ?? 0;
  }

  /** Removes texts that no revision of these handbooks names any more; the caller holds the handbooks. */
  async sweep(tx: EntityManager, handbookIds: readonly string[]): Promise<void> {
    await tx.query(
      `DELETE FROM section_contents c WHERE c.handbook_id = ANY($1)
          AND NOT EXISTS (SELECT FROM revision_sections s WHERE s.content_id = c.id)`,
      [handbookIds],
    );
  }

  private async forget(tx: EntityManager, personId: string): Promise<void> {
    const theirs =
      'SELECT h.id FROM handbooks h JOIN enrolments e ON e.id = h.enrolment_id WHERE e.user_id = $1';
    await tx.query(
      `DELETE FROM revision_sections WHERE revision_id IN
         (SELECT r.id FROM handbook_revisions r WHERE r.handbook_id IN (${theirs}))`,
      [personId],
    );
    await tx.query(`DELETE FROM handbook_revisions WHERE handbook_id IN (${theirs})`, [personId]);
    await tx.query(`DELETE FROM section_contents WHERE handbook_id IN (${theirs})`, [personId]);
  }
}
