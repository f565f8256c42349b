import { notesOf } from '../../../src/assignments/sections/tables/rows.rules.js';
import { make } from './elements.js';
import { mountProse } from './prose-editor.js';
import { type SectionEditor, type SectionEditorContext } from './section-editor.js';

/** The words that go with a table or a grid: a small editor of prose under a line that says what it is for. */
export class SectionNotes implements SectionEditor {
  readonly element: HTMLElement;
  private readonly editor: SectionEditor;
  private editable: boolean;

  constructor({ doc, key, title, editable, announce }: SectionEditorContext) {
    this.editable = editable;
    const host = make('div');
    const words = make('p', { class: 'section-notes-title', 'aria-hidden': 'true' }, 'In words');
    this.element = make('div', { class: 'section-notes' }, words, host);
    this.editor = mountProse({
      fragment: notesOf(doc, key),
      label: `${title}, in words`,
      headingId: null,
      host,
      editable,
      announce,
      compact: true,
    });
  }

  setEditable(editable: boolean): void {
    if (editable === this.editable) return;
    this.editable = editable;
    this.editor.setEditable(editable);
  }

  destroy(): void {
    this.editor.destroy();
    this.element.remove();
  }
}
