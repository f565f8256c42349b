import MarkdownIt from 'markdown-it';
import { sanitise, type SafeHtml } from '../../platform/web/safe-html.js';

// HTML in the source is shown as text; what comes out is sanitised all the same. Straight quotes become real ones.
const markdown = new MarkdownIt({ html: false, typographer: true });

// Each table in a box of its own, which scrolls, by keyboard too, where a phone is too narrow for it
// (styles/components/prose.css).
markdown.renderer.rules['table_open'] = () => '<div tabindex="0"><table>\n';
markdown.renderer.rules['table_close'] = () => '</table></div>\n';

/** A lesson or a course's text (CommonMark and tables) as HTML that may be printed. */
export function renderMarkdown(source: string): SafeHtml {
  return sanitise(markdown.render(source));
}
