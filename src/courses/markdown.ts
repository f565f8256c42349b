import MarkdownIt from 'markdown-it';
import { sanitise, type SafeHtml } from '../platform/web/safe-html.js';

// HTML in the source is shown as text; what comes out is sanitised all the same. Straight quotes become real ones.
const markdown = new MarkdownIt({ html: false, typographer: true });

/** A lesson or a course's text (CommonMark and tables) as HTML that may be printed. */
export function renderMarkdown(source: string): SafeHtml {
  return sanitise(markdown.render(source));
}
