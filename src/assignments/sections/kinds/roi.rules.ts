import { type Book, type BookSection, type Finding } from '../section-kind.rules.js';
import { rowFinding, rowName, sectionFinding } from '../tables/checks.rules.js';
import { figureWords } from '../tables/figures.rules.js';
import { rowsOf } from '../tables/references.rules.js';
import { type TableContent } from '../tables/table-content.rules.js';
import { tableKind } from '../tables/table-kind.rules.js';
import { type TableSpec } from '../tables/table-spec.rules.js';
import { budgetTotal } from './budget-figures.rules.js';
import { benefitAmount, roiFigures } from './roi-figures.rules.js';

const rangeTeaches = 'A return is a range: how many if things go badly, as you expect, and if they go well.';

const spec: TableSpec = {
  noun: { one: 'benefit', many: 'benefits' },
  columns: [
    {
      key: 'benefit',
      label: 'Benefit',
      type: 'text',
      width: 'wide',
      hint: 'What the company gets, in things that can be counted',
      gap: {
        lacks: 'has no name',
        teach: 'Name what is counted: contacts avoided, orders, people who stay.',
      },
    },
    {
      key: 'program',
      label: 'Program',
      type: 'ref',
      to: 'programs',
      width: 'medium',
      optional: true,
      hint: 'The program that brings it',
    },
    {
      key: 'low',
      label: 'Low',
      type: 'quantity',
      width: 'narrow',
      hint: 'How many if things go badly',
      gap: { lacks: 'has no low case', teach: rangeTeaches },
    },
    {
      key: 'expected',
      label: 'Expected',
      type: 'quantity',
      width: 'narrow',
      hint: 'How many you expect',
      gap: { lacks: 'has no expected case', teach: rangeTeaches },
    },
    {
      key: 'high',
      label: 'High',
      type: 'quantity',
      width: 'narrow',
      hint: 'How many if things go well',
      gap: { lacks: 'has no high case', teach: rangeTeaches },
    },
    {
      key: 'value',
      label: 'Value of one',
      type: 'money',
      width: 'narrow',
      hint: 'What one of them is worth',
      gap: {
        lacks: 'has no value',
        teach: 'Derive it before you guess: margin, not revenue. What has no price stands above in words.',
      },
    },
    {
      key: 'assumption',
      label: 'Assumption',
      type: 'long',
      width: 'wide',
      hint: 'What has to be true for this, and how you know',
      gap: {
        lacks: 'has no assumption',
        teach: 'Say what has to be true, and whether it is found, derived or guessed.',
      },
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
};

/** What the company gets for what it spends, as a range, with the assumptions that carry it. */
export const roi = tableKind({
  ...spec,
  figures: roiFigures,
  sum: ({ tables }) => {
    const [low, expected, high] = tables.find(({ key }) => key === 'range')?.foot?.values ?? [];
    if (!low || !expected || !high) return null;
    return `return from ${figureWords(low, null)} to ${figureWords(high, null)}, expected ${figureWords(expected, null)}`;
  },
  check: (content, section, book) => [...withoutCost(content, section, book), ...ranges(content, section)],
});

function withoutCost({ rows }: TableContent, section: BookSection, book: Book): Finding[] {
  const isPriced = book.sections.some(({ kind }) => kind === 'budget');
  if (!isPriced || rows.length === 0 || (budgetTotal(rowsOf(book, 'budget')) ?? 0) > 0) return [];
  return [
    sectionFinding(
      section,
      'The return has no cost yet.',
      'Its cost is the total of the budget. Write the budget’s lines first.',
    ),
  ];
}

function ranges({ rows }: TableContent, section: BookSection): Finding[] {
  return rows.flatMap((row, index) => {
    const { low, expected, high } = row.cells;
    if (typeof low !== 'number' || typeof expected !== 'number' || typeof high !== 'number') return [];
    const name = rowName(spec, row, index);
    const wrong = (column: string, sentence: string) => [
      rowFinding(section, row.id, column, sentence, rangeTeaches),
    ];
    if (low > expected) return wrong('low', `The low case of ${name} is above the expected one.`);
    if (high < expected) return wrong('high', `The high case of ${name} is below the expected one.`);
    if (low === high) return wrong('expected', `The low and the high case of ${name} are the same.`);
    return [];
  });
}
