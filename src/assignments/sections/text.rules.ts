const words = new Intl.Segmenter('en', { granularity: 'word' });

/** Letters with punctuation behind them that no rule of UAX 29 would join to anything. */
const plainWord = /^[("]?[A-Za-z]+[.,;:!?)"]*$/;
/** All white space that UAX 29 sets apart from whatever stands beside it. */
const blank = /[ \n\t\r]+/;

/**
 * Words as Unicode sees them (UAX 29): “naïve” is one, “東京” is counted by dictionary, punctuation is none. Plain words
 * are counted without asking Unicode, which takes a tenth of a second for a long handbook.
 */
export function countWords(text: string): number {
  let count = 0;
  for (const piece of text.split(blank)) {
    if (plainWord.test(piece)) count += 1;
    else if (piece !== '')
      for (const segment of words.segment(piece)) if (segment.isWordLike === true) count += 1;
  }
  return count;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text for HTML content and quoted attributes. Control characters that no HTML may contain become U+FFFD. */
export function escapeHtml(text: string): string {
  return text
    .replace(/[&<>"']/g, (character) => entities[character] ?? character)
    .replace(/[^\t\n\r\u0020-\u007E\u00A0-\uFFFF]/g, '\uFFFD');
}

/** Half a surrogate pair, which no UTF-8 can hold, becomes U+FFFD. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\uFFFD');
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
