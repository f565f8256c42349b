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
  let items: Y.XmlElement[] = [];
  const endList = () => {
    if (items.length > 0) blocks.push(element('bulletList', items));
    items = [];
  };
  for (const line of text.trim().split(/\n\s*/)) {
    if (line.startsWith('- ')) {
      items.push(element('listItem', [paragraph(line.slice(2))]));
    } else {
      endList();
      blocks.push(line.startsWith('# ') ? heading(line.slice(2)) : paragraph(line));
    }
  }
  endList();
  return blocks;
}

/** `insert` rather than `push`, which would ask for a length that an element has only within a document. */
function element(name: string, children: (Y.XmlElement | Y.XmlText)[]): Y.XmlElement {
  const made = new Y.XmlElement(name);
  made.insert(0, children);
  return made;
}

const paragraph = (text: string) => element('paragraph', [new Y.XmlText(text)]);

function heading(text: string): Y.XmlElement {
  const made = element('heading', [new Y.XmlText(text)]);
  // Tiptap keeps the level as a number; the type of Yjs knows strings only.
  (made as Y.XmlElement<{ level: number }>).setAttribute('level', 3);
  return made;
}
