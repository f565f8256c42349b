// A handbook as three weeks of typing leave it: written, gone over, shortened; of two hundred pages, or as many words.
import { randomUUID } from 'node:crypto';
import * as Y from 'yjs';
import { frameOf, sectionKinds } from '../../dist/src/assignments/sections/section-kinds.rules.js';

const WORDS = 100_000;
const WORDS_OF_PARAGRAPH = 60;
const ROWS_OF_TABLE = 60;
const vocabulary =
  'sales service customers answer within hours because marketing budget campaign people write about our company and what they say is read by nobody so that each channel gets an owner a purpose and one measure before it gets money'.split(
    ' ',
  );

/**
 * @param {{ key: string, kind: string }[]} places the template's sections
 * @param {number} wanted words of prose
 * @returns {{ doc: Y.Doc, update: Uint8Array, words: number, rows: number }}
 */
export function longHandbook(places, wanted = WORDS) {
  const doc = new Y.Doc();
  const prose = places.filter(({ kind }) => kind === 'prose');
  const paragraphs = Math.ceil(wanted / WORDS_OF_PARAGRAPH / prose.length);
  let words = 0;
  for (const { key } of prose) {
    const section = doc.getXmlFragment(key);
    for (let at = 0; at < paragraphs; at++) words += addParagraph(doc, section, at);
  }
  let rows = 0;
  for (const place of places) {
    if (place.kind === 'prose') continue;
    const content = contentOf(place.kind);
    rows += content.rows?.length ?? 0;
    sectionKinds[place.kind].thaw(doc, place.key, content, frameOf(doc, places));
  }
  return { doc, update: Y.encodeStateAsUpdate(doc), words, rows };
}

/** One word more, in the first section; the update that says so. */
export function aWord(doc) {
  let change;
  doc.once('update', (update) => (change = update));
  const [first] = [...doc.share.values()].filter((type) => type instanceof Y.XmlFragment);
  first
    .get(0)
    .get(0)
    .insert(0, `${vocabulary[doc.clientID % vocabulary.length]} `);
  return change;
}

function addParagraph(doc, section, at) {
  const said = Array.from(
    { length: WORDS_OF_PARAGRAPH },
    (_, word) => vocabulary[(at * 7 + word * word) % vocabulary.length],
  );
  doc.transact(() => {
    const element = new Y.XmlElement(at % 12 === 0 ? 'heading' : 'paragraph');
    if (at % 12 === 0) element.setAttribute('level', 3);
    section.insert(section.length, [element]);
    element.insert(0, [new Y.XmlText(said.join(' '))]);
  });
  const text = section.get(section.length - 1).get(0);
  text.insert(Math.floor(text.length / 2), ' as was said before');
  text.delete(Math.floor(text.length / 3), 19);
  if (at % 3 === 0) text.format(4, 12, { bold: {} });
  return WORDS_OF_PARAGRAPH;
}

function contentOf(kind) {
  const notes = {
    type: 'doc',
    content: [{ type: 'paragraph', content: [{ type: 'text', text: vocabulary.join(' ') }] }],
  };
  if (kind === 'swot') {
    const entries = () =>
      Array.from({ length: 10 }, () => ({ id: randomUUID(), text: vocabulary.join(' ') }));
    return {
      notes,
      strengths: entries(),
      weaknesses: entries(),
      opportunities: entries(),
      threats: entries(),
    };
  }
  const rows = Array.from({ length: ROWS_OF_TABLE }, (_, at) => ({ id: randomUUID(), cells: cellsOf(at) }));
  return { notes, fields: { currency: 'EUR', period: 'three months' }, rows };
}

/** Of every kind of table some columns; each keeps those that it has. */
function cellsOf(at) {
  const said = vocabulary.slice(at % 20, (at % 20) + 8).join(' ');
  return {
    ...{
      objective: said,
      metric: said,
      baseline: 1000 * at,
      target: 2000 * at,
      unit: 'answers',
      by: '2026-12-31',
    },
    ...{ program: said, purpose: said, lead: 'Head of service', action: said, owner: 'Editor' },
    ...{
      from: '2026-11-01',
      to: '2026-12-01',
      platform: said,
      address: `https://example.org/${at}`,
      audience: said,
    },
    ...{
      resource: said,
      hoursPerWeek: 4000,
      weeks: 10_000,
      item: said,
      quantity: 3000,
      unitCost: 12_345 + at,
    },
    ...{ measure: said, source: said, rhythm: 'weekly', actor: said, note: said },
    ...{ benefit: said, low: 1000, expected: 2000, high: 3000, value: 99_00, assumption: said },
  };
}
