import { product } from '../tables/numbers.rules.js';
import { tableKind } from '../tables/table-kind.rules.js';

const kinds = [
  { key: 'people', label: 'People' },
  { key: 'skill', label: 'Skill' },
  { key: 'tool', label: 'Tool' },
  { key: 'partner', label: 'Partner' },
] as const;

const origins = [
  { key: 'in-house', label: 'In house' },
  { key: 'hire', label: 'Hired' },
  { key: 'agency', label: 'Agency' },
  { key: 'bought', label: 'Bought' },
  { key: 'given', label: 'Given by a partner' },
] as const;

/** The people, skills and tools that the programs need, and where they come from. */
export const resources = tableKind({
  noun: { one: 'resource', many: 'resources' },
  columns: [
    { key: 'resource', label: 'Resource', type: 'text', width: 'medium', hint: 'Who or what' },
    { key: 'kind', label: 'Kind', type: 'choice', choices: kinds, width: 'narrow' },
    {
      key: 'origin',
      label: 'Where from',
      type: 'choice',
      choices: origins,
      width: 'narrow',
      hint: 'In house, hired, an agency, bought, or given',
    },
    { key: 'program', label: 'Program', type: 'ref', to: 'programs', width: 'medium', optional: true },
    { key: 'hoursPerWeek', label: 'Hours a week', type: 'quantity', width: 'narrow', optional: true },
    { key: 'weeks', label: 'Weeks', type: 'quantity', width: 'narrow', optional: true },
  ],
  computed: [
    {
      key: 'hours',
      label: 'Hours',
      type: 'quantity',
      of: ({ hoursPerWeek, weeks }) =>
        typeof hoursPerWeek === 'number' && typeof weeks === 'number'
          ? product(hoursPerWeek, weeks, 3)
          : null,
    },
  ],
  fields: [],
});
