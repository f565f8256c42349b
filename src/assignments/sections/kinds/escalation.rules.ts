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
      gap: {
        lacks: 'has no sign',
        teach: 'Whoever is alone at the desk decides by what they see: a word, a number, a name.',
      },
    },
    {
      key: 'to',
      label: 'Goes to',
      type: 'text',
      width: 'medium',
      hint: 'A role, and its deputy',
      gap: {
        lacks: 'goes to nobody',
        teach: 'Name a role and its deputy, and how they are reached at night.',
      },
    },
    {
      key: 'withinHours',
      label: 'Within (hours)',
      type: 'quantity',
      width: 'narrow',
      hint: '0.5',
      gap: { lacks: 'has no time', teach: 'Half an hour is 0.5; at once is 0.' },
    },
    {
      key: 'decides',
      label: 'What they decide',
      type: 'long',
      width: 'wide',
      hint: 'And what goes on meanwhile',
      gap: {
        lacks: 'leaves nothing to decide',
        teach: 'Say what they may decide alone, and what the desk does until they have.',
      },
    },
  ],
  computed: [],
  fields: [],
});
