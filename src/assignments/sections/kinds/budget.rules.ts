import { currencyChoices } from '../tables/currencies.rules.js';
import { product, quantityDigits } from '../tables/numbers.rules.js';
import { tableKind } from '../tables/table-kind.rules.js';
import { type Cells } from '../tables/table-spec.rules.js';

const kinds = [
  { key: 'people', label: 'People' },
  { key: 'media', label: 'Media' },
  { key: 'content', label: 'Content' },
  { key: 'tools', label: 'Tools' },
  { key: 'training', label: 'Training' },
  { key: 'events', label: 'Events' },
  { key: 'other', label: 'Other' },
] as const;

/** What a line costs, in the smallest unit of the currency; null where something is missing. */
export function lineAmount({ quantity, unitCost }: Cells): number | null {
  if (typeof quantity !== 'number' || typeof unitCost !== 'number') return null;
  return product(quantity, unitCost, quantityDigits);
}

/** What each program costs, line by line. */
export const budget = tableKind({
  noun: { one: 'line', many: 'lines' },
  columns: [
    { key: 'item', label: 'Line', type: 'text', width: 'wide', hint: 'What is paid for' },
    {
      key: 'program',
      label: 'Program',
      type: 'ref',
      to: 'programs',
      width: 'medium',
      hint: 'What no program needs is not paid for by the plan.',
    },
    { key: 'kind', label: 'Kind', type: 'choice', choices: kinds, width: 'narrow' },
    { key: 'quantity', label: 'Quantity', type: 'quantity', width: 'narrow', hint: '12' },
    { key: 'unit', label: 'Unit', type: 'text', width: 'narrow', hint: 'hours, months, pieces' },
    { key: 'unitCost', label: 'Cost of one', type: 'money', width: 'narrow', hint: '45.00' },
  ],
  computed: [{ key: 'amount', label: 'Amount', type: 'money', of: lineAmount }],
  fields: [
    {
      key: 'currency',
      label: 'Currency',
      type: 'choice',
      choices: currencyChoices,
      width: 'medium',
      hint: 'One currency for the whole handbook',
    },
    {
      key: 'period',
      label: 'Period',
      type: 'text',
      width: 'medium',
      hint: 'The time that the budget covers, such as January to December 2027',
    },
  ],
});
