import { type SafeHtml } from '../../platform/web/safe-html.js';
import { renderMarkdown } from '../versions/markdown.js';
import { partsOf } from './about.rules.js';

/** A part of a course's text with its heading in the margin. */
export interface AboutSection {
  /** For the heading's id. */
  id: string;
  heading: string;
  body: SafeHtml;
}

export function aboutSections(about: string): AboutSection[] {
  return partsOf(about).map(({ heading, body }, at) => ({
    id: `about-${at + 1}`,
    heading: heading ?? 'About the course',
    body: renderMarkdown(body),
  }));
}
