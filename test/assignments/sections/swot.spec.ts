import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as Y from 'yjs';
import { sectionKinds } from '../../../src/assignments/sections/section-kinds.rules.js';
import {
  addSwotRow,
  moveSwotRow,
  quadrants,
  removeSwotRow,
  swotRows,
} from '../../../src/assignments/sections/swot-rows.rules.js';
import { emptyBook, frame, html, sync } from './support.js';

const { swot } = sectionKinds;

describe('the SWOT grid', () => {
  it('freezes four ordered lists without the empty rows', () => {
    const doc = new Y.Doc();
    addSwotRow(doc, 'swot', { id: 'a', quadrant: 'strengths', at: 0, text: 'Brand' });
    addSwotRow(doc, 'swot', { id: 'b', quadrant: 'strengths', at: 0, text: 'People & place' });
    addSwotRow(doc, 'swot', { id: 'c', quadrant: 'threats', at: 9, text: '  ' });
    const frozen = swot.freeze(doc, 'swot', frame);
    expect(frozen).toEqual({
      strengths: [
        { id: 'b', text: 'People & place' },
        { id: 'a', text: 'Brand' },
      ],
      weaknesses: [],
      opportunities: [],
      threats: [],
      notes: { type: 'doc', content: [] },
    });
    expect(swot.summarise(frozen)).toEqual({ words: 3, entries: 2, sum: null });
    expect(html(swot.toBlocks(frozen, emptyBook))).toContain(
      '<h3>Strengths</h3><ul><li><p>People &amp; place</p></li><li><p>Brand</p></li></ul>',
    );
    expect(swot.isEmpty(frozen)).toBe(false);
    expect(swot.isEmpty(swot.freeze(new Y.Doc(), 'swot', frame))).toBe(true);
  });

  it('keeps both first rows when two people begin at the same time', () => {
    const [alice, bob] = [new Y.Doc(), new Y.Doc()];
    addSwotRow(alice, 'swot', { id: 'a', quadrant: 'strengths', at: 0, text: 'from Alice' });
    addSwotRow(bob, 'swot', { id: 'b', quadrant: 'strengths', at: 0, text: 'from Bob' });
    sync(alice, bob);
    expect(swot.summarise(swot.freeze(alice, 'swot', frame)).entries).toBe(2);
    expect(swot.freeze(alice, 'swot', frame)).toEqual(swot.freeze(bob, 'swot', frame));
    // both rows may share a place; a third still fits between and after them
    addSwotRow(alice, 'swot', { id: 'c', quadrant: 'strengths', at: 1, text: 'third' });
    addSwotRow(alice, 'swot', { id: 'd', quadrant: 'strengths', at: 3, text: 'last' });
    expect(swotRows(alice, 'swot').at(-1)?.id).toBe('d');
  });

  it('keeps what is typed into a row while somebody else moves it', () => {
    const [alice, bob] = [new Y.Doc(), new Y.Doc()];
    addSwotRow(alice, 'swot', { id: 'a', quadrant: 'strengths', at: 0, text: 'Brand' });
    sync(alice, bob);
    swotRows(alice, 'swot')[0]?.text.insert(5, ' in Toronto');
    moveSwotRow(bob, 'swot', 'a', { quadrant: 'opportunities', at: 0 });
    sync(alice, bob);
    expect(swot.freeze(alice, 'swot', frame)).toMatchObject({
      strengths: [],
      opportunities: [{ id: 'a', text: 'Brand in Toronto' }],
    });
  });

  it('shows the same rows in the order of a plain list, whatever is done to it', () => {
    const action = fc.record({
      do: fc.constantFrom('add', 'move', 'remove'),
      quadrant: fc.constantFrom(...quadrants),
      row: fc.nat(20),
      at: fc.nat(20),
    });
    fc.assert(
      fc.property(fc.array(action, { maxLength: 60 }), (actions) => {
        const doc = new Y.Doc();
        const model = new Map(quadrants.map((name) => [name, [] as string[]]));
        const list = (name: (typeof quadrants)[number]): string[] => model.get(name) ?? [];
        actions.forEach((step, index) => {
          const all = quadrants.flatMap(list);
          const id = step.do === 'add' ? `row-${index}` : all[step.row % Math.max(1, all.length)];
          if (id === undefined) return;
          for (const name of quadrants)
            model.set(
              name,
              list(name).filter((other) => other !== id),
            );
          if (step.do !== 'remove') list(step.quadrant).splice(step.at, 0, id);
          if (step.do === 'add') addSwotRow(doc, 'swot', { id, quadrant: step.quadrant, at: step.at });
          else if (step.do === 'move') moveSwotRow(doc, 'swot', id, { quadrant: step.quadrant, at: step.at });
          else removeSwotRow(doc, 'swot', id);
        });
        expect(swotRows(doc, 'swot').map(({ id }) => id)).toEqual(quadrants.flatMap(list));
      }),
      { numRuns: 60 },
    );
  });
});
