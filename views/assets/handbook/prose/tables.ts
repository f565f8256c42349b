import { type Editor } from '@tiptap/core';
import { type MenuItem } from '../menu.js';
import { beginUndoStep } from './undo-step.js';

/** What can be done to the table with the caret. */
export function tableItems(editor: Editor, announce: (sentence: string) => void): MenuItem[] {
  const item = (label: string, said: string, run: () => boolean, enabled = true): MenuItem => ({
    label,
    enabled,
    run: () => {
      if (run()) announce(said);
    },
  });
  const act = () => {
    editor.view.focus();
    beginUndoStep(editor);
    return editor.chain();
  };
  const can = editor.can();
  return [
    item('Row above', 'Row added.', () => act().addRowBefore().run()),
    item('Row below', 'Row added.', () => act().addRowAfter().run()),
    item('Column before', 'Column added.', () => act().addColumnBefore().run()),
    item('Column after', 'Column added.', () => act().addColumnAfter().run()),
    item('First row as heading', 'The first row was changed.', () => act().toggleHeaderRow().run()),
    item('First column as heading', 'The first column was changed.', () => act().toggleHeaderColumn().run()),
    item('Join cells', 'Cells joined.', () => act().mergeCells().run(), can.mergeCells()),
    item('Part cell', 'Cell parted.', () => act().splitCell().run(), can.splitCell()),
    item('Remove row', 'Row removed.', () => act().deleteRow().run()),
    item('Remove column', 'Column removed.', () => act().deleteColumn().run()),
    item('Remove table', 'Table removed.', () => act().deleteTable().run()),
  ];
}

export function insertTable(editor: Editor, announce: (sentence: string) => void): void {
  editor.view.focus();
  beginUndoStep(editor);
  const done = editor.commands.insertTable({ rows: 3, cols: 3, withHeaderRow: true });
  if (done) announce('Table inserted, 3 rows and 3 columns. Tab goes from cell to cell.');
}
