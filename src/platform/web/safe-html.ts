import sanitizeHtml, { type IOptions, type Transformer } from 'sanitize-html';
import { markHtml, type TextMark } from './marked-html.js';

/**
 * HTML that went through `sanitise` and may be printed as it is. Nothing else can make one: the
 * constructor is private, so a plain string never passes for safe, neither for the compiler nor at run time.
 */
export class SafeHtml {
  private constructor(private readonly html: string) {}

  /**
   * Keeps the elements of prose (headings, lists, tables, links, quotations, code, figures, footnotes) and
   * drops everything else, scripts and styles with their content.
   */
  static sanitise(html: string): SafeHtml {
    return new SafeHtml(sanitizeHtml(html, prose));
  }

  /**
   * The same, and what lessons have besides: headings that can be linked to, a list of contents, callouts, videos by
   * link. Pictures only from this house's own store of them.
   */
  static sanitiseArticle(html: string): SafeHtml {
    return new SafeHtml(sanitizeHtml(html, article));
  }

  /** The same with words marked, which adds nothing but numbers: see `markHtml`. */
  withMarks(marks: readonly TextMark[], options: { links: boolean }): SafeHtml {
    return marks.length === 0 ? this : new SafeHtml(markHtml(this.html, marks, options));
  }

  toString(): string {
    return this.html;
  }
}

/** The HTML of a handbook section, made safe to print: see `SafeHtml.sanitise`. */
export function sanitise(html: string): SafeHtml {
  return SafeHtml.sanitise(html);
}

/** The HTML of a lesson or a course's text, made safe to print: see `SafeHtml.sanitiseArticle`. */
export function sanitiseArticle(html: string): SafeHtml {
  return SafeHtml.sanitiseArticle(html);
}

/** Footnote anchors only: any other id could shadow one of the page's own (or a global of its scripts). */
const footnoteId = /^fn(?:ref)?(?:[-:]?|-[a-z0-9-]{1,80}-)\d{1,4}$/;

