/**
 * The part of a course's Markdown that stands under a heading, without the heading; null where there is none.
 *
 * @param heading its words, of any level; case does not count
 */
export function partUnder(markdown: string, heading: string): string | null {
  const lines = markdown.split('\n');
  const start = lines.findIndex((line) => headingOf(line)?.toLowerCase() === heading.toLowerCase());
  if (start === -1) return null;
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => headingOf(line) !== null);
  const part = (end === -1 ? rest : rest.slice(0, end)).join('\n').trim();
  return part === '' ? null : part;
}

const headingOf = (line: string) => /^#{1,6}\s+(.+?)\s*#*\s*$/.exec(line)?.[1] ?? null;

/** The first sentences of a text up to about `length` characters, for a line that search engines and chats show. */
export function opening(text: string, length = 200): string {
  const plain = text.replace(/\s+/gu, ' ').trim();
  if (plain.length <= length) return plain;
  const sentences = plain.slice(0, length + 1).match(/^.*[.!?](?=\s)/u)?.[0];
  return sentences ?? `${plain.slice(0, length).replace(/\s\S*$/u, '')} …`;
}
