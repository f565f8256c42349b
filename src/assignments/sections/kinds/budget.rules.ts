import { type Book, type BookSection, type Finding } from '../section-kind.rules.js';
import { rowFinding, rowName, sectionFinding } from '../tables/checks.rules.js';
import { currencyChoices } from '../tables/currencies.rules.js';
import { figureWords } from '../tables/figures.rules.js';
import { numberWords, percentOf } from '../tables/numbers.rules.js';
import { type TableContent } from '../tables/table-content.rules.js';
import { tableKind } from '../tables/table-kind.rules.js';
import { type TableSpec } from '../tables/table-spec.rules.js';
import { budgetFigures, budgetTotal, costByProgram, lineAmount } from './budget-figures.rules.js';

const kinds = [
  { key: 'people', label: 'People' },
  { key: 'media', label: 'Media' },
  { key: 'content', label: 'Content' },
  { key: 'tools', label: 'Tools' },
  { key: 'training', label: 'Training' },
  { key: 'events', label: 'Events' },
  { key: 'other', label: 'Other' },
] as const;

const spec: TableSpec = {
  noun: { one: 'line', many: 'lines' },
  columns: [
    {
      key: 'item',
      label: 'Line',
      type: 'text',
      width: 'wide',
      hint: 'What is paid for',
      gap: {
        lacks: 'has no name',
        teach: 'A line is anything whose absence would stop a program. Say what it is.',
      },
    },
    {
      key: 'program',
      label: 'Program',
      type: 'ref',
      to: 'programs',
      width: 'medium',
      optional: true,
      hint: 'Empty for what all of them share',
    },
    { key: 'kind', label: 'Kind', type: 'choice', choices: kinds, width: 'narrow', optional: true },
    {
      key: 'quantity',
      label: 'Quantity',
      type: 'quantity',
      width: 'narrow',
      hint: '12',
      gap: { lacks: 'has no quantity', teach: 'It is not counted until then. For a single sum write 1.' },
    },
    { key: 'unit', label: 'Unit', type: 'text', width: 'narrow', optional: true, hint: 'hours, months' },
    {
      key: 'unitCost',
      label: 'Cost of one',
      type: 'money',
      width: 'narrow',
      hint: '45.00',
      gap: {
        lacks: 'has no price',
        teach:
          'It is not counted until then. If a price isn’t public, estimate it, and say above how you arrived at it.',
      },
    },
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
      gap: {
        lacks: 'has no currency',
        teach: 'Choose one for the whole handbook: the return is counted in it, too.',
      },
    },
    {
      key: 'period',
      label: 'Period',
      type: 'text',
      width: 'medium',
      hint: 'The time that it covers, such as January to December 2027',
      gap: { lacks: 'names no period', teach: 'Cost and benefit can be compared only over the same time.' },
    },
  ],
};

/** What each program costs, line by line. */
export const budget = tableKind({
  ...spec,
  figures: (content, book) => budgetFigures(content, book, kinds),
  sum: ({ totals: [amount] }, currency) =>
    amount?.value ? `${figureWords(amount.value, currency)} in total` : null,
  check: (content, section, book) => [
    ...beyondCounting(content, section),
    ...withoutProgram(content, section, book),
  ],
});

function beyondCounting({ rows }: TableContent, section: BookSection): Finding[] {
  return rows.flatMap((row, index) => {
    const { quantity, unitCost } = row.cells;
    if (typeof quantity !== 'number' || typeof unitCost !== 'number' || lineAmount(row.cells) !== null)
      return [];
    return [
      rowFinding(
        section,
        row.id,
        'unitCost',
        `${rowName(spec, row, index)} is too large to be counted.`,
        'Look for a digit too many in its quantity or price.',
      ),
    ];
  });
}

/** A reserve or a lead may serve all programs; the rest of the money has to have a reason. Tenths of a percent. */
const mostShared = 250;

function withoutProgram({ rows }: TableContent, section: BookSection, book: Book): Finding[] {
  const shared = costByProgram(rows, book).find(({ key }) => key === null)?.sum ?? 0;
  const share = percentOf(shared, budgetTotal(rows) ?? 0) ?? 0;
  if (share <= mostShared) return [];
  return [
    sectionFinding(
      section,
      `${numberWords(share, 1)} % of the budget belongs to no program.`,
      'Follow one euro: from the line to a program, and from there to an objective. What no program needs is not paid for by the plan.',
    ),
  ];
}
