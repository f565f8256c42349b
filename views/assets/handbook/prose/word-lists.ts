/**
 * Word writes the items of lists as paragraphs that only look like them: their place is in the style
 * (`mso-list:l0 level2 lfo1`), their number or bullet is text. This makes real lists of them, in place.
 */
export function nestWordLists(body: Element): void {
  const items = [...body.querySelectorAll<HTMLElement>('p[data-style*="mso-list"], h1, h2, h3, h4')].flatMap(
    readItem,
  );
  let open: { list: Element; level: number }[] = [];
  let previous: Element | null = null;
  for (const { element, level, marker, isOrdered } of items) {
    const follows = previous !== null && nextElement(previous) === element;
    if (!follows) open = [];
    while (open.length > 0 && (open.at(-1)?.level ?? 0) > level) open.pop();
    const document = element.ownerDocument;
    if ((open.at(-1)?.level ?? 0) < level) {
      const list = document.createElement(isOrdered ? 'ol' : 'ul');
      const number = Number(/\d+/.exec(marker)?.[0] ?? 1);
      if (isOrdered && number !== 1) list.setAttribute('start', String(number));
      const parent = open.at(-1)?.list.lastElementChild;
      if (parent) parent.append(list);
      else element.before(list);
      open.push({ list, level });
    }
    const item = document.createElement('li');
    const outer = open[0]?.list ?? null;
    open.at(-1)?.list.append(item);
    item.append(element);
    previous = outer;
  }
}

interface WordItem {
  element: HTMLElement;
  level: number;
  marker: string;
  isOrdered: boolean;
}

function readItem(element: HTMLElement): WordItem[] {
  const level = Number(
    /mso-list\s*:[^;]*\blevel(\d)/.exec(element.getAttribute('data-style') ?? '')?.[1] ?? 0,
  );
  if (level < 1 || element.tagName !== 'P') {
    // A heading that is numbered keeps its words and loses its number
    if (level > 0) takeMarker(element);
    return [];
  }
  const marker = takeMarker(element);
  return [{ element, level, marker, isOrdered: /^\(?(?:\d+|[a-z]{1,4})[.)]/i.test(marker) }];
}

function takeMarker(element: Element): string {
  const ignored = [...element.querySelectorAll('[data-style*="mso-list"]')].filter((part) =>
    /mso-list\s*:\s*ignore/i.test(part.getAttribute('data-style') ?? ''),
  );
  const marker = ignored
    .map(({ textContent }) => textContent)
    .join('')
    .trim();
  for (const part of ignored) part.remove();
  return marker;
}

function nextElement(element: Element): Element | null {
  let next = element.nextSibling;
  while (
    next &&
    (next.nodeType === Node.COMMENT_NODE ||
      (next.nodeType === Node.TEXT_NODE && next.textContent?.trim() === ''))
  )
    next = next.nextSibling;
  return next instanceof Element ? next : null;
}
