import { HtmlText, stretches } from '../../../../src/platform/web/html-text.rules.js';

/** Where a remark's words stand, and the number by which it is known on the page. */
export interface Placed {
  id: string;
  number: number;
  start: number;
  end: number;
}

interface Piece {
  node: Text;
  start: number;
}

/** What stands among the words and is none of them. */
const foreign = '[data-remark-box], .remark-number';

/** The words of one section on the desk: where a selection lies in its text, and remarks in place. */
export class SectionText {
  readonly key: string;

  constructor(readonly element: HTMLElement) {
    this.key = element.dataset['sectionText'] ?? '';
  }

  /** The text as places are counted in it, and the nodes that it is made of. */
  read(): { text: string; pieces: Piece[] } {
    const gathered = new HtmlText();
    const pieces: Piece[] = [];
    const visit = (node: Node): void => {
      if (node instanceof Text) {
        if (node.data !== '') pieces.push({ node, start: gathered.add(node.data) });
      } else if (node instanceof Element && !node.matches(foreign)) {
        gathered.edge(node.localName);
        for (const child of node.childNodes) visit(child);
        gathered.edge(node.localName);
      }
    };
    for (const child of this.element.childNodes) visit(child);
    return { text: gathered.text, pieces };
  }

  /** The place of a selection that begins in this section; what goes on behind it is left out. */
  placeOf(range: Range): { start: number; end: number } | null {
    const { text, pieces } = this.read();
    const touched = pieces.filter(({ node }) => range.intersectsNode(node));
    const [first] = touched;
    const last = touched.at(-1);
    if (!first || !last) return null;
    let start = first.start + (range.startContainer === first.node ? range.startOffset : 0);
    let end = last.start + (range.endContainer === last.node ? range.endOffset : last.node.length);
    while (start < end && /\s/.test(text[start] ?? '')) start += 1;
    while (end > start && /\s/.test(text[end - 1] ?? '')) end -= 1;
    return start < end ? { start, end } : null;
  }

  /** The place in the text of the first word that is in view. */
  firstInView(): number {
    const pane = this.element.closest('.desk-handbook')?.getBoundingClientRect();
    const top = Math.max(0, pane?.top ?? 0);
    const inView = this.read().pieces.find(
      ({ node }) => (node.parentElement?.getBoundingClientRect().top ?? 0) >= top && node.data.trim() !== '',
    );
    return inView?.start ?? 0;
  }

  /** Selects a place, so that it is seen and heard as any selection. */
  select({ start, end }: { start: number; end: number }): Range | null {
    const { pieces } = this.read();
    const first = pieces.findLast((piece) => piece.start <= start);
    const last = pieces.findLast((piece) => piece.start < end);
    if (!first || !last) return null;
    const from = Math.min(start - first.start, first.node.length);
    const to = Math.min(end - last.start, last.node.length);
    window.getSelection()?.setBaseAndExtent(first.node, from, last.node, to);
    const range = document.createRange();
    range.setStart(first.node, from);
    range.setEnd(last.node, to);
    return range;
  }

  /** Puts remarks in place, and takes away those that were. */
  draw(remarks: readonly Placed[]): void {
    for (const number of this.element.querySelectorAll('a.remark-number')) number.remove();
    for (const mark of this.element.querySelectorAll('mark.remarked')) mark.replaceWith(...mark.childNodes);
    this.element.normalize();
    const { pieces } = this.read();
    // From the end, so that the places before it stay as they were counted.
    for (const part of stretches(remarks.map((one) => ({ ...one, id: one }))).reverse()) {
      const within = pieces.filter(
        ({ node, start }) => start < part.end && start + node.length > part.start && isWord(node),
      );
      for (const { node, start } of within.reverse()) {
        const from = Math.max(0, part.start - start);
        const to = Math.min(node.length, part.end - start);
        const words = node.splitText(from);
        words.splitText(to - from);
        const mark = document.createElement('mark');
        mark.className = 'remarked';
        mark.dataset['remarks'] = part.ids.map(({ id }) => id).join(' ');
        words.replaceWith(mark);
        mark.append(words);
        if (start + to !== part.end) continue;
        // No link stands within a link of the text.
        (mark.closest('a') ?? mark).after(...part.endsOf.map(linkTo));
      }
    }
  }

  /** The last words of a remark. */
  lastMark(id: string): HTMLElement | null {
    return [...this.element.querySelectorAll<HTMLElement>(`mark[data-remarks~="${id}"]`)].at(-1) ?? null;
  }

  marks(id: string): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>(`mark[data-remarks~="${id}"]`)];
  }
}

/** Line ends between the rows of a table are no words, and nothing may be put there. */
const isWord = (node: Text) =>
  node.data.trim() !== '' || !node.parentElement?.matches('table, thead, tbody, tfoot, tr');

function linkTo({ id, number }: Placed): HTMLAnchorElement {
  const link = document.createElement('a');
  link.className = 'remark-number';
  link.href = `#remark-${number}`;
  link.dataset['remark'] = id;
  link.dataset['turbo'] = 'false';
  link.setAttribute('aria-label', `Remark ${number}`);
  link.textContent = String(number);
  return link;
}
