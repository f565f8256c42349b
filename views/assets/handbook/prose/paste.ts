import { Extension } from '@tiptap/core';
import { Plugin, Selection } from '@tiptap/pm/state';
import { type EditorView } from '@tiptap/pm/view';
import { cleanHtml, hasWords } from './clean-html.js';
import { parseInert } from './inert.js';

export interface PasteSettings {
  /** Tells the author, visibly and to screen readers. */
  say: (sentence: string) => void;
  /** Takes pictures that were pasted or dropped. */
  insertPictures: (files: File[]) => void;
  /** How the address of a picture of this handbook begins. */
  imagesPath: string;
}

/** Characters as they come from the clipboard. Word writes ten for one that is read. */
const mostHtml = 12_000_000;
const mostPlain = 400_000;

const tooMuch =
  'This is too much to paste at once, so nothing was pasted. Paste it in smaller parts, a chapter at a time.';

/** What comes from the clipboard and what is dropped: cleaned, bounded, pictures sent to the server. */
export const Paste = Extension.create<PasteSettings>({
  name: 'prosePaste',
  addOptions: () => ({ say: () => undefined, insertPictures: () => undefined, imagesPath: '' }),
  addProseMirrorPlugins() {
    const { say, insertPictures, imagesPath } = this.options;
    const take = (view: EditorView, data: DataTransfer | null): boolean => {
      if (!data || !view.editable) return false;
      const html = data.getData('text/html');
      const text = data.getData('text/plain');
      if (html.length > mostHtml || text.length > mostPlain) {
        say(tooMuch);
        return true;
      }
      const files = [...data.files];
      // Word and spreadsheets add a picture of the words that they copy
      if (files.length === 0 || text.trim() !== '' || hasWords(html)) return false;
      const pictures = files.filter(({ type }) => type.startsWith('image/'));
      if (pictures.length > 0) insertPictures(pictures);
      else
        say('Only pictures can be put into the text as files. Copy the words of a document and paste them.');
      return true;
    };
    return [
      new Plugin({
        props: {
          handleDOMEvents: {
            // Before ProseMirror parses anything
            paste: (view, event) => {
              const taken = take(view, event.clipboardData);
              if (taken) event.preventDefault();
              return taken;
            },
            drop: (view, event) => {
              // What is moved within the text is ProseMirror's
              if (view.dragging) return false;
              const at = view.posAtCoords({ left: event.clientX, top: event.clientY });
              const hasFiles = (event.dataTransfer?.files.length ?? 0) > 0;
              if (hasFiles && at) setCaret(view, at.pos);
              const taken = take(view, event.dataTransfer);
              if (taken) event.preventDefault();
              return taken;
            },
          },
          transformPastedHTML: (html) => {
            const cleaned = html.includes('data-pm-slice')
              ? withOwnPictures(html, imagesPath)
              : cleanHtml(html);
            if (cleaned === null) {
              say(tooMuch);
              return '';
            }
            if (cleaned.pictures > 0) say(leftOut(cleaned.pictures));
            return cleaned.html;
          },
        },
      }),
    ];
  },
});

function setCaret(view: EditorView, at: number): void {
  const { tr, doc } = view.state;
  view.dispatch(tr.setSelection(Selection.near(doc.resolve(at))));
}

function leftOut(count: number): string {
  const what = count === 1 ? 'A picture was' : `${String(count)} pictures were`;
  return `${what} left out: a handbook keeps its own copies. Copy each picture by itself, or add its file with the Picture button.`;
}

/** What comes from an editor like this one keeps its form; a picture of another handbook can't be shown in this one. */
function withOwnPictures(html: string, imagesPath: string): { html: string; pictures: number } {
  const body = parseInert(html);
  const foreign = [...body.querySelectorAll('img')].filter(
    (image) => !(image.getAttribute('src') ?? '').startsWith(imagesPath),
  );
  for (const image of foreign) (image.closest('figure') ?? image).remove();
  return { html: body.innerHTML, pictures: foreign.length };
}
