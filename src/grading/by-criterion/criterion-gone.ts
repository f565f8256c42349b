import { redirect } from '../../platform/web/responses.js';
import { type WalkChoice, walkQuery } from './walk.rules.js';

/** From a criterion that a changed rubric has dropped to those that it has: a page may still have led there. */
export const toOtherCriteria = ({ slug }: { slug: string }, choice: WalkChoice) =>
  redirect(
    `/grading/cohorts/${slug}/criteria${walkQuery(choice)}`,
    'The rubric has changed and no longer has that criterion. What was said by it stays in the history of each mark.',
  );
