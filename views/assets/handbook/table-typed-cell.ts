import * as Y from 'yjs';
import { safeLink } from '../../../src/assignments/sections/prose.rules.js';
import { cellText } from '../../../src/assignments/sections/tables/rows.rules.js';
import { type Column } from '../../../src/assignments/sections/tables/table-spec.rules.js';
import { make } from './elements.js';
import { icon } from './icons.js';
import { type Caret, type CellSettings, describe, TableCell } from './table-cells.js';
import { dayButton } from './table-day.js';
import { TextBinding } from './text-binding.js';

/** As much as is read of a cell when it is frozen. */
const longestCell = '20000';

const inputModes: Partial<Record<Column['type'], string>> = {
  money: 'decimal',
  quantity: 'decimal',
  link: 'url',
};

/** A cell in which one types: a field that grows with its text. */
export class TypedCell extends TableCell {
  private readonly field: HTMLTextAreaElement;
  private readonly opener: HTMLAnchorElement | null = null;
  private readonly calendar: HTMLButtonElement | null = null;
  private binding: TextBinding | null = null;

  constructor(settings: CellSettings) {
    const { column } = settings;
    const plain = column.type === 'link' || column.type === 'date';
    const field = make('textarea', {
      id: settings.anchor,
      class: 'table-text',
      rows: '1',
      dir: 'auto',
      maxlength: longestCell,
      enterkeyhint: column.type === 'long' ? null : 'next',
      inputmode: inputModes[column.type] ?? null,
      autocapitalize: plain ? 'off' : null,
      spellcheck: plain ? 'false' : null,
      placeholder: column.hint ?? null,
      'aria-labelledby': settings.labelledBy,
    });
    super(
      settings,
      make('div', { class: 'table-cell-body table-grower', 'data-hint': column.hint ?? ' ' }, field),
    );
    this.field = field;
    describe(field, [settings.hintId], false);
    field.addEventListener('input', this.onInput);
    // What these do is done by keys in the field, too, so they are no stops of the tab key
    if (column.type === 'link') {
      this.opener = make(
        'a',
        {
          class: 'table-tool',
          target: '_blank',
          rel: 'nofollow noopener noreferrer',
          tabindex: '-1',
          'aria-label': 'Open this address in a new tab',
          title: 'Open this address in a new tab (Ctrl+Enter)',
        },
        icon('openAddress'),
      );
      this.body.append(this.opener);
    }
    if (column.type === 'date') {
      this.calendar = dayButton(
        () => this.field.value,
        (day) => {
          this.put(day);
        },
      );
      this.body.append(this.calendar);
    }
  }

  get control(): HTMLTextAreaElement {
    return this.field;
  }

  get value(): string {
    return this.field.value;
  }

  get words(): string {
    return this.field.value;
  }

  bind(row: Y.Map<unknown>): void {
    this.row = row;
    const value = row.get(this.column.key);
    const text = value instanceof Y.Text ? value : null;
    if (text !== null && this.binding?.text === text) return;
    this.binding?.destroy();
    const { selectionStart, selectionEnd } = this.field;
    this.binding =
      text === null ? null : new TextBinding(this.field, text, this.settings.origin, this.onChange);
    if (text === null) this.field.value = cellText(row, this.column.key);
    if (document.activeElement === this.field) this.field.setSelectionRange(selectionStart, selectionEnd);
    this.onChange();
  }

  put(value: string): void {
    const { row, binding } = this;
    if (value === this.value) return;
    row?.doc?.transact(() => {
      if (binding === null) row.set(this.column.key, new Y.Text(value));
      else {
        binding.text.delete(0, binding.text.length);
        binding.text.insert(0, value);
      }
    }, this.settings.origin);
  }

  focus(caret: Caret): void {
    this.field.focus();
    if (caret === 'keep') return;
    const at = caret === 'start' ? 0 : this.field.value.length;
    this.field.setSelectionRange(at, at);
  }

  override setEditable(editable: boolean): void {
    super.setEditable(editable);
    this.field.readOnly = !editable;
    if (this.calendar) this.calendar.hidden = !editable;
  }

  /** A line break where the caret is. */
  breakLine(): void {
    const { selectionStart, selectionEnd } = this.field;
    this.field.setRangeText('\n', selectionStart, selectionEnd, 'end');
    this.field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  }

  /** Opens the address in a new tab; false where there is none. */
  open(): boolean {
    if (this.opener === null || this.opener.hidden) return false;
    this.opener.click();
    return true;
  }

  override destroy(): void {
    this.binding?.destroy();
    super.destroy();
  }

  /** The cell is as high as its text: a copy of it in CSS content sets the height (table-editor.css). */
  private readonly onChange = (): void => {
    this.body.dataset['text'] = `${this.field.value} `;
    if (this.opener) {
      const address = addressOf(this.field.value);
      this.opener.hidden = address === null;
      if (address === null) this.opener.removeAttribute('href');
      else this.opener.href = address;
    }
  };

  /** The first letter in a cell that an older row does not have makes it. */
  private readonly onInput = (): void => {
    const { row } = this;
    if (this.binding !== null || row === null) return;
    row.doc?.transact(() => row.set(this.column.key, new Y.Text(this.field.value)), this.settings.origin);
    this.bind(row);
  };
}

/** Where an address leads; null for what is none. */
function addressOf(text: string): string | null {
  const typed = text.trim();
  if (!typed.includes('.') || /\s/.test(typed)) return null;
  return safeLink(/^[a-z][a-z0-9+.-]*:/i.test(typed) ? typed : `https://${typed}`);
}
