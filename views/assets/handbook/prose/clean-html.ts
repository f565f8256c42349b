import { safeLink } from '../../../../src/assignments/sections/prose.rules.js';
import { escapeHtml } from '../../../../src/assignments/sections/text.rules.js';
import { footnotesIn } from './paste-footnotes.js';
import { parseInert } from './inert.js';
import { nestWordLists } from './word-lists.js';

export interface CleanHtml {
  /** Only what prose holds, without attributes but addresses and spans of cells. */
  html: string;
  /** Pictures that were left out: what they show lies on another server or another computer. */
  pictures: number;
}

/** More than a book; beyond it the editor would be busy for seconds. */
const mostText = 400_000;
const mostElements = 150_000;
const deepest = 80;
/** Lists and quotations within each other, as frozen prose keeps them (prose-document.rules.ts). */
const deepestNesting = 12;

/**
 * What a word processor or a web page put on the clipboard, reduced to what it says: paragraphs, two ranks of
 * headings, real lists, quotations, tables, links, bold, italic, footnotes. The parser's document is inert: no script
 * runs in it and no picture is fetched.
 *
 * @returns null when it is too much to be pasted at once
 */
export function cleanHtml(source: string): CleanHtml | null {
  const body = parseInert(source);
  if (body.getElementsByTagName('*').length > mostElements) return null;
  for (const element of body.querySelectorAll(rubbish)) element.remove();
  for (const element of body.querySelectorAll('[data-style]')) if (isHidden(element)) element.remove();
  if (body.textContent.length > mostText) return null;
  nestWordLists(body);
  const highest = Math.min(...[...body.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(rankOf), 7);
  const cleaner = new Cleaner(footnotesIn(body), Math.min(highest, rankOfTitles(body)));
  return { html: paragraphs(cleaner.inside(body, plain, 0)), pictures: cleaner.pictures };
}

/** Whether there is anything to read in it; a browser that copies a picture adds HTML that only names it. */
export function hasWords(html: string): boolean {
  if (html.length > 200_000) return true;
  const body = parseInert(html);
  for (const element of body.querySelectorAll(rubbish)) element.remove();
  return body.textContent.trim() !== '';
}

/** Scripts and styles, what others deleted or remarked, parts of pages that are no text. */
const rubbish = [
  'script, pasted-style, meta, link, title, base, template, noscript, xml, iframe, object, embed, applet, svg, canvas',
  'input, select, textarea, button, datalist, audio, video, map, colgroup, hr, wbr',
  'del, .msoDel, .MsoCommentReference, .msocomanchor, [hidden], [aria-hidden="true"]',
  'a[id^="cmnt_ref"], a[href^="#cmnt"], .sr-only, .visually-hidden, .mw-editsection',
  '[data-style*="mso-element:comment"], [data-style*="mso-element: comment"]',
].join(', ');

function isHidden(element: Element): boolean {
  const style = styleOf(element);
  return /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)/.test(style);
}

interface Marks {
  bold: boolean;
  italic: boolean;
  href: string | null;
}
const plain: Marks = { bold: false, italic: false, href: null };

/** Words, or a finished block; blocks lie between paragraphs. */
type Piece = { words: string } | { block: string };

const blockTags = new Set([
  ...[
    'P',
    'DIV',
    'SECTION',
    'ARTICLE',
    'HEADER',
    'FOOTER',
    'MAIN',
    'ASIDE',
    'NAV',
    'ADDRESS',
    'PRE',
    'FIGURE',
  ],
  ...[
    'FIGCAPTION',
    'DL',
    'DT',
    'DD',
    'FORM',
    'FIELDSET',
    'DETAILS',
    'SUMMARY',
    'CENTER',
    'LI',
    'CAPTION',
    'BODY',
  ],
  ...['TR', 'TD', 'TH', 'TBODY', 'THEAD', 'TFOOT'],
]);

class Cleaner {
  pictures = 0;
  private nested = 0;

  constructor(
    private readonly footnotes: ReadonlyMap<Element, string>,
    private readonly highest: number,
  ) {}

  inside(parent: Element, marks: Marks, depth: number): Piece[] {
    if (depth > deepest) return words(parent.textContent, marks);
    return [...parent.childNodes].flatMap((node) => this.piecesOf(node, marks, depth + 1));
  }

