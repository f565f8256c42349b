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
    },
    {
      key: 'objective',
      label: 'Objective',
      type: 'ref',
      to: 'objectives',
      width: 'medium',
      hint: 'A measure without an objective counts for its own sake.',
    },
    { key: 'source', label: 'Source', type: 'text', width: 'medium', hint: 'Where the number comes from' },
    { key: 'rhythm', label: 'How often', type: 'choice', choices: rhythms, width: 'narrow' },
    {
      key: 'actor',
      label: 'Who acts on it',
      type: 'text',
      width: 'medium',
      hint: 'Who changes something when it moves',
    },
  ],
  computed: [],
  fields: [],
});
