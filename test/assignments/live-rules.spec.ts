import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as Y from 'yjs';
import { readLiveMessage } from '../../src/assignments/live/messages.rules.js';
import { pageAnswer } from '../../src/assignments/live/page-answer.rules.js';
import { type SaveFacts, saveState } from '../../src/assignments/live/save-state.rules.js';
import {
  decodeSnapshot,
  documentFrom,
  encodeSnapshot,
  fromBase64,
  snapshotContains,
  toBase64,
  unite,
} from '../../src/assignments/live/stored.rules.js';
import { changedSections, UnsavedChanges } from '../../src/assignments/live/unsaved-changes.rules.js';

const edits = fc.array(
  fc.record({ who: fc.nat(2), at: fc.nat(40), remove: fc.nat(3), text: fc.string({ maxLength: 3 }) }),
  { minLength: 1, maxLength: 40 },
);

describe('whether everything has arrived', () => {
  it('holds exactly when no update is missing, deletions included', () => {
    fc.assert(
      fc.property(edits, fc.nat(), (steps, pick) => {
        const { doc, updates } = written(steps);
        fc.pre(updates.length > 0);
        const local = Y.encodeSnapshot(Y.snapshot(doc));
        const all = Y.encodeSnapshot(Y.snapshot(documentFrom(updates)));
        expect(snapshotContains(all, local)).toBe(true);
        const missing = pick % updates.length;
        const partial = documentFrom(updates.filter((_, index) => index !== missing));
        expect(snapshotContains(Y.encodeSnapshot(Y.snapshot(partial)), local)).toBe(false);
      }),
      { numRuns: 150 },
    );
  });

  it('is not shown by bytes that are no snapshot', () => {
    const stored = Y.encodeSnapshot(Y.snapshot(new Y.Doc()));
    expect(snapshotContains(stored, stored)).toBe(true);
    for (const bytes of [[], [255], [1, 2, 3], [9, 9, 9, 9, 9]]) {
      expect(snapshotContains(stored, Uint8Array.from(bytes))).toBe(false);
    }
  });

  it('can be told in parts: the union of what was added names the whole', () => {
    fc.assert(
      fc.property(edits, (steps) => {
        const { doc, parts } = written(steps);
        const union = parts
          .map((part) => decodeSnapshot(encodeSnapshot(part)))
          .reduce(unite, Y.emptySnapshot);
        expect(Y.equalSnapshots(union, Y.snapshot(doc))).toBe(true);
      }),
    );
  });

  it('survives base64 of any length', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
        expect(fromBase64(toBase64(bytes))).toEqual(bytes);
      }),
      { numRuns: 30 },
    );
  });
});

describe('what the page says when it is asked for again', () => {
  const says = (status: number, person: string | null, redirects = false) =>
    pageAnswer({ status, person, redirects }, 'alice');

  it('is a right to the handbook, or the end of it, only when the page names the person', () => {
    expect(says(200, 'alice')).toBe('open');
    expect([403, 404].map((status) => says(status, 'alice'))).toEqual(['gone', 'gone']);
    expect([200, 403, 404].map((status) => says(status, 'bob'))).toEqual(Array(3).fill('other-person'));
    expect([says(401, null), says(0, null, true)]).toEqual(['signed-out', 'signed-out']);
  });

  it('is nothing when it comes from what stands before the server, or the server is in trouble', () => {
    expect([200, 403, 404, 500, 503].map((status) => says(status, null))).toEqual(Array(5).fill('unknown'));
    expect([429, 500, 503].map((status) => says(status, 'alice'))).toEqual(Array(3).fill('unknown'));
  });
});