  private piecesOf(node: Node, marks: Marks, depth: number): Piece[] {
    if (node.nodeType === Node.TEXT_NODE) return words(node.textContent ?? '', marks);
    if (!(node instanceof Element)) return [];
    const note = this.footnotes.get(node);
    if (note !== undefined) return [{ words: `<span data-footnote="${escapeHtml(note)}"></span>` }];
    const rank = rankOf(node);
    if (rank < 7) return this.heading(node, rank, depth);
    switch (node.tagName) {
      case 'BR':
        return [{ words: '<br>' }];
      case 'IMG':
      case 'V:IMAGEDATA':
      case 'PICTURE':
        this.pictures += 1;
        return [];
      case 'UL':
      case 'OL':
        return this.nesting(
          () => this.list(node, marks, depth),
          () => this.flat(node, marks, depth),
        );
      case 'TABLE':
        return this.table(node, depth);
      case 'BLOCKQUOTE':
        return this.nesting(
          () => this.quotation(node, depth),
          () => this.flat(node, plain, depth),
        );
    }
    const inner = this.inside(node, marksOf(node, marks), depth);
    return blockTags.has(node.tagName) ? [{ block: paragraphs(inner) }] : inner;
  }

  /** What lies too deep keeps its words and loses its wrapping. */
  private nesting(wrapped: () => Piece[], flat: () => Piece[]): Piece[] {
    if (this.nested >= deepestNesting) return flat();
    this.nested += 1;
    const pieces = wrapped();
    this.nested -= 1;
    return pieces;
  }

  private flat(node: Element, marks: Marks, depth: number): Piece[] {
    return [{ block: paragraphs(this.inside(node, marks, depth)) }];
  }

  private quotation(node: Element, depth: number): Piece[] {
    const quoted = paragraphs(this.inside(node, plain, depth));
    return quoted === '' ? [] : [{ block: `<blockquote>${quoted}</blockquote>` }];
  }

  private heading(node: Element, rank: number, depth: number): Piece[] {
    const inner = this.inside(node, plain, depth);
    const text = wordsOf(inner).replaceAll(/<\/?(?:strong|em)>/g, '');
    const tag = rank <= this.highest ? 'h3' : 'h4';
    return textIn(text) === '' ? [] : [{ block: `<${tag}>${text}</${tag}>` }];
  }

  private list(node: Element, marks: Marks, depth: number): Piece[] {
    const items: string[] = [];
    for (const child of node.children) {
      if (child.tagName === 'UL' || child.tagName === 'OL') {
        // Google and old word processors hang an inner list beside its item instead of into it
        const inner = blocksOf(this.piecesOf(child, marks, depth + 1));
        const last = items.pop();
        items.push(last === undefined ? inner : last + inner);
        continue;
      }
      const content = paragraphs(this.inside(child, marks, depth + 1));
      if (content !== '') items.push(content.startsWith('<p>') ? content : `<p></p>${content}`);
    }
    if (items.length === 0) return [];
    const start = Number(node.getAttribute('start') ?? 1);
    const tag = node.tagName.toLowerCase();
    const from =
      tag === 'ol' && Number.isSafeInteger(start) && start !== 1 ? ` start="${String(start)}"` : '';
    return [{ block: `<${tag}${from}>${items.map((item) => `<li>${item}</li>`).join('')}</${tag}>` }];
  }

  private table(node: Element, depth: number): Piece[] {
    const rows = [...node.querySelectorAll('tr')].filter((row) => row.closest('table') === node);
    const isLayout = node.querySelector('table') !== null || node.getAttribute('role') === 'presentation';
    if (isLayout || rows.every(({ children }) => children.length < 2)) {
      return [{ block: paragraphs(rows.flatMap((row) => this.inside(row, plain, depth + 1))) }];
    }
    const caption = node.querySelector('caption');
    const made = rows.map((row, at) => {
      const cells = [...row.children].filter(({ tagName }) => tagName === 'TD' || tagName === 'TH');
      const contents = cells.map((cell) => paragraphs(this.inside(cell, plain, depth + 2)));
      const isHead =
        at === 0 && contents.every((content) => content !== '' && textIn(withoutBold(content)) === '');
      return `<tr>${cells.map((cell, place) => cellOf(cell, contents[place] ?? '', isHead)).join('')}</tr>`;
    });
    return [
      ...(caption ? [{ block: paragraphs(this.inside(caption, plain, depth + 1)) }] : []),
      { block: `<table><tbody>${made.filter((row) => row !== '<tr></tr>').join('')}</tbody></table>` },
    ];
  }
}

function cellOf(cell: Element, content: string, isHead: boolean): string {
  const tag = isHead || cell.tagName === 'TH' ? 'th' : 'td';
  const spans = ['colspan', 'rowspan'].map((name) => {
    const value = Number(cell.getAttribute(name) ?? 1);
    return Number.isSafeInteger(value) && value > 1 && value <= 40 ? ` ${name}="${String(value)}"` : '';
  });
  const inner = tag === 'th' ? content.replaceAll(/<\/?strong>/g, '') : content;
  return `<${tag}${spans.join('')}>${inner === '' ? '<p></p>' : inner}</${tag}>`;
}

