import { make } from '../elements.js';
import { openDialog } from './dialog.js';

const isMac = /mac|iphone|ipad/i.test(navigator.userAgent);

/** As it is printed on the keyboard of whoever reads it. */
export function keyWords(keys: string): string {
  return isMac
    ? keys.replaceAll('Control', '⌘').replaceAll('Alt', '⌥').replaceAll('Shift', '⇧')
    : keys.replaceAll('Control', 'Ctrl');
}

const groups: readonly (readonly [string, readonly (readonly [string, string])[]])[] = [
  [
    'The text',
    [
      ['Heading, subheading', 'Control+Alt+3, Control+Alt+4 · # or ## and a space'],
      ['Bold, italic', 'Control+B, Control+I · **bold**, *italic*'],
      ['Link', 'Control+K · [words](https://…)'],
      ['Bulleted list', 'Control+Shift+8 · - and a space'],
      ['Numbered list', 'Control+Shift+7 · 1. and a space'],
      ['Item one level in or out', 'Tab, Shift+Tab'],
      ['Quotation', 'Control+Shift+B · > and a space'],
      ['New line in a paragraph', 'Shift+Enter'],
      ['Footnote', 'Control+Alt+F · ^[words]'],
      ['Change a footnote', 'Arrow to it, then Enter'],
      ['Undo, redo', 'Control+Z, Control+Y'],
    ],
  ],
  [
    'Tables and pictures',
    [
      ['Insert a table, or what can be done to it', 'Control+Alt+T'],
      ['Next cell, previous cell', 'Tab, Shift+Tab'],
      ['Insert a picture, or its alternative text', 'Control+Alt+P'],
      ['Out of a table or picture, to a new paragraph', 'Control+Enter'],
    ],
  ],
  [
    'The page',
    [
      ['Toolbar, and back to the text', 'Alt+F10, Escape'],
      ['Find and replace; once more for the browser’s own', 'Control+F'],
      ['This section alone on the screen, and back', 'Control+Shift+Enter, Escape'],
      ['This list', 'Control+/'],
    ],
  ],
];

/** All keys of the editor. */
export function openHelp(back: () => void): void {
  const close = make('button', { type: 'button', class: 'button button-primary' }, 'Close');
  const parts = groups.flatMap(([title, lines]) => [
    make('h3', { class: 'prose-help-title' }, title),
    make(
      'dl',
      { class: 'prose-help' },
      ...lines.map(([what, keys]) => make('div', {}, make('dt', {}, what), make('dd', {}, keyWords(keys)))),
    ),
  ]);
  const dialog = openDialog('Keys', [...parts, make('div', { class: 'actions' }, close)], back);
  dialog.element.classList.add('prose-help-dialog');
  close.addEventListener('click', () => {
    dialog.close();
  });
  close.focus();
}
