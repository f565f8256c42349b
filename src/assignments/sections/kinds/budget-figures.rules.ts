import { type Book } from '../section-kind.rules.js';
import { type Figures, figure } from '../tables/figures.rules.js';
import { type Group, groupByChoice, groupByRow, shareTable } from '../tables/groups.rules.js';
import { product, quantityDigits, total } from '../tables/numbers.rules.js';
import { rowsOf } from '../tables/references.rules.js';
import { type TableContent } from '../tables/table-content.rules.js';
import { type Cells, type Choice } from '../tables/table-spec.rules.js';
import { functions } from './programs.rules.js';

/** What a line costs, in the smallest unit of the currency; null where something is missing. */
export function lineAmount({ quantity, unitCost }: Cells): number | null {
  if (typeof quantity !== 'number' || typeof unitCost !== 'number') return null;
  return product(quantity, unitCost, quantityDigits);
}

type Rows = TableContent['rows'];

/** What the lines that can be counted come to; null when there are none. */
export function budgetTotal(rows: Rows): number | null {
  const amounts = rows.flatMap(({ cells }) => lineAmount(cells) ?? []);
  return amounts.length === 0 ? null : total(amounts);
}

export function costByProgram(rows: Rows, book: Book): Group[] {
  const parts = rows.flatMap(({ cells }) => {
    const value = lineAmount(cells);
    return value === null ? [] : [{ to: cells['program'], value }];
  });
  return groupByRow(parts, 'programs', book, 'Without a program');
}

/** The total and what it consists of: by program, by the function that each program serves, by kind of cost. */
export function budgetFigures({ rows }: TableContent, book: Book, kinds: readonly Choice[]): Figures {
  const byProgram = costByProgram(rows, book);
  const served = new Map(rowsOf(book, 'programs').map(({ id, cells }) => [id, cells['serves']]));
  const byFunction = groupByChoice(
    byProgram.map(({ key, sum }) => ({ to: key === null ? undefined : served.get(key), value: sum })),
    functions,
    'No function named',
  );
  const byKind = groupByChoice(
    rows.flatMap(({ cells }) => {
      const value = lineAmount(cells);
      return value === null ? [] : [{ to: cells['kind'], value }];
    }),
    kinds,
    'No kind named',
  );
  return {
    totals: [{ key: 'amount', label: 'Total', value: figure('money', budgetTotal(rows)) }],
    tables: [
      shareTable(
        byProgram,
        { key: 'programs', caption: 'Cost by program', columns: ['Program', 'Amount'] },
        'money',
      ),
      shareTable(
        byFunction,
        { key: 'functions', caption: 'Cost by the function that is served', columns: ['Function', 'Amount'] },
        'money',
      ),
      shareTable(byKind, { key: 'kinds', caption: 'Cost by kind', columns: ['Kind', 'Amount'] }, 'money'),
    ].filter((table) => table !== null),
    remarks: uncounted(rows),
  };
}

function uncounted(rows: Rows): string[] {
  const names = rows.flatMap(({ cells }, at) =>
    lineAmount(cells) === null ? [cells['item'] === undefined ? `line ${at + 1}` : `“${cells['item']}”`] : [],
  );
  if (names.length === 0) return [];
  const shown = names.length > 5 ? [...names.slice(0, 4), `${names.length - 4} more`] : names;
  const list =
    shown.length === 1 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1) ?? ''}`;
  return [`Not in these figures, since an amount is missing or can’t be read: ${list}.`];
}
