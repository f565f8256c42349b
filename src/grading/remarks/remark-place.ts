import { type EntityManager } from 'typeorm';
import { type ReadableSection } from '../../assignments/submissions/readable-sections.js';
import { conflict, invalid } from '../../platform/errors/domain-errors.js';
import { textOfHtml } from '../../platform/web/marked-html.js';
import { type MarkedAssessment } from '../marking/grading-access.service.js';
import { type Anchor, anchorProblem, type AnchorInContext, contextOf } from './anchor.rules.js';

/**
 * The anchor with its context, checked against the frozen text.
 *
 * @param sections null once erased
 * @throws DomainError invalid for words that do not stand there, conflict for a text that was erased
 */
export function placeIn(
  sections: readonly Pick<ReadableSection, 'key' | 'html'>[] | null,
  anchor: Anchor,
): AnchorInContext {
  if (!sections) throw conflict('The text of this handbook has been erased, so nothing is said about it.');
  const section = sections.find(({ key }) => key === anchor.sectionKey);
  if (!section) throw nowhere('This handbook has no such section.');
  const text = textOfHtml(section.html.toString());
  const problem = anchorProblem(text, anchor);
  if (problem !== null) throw nowhere(problem);
  return { ...anchor, ...contextOf(text, anchor) };
}

export const nowhere = (message: string) =>
  invalid('This remark has no place in the handbook, so it was not saved.', [{ field: 'anchor', message }]);

/**
 * A remark keeps the criterion that it has: where a changed rubric has dropped it, its words are still to be mended.
 *
 * @throws DomainError invalid for a criterion of another rubric
 */
export async function refuseStrangeCriterion(
  tx: EntityManager,
  { rubricVersionId, submission, slot }: MarkedAssessment,
  { id, criterionId }: { id: string; criterionId: string | null },
): Promise<void> {
  if (criterionId === null) return;
  const rows: unknown[] = await tx.query(
    `SELECT FROM rubric_criteria WHERE rubric_version_id = $1 AND criterion_id = $2
      UNION ALL
     SELECT FROM anchored_remark_drafts
      WHERE id = $3 AND submission_id = $4 AND slot = $5 AND criterion_id = $2`,
    [rubricVersionId, criterionId, id, submission.id, slot],
  );
  if (rows.length > 0) return;
  throw invalid('The rubric of this handbook has no such criterion. Nothing was changed.', [
    { field: 'criterionId', message: 'Choose a criterion of this rubric, or none.' },
  ]);
}
