import type * as Y from 'yjs';
import { type Currency, currencyDigits } from '../../../src/assignments/sections/tables/currencies.rules.js';
import { numberWords, quantityDigits } from '../../../src/assignments/sections/tables/numbers.rules.js';
import {
  type Cells,
  isTyped,
  type RefKind,
  type TableSpec,
} from '../../../src/assignments/sections/tables/table-spec.rules.js';
import { make } from './elements.js';
import { icon } from './icons.js';
import { ChoiceCell, newId, optionsOf, type TableCell } from './table-cells.js';
import { TypedCell } from './table-typed-cell.js';

/** What all rows of a table share. */
export interface RowFrame {
  spec: TableSpec;
  /** The kinds of the handbook's sections. */
  kinds: ReadonlySet<string>;
  origin: unknown;
  /** Ids of the heads of the columns, and of what says what belongs into them. */
  heads: Readonly<Record<string, string>>;
  hints: Readonly<Record<string, string>>;
  /** Where the rows are written that a column names, while there are none. */
  way: (to: RefKind) => { href: string; words: string } | null;
}

/** A row of the table: its number, by which it is dragged, a cell each column, and what is computed of them. */
export class TableRow {
  readonly element: HTMLTableRowElement;
  readonly cells: readonly TableCell[];
  private readonly number = make('span');
  private readonly outputs = new Map<string, HTMLElement>();

  constructor(
    readonly id: string,
    private readonly frame: RowFrame,
  ) {
    const { spec, heads, hints, origin } = frame;
    const headId = newId('row');
    const noun = make('span', { class: 'table-row-noun' }, `${capital(spec.noun.one)} `);
    const grip = make('span', { class: 'table-grip', 'aria-hidden': 'true' }, gripIcon());
    const head = make(
      'th',
      { role: 'rowheader', scope: 'row', class: 'table-number' },
      grip,
      make('span', { id: headId }, noun, this.number),
    );
    this.cells = spec.columns.map((column) => {
      const settings = {
        anchor: `cell-${id}-${column.key}`,
        column,
        origin,
        labelledBy: `${heads[column.key] ?? ''} ${headId}`,
        hintId: hints[column.key] ?? null,
      };
      if (isTyped(column, frame.kinds)) return new TypedCell(settings);
      const cell = new ChoiceCell(settings, column.type === 'ref' ? frame.way(column.to) : null);
      cell.offer(optionsOf(column.type === 'choice' ? column.choices : []));
      return cell;
    });
    const computed = spec.computed.map(({ key, label }) => {
      const output = make('td', { role: 'cell', class: 'table-computed', 'data-label': label });
      this.outputs.set(key, output);
      return output;
    });
    this.element = make(
      'tr',
      { role: 'row', id: `row-${id}`, class: 'table-row' },
      head,
      ...this.cells.map(({ element }) => element),
      ...computed,
    );
  }

  get hasFocus(): boolean {
    return this.element.contains(document.activeElement);
  }

  /** True while nothing stands in any cell. */
  get isEmpty(): boolean {
    return this.cells.every(({ value }) => value.trim() === '');
  }

  bind(map: Y.Map<unknown>, place: number): void {
    if (this.number.textContent !== String(place)) this.number.textContent = String(place);
    for (const cell of this.cells) cell.bind(map);
  }

  /** The value of each cell that has one, as it stands. */
  values(): Record<string, string> {
    return Object.fromEntries(
      this.cells.filter(({ value }) => value !== '').map(({ column, value }) => [column.key, value]),
    );
  }

  /** The row as one reads it, what is computed of it included. */
  words(): string[] {
    return [
      ...this.cells.map((cell) => cell.words),
      ...[...this.outputs.values()].map(({ textContent }) => textContent),
    ];
  }

  setEditable(editable: boolean): void {
    for (const cell of this.cells) cell.setEditable(editable);
  }

  /** Offers the rows of another section in the cells that name one. */
  offer(to: RefKind, options: DocumentFragment): void {
    for (const cell of this.cells) {
      if (cell instanceof ChoiceCell && cell.column.type === 'ref' && cell.column.to === to)
        cell.offer(options);
    }
  }

  /** Shows what follows from the cells as they were read. */
  compute(cells: Cells, currency: Currency | null): void {
    for (const { key, type, of } of this.frame.spec.computed) {
      const output = this.outputs.get(key);
      const value = of(cells);
      // The head of the column says in which currency
      const digits = type === 'money' ? currencyDigits(currency) : quantityDigits;
      const words = value === null ? '' : numberWords(value, digits, type !== 'money');
      if (output && output.textContent !== words) output.textContent = words;
    }
  }

  destroy(): void {
    for (const cell of this.cells) cell.destroy();
    this.element.remove();
  }
}

let grip: SVGElement | null = null;

function gripIcon(): Node {
  grip ??= icon('grip');
  return grip.cloneNode(true);
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
