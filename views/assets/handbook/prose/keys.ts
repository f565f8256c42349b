import { Extension, InputRule, textblockTypeInputRule } from '@tiptap/core';
import { type EditorState, NodeSelection, TextSelection, type Transaction } from '@tiptap/pm/state';

export interface ProseKeySettings {
  toToolbar: () => void;
  link: () => void;
  table: () => void;
  picture: () => void;
  footnote: () => void;
  fullScreen: () => void;
  help: () => void;
}

const deepestNesting = 12;

/** Keys and Markdown beyond those that Tiptap brings. */
export const ProseKeys = Extension.create<ProseKeySettings>({
  name: 'proseKeys',
  // Before line breaks (Mod-Enter) and paragraphs (Enter)
  priority: 1000,
  addOptions: () => {
    const nothing = (): void => undefined;
    return {
      toToolbar: nothing,
      link: nothing,
      table: nothing,
      picture: nothing,
      footnote: nothing,
      fullScreen: nothing,
      help: nothing,
    };
  },
  addKeyboardShortcuts() {
    const does = (act: () => void) => (): boolean => {
      act();
      return true;
    };
    const { toToolbar, link, table, picture, footnote, fullScreen, help } = this.options;
    const selectedIs = (name: string): boolean => {
      const { selection } = this.editor.state;
      return selection instanceof NodeSelection && selection.node.type.name === name;
    };
    return {
      'Alt-F10': does(toToolbar),
      'Mod-k': does(link),
      'Mod-Alt-t': does(table),
      'Mod-Alt-p': does(picture),
      'Mod-Alt-f': does(footnote),
      'Mod-Shift-Enter': does(fullScreen),
      'Mod-/': does(help),
      // Freezing keeps twelve levels: no deeper item is begun
      Tab: () => isInList(this.editor.state) && levelsAround(this.editor.state) >= deepestNesting,
      'Mod-Enter': () =>
        this.editor.commands.command(({ tr, dispatch }) => leave(tr, dispatch, ['table', 'figure'])),
      Enter: () => {
        if (selectedIs('footnote')) footnote();
        else if (selectedIs('figure')) picture();
        else return this.editor.commands.command(({ tr, dispatch }) => leave(tr, dispatch, ['figure']));
        return true;
      },
      Backspace: () =>
        this.editor.commands.command(({ tr, dispatch }) => {
          const { $from, empty } = tr.selection;
          if (!empty || $from.parent.type.name !== 'figure' || $from.parentOffset > 0) return false;
          dispatch?.(tr.setSelection(NodeSelection.create(tr.doc, $from.before())));
          return true;
        }),
    };
  },
  addInputRules() {
    const type = this.editor.schema.nodes['heading'];
    if (!type) return [];
    return [
      textblockTypeInputRule({ find: /^#\s$/, type, getAttributes: { level: 3 } }),
      textblockTypeInputRule({ find: /^##\s$/, type, getAttributes: { level: 4 } }),
      footnoteRule(),
    ];
  },
});

/** `^[words]` is a footnote, as Pandoc writes it; `[^words]`, too. */
function footnoteRule(): InputRule {
  return new InputRule({
    find: /(?:\^\[|\[\^)([^[\]]{1,2000})\]$/,
    handler: ({ range, match, commands }) => {
      commands.insertContentAt(range, { type: 'footnote', attrs: { text: (match[1] ?? '').trim() } });
    },
  });
}

function isInList({ selection: { $from } }: EditorState): boolean {
  return $from.depth > 1 && $from.node(-1).type.name === 'listItem';
}

/** How many lists and quotations lie around the selection. */
function levelsAround({ selection: { $from } }: EditorState): number {
  let levels = 0;
  for (let depth = $from.depth; depth > 0; depth -= 1) {
    if (['bulletList', 'orderedList', 'blockquote'].includes($from.node(depth).type.name)) levels += 1;
  }
  return levels;
}

/** A new paragraph behind the innermost of these around the selection. */
function leave(
  tr: Transaction,
  dispatch: ((tr: Transaction) => void) | undefined,
  names: readonly string[],
): boolean {
  const { $to } = tr.selection;
  for (let depth = $to.depth; depth > 0; depth -= 1) {
    if (!names.includes($to.node(depth).type.name)) continue;
    const paragraph = tr.doc.type.schema.nodes['paragraph']?.createAndFill();
    if (!paragraph) return false;
    if (dispatch) {
      const at = $to.after(depth);
      tr.insert(at, paragraph);
      dispatch(tr.setSelection(TextSelection.create(tr.doc, at + 1)).scrollIntoView());
    }
    return true;
  }
  return false;
}
