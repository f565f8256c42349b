import { type Editor } from '@tiptap/core';
import { type Node } from '@tiptap/pm/model';
import { NodeSelection } from '@tiptap/pm/state';
import { askForFootnote } from './footnote-dialog.js';
import { beginUndoStep } from './undo-step.js';
import { askForPicture, askForWords, choosePicture } from './picture-dialog.js';

/** What the toolbar and the keys do to a text beyond marks and lists. */
export class ProseActs {
  constructor(
    private readonly editor: () => Editor,
    private readonly settings: { imagesPath: string; announce: (sentence: string) => void },
  ) {}

  /** A new footnote where the caret is, or the words of the one that is selected. */
  readonly footnote = (): void => {
    const editor = this.editor();
    const chosen = this.selected('footnote');
    askForFootnote(
      chosen === null ? null : String(chosen.attrs['text']),
      (text) => {
        beginUndoStep(editor);
        const still = this.selected('footnote');
        if (text === null) {
          if (still) editor.commands.deleteSelection();
        } else if (chosen !== null && still) {
          editor.commands.updateAttributes('footnote', { text });
        } else {
          // Behind what is selected: a footnote adds to words, it does not replace them
          const at = editor.state.selection.to;
          editor.chain().insertContentAt(at, { type: 'footnote', attrs: { text } }).run();
        }
        this.settings.announce(
          text === null ? 'Footnote removed.' : chosen ? 'Footnote changed.' : 'Footnote inserted.',
        );
      },
      this.back,
    );
  };

  /** A new picture, or the words of the one that is selected or whose caption has the caret. */
  readonly picture = (): void => {
    const figure = this.figure();
    if (figure === null) {
      choosePicture((files) => {
        this.insertPictures(files);
      });
      return;
    }
    askForWords(
      String(figure.attrs['alt']),
      (alt) => {
        beginUndoStep(this.editor());
        this.editor().commands.updateAttributes('figure', { alt });
        this.settings.announce('Alternative text kept.');
      },
      this.back,
    );
  };

  readonly insertPictures = (files: readonly File[]): void => {
    void this.insertOneByOne(files);
  };

  /** The figure that is selected, or around the caret. */
  figure(): Node | null {
    const { $from } = this.editor().state.selection;
    return this.selected('figure') ?? ($from.parent.type.name === 'figure' ? $from.parent : null);
  }

  private async insertOneByOne(files: readonly File[]): Promise<void> {
    for (const file of files.slice(0, 20)) {
      const picture = await askForPicture(this.settings.imagesPath, file, this.back);
      const editor = this.editor();
      if (picture === null || editor.isDestroyed || !editor.isEditable) return;
      const { id: image, digest, width, height, alt, caption } = picture;
      const content = caption === '' ? [] : [{ type: 'text', text: caption }];
      const figure = { type: 'figure', attrs: { image, digest, width, height, alt }, content };
      editor.view.focus();
      beginUndoStep(editor);
      editor.commands.insertContentAt(placeForBlock(editor), figure);
      this.settings.announce('Picture inserted.');
    }
  }

  private selected(type: string): Node | null {
    const { selection } = this.editor().state;
    return selection instanceof NodeSelection && selection.node.type.name === type ? selection.node : null;
  }

  private readonly back = (): void => {
    const editor = this.editor();
    if (!editor.isDestroyed) editor.view.focus();
  };
}

/** Behind the outermost block with the caret, or in the place of an empty paragraph. */
function placeForBlock(editor: Editor): number | { from: number; to: number } {
  const { $from, $to } = editor.state.selection;
  if ($from.depth === 1 && $from.parent.type.name === 'paragraph' && $from.parent.content.size === 0) {
    return { from: $from.before(1), to: $from.after(1) };
  }
  return $to.depth === 0 ? $to.pos : $to.after(1);
}
