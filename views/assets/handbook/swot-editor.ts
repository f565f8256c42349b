import * as Y from 'yjs';
import {
  addSwotRow,
  moveSwotRow,
  type Quadrant,
  quadrants,
  removeSwotRow,
  type SwotRow,
  swotRows,
} from '../../../src/assignments/sections/swot-rows.rules.js';
import { quadrantTitles } from '../../../src/assignments/sections/swot.rules.js';
import { make } from './elements.js';
import { icon } from './icons.js';
import { type EditSection, type SectionEditor, type SectionEditorContext } from './section-editor.js';
import { SectionNotes } from './section-notes.js';
import { SwotRowField } from './swot-row.js';

const questions: Record<Quadrant, string> = {
  strengths: 'What the company does better than others',
  weaknesses: 'What holds it back from within',
  opportunities: 'What around it could be used',
  threats: 'What around it could do harm',
};
const singular: Record<Quadrant, string> = {
  strengths: 'strength',
  weaknesses: 'weakness',
  opportunities: 'opportunity',
  threats: 'threat',
};

/** Edits the SWOT grid: four lists, every act by keyboard, what others do merged in place; and the words below it. */
export const editSwot: EditSection = (context) => new SwotEditor(context);

class SwotEditor implements SectionEditor {
  private readonly grid = make('div', { class: 'swot-editor' });
  private readonly lists = new Map<Quadrant, HTMLUListElement>();
  private readonly adders: HTMLButtonElement[] = [];
  private readonly fields = new Map<string, SwotRowField>();
  private readonly map: Y.Map<unknown>;
  private readonly history: Y.UndoManager;
  private readonly notes: SectionNotes;
  private editable: boolean;

  constructor(private readonly context: SectionEditorContext) {
    this.editable = context.editable;
    this.map = context.doc.getMap(context.key);
    this.history = new Y.UndoManager(this.map, { trackedOrigins: new Set([this]) });
    for (const quadrant of quadrants) this.grid.append(this.quadrant(quadrant));
    this.notes = new SectionNotes(context);
    context.host.replaceChildren(this.grid, this.notes.element);
    this.map.observeDeep(this.refresh);
    this.grid.addEventListener('keydown', this.onHistoryKey);
    this.refresh();
  }

  setEditable(editable: boolean): void {
    if (editable === this.editable) return;
    this.editable = editable;
    this.notes.setEditable(editable);
    this.refresh();
  }

  destroy(): void {
    this.map.unobserveDeep(this.refresh);
    this.history.destroy();
    this.notes.destroy();
    for (const field of this.fields.values()) field.destroy();
    this.context.host.replaceChildren();
  }

  private quadrant(quadrant: Quadrant): HTMLElement {
    const id = `${this.context.key}-${quadrant}`;
    const list = make('ul', { class: 'swot-rows', 'aria-labelledby': id });
    const add = make(
      'button',
      { type: 'button', class: 'swot-add' },
      icon('plus'),
      make('span', {}, `Add ${singular[quadrant] === 'opportunity' ? 'an' : 'a'} ${singular[quadrant]}`),
    );
    add.addEventListener('click', () => {
      this.add(quadrant, Infinity);
    });
    this.lists.set(quadrant, list);
    this.adders.push(add);
    return make(
      'section',
      { class: 'swot-quadrant', id: `field-${id}`, 'aria-labelledby': id },
      make('h3', { id }, quadrantTitles[quadrant]),
      make('p', { class: 'swot-question' }, questions[quadrant]),
      list,
      add,
    );
  }

  /** Brings the page to the document's rows; the field that has the focus stays the element that it is. */
  private readonly refresh = (): void => {
    const rows = swotRows(this.context.doc, this.context.key);
    const known = new Set(rows.map(({ id }) => id));
    for (const [id, field] of this.fields) {
      if (known.has(id)) continue;
      if (field.hasFocus) this.context.announce('The entry you were in was removed.');
      field.destroy();
      this.fields.delete(id);
    }
    for (const quadrant of quadrants) {
      const own = rows.filter((row) => row.quadrant === quadrant);
      own.forEach((row, index) => {
        const field = this.fieldOf(row);
        field.describe(`${capital(singular[quadrant])} ${index + 1} of ${own.length}`, this.editable);
        const list = this.lists.get(quadrant);
        if (list && list.children[index] !== field.element) place(list, field, index);
      });
    }
    for (const add of this.adders) add.hidden = !this.editable;
  };

