import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type GradeEvent } from '../marking/assessment.entity.js';
import { type AnchorInContext } from './anchor.rules.js';

/** A remark on words as it was finalised. */
export interface GivenRemark extends Omit<AnchorInContext, 'quote' | 'prefix' | 'suffix'> {
  id: string;
  criterionId: string | null;
  /** In the rubric of the grade; null for a remark on no criterion, or on one that this rubric has no more. */
  criterionTitle: string | null;
  /** Null once erased, as are the words around it. */
  body: string | null;
  quote: string | null;
  prefix: string | null;
  suffix: string | null;
  authorName: string | null;
}

/** What a grade says beside its criteria. */
export interface RemarksOfGrade {
  overall: { body: string | null; authorName: string | null } | null;
  /** By section key and place. */
  anchored: GivenRemark[];
}

const noRemarks: RemarksOfGrade = { overall: null, anchored: [] };

/** Remarks on words and on the whole that belong to grades: for good, once they are finalised. */
@Injectable()
export class GivenRemarks {
  constructor(private readonly db: DataSource) {}

  /**
   * Writes what a new grade says: of finalised marks the remarks in the making, of a grade that follows from a rubric
   * or from time what the grade `before` it said.
   */
  async freeze(
    tx: EntityManager,
    event: Pick<GradeEvent, 'id' | 'assessmentId' | 'submissionId' | 'cause'>,
    personId: string,
    before: Pick<GradeEvent, 'id'> | null,
  ): Promise<void> {
    const earlier = event.cause === 'marks' ? null : (before?.id ?? null);
    const values =
      earlier === null ? [event.id, event.submissionId, event.assessmentId] : [event.id, earlier];
    await tx.query(
      `WITH said AS (${earlier === null ? anchoredInTheMaking : anchoredBefore}),
            kept AS (INSERT INTO anchored_remarks
                            (id, grade_event_id, submission_id, section_key, criterion_id, start_at, end_at, author_id)
                     SELECT id, $1, submission_id, section_key, criterion_id, start_at, end_at, author_id FROM said)
       INSERT INTO anchored_remark_texts (remark_id, person_id, body, quote, prefix, suffix)
       SELECT id, $${values.length + 1}, body, quote, prefix, suffix FROM said`,
      [...values, personId],
    );
    await tx.query(
      `WITH said AS (${earlier === null ? overallInTheMaking : overallBefore}),
            kept AS (INSERT INTO remarks (id, grade_event_id, criterion_id, author_id)
                     SELECT id, $1, NULL, author_id FROM said)
       INSERT INTO remark_texts (remark_id, person_id, body) SELECT id, $${values.length + 1}, body FROM said`,
      [...values, personId],
    );
  }

  /** By grade event; every id that was asked for is there. One statement, however many. */
  async ofGradeEvents(
    gradeEventIds: readonly string[],
    em: EntityManager = this.db.manager,
  ): Promise<ReadonlyMap<string, RemarksOfGrade>> {
    const rows: ({ gradeEventId: string } & RemarksOfGrade)[] =
      gradeEventIds.length === 0 ? [] : await em.query(givenRemarks, [gradeEventIds]);
    const given = new Map(
      rows.map(({ gradeEventId, overall, anchored }) => [gradeEventId, { overall, anchored }]),
    );
    return new Map(gradeEventIds.map((id) => [id, given.get(id) ?? noRemarks]));
  }

  /** Whether the remarks in the making are others than a grade holds. */
  async differ(
    tx: EntityManager,
    event: Pick<GradeEvent, 'id' | 'submissionId'>,
    slot: string,
  ): Promise<boolean> {
    const [row]: { differ: boolean }[] = await tx.query('SELECT remarks_differ($1, $2, $3) AS differ', [
      event.id,
      event.submissionId,
      slot,
    ]);
    return row?.differ ?? false;
  }
}

const anchoredInTheMaking = `
  SELECT gen_random_uuid() AS id, d.submission_id, d.section_key, d.criterion_id, d.start_at, d.end_at,
         d.updated_by_id AS author_id, d.body, d.quote, d.prefix, d.suffix
    FROM anchored_remark_drafts d JOIN assessments a ON a.submission_id = d.submission_id AND a.slot = d.slot
   WHERE d.submission_id = $2 AND a.id = $3 AND d.removed_at IS NULL`;

const overallInTheMaking = `
  SELECT gen_random_uuid() AS id, d.updated_by_id AS author_id, d.body
    FROM overall_remark_drafts d JOIN assessments a ON a.submission_id = d.submission_id AND a.slot = d.slot
   WHERE d.submission_id = $2 AND a.id = $3 AND d.body <> ''`;

const anchoredBefore = `
  SELECT gen_random_uuid() AS id, r.submission_id, r.section_key, r.criterion_id, r.start_at, r.end_at, r.author_id,
         t.body, t.quote, t.prefix, t.suffix
    FROM anchored_remarks r JOIN anchored_remark_texts t ON t.remark_id = r.id
   WHERE r.grade_event_id = $2 AND t.erased_at IS NULL`;

const overallBefore = `
  SELECT gen_random_uuid() AS id, r.author_id, t.body FROM remarks r JOIN remark_texts t ON t.remark_id = r.id
   WHERE r.grade_event_id = $2 AND r.criterion_id IS NULL AND t.erased_at IS NULL`;

const givenRemarks = `
  SELECT g.id AS "gradeEventId",
         (SELECT jsonb_build_object('body', t.body, 'authorName', u.name)
            FROM remarks r JOIN remark_texts t ON t.remark_id = r.id JOIN users u ON u.id = r.author_id
           WHERE r.grade_event_id = g.id AND r.criterion_id IS NULL) AS overall,
         coalesce((SELECT jsonb_agg(jsonb_build_object(
                     'id', r.id, 'sectionKey', r.section_key, 'criterionId', r.criterion_id, 'criterionTitle', c.title, 'start', r.start_at,
                     'end', r.end_at, 'body', t.body, 'quote', t.quote, 'prefix', t.prefix, 'suffix', t.suffix,
                     'authorName', u.name) ORDER BY r.section_key, r.start_at, r.end_at, r.id)
            FROM anchored_remarks r JOIN anchored_remark_texts t ON t.remark_id = r.id JOIN users u ON u.id = r.author_id
            LEFT JOIN rubric_criteria c
                   ON c.criterion_id = r.criterion_id AND c.rubric_version_id = g.rubric_version_id
           WHERE r.grade_event_id = g.id), '[]') AS anchored
    FROM grade_events g WHERE g.id = ANY($1)`;
