import createMarkdown, { type Token } from 'markdown-it';
import footnotes from 'markdown-it-footnote';
import { cleanProse, type ProseDocument } from './prose.rules.js';

const markdown = createMarkdown({ html: false, linkify: false, typographer: false, maxNesting: 30 })
  .disable(['code', 'fence', 'hr', 'html_block', 'lheading', 'image', 'backticks', 'autolink'])
  .use(footnotes);

/**
 * Prose from Markdown as examples are written in it: `###` and `####` headings, `-` and `1.` lists, `>` quotations,
 * `**bold**`, `*italic*`, `[words](https://…)`, tables of `| … |`, and footnotes (`[^1]`, `[^1]: text`).
 */
export function proseFromMarkdown(text: string): ProseDocument {
  const env: { footnotes?: { list?: { content?: string; tokens?: Token[] }[] } } = {};
  const tokens = markdown.parse(text, env);
  return cleanProse({ content: blocksOf(tokens, notesOf(tokens)) });
}

interface Loose {
  type: string;
  attrs?: Record<string, unknown>;
  text?: string;
  marks?: object[];
  content?: Loose[];
}

const containers: Readonly<Record<string, string>> = {
  paragraph_open: 'paragraph',
  blockquote_open: 'blockquote',
  bullet_list_open: 'bulletList',
  ordered_list_open: 'orderedList',
  list_item_open: 'listItem',
  heading_open: 'heading',
  table_open: 'table',
  tr_open: 'tableRow',
  th_open: 'tableHeader',
  td_open: 'tableCell',
};

function blocksOf(tokens: readonly Token[], notes: ReadonlyMap<number, string>): Loose[] {
  const root: Loose = { type: 'doc', content: [] };
  const open: Loose[] = [root];
  let inNotes = false;
  for (const token of tokens) {
    if (token.type === 'footnote_block_open') inNotes = true;
    if (inNotes) continue;
    const type = containers[token.type];
    if (token.type === 'inline') {
      open.at(-1)?.content?.push(...inlinesOf(token.children ?? [], notes));
    } else if (type !== undefined) {
      const node: Loose = { type, attrs: attrsOf(token), content: [] };
      open.at(-1)?.content?.push(node);
      open.push(node);
    } else if (containers[token.type.replace(/_close$/, '_open')] !== undefined) {
      open.pop();
    }
  }
  return root.content ?? [];
}

function attrsOf(token: Token): Record<string, unknown> {
  if (token.type === 'heading_open') return { level: Number(token.tag.slice(1)) };
  return token.type === 'ordered_list_open' ? { start: Number(token.attrGet('start') ?? 1) } : {};
}

function inlinesOf(tokens: readonly Token[], notes: ReadonlyMap<number, string>): Loose[] {
  const marks: object[] = [];
  return tokens.flatMap((token): Loose[] => {
    switch (token.type) {
      case 'text':
        return token.content === '' ? [] : [{ type: 'text', text: token.content, marks: [...marks] }];
      case 'softbreak':
        return [{ type: 'text', text: ' ', marks: [...marks] }];
      case 'hardbreak':
        return [{ type: 'hardBreak' }];
      case 'footnote_ref':
        return [{ type: 'footnote', attrs: { text: notes.get(idOf(token)) ?? '' } }];
      case 'strong_open':
        marks.push({ type: 'bold' });
        return [];
      case 'em_open':
        marks.push({ type: 'italic' });
        return [];
      case 'link_open':
        marks.push({ type: 'link', attrs: { href: token.attrGet('href') } });
        return [];
      case 'strong_close':
      case 'em_close':
      case 'link_close':
        marks.pop();
        return [];
      default:
        return [];
    }
  });
}

/** The words of each footnote, by its id, one line a paragraph. */
function notesOf(tokens: readonly Token[]): Map<number, string> {
  const notes = new Map<number, string>();
  let current: number | null = null;
  for (const token of tokens) {
    if (token.type === 'footnote_open') current = idOf(token);
    else if (token.type === 'footnote_close') current = null;
    else if (token.type === 'inline' && current !== null) {
      const words = (token.children ?? [])
        .map(({ type, content }) => (type === 'text' ? content : type === 'softbreak' ? ' ' : ''))
        .join('');
      notes.set(current, [notes.get(current), words].filter((part) => part !== undefined).join('\n'));
    }
  }
  return notes;
}

function idOf(token: Token): number {
  return (token.meta as { id: number }).id;
}
