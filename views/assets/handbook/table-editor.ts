import { type Book } from '../../../src/assignments/sections/section-kind.rules.js';
import { sectionKinds } from '../../../src/assignments/sections/section-kinds.rules.js';
import { fieldsOf } from '../../../src/assignments/sections/tables/rows.rules.js';
import {
  type Cells,
  type RefKind,
  type TableSpec,
} from '../../../src/assignments/sections/tables/table-spec.rules.js';
import { isRecord } from '../../../src/assignments/sections/text.rules.js';
import { make } from './elements.js';
import { type EditSection, type SectionEditor, type SectionEditorContext } from './section-editor.js';
import { SectionNotes } from './section-notes.js';
import { type Caret } from './table-cells.js';
import './table-editor.css';
import { TableCursor } from './table-cursor.js';
import { TableFields } from './table-fields.js';
import { complaintsOf, TableFigures } from './table-figures.js';
import { openTableHelp } from './table-help.js';
import { TableHistory, type Whereabouts } from './table-history.js';
import { TableInput } from './table-input.js';
import { type Spot, type TableActs, TableKeys } from './table-keys.js';
import { TableLines } from './table-lines.js';
import { namedRows, TableRows } from './table-rows.js';
import { type SheetActs, TableSheet } from './table-sheet.js';
import { TableTransfer } from './table-transfer.js';

/** Edits a section that is a table: its words, its single values, its rows, and what is computed of them. */
export function editTable(spec: TableSpec): EditSection {
  return (context) => new TableEditor(context, spec);
}

class TableEditor implements SectionEditor, TableActs, SheetActs {
  editable: boolean;
  readonly columns: number;
  private readonly kinds: ReadonlySet<string>;
  private readonly rows: TableRows;
  private readonly sheet: TableSheet;
  private readonly fields: TableFields;
  private readonly figures: TableFigures;
  private readonly notes: SectionNotes;
  private readonly history: TableHistory;
  private readonly cursor: TableCursor;
  private readonly lines: TableLines;
  private readonly transfer: TableTransfer;
  private readonly stop: () => void;
  /** What was computed from last. */
  private read: readonly unknown[] = [];

  constructor(
    private readonly context: SectionEditorContext,
    private readonly spec: TableSpec,
  ) {
    const { doc, key, title, book, host, editable } = context;
    this.editable = editable;
    this.columns = spec.columns.length;
    this.kinds = new Set(book.places.map(({ kind }) => kind));
    this.notes = new SectionNotes(context);
    const types = [doc.getMap(key), fieldsOf(doc, key)];
    this.history = new TableHistory(types, this, this.here, this.onStepBack);
    this.cursor = new TableCursor(() => this.rows.list);
    this.sheet = new TableSheet(title, spec, this);
    const { heads, hints } = this.sheet;
    this.rows = new TableRows(
      { doc, key },
      { spec, kinds: this.kinds, origin: this, heads, hints, way: (to) => this.way(to) },
      (lostFocus) => {
        this.onRows(lostFocus);
      },
    );
    const currency = () => book.current.currency;
    this.fields = new TableFields(context, spec.fields, this, currency);
    this.figures = new TableFigures(title);
    const { kinds, rows, sheet, history, say } = this;
    const table = {
      doc,
      key,
      spec,
      kinds,
      origin: this,
      rows,
      sheet,
      history,
      announce: context.announce,
      say,
    };
    this.lines = new TableLines(table);
    this.transfer = new TableTransfer({
      ...table,
      currency,
      named: (to) => namedRows(book.current, to, nameColumn(to)),
    });
    this.sheet.hold(this.rows.element);
    const work = make('div', { class: 'table-work' }, this.fields.element, this.sheet.element);
    host.replaceChildren(
      make('div', { class: 'table-editor' }, this.notes.element, work, this.figures.element),
    );
    new TableInput({
      element: work,
      fields: this.fields.element,
      rows: this.rows,
      cursor: this.cursor,
      keys: new TableKeys(this),
      sheet: this.sheet,
      history: this.history,
      transfer: this.transfer,
      isEditable: () => this.editable,
      currency,
      go: (row, column, caret) => {
        this.go(row, column, caret);
      },
      undo: () => {
        this.undo();
      },
      redo: () => {
        this.redo();
      },
      help: () => {
        this.help();
      },
      left: () => {
        this.compute(book.current);
      },
    });
    this.rows.refresh();
    this.applyEditable();
    this.stop = book.subscribe(this.onBook);
  }

  setEditable(editable: boolean): void {
    if (editable === this.editable) return;
    this.editable = editable;
    this.notes.setEditable(editable);
    this.applyEditable();
  }

  destroy(): void {
    this.stop();
    this.notes.destroy();
    this.rows.destroy();
    this.fields.destroy();
    this.sheet.destroy();
    this.history.destroy();
    this.context.host.replaceChildren();
  }

  go(row: number, column: number, caret: Caret): void {
    this.rows.list[row]?.cells[column]?.focus(caret);
  }

  down(spot: Spot, column: number): void {
    if (spot.row < this.rows.list.length - 1) this.go(spot.row + 1, column, 'end');
    else if (this.editable && !this.rowIsEmpty(spot)) this.lines.add(Infinity, column);
  }

