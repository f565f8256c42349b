import { type Book } from '../../../src/assignments/sections/section-kind.rules.js';
import { sectionKinds } from '../../../src/assignments/sections/section-kinds.rules.js';
import { addRow, fieldsOf, moveRow, removeRow } from '../../../src/assignments/sections/tables/rows.rules.js';
import {
  type Cells,
  isTyped,
  type RefKind,
  type TableSpec,
} from '../../../src/assignments/sections/tables/table-spec.rules.js';
import { isRecord } from '../../../src/assignments/sections/text.rules.js';
import { make } from './elements.js';
import { type EditSection, type SectionEditor, type SectionEditorContext } from './section-editor.js';
import { SectionNotes } from './section-notes.js';
import { type Caret } from './table-cells.js';
import './table-editor.css';
import { TableFields } from './table-fields.js';
import { complaintsOf, TableFigures } from './table-figures.js';
import { TableHistory, type Whereabouts } from './table-history.js';
import { type Spot, type TableActs, TableKeys } from './table-keys.js';
import { normalForm } from './table-matching.js';
import { capital, type TableRow } from './table-row.js';
import { namedRows, TableRows } from './table-rows.js';
import { type SheetActs, TableSheet } from './table-sheet.js';
import { fullSentence, mostRows, TableTransfer } from './table-transfer.js';

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
  private readonly transfer: TableTransfer;
  private readonly keys = new TableKeys(this);
  private readonly stop: () => void;
  /** What was computed from last. */
  private read: readonly unknown[] = [];
  /** The cell that has the focus, or had it last, and what stood in it then. */
  private last: { row: TableRow; column: number; value: string } | null = null;

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
    this.transfer = new TableTransfer({
      doc,
      key,
      spec,
      kinds: this.kinds,
      origin: this,
      rows: () => this.rows.list,
      currency,
      named: (to) => namedRows(book.current, to, nameColumn(to)),
      say: this.say,
      cut: () => {
        this.history.cut();
      },
    });
    this.sheet.hold(this.rows.element);
    const work = make('div', { class: 'table-work' }, this.fields.element, this.sheet.element);
    host.replaceChildren(
      make('div', { class: 'table-editor' }, this.notes.element, work, this.figures.element),
    );
    work.addEventListener('keydown', this.onKeyDown);
    work.addEventListener('beforeinput', this.onBeforeInput);
    work.addEventListener('focusin', this.onFocusIn);
    work.addEventListener('focusout', this.onFocusOut);
    work.addEventListener('pointerdown', this.onPointer);
    work.addEventListener('paste', this.onPaste);
    work.addEventListener('copy', this.onCopy);
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
    else if (this.editable && !this.rowIsEmpty(spot)) this.add(Infinity, column);
  }

  addLast(): void {
    this.add(Infinity);
  }

  addBelow(): void {
    this.add((this.spot()?.row ?? Infinity) + 1);
  }

  move(spot: Spot, by: 1 | -1): void {
    const row = this.rows.list[spot.row];
    const at = spot.row + by;
    if (!row || at < 0 || at >= this.rows.list.length) return;
    this.history.cut();
    moveRow(this.context.doc, this.context.key, row.id, at, this);
    row.element.scrollIntoView({ block: 'nearest' });
    this.sayPlace(row.id);
  }

  moveCurrent(by: 1 | -1): void {
    this.withSpot((spot) => {
      this.move(spot, by);
    });
  }

  dropped(id: string, at: number): void {
    this.history.cut();
    moveRow(this.context.doc, this.context.key, id, at, this);
    this.sayPlace(id);
  }

  duplicate(spot: Spot): void {
    const row = this.rows.list[spot.row];
    if (row) this.add(spot.row + 1, spot.column, row.values());
  }

  duplicateCurrent(): void {
    this.withSpot((spot) => {
      this.duplicate(spot);
    });
  }

  remove(spot: Spot, towards: 'before' | 'after'): void {
    const row = this.rows.list[spot.row];
    if (!row) return;
    const order = towards === 'before' ? [-1, 1] : [1, -1];
    const next = order.map((by) => this.rows.list[spot.row + by]).find((other) => other !== undefined);
    // The focus goes on before its row goes, so that it is never lost
    if (next) next.cells[spot.column]?.focus('end');
    else this.sheet.focusBox();
    this.history.cut();
    removeRow(this.context.doc, this.context.key, row.id, this);
    this.history.cut();
    if (!next) this.sheet.focusAdd();
    this.say(`${capital(this.spec.noun.one)} ${String(spot.row + 1)} removed.`, true);
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
    return this.spot() !== null;
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

  backToCell(): void {
    this.last?.row.cells[this.last.column]?.focus('keep');
  }

  private add(at: number, column = 0, cells: Record<string, string> = {}): void {
    if (this.rows.list.length >= mostRows) {
      this.say(fullSentence(this.spec));
      return;
    }
    const typed = this.spec.columns.filter((one) => isTyped(one, this.kinds)).map((one) => one.key);
    const id = crypto.randomUUID();
    this.history.cut();
    addRow(this.context.doc, this.context.key, { id, at, typed, cells }, this);
    this.sheet.say('');
    this.rows.get(id)?.cells[column]?.focus('end');
    this.sayPlace(id);
  }

  /** Takes a step back or again; where it took the focus away, the nearest cell has it. */
  private step(act: () => boolean, done: string, none: string): void {
    if (!this.editable) return;
    const before = this.spot();
    this.sheet.say('');
    const taken = act();
    this.context.announce(taken ? done : none);
    if (!taken || before === null || this.spot() !== null) return;
    if (this.rows.list.length === 0) this.sheet.focusAdd();
    else this.go(Math.min(before.row, this.rows.list.length - 1), before.column, 'end');
  }

  private sayPlace(id: string): void {
    const at = this.rows.list.findIndex((row) => row.id === id) + 1;
    const { length } = this.rows.list;
    this.context.announce(`${capital(this.spec.noun.one)} ${String(at)} of ${String(length)}.`);
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
    if (this.last && !this.rows.list.includes(this.last.row)) this.last = null;
    this.sheet.refresh();
  }

  /** The cell that `target` is in; without one, where somebody is or was last. */
  private spot(target?: EventTarget | null): Spot | null {
    if (target === undefined)
      return this.last && this.spotAt(this.rows.list.indexOf(this.last.row), this.last.column);
    const line = target instanceof Element ? target.closest('tr') : null;
    const row = this.rows.list.findIndex(({ element }) => element === line);
    const cells = this.rows.list[row]?.cells ?? [];
    return this.spotAt(
      row,
      cells.findIndex(({ element }) => element.contains(target as Node)),
    );
  }

  private spotAt(row: number, column: number): Spot | null {
    const cell = this.rows.list[row]?.cells[column];
    return cell ? { row, column, cell } : null;
  }

  private withSpot(act: (spot: Spot) => void): void {
    const spot = this.spot();
    if (spot) act(spot);
  }

  private way(to: RefKind): { href: string; words: string } | null {
    const place = this.context.book.places.find(({ kind }) => kind === to);
    const { many } = sectionKinds[to].table.noun;
    return place ? { href: `#section-${place.key}`, words: `Write your ${many} first` } : null;
  }

  private readonly here = (): Whereabouts | null =>
    this.last && !this.fields.hasFocus ? { row: this.last.row.id, column: this.last.column } : null;

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

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    const key = event.key.toLowerCase();
    const modified = (event.ctrlKey || event.metaKey) && !event.altKey;
    if (this.editable && modified && (key === 'z' || key === 'y')) {
      event.preventDefault();
      if (key === 'y' || event.shiftKey) this.redo();
      else this.undo();
      return;
    }
    const spot = this.spot(event.target);
    if (spot?.cell.control === event.target) this.keys.press(event, spot);
  };

  /** The browser's menu can undo, too, and would do it behind the document's back. */
  private readonly onBeforeInput = (event: InputEvent): void => {
    if (event.inputType !== 'historyUndo' && event.inputType !== 'historyRedo') return;
    event.preventDefault();
    if (event.inputType === 'historyUndo') this.undo();
    else this.redo();
  };

  private readonly onFocusIn = (event: FocusEvent): void => {
    const spot = this.spot(event.target);
    const row = spot && this.rows.list[spot.row];
    if (!spot || !row) return;
    if (this.last?.row !== row || this.last.column !== spot.column) this.history.cut();
    this.last = { row, column: spot.column, value: spot.cell.value };
    this.sheet.showHint(spot.cell.column);
    this.sheet.refresh();
  };

  /** What could be read is written in its normal form, what could not gets its sentence. */
  private readonly onFocusOut = (event: FocusEvent): void => {
    const spot = this.spot(event.target);
    this.sheet.showHint(null);
    if (!spot || !this.last || !this.editable) return;
    const { cell } = spot;
    if (cell.control !== event.target || cell.value === this.last.value) return;
    const written = normalForm(cell.column, cell.value, this.context.book.current.currency);
    if (written !== null) cell.put(written);
    // The sentence waits until the focus has gone
    setTimeout(() => {
      this.compute(this.context.book.current);
    });
  };

  /** A cell is one place to press, also beside its text. */
  private readonly onPointer = (event: PointerEvent): void => {
    this.keys.endRun();
    const spot = this.spot(event.target);
    const beside = event.target instanceof HTMLElement && event.target.matches('td, .table-cell-body');
    if (!spot || !beside) return;
    event.preventDefault();
    spot.cell.focus('end');
  };

  private readonly onPaste = (event: ClipboardEvent): void => {
    const { target } = event;
    const spot = this.spot(target);
    if (!this.editable || (target instanceof Node && this.fields.element.contains(target))) return;
    const first = spot?.row ?? this.rows.list.length;
    if (!this.transfer.paste(event, spot)) return;
    if (spot === null) this.go(first, 0, 'end');
    // What was pasted is in its normal form already
    else if (this.last) this.last.value = spot.cell.value;
  };

  private readonly onCopy = (event: ClipboardEvent): void => {
    const spot = this.spot(event.target);
    if (spot) this.transfer.copy(event, spot);
  };
}

const nameColumn = (to: RefKind): string => sectionKinds[to].table.columns[0]?.key ?? '';

/** The rows and fields of a frozen table: the very ones as long as nobody changes the section. */
function tableParts(content: unknown): unknown[] {
  return isRecord(content) && Array.isArray(content['rows']) ? [content['rows'], content['fields']] : [];
}
