import type Sortable from 'sortablejs';
import { type Currency } from '../../../src/assignments/sections/tables/currencies.rules.js';
import { type Column, type TableSpec } from '../../../src/assignments/sections/tables/table-spec.rules.js';
import { make } from './elements.js';
import { icon } from './icons.js';
import { newId } from './table-cells.js';
import { type Tool, Toolbar } from './toolbar.js';

export interface SheetActs {
  /** A new row after the last one, or below the one that somebody is in. */
  addLast(): void;
  addBelow(): void;
  moveCurrent(by: 1 | -1): void;
  duplicateCurrent(): void;
  removeCurrent(): void;
  copyTable(): void;
  undo(): void;
  redo(): void;
  /** True when somebody is in a row, or was last. */
  hasCurrent(): boolean;
  canUndo(): boolean;
  canRedo(): boolean;
  backToCell(): void;
  help(): void;
  dropped(rowId: string, at: number): void;
}

/** What is around the rows: the tools, the heads, what stands there while there are none, the way to add one. */
export class TableSheet {
  readonly element: HTMLElement;
  /** The ids of each column's head and hint. */
  readonly heads: Readonly<Record<string, string>>;
  readonly hints: Readonly<Record<string, string>>;
  private readonly toolbar: Toolbar;
  private readonly table: HTMLTableElement;
  private readonly box: HTMLElement;
  private readonly empty: HTMLElement;
  private readonly first: HTMLButtonElement;
  private readonly more: HTMLButtonElement;
  private readonly foot: HTMLElement;
  private readonly hint = make('p', { class: 'table-hint', 'aria-hidden': 'true' });
  private readonly said = make('p', { class: 'table-said', hidden: '' });
  private readonly invitation = make('p', { class: 'quiet' }, 'Rows of a spreadsheet can be pasted here.');
  private readonly width = new ResizeObserver(() => {
    this.measure();
  });
  private dragging: Sortable | null = null;
  private editable = true;
  private rows = 0;

  constructor(
    title: string,
    private readonly spec: TableSpec,
    private readonly acts: SheetActs,
  ) {
    const { noun, columns, computed } = spec;
    this.heads = Object.fromEntries([...columns, ...computed].map(({ key }) => [key, newId('head')]));
    const hinted = columns.filter(({ hint }) => hint !== undefined);
    this.hints = Object.fromEntries(hinted.map(({ key }) => [key, newId('hint')]));
    this.toolbar = new Toolbar(this.tools(), {
      label: `Tools for the ${noun.many} of ${title}`,
      leave: () => {
        acts.backToCell();
      },
    });
    this.table = make(
      'table',
      { role: 'table', class: 'table-grid', 'aria-label': title },
      make('colgroup', {}, ...this.widths()),
      make('thead', { role: 'rowgroup' }, this.headRow()),
    );
    this.box = make('div', { class: 'table-box-live', tabindex: '-1' }, this.table);
    this.first = this.adder(`Add the first ${noun.one}`, 'button button-small');
    this.more = this.adder(`Add ${article(noun.one)} ${noun.one}`, 'table-add');
    this.empty = make(
      'div',
      { class: 'empty table-empty' },
      make('p', { class: 'empty-title' }, `No ${noun.many} yet`),
      make('p', { class: 'quiet' }, emptySentence(spec)),
      this.invitation,
      this.first,
    );
    const copy = make('button', { type: 'button', class: 'table-add' }, icon('copyTable'), 'Copy the table');
    copy.addEventListener('click', () => {
      acts.copyTable();
    });
    this.foot = make('div', { class: 'table-foot' }, this.more, this.hint, copy);
    this.element = make(
      'div',
      { class: 'table-sheet' },
      this.toolbar.element,
      this.box,
      this.empty,
      this.foot,
      this.said,
      ...hinted.map(({ key, hint = '' }) => make('span', { id: this.hints[key] ?? '', hidden: '' }, hint)),
    );
    this.width.observe(this.box);
  }

  /** Takes in the rows, and lets them be dragged by their numbers. */
  hold(body: HTMLElement): void {
    this.table.append(body);
    void import('sortablejs').then(({ default: Dragging }) => {
      if (!this.element.isConnected) return;
      this.dragging = Dragging.create(body, {
        handle: '.table-grip',
        draggable: '.table-row',
        animation: window.matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 150,
        forceFallback: true,
        disabled: !this.editable,
        ghostClass: 'table-row-moving',
        onEnd: ({ item, oldDraggableIndex: from = 0, newDraggableIndex: to = 0 }) => {
          if (from !== to) this.acts.dropped(item.id.replace(/^row-/, ''), to);
        },
      });
    });
  }

  /** @param rows how many there are now */
  show(rows: number): void {
    this.rows = rows;
    this.box.hidden = rows === 0;
    this.empty.hidden = rows > 0;
    this.first.hidden = !this.editable;
    this.invitation.hidden = !this.editable;
    this.foot.hidden = rows === 0 || !this.editable;
    this.toolbar.element.hidden = !this.editable;
    this.element.classList.toggle('is-readonly', !this.editable);
    this.measure();
  }

  setEditable(editable: boolean): void {
    this.editable = editable;
    this.dragging?.option('disabled', !editable);
    this.show(this.rows);
  }

  refresh(): void {
    this.toolbar.refresh();
  }

