import { regularRows } from './prose-tables.rules.js';
import { isRecord, wellFormed } from './text.rules.js';

/**
 * Frozen prose: ProseMirror's JSON, reduced to what the editor offers. What `cleanProse` returns always fits the
 * editor's schema (views/assets/handbook/prose-schema.ts), so that it can be put back into a living document.
 */
export interface ProseDocument {
  type: 'doc';
  content: ProseBlock[];
}

export type ProseBlock =
  | { type: 'paragraph'; content?: ProseInline[] }
  | { type: 'heading'; attrs: { level: 3 | 4 }; content?: ProseInline[] }
  | { type: 'blockquote'; content: ProseBlock[] }
  | { type: 'bulletList'; content: ProseItem[] }
  | { type: 'orderedList'; attrs: { start: number }; content: ProseItem[] }
  | { type: 'table'; content: ProseRow[] }
  | { type: 'figure'; attrs: ProsePicture; content?: ProseInline[] };

/** Begins with a paragraph. */
export interface ProseItem {
  type: 'listItem';
  content: ProseBlock[];
}

export interface ProseRow {
  type: 'tableRow';
  content: ProseCell[];
}

/** Holds paragraphs and lists only. */
export interface ProseCell {
  type: 'tableCell' | 'tableHeader';
  attrs: { colspan: number; rowspan: number };
  content: ProseBlock[];
}

/** A picture of the handbook: its id and the SHA-256 of its file, hexadecimal; width and height in pixels. */
export interface ProsePicture {
  image: string;
  digest: string;
  width: number;
  height: number;
  alt: string;
}

export type ProseInline =
  | { type: 'text'; text: string; marks?: ProseMark[] }
  | { type: 'hardBreak' }
  | { type: 'footnote'; attrs: { text: string } };

export type ProseMark = { type: 'link'; attrs: { href: string } } | { type: 'bold' } | { type: 'italic' };

/** The longest nesting that is read. The editor reaches a fraction of it; a forged document must not end the stack. */
const deepest = 60;
/** Quotations and lists within each other; what is deeper keeps its text and loses its wrapping. */
const deepestKept = 12;
const widestCell = 40;
const tallestCell = 100;

/** Keeps of any value what prose knows; everything else is left out, or unwrapped so that its text stays. */
export function cleanProse(content: unknown): ProseDocument {
  const source = isRecord(content) ? content['content'] : null;
  const where: Place = { depth: 0, nested: 0, inCell: false, filler: { left: 10_000 } };
  return { type: 'doc', content: blocks(cleanAll(source, where)) };
}

type ProseNode = ProseBlock | ProseInline;

interface Place {
  depth: number;
  nested: number;
  inCell: boolean;
  /** How many empty cells may still be added to make tables regular: a small document stays a small one. */
  filler: { left: number };
}

function cleanAll(nodes: unknown, place: Place): ProseNode[] {
  if (!Array.isArray(nodes)) return [];
  if (place.depth > deepest) return wordsWithin(nodes);
  return nodes.flatMap((node: unknown) => (isRecord(node) ? cleanNode(node, place) : []));
}

function cleanNode(node: Record<string, unknown>, place: Place): ProseNode[] {
  const attrs = isRecord(node['attrs']) ? node['attrs'] : {};
  const inline = cleanInline(node, attrs);
  if (inline !== null) return inline;
  const inside = { ...place, depth: place.depth + 1 };
  const inner = (): ProseNode[] => cleanAll(node['content'], inside);
  switch (node['type']) {
    case 'paragraph':
      return [{ type: 'paragraph', ...inlineContent(inner()) }];
    case 'heading':
      if (place.inCell) return [{ type: 'paragraph', ...inlineContent(inner()) }];
      return [
        {
          type: 'heading',
          attrs: { level: (whole(attrs['level']) ?? 3) >= 4 ? 4 : 3 },
          ...inlineContent(inner()),
        },
      ];
    case 'figure': {
      const picture = place.inCell ? null : pictureOf(attrs);
      return picture === null ? inner() : [{ type: 'figure', attrs: picture, ...inlineContent(inner()) }];
    }
    case 'blockquote': {
      if (place.inCell || place.nested >= deepestKept) return inner();
      const content = blocks(cleanAll(node['content'], { ...inside, nested: place.nested + 1 }));
      return content.length === 0 ? [] : [{ type: 'blockquote', content }];
    }
    case 'bulletList':
    case 'orderedList':
      return list(node['type'], attrs, node['content'], place);
    case 'table':
      return table(node['content'], place);
    default:
      return inner();
  }
}

