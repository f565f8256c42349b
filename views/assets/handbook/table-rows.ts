import * as Y from 'yjs';
import { type Book } from '../../../src/assignments/sections/section-kind.rules.js';
import { type Currency } from '../../../src/assignments/sections/tables/currencies.rules.js';
import { liveRows } from '../../../src/assignments/sections/tables/rows.rules.js';
import {
  type Choice,
  type Cells,
  type RefKind,
} from '../../../src/assignments/sections/tables/table-spec.rules.js';
import { make } from './elements.js';
import { optionsOf } from './table-cells.js';
import { type Complaints } from './table-figures.js';
import { type RowFrame, TableRow } from './table-row.js';

/**
 * The rows on the page, kept as the document has them. Typing changes nothing here: cells are bound to their texts.
 * A row whose cell has the focus is never taken out of the page to be put elsewhere; the others move around it.
 */
export class TableRows {
  readonly element = make('tbody', { role: 'rowgroup' });
  /** In their order. */
  list: readonly TableRow[] = [];
  private readonly known = new Map<string, TableRow>();
  private readonly offered = new Map<RefKind, { signature: string; options: DocumentFragment }>();
  private readonly map: Y.Map<unknown>;
  private editable = true;

  constructor(
    private readonly place: { doc: Y.Doc; key: string },
    private readonly frame: RowFrame,
    private readonly changed: (lostFocus: boolean) => void,
  ) {
    this.map = place.doc.getMap(place.key);
    this.map.observeDeep(this.onEvents);
  }

  get(id: string): TableRow | undefined {
    return this.known.get(id);
  }

  setEditable(editable: boolean): void {
    this.editable = editable;
    for (const row of this.list) row.setEditable(editable);
  }

  /** Brings the page to the document's rows. */
  refresh(): void {
    const live = liveRows(this.place.doc, this.place.key);
    const ids = new Set(live.map(({ id }) => id));
    let lostFocus = false;
    for (const [id, row] of this.known) {
      if (ids.has(id)) continue;
      lostFocus ||= row.hasFocus;
      row.destroy();
      this.known.delete(id);
    }
    this.list = live.map(({ id, row: map }, at) => {
      const row = this.known.get(id) ?? this.made(id);
      row.bind(map, at + 1);
      return row;
    });
    this.arrange();
    this.changed(lostFocus);
  }

  /** Offers in the cells that name rows of other sections what these hold now. */
  offer(named: (to: RefKind) => readonly Choice[]): void {
    for (const column of this.frame.spec.columns) {
      if (column.type !== 'ref' || !this.frame.kinds.has(column.to)) continue;
      const choices = named(column.to);
      const signature = JSON.stringify(choices);
      if (this.offered.get(column.to)?.signature === signature) continue;
      const options = optionsOf(choices);
      this.offered.set(column.to, { signature, options });
      for (const row of this.list) row.offer(column.to, options);
    }
  }

  compute(cells: ReadonlyMap<string, Cells>, currency: Currency | null, complaints: Complaints): void {
    for (const row of this.list) {
      row.compute(cells.get(row.id) ?? {}, currency);
      const own = complaints.cells.get(row.id);
      for (const cell of row.cells) {
        const sentence = own?.get(cell.column.key) ?? null;
        // Nobody is told that half a number can’t be read
        if (sentence === null || document.activeElement !== cell.control) cell.complain(sentence);
      }
    }
  }

  destroy(): void {
    this.map.unobserveDeep(this.onEvents);
    for (const row of this.known.values()) row.destroy();
  }

  private made(id: string): TableRow {
    const row = new TableRow(id, this.frame);
    row.setEditable(this.editable);
    for (const [to, { options }] of this.offered) row.offer(to, options);
    this.known.set(id, row);
    return row;
  }

  private arrange(): void {
    const { element } = this;
    let cursor = element.firstElementChild;
    for (const row of this.list) {
      if (row.hasFocus) {
        while (cursor !== null && cursor !== row.element) {
          const next: Element | null = cursor.nextElementSibling;
          element.append(cursor);
          cursor = next;
        }
      }
      if (cursor === row.element) cursor = cursor.nextElementSibling;
      else element.insertBefore(row.element, cursor);
    }
  }

  /** Letters in a cell are the business of its binding. */
  private readonly onEvents = (events: Y.YEvent<Y.AbstractType<unknown>>[]): void => {
    if (events.some(({ target }) => target instanceof Y.Map)) this.refresh();
  };
}

/** The rows of another section as something to choose from, by the name of each. */
export function namedRows(book: Book, to: RefKind, nameColumn: string): Choice[] {
  const content = book.sections.find(({ kind }) => kind === to)?.content as
    { rows?: readonly { id: string; cells: Cells }[] } | null | undefined;
  return (content?.rows ?? []).map(({ id, cells }) => ({
    key: id,
    label: String(cells[nameColumn] ?? 'Without a name'),
  }));
}
