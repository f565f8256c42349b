import { dayWords, readDay } from '../../../src/assignments/sections/tables/days.rules.js';
import { iconButton, make } from './elements.js';

/**
 * A button that opens the browser's own calendar for a field in which days are typed; it writes the day with its month
 * as a word. Whoever types needs no calendar, so it is no stop of the tab key.
 */
export function dayButton(typed: () => string, put: (day: string) => void): HTMLButtonElement {
  const button = iconButton('calendar', 'Choose a day', { class: 'table-tool', tabindex: '-1' });
  button.addEventListener('click', () => {
    const day = make('input', { type: 'date', class: 'table-day', tabindex: '-1', 'aria-hidden': 'true' });
    day.value = readDay(typed()) ?? '';
    day.addEventListener('change', () => {
      if (day.value !== '') put(dayWords(day.value));
    });
    day.addEventListener('blur', () => {
      day.remove();
    });
    button.parentElement?.querySelector('.table-day')?.remove();
    button.after(day);
    day.showPicker();
  });
  return button;
}
