/**
 * HTML of others as a tree that does nothing: no script runs in it and no picture is fetched. Styles are renamed to
 * `data-style` and `pasted-style` before they are parsed: the page's security policy would refuse and report each one.
 */
export function parseInert(html: string): HTMLElement {
  const source = html
    .replaceAll(/<(\/?)style\b/gi, '<$1pasted-style')
    .replaceAll(/<[a-z][^<>]*>/gi, (tag) => tag.replaceAll(/\sstyle\s*=/gi, ' data-style='));
  return new DOMParser().parseFromString(source, 'text/html').body;
}
