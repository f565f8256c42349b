/**
 * Where a remark lies in a section's text: its place and its words, as the W3C's Web Annotation Data Model has them
 * (TextPositionSelector and TextQuoteSelector, sections 4.2.4 and 4.2.5). The text is what the section's HTML says, as
 * `HtmlText` gathers it. Positions count UTF-16 code units, as the DOM does; the model would count code
 * points, but nothing here is exchanged with others.
 */
export interface Anchor {
  sectionKey: string;
  start: number;
  /** Behind the last unit. */
  end: number;
  quote: string;
}

/** The same with what stands around it, by which words are found again in a text that is rendered differently. */
export interface AnchorInContext extends Anchor {
  prefix: string;
  suffix: string;
}

/** Units of context kept on each side. */
const contextLength = 32;
/** More would be a remark on the section rather than on words of it. */
export const longestQuote = 2000;

/** Why a remark can't stand at this place of a section's text; null when it can. */
export function anchorProblem(text: string, { start, end, quote }: Anchor): string | null {
  if (end <= start || quote.trim() === '') return 'Select the words that the remark is about.';
  if (quote.length > longestQuote) return 'Select fewer words: a remark quotes at most 2,000 characters.';
  if (end > text.length || text.slice(start, end) !== quote || !quote.isWellFormed())
    return 'These words do not stand at this place of the section.';
  return null;
}

/** The words just before and behind a place; never half a character. */
export function contextOf(text: string, { start, end }: Pick<Anchor, 'start' | 'end'>) {
  return {
    prefix: whole(text.slice(Math.max(0, start - contextLength), start)),
    suffix: whole(text.slice(end, end + contextLength)),
  };
}

const whole = (text: string) => text.replace(/^[\uDC00-\uDFFF]/, '').replace(/[\uD800-\uDBFF]$/, '');

/**
 * Where the words stand in a text: at their place, or else where they are found with most of what stood around them,
 * the nearest of equals. Null when they stand nowhere.
 */
export function locate(
  text: string,
  { start, end, quote, prefix, suffix }: Omit<AnchorInContext, 'sectionKey'>,
): { start: number; end: number } | null {
  if (quote === '') return null;
  if (text.slice(start, end) === quote) return { start, end };
  let best: { at: number; likeness: number; distance: number } | null = null;
  for (let at = text.indexOf(quote); at !== -1; at = text.indexOf(quote, at + 1)) {
    const likeness =
      commonEnd(text.slice(0, at), prefix) + commonStart(text.slice(at + quote.length), suffix);
    const distance = Math.abs(at - start);
    if (!best || likeness > best.likeness || (likeness === best.likeness && distance < best.distance))
      best = { at, likeness, distance };
  }
  return best && { start: best.at, end: best.at + quote.length };
}

function commonStart(one: string, other: string): number {
  let length = 0;
  while (length < other.length && one[length] === other[length]) length += 1;
  return length;
}

function commonEnd(one: string, other: string): number {
  let length = 0;
  while (length < other.length && one.at(-1 - length) === other.at(-1 - length)) length += 1;
  return length;
}

/** A quotation as a line of its own: one line, and of a long one its beginning and its end. */
export function quoteWords(quote: string, most = 160): string {
  const line = quote.replace(/\s+/g, ' ').trim();
  if (line.length <= most) return line;
  const half = Math.floor((most - 3) / 2);
  return `${whole(line.slice(0, half)).trimEnd()} … ${whole(line.slice(-half)).trimStart()}`;
}
