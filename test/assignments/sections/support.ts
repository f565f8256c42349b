import { expect } from '@jest/globals';
import * as Y from 'yjs';
import { type Block, blocksToHtml } from '../../../src/assignments/sections/blocks.rules.js';
import { type Book, type HandbookFrame } from '../../../src/assignments/sections/section-kind.rules.js';

export function html(blocks: readonly Block[]): string {
  return blocksToHtml(blocks, { imageHref: (id) => `/images/${id}`, prefix: 'brief' });
}

/** A handbook without sections and without a currency. */
export const frame: HandbookFrame = { kinds: new Set(), currency: null };
export const emptyBook: Book = { currency: null, sections: [] };

export type Child = Y.XmlElement | Y.XmlText;

export function written(content: Child[]): Y.Doc {
  const doc = new Y.Doc();
  doc.getXmlFragment('brief').insert(0, content);
  return doc;
}

export function element(
  name: string,
  attributes: Record<string, string | number | object>,
  content: Child[],
): Y.XmlElement {
  const made = new Y.XmlElement<Record<string, string | number | object>>(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.insert(0, content);
  return made as Y.XmlElement;
}

export function text(value: string, marks: Record<string, object>): Y.XmlText {
  const made = new Y.XmlText();
  made.insert(0, value, marks);
  return made;
}

export function link(href: string): object {
  return { href, target: '_blank', rel: null, class: null };
}

export function sync(...docs: Y.Doc[]): void {
  for (const from of docs) for (const to of docs) Y.applyUpdate(to, Y.encodeStateAsUpdate(from));
}

export function expectBalanced(html: string): void {
  const open: string[] = [];
  for (const [, closing, name = ''] of html.matchAll(/<(\/?)([a-z0-9]+)[^<>]*>/g)) {
    if (name === 'br') continue;
    if (closing === '') open.push(name);
    else expect(open.pop()).toBe(name);
  }
  expect(open).toEqual([]);
}
