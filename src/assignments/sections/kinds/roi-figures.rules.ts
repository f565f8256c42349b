import { type Book } from '../section-kind.rules.js';
import { figure, type FigureRow, type Figures, type FigureTable } from '../tables/figures.rules.js';
import { groupByRow } from '../tables/groups.rules.js';
import { percentOf, product, quantityDigits, quotientUp, total } from '../tables/numbers.rules.js';
import { rowsOf } from '../tables/references.rules.js';
import { type TableContent } from '../tables/table-content.rules.js';
import { type Cells } from '../tables/table-spec.rules.js';
import { budgetTotal, costByProgram } from './budget-figures.rules.js';

const cases = ['low', 'expected', 'high'] as const;
type Case = (typeof cases)[number];
type Rows = TableContent['rows'];

/** What a benefit brings in one of the cases, in the smallest unit of the currency; null where something is missing. */
export function benefitAmount(cells: Cells, which: Case): number | null {
  const { value, [which]: units } = cells;
  return typeof value === 'number' && typeof units === 'number'
    ? product(units, value, quantityDigits)
    : null;
}

/** ROI = (benefit − cost) ÷ cost, in tenths of a percent; null without a cost or a benefit. */
function returnOn(benefit: number | null, cost: number | null): number | null {
  return benefit === null || cost === null || cost <= 0 ? null : percentOf(benefit - cost, cost);
}

/**
 * The return as a range: what the benefits come to in each case against the total of the budget, which is higher in the
 * low case by the percentage that the author gives; how much hangs on each single assumption; and program by program.
 */
export function roiFigures({ rows, fields }: TableContent, book: Book): Figures {
  const budget = rowsOf(book, 'budget');
  const cost = budgetTotal(budget);
  const { overrun } = fields;
  const more = cost !== null && typeof overrun === 'number' ? product(cost, overrun, quantityDigits + 2) : 0;
  const costs = { low: cost === null || more === null ? null : cost + more, expected: cost, high: cost };
  const benefits = {
    low: benefit(rows, 'low'),
    expected: benefit(rows, 'expected'),
    high: benefit(rows, 'high'),
  };
  const returns = cases.map((which) => returnOn(benefits[which], costs[which]));
  const net = cases.map((which) => difference(benefits[which], costs[which]));
  const money = (values: readonly (number | null)[]) => values.map((value) => figure('money', value));
  const row = (key: string, name: string, values: FigureRow['values']): FigureRow => ({ key, name, values });
  const range: FigureTable = {
    key: 'range',
    caption: 'Return, low to high',
    columns: ['Case', 'Low', 'Expected', 'High'],
    rows: [
      row('benefit', 'Benefit', money(cases.map((which) => benefits[which]))),
      row('cost', 'Cost, from the budget', money(cases.map((which) => costs[which]))),
      row('net', 'Benefit less cost', money(net)),
    ],
    foot: row(
      'return',
      'Return',
      returns.map((value) => figure('percent', value)),
    ),
  };
  const hasBenefits = Object.values(benefits).some((value) => value !== null);
  const totals = cases.map((which) => ({
    key: `${which}Amount`,
    label: `Benefit, ${which} case`,
    value: figure('money', benefits[which]),
  }));
  return {
    totals,
    tables:
      hasBenefits || cost !== null
        ? [range, ...alone(rows, benefits.expected, cost), ...byProgram(rows, book)]
        : [],
    remarks: hasBenefits && (cost ?? 0) <= 0 ? ['Without a budget there is no return to compute.'] : [],
  };
}

function benefit(rows: Rows, which: Case): number | null {
  const amounts = rows.flatMap(({ cells }) => benefitAmount(cells, which) ?? []);
  return amounts.length === 0 ? null : total(amounts);
}

function difference(benefits: number | null, costs: number | null): number | null {
  return benefits === null || costs === null ? null : total([benefits, -costs]);
}

/**
 * The return when one assumption alone is low or high and the others are as expected, the widest first, and from how many
 * on the plan pays for itself if the others hold.
 */
function alone(rows: Rows, expected: number | null, cost: number | null): FigureTable[] {
  if (expected === null || cost === null || cost <= 0) return [];
  const moved = rows.flatMap(({ id, cells }, at) => {
    const [low, middle, high] = cases.map((which) => benefitAmount(cells, which));
    if (low == null || middle == null || high == null) return [];
    const others = expected - middle;
    const value = Number(cells['value']);
    const from = value > 0 && cost > others ? quotientUp(cost - others, value) * 1000 : null;
    const named = cells['benefit'] === undefined ? `Benefit ${at + 1}` : String(cells['benefit']);
    return [
      {
        width: high - low,
        row: {
          key: id,
          name: named,
          values: [
            figure('percent', returnOn(others + low, cost)),
            figure('percent', returnOn(others + high, cost)),
            figure('quantity', from !== null && Number.isSafeInteger(from) ? from : null),
          ],
        },
      },
    ];
  });
  if (moved.length < 2) return [];
  return [
    {
      key: 'alone',
      caption: 'Return when one assumption moves and the others are as expected',
      columns: ['Assumption', 'Low', 'High', 'Pays for itself from'],
      rows: moved.sort((a, b) => b.width - a.width).map(({ row }) => row),
      foot: null,
    },
  ];
}

/** What each program is expected to bring against what it costs. */
function byProgram(rows: Rows, book: Book): FigureTable[] {
  const costs = costByProgram(rowsOf(book, 'budget'), book);
  const benefits = groupByRow(
    rows.flatMap(({ cells }) => {
      const value = benefitAmount(cells, 'expected');
      return value === null ? [] : [{ to: cells['program'], value }];
    }),
    'programs',
    book,
    'Without a program',
  );
  if (costs.every(({ key }) => key === null) || benefits.every(({ key }) => key === null)) return [];
  const order = rowsOf(book, 'programs').map(({ id }) => id);
  const place = (key: string | null) => (key === null ? Infinity : order.indexOf(key));
  const both = new Map([...costs, ...benefits].map(({ key, name }) => [key, name]));
  return [
    {
      key: 'programs',
      caption: 'Expected case by program',
      columns: ['Program', 'Benefit', 'Cost', 'Benefit less cost', 'Return'],
      rows: [...both]
        .sort(([a], [b]) => place(a) - place(b) || 0)
        .map(([key, name]) => {
          const brought = benefits.find((group) => group.key === key)?.sum ?? 0;
          const spent = costs.find((group) => group.key === key)?.sum ?? 0;
          return {
            key,
            name,
            values: [
              figure('money', brought),
              figure('money', spent),
              figure('money', total([brought, -spent])),
              // What all programs share has no return of its own
              figure('percent', key === null ? null : returnOn(brought, spent)),
            ],
          };
        }),
      foot: null,
    },
  ];
}
