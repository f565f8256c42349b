import * as Y from 'yjs';
import {
  cleanProse,
  type ProseBlock,
  type ProseCell,
  type ProseDocument,
  type ProseInline,
  type ProseItem,
  type ProseRow,
} from './prose-document.rules.js';

/** What the editor wrote, as y-prosemirror keeps it, as plain JSON without undefined values. */
export function freezeProse(fragment: Y.XmlFragment): ProseDocument {
  return cleanProse({ content: children(fragment) });
}

/**
 * Replaces what a fragment holds by a frozen text. Elements and attributes are those that the editor itself would
 * write, so opening it changes nothing: `freezeProse` then returns the same text.
 */
export function thawProse(fragment: Y.XmlFragment, content: unknown): void {
  const { content: blocks } = cleanProse(content);
  const replace = (): void => {
    fragment.delete(0, fragment.length);
    fragment.insert(0, blocks.map(element));
  };
  if (fragment.doc === null) replace();
  else fragment.doc.transact(replace);
}

/** However deep it is, without calling itself; `cleanProse` keeps the words of what is too deep. */
function children(parent: Y.XmlFragment): unknown[] {
  const top: unknown[] = [];
  const waiting = [{ from: parent, into: top }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const child of next.from.toArray()) {
      if (child instanceof Y.XmlText) {
        for (const run of runs(child)) next.into.push(run);
      } else if (child instanceof Y.XmlElement) {
        const content: unknown[] = [];
        next.into.push({ type: child.nodeName, attrs: child.getAttributes(), content });
        waiting.push({ from: child, into: content });
      }
    }
  }
  return top;
}

function runs(text: Y.XmlText): unknown[] {
  const delta = text.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[];
  return delta.map(({ insert, attributes = {} }) => ({
    type: 'text',
    text: insert,
    // y-prosemirror appends a hash to marks that may overlap with themselves
    marks: Object.entries(attributes).map(([name, attrs]) => ({
      type: name.replace(/--[\w+/=]{8}$/, ''),
      attrs,
    })),
  }));
}

type ProseElement = ProseBlock | ProseItem | ProseRow | ProseCell | Exclude<ProseInline, { type: 'text' }>;

function element(node: ProseElement): Y.XmlElement {
  // Numbers stay numbers; Yjs keeps any JSON value in an attribute
  const made = new Y.XmlElement<Record<string, string | number>>(node.type);
  const attrs: Record<string, string | number> = 'attrs' in node ? { ...node.attrs } : {};
  for (const [name, value] of Object.entries(attrs)) made.setAttribute(name, value);
  if ('content' in node) made.insert(0, contents(node.content ?? []));
  return made as unknown as Y.XmlElement;
}

/** What the editor keeps of each link beside its address (views/assets/handbook/prose/schema.ts). */
const linkAttributes = { target: null, rel: 'nofollow noopener noreferrer', class: null, title: null };

/** Words that follow each other share one Y.XmlText. */
function contents(nodes: readonly (ProseElement | ProseInline)[]): (Y.XmlElement | Y.XmlText)[] {
  const made: (Y.XmlElement | Y.XmlText)[] = [];
  let delta: { insert: string; attributes: Record<string, object> }[] = [];
  const flush = (): void => {
    if (delta.length === 0) return;
    const text = new Y.XmlText();
    text.applyDelta(delta);
    made.push(text);
    delta = [];
  };
  for (const node of nodes) {
    if (node.type === 'text') {
      const marks = node.marks ?? [];
      const attributes = Object.fromEntries(
        marks.map((mark) => [mark.type, mark.type === 'link' ? { ...linkAttributes, ...mark.attrs } : {}]),
      );
      delta.push({ insert: node.text, attributes });
    } else {
      flush();
      made.push(element(node));
    }
  }
  flush();
  return made;
}
