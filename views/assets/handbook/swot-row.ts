import type * as Y from 'yjs';
import { type SwotRow } from '../../../src/assignments/sections/swot-rows.rules.js';
import { hasOneLine } from './caret.js';
import { iconButton, make } from './elements.js';
import { TextBinding } from './text-binding.js';

interface RowActs {
  /** A new row below, beginning with what stood after the caret. */
  addAfter: (text: string) => void;
  remove: (towards: 'before' | 'after') => void;
  move: (by: 1 | -1) => void;
  walk: (by: 1 | -1) => void;
}

/** One entry of the grid: a field that grows with its text, and buttons for those who point. */
export class SwotRowField {
  readonly element: HTMLLIElement;
  readonly text: Y.Text;
  private readonly field = make('textarea', { class: 'swot-text', rows: '1', enterkeyhint: 'done' });
  private readonly grower = make('div', { class: 'swot-grower' }, this.field);
  private readonly buttons: HTMLElement;
  private readonly binding: TextBinding;
  private label = '';

  constructor(
    row: SwotRow,
    private readonly origin: unknown,
    private readonly acts: RowActs,
  ) {
    this.text = row.text;
    const act = (
      name: 'arrowUp' | 'arrowDown' | 'remove',
      label: string,
      run: () => void,
    ): HTMLButtonElement => {
      // The keys do the same from within the field, so these are not stops of the tab key
      const button = iconButton(name, label, { class: 'editor-tool', tabindex: '-1' });
      button.addEventListener('click', run);
      return button;
    };
    this.buttons = make(
      'div',
      { class: 'swot-acts' },
      act('arrowUp', 'Move up', () => {
        acts.move(-1);
      }),
      act('arrowDown', 'Move down', () => {
        acts.move(1);
      }),
      act('remove', 'Remove', () => {
        acts.remove('after');
      }),
    );
    this.element = make('li', { class: 'swot-row' }, this.grower, this.buttons);
    this.binding = new TextBinding(this.field, row.text, origin, this.grow);
    this.field.setAttribute('aria-keyshortcuts', 'Enter Alt+ArrowUp Alt+ArrowDown');
    this.field.addEventListener('keydown', this.onKeyDown);
    this.field.addEventListener('paste', this.onPaste);
    this.grow();
  }

  get hasFocus(): boolean {
    return document.activeElement === this.field;
  }

  focus(caret: 'start' | 'end' | 'keep'): void {
    this.field.focus();
    if (caret === 'keep') return;
    const at = caret === 'start' ? 0 : this.field.value.length;
    this.field.setSelectionRange(at, at);
  }

  describe(label: string, editable: boolean): void {
    if (label !== this.label) this.field.setAttribute('aria-label', label);
    this.label = label;
    this.field.readOnly = !editable;
    this.buttons.hidden = !editable;
  }

  destroy(): void {
    this.binding.destroy();
    this.element.remove();
  }

  /** The field is as high as its text: a copy of it in CSS content sets the height (handbook.css). */
  private readonly grow = (): void => {
    this.grower.dataset['text'] = `${this.field.value} `;
  };

  private readonly onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const { selectionStart: start, selectionEnd: end, value, readOnly } = this.field;
    const up = event.key === 'ArrowUp';
    if (up || event.key === 'ArrowDown') {
      if (event.altKey && !readOnly) {
        event.preventDefault();
        this.acts.move(up ? -1 : 1);
      } else if (!event.altKey && !event.shiftKey && hasOneLine(this.field)) {
        event.preventDefault();
        this.acts.walk(up ? -1 : 1);
      } else if (!event.altKey && !event.shiftKey) {
        // The browser moves the caret within the text first; where it can't, the next row is meant
        setTimeout(() => {
          if (this.hasFocus && this.field.selectionStart === start) this.acts.walk(up ? -1 : 1);
        });
      }
    } else if (event.key === 'Enter' && !readOnly) {
      event.preventDefault();
      if (value.trim() === '') return;
      this.replace(start, value.length, '');
      this.acts.addAfter(value.slice(end));
    } else if ((event.key === 'Backspace' || event.key === 'Delete') && value === '' && !readOnly) {
      event.preventDefault();
      this.acts.remove(event.key === 'Backspace' ? 'before' : 'after');
    }
  };

  /** Lines become rows, as from a list in another document. */
  private readonly onPaste = (event: ClipboardEvent): void => {
    const lines = (event.clipboardData?.getData('text/plain') ?? '')
      .slice(0, 100_000)
      .split(/\r\n|\r|\n/)
      .map((line) => line.replace(/^\s*(?:[-*•–]|\d+[.)])\s+/, '').trim())
      .filter((line) => line !== '');
    if (lines.length < 2 || this.field.readOnly) return;
    event.preventDefault();
    const { selectionStart: start, selectionEnd: end } = this.field;
    this.replace(start, end, lines[0] ?? '');
    for (const line of lines.slice(1, 200).reverse()) this.acts.addAfter(line);
  };

  private replace(from: number, to: number, inserted: string): void {
    if (from === to && inserted === '') return;
    this.text.doc?.transact(() => {
      if (to > from) this.text.delete(from, to - from);
      if (inserted !== '') this.text.insert(from, inserted);
    }, this.origin);
  }
}
