import { type Editor, Extension } from '@tiptap/core';
import { type Node } from '@tiptap/pm/model';
import { NodeSelection, Plugin } from '@tiptap/pm/state';
import { type EditorView, type NodeView } from '@tiptap/pm/view';
import { make } from '../elements.js';

export interface NodeViewSettings {
  imageHref: (imageId: string) => string;
  editFootnote: () => void;
  editPicture: () => void;
}

/** How pictures and footnotes look and answer while one writes. */
export const ProseViews = Extension.create<NodeViewSettings>({
  name: 'proseViews',
  addOptions: () => ({ imageHref: () => '', editFootnote: () => undefined, editPicture: () => undefined }),
  addProseMirrorPlugins() {
    const { editor, options } = this;
    return [
      new Plugin({
        props: {
          nodeViews: {
            figure: (node, view, position) => new FigureView(node, view, position, editor, options),
            footnote: (node, view, position) => new FootnoteView(node, view, position, editor, options),
          },
        },
      }),
    ];
  },
});

type Position = () => number | undefined;

class FigureView implements NodeView {
  readonly dom = make('figure', { class: 'prose-figure' });
  readonly contentDOM = make('figcaption', { 'data-placeholder': 'Caption' });
  private readonly image = make('img', { contenteditable: 'false', draggable: 'false' });
  private readonly words = make('button', {
    type: 'button',
    class: 'prose-figure-words',
    tabindex: '-1',
    contenteditable: 'false',
  });

  constructor(
    private node: Node,
    view: EditorView,
    position: Position,
    editor: Editor,
    private readonly settings: NodeViewSettings,
  ) {
    this.dom.append(this.image, this.contentDOM, this.words);
    this.image.addEventListener('click', () => {
      select(view, position);
    });
    // The picture is not there yet, or can't be reached: its place and its words stay
    this.image.addEventListener('error', () => {
      this.dom.classList.add('prose-figure-missing');
    });
    this.image.addEventListener('load', () => {
      this.dom.classList.remove('prose-figure-missing');
    });
    this.words.addEventListener('click', () => {
      if (!editor.isEditable) return;
      select(view, position);
      settings.editPicture();
    });
    this.show();
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false;
    this.node = node;
    this.show();
    return true;
  }

  selectNode(): void {
    this.dom.classList.add('ProseMirror-selectednode');
  }

  deselectNode(): void {
    this.dom.classList.remove('ProseMirror-selectednode');
  }

  ignoreMutation(mutation: { target: globalThis.Node }): boolean {
    return !this.contentDOM.contains(mutation.target);
  }

  stopEvent(event: Event): boolean {
    return event.target === this.words;
  }

  private show(): void {
    const { image, width, height, alt } = this.node.attrs as Record<string, string | number>;
    const words = String(alt).trim();
    const href = this.settings.imageHref(String(image));
    if (this.image.getAttribute('src') !== href) this.image.src = href;
    this.image.setAttribute('width', String(width));
    this.image.setAttribute('height', String(height));
    this.image.alt = words;
    this.words.textContent = words === '' ? 'Add alternative text' : `Alternative text: ${words}`;
    this.words.classList.toggle('prose-figure-wordless', words === '');
  }
}

class FootnoteView implements NodeView {
  readonly dom = make('span', { class: 'footnote-mark', contenteditable: 'false', role: 'note' });

  constructor(
    private node: Node,
    view: EditorView,
    position: Position,
    editor: Editor,
    settings: NodeViewSettings,
  ) {
    this.dom.addEventListener('dblclick', () => {
      if (!editor.isEditable) return;
      select(view, position);
      settings.editFootnote();
    });
    this.show();
  }

  update(node: Node): boolean {
    if (node.type !== this.node.type) return false;
    this.node = node;
    this.show();
    return true;
  }

  selectNode(): void {
    this.dom.classList.add('ProseMirror-selectednode');
  }

  deselectNode(): void {
    this.dom.classList.remove('ProseMirror-selectednode');
  }

  private show(): void {
    const text = String(this.node.attrs['text']);
    this.dom.title = text;
    this.dom.setAttribute('aria-label', `Footnote: ${text}`);
  }
}

function select(view: EditorView, position: Position): void {
  const at = position();
  if (at !== undefined) view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, at)));
}
