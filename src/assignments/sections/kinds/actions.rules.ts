import { tableKind } from '../tables/table-kind.rules.js';

/** What is done by whom and by when, program by program. */
export const actions = tableKind({
  noun: { one: 'action', many: 'actions' },
  columns: [
    { key: 'action', label: 'Action', type: 'long', width: 'wide', hint: 'What is done; begin with a verb' },
    {
      key: 'program',
      label: 'Program',
      type: 'ref',
      to: 'programs',
      width: 'medium',
      hint: 'An action that belongs to no program is a wish.',
    },
    { key: 'owner', label: 'Owner', type: 'text', width: 'medium', hint: 'One person or role' },
    { key: 'from', label: 'From', type: 'date', width: 'narrow', hint: '1 Feb 2027' },
    { key: 'to', label: 'To', type: 'date', width: 'narrow', hint: '28 Feb 2027' },
  ],
  computed: [],
  fields: [
    {
      key: 'planFrom',
      label: 'The plan begins',
      type: 'date',
      width: 'narrow',
      hint: 'The first day of the plan',
    },
    {
      key: 'planTo',
      label: 'The plan ends',
      type: 'date',
      width: 'narrow',
      hint: 'The last day of the plan',
    },
  ],
});
