import { type Editor } from '@tiptap/core';
import { openFind } from '../find.js';
import { openLinkDialog } from '../link-dialog.js';
import { openMenu } from '../menu.js';
import { type Tool } from '../toolbar.js';
import { type ProseActs } from './acts.js';
import { type FullScreen } from './full-screen.js';
import { openHelp } from './help.js';
import { insertTable, tableItems } from './tables.js';

interface ToolParts {
  acts: ProseActs;
  fullScreen: FullScreen;
  announce: (sentence: string) => void;
}

export const tableKeys = 'Control+Alt+T';

/** The toolbar's tools, in their groups. */
export function proseTools(editor: Editor, { acts, fullScreen, announce }: ToolParts): Tool[][] {
  const is = (name: string, attributes?: object) => (): boolean => editor.isActive(name, { ...attributes });
  // Not Tiptap's own focus, which waits for the next frame: a letter could come before
  const act = () => {
    editor.view.focus();
    return editor.chain();
  };
  const heading = (level: 3 | 4, label: string): Tool => ({
    icon: level === 3 ? 'heading3' : 'heading4',
    label,
    keys: `Control+Alt+${String(level)}`,
    pressed: is('heading', { level }),
    run: () => act().toggleHeading({ level }).run(),
  });
  return [
    [heading(3, 'Heading'), heading(4, 'Subheading')],
    [
      {
        icon: 'bold',
        label: 'Bold',
        keys: 'Control+B',
        pressed: is('bold'),
        run: () => act().toggleBold().run(),
      },
      {
        icon: 'italic',
        label: 'Italic',
        keys: 'Control+I',
        pressed: is('italic'),
        run: () => act().toggleItalic().run(),
      },
      {
        icon: 'link',
        label: 'Link',
        keys: 'Control+K',
        opens: 'dialog',
        pressed: is('link'),
        run: () => {
          openLinkDialog(editor);
        },
      },
    ],
    [
      {
        icon: 'list',
        label: 'Bulleted list',
        keys: 'Control+Shift+8',
        pressed: is('bulletList'),
        run: () => act().toggleBulletList().run(),
      },
      {
        icon: 'listOrdered',
        label: 'Numbered list',
        keys: 'Control+Shift+7',
        pressed: is('orderedList'),
        run: () => act().toggleOrderedList().run(),
      },
      {
        icon: 'quote',
        label: 'Quotation',
        keys: 'Control+Shift+B',
        pressed: is('blockquote'),
        run: () => act().toggleBlockquote().run(),
      },
    ],
    [
      {
        icon: 'table',
        label: 'Table',
        keys: tableKeys,
        opens: 'menu',
        pressed: is('table'),
        run: (button) => {
          tableTool(editor, button, announce);
        },
      },
      {
        icon: 'picture',
        label: 'Picture',
        keys: 'Control+Alt+P',
        opens: 'dialog',
        pressed: is('figure'),
        run: acts.picture,
      },
      {
        icon: 'footnote',
        label: 'Footnote',
        keys: 'Control+Alt+F',
        opens: 'dialog',
        pressed: is('footnote'),
        run: acts.footnote,
      },
    ],
    [
      {
        icon: 'undo',
        label: 'Undo',
        keys: 'Control+Z',
        enabled: () => editor.can().undo(),
        run: () => act().undo().run(),
      },
      {
        icon: 'redo',
        label: 'Redo',
        keys: 'Control+Y',
        enabled: () => editor.can().redo(),
        run: () => act().redo().run(),
      },
    ],
    [
      { icon: 'search', label: 'Find and replace', keys: 'Control+F', run: openFind },
      {
        icon: 'fullScreen',
        label: 'Alone on the screen',
        keys: 'Control+Shift+Enter',
        pressed: () => fullScreen.isOn,
        run: fullScreen.toggle,
      },
      {
        icon: 'help',
        label: 'Keys',
        keys: 'Control+/',
        opens: 'dialog',
        run: () => {
          openHelp(() => {
            editor.view.focus();
          });
        },
      },
    ],
  ];
}

/** A table where there is none; otherwise what can be done to it. */
export function tableTool(editor: Editor, button: HTMLElement, announce: (sentence: string) => void): void {
  if (!editor.isActive('table')) {
    insertTable(editor, announce);
    return;
  }
  openMenu(button, tableItems(editor, announce), () => {
    editor.view.focus();
  });
}
