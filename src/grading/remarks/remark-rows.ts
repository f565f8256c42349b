import { type EntityManager, type EntityTarget, type ObjectLiteral } from 'typeorm';
import { type MarkedAssessment, refuseUnmarkable } from '../marking/grading-access.service.js';
import { refuseErasedAuthor } from '../marking/score-drafts.service.js';
import { type RemovedRemark, type StoredOverall, type StoredRemark } from './remarks-in-the-making.js';

/** Whose remarks: a handbook's, by one marker's slot. */
export interface Judged {
  slot: MarkedAssessment['slot'];
  submission: { id: string };
}

const fields = `d.id, d.section_key AS "sectionKey", d.criterion_id AS "criterionId", d.start_at AS start,
       d.end_at AS "end", d.quote, d.prefix, d.suffix, d.body, d.version, d.updated_at AS "updatedAt",
       d.updated_by_id AS "updatedById", u.name AS "updatedByName"`;

/** Those that are there, in the order of their places within each section. One statement. */
export function anchoredRemarks(em: EntityManager, { submission, slot }: Judged): Promise<StoredRemark[]> {
  return em.query(
    `SELECT ${fields} FROM anchored_remark_drafts d JOIN users u ON u.id = d.updated_by_id
      WHERE d.submission_id = $1 AND d.slot = $2 AND d.removed_at IS NULL
      ORDER BY d.section_key, d.start_at, d.end_at, d.id`,
    [submission.id, slot],
  );
}

/** Those that are no more. One statement. */
export function removedRemarks(em: EntityManager, { submission, slot }: Judged): Promise<RemovedRemark[]> {
  return em.query(
    `SELECT id, version FROM anchored_remark_drafts
      WHERE submission_id = $1 AND slot = $2 AND removed_at IS NOT NULL ORDER BY id`,
    [submission.id, slot],
  );
}

/** One remark on words, also when it was removed. */
export async function anchoredRemark(
  em: EntityManager,
  { submission, slot }: Judged,
  id: string,
): Promise<(StoredRemark & { removed: boolean }) | null> {
  const [row]: (StoredRemark & { removed: boolean })[] = await em.query(
    `SELECT ${fields}, d.removed_at IS NOT NULL AS removed
       FROM anchored_remark_drafts d JOIN users u ON u.id = d.updated_by_id
      WHERE d.id = $1 AND d.submission_id = $2 AND d.slot = $3`,
    [id, submission.id, slot],
  );
  return row ?? null;
}

export async function overallRemark(
  em: EntityManager,
  { submission, slot }: Judged,
): Promise<StoredOverall | null> {
  const [overall]: StoredOverall[] = await em.query(
    `SELECT d.body, d.version, d.updated_at AS "updatedAt", d.updated_by_id AS "updatedById",
            u.name AS "updatedByName"
       FROM overall_remark_drafts d JOIN users u ON u.id = d.updated_by_id
      WHERE d.submission_id = $1 AND d.slot = $2`,
    [submission.id, slot],
  );
  return overall ?? null;
}

/** @throws DomainError conflict once the author is erased or has withdrawn, or a later rubric judges the handbook */
export async function refuseClosed(tx: EntityManager, assessment: MarkedAssessment): Promise<void> {
  refuseUnmarkable(assessment);
  await refuseErasedAuthor(tx, assessment);
  // Whoever finalises holds it: a remark is written before, and seen, or after.
  await tx.query('SELECT FROM submissions WHERE id = $1 FOR SHARE', [assessment.submission.id]);
}

/** @returns false where there is such a row already */
export async function inserted(
  tx: EntityManager,
  entity: EntityTarget<ObjectLiteral>,
  row: object,
): Promise<boolean> {
  const result = await tx
    .createQueryBuilder()
    .insert()
    .into(entity)
    .values(row)
    .orIgnore()
    .returning('version')
    .execute();
  return (result.raw as unknown[]).length === 1;
}
