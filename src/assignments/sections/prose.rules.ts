import * as Y from 'yjs';
import { type SectionKind } from './section-kind.rules.js';
import { countWords, escapeHtml, isRecord, wellFormed } from './text.rules.js';

/**
 * Prose is a Y.XmlFragment under the section's key, as y-prosemirror keeps it. Frozen it is ProseMirror's JSON,
 * reduced to what the editor offers; anything else that a document may hold loses its wrapping and keeps its text.
 */
export const prose: SectionKind = {
  freeze: (doc, key) => clean({ type: 'doc', content: children(doc.getXmlFragment(key), 0) }),
  summarise: (content) => ({ words: countWords(plainText(clean(content))), entries: null }),
  isEmpty: (content) => plainText(clean(content)).trim() === '',
  toHtml: (content) => clean(content).content.map(html).join(''),
};

interface ProseDocument {
  type: 'doc';
  content: ProseNode[];
}

type ProseNode =
  | { type: 'text'; text: string; marks?: ProseMark[] }
  | { type: 'hardBreak' }
  | { type: 'paragraph' | 'blockquote' | 'bulletList' | 'listItem'; content?: ProseNode[] }
  | { type: 'heading'; attrs: { level: 3 | 4 }; content?: ProseNode[] }
  | { type: 'orderedList'; attrs: { start: number }; content?: ProseNode[] };

type ProseMark = { type: 'link'; attrs: { href: string } } | { type: 'bold' } | { type: 'italic' };

/** The longest nesting that is read. The editor reaches a fraction of it; a forged document must not end the stack. */
const deepest = 60;

function children(parent: Y.XmlFragment | Y.XmlElement, depth: number): unknown[] {
  if (depth > deepest) return [];
  return parent.toArray().flatMap((child): unknown[] => {
    if (child instanceof Y.XmlText) return runs(child);
    if (child instanceof Y.XmlElement) {
      return [{ type: child.nodeName, attrs: child.getAttributes(), content: children(child, depth + 1) }];
    }
    return [];
  });
}

function runs(text: Y.XmlText): unknown[] {
  const delta = text.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[];
  return delta.map(({ insert, attributes = {} }) => ({
    type: 'text',
    text: insert,
    // y-prosemirror appends a hash to marks that may overlap with themselves
    marks: Object.entries(attributes).map(([name, attrs]) => ({
      type: name.replace(/--[\w+/=]{8}$/, ''),
      attrs,
    })),
  }));
}

/** Keeps of any value what prose knows; everything else is left out or unwrapped. */
function clean(content: unknown): ProseDocument {
  const source = isRecord(content) && Array.isArray(content['content']) ? content['content'] : [];
  return { type: 'doc', content: cleanAll(source, 0) };
}

function cleanAll(nodes: unknown, depth: number): ProseNode[] {
  if (!Array.isArray(nodes) || depth > deepest) return [];
  return nodes.flatMap((node: unknown) => (isRecord(node) ? cleanNode(node, depth) : []));
}

function cleanNode(node: Record<string, unknown>, depth: number): ProseNode[] {
  if (node['type'] === 'text') return cleanText(node);
  if (node['type'] === 'hardBreak') return [{ type: 'hardBreak' }];
  const inner = cleanAll(node['content'], depth + 1);
  const content = inner.length === 0 ? {} : { content: inner };
  const attrs = isRecord(node['attrs']) ? node['attrs'] : {};
  switch (node['type']) {
    case 'paragraph':
    case 'blockquote':
    case 'bulletList':
    case 'listItem':
      return [{ type: node['type'], ...content }];
    case 'heading':
      return [{ type: 'heading', attrs: { level: (whole(attrs['level']) ?? 3) >= 4 ? 4 : 3 }, ...content }];
    case 'orderedList':
      return [{ type: 'orderedList', attrs: { start: whole(attrs['start']) ?? 1 }, ...content }];
    default:
      return inner;
  }
}

function whole(value: unknown): number | null {
  const number = typeof value === 'string' ? Number(value) : value;
  return Number.isSafeInteger(number) ? (number as number) : null;
}

function cleanText(node: Record<string, unknown>): ProseNode[] {
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

/** An address that a reader may be sent to: absolute, over the web or by mail. Null for anything else. */
export function safeLink(href: unknown): string | null {
  if (typeof href !== 'string' || !URL.canParse(href)) return null;
  const url = new URL(href);
  return ['https:', 'http:', 'mailto:'].includes(url.protocol) ? url.href : null;
}

function plainText(node: ProseDocument | ProseNode): string {
  if (node.type === 'text') return node.text;
  if (node.type === 'hardBreak') return '\n';
  const inner = (node.content ?? []).map(plainText).join('');
  return node.type === 'paragraph' || node.type === 'heading' ? `${inner}\n` : inner;
}

function html(node: ProseNode): string {
  if (node.type === 'text') return (node.marks ?? []).reduceRight(marked, escapeHtml(node.text));
  if (node.type === 'hardBreak') return '<br>';
  const inner = (node.content ?? []).map(html).join('');
  switch (node.type) {
    case 'paragraph':
      return `<p>${inner}</p>`;
    case 'blockquote':
      return `<blockquote>${inner}</blockquote>`;
    case 'bulletList':
      return `<ul>${inner}</ul>`;
    case 'orderedList':
      return node.attrs.start === 1 ? `<ol>${inner}</ol>` : `<ol start="${node.attrs.start}">${inner}</ol>`;
    case 'listItem':
      return `<li>${inner}</li>`;
    case 'heading':
      return `<h${node.attrs.level}>${inner}</h${node.attrs.level}>`;
  }
}

function marked(inner: string, mark: ProseMark): string {
  if (mark.type === 'bold') return `<strong>${inner}</strong>`;
  if (mark.type === 'italic') return `<em>${inner}</em>`;
  return `<a href="${escapeHtml(mark.attrs.href)}" rel="nofollow noopener noreferrer">${inner}</a>`;
}