function withoutBold(html: string): string {
  return html.replaceAll(/<strong>.*?<\/strong>/gs, '');
}

function words(text: string, { bold, italic, href }: Marks): Piece[] {
  const visible = text.replaceAll(/[\u200B\uFEFF\u00AD]/g, '').replaceAll(/\s{2,}|[\t\n\r\f]/g, ' ');
  if (visible === '') return [];
  let html = escapeHtml(visible);
  if (visible.trim() !== '') {
    if (italic) html = `<em>${html}</em>`;
    if (bold) html = `<strong>${html}</strong>`;
    if (href !== null) html = `<a href="${escapeHtml(href)}">${html}</a>`;
  }
  return [{ words: html }];
}

function marksOf(element: Element, marks: Marks): Marks {
  const style = styleOf(element);
  const weight = /(?:^|;)\s*font-weight\s*:\s*(\w+)/.exec(style)?.[1];
  const slant = /(?:^|;)\s*font-style\s*:\s*(\w+)/.exec(style)?.[1];
  const isBold = weight === undefined ? null : weight.startsWith('bold') || Number(weight) >= 600;
  const tag = element.tagName;
  return {
    // Google wraps everything into <b style="font-weight:normal">
    bold: isBold ?? (marks.bold || tag === 'B' || tag === 'STRONG'),
    italic:
      slant === undefined
        ? marks.italic || tag === 'I' || tag === 'EM' || tag === 'CITE'
        : slant !== 'normal',
    href: tag === 'A' ? (target(element) ?? marks.href) : marks.href,
  };
}

/** Where a link leads, without the detour by which some programs count clicks. */
function target(element: Element): string | null {
  const href = safeLink(element.getAttribute('href')?.trim());
  if (href === null) return null;
  const url = new URL(href);
  const isDetour = /^www\.google\.[a-z.]+$/.test(url.hostname) && url.pathname === '/url';
  return isDetour ? (safeLink(url.searchParams.get('q') ?? url.searchParams.get('url')) ?? href) : href;
}

function styleOf(element: Element): string {
  return element.getAttribute('data-style')?.toLowerCase() ?? '';
}

/** From 1; 7 for what is no heading. Word's title counts as a heading of the first rank. */
function rankOf(element: Element): number {
  const level = /^H([1-6])$/.exec(element.tagName)?.[1];
  if (level !== undefined) return Number(level);
  if (isTitle(element)) return 1;
  const role =
    element.getAttribute('role') === 'heading' ? Number(element.getAttribute('aria-level') ?? 2) : 7;
  return role >= 1 && role <= 6 ? role : 7;
}

function isTitle(element: Element): boolean {
  return element.tagName === 'P' && /(?:^|\s)(?:MsoTitle|title)(?:\s|$)/.test(element.className);
}

function rankOfTitles(body: Element): number {
  return [...body.querySelectorAll('p[class]')].some(isTitle) ? 1 : 7;
}

/** Blocks as they are, the words between them as paragraphs; what is empty is left out. */
function paragraphs(pieces: readonly Piece[]): string {
  let html = '';
  let open = '';
  const flush = (): void => {
    // An empty line, made of two breaks, is how many programs part paragraphs
    for (const part of open.split(/(?:<br>\s*){2,}/)) {
      const text = trimmed(part);
      if (textIn(text) !== '') html += `<p>${text}</p>`;
    }
    open = '';
  };
  for (const piece of pieces) {
    if ('words' in piece) {
      open += piece.words;
    } else {
      flush();
      html += piece.block;
    }
  }
  flush();
  return html;
}

function blocksOf(pieces: readonly Piece[]): string {
  return pieces.map((piece) => ('block' in piece ? piece.block : '')).join('');
}

/** Only the words of pieces, on one line. */
function wordsOf(pieces: readonly Piece[]): string {
  const html = pieces.map((piece) => ('words' in piece ? piece.words : ` ${piece.block} `)).join('');
  return trimmed(html.replaceAll(/<(?!\/?(?:a|em|strong|span)\b)[^>]*>/g, ' '));
}

function trimmed(html: string): string {
  return html.replaceAll(/^(?:\s|<br>)+|(?:\s|<br>)+$/g, '').replaceAll(/ {2,}/g, ' ');
}

/** What somebody would read of it; a footnote's mark counts as a sign. */
function textIn(html: string): string {
  return html
    .replaceAll(/<span data-footnote[^>]*>/g, '*')
    .replaceAll(/<[^>]*>|&nbsp;|\u00A0/g, '')
    .trim();
}