describe('the ledger of unsaved changes', () => {
  it('lets go of a change only when a stored snapshot contains it', () => {
    fc.assert(
      fc.property(edits, fc.nat(), (steps, pick) => {
        const { updates, parts } = written(steps);
        fc.pre(updates.length > 0);
        const ledger = new UnsavedChanges();
        updates.forEach((update, index) => {
          ledger.add(update, ['a'], index);
        });
        const upTo = pick % updates.length;
        parts.slice(0, upTo).forEach((part) => ledger.confirm(part, false));
        expect(ledger.oldest('a')).not.toBeNull();
        expect(ledger.oldest('b')).toBeNull();
        parts.slice(upTo).forEach((part) => ledger.confirm(part, false));
        expect(ledger.oldest()).toBeNull();
      }),
    );
  });

  it('knows what this device keeps, however much is merged meanwhile', () => {
    fc.assert(
      fc.property(edits, fc.integer({ min: 1, max: 5 }), (steps, times) => {
        const { updates } = written(steps);
        fc.pre(updates.length > 0);
        const ledger = new UnsavedChanges();
        let now = 0;
        // More than are merged into one
        for (let round = 0; round < 60 * times; round += 1) {
          ledger.add(updates[round % updates.length] ?? new Uint8Array(), ['a'], (now += 1));
        }
        const writing = ledger.unkept;
        ledger.add(updates[0] ?? new Uint8Array(), ['a'], now + 1);
        ledger.keep(writing);
        expect(ledger.oldestUnkept('a')).not.toBeNull();
        ledger.keep(ledger.unkept);
        expect(ledger.oldestUnkept()).toBeNull();
        expect(ledger.oldest('a')).toBe(1);
        const all = documentFrom(ledger.all.map(({ update }) => update));
        expect(Y.equalSnapshots(Y.snapshot(all), Y.snapshot(documentFrom(updates)))).toBe(true);
        ledger.forgetKept();
        expect(ledger.oldestUnkept()).toBe(1);
      }),
      { numRuns: 30 },
    );
  });

  it('takes nothing in that is stored already, such as what another tab tells late', () => {
    const { doc, updates } = written([{ who: 0, at: 0, remove: 0, text: 'abc' }]);
    const ledger = new UnsavedChanges();
    ledger.confirm(Y.snapshot(doc), true);
    for (const update of updates) ledger.add(update, ['a'], 1);
    expect(ledger.oldest()).toBeNull();
  });

  it('does not unlearn what was told in parts before the whole that was asked for earlier', () => {
    const { updates, parts } = written([
      { who: 0, at: 0, remove: 0, text: 'abc' },
      { who: 0, at: 3, remove: 1, text: 'd' },
    ]);
    const [first = Y.emptySnapshot, second = Y.emptySnapshot] = parts;
    const ledger = new UnsavedChanges();
    const tellLate = () => {
      for (const update of updates) ledger.add(update, ['a'], 1);
    };
    ledger.confirm(second, false);
    ledger.confirm(first, true);
    tellLate();
    expect(ledger.oldest()).toBeNull();
    // A server that was set back says so over the next connection
    ledger.disconnected();
    ledger.confirm(first, true);
    tellLate();
    expect(ledger.all).toHaveLength(1);
  });

  it('knows which sections a change touched, also deep within them', () => {
    const doc = new Y.Doc();
    const seen: string[][] = [];
    doc.on('update', (_update: Uint8Array, _origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
      seen.push(changedSections(transaction));
    });
    const row = new Y.Map<unknown>();
    doc.getMap('swot').set('row', row);
    row.set('text', new Y.Text('x'));
    (row.get('text') as Y.Text).delete(0, 1);
    doc.getXmlFragment('brief').insert(0, [new Y.XmlElement('paragraph')]);
    doc.transact(() => {
      doc.getMap('swot').delete('row');
      doc.getXmlFragment('swot/notes').insert(0, [new Y.XmlElement('paragraph')]);
      doc.getXmlFragment('brief').delete(0, 1);
    });
    expect(seen).toEqual([['swot'], ['swot'], ['swot'], ['brief'], ['brief', 'swot']]);
  });
});

