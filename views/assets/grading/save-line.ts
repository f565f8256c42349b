import { type MarkSaveState } from '../../../src/grading/marking/mark-save-state.rules.js';
import { clock } from './criterion.js';

/**
 * Says in the page's save state how safe the marks are. `icons` holds one element with `data-icon` a state. What the
 * page said itself stays until there is something to say. @param savedAt an ISO instant
 */
export function showSaveState(
  page: HTMLElement,
  icons: HTMLTemplateElement,
  { state, word, timed }: MarkSaveState,
  savedAt: string | null,
): void {
  const line = page.querySelector<HTMLElement>('[data-save-state]');
  if (!line || (state === 'saved' && savedAt === null && line.dataset['state'] === 'saved')) return;
  if (line.dataset['state'] !== state) {
    line.dataset['state'] = state;
    const shape = icons.content.querySelector(`[data-icon="${state}"] svg`);
    if (shape) line.querySelector('[data-save-state-icon]')?.replaceChildren(shape.cloneNode(true));
  }
  const spoken = line.querySelector('[data-save-state-word]');
  if (spoken && spoken.textContent !== word) spoken.textContent = word;
  const at = line.querySelector('[data-save-state-time]');
  const time = timed && savedAt !== null ? clock(savedAt) : '';
  if (at && at.textContent !== time) at.textContent = time;
}