  private fieldOf(row: SwotRow): SwotRowField {
    const known = this.fields.get(row.id);
    if (known?.text === row.text) return known;
    known?.destroy();
    const field = new SwotRowField(row, this, {
      addAfter: (text) => {
        this.addAfter(row.id, text);
      },
      remove: (towards) => {
        this.remove(row.id, towards);
      },
      move: (by) => {
        this.move(row.id, by);
      },
      walk: (by) => {
        this.walk(row.id, by);
      },
    });
    this.fields.set(row.id, field);
    return field;
  }

  private rows(): SwotRow[] {
    return swotRows(this.context.doc, this.context.key);
  }

  private add(quadrant: Quadrant, at: number, text = ''): void {
    const id = crypto.randomUUID();
    this.history.stopCapturing();
    addSwotRow(this.context.doc, this.context.key, { id, quadrant, at, text }, this);
    this.fields.get(id)?.focus('end');
  }

  private addAfter(id: string, text: string): void {
    const row = this.rows().find((other) => other.id === id);
    if (row === undefined) return;
    const own = this.rows().filter((other) => other.quadrant === row.quadrant);
    this.add(row.quadrant, own.findIndex((other) => other.id === id) + 1, text);
    if (text !== '') this.lastAdded()?.focus('start');
  }

  private lastAdded(): SwotRowField | undefined {
    return [...this.fields.values()].find((field) => field.hasFocus);
  }

  private remove(id: string, towards: 'before' | 'after'): void {
    const rows = this.rows();
    const index = rows.findIndex((row) => row.id === id);
    const row = rows[index];
    if (row === undefined) return;
    const same = (other: SwotRow | undefined): SwotRow | undefined =>
      other?.quadrant === row.quadrant ? other : undefined;
    const before = same(rows[index - 1]);
    const after = same(rows[index + 1]);
    const next = towards === 'before' ? (before ?? after) : (after ?? before);
    this.history.stopCapturing();
    removeSwotRow(this.context.doc, this.context.key, id, this);
    if (next !== undefined) this.fields.get(next.id)?.focus(next === before ? 'end' : 'start');
    else this.adders[quadrants.indexOf(row.quadrant)]?.focus();
    this.context.announce(`${capital(singular[row.quadrant])} removed.`);
  }

  /** One place up or down; over the edge of a quadrant into the next one. */
  private move(id: string, by: 1 | -1): void {
    const row = this.rows().find((other) => other.id === id);
    if (row === undefined) return;
    const own = this.rows().filter((other) => other.quadrant === row.quadrant);
    const at = own.findIndex((other) => other.id === id) + by;
    let to = { quadrant: row.quadrant, at };
    if (at < 0 || at >= own.length) {
      const next = quadrants[quadrants.indexOf(row.quadrant) + by];
      if (next === undefined) return;
      to = { quadrant: next, at: by === 1 ? 0 : Infinity };
    }
    this.history.stopCapturing();
    moveSwotRow(this.context.doc, this.context.key, id, to, this);
    this.fields.get(id)?.focus('keep');
    const now = this.rows().filter((other) => other.quadrant === to.quadrant);
    const place = now.findIndex((other) => other.id === id) + 1;
    this.context.announce(`Moved to ${quadrantTitles[to.quadrant]}, ${place} of ${now.length}.`);
  }

  private walk(id: string, by: 1 | -1): void {
    const rows = this.rows();
    const next = rows[rows.findIndex((row) => row.id === id) + by];
    if (next !== undefined) this.fields.get(next.id)?.focus(by === 1 ? 'start' : 'end');
  }

  private readonly onHistoryKey = (event: KeyboardEvent): void => {
    if (!this.editable || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    const key = event.key.toLowerCase();
    if (key !== 'z' && key !== 'y') return;
    event.preventDefault();
    if (key === 'y' || event.shiftKey) this.history.redo();
    else this.history.undo();
  };
}

/** Moves a row's element; moving takes the focus away, so it is given back. */
function place(list: HTMLElement, field: SwotRowField, index: number): void {
  const focused = field.hasFocus;
  list.insertBefore(field.element, list.children[index] ?? null);
  if (focused) field.focus('keep');
}

function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
