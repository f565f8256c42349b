import { type Book, type BookSection, type Finding } from '../section-kind.rules.js';
import { rowFinding, rowName } from '../tables/checks.rules.js';
import { figure, type Figures, figureWords } from '../tables/figures.rules.js';
import { groupByRow, shareTable } from '../tables/groups.rules.js';
import { product, quantityDigits, total } from '../tables/numbers.rules.js';
import { type TableContent } from '../tables/table-content.rules.js';
import { tableKind } from '../tables/table-kind.rules.js';
import { type Cells, type TableSpec } from '../tables/table-spec.rules.js';

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

/** Hours in thousandths; null where something is missing. */
function hoursOf({ hoursPerWeek, weeks }: Cells): number | null {
  return typeof hoursPerWeek === 'number' && typeof weeks === 'number'
    ? product(hoursPerWeek, weeks, quantityDigits)
    : null;
}

const spec: TableSpec = {
  noun: { one: 'resource', many: 'resources' },
  columns: [
    {
      key: 'resource',
      label: 'Resource',
      type: 'text',
      width: 'medium',
      hint: 'Who or what',
      gap: { lacks: 'has no name', teach: 'Name the role, the skill, the tool or the partner.' },
    },
    {
      key: 'kind',
      label: 'Kind',
      type: 'choice',
      choices: kinds,
      width: 'narrow',
      gap: {
        lacks: 'is of no kind',
        teach: 'People have hours, tools have a price, partners have a reason.',
      },
    },
    {
      key: 'origin',
      label: 'Where from',
      type: 'choice',
      choices: origins,
      width: 'narrow',
      hint: 'In house, hired, an agency, bought, or given',
      gap: {
        lacks: 'comes from nowhere',
        teach: 'Whoever is asked for it wants to know. In house counts as well.',
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
    {
      key: 'hoursPerWeek',
      label: 'Hours a week',
      type: 'quantity',
      width: 'narrow',
      hint: '8',
      needed: ({ kind, weeks }) => kind === 'people' || weeks !== undefined,
      gap: {
        lacks: 'has no hours a week',
        teach: 'Hours before heads: count the work, then say who does it.',
      },
    },
    {
      key: 'weeks',
      label: 'Weeks',
      type: 'quantity',
      width: 'narrow',
      hint: '46',
      needed: ({ kind, hoursPerWeek }) => kind === 'people' || hoursPerWeek !== undefined,
      gap: {
        lacks: 'does not say for how many weeks',
        teach: 'A working year has about 46 weeks. Hours are counted with them.',
      },
    },
  ],
  computed: [{ key: 'hours', label: 'Hours', type: 'quantity', of: hoursOf }],
  fields: [],
};

/** The people, skills and tools that the programs need, and where they come from. */
export const resources = tableKind({
  ...spec,
  figures,
  sum: ({ totals: [hours] }, currency) =>
    hours?.value ? `${figureWords(hours.value, currency)} hours in total` : null,
  check: tooManyHours,
});

function figures({ rows }: TableContent, book: Book): Figures {
  const parts = rows.flatMap(({ cells }) => {
    const value = hoursOf(cells);
    return value === null ? [] : [{ to: cells['program'], value }];
  });
  const byProgram = shareTable(
    groupByRow(parts, 'programs', book, 'All programs'),
    { key: 'programs', caption: 'Hours by program', columns: ['Program', 'Hours'] },
    'quantity',
  );
  const sum = parts.length === 0 ? null : total(parts.map(({ value }) => value));
  return {
    totals: [{ key: 'hours', label: 'Hours', value: figure('quantity', sum) }],
    tables: byProgram === null ? [] : [byProgram],
    remarks: [],
  };
}

function tooManyHours({ rows }: TableContent, section: BookSection): Finding[] {
  return rows.flatMap((row, index) => {
    const { weeks } = row.cells;
    if (typeof weeks !== 'number' || weeks <= 53_000) return [];
    return [
      rowFinding(
        section,
        row.id,
        'weeks',
        `${rowName(spec, row, index)} has more weeks than a year has.`,
        'Give the hours of one year; a longer plan is decided on year by year.',
      ),
    ];
  });
}
