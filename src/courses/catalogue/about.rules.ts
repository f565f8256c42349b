/** A part of a course's text: what stands under one of its main headings; before the first there is none. */
export interface AboutPart {
  heading: string | null;
  /** Markdown. */
  body: string;
}

/** A course's Markdown, cut at its headings of the first and second level. Parts without any text are left out. */
export function partsOf(markdown: string): AboutPart[] {
  const parts: { heading: string | null; lines: string[] }[] = [{ heading: null, lines: [] }];
  let fenced = false;
  for (const line of markdown.split('\n')) {
    if (/^ {0,3}(```|~~~)/.test(line)) fenced = !fenced;
    const heading = fenced ? undefined : /^##?\s+(.+?)\s*#*\s*$/.exec(line)?.[1];
    if (heading === undefined) parts.at(-1)?.lines.push(line);
    else parts.push({ heading, lines: [] });
  }
  return parts
    .map(({ heading, lines }) => ({ heading, body: lines.join('\n').trim() }))
    .filter(({ body }) => body !== '');
}

/** What stands under this main heading, case aside; null where there is none. */
export function partUnder(markdown: string, heading: string): string | null {
  const found = partsOf(markdown).find((part) => part.heading?.toLowerCase() === heading.toLowerCase());
  return found?.body ?? null;
}

/** The first sentences of a text up to about `length` characters, for a line that search engines and chats show. */
export function opening(text: string, length = 200): string {
  const plain = text.replace(/\s+/gu, ' ').trim();
  if (plain.length <= length) return plain;
  const sentences = /^.*[.!?](?=\s)/u.exec(plain.slice(0, length + 1))?.[0];
  return sentences ?? `${plain.slice(0, length).replace(/\s\S*$/u, '')} …`;
}
