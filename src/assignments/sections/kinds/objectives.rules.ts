import { tableKind } from '../tables/table-kind.rules.js';

/** What is to be reached: a metric, where it stands, where it shall stand, by when. */
export const objectives = tableKind({
  noun: { one: 'objective', many: 'objectives' },
  columns: [
    {
      key: 'objective',
      label: 'Objective',
      type: 'long',
      width: 'wide',
      hint: 'What the business will have, in one line',
    },
    { key: 'metric', label: 'Metric', type: 'text', width: 'medium', hint: 'What is counted' },
    { key: 'baseline', label: 'Baseline', type: 'quantity', width: 'narrow', hint: 'Where it stands today' },
    { key: 'target', label: 'Target', type: 'quantity', width: 'narrow', hint: 'Where it shall stand' },
    {
      key: 'unit',
      label: 'Unit',
      type: 'text',
      width: 'narrow',
      hint: 'a month, %, minutes',
      optional: true,
    },
    { key: 'by', label: 'By', type: 'date', width: 'narrow', hint: '31 Dec 2027' },
  ],
  computed: [],
  fields: [],
});
