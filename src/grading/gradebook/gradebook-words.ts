import { stateTag, type StateTag } from '../marking/cohort.views.js';
import { type MarkingState } from '../marking/marking-state.rules.js';
import { type GradebookRow } from './gradebook.service.js';

/** How far the marking of a row is, as the list says it. */
export function stateWords({ state, attempt }: Pick<GradebookRow, 'state' | 'attempt'>): StateTag {
  return stateTag({ state, marked: attempt?.marked ?? 0, ofCriteria: attempt?.ofCriteria ?? 0 });
}

/** The states as one chooses them. */
export const stateNames: Readonly<Record<Exclude<MarkingState, 'own'>, string>> = {
  nothing: 'Nothing handed in',
  waiting: 'To mark',
  marking: 'Being marked',
  ready: 'Ready to finalise',
  changed: 'Changed, not finalised',
  marked: 'Marked, not released',
  released: 'Released',
};
