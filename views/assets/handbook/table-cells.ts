import type * as Y from 'yjs';
import { cellText } from '../../../src/assignments/sections/tables/rows.rules.js';
import { type Column } from '../../../src/assignments/sections/tables/table-spec.rules.js';
import { make } from './elements.js';

export type Caret = 'start' | 'end' | 'keep';

export interface CellSettings {
  /** The anchor that leads to the cell. */
  anchor: string;
  column: Column;
  /** Whose changes these are, for the history. */
  origin: unknown;
  /** The ids of what names the cell: its column's head and its row's. */
  labelledBy: string;
  /** The id of what says what belongs here. */
  hintId: string | null;
}

/** One cell of the table: its control, and below it a sentence when what stands in it can’t be read. */
export abstract class TableCell {
  readonly element: HTMLTableCellElement;
  protected row: Y.Map<unknown> | null = null;
  protected editable = true;
  private note: HTMLElement | null = null;

  protected constructor(
    protected readonly settings: CellSettings,
    protected readonly body: HTMLElement,
  ) {
    const { type, label, width } = settings.column;
    this.element = make(
      'td',
      { role: 'cell', class: `table-cell table-cell-${type} table-${width}`, 'data-label': label },
      body,
    );
  }

  get column(): Column {
    return this.settings.column;
  }

  /** What has the focus when the cell has it. */
  abstract get control(): HTMLElement;
  /** What stands in the cell: the text as typed, or the key of what was chosen. */
  abstract get value(): string;
  /** The same as one reads it. */
  abstract get words(): string;
  /** Shows the cell of this row from now on. The element, its focus and its caret stay. */
  abstract bind(row: Y.Map<unknown>): void;
  abstract put(value: string): void;
  abstract focus(caret: Caret): void;

  setEditable(editable: boolean): void {
    this.editable = editable;
  }

  /** Shows a sentence below the cell, or none. */
  complain(sentence: string | null): void {
    if (sentence === (this.note?.textContent ?? null)) return;
    this.note?.remove();
    this.note = null;
    const described = [this.settings.hintId];
    if (sentence !== null) {
      this.note = make('p', { class: 'table-note', id: newId('note') }, sentence);
      this.element.append(this.note);
      described.push(this.note.id);
    }
    this.element.classList.toggle('is-unreadable', sentence !== null);
    describe(this.control, described, sentence !== null);
  }

  destroy(): void {
    this.element.remove();
  }
}

/** A cell in which one chooses: of the column's choices, or of the rows of another section. */
export class ChoiceCell extends TableCell {
  private readonly select: HTMLSelectElement;
  private readonly way: HTMLAnchorElement | null;
  private options: DocumentFragment | null = null;
  private shown = '';

  /** @param way where there is nothing to choose from yet: leads to where that is written */
  constructor(settings: CellSettings, way: { href: string; words: string } | null) {
    const select = make('select', {
      id: settings.anchor,
      class: 'table-select',
      'aria-labelledby': settings.labelledBy,
    });
    super(settings, make('div', { class: 'table-cell-body' }, select));
    this.select = select;
    describe(select, [settings.hintId], false);
    this.way = way && make('a', { href: way.href, class: 'table-way', 'data-turbo': 'false' }, way.words);
    select.addEventListener('change', this.onChange);
  }

  get control(): HTMLElement {
    return this.way?.parentElement === this.body ? this.way : this.select;
  }

  get value(): string {
    return this.shown;
  }

  get words(): string {
    return this.shown === '' ? '' : (this.select.selectedOptions[0]?.label ?? '');
  }

  bind(row: Y.Map<unknown>): void {
    this.row = row;
    this.shown = cellText(row, this.column.key);
    this.refresh();
  }

  /** What can be chosen: an option each, cloned for every row. */
  offer(options: DocumentFragment): void {
    this.options = options;
    this.select.replaceChildren(options.cloneNode(true));
    this.refresh();
  }

  put(value: string): void {
    const { row } = this;
    row?.doc?.transact(() => {
      if (value === '') row.delete(this.column.key);
      else row.set(this.column.key, value);
    }, this.settings.origin);
  }

  focus(): void {
    this.control.focus();
  }

  override setEditable(editable: boolean): void {
    super.setEditable(editable);
    this.select.disabled = !editable;
    this.refresh();
  }

  private refresh(): void {
    const { select, way, shown } = this;
    select.querySelector('option[data-gone]')?.remove();
    const known = [...select.options].some(({ value }) => value === shown);
    if (!known && this.column.type === 'ref')
      select.append(make('option', { value: shown, 'data-gone': '' }, 'No longer there'));
    select.value = known || this.column.type === 'ref' ? shown : '';
    // A long name is cut off at the cell’s edge
    select.title = this.words;
    const nothing = this.options?.childElementCount === 1 && shown === '';
    const wanted = way !== null && nothing && this.editable ? way : select;
    if (wanted.parentElement === this.body) return;
    const focused = this.body.contains(document.activeElement);
    this.control.removeAttribute('id');
    this.body.replaceChildren(wanted);
    wanted.id = this.settings.anchor;
    if (focused) wanted.focus();
  }

  private readonly onChange = (): void => {
    this.put(this.select.value);
  };
}

/** What can be chosen, with nothing chosen first. */
export function optionsOf(choices: readonly { key: string; label: string }[]): DocumentFragment {
  const fragment = document.createDocumentFragment();
  fragment.append(make('option', { value: '' }, '–'));
  for (const { key, label } of choices) fragment.append(make('option', { value: key }, label));
  return fragment;
}

/** Names a control's hint and note, and says whether it can be read. */
export function describe(control: HTMLElement, ids: readonly (string | null)[], invalid: boolean): void {
  const given = ids.filter((id) => id !== null).join(' ');
  if (given === '') control.removeAttribute('aria-describedby');
  else control.setAttribute('aria-describedby', given);
  if (invalid) control.setAttribute('aria-invalid', 'true');
  else control.removeAttribute('aria-invalid');
}

let ids = 0;

/** An id of this page; those of documents are no good for lists of ids, which white space separates. */
export function newId(name: string): string {
  ids += 1;
  return `table-${name}-${ids}`;
}
