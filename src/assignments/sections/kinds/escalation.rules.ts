import { tableKind } from '../tables/table-kind.rules.js';

/** Signs that move a case up, to whom and how fast. */
export const escalation = tableKind({
  noun: { one: 'step', many: 'steps' },
  columns: [
    {
      key: 'sign',
      label: 'Sign',
      type: 'long',
      width: 'wide',
      hint: 'What one sees, so that nobody has to guess',
    },
    { key: 'to', label: 'Goes to', type: 'text', width: 'medium', hint: 'A role, and its deputy' },
    { key: 'withinHours', label: 'Within (hours)', type: 'quantity', width: 'narrow', hint: '0.5' },
    {
      key: 'decides',
      label: 'What they decide',
      type: 'long',
      width: 'wide',
      hint: 'And what goes on meanwhile',
    },
  ],
  computed: [],
  fields: [],
});
