import { type SaveState } from '../../../src/assignments/live/save-state.rules.js';
import { make } from './elements.js';
import { icon, type IconName } from './icons.js';

const icons: Record<SaveState['state'], IconName> = {
  saved: 'cloudCheck',
  saving: 'cloudUpload',
  offline: 'cloudOff',
  failed: 'cloudAlert',
  readonly: 'lock',
};

/**
 * One line that says whether the work is safe, in the slot that the page left for it. It is not a live region itself:
 * while somebody types it changes every few seconds; what matters is spoken once by the page.
 */
export class SaveLine {
  private readonly symbol: HTMLElement;
  private readonly word: HTMLElement;
  private readonly time: HTMLElement;
  private shown = '';

  constructor(private readonly slot: HTMLElement) {
    slot.classList.add('save-state');
    this.symbol = part(slot, 'data-save-state-icon');
    this.word = part(slot, 'data-save-state-word');
    this.time = part(slot, 'data-save-state-time');
    this.word.removeAttribute('role');
  }

  show(state: SaveState, savedAt: Date | null, today: Date): void {
    const time = state.timed && savedAt !== null ? timeOfDay(savedAt, today) : '';
    const key = [state.state, state.word, time].join('|');
    if (key === this.shown) return;
    this.shown = key;
    if (this.slot.dataset['state'] !== state.state || this.symbol.childElementCount === 0) {
      this.symbol.replaceChildren(icon(icons[state.state]));
    }
    this.slot.dataset['state'] = state.state;
    this.word.textContent = state.word;
    if (time === '' || savedAt === null) this.time.replaceChildren();
    else this.time.replaceChildren(make('time', { datetime: savedAt.toISOString() }, time));
  }
}

/** “14:02” in the reader's zone and manner; with the day if it is not today's. */
function timeOfDay(at: Date, today: Date): string {
  const sameDay = at.toDateString() === today.toDateString();
  const day: Intl.DateTimeFormatOptions = sameDay ? {} : { weekday: 'short', day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat(document.documentElement.lang || 'en', {
    ...day,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
}

function part(slot: HTMLElement, name: string): HTMLElement {
  const found = slot.querySelector<HTMLElement>(`[${name}]`);
  if (found !== null) return found;
  const made = make('span', { [name]: '' });
  slot.append(made);
  return made;
}
