import { tidied } from '../marking/mark-merge.rules.js';

/** A remark as a page shows it; null for one that is, or is to be, deleted. */
export type ShownRemark = {
  criterionId: string | null;
  body: string;
} | null;

/** A remark without words is none, as one that was deleted. */
export function sameShownRemark(one: ShownRemark, other: ShownRemark): boolean {
  const [words, others] = [tidied(one?.body ?? ''), tidied(other?.body ?? '')];
  if (words === '' || others === '') return words === others;
  return (one?.criterionId ?? null) === (other?.criterionId ?? null) && words === others;
}

/**
 * What of a remark on words is to be sent now. Undefined for one without words, which the server does not take. What
 * was sent without an answer, and is to be deleted, is sent once more first: the server then knows it, and refuses the
 * earlier one when it arrives after all, instead of bringing back what was deleted.
 */
export function nextOfRemark({
  wanted,
  stored,
  steps,
}: {
  wanted: ShownRemark;
  stored: { version: number };
  steps: readonly ShownRemark[];
}): ShownRemark | undefined {
  if (wanted !== null) return tidied(wanted.body) === '' ? undefined : wanted;
  if (stored.version > 0) return null;
  return steps.findLast((step) => step !== null && tidied(step.body) !== '') ?? undefined;
}
