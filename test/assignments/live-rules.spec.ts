import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as Y from 'yjs';
import { readLiveMessage } from '../../src/assignments/live/messages.rules.js';
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
      doc.getXmlFragment('brief').delete(0, 1);
    });
    expect(seen).toEqual([['swot'], ['swot'], ['swot'], ['brief'], ['brief', 'swot']]);
  });
});

describe('the save line', () => {
  const calm: SaveFacts = {
    access: 'writing',
    arrived: true,
    connected: true,
    failing: false,
    unsavedSince: null,
    now: 100_000,
  };
  const unsaved = { ...calm, unsavedSince: 99_000 };

  it.each<[string, SaveFacts, string]>([
    ['all is stored', calm, 'Saved'],
    ['a change is under way', unsaved, 'Saving…'],
    [
      'it has been under way for too long',
      { ...unsaved, unsavedSince: 80_000 },
      'Not saved – keep this tab open',
    ],
    ['the store fails', { ...unsaved, failing: true }, 'Not saved – keep this tab open'],
    ['the network is gone', { ...unsaved, connected: false }, 'Not saved – keep this tab open'],
    ['the network is gone, nothing was typed', { ...calm, connected: false }, 'Offline. Saved'],
    [
      'the session ended',
      { ...unsaved, access: 'signed-out', connected: false },
      'Not saved – sign in again and keep this tab open',
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
    ['nothing has arrived yet', { ...calm, arrived: false, connected: false }, 'Opening…'],
  ])('when %s', (_when, facts, word) => {
    expect(saveState(facts).word).toBe(word);
  });

  it('never says saved while something is not, whatever else is the case', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('writing', 'reading', 'closed', 'signed-out', 'gone', 'too-large'),
        fc.boolean(),
        fc.boolean(),
        fc.boolean(),
        (access, arrived, connected, failing) => {
          const { state, word } = saveState({ ...unsaved, access, arrived, connected, failing });
          expect(state).not.toBe('saved');
          expect(word).not.toMatch(/(^|\. )Saved/);
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