/** Null for what is no inline. */
function cleanInline(node: Record<string, unknown>, attrs: Record<string, unknown>): ProseInline[] | null {
  if (node['type'] === 'text') return cleanText(node);
  if (node['type'] === 'hardBreak') return [{ type: 'hardBreak' }];
  if (node['type'] !== 'footnote') return null;
  const text = typeof attrs['text'] === 'string' ? wellFormed(attrs['text']).trim() : '';
  return text === '' ? [] : [{ type: 'footnote', attrs: { text } }];
}

/** All words in nodes, each paragraph a line, however deep they lie: without calling itself. */
function wordsWithin(nodes: readonly unknown[]): ProseInline[] {
  const found: ProseInline[] = [];
  const waiting: unknown[] = nodes.toReversed();
  while (waiting.length > 0) {
    const node = waiting.pop();
    if (!isRecord(node)) continue;
    const inline = cleanInline(node, isRecord(node['attrs']) ? node['attrs'] : {});
    if (inline !== null) {
      found.push(...inline);
    } else if (Array.isArray(node['content'])) {
      if (['paragraph', 'heading', 'figure'].includes(String(node['type'])))
        waiting.push({ type: 'hardBreak' });
      for (const child of node['content'].toReversed()) waiting.push(child);
    }
  }
  return found;
}

function list(
  type: 'bulletList' | 'orderedList',
  attrs: Record<string, unknown>,
  nodes: unknown,
  place: Place,
): ProseNode[] {
  const inside = { ...place, depth: place.depth + 1 };
  if (place.nested >= deepestKept || inside.depth > deepest) return cleanAll(nodes, inside);
  const own = { ...inside, nested: place.nested + 1 };
  const content = (Array.isArray(nodes) ? nodes : []).flatMap((node: unknown): ProseItem[] => {
    const isItem = isRecord(node) && node['type'] === 'listItem';
    const found = isItem
      ? cleanAll(node['content'], { ...own, depth: own.depth + 1 })
      : cleanAll([node], own);
    const within = blocks(found);
    if (within.length === 0 && !isItem) return [];
    const begins = within[0]?.type === 'paragraph';
    return [{ type: 'listItem', content: begins ? within : [{ type: 'paragraph' }, ...within] }];
  });
  if (content.length === 0) return [];
  return type === 'bulletList'
    ? [{ type, content }]
    : [{ type, attrs: { start: whole(attrs['start']) ?? 1 }, content }];
}

function table(nodes: unknown, place: Place): ProseNode[] {
  const inside = { ...place, depth: place.depth + 1 };
  if (place.inCell || inside.depth > deepest) return cleanAll(nodes, inside);
  if (!Array.isArray(nodes)) return [];
  const cellPlace = { ...inside, depth: inside.depth + 2, inCell: true };
  const rows = nodes.map((row: unknown): ProseCell[] =>
    isRecord(row) && row['type'] === 'tableRow' && Array.isArray(row['content'])
      ? row['content'].flatMap((cell: unknown) => (isRecord(cell) ? [cleanCell(cell, cellPlace)] : []))
      : looseRow(cleanAll([row], { ...inside, inCell: true })),
  );
  const regular = regularRows(rows, emptyCell, place.filler);
  if (regular === null) return rows.flat().flatMap(({ content }) => content);
  const content = regular.map((cells): ProseRow => ({ type: 'tableRow', content: cells }));
  return content.length === 0 ? [] : [{ type: 'table', content }];
}

function emptyCell(): ProseCell {
  return { type: 'tableCell', attrs: { colspan: 1, rowspan: 1 }, content: [{ type: 'paragraph' }] };
}

function looseRow(found: ProseNode[]): ProseCell[] {
  const content = blocks(found);
  return content.length === 0 ? [] : [{ type: 'tableCell', attrs: { colspan: 1, rowspan: 1 }, content }];
}

function cleanCell(cell: Record<string, unknown>, place: Place): ProseCell {
  const isCell = cell['type'] === 'tableCell' || cell['type'] === 'tableHeader';
  const attrs = isCell && isRecord(cell['attrs']) ? cell['attrs'] : {};
  const content = blocks(isCell ? cleanAll(cell['content'], place) : cleanAll([cell], place));
  return {
    type: cell['type'] === 'tableHeader' ? 'tableHeader' : 'tableCell',
    attrs: {
      colspan: within(whole(attrs['colspan']), widestCell),
      rowspan: within(whole(attrs['rowspan']), tallestCell),
    },
    content: content.length === 0 ? [{ type: 'paragraph' }] : content,
  };
}

function within(value: number | null, most: number): number {
  return Math.min(Math.max(value ?? 1, 1), most);
}