  addLast(): void {
    this.lines.add(Infinity);
  }

  addBelow(): void {
    this.lines.add((this.cursor.spot?.row ?? Infinity) + 1);
  }

  move(spot: Spot, by: 1 | -1): void {
    this.lines.move(spot, by);
  }

  moveCurrent(by: 1 | -1): void {
    this.withSpot((spot) => {
      this.move(spot, by);
    });
  }

  dropped(id: string, at: number): void {
    this.lines.place(id, at);
  }

  duplicate(spot: Spot): void {
    this.lines.duplicate(spot);
  }

  duplicateCurrent(): void {
    this.withSpot((spot) => {
      this.duplicate(spot);
    });
  }

  remove(spot: Spot, towards: 'before' | 'after'): void {
    this.lines.remove(spot, towards);
  }

  removeCurrent(): void {
    this.withSpot((spot) => {
      this.remove(spot, 'after');
    });
  }

  rowIsEmpty(spot: Spot): boolean {
    return this.rows.list[spot.row]?.isEmpty ?? false;
  }

  hasCurrent(): boolean {
    return this.cursor.spot !== null;
  }

  canUndo(): boolean {
    return this.history.canUndo;
  }

  canRedo(): boolean {
    return this.history.canRedo;
  }

  undo(): void {
    this.step(() => this.history.undo(), 'Undone.', 'There is nothing to undo.');
  }

  redo(): void {
    this.step(() => this.history.redo(), 'Done again.', 'There is nothing to do again.');
  }

  copyTable(): void {
    void this.transfer.copyAll();
  }

  leaveToToolbar(): void {
    this.sheet.focusToolbar();
  }

  help(): void {
    openTableHelp(() => {
      if (this.cursor.spot === null) this.sheet.focusToolbar();
      else this.cursor.back();
    });
  }

  backToCell(): void {
    this.cursor.back();
  }

  /** Takes a step back or again; where it took the focus away, the nearest cell has it. */
  private step(act: () => boolean, done: string, none: string): void {
    if (!this.editable) return;
    const before = this.cursor.spot;
    this.sheet.say('');
    const taken = act();
    this.context.announce(taken ? done : none);
    if (!taken || before === null || this.cursor.spot !== null) return;
    if (this.rows.list.length === 0) this.sheet.focusAdd();
    else this.go(Math.min(before.row, this.rows.list.length - 1), before.column, 'end');
  }

  private readonly say = (sentence: string, undoable = false): void => {
    this.sheet.say(sentence, undoable);
    this.context.announce(undoable ? `${sentence} Control+Z takes it back.` : sentence);
  };

  private applyEditable(): void {
    this.rows.setEditable(this.editable);
    this.fields.setEditable(this.editable);
    this.sheet.setEditable(this.editable);
  }

  private onRows(lostFocus: boolean): void {
    this.sheet.show(this.rows.list.length);
    if (lostFocus) {
      // Not into another row's cell: what is being typed must not end up there
      this.sheet.focusBox();
      this.context.announce(`The ${this.spec.noun.one} that you were in was removed.`);
    }
    this.sheet.refresh();
  }

  private withSpot(act: (spot: Spot) => void): void {
    const { spot } = this.cursor;
    if (spot) act(spot);
  }

  private way(to: RefKind): { href: string; words: string } | null {
    const place = this.context.book.places.find(({ kind }) => kind === to);
    const { many } = sectionKinds[to].table.noun;
    return place ? { href: `#section-${place.key}`, words: `Write your ${many} first` } : null;
  }

  private readonly here = (): Whereabouts | null => (this.fields.hasFocus ? null : this.cursor.where);

  private readonly onStepBack = (at: Whereabouts | null): void => {
    if (at) this.rows.get(at.row)?.cells[at.column]?.focus('end');
    this.compute(this.context.book.current);
  };

  /** Only what stands in tables can change what is computed; somebody who writes prose is not kept busy with it. */
  private readonly onBook = (book: Book): void => {
    const read = [book.currency, ...book.sections.flatMap(({ content }) => tableParts(content))];
    const same = read.length === this.read.length && read.every((part, at) => part === this.read[at]);
    this.read = read;
    if (!same) this.compute(book);
  };

  private compute(book: Book): void {
    const section = book.sections.find(({ key }) => key === this.context.key);
    if (!section) return;
    this.rows.offer((to) => namedRows(book, to, nameColumn(to)));
    const { rows = [] } = (section.content ?? {}) as { rows?: { id: string; cells: Cells }[] };
    const complaints = complaintsOf(this.spec, section, book);
    this.rows.compute(new Map(rows.map(({ id, cells }) => [id, cells])), book.currency, complaints);
    this.fields.complain(complaints.fields);
    this.figures.show(section, book);
    this.sheet.showCurrency(book.currency);
    this.sheet.refresh();
  }
}

const nameColumn = (to: RefKind): string => sectionKinds[to].table.columns[0]?.key ?? '';

/** The rows and fields of a frozen table: the very ones as long as nobody changes the section. */
function tableParts(content: unknown): unknown[] {
  return isRecord(content) && Array.isArray(content['rows']) ? [content['rows'], content['fields']] : [];
}
