import { type Anchor } from '../../../../src/grading/remarks/anchor.rules.js';
import {
  nextOfRemark,
  sameShownRemark,
  type ShownRemark,
} from '../../../../src/grading/remarks/remark-merge.rules.js';
import { type Kind } from '../saving/slot.js';

/** The id under which the remark on the whole is saved. */
export const overallId = 'overall';

/** Remarks on words and on the whole, as they are saved; null has one deleted. The one on the whole may be empty. */
export const remarkKind: Kind<ShownRemark> = {
  name: 'remark',
  same: sameShownRemark,
  next: (id, underWay) => (id === overallId ? underWay.wanted : nextOfRemark(underWay)),
  unfit: 'a remark needs words. Write some, or delete it',
};

/** What goes with a remark on words; null for the one on the whole. */
export function anchorIn(note: unknown): Anchor | null {
  return typeof note === 'object' && note !== null && 'sectionKey' in note ? (note as Anchor) : null;
}