/** Blocks as they are; words that lie between them become paragraphs. */
function blocks(nodes: ProseNode[]): ProseBlock[] {
  const result: ProseBlock[] = [];
  let loose: ProseInline[] = [];
  const flush = (): void => {
    if (loose.length > 0) result.push({ type: 'paragraph', ...inlineContent(loose) });
    loose = [];
  };
  for (const node of nodes) {
    if (isInline(node)) {
      loose.push(node);
      continue;
    }
    flush();
    result.push(node);
  }
  flush();
  return result;
}

/** The words of nodes; blocks among them, which no paragraph may hold, become lines. */
function inlineContent(nodes: readonly ProseNode[]): { content?: ProseInline[] } {
  const found: ProseInline[] = [];
  for (const inline of nodes.flatMap((node) => (isInline(node) ? [node] : line(node)))) {
    const last = found.at(-1);
    if (inline.type === 'text' && last?.type === 'text' && sameMarks(inline, last)) {
      found[found.length - 1] = { ...last, text: last.text + inline.text };
    } else {
      found.push(inline);
    }
  }
  return found.length === 0 ? {} : { content: found };
}

function line(block: ProseBlock | ProseItem | ProseRow | ProseCell): ProseInline[] {
  const content: readonly (ProseBlock | ProseInline | ProseItem | ProseRow | ProseCell)[] =
    block.content ?? [];
  const inlines = content.flatMap((node) => (isInline(node) ? [node] : line(node)));
  return block.type === 'paragraph' || block.type === 'heading' || block.type === 'figure'
    ? [...inlines, { type: 'hardBreak' }]
    : inlines;
}

function isInline(node: { type: string }): node is ProseInline {
  return node.type === 'text' || node.type === 'hardBreak' || node.type === 'footnote';
}

type ProseText = Extract<ProseInline, { type: 'text' }>;

function sameMarks(one: ProseText, other: ProseText): boolean {
  return JSON.stringify(one.marks ?? []) === JSON.stringify(other.marks ?? []);
}

function cleanText(node: Record<string, unknown>): ProseInline[] {
  const { text } = node;
  if (typeof text !== 'string' || text === '') return [];
  const given = (Array.isArray(node['marks']) ? node['marks'] : []).filter(isRecord);
  const marks: ProseMark[] = [];
  // A fixed order, so that equal documents freeze to equal bytes
  const link = given.find((mark) => mark['type'] === 'link');
  const href = isRecord(link?.['attrs']) ? safeLink(link['attrs']['href']) : null;
  if (href !== null) marks.push({ type: 'link', attrs: { href } });
  for (const type of ['bold', 'italic'] as const) {
    if (given.some((mark) => mark['type'] === type)) marks.push({ type });
  }
  return [{ type: 'text', text: wellFormed(text), ...(marks.length === 0 ? {} : { marks }) }];
}

function pictureOf(attrs: Record<string, unknown>): ProsePicture | null {
  const { image, digest, alt } = attrs;
  const [width, height] = [whole(attrs['width']), whole(attrs['height'])];
  if (typeof image !== 'string' || !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(image)) return null;
  if (typeof digest !== 'string' || !/^[0-9a-f]{64}$/.test(digest)) return null;
  if (width === null || height === null || !isSide(width) || !isSide(height)) return null;
  return { image, digest, width, height, alt: typeof alt === 'string' ? wellFormed(alt) : '' };
}

function isSide(pixels: number): boolean {
  return pixels >= 1 && pixels <= 20_000;
}

function whole(value: unknown): number | null {
  const number = typeof value === 'string' ? Number(value) : value;
  return Number.isSafeInteger(number) ? (number as number) : null;
}

/** An address that a reader may be sent to: absolute, over the web or by mail. Null for anything else. */
export function safeLink(href: unknown): string | null {
  if (typeof href !== 'string' || !URL.canParse(href)) return null;
  const url = new URL(href);
  return ['https:', 'http:', 'mailto:'].includes(url.protocol) ? url.href : null;
}

/** The pictures that a text names, by id, each once. */
export function picturesIn(content: unknown): ProsePicture[] {
  const found = new Map<string, ProsePicture>();
  const look = (nodes: readonly ProseBlock[]): void => {
    for (const node of nodes) {
      if (node.type === 'figure') found.set(node.attrs.image, node.attrs);
      else if (node.type === 'blockquote') look(node.content);
      else if (node.type === 'bulletList' || node.type === 'orderedList')
        for (const item of node.content) look(item.content);
    }
  };
  look(cleanProse(content).content);
  return [...found.values()];
}
