/** Elements that begin a line of their own; the same for the server, which reads tags, and the browser, which reads nodes. */
const lines = new Set([
  ...[
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'p',
    'br',
    'hr',
    'div',
    'section',
    'ul',
    'ol',
    'li',
    'dl',
    'dt',
    'dd',
  ],
  ...[
    'table',
    'caption',
    'thead',
    'tbody',
    'tfoot',
    'tr',
    'th',
    'td',
    'blockquote',
    'pre',
    'figure',
    'figcaption',
  ],
]);

/**
 * The text of HTML as places in it are counted: its text nodes in order, and one line feed wherever an element of the
 * list above begins or ends behind text. Feed it the elements and texts in document order.
 */
export class HtmlText {
  text = '';

  /** An element begins or ends; `name` in lower case. */
  edge(name: string): void {
    if (lines.has(name) && this.text !== '' && !this.text.endsWith('\n')) this.text += '\n';
  }

  /** @returns where the data begins */
  add(data: string): number {
    const start = this.text.length;
    this.text += data;
    return start;
  }
}

/** Part of a text that the same marks cover; `endsOf` are those whose last words it holds. */
export interface Stretch<Id> {
  start: number;
  end: number;
  ids: readonly Id[];
  endsOf: readonly Id[];
}

/** Places that may overlap, as stretches that do not: in order, without what no place covers. */
export function stretches<Id>(places: readonly { id: Id; start: number; end: number }[]): Stretch<Id>[] {
  const bounds = [...new Set(places.flatMap(({ start, end }) => [start, end]))].sort((a, b) => a - b);
  return bounds.slice(1).flatMap((end, at) => {
    const start = bounds[at] ?? 0;
    const over = places.filter((place) => place.start < end && place.end > start);
    if (over.length === 0) return [];
    const endsOf = over.filter((place) => place.end === end).map(({ id }) => id);
    return { start, end, ids: over.map(({ id }) => id), endsOf };
  });
}
