import { sameMark } from '../../../src/grading/marking/mark-merge.rules.js';
import { type Mark } from './mark.js';
import { type Kind } from './saving/slot.js';

/** Marks, as they are saved. */
export const markKind: Kind<Mark> = {
  name: 'mark',
  same: sameMark,
  next: (_, { wanted }) => wanted,
  unfit: '',
};
