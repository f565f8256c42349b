import { escapeHtml } from './text.rules.js';

/**
 * A section as somebody reads it, without a word about where: the page, the PDF and the comparison of two revisions are
 * all made from these blocks.
 */
export type Block =
  | { type: 'heading'; level: 3 | 4; inlines: Inline[] }
  | { type: 'paragraph'; inlines: Inline[] }
  | { type: 'list'; start: number | null; items: Block[][] }
  | { type: 'quote'; blocks: Block[] }
  | TableBlock
  | { type: 'figure'; image: BlockImage; caption: Inline[] }
  | { type: 'groups'; groups: { title: string; blocks: Block[] }[] }
  | { type: 'facts'; facts: { label: string; value: string; note: string | null }[] }
  | { type: 'footnotes'; notes: Inline[][] };

/** A list's `start` is null without numbers. `groups` are lists of equal rank beside each other, such as a SWOT's. */
export type Inline =
  | { type: 'text'; text: string; bold?: true; italic?: true; href?: string }
  | { type: 'break' }
  /** The mark of the footnote `number` of the section, counted from 1. */
  | { type: 'footnote'; number: number };

export interface TableBlock {
  type: 'table';
  caption: string | null;
  /** Null for a table without a head. */
  head: TableCell[] | null;
  rows: TableRow[];
  /** Totals. */
  foot: TableCell[][];
}

export interface TableRow {
  /** The row's id in its section; null in tables of prose. */
  id: string | null;
  cells: TableCell[];
}

export interface TableCell {
  blocks: Block[];
  align: 'start' | 'end';
  /** True for a cell that names its row or column. */
  heading: boolean;
  colspan: number;
  rowspan: number;
}

export interface BlockImage {
  id: string;
  width: number;
  height: number;
  alt: string;
}

export interface BlockHtmlOptions {
  /** Where the reader's browser finds a picture. */
  imageHref: (imageId: string) => string;
  /** Makes the anchors of footnotes unique on a page with several sections. */
  prefix: string;
}

/** A paragraph of plain text. */
export function paragraph(text: string): Block {
  return { type: 'paragraph', inlines: [{ type: 'text', text }] };
}

/** A cell of plain text; line breaks are kept. */
export function textCell(text: string, { align = 'start', heading = false } = {}): TableCell {
  const inlines = text
    .split('\n')
    .flatMap((line, at): Inline[] => [...(at === 0 ? [] : [{ type: 'break' } as const]), ...plain(line)]);
  return cell(inlines, { align: align === 'end' ? 'end' : 'start', heading });
}

export function cell(
  inlines: Inline[],
  { align = 'start', heading = false }: { align?: 'start' | 'end'; heading?: boolean } = {},
): TableCell {
  return {
    blocks: inlines.length === 0 ? [] : [{ type: 'paragraph', inlines }],
    align,
    heading,
    colspan: 1,
    rowspan: 1,
  };
}

const plain = (text: string): Inline[] => (text === '' ? [] : [{ type: 'text', text }]);

/** Well-formed HTML, all text escaped, headings from h3 down. Sanitise it all the same where it is shown. */
export function blocksToHtml(blocks: readonly Block[], options: BlockHtmlOptions): string {
  return blocks.map((block) => blockHtml(block, options)).join('');
}

function blockHtml(block: Block, options: BlockHtmlOptions): string {
  switch (block.type) {
    case 'heading':
      return `<h${block.level}>${inlinesHtml(block.inlines, options)}</h${block.level}>`;
    case 'paragraph':
      return `<p>${inlinesHtml(block.inlines, options)}</p>`;
    case 'quote':
      return `<blockquote>${blocksToHtml(block.blocks, options)}</blockquote>`;
    case 'list': {
      const items = block.items.map((item) => `<li>${blocksToHtml(item, options)}</li>`).join('');
      if (block.start === null) return `<ul>${items}</ul>`;
      return block.start === 1 ? `<ol>${items}</ol>` : `<ol start="${block.start}">${items}</ol>`;
    }
    case 'table':
      return tableHtml(block, options);
    case 'figure':
      return figureHtml(block, options);
    case 'groups':
      return `<div class="groups">${block.groups
        .map(
          ({ title, blocks }) =>
            `<div class="group"><h3>${escapeHtml(title)}</h3>${blocksToHtml(blocks, options)}</div>`,
        )
        .join('')}</div>`;
    case 'facts':
      return `<dl class="facts">${block.facts
        .map(
          ({ label, value, note }) =>
            `<div><dt>${escapeHtml(label)}</dt><dd>${escapeHtml(value)}${note === null ? '' : ` <small>${escapeHtml(note)}</small>`}</dd></div>`,
        )
        .join('')}</dl>`;
    case 'footnotes':
      return `<section class="footnotes"><ol>${block.notes
        .map((note, at) => {
          const number = at + 1;
          const back = `<a href="#fnref-${options.prefix}-${number}" class="footnote-backref">↩</a>`;
          return `<li id="fn-${options.prefix}-${number}"><p>${inlinesHtml(note, options)} ${back}</p></li>`;
        })
        .join('')}</ol></section>`;
  }
}