const prose: IOptions = {
  allowedTags: [
    ...['h2', 'h3', 'h4', 'h5', 'h6', 'p', 'br', 'hr', 'div', 'section'],
    ...['ul', 'ol', 'li', 'dl', 'dt', 'dd'],
    ...['table', 'caption', 'colgroup', 'col', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td'],
    ...['a', 'abbr', 'b', 'cite', 'code', 'del', 'dfn', 'em', 'i', 'ins', 'kbd', 'mark', 'q', 's', 'samp'],
    ...['small', 'span', 'strong', 'sub', 'sup', 'time', 'u', 'var'],
    ...['blockquote', 'pre', 'figure', 'figcaption', 'img'],
  ],
  allowedAttributes: {
    a: ['href', 'title', 'rel', 'id', 'class'],
    abbr: ['title'],
    col: ['span'],
    // A box that scrolls has to be reached by keyboard.
    div: [{ name: 'tabindex', multiple: false, values: ['0'] }, 'class'],
    dl: ['class'],
    img: ['src', 'alt', 'title', 'width', 'height', 'loading'],
    li: ['id'],
    ol: ['start', 'type', 'reversed'],
    section: ['class'],
    sup: ['class'],
    td: ['colspan', 'rowspan', 'class'],
    th: ['colspan', 'rowspan', 'scope', 'class'],
    time: ['datetime'],
  },
  allowedClasses: {
    a: ['footnote-ref', 'footnote-backref'],
    div: ['table-box', 'groups', 'group'],
    dl: ['facts'],
    section: ['footnotes'],
    sup: ['footnote-ref'],
    td: ['to-right'],
    th: ['to-right'],
  },
  allowedSchemes: ['http', 'https', 'mailto'],
  // Pictures come from this server: the Content-Security-Policy would block any other, and tell it who reads.
  allowedSchemesByTag: { img: [] },
  allowProtocolRelative: false,
  transformTags: {
    // A page has one heading of the first rank, and it is not the author's.
    h1: 'h2',
    a: (tagName, attributes) => ({ tagName, attribs: withFootnoteId(outwardLink(attributes)) }),
    li: (tagName, attributes) => ({ tagName, attribs: withFootnoteId(attributes) }),
    img: (tagName, attributes) => ({
      tagName,
      attribs: { ...attributes, alt: attributes['alt'] ?? '', loading: 'lazy' },
    }),
  },
  exclusiveFilter: (frame) => frame.tag === 'img' && !handbookPicture.test(frame.attribs['src'] ?? ''),
};

/** Where the pictures of handbooks are served: to authors and graders, and with a section that is shown to everybody. */
const handbookPicture =
  /^\/(?:(?:handbooks|submissions)\/[0-9a-f-]{36}|verify\/[0-9A-Z-]{29}\/evidence\/[a-z0-9-]{1,80})\/images\/[0-9a-f-]{36}$/;

/** Headings and footnotes of a lesson, the second mention of a footnote included; `s-` belongs to nothing else. */
const articleId = /^(?:s-[\p{L}\p{N}-]{1,80}|fn(?:ref)?\d{1,4}(?::\d{1,4})?)$/u;

const article: IOptions = {
  ...prose,
  // Deeper than any text goes; what is below is dropped before it costs anything.
  nestingLimit: 60,
  allowedTags: [...(prose.allowedTags as string[]), 'nav'],
  allowedAttributes: {
    ...prose.allowedAttributes,
    a: ['href', 'title', 'rel', 'id', 'class', 'aria-label', { name: 'data-action', values: ['video#play'] }],
    div: [{ name: 'tabindex', multiple: false, values: ['0'] }, 'class'],
    figure: ['class', { name: 'data-controller', values: ['video'] }],
    nav: ['class', 'aria-label'],
    p: ['class'],
    section: ['class', 'aria-label'],
    span: ['class'],
    td: ['colspan', 'rowspan', 'class'],
    th: ['colspan', 'rowspan', 'scope', 'class'],
    ...Object.fromEntries(['h2', 'h3', 'h4', 'h5', 'h6'].map((tag) => [tag, ['id']])),
  },
  allowedClasses: {
    ...prose.allowedClasses,
    div: ['callout', 'callout-*'],
    figure: ['video'],
    nav: ['contents'],
    p: ['callout-title', 'contents-title'],
    span: ['image-missing'],
    td: ['to-right', 'to-center'],
    th: ['to-right', 'to-center'],
  },
  transformTags: {
    ...prose.transformTags,
    a: (tagName, attributes) => ({ tagName, attribs: withArticleId(outwardLink(attributes)) }),
    ...Object.fromEntries(
      ['li', 'h2', 'h3', 'h4', 'h5', 'h6'].map((tag): [string, Transformer] => [
        tag,
        (tagName, attributes) => ({ tagName, attribs: withArticleId(attributes) }),
      ]),
    ),
  },
  exclusiveFilter: (frame) => frame.tag === 'img' && !ownPicture.test(frame.attribs['src'] ?? ''),
};

/** Where `courses` serves the pictures of its lessons. */
const ownPicture = /^\/course-images\/[0-9a-f-]{36}$/;

function withArticleId(attributes: Record<string, string>): Record<string, string> {
  const { id, ...others } = attributes;
  return id !== undefined && articleId.test(id) ? attributes : others;
}

function outwardLink(attributes: Record<string, string>): Record<string, string> {
  const outward = /^https?:/i.test(attributes['href'] ?? '');
  return outward ? { ...attributes, rel: 'noopener noreferrer nofollow' } : attributes;
}

function withFootnoteId(attributes: Record<string, string>): Record<string, string> {
  const { id, ...others } = attributes;
  return id !== undefined && footnoteId.test(id) ? attributes : others;
}
