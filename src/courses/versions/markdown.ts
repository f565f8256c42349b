import createMarkdown, { type MarkdownIt, type Token } from 'markdown-it';
import footnotes from 'markdown-it-footnote';
import alerts from 'markdown-it-github-alerts';
import { sanitiseArticle, type SafeHtml } from '../../platform/web/safe-html.js';
import { figures, images } from './markdown-figures.js';
import { headings } from './markdown-headings.js';
import { columns } from './markdown-tables.js';

/** GitHub's five kinds of alerts, and two that courses need. */
const calloutTitles = {
  note: 'Note',
  tip: 'Tip',
  important: 'Important',
  warning: 'Warning',
  caution: 'Caution',
  example: 'Example',
  exercise: 'Exercise',
};

// HTML in the source is shown as text; what comes out is sanitised all the same. Straight quotes become real ones.
const markdown = createMarkdown({ html: false, typographer: true, maxNesting: 30 });
markdown.use(footnotes);
// Its types are written for an older markdown-it.
markdown.use(alerts as (markdown: MarkdownIt, options: object) => void, {
  markers: Object.keys(calloutTitles).map((name) => name.toUpperCase()),
  titles: calloutTitles,
});
markdown.use(headings);
markdown.use(columns);
markdown.use(figures);
markdown.use(images);

const { escapeHtml } = markdown.utils;
const { rules } = markdown.renderer;

// The plugin prints the title as it was typed, in the place of the kind's word, and an icon as SVG. Here the word always
// stands, and the icon is a style (styles/components/prose.css).
rules['alert_open'] = (tokens, at) => {
  const { type, title } = metaOf(tokens[at]);
  const word = calloutTitles[type as keyof typeof calloutTitles];
  const words = title.toLowerCase().startsWith(type) ? title : `${word}: ${title}`;
  return `<div class="callout callout-${escapeHtml(type)}"><p class="callout-title">${escapeHtml(words)}</p>\n`;
};
// Each table in a box of its own, which scrolls, by keyboard too, where a phone is too narrow for it.
rules['table_open'] = () => '<div tabindex="0"><table>\n';
rules['table_close'] = () => '</table></div>\n';
rules['footnote_block_open'] = () => '<section class="footnotes" aria-label="Notes">\n<ol>\n';
rules['footnote_caption'] = (tokens, at) => String(Number(metaOf(tokens[at]).id) + 1);
rules['footnote_anchor'] = (tokens, at) => {
  const { id, subId } = metaOf(tokens[at]);
  const mention = Number(subId) > 0 ? `:${subId}` : '';
  const name = `${String(Number(id) + 1)}${mention}`;
  return ` <a href="#fnref${name}" class="footnote-backref" aria-label="Back to the text of note ${name}">↩︎</a>`;
};

/**
 * A lesson or a course's text as HTML that may be printed: CommonMark with tables, footnotes, callouts in GitHub's
 * alert syntax (`> [!NOTE] Title`), pictures with a caption, and videos by link.
 *
 * @param options `contents`: a list of the headings goes before a text that has at least three of the second rank
 */
export function renderMarkdown(source: string, { contents = false } = {}): SafeHtml {
  const tokens = markdown.parse(source, {});
  const html = markdown.renderer.render(tokens, markdown.options, {});
  return sanitiseArticle(contents ? contentsOf(tokens) + html : html);
}

/** Rendered texts, the one asked for longest ago first. */
const rendered = new Map<string, SafeHtml>();
const KEPT = 200;

/**
 * A lesson with its list of contents. Rendering takes some milliseconds – most of them to sanitise –, more than all
 * else on its page, so the texts that are read now are kept.
 */
export function renderLesson(source: string): SafeHtml {
  const html = rendered.get(source) ?? renderMarkdown(source, { contents: true });
  rendered.delete(source);
  rendered.set(source, html);
  const [oldest] = rendered.keys();
  if (rendered.size > KEPT && oldest !== undefined) rendered.delete(oldest);
  return html;
}

function contentsOf(tokens: readonly Token[]): string {
  const entries = tokens.flatMap((token, at) => {
    if (token.type !== 'heading_open' || !['h1', 'h2'].includes(token.tag) || token.level > 0) return [];
    const id = String(token.attrGet('id') ?? '');
    const words = (tokens[at + 1]?.children ?? []).map(({ content }) => content).join('');
    return [`<li><a href="#${escapeHtml(id)}">${escapeHtml(words)}</a></li>`];
  });
  if (entries.length < 3) return '';
  return `<nav class="contents" aria-label="In this text"><p class="contents-title">In this text</p><ol>${entries.join('')}</ol></nav>\n`;
}

/** What plugins left at a token, as text. */
function metaOf(token: Token | undefined): Record<'type' | 'title' | 'id' | 'subId', string> {
  const meta: Record<string, unknown> = token?.meta ?? {};
  const text = (name: string) => {
    const value = meta[name];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };
  return { type: text('type'), title: text('title'), id: text('id'), subId: text('subId') };
}
