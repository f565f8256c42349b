import type * as Y from 'yjs';
import { type Currency } from '../../../src/assignments/sections/tables/currencies.rules.js';
import { fieldsOf } from '../../../src/assignments/sections/tables/rows.rules.js';
import { type Column } from '../../../src/assignments/sections/tables/table-spec.rules.js';
import { make } from './elements.js';
import { type SectionEditorContext } from './section-editor.js';
import { describe, newId, optionsOf } from './table-cells.js';
import { dayButton } from './table-day.js';
import { normalForm } from './table-matching.js';

interface Field {
  column: Column;
  control: HTMLInputElement | HTMLSelectElement;
  note: HTMLElement;
  hintId: string | null;
}

/** The single values of a section, such as its currency: a label, a hint and a control each. */
export class TableFields {
  readonly element = make('div', { class: 'table-fields' });
  private readonly map: Y.Map<unknown>;
  private readonly fields: Field[];

  constructor(
    private readonly context: SectionEditorContext,
    columns: readonly Column[],
    private readonly origin: unknown,
    private readonly currency: () => Currency | null,
  ) {
    this.map = fieldsOf(context.doc, context.key);
    this.fields = columns.map((column) => this.field(column));
    this.map.observe(this.refresh);
    this.refresh();
  }

  setEditable(editable: boolean): void {
    this.element.classList.toggle('is-readonly', !editable);
    for (const { control } of this.fields) {
      if (control instanceof HTMLSelectElement) control.disabled = !editable;
      else control.readOnly = !editable;
    }
  }

  get hasFocus(): boolean {
    return this.element.contains(document.activeElement);
  }

  /** Shows below each field's hint what can't be read in it. */
  complain(sentences: ReadonlyMap<string, string>): void {
    for (const { column, control, note, hintId } of this.fields) {
      const sentence = document.activeElement === control ? '' : (sentences.get(column.key) ?? '');
      if (note.textContent === sentence) continue;
      note.textContent = sentence;
      note.hidden = sentence === '';
      describe(control, [hintId, sentence === '' ? null : note.id], sentence !== '');
    }
  }

  destroy(): void {
    this.map.unobserve(this.refresh);
    this.element.remove();
  }

  private field(column: Column): Field {
    const id = `field-${this.context.key}-${column.key}`;
    const note = make('p', { class: 'table-note', id: newId('note'), hidden: '' });
    // A number is an example of what to type, not a sentence about it
    const example = column.hint !== undefined && /^\d/.test(column.hint) ? column.hint : null;
    const hint =
      column.hint === undefined || example !== null
        ? null
        : make('p', { class: 'field-hint', id: newId('hint') }, column.hint);
    const control =
      column.type === 'choice'
        ? make('select', { class: 'input', id }, optionsOf(column.choices))
        : make('input', {
            class: `input ${column.width === 'narrow' ? 'input-10' : 'input-30'}`,
            id,
            type: 'text',
            dir: 'auto',
            autocomplete: 'off',
            maxlength: '500',
            placeholder: example,
            inputmode: column.type === 'quantity' || column.type === 'money' ? 'decimal' : null,
          });
    const hintId = hint?.id ?? null;
    describe(control, [hintId], false);
    let before = '';
    control.addEventListener('focus', () => {
      before = control.value;
    });
    control.addEventListener('input', () => {
      this.put(column, control.value);
    });
    control.addEventListener('blur', () => {
      const written = normalForm(column, control.value, this.currency());
      if (control.value !== before && written !== null && written !== control.value) {
        control.value = written;
        this.put(column, written);
      }
    });
    const label = make('label', { for: id }, column.label);
    if (column.optional) label.append(make('span', { class: 'field-optional' }, ' (optional)'));
    const box = make('div', { class: 'table-field' }, control);
    if (column.type === 'date')
      box.append(
        dayButton(
          () => control.value,
          (day) => {
            this.put(column, day);
          },
        ),
      );
    this.element.append(make('div', { class: 'field' }, label, ...(hint ? [hint] : []), note, box));
    return { column, control, note, hintId };
  }

  private put(column: Column, value: string): void {
    this.context.doc.transact(() => {
      if (value === '') this.map.delete(column.key);
      else this.map.set(column.key, value);
    }, this.origin);
  }

  private readonly refresh = (): void => {
    for (const { column, control } of this.fields) {
      const value: unknown = this.map.get(column.key);
      const text = typeof value === 'string' ? value : '';
      if (control.value === text) continue;
      const caret = control instanceof HTMLInputElement ? control.selectionStart : null;
      control.value = text;
      if (control instanceof HTMLInputElement && document.activeElement === control)
        control.setSelectionRange(caret, caret);
    }
  };
}