describe('the save line', () => {
  const calm: SaveFacts = {
    access: 'writing',
    arrived: true,
    begunAt: 0,
    connected: true,
    failing: false,
    unsavedSince: null,
    unkeptSince: null,
    deviceFails: false,
    now: 100_000,
  };
  /** Typed a second ago, and kept by the device. */
  const unsaved = { ...calm, unsavedSince: 99_000 };
  const unkept = { ...unsaved, unkeptSince: 99_000 };

  it.each<[string, SaveFacts, string]>([
    ['all is stored', calm, 'Saved'],
    ['a change is under way', unkept, 'Saving…'],
    ['it has been under way for too long', { ...unsaved, unsavedSince: 80_000 }, 'Saved on this device'],
    [
      'it has been under way for too long, and the device does not take it either',
      { ...unkept, unsavedSince: 80_000, unkeptSince: 80_000 },
      'Not saved – keep this tab open',
    ],
    ['the store fails', { ...unsaved, failing: true }, 'Saved on this device'],
    [
      'the store and the device fail',
      { ...unkept, failing: true, deviceFails: true },
      'Not saved – keep this tab open',
    ],
    ['the device fails while the server stores', { ...unkept, deviceFails: true }, 'Saving…'],
    ['the network is gone', { ...unsaved, connected: false }, 'Saved on this device'],
    ['the network is gone, the device is writing', { ...unkept, connected: false }, 'Saving…'],
    [
      'the network is gone, the device has been writing for long',
      { ...unkept, unkeptSince: 97_000, connected: false },
      'Not saved – keep this tab open',
    ],
    [
      'the network is gone, storage is forbidden or full',
      { ...unkept, connected: false, deviceFails: true },
      'Not saved – keep this tab open',
    ],
    ['the network is gone, nothing was typed', { ...calm, connected: false }, 'Offline. Saved'],
    [
      'the session ended',
      { ...unsaved, access: 'signed-out', connected: false },
      'Saved on this device – sign in to send it',
    ],
    [
      'the session ended and the device fails',
      { ...unkept, access: 'signed-out', connected: false, deviceFails: true },
      'Not saved – sign in again and keep this tab open',
    ],
    [
      'somebody else signed in',
      { ...unsaved, access: 'other-person', connected: false },
      'Saved on this device',
    ],
    ['the cut-off passed', { ...calm, access: 'closed' }, 'Closed. Saved'],
    [
      'the cut-off passed on the way',
      { ...unsaved, access: 'closed' },
      'Not saved – the handbook closed before this arrived',
    ],
    ['one may only read', { ...calm, access: 'reading' }, 'Read only'],
    [
      'the right is gone',
      { ...calm, access: 'gone', connected: false },
      'You can no longer open this handbook',
    ],
    ['nothing has arrived yet', { ...calm, arrived: false, connected: false, begunAt: 99_000 }, 'Opening…'],
    [
      'nothing arrives',
      { ...calm, arrived: false, connected: false },
      'Offline. It opens once the server answers',
    ],
  ])('when %s', (_when, facts, word) => {
    expect(saveState(facts).word).toBe(word);
  });

  it('never says saved while something is not, nor saved here while the device has not committed it', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          ...(['writing', 'reading', 'closed', 'signed-out', 'other-person', 'gone', 'too-large'] as const),
        ),
        fc.record({
          arrived: fc.boolean(),
          connected: fc.boolean(),
          failing: fc.boolean(),
          deviceFails: fc.boolean(),
          unkeptSince: fc.constantFrom(null, 80_000, 99_000),
          unsavedSince: fc.constantFrom(80_000, 99_000),
        }),
        (access, facts) => {
          const { state, word } = saveState({ ...calm, access, ...facts });
          expect(state).not.toBe('saved');
          if (facts.unkeptSince !== null) expect(word).not.toMatch(/(^|\. )Saved/);
          else expect(word).not.toMatch(/(^|\. )Saved(?! on this device)/);
        },
      ),
    );
  });
});

describe('messages of the server', () => {
  it('are ignored when this version does not know them', () => {
    expect(readLiveMessage('{"type":"failing","now":"2026-11-21T12:00:00Z"}')).toMatchObject({
      type: 'failing',
    });
    for (const payload of ['', 'null', '[]', '{"type":"later"}', '7']) {
      expect(readLiveMessage(payload)).toBeNull();
    }
  });
});

/** Three authors edit one text; every change as an update, and what each added as a snapshot. */
function written(steps: { who: number; at: number; remove: number; text: string }[]): {
  doc: Y.Doc;
  updates: Uint8Array[];
  parts: Y.Snapshot[];
} {
  const doc = new Y.Doc();
  const authors = [new Y.Doc(), new Y.Doc(), new Y.Doc()];
  const updates: Uint8Array[] = [];
  const parts: Y.Snapshot[] = [];
  doc.on(
    'update',
    (
      update: Uint8Array,
      _origin: unknown,
      _doc: Y.Doc,
      { beforeState, afterState, deleteSet }: Y.Transaction,
    ) => {
      const clocks = [...afterState].filter(([client, clock]) => clock > (beforeState.get(client) ?? 0));
      updates.push(update);
      parts.push(Y.createSnapshot(deleteSet, new Map(clocks)));
    },
  );
  for (const { who, at, remove, text } of steps) {
    const author = authors[who] ?? doc;
    Y.applyUpdate(author, Y.encodeStateAsUpdate(doc));
    const target = author.getText('a');
    author.transact(() => {
      const from = at % (target.length + 1);
      target.delete(from, Math.min(remove, target.length - from));
      target.insert(from, text);
    });
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(author, Y.encodeStateVector(doc)));
  }
  return { doc, updates, parts };
}
