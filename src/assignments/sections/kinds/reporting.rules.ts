import { tableKind } from '../tables/table-kind.rules.js';

const rhythms = [
  { key: 'daily', label: 'Every day' },
  { key: 'weekly', label: 'Every week' },
  { key: 'monthly', label: 'Every month' },
  { key: 'quarterly', label: 'Every quarter' },
  { key: 'once', label: 'Once' },
] as const;

/** What is measured for which objective, from which source, how often, and who acts on it. */
export const reporting = tableKind({
  noun: { one: 'measure', many: 'measures' },
  columns: [
    {
      key: 'measure',
      label: 'Measure',
      type: 'long',
      width: 'wide',
      hint: 'Defined so that two people would count the same',
      gap: {
        lacks: 'says not what is counted',
        teach: 'A name is not a measure. Say what is counted, out of what, and what is left out.',
      },
    },
    {
      key: 'objective',
      label: 'Objective',
      type: 'ref',
      to: 'objectives',
      width: 'medium',
      hint: 'What it shows',
      gap: {
        lacks: 'belongs to no objective',
        teach: 'A measure without an objective counts activity. Choose one, or leave it out.',
      },
    },
    {
      key: 'source',
      label: 'Source',
      type: 'text',
      width: 'medium',
      hint: 'Where the number comes from',
      gap: {
        lacks: 'has no source',
        teach: 'Name the list, the tool or the count from which the number is taken, and on which day.',
      },
    },
    {
      key: 'rhythm',
      label: 'How often',
      type: 'choice',
      choices: rhythms,
      width: 'narrow',
      gap: {
        lacks: 'does not say how often',
        teach: 'As often as somebody could act on it, and no more often.',
      },
    },
    {
      key: 'actor',
      label: 'Who acts on it',
      type: 'text',
      width: 'medium',
      hint: 'Who changes something when it moves',
      gap: {
        lacks: 'has nobody who acts on it',
        teach: 'What would somebody do differently if it were half as large? Name them, or leave it out.',
      },
    },
  ],
  computed: [],
  fields: [],
});
