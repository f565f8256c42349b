import { Editor } from '@tiptap/core';
import Collaboration from '@tiptap/extension-collaboration';
import type * as Y from 'yjs';
import { make } from './elements.js';
import { openLinkDialog } from './link-dialog.js';
import { proseSchema } from './prose/schema.js';
import { type EditSection, type SectionEditor } from './section-editor.js';
import { type Tool, Toolbar } from './toolbar.js';

/** More than a long chapter; a paste beyond it would not pass through the socket in one piece. */
const largestPaste = 1_000_000;

/** The save line and the toolbar lie over the top of the window: the caret stays below them, pixels. */
const hidden = { top: 140, right: 0, bottom: 24, left: 0 };

export interface ProseSettings {
  /** What is edited. */
  fragment: Y.XmlFragment;
  /** Names the field and its toolbar. */
  label: string;
  /** The id of a heading that names the field; null if the page has none. */
  headingId: string | null;
  /** Where the editor builds itself; what it held is replaced. */
  host: HTMLElement;
  editable: boolean;
  /** Speaks a sentence to screen readers. */
  announce: (sentence: string) => void;
  /** Low while it is empty: for words that go with something else. */
  compact?: boolean;
}

/** Writes a prose section. */
export const editProse: EditSection = ({ doc, key, title, headingId, host, editable, announce }) =>
  mountProse({ fragment: doc.getXmlFragment(key), label: title, headingId, host, editable, announce });

/** Writes prose in Tiptap, live, in any fragment of the document. Undo takes back one's own changes only. */
export function mountProse(settings: ProseSettings): SectionEditor {
  const { fragment, label, headingId, host, editable, announce, compact = false } = settings;
  const page = make('div', { class: 'prose-editor-page' });
  const editor = new Editor({
    element: page,
    injectCSS: false,
    editable,
    extensions: [...proseSchema({ imageHref: () => '' }), Collaboration.configure({ fragment })],
    editorProps: {
      scrollThreshold: hidden,
      scrollMargin: hidden,
      attributes: {
        class: 'prose',
        role: 'textbox',
        'aria-multiline': 'true',
        ...(headingId === null ? { 'aria-label': label } : { 'aria-labelledby': headingId }),
      },
      handlePaste: (_view, event) => {
        const size = (event.clipboardData?.getData('text/html') ?? '').length;
        if (size <= largestPaste && (event.clipboardData?.getData('text/plain') ?? '').length <= largestPaste)
          return false;
        event.preventDefault();
        announce('This is too much to paste at once. Paste it in smaller parts.');
        return true;
      },
      handleKeyDown: (_view, event) => {
        if (event.altKey && event.key === 'F10') {
          toolbar.focus();
          return true;
        }
        if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
          event.preventDefault();
          openLinkDialog(editor);
          return true;
        }
        return false;
      },
    },
  });
  const toolbar = new Toolbar(tools(editor), {
    label: `Formatting of ${label}`,
    leave: () => editor.commands.focus(),
  });
  const frame = make('div', { class: compact ? 'prose-editor prose-editor-compact' : 'prose-editor' });
  frame.append(toolbar.element, page);
  host.replaceChildren(frame);

  const refresh = (): void => {
    toolbar.refresh();
  };
  editor.on('transaction', refresh);
  const setEditable = (now: boolean): void => {
    if (editor.isEditable !== now) editor.setEditable(now, false);
    editor.view.dom.setAttribute('aria-readonly', String(!now));
    toolbar.element.hidden = !now;
  };
  setEditable(editable);
  return {
    setEditable,
    destroy: () => {
      editor.destroy();
      frame.remove();
    },
  };
}

function tools(editor: Editor): Tool[][] {
  const marks = (name: string) => (): boolean => editor.isActive(name);
  return [
    [
      {
        icon: 'heading3',
        label: 'Heading',
        keys: 'Control+Alt+3',
        pressed: () => editor.isActive('heading', { level: 3 }),
        run: () => editor.chain().focus().toggleHeading({ level: 3 }).run(),
      },
      {
        icon: 'heading4',
        label: 'Subheading',
        keys: 'Control+Alt+4',
        pressed: () => editor.isActive('heading', { level: 4 }),
        run: () => editor.chain().focus().toggleHeading({ level: 4 }).run(),
      },
    ],
    [
      {
        icon: 'bold',
        label: 'Bold',
        keys: 'Control+B',
        pressed: marks('bold'),
        run: () => editor.chain().focus().toggleBold().run(),
      },
      {
        icon: 'italic',
        label: 'Italic',
        keys: 'Control+I',
        pressed: marks('italic'),
        run: () => editor.chain().focus().toggleItalic().run(),
      },
      {
        icon: 'link',
        label: 'Link',
        keys: 'Control+K',
        pressed: marks('link'),
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
        pressed: marks('bulletList'),
        run: () => editor.chain().focus().toggleBulletList().run(),
      },
      {
        icon: 'listOrdered',
        label: 'Numbered list',
        keys: 'Control+Shift+7',
        pressed: marks('orderedList'),
        run: () => editor.chain().focus().toggleOrderedList().run(),
      },
      {
        icon: 'quote',
        label: 'Quotation',
        keys: 'Control+Shift+B',
        pressed: marks('blockquote'),
        run: () => editor.chain().focus().toggleBlockquote().run(),
      },
    ],
    [
      {
        icon: 'undo',
        label: 'Undo',
        keys: 'Control+Z',
        enabled: () => editor.can().undo(),
        run: () => editor.chain().focus().undo().run(),
      },
      {
        icon: 'redo',
        label: 'Redo',
        keys: 'Control+Y',
        enabled: () => editor.can().redo(),
        run: () => editor.chain().focus().redo().run(),
      },
    ],
  ];
}