function inlinesHtml(inlines: readonly Inline[], { prefix }: BlockHtmlOptions): string {
  return inlines
    .map((inline) => {
      if (inline.type === 'break') return '<br>';
      if (inline.type === 'footnote') {
        const { number } = inline;
        return `<sup class="footnote-ref"><a href="#fn-${prefix}-${number}" id="fnref-${prefix}-${number}">${number}</a></sup>`;
      }
      let html = escapeHtml(inline.text);
      if (inline.italic) html = `<em>${html}</em>`;
      if (inline.bold) html = `<strong>${html}</strong>`;
      if (inline.href !== undefined)
        html = `<a href="${escapeHtml(inline.href)}" rel="nofollow noopener noreferrer">${html}</a>`;
      return html;
    })
    .join('');
}

function tableHtml(table: TableBlock, options: BlockHtmlOptions): string {
  const row = (cells: readonly TableCell[], scope: 'row' | 'col') =>
    `<tr>${cells.map((one) => cellHtml(one, scope, options)).join('')}</tr>`;
  const caption = table.caption === null ? '' : `<caption>${escapeHtml(table.caption)}</caption>`;
  const head = table.head === null ? '' : `<thead>${row(table.head, 'col')}</thead>`;
  const body = `<tbody>${table.rows.map(({ cells }) => row(cells, 'row')).join('')}</tbody>`;
  const foot =
    table.foot.length === 0 ? '' : `<tfoot>${table.foot.map((cells) => row(cells, 'row')).join('')}</tfoot>`;
  // A wide table scrolls in a box of its own, which has to be reached by keyboard
  return `<div class="table-box" tabindex="0"><table>${caption}${head}${body}${foot}</table></div>`;
}

function cellHtml(one: TableCell, scope: 'row' | 'col', options: BlockHtmlOptions): string {
  const tag = one.heading ? 'th' : 'td';
  const [only] = one.blocks;
  const inner =
    one.blocks.length === 1 && only?.type === 'paragraph'
      ? inlinesHtml(only.inlines, options)
      : blocksToHtml(one.blocks, options);
  const attributes = [
    one.heading ? ` scope="${scope}"` : '',
    one.align === 'end' ? ' class="to-right"' : '',
    one.colspan > 1 ? ` colspan="${one.colspan}"` : '',
    one.rowspan > 1 ? ` rowspan="${one.rowspan}"` : '',
  ].join('');
  return `<${tag}${attributes}>${inner}</${tag}>`;
}

function figureHtml(
  { image, caption }: Extract<Block, { type: 'figure' }>,
  options: BlockHtmlOptions,
): string {
  const { id, width, height, alt } = image;
  const words = caption.length === 0 ? '' : `<figcaption>${inlinesHtml(caption, options)}</figcaption>`;
  return `<figure><img src="${escapeHtml(options.imageHref(id))}" alt="${escapeHtml(alt)}" width="${width}" height="${height}">${words}</figure>`;
}

/** The words of blocks, one line a block, for counting, comparing and searching. */
export function blocksText(blocks: readonly Block[]): string {
  return blocks.map(blockText).join('\n');
}

function blockText(block: Block): string {
  switch (block.type) {
    case 'heading':
    case 'paragraph':
      return inlinesText(block.inlines);
    case 'quote':
      return blocksText(block.blocks);
    case 'list':
      return block.items.map(blocksText).join('\n');
    case 'table':
      return [
        ...(block.head === null ? [] : [block.head]),
        ...block.rows.map(({ cells }) => cells),
        ...block.foot,
      ]
        .map((cells) => cells.map(({ blocks }) => blocksText(blocks)).join('\t'))
        .join('\n');
    case 'figure':
      return inlinesText(block.caption);
    case 'groups':
      return block.groups.map(({ title, blocks }) => `${title}\n${blocksText(blocks)}`).join('\n');
    case 'facts':
      return block.facts.map(({ label, value }) => `${label}: ${value}`).join('\n');
    case 'footnotes':
      return block.notes.map(inlinesText).join('\n');
  }
}

export function inlinesText(inlines: readonly Inline[]): string {
  return inlines
    .map((inline) => (inline.type === 'text' ? inline.text : inline.type === 'break' ? '\n' : ''))
    .join('');
}
