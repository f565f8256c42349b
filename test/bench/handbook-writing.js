// How somebody writes a handbook in three weeks: sittings on two devices, with corrections, whole sentences taken out,
// pastes, cells of tables, and a device that comes back with what it wrote offline.
import { randomUUID } from 'node:crypto';
import * as Y from 'yjs';
import { addRow, liveRows } from '../../dist/src/assignments/sections/tables/rows.rules.js';

const vocabulary =
  'we answer every public question first within four working hours because silence costs more than a wrong word and nobody reads a promise twice so each channel gets an owner one measure and a budget that somebody has to defend in November'.split(
    ' ',
  );

/** The same numbers in each run (a linear congruential generator, Numerical Recipes). */
export function dice(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/**
 * One sitting at one section.
 *
 * @param {Y.Doc} doc as the page got it when it was opened
 * @param {{ key: string, kind: string, table: { columns: { key: string }[] } | null }} section
 */
export function sit(doc, section, keystrokes, roll) {
  const type =
    section.table === null
      ? typist(paragraphs(doc, section.kind === 'prose' ? section.key : `${section.key}/notes`), roll)
      : cells(doc, section, roll);
  for (let n = 0; n < keystrokes; n++) doc.transact(type);
}

/** Where to write next: mostly the end of the last paragraph, sometimes a new one or one further up. */
function paragraphs(doc, key) {
  const fragment = doc.getXmlFragment(key);
  const add = (at) => {
    const made = new Y.XmlElement('paragraph');
    made.insert(0, [new Y.XmlText()]);
    fragment.insert(at, [made]);
  };
  return (roll) => {
    if (fragment.length === 0 || roll(3) === 0) add(fragment.length);
    const at = roll(4) === 0 ? roll(fragment.length) : fragment.length - 1;
    return fragment.get(at).get(0);
  };
}

function typist(place, roll) {
  let text = null;
  let at = 0;
  let ahead = '';
  let sentence = 0;
  return () => {
    const dieRoll = roll(1000);
    if (text === null || text.doc === null || dieRoll < 4) {
      text = place(roll);
      at = text.length;
      ahead = '';
    } else if (dieRoll < 8 && sentence > 0) {
      // The last sentence goes again
      const length = Math.min(sentence, at);
      if (length > 0) text.delete(at - length, length);
      at -= length;
      sentence = 0;
    } else if (dieRoll < 10) {
      const pasted = `${words(roll, 60)}. `;
      text.insert(at, pasted);
      at += pasted.length;
      sentence = pasted.length;
    } else if (dieRoll < 110 && at > 0) {
      text.delete(at - 1, 1);
      at -= 1;
      sentence = Math.max(0, sentence - 1);
    } else {
      if (ahead === '') {
        ahead = `${words(roll, 8 + roll(14))}. `;
        sentence = 0;
      }
      text.insert(at, ahead[0]);
      ahead = ahead.slice(1);
      at += 1;
      sentence += 1;
    }
  };
}

function cells(doc, { key, table }, roll) {
  const typed = table.columns.map((column) => column.key);
  const place = () => {
    const rows = liveRows(doc, key);
    if (rows.length === 0 || (rows.length < 14 && roll(5) === 0)) {
      addRow(doc, key, { id: randomUUID(), at: rows.length, typed });
      return place();
    }
    const { row } = rows[roll(rows.length)];
    const cell = row.get(typed[roll(typed.length)]);
    if (!(cell instanceof Y.Text)) return place();
    // A cell is short: what is long is written anew
    if (cell.length > 60) cell.delete(0, cell.length);
    return cell;
  };
  const type = typist(place, roll);
  return () => {
    type();
  };
}

function words(roll, count) {
  return Array.from({ length: count }, () => vocabulary[roll(vocabulary.length)]).join(' ');
}
