import type * as Y from 'yjs';

/**
 * Keeps a text area and a Y.Text the same. What others type moves the caret as one would expect; while an input method
 * composes, their changes wait.
 */
export class TextBinding {
  private composing = false;

  constructor(
    private readonly field: HTMLTextAreaElement,
    readonly text: Y.Text,
    private readonly origin: unknown,
    private readonly changed: () => void,
  ) {
    field.value = text.toJSON();
    text.observe(this.onText);
    field.addEventListener('input', this.onInput);
    field.addEventListener('compositionstart', this.onCompositionStart);
    field.addEventListener('compositionend', this.onCompositionEnd);
  }

  destroy(): void {
    this.text.unobserve(this.onText);
    this.field.removeEventListener('input', this.onInput);
    this.field.removeEventListener('compositionstart', this.onCompositionStart);
    this.field.removeEventListener('compositionend', this.onCompositionEnd);
  }

  private readonly onInput = (): void => {
    if (this.composing) return;
    const before = this.text.toJSON();
    const after = this.field.value;
    const { at, removed, inserted } = difference(before, after, this.field.selectionEnd);
    if (removed > 0 || inserted !== '') {
      this.text.doc?.transact(() => {
        if (removed > 0) this.text.delete(at, removed);
        if (inserted !== '') this.text.insert(at, inserted);
      }, this.origin);
    }
    this.changed();
  };

  private readonly onText = (event: Y.YTextEvent): void => {
    if (this.composing || this.field.value === this.text.toJSON()) return;
    const { selectionStart, selectionEnd } = this.field;
    this.field.value = this.text.toJSON();
    if (document.activeElement === this.field) {
      this.field.setSelectionRange(moved(selectionStart, event), moved(selectionEnd, event));
    }
    this.changed();
  };

  private readonly onCompositionStart = (): void => {
    this.composing = true;
  };

  private readonly onCompositionEnd = (): void => {
    this.composing = false;
    this.onInput();
  };
}

/** The one stretch in which two texts differ; `caret` tells where among equal characters it was typed. */
function difference(
  before: string,
  after: string,
  caret: number,
): { at: number; removed: number; inserted: string } {
  const most = Math.min(before.length, after.length);
  let end = 0;
  const endMost = Math.min(most, after.length - caret);
  while (end < endMost && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  let start = 0;
  while (start < most - end && before[start] === after[start]) start += 1;
  return {
    at: start,
    removed: before.length - end - start,
    inserted: after.slice(start, after.length - end),
  };
}

function moved(caret: number, event: Y.YTextEvent): number {
  let at = 0;
  let result = caret;
  for (const part of event.delta) {
    if (part.retain !== undefined) at += part.retain;
    else if (typeof part.insert === 'string') {
      if (at < result) result += part.insert.length;
      at += part.insert.length;
    } else if (part.delete !== undefined && at < result) {
      result -= Math.min(part.delete, result - at);
    }
  }
  return result;
}
