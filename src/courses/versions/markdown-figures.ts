import { type MarkdownIt, type Token } from 'markdown-it';
import { videoAt } from './video.rules.js';

/**
 * Makes a figure of a paragraph that is nothing but a picture – its title is the caption – and of one that is nothing
 * but a link to a video. The video's figure is a plain link until somebody presses it and a script puts the player in
 * its place, so nobody's visit is told elsewhere before.
 */
export function figures(markdown: MarkdownIt): void {
  const { escapeHtml } = markdown.utils;
  markdown.core.ruler.push('figures', (state) => {
    const { tokens } = state;
    tokens.forEach((open, at) => {
      const [inline, close] = [tokens[at + 1], tokens[at + 2]];
      if (open.type !== 'paragraph_open' || !inline || close?.type !== 'paragraph_close' || open.hidden)
        return;
      const children = (inline.children ?? []).filter(
        (child) => child.type !== 'text' || child.content !== '',
      );
      const caption = pictureCaption(children) ?? videoCaption(children);
      if (caption === null) return;
      open.tag = close.tag = 'figure';
      const [first] = children;
      if (first?.type === 'link_open') {
        open.attrSet('class', 'video');
        open.attrSet('data-controller', 'video');
        first.attrSet('data-action', 'video#play');
      }
      if (caption !== '') {
        const words = new state.Token('html_inline', '', 0);
        words.content = `<figcaption>${escapeHtml(caption)}</figcaption>`;
        inline.children = [...children, words];
      }
    });
  });
}

/**
 * Pictures come from this house's own store. Any other is told in words, so that whoever writes sees what is missing
 * rather than nothing.
 */
export function images(markdown: MarkdownIt): void {
  const { escapeHtml } = markdown.utils;
  const plain = markdown.renderer.rules['image'];
  markdown.renderer.rules['image'] = (tokens, at, options, env, self) => {
    const token = tokens[at];
    if (token && attribute(token, 'src').startsWith('/course-images/')) {
      token.attrs = (token.attrs ?? []).filter(([name]) => name !== 'title');
      return plain?.(tokens, at, options, env, self) ?? '';
    }
    const alt = token ? self.renderInlineAsText(token.children ?? [], options, env) : '';
    return `<span class="image-missing">Picture not found${alt === '' ? '' : `: ${escapeHtml(alt)}`}</span>`;
  };
}

/** "" for a picture without a title; null for what is no picture alone. */
function pictureCaption(children: readonly Token[]): string | null {
  const [picture] = children;
  return children.length === 1 && picture?.type === 'image' ? attribute(picture, 'title') : null;
}

function videoCaption(children: readonly Token[]): string | null {
  const [open] = children;
  if (open?.type !== 'link_open' || children.at(-1)?.type !== 'link_close') return null;
  if (children.filter(({ type }) => type === 'link_open').length > 1) return null;
  const video = videoAt(attribute(open, 'href'));
  return video && `Video at ${video.host}. Nothing is loaded from there before you press play.`;
}

const attribute = (token: Token, name: string) => String(token.attrGet(name) ?? '');
