import { type BookSection, type Finding } from '../section-kind.rules.js';
import { rowFinding, rowName } from '../tables/checks.rules.js';
import { figure, type Figures, figureWords } from '../tables/figures.rules.js';
import { product, quantityDigits, total } from '../tables/numbers.rules.js';
import { type TableContent } from '../tables/table-content.rules.js';
import { tableKind } from '../tables/table-kind.rules.js';
import { type Cells, type TableSpec } from '../tables/table-spec.rules.js';

/** Hours a week of a shift in thousandths: people × days × hours; null where something is missing. */
function shiftHours({ people, daysPerWeek, hoursPerDay }: Cells): number | null {
  if (typeof people !== 'number' || typeof daysPerWeek !== 'number' || typeof hoursPerDay !== 'number')
    return null;
  const days = product(people, daysPerWeek, quantityDigits);
  return days === null ? null : product(days, hoursPerDay, quantityDigits);
}

const counted = 'Hours follow from people, days and hours a day.';

const spec: TableSpec = {
  noun: { one: 'shift', many: 'shifts' },
  columns: [
    {
      key: 'shift',
      label: 'Shift',
      type: 'text',
      width: 'wide',
      hint: 'Its name and its hours, such as Early, 7:00 to 13:00',
      gap: { lacks: 'has no name', teach: 'Say when it begins and ends, in the desk’s time.' },
    },
    {
      key: 'people',
      label: 'People',
      type: 'quantity',
      width: 'narrow',
      hint: '2',
      gap: { lacks: 'has no people', teach: counted },
    },
    {
      key: 'daysPerWeek',
      label: 'Days a week',
      type: 'quantity',
      width: 'narrow',
      hint: '5',
      gap: { lacks: 'has no days a week', teach: counted },
    },
    {
      key: 'hoursPerDay',
      label: 'Hours a day',
      type: 'quantity',
      width: 'narrow',
      hint: '6',
      gap: { lacks: 'has no hours a day', teach: counted },
    },
    {
      key: 'languages',
      label: 'Languages',
      type: 'text',
      width: 'medium',
      hint: 'English, Spanish',
      gap: {
        lacks: 'has no languages',
        teach: 'A promise holds in a language only while somebody on duty writes it.',
      },
    },
  ],
  computed: [{ key: 'hoursPerWeek', label: 'Hours a week', type: 'quantity', of: shiftHours }],
  fields: [],
};

/** Who is there when: the hours that follow from arrivals and promises. */
export const roster = tableKind({
  ...spec,
  figures,
  sum: ({ totals: [hours] }, currency) =>
    hours?.value ? `${figureWords(hours.value, currency)} hours a week` : null,
  check: beyondWeeks,
});

function figures({ rows }: TableContent): Figures {
  const hours = rows.flatMap(({ cells }) => shiftHours(cells) ?? []);
  const sum = hours.length === 0 ? null : total(hours);
  return {
    totals: [{ key: 'hoursPerWeek', label: 'Hours a week', value: figure('quantity', sum) }],
    tables: [],
    remarks: [],
  };
}

function beyondWeeks({ rows }: TableContent, section: BookSection): Finding[] {
  return rows.flatMap((row, index) => {
    const { daysPerWeek, hoursPerDay } = row.cells;
    const name = rowName(spec, row, index);
    const teach = 'Is a number in the wrong column?';
    if (typeof daysPerWeek === 'number' && daysPerWeek > 7000)
      return [rowFinding(section, row.id, 'daysPerWeek', `${name} has more days than a week has.`, teach)];
    if (typeof hoursPerDay === 'number' && hoursPerDay > 24_000)
      return [rowFinding(section, row.id, 'hoursPerDay', `${name} has more hours than a day has.`, teach)];
    return [];
  });
}
