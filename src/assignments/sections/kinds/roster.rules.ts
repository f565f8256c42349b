import { product, quantityDigits } from '../tables/numbers.rules.js';
import { tableKind } from '../tables/table-kind.rules.js';
import { type Cells } from '../tables/table-spec.rules.js';

/** Hours a week of a shift in thousandths: people × days × hours; null where something is missing. */
export function shiftHours({ people, daysPerWeek, hoursPerDay }: Cells): number | null {
  if (typeof people !== 'number' || typeof daysPerWeek !== 'number' || typeof hoursPerDay !== 'number')
    return null;
  const days = product(people, daysPerWeek, quantityDigits);
  return days === null ? null : product(days, hoursPerDay, quantityDigits);
}

/** Who is there when: the hours that follow from arrivals and promises. */
export const roster = tableKind({
  noun: { one: 'shift', many: 'shifts' },
  columns: [
    {
      key: 'shift',
      label: 'Shift',
      type: 'text',
      width: 'wide',
      hint: 'Its name and its hours, such as Early, 7:00 to 13:00',
    },
    { key: 'people', label: 'People', type: 'quantity', width: 'narrow', hint: '2' },
    { key: 'daysPerWeek', label: 'Days a week', type: 'quantity', width: 'narrow', hint: '5' },
    { key: 'hoursPerDay', label: 'Hours a day', type: 'quantity', width: 'narrow', hint: '6' },
    { key: 'languages', label: 'Languages', type: 'text', width: 'medium', hint: 'English, Spanish' },
  ],
  computed: [{ key: 'hoursPerWeek', label: 'Hours a week', type: 'quantity', of: shiftHours }],
  fields: [],
});
