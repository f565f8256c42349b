import { type Editor } from '@tiptap/core';
import { type Node } from '@tiptap/pm/model';
import { NodeSelection } from '@tiptap/pm/state';
import { make } from '../elements.js';

/** The words of the footnotes below the text, in the order of their marks, as their reader will find them. */
export class FootnoteList {
  readonly element = make('ol', { class: 'prose-notes', 'aria-label': 'Footnotes' });
  private shown = '';

  constructor(
    private readonly editor: () => Editor,
    private readonly edit: () => void,
  ) {}

  refresh(doc: Node, editable: boolean): void {
    const notes: { text: string; at: number }[] = [];
    doc.descendants((node, at) => {
      if (node.type.name === 'footnote') notes.push({ text: String(node.attrs['text']), at });
    });
    const key = JSON.stringify([editable, notes.map(({ text }) => text)]);
    if (key === this.shown) return;
    this.shown = key;
    this.element.hidden = notes.length === 0;
    this.element.replaceChildren(
      ...notes.map(({ text }, index) => make('li', {}, this.entry(text, index, editable))),
    );
  }

  private entry(text: string, index: number, editable: boolean): HTMLElement {
    if (!editable) return make('span', {}, text);
    const button = make(
      'button',
      { type: 'button', class: 'prose-note', title: 'Change this footnote' },
      text,
    );
    button.addEventListener('click', () => {
      const editor = this.editor();
      const places: number[] = [];
      editor.state.doc.descendants((node, at) => {
        if (node.type.name === 'footnote') places.push(at);
      });
      const at = places[index];
      if (at === undefined) return;
      editor.view.dispatch(editor.state.tr.setSelection(NodeSelection.create(editor.state.doc, at)));
      this.edit();
    });
    return button;
  }
}
