import { Editor } from '@tiptap/core';
import Collaboration from '@tiptap/extension-collaboration';
import type * as Y from 'yjs';
import { iconButton, make } from './elements.js';
import { addFindTarget } from './find.js';
import { openLinkDialog } from './link-dialog.js';
import { ProseActs } from './prose/acts.js';
import { FullScreen } from './prose/full-screen.js';
import { openHelp } from './prose/help.js';
import { ProseKeys } from './prose/keys.js';
import { FootnoteList } from './prose/notes.js';
import { Paste } from './prose/paste.js';
import './prose/prose.css';
import { ProseFind, ProseSearch } from './prose/prose-find.js';
import { proseSchema } from './prose/schema.js';
import { proseTools, tableKeys, tableTool } from './prose/tools.js';
import { ProseViews } from './prose/views.js';
import { type EditSection, type SectionEditor } from './section-editor.js';
import { Toolbar } from './toolbar.js';

/** The save line and the toolbar lie over the top of the window: the caret stays below them, pixels. */
const hidden = { top: 140, right: 0, bottom: 24, left: 0 };

export interface ProseSettings {
  /** What is edited. */
  fragment: Y.XmlFragment;
  /** Names the field and its toolbar. */
  label: string;
  /** The id of a heading that names the field; null if the page has none. */
  headingId: string | null;
  /** Where the editor builds itself, inside the element with `data-handbook`; what it held is replaced. */
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
  return new ProseEditor(settings);
}

class ProseEditor implements SectionEditor {
  private readonly page = make('div', { class: 'prose-editor-page' });
  private readonly frame: HTMLElement;
  private readonly message = make('div', { class: 'prose-message', role: 'status' });
  private readonly editor: Editor;
  private readonly toolbar: Toolbar;
  private readonly fullScreen: FullScreen;
  private readonly notes: FootnoteList;
  private readonly forgetFind: () => void;

  constructor(private readonly settings: ProseSettings) {
    const { host, label, announce, compact = false } = settings;
    this.frame = make('div', { class: compact ? 'prose-editor prose-editor-compact' : 'prose-editor' });
    const imagesPath = `/handbooks/${handbookIdOf(host)}/images`;
    const acts = new ProseActs(() => this.editor, { imagesPath, announce });
    this.notes = new FootnoteList(() => this.editor, acts.footnote);
    this.fullScreen = new FullScreen(this.frame, { label, focus: this.focus, announce });
    this.editor = this.build(acts, imagesPath);
    this.toolbar = new Toolbar(proseTools(this.editor, { acts, fullScreen: this.fullScreen, announce }), {
      label: `Formatting of ${label}`,
      leave: this.focus,
    });
    this.frame.append(this.toolbar.element, this.message, this.page, this.notes.element);
    host.replaceChildren(this.frame);
    this.forgetFind = addFindTarget(new ProseFind(this.frame, this.editor));
    this.editor.on('transaction', this.refresh);
    this.setEditable(settings.editable);
  }

  setEditable(editable: boolean): void {
    if (this.editor.isEditable !== editable) this.editor.setEditable(editable, false);
    this.editor.view.dom.setAttribute('aria-readonly', String(!editable));
    this.toolbar.element.hidden = !editable;
    this.notes.refresh(this.editor.state.doc, editable);
  }

  destroy(): void {
    this.fullScreen.leave();
    this.forgetFind();
    this.editor.destroy();
    this.frame.remove();
  }

  private build(acts: ProseActs, imagesPath: string): Editor {
    const { fragment, label, headingId, editable, announce } = this.settings;
    const imageHref = (imageId: string): string => `${imagesPath}/${imageId}`;
    return new Editor({
      element: this.page,
      injectCSS: false,
      editable,
      extensions: [
        ...proseSchema({ imageHref }),
        Collaboration.configure({ fragment }),
        ProseViews.configure({ imageHref, editFootnote: acts.footnote, editPicture: acts.picture }),
        Paste.configure({ say: this.say, insertPictures: acts.insertPictures, imagesPath }),
        ProseSearch,
        ProseKeys.configure({
          toToolbar: () => {
            this.toolbar.focus();
          },
          link: () => {
            openLinkDialog(this.editor);
          },
          table: () => {
            tableTool(this.editor, this.toolbar.buttonOf(tableKeys), announce);
          },
          picture: acts.picture,
          footnote: acts.footnote,
          fullScreen: () => {
            this.fullScreen.toggle();
          },
          help: () => {
            openHelp(this.focus);
          },
        }),
      ],
      editorProps: {
        scrollThreshold: hidden,
        scrollMargin: hidden,
        attributes: {
          class: 'prose',
          role: 'textbox',
          'aria-multiline': 'true',
          ...(headingId === null ? { 'aria-label': label } : { 'aria-labelledby': headingId }),
        },
      },
    });
  }

  private readonly focus = (): void => {
    if (!this.editor.isDestroyed) this.editor.view.focus();
  };

  private readonly refresh = ({ transaction }: { transaction: { docChanged: boolean } }): void => {
    this.toolbar.refresh();
    if (transaction.docChanged) this.notes.refresh(this.editor.state.doc, this.editor.isEditable);
  };

  /** A sentence above the text, until it is closed or the next one comes. */
  private readonly say = (sentence: string): void => {
    const close = iconButton('remove', 'Close this message', { class: 'editor-tool' });
    close.addEventListener('click', () => {
      this.message.replaceChildren();
      this.focus();
    });
    this.message.replaceChildren(make('p', {}, sentence), close);
  };
}

/** The handbook whose page this is: pictures belong to it. */
function handbookIdOf(host: HTMLElement): string {
  const page = host.closest<HTMLElement>('[data-handbook]');
  const { id } = JSON.parse(page?.dataset['handbook'] ?? '{}') as { id?: unknown };
  return typeof id === 'string' ? id : '';
}
