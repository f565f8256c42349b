const words = new Intl.Segmenter('en', { granularity: 'word' });

/** Words as Unicode sees them (UAX 29): “naïve” is one, “東京” is counted by dictionary, punctuation is none. */
export function countWords(text: string): number {
  let count = 0;
  for (const segment of words.segment(text)) if (segment.isWordLike === true) count += 1;
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
