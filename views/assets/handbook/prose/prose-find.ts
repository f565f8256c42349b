import { type Editor, Extension } from '@tiptap/core';
import { TextSelection } from '@tiptap/pm/state';
import { search, SearchQuery, setSearchState } from 'prosemirror-search';
import { type FindQuery, type FindTarget } from '../find-target.js';
import { beginUndoStep } from './undo-step.js';

interface ProseMatch {
  from: number;
  to: number;
}

/** Marks what is looked for by class. */
export const ProseSearch = Extension.create({ name: 'proseSearch', addProseMirrorPlugins: () => [search()] });

/** One editor of prose as something that can be searched. */
export class ProseFind implements FindTarget<ProseMatch> {
  private query: SearchQuery | null = null;

  constructor(
    readonly element: HTMLElement,
    private readonly editor: Editor,
  ) {}

  matches(query: FindQuery | null): ProseMatch[] {
    const wanted = new SearchQuery({
      search: query?.text ?? '',
      caseSensitive: query?.matchCase ?? false,
      wholeWord: query?.wholeWord ?? false,
      literal: true,
    });
    const { view } = this.editor;
    if (this.query === null || !wanted.eq(this.query)) view.dispatch(setSearchState(view.state.tr, wanted));
    this.query = query === null ? null : wanted;
    if (!wanted.valid) return [];
    const { state } = view;
    const found: ProseMatch[] = [];
    for (let from = 0; found.length < 5_000;) {
      const match = wanted.findNext(state, from, state.doc.content.size);
      if (!match) break;
      found.push({ from: match.from, to: match.to });
      from = Math.max(match.to, from + 1);
    }
    return found;
  }

  reveal(match: ProseMatch): void {
    const { view } = this.editor;
    const range = this.within(match);
    view.dispatch(view.state.tr.setSelection(TextSelection.create(view.state.doc, range.from, range.to)));
    // ProseMirror scrolls to where the browser's selection is, which stays in the panel
    const { node } = view.domAtPos(range.from);
    const element = node instanceof Element ? node : node.parentElement;
    element?.scrollIntoView({ block: 'center' });
  }

  enter(match: ProseMatch): void {
    this.reveal(match);
    this.editor.view.focus();
  }

  replace(matches: readonly ProseMatch[], by: string): boolean {
    const { editor } = this;
    if (!editor.isEditable) return false;
    const { tr, doc } = editor.state;
    for (const match of [...matches].reverse()) {
      const { from, to } = this.within(match);
      const marks = doc.resolve(from).marksAcross(doc.resolve(to)) ?? [];
      if (by === '') tr.delete(from, to);
      else tr.replaceWith(from, to, editor.schema.text(by, marks));
    }
    beginUndoStep(editor);
    editor.view.dispatch(tr);
    beginUndoStep(editor);
    return true;
  }

  private within({ from, to }: ProseMatch): ProseMatch {
    const { size } = this.editor.state.doc.content;
    return { from: Math.min(from, size), to: Math.min(to, size) };
  }
}
