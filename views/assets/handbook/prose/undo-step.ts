import { type Editor } from '@tiptap/core';
import { yUndoPluginKey } from '@tiptap/y-tiptap';

/** What is done next is taken back by itself, not together with what was typed just before. */
export function beginUndoStep(editor: Editor): void {
  const state = yUndoPluginKey.getState(editor.state) as
    { undoManager?: { stopCapturing: () => void } } | undefined;
  state?.undoManager?.stopCapturing();
}
