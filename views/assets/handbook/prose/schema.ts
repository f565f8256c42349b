import { type Extensions, mergeAttributes, Node } from '@tiptap/core';
import { Table, TableCell, TableHeader, TableRow } from '@tiptap/extension-table';
import StarterKit from '@tiptap/starter-kit';
import { cleanProse, safeLink } from '../../../../src/assignments/sections/prose.rules.js';

/**
 * What prose may hold. It and src/assignments/sections/prose-document.rules.ts say the same: whatever is frozen by the
 * one is accepted by the other.
 */
export function proseSchema(settings: ProseSchemaSettings): Extensions {
  return [
    StarterKit.configure({
      heading: { levels: [3, 4] },
      code: false,
      codeBlock: false,
      horizontalRule: false,
      strike: false,
      underline: false,
      // Yjs keeps the history; a trailing paragraph would be a change that nobody made
      undoRedo: false,
      trailingNode: false,
      dropcursor: { class: 'prose-dropcursor', color: false },
      link: {
        openOnClick: false,
        autolink: true,
        markdownLinks: true,
        defaultProtocol: 'https',
        isAllowedUri: (address) => safeLink(address) !== null,
        HTMLAttributes: { target: null, rel: linkRel },
      },
    }),
    ProseTable,
    TableRow,
    ProseCell,
    ProseHeader,
    Figure.configure(settings),
    Footnote,
  ];
}

export interface ProseSchemaSettings {
  /** Where the browser finds a picture of this handbook. */
  imageHref: (imageId: string) => string;
}

/** As `thawProse` writes it. */
const linkRel = 'nofollow noopener noreferrer';

/** Without widths: they would be inline styles, which the page's security policy forbids. */
const ProseTable = Table.extend({
  renderHTML: () => ['div', { class: 'prose-table' }, ['table', ['tbody', 0]]],
}).configure({ resizable: false, View: null });

const spans = {
  colspan: { default: 1, parseHTML: (element: HTMLElement) => spanOf(element, 'colspan', 40) },
  rowspan: { default: 1, parseHTML: (element: HTMLElement) => spanOf(element, 'rowspan', 100) },
};
const inCells = '(paragraph | bulletList | orderedList)+';
const ProseCell = TableCell.extend({ content: inCells, addAttributes: () => spans });
const ProseHeader = TableHeader.extend({ content: inCells, addAttributes: () => spans });

function spanOf(element: HTMLElement, name: string, most: number): number {
  const value = Number(element.getAttribute(name) ?? 1);
  return Number.isSafeInteger(value) ? Math.min(Math.max(value, 1), most) : 1;
}

/** A picture with its caption. Without `image` in the handbook there is none: no address from elsewhere is kept. */
const Figure = Node.create<ProseSchemaSettings>({
  name: 'figure',
  group: 'block',
  content: 'inline*',
  draggable: true,
  isolating: true,
  addOptions: () => ({ imageHref: () => '' }),
  addAttributes: () => ({
    image: { default: '' },
    digest: { default: '' },
    width: { default: 1 },
    height: { default: 1 },
    alt: { default: '' },
  }),
  parseHTML: () => [
    {
      tag: 'figure[data-picture]',
      contentElement: 'figcaption',
      getAttrs: (element) => readPicture(element.dataset['picture'] ?? '') ?? false,
    },
  ],
  renderHTML({ node }) {
    const { image, width, height, alt } = node.attrs as Record<string, string | number>;
    return [
      'figure',
      { 'data-picture': JSON.stringify(node.attrs) },
      ['img', { src: this.options.imageHref(String(image)), alt, width, height }],
      ['figcaption', 0],
    ];
  },
  renderText: ({ node }) => node.textContent,
});

/** The attributes of a figure that was copied from a handbook; null for anything else. */
function readPicture(json: string): Record<string, unknown> | null {
  try {
    const [figure] = cleanProse({
      content: [{ type: 'figure', attrs: JSON.parse(json) as unknown }],
    }).content;
    return figure?.type === 'figure' ? { ...figure.attrs } : null;
  } catch {
    return null;
  }
}

/** A note on one place of the text; its number is where it stands among the others (prose.css counts). */
const Footnote = Node.create({
  name: 'footnote',
  group: 'inline',
  inline: true,
  atom: true,
  selectable: true,
  addAttributes: () => ({ text: { default: '', parseHTML: (element) => element.dataset['footnote'] ?? '' } }),
  parseHTML: () => [{ tag: 'span[data-footnote]' }],
  renderHTML: ({ node, HTMLAttributes }) => [
    'span',
    mergeAttributes(
      { class: 'footnote-mark', 'data-footnote': String(node.attrs['text']) },
      { ...HTMLAttributes, text: null },
    ),
  ],
  renderText: ({ node }) => ` [${String(node.attrs['text'])}]`,
});
