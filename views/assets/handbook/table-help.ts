import { make } from './elements.js';
import { openDialog } from './prose/dialog.js';
import { keyWords } from './prose/help.js';

const keys: readonly (readonly [what: string, keys: string])[] = [
  ['Next cell, previous cell', 'Tab, Shift+Tab, or an arrow at the edge of the text'],
  ['Row below, where the tabs began; after the last one a new row', 'Enter'],
  ['Row above', 'Shift+Enter'],
  ['New line in a cell with long text', 'Shift+Enter'],
  ['Move the row', 'Alt+ArrowUp, Alt+ArrowDown'],
  ['Repeat the row', 'Alt+Shift+ArrowDown'],
  ['Remove the row', 'Control+Shift+Backspace'],
  ['Choose in a cell', 'the first letters, or arrow up and down'],
  ['Open an address', 'Control+Enter'],
  ['Copy the row, with nothing selected', 'Control+C'],
  ['Paste cells of a spreadsheet, to the right and down', 'Control+V'],
  ['Undo, redo', 'Control+Z, Control+Y'],
  ['Tools, and back to the cell', 'Alt+F10, Escape'],
  ['This list', 'Control+/'],
];

/** All keys of a table. */
export function openTableHelp(back: () => void): void {
  const close = make('button', { type: 'button', class: 'button button-primary' }, 'Close');
  const words = (text: string) => keyWords(text.replace('ArrowUp', '↑').replace('ArrowDown', '↓'));
  const list = make(
    'dl',
    { class: 'prose-help' },
    ...keys.map(([what, own]) => make('div', {}, make('dt', {}, what), make('dd', {}, words(own)))),
  );
  const dialog = openDialog('Keys of a table', [list, make('div', { class: 'actions' }, close)], back);
  dialog.element.classList.add('prose-help-dialog');
  close.addEventListener('click', () => {
    dialog.close();
  });
  close.focus();
}
