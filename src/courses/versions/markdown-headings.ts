import { type MarkdownIt } from 'markdown-it';

/**
 * Gives each heading an id made of its words, so that it can be linked to: "What it costs" is `#s-what-it-costs`, and
 * the second of the same words `#s-what-it-costs-2`.
 */
export function headings(markdown: MarkdownIt): void {
  markdown.core.ruler.push('heading-ids', ({ tokens }) => {
    const taken = new Set<string>();
    tokens.forEach((token, at) => {
      if (token.type !== 'heading_open') return;
      const words = (tokens[at + 1]?.children ?? []).map(({ content }) => content).join('');
      const wanted = `s-${idOf(words)}`;
      let id = wanted;
      for (let count = 2; taken.has(id); count += 1) id = `${wanted}-${String(count)}`;
      taken.add(id);
      token.attrSet('id', id);
    });
  });
}

function idOf(words: string): string {
  const id = words
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .slice(0, 60)
    .replace(/^-+|-+$/g, '');
  return id === '' ? 'part' : id;
}
