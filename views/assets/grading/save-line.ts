import { clock } from './criterion.js';
import { type SaverState } from './mark-saver.js';

/** Says in the page's save state how safe the marks are. `icons` holds one element with `data-icon` a state. */
export function showSaveState(page: HTMLElement, icons: HTMLTemplateElement, state: SaverState): void {
  const line = page.querySelector<HTMLElement>('[data-save-state]');
  if (!line) return;
  const { icon, word, time } = wordsFor(state);
  if (line.dataset['state'] !== icon) {
    line.dataset['state'] = icon;
    const shape = icons.content.querySelector(`[data-icon="${icon}"] svg`);
    if (shape) line.querySelector('[data-save-state-icon]')?.replaceChildren(shape.cloneNode(true));
  }
  const spoken = line.querySelector('[data-save-state-word]');
  if (spoken && spoken.textContent !== word) spoken.textContent = word;
  const at = line.querySelector('[data-save-state-time]');
  if (at) at.textContent = time;
}

function wordsFor(state: SaverState): { icon: string; word: string; time: string } {
  switch (state.kind) {
    case 'saved':
      return { icon: 'saved', word: 'Saved', time: state.at === null ? '' : clock(state.at) };
    case 'saving':
      return { icon: 'saving', word: 'Saving', time: '' };
    case 'offline':
      return { icon: 'offline', word: 'Not saved yet: the server can’t be reached. Trying again', time: '' };
    case 'signed-out':
      return {
        icon: 'failed',
        word: 'Not saved: you are signed out. Sign in in another tab, then come back',
        time: '',
      };
    case 'refused':
      return { icon: 'failed', word: `Not saved: ${state.message}`, time: '' };
    case 'conflict':
      return {
        icon: 'failed',
        word:
          state.count === 1
            ? 'One mark waits for your decision'
            : `${state.count} marks wait for your decision`,
        time: '',
      };
  }
}
