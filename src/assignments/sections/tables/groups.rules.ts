import { type Book } from '../section-kind.rules.js';
import { figure, type Figure, type FigureTable } from './figures.rules.js';
import { shares, total } from './numbers.rules.js';
import { referred, rowsOf } from './references.rules.js';
import { type CellValue, type Choice, type RefKind } from './table-spec.rules.js';

/** Rows that belong together, and what they come to. */
export interface Group {
  key: string | null;
  name: string;
  sum: number;
}

/**
 * What the parts of each row of another section come to, in the order of that section; parts of what is gone stand
 * with those that name nothing, last. In a handbook without such a section, parts are told apart by what was typed.
 */
export function groupByRow(
  parts: readonly { to: CellValue | undefined; value: number }[],
  kind: RefKind,
  book: Book,
  nameOfNone: string,
): Group[] {
  const isThere = book.sections.some((section) => section.kind === kind);
  const key = ({ to }: { to: CellValue | undefined }) =>
    to === undefined || referred(book, kind, to).missing ? null : String(to);
  const order = isThere ? rowsOf(book, kind).map(({ id }) => id) : [];
  return grouped(parts, key, order, (one) => (one === null ? nameOfNone : referred(book, kind, one).words));
}

/** The same by a choice, in the order of the choices. */
export function groupByChoice(
  parts: readonly { to: CellValue | undefined; value: number }[],
  choices: readonly Choice[],
  nameOfNone: string,
): Group[] {
  const label = (key: string) => choices.find((choice) => choice.key === key)?.label ?? key;
  return grouped(
    parts,
    ({ to }) => (to === undefined ? null : String(to)),
    choices.map(({ key }) => key),
    (key) => (key === null ? nameOfNone : label(key)),
  );
}

function grouped<Part extends { value: number }>(
  parts: readonly Part[],
  keyOf: (part: Part) => string | null,
  order: readonly string[],
  nameOf: (key: string | null) => string,
): Group[] {
  const sums = new Map<string | null, number[]>(order.map((key) => [key, []]));
  for (const part of parts) {
    const key = keyOf(part);
    const values = sums.get(key);
    if (values) values.push(part.value);
    else sums.set(key, [part.value]);
  }
  const none = sums.get(null);
  sums.delete(null);
  return [...sums, ...(none ? [[null, none] as const] : [])].flatMap(([key, values]) => {
    const sum = values.length === 0 ? null : total(values);
    return sum === null ? [] : [{ key, name: nameOf(key), sum }];
  });
}

/** The groups with their shares of the whole, as a table; null where there is nothing to tell apart. */
export function shareTable(
  groups: readonly Group[],
  table: Pick<FigureTable, 'key' | 'caption'> & { columns: [name: string, amount: string] },
  type: Figure['type'],
): FigureTable | null {
  if (groups.every(({ key }) => key === null)) return null;
  const parts = shares(groups.map(({ sum }) => sum));
  return {
    ...table,
    columns: [...table.columns, 'Share'],
    rows: groups.map(({ key, name, sum }, at) => ({
      key,
      name,
      values: [figure(type, sum), figure('percent', parts?.[at] ?? null)],
    })),
    foot: {
      key: null,
      name: 'Total',
      values: [figure(type, total(groups.map(({ sum }) => sum))), figure('percent', parts && 1000)],
    },
  };
}
