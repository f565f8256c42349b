import { type MarkdownIt } from 'markdown-it';

/** A column that the author aligned says so by a class: the Content-Security-Policy ignores styles in attributes. */
export function columns(markdown: MarkdownIt): void {
  markdown.core.ruler.push('columns', ({ tokens }) => {
    for (const token of tokens) {
      const side = /^text-align:(right|center)$/.exec(String(token.attrGet('style') ?? ''))?.[1];
      if (side !== undefined) token.attrSet('class', `to-${side}`);
    }
  });
}
