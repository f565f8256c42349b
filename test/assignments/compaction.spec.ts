import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as Y from 'yjs';
import { compacted, runsOfOneAuthor } from '../../src/assignments/handbooks/compaction.rules.js';
import { applyAll, documentFrom } from '../../src/assignments/live/stored.rules.js';

const secret = 'what nobody is to read any more';

/** A document whose updates are collected as they are stored: one row a change. */
function writer(clientId: number, stored: Uint8Array[] = []) {
  const doc = documentFrom(stored);
  doc.clientID = clientId;
  const rows: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array) => rows.push(update));
  return { doc, rows, text: doc.getText('goal') };
}

const textOf = (updates: readonly Uint8Array[]) => documentFrom(updates).getText('goal').toJSON();
const holds = (updates: readonly Uint8Array[], words: string) =>
  updates.some((update) => Buffer.from(update).includes(words));

describe('a stored handbook, rewritten', () => {
  it('says the same in fewer bytes, and what was deleted is gone from them', () => {
    const { rows, text } = writer(1);
    text.insert(0, `Answer first. ${secret}. Then sell.`);
    for (const letter of 'and something more') text.insert(text.length, letter);
    text.delete(14, secret.length + 2);
    expect(holds(rows, secret)).toBe(true);
    expect(holds([Y.mergeUpdates(rows)], secret)).toBe(true);

    const after = compacted([rows]);
    expect(after).toHaveLength(1);
    expect(textOf(after ?? [])).toBe(textOf(rows));
    expect(holds(after ?? [], secret)).toBe(false);
    expect(size(after ?? [])).toBeLessThan(size(rows) / 3);
  });

  it('of two authors keeps a row for each turn, also where the second deleted what the first wrote', () => {
    const alice = writer(1);
    alice.text.insert(0, `First. ${secret}. Third.`);
    const charlie = writer(2, alice.rows);
    charlie.text.delete(7, secret.length + 1);
    charlie.text.insert(7, 'Second.');
    const again = writer(3, [...alice.rows, ...charlie.rows]);
    again.text.insert(0, 'Before. ');
    const runs = [alice.rows, charlie.rows, again.rows];

    const after = compacted(runs) ?? [];
    expect(after).toHaveLength(3);
    expect(holds(after, secret)).toBe(false);
    expect(textOf(after)).toBe('Before. First. Second. Third.');
    // Each builds on those before it only.
    expect(textOf(after.slice(0, 1))).toBe('First.  Third.');
    expect(holds(after.slice(1, 2), 'Second.')).toBe(true);
    expect(holds(after.slice(0, 1), 'Second.')).toBe(false);
  });

  it('takes in what comes back after two weeks offline, without loss and without doubling', () => {
    const home = writer(1);
    home.text.insert(0, 'The hotel answers within a day. Nobody reads the last sentence.');
    const away = writer(2, home.rows);

    // Offline, on an old copy.
    away.text.insert(25, 'working ');
    away.text.insert(away.text.length, ' Written on the train.');
    away.text.delete(0, 4);
    // Meanwhile at home: the sentence goes in which the other one writes, and everything is rewritten, twice.
    home.text.delete(31, 32);
    home.text.insert(home.text.length, ' It costs nothing.');
    const once = compacted([home.rows]) ?? [];
    const later = writer(3, once);
    later.text.insert(0, 'Goal: ');
    const twice = compacted([[...once, ...later.rows]]) ?? [];

    const expected = textOf([...home.rows, ...later.rows, ...away.rows]);
    expect(textOf([...twice, ...away.rows])).toBe(expected);
    expect(expected).toContain('working ');
    expect(expected).toContain(' Written on the train.');
    expect(expected.match(/Goal: /g)).toHaveLength(1);
    // What the browser has and what the server has are one, in both directions, and a second exchange adds nothing.
    const server = documentFrom([...twice, ...away.rows]);
    applyAll(away.doc, [Y.encodeStateAsUpdate(server, Y.encodeStateVector(away.doc))]);
    expect(away.text.toJSON()).toBe(server.getText('goal').toJSON());
    applyAll(server, [Y.encodeStateAsUpdate(away.doc), ...away.rows]);
    expect(server.getText('goal').toJSON()).toBe(expected);
  });

  it('is left alone while something is missing on which it builds', () => {
    const { rows, text } = writer(1);
    text.insert(0, 'One. ');
    text.insert(5, 'Two. ');
    text.insert(10, 'Three.');
    expect(compacted([rows.slice(1)])).toBeNull();
    expect(compacted([rows.slice(2), rows.slice(0, 2)])).toBeNull();
    expect(compacted([rows])).not.toBeNull();
  });

  it('is the same document, whatever several authors insert and delete in turn', () => {
    const change = fc.record({
      author: fc.integer({ min: 1, max: 3 }),
      at: fc.nat(60),
      remove: fc.nat(8),
      insert: fc.string({ maxLength: 12 }),
      seesAll: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 40 }), (changes) => {
        const docs = new Map([1, 2, 3].map((id) => [id, writer(id)]));
        const rows: { authorId: string; body: Uint8Array }[] = [];
        for (const { author, at, remove, insert, seesAll } of changes) {
          const { doc, text, rows: own } = docs.get(author) ?? writer(author);
          if (seesAll)
            applyAll(
              doc,
              rows.map(({ body }) => body),
            );
          own.length = 0;
          const from = Math.min(at, text.length);
          text.delete(from, Math.min(remove, text.length - from));
          text.insert(from, insert);
          rows.push(...own.map((body) => ({ authorId: String(author), body })));
        }
        fc.pre(rows.length > 0);
        const runs = runsOfOneAuthor(rows).map((run) => run.map(({ body }) => body));
        const after = compacted(runs);
        expect(after).toHaveLength(runs.length);
        const [before, now] = [documentFrom(runs.flat()), documentFrom(after ?? [])];
        expect(now.getText('goal').toJSON()).toBe(before.getText('goal').toJSON());
        expect(Y.equalSnapshots(Y.snapshot(now), Y.snapshot(before))).toBe(true);
      }),
    );
  });
});

const size = (updates: readonly Uint8Array[]) => updates.reduce((sum, update) => sum + update.byteLength, 0);
