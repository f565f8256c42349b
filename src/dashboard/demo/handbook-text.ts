import { randomUUID } from 'node:crypto';
import * as Y from 'yjs';
import { addSwotRow, quadrants, type Quadrant } from '../../assignments/sections/swot-rows.rules.js';

/** Section key → paragraphs ("# " begins a heading, "- " an entry of a list), or the four lists of a SWOT grid. */
export type HandbookText = Readonly<Record<string, string | Readonly<Record<Quadrant, readonly string[]>>>>;

/** Types a handbook: the same structures in the document as the editor makes. */
export function writeSections(doc: Y.Doc, text: HandbookText): void {
  doc.transact(() => {
    for (const [key, section] of Object.entries(text)) {
      if (typeof section === 'string') doc.getXmlFragment(key).push(blocksOf(section));
      else for (const name of quadrants) addRows(doc, key, name, section[name]);
    }
  });
}

function addRows(doc: Y.Doc, key: string, quadrant: Quadrant, rows: readonly string[]): void {
  rows.forEach((row, at) => {
    addSwotRow(doc, key, { id: randomUUID(), quadrant, at, text: row });
  });
}

function blocksOf(text: string): Y.XmlElement[] {
  const blocks: Y.XmlElement[] = [];
  let list: Y.XmlElement | null = null;
  for (const line of text.trim().split(/\n\s*/)) {
    if (line.startsWith('- ')) {
      if (!list) blocks.push((list = new Y.XmlElement('bulletList')));
      const item = new Y.XmlElement('listItem');
      item.push([paragraph(line.slice(2))]);
      list.push([item]);
    } else {
      list = null;
      blocks.push(line.startsWith('# ') ? heading(line.slice(2)) : paragraph(line));
    }
  }
  return blocks;
}

function paragraph(text: string): Y.XmlElement {
  const element = new Y.XmlElement('paragraph');
  element.push([new Y.XmlText(text)]);
  return element;
}

function heading(text: string): Y.XmlElement {
  const element = new Y.XmlElement('heading');
  // Tiptap keeps the level as a number; the type of Yjs knows strings only.
  (element as Y.XmlElement<{ level: number }>).setAttribute('level', 3);
  element.push([new Y.XmlText(text)]);
  return element;
}