  /** A sentence about what was just done, with a way to take it back. */
  say(sentence: string, undoable = false): void {
    this.said.replaceChildren(sentence);
    this.said.hidden = sentence === '';
    if (!undoable) return;
    const undo = make('button', { type: 'button', class: 'link-button' }, 'Undo');
    undo.addEventListener('click', () => {
      this.acts.undo();
    });
    this.said.append(' ', undo);
  }

  /** Amounts stand without their currency; the heads of their columns name it. */
  showCurrency(currency: Currency | null): void {
    for (const { key, label, type } of [...this.spec.columns, ...this.spec.computed]) {
      const head = type === 'money' ? this.table.querySelector(`#${this.heads[key] ?? ''}`) : null;
      const words = currency === null ? label : `${label}, ${currency}`;
      if (head && head.textContent !== words) head.textContent = words;
    }
  }

  /** What belongs into the cell that somebody is in. */
  showHint(column: Column | null): void {
    const { label = '', hint } = column ?? {};
    this.hint.textContent = hint === undefined ? '' : `${label}: ${hint}`;
  }

  focusToolbar(): void {
    this.toolbar.focus();
  }

  /** A place that takes no letters. */
  focusBox(): void {
    this.box.focus({ preventScroll: true });
  }

  focusAdd(): void {
    (this.rows === 0 ? this.first : this.more).focus();
  }

  destroy(): void {
    this.width.disconnect();
    this.dragging?.destroy();
    this.element.remove();
  }

  /** Only a table that is wider than the page scrolls in a box; the head of any other stays in sight. */
  private readonly measure = (): void => {
    this.box.classList.toggle('is-wide', this.table.scrollWidth > this.box.clientWidth + 1);
  };

  private adder(label: string, className: string): HTMLButtonElement {
    const button = make(
      'button',
      { type: 'button', class: className },
      icon('plus'),
      make('span', {}, label),
    );
    button.addEventListener('click', () => {
      this.acts.addLast();
    });
    return button;
  }

  private widths(): HTMLElement[] {
    const col = (name: string) => make('col', { class: `table-col-${name}` });
    return [
      col('number'),
      ...this.spec.columns.map(({ width, type }) => col(type === 'date' ? 'date' : width)),
      ...this.spec.computed.map(() => col('computed')),
    ];
  }

  private headRow(): HTMLElement {
    const number = make('th', { role: 'columnheader', scope: 'col', class: 'table-number' });
    number.append(make('span', { class: 'visually-hidden' }, 'Number'));
    const head = (key: string, label: string, type: string) =>
      make(
        'th',
        { role: 'columnheader', scope: 'col', class: `table-head-${type}`, id: this.heads[key] ?? '' },
        label,
      );
    return make(
      'tr',
      { role: 'row' },
      number,
      ...this.spec.columns.map(({ key, label, type }) => head(key, label, type)),
      ...this.spec.computed.map(({ key, label, type }) => head(key, label, type)),
    );
  }

  private tools(): Tool[][] {
    const { acts } = this;
    const { one } = this.spec.noun;
    const enabled = () => acts.hasCurrent();
    const tool = (own: Tool): Tool => own;
    return [
      [
        tool({
          icon: 'plus',
          label: `Add ${article(one)} ${one} below`,
          keys: 'Enter',
          run: () => {
            acts.addBelow();
          },
        }),
        tool({
          icon: 'copyLine',
          label: `Repeat this ${one}`,
          keys: 'Alt+Shift+ArrowDown',
          enabled,
          run: () => {
            acts.duplicateCurrent();
          },
        }),
        tool({
          icon: 'trash',
          label: `Remove this ${one}`,
          keys: 'Control+Shift+Backspace',
          enabled,
          run: () => {
            acts.removeCurrent();
          },
        }),
      ],
      [
        tool({
          icon: 'arrowUp',
          label: 'Move up',
          keys: 'Alt+ArrowUp',
          enabled,
          run: () => {
            acts.moveCurrent(-1);
          },
        }),
        tool({
          icon: 'arrowDown',
          label: 'Move down',
          keys: 'Alt+ArrowDown',
          enabled,
          run: () => {
            acts.moveCurrent(1);
          },
        }),
      ],
      [
        tool({
          icon: 'undo',
          label: 'Undo',
          keys: 'Control+Z',
          enabled: () => acts.canUndo(),
          run: () => {
            acts.undo();
          },
        }),
        tool({
          icon: 'redo',
          label: 'Redo',
          keys: 'Control+Y',
          enabled: () => acts.canRedo(),
          run: () => {
            acts.redo();
          },
        }),
      ],
      [
        tool({
          icon: 'help',
          label: 'Keys of a table',
          keys: 'Control+/',
          run: () => {
            acts.help();
          },
        }),
      ],
    ];
  }
}

function emptySentence({ noun, columns, computed }: TableSpec): string {
  const labels = [...columns, ...computed].map(({ label }, at) => (at === 0 ? label : lower(label)));
  const last = labels.pop() ?? '';
  const all = labels.length === 0 ? last : `${labels.join(', ')} and ${last}`;
  return `${all}: one row for each ${noun.one}.`;
}

const lower = (label: string): string => label.charAt(0).toLowerCase() + label.slice(1);
const article = (noun: string): string => (/^[aeiou]/.test(noun) ? 'an' : 'a');
