import { tableKind } from '../tables/table-kind.rules.js';

/** The functions of a business that a program can serve. */
export const functions = [
  { key: 'customer-service', label: 'Customer service' },
  { key: 'product-management', label: 'Product management' },
  { key: 'sales', label: 'Sales' },
  { key: 'logistics', label: 'Logistics' },
  { key: 'human-resources', label: 'Human resources' },
  { key: 'marketing', label: 'Marketing' },
  { key: 'communications', label: 'Communications' },
  { key: 'finance', label: 'Finance' },
  { key: 'management', label: 'Management' },
] as const;

/** The few programs that carry the strategy, each with the function that it serves. */
export const programs = tableKind({
  noun: { one: 'program', many: 'programs' },
  columns: [
    { key: 'program', label: 'Program', type: 'text', width: 'medium', hint: 'Its name' },
    {
      key: 'serves',
      label: 'Serves',
      type: 'choice',
      choices: functions,
      width: 'medium',
      hint: 'Every program names the function of the business that it serves.',
    },
    {
      key: 'objective',
      label: 'Objective',
      type: 'ref',
      to: 'objectives',
      width: 'medium',
      hint: 'Without one, nobody can say whether it worked.',
    },
    {
      key: 'purpose',
      label: 'What it does',
      type: 'long',
      width: 'wide',
      hint: 'Who takes part, why they would, and what happens then',
    },
    { key: 'lead', label: 'Lead', type: 'text', width: 'narrow', hint: 'Who answers for it' },
  ],
  computed: [],
  fields: [],
});
