import { product, quantityDigits } from '../tables/numbers.rules.js';
import { tableKind } from '../tables/table-kind.rules.js';
import { type Cells } from '../tables/table-spec.rules.js';

/** What a benefit brings in one of the cases, in the smallest unit of the currency; null where something is missing. */
export function benefitAmount(cells: Cells, which: 'low' | 'expected' | 'high'): number | null {
  const { value, [which]: units } = cells;
  return typeof value === 'number' && typeof units === 'number'
    ? product(units, value, quantityDigits)
    : null;
}

/** What the company gets for what it spends, as a range, with the assumptions that carry it. */
export const roi = tableKind({
  noun: { one: 'benefit', many: 'benefits' },
  columns: [
    {
      key: 'benefit',
      label: 'Benefit',
      type: 'text',
      width: 'wide',
      hint: 'What the company gets, in things that can be counted',
    },
    {
      key: 'program',
      label: 'Program',
      type: 'ref',
      to: 'programs',
      width: 'medium',
      hint: 'The program that brings it',
    },
    { key: 'low', label: 'Low', type: 'quantity', width: 'narrow', hint: 'How many if things go badly' },
    { key: 'expected', label: 'Expected', type: 'quantity', width: 'narrow', hint: 'How many you expect' },
    { key: 'high', label: 'High', type: 'quantity', width: 'narrow', hint: 'How many if things go well' },
    {
      key: 'value',
      label: 'Value of one',
      type: 'money',
      width: 'narrow',
      hint: 'What one of them is worth',
    },
    {
      key: 'assumption',
      label: 'Assumption',
      type: 'long',
      width: 'wide',
      hint: 'What has to be true for this, and how you know',
    },
  ],
  computed: [
    { key: 'lowAmount', label: 'Low case', type: 'money', of: (cells) => benefitAmount(cells, 'low') },
    {
      key: 'expectedAmount',
      label: 'Expected case',
      type: 'money',
      of: (cells) => benefitAmount(cells, 'expected'),
    },
    { key: 'highAmount', label: 'High case', type: 'money', of: (cells) => benefitAmount(cells, 'high') },
  ],
  fields: [
    {
      key: 'overrun',
      label: 'Costs higher in the low case by (%)',
      type: 'quantity',
      width: 'narrow',
      optional: true,
      hint: '10',
    },
  ],
});
