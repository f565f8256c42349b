import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import fc from 'fast-check';
import * as Y from 'yjs';
import { documentFrom } from '../../src/assignments/live/stored.rules.js';
import {
  Author,
  type LiveServer,
  MemoryStore,
  SetClock,
  startLive,
  TableAccess,
  until,
} from './live-support.js';
import { frames, text, updateOf, Wire } from './live-wire.js';

const batches = 25;
const atOnce = 32;
const handbookId = randomUUID();
const sections = ['notes', 'other'];
const name = text(handbookId);

/** What is done to the frames of one socket, one after the other. `at` and `from` are taken modulo what there is. */
type Mutation =
  | { how: 'flip'; frame: number; at: number; bit: number }
  | { how: 'set'; frame: number; at: number; byte: number }
  | { how: 'kind'; frame: number; at: 0 | 1; byte: number }
  | { how: 'cut'; frame: number; at: number }
  | { how: 'splice'; frame: number; at: number; from: number; length: number }
  | { how: 'repeat'; frame: number; times: number };

interface Case {
  writer: boolean;
  opens: boolean;
  picked: number[];
  mutations: Mutation[];
  namesToo: boolean;
}

const place = fc.nat(3_000);
const frame = fc.nat(20);
const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({ how: fc.constant('flip' as const), frame, at: place, bit: fc.nat(7) }),
  fc.record({
    how: fc.constant('set' as const),
    frame,
    at: place,
    byte: fc.constantFrom(0, 1, 0x7f, 0x80, 0x81, 0xff),
  }),
  fc.record({
    how: fc.constant('kind' as const),
    frame,
    at: fc.constantFrom(0 as const, 1 as const),
    byte: fc.nat(12),
  }),
  fc.record({ how: fc.constant('cut' as const), frame, at: place }),
  fc.record({ how: fc.constant('splice' as const), frame, at: place, from: place, length: fc.nat(60) }),
  fc.record({ how: fc.constant('repeat' as const), frame, times: fc.integer({ min: 2, max: 5 }) }),
);
const oneCase: fc.Arbitrary<Case> = fc.record({
  writer: fc.boolean(),
  opens: fc.boolean(),
  picked: fc.array(fc.nat(200), { minLength: 1, maxLength: 8 }),
  mutations: fc.array(mutation, { minLength: 1, maxLength: 5 }),
  namesToo: fc.nat(9).map((chance) => chance === 0),
});

describe('frames that were tampered with', () => {
  let store: MemoryStore;
  let server: LiveServer;
  let alice: Author;
  let bob: Author;
  /** What pages sent, of a reader who has seen everything and of a writer who only knows a section of their own. */
  let recorded: { reader: Buffer[]; writer: Buffer[] };
  let printed: jest.SpiedFunction<typeof console.error>[];

  beforeAll(async () => {
    printed = [jest.spyOn(console, 'error'), jest.spyOn(console, 'warn'), jest.spyOn(console, 'log')];
    Logger.overrideLogger(false);
    store = new MemoryStore();
    const access = new TableAccess().allow('alice').allow('bob');
    for (let at = 0; at < atOnce; at += 1) access.allow(`w${at}`).allow(`r${at}`, null);
    for (const [who, right] of access.rights) access.rights.set(who, { ...right, sections });
    server = await startLive(store, access, new SetClock());
    [alice, bob] = [
      await new Author(server, handbookId, 'alice').greeted(),
      await new Author(server, handbookId, 'bob').greeted(),
    ];
    for (const word of ['Sales ', 'rose ', 'by a third. ']) alice.type(word);
    alice.text.delete(3, 2);
    alice.provider.setAwarenessField('here', true);
    alice.provider.sendStateless('hello');
    await until(() => alice.saved && bob.text.toJSON() === alice.text.toJSON());
    const state = Y.encodeStateAsUpdate(alice.doc);
    const without = [...alice.sent, ...bob.sent, frames.question(alice.doc), frames.whole(state)];
    recorded = {
      reader: [...without.map(unnamed), frames.presenceQuery],
      writer: [...alice.sent.map(unnamed).filter((sent) => sent[0] !== 0), ...ofAnotherSection()],
    };
  });

  afterAll(async () => {
    alice.leave();
    bob.leave();
    await server.stop();
    jest.restoreAllMocks();
  });

  it(`disturb nobody: ${batches * atOnce} sockets`, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(oneCase, { minLength: atOnce, maxLength: atOnce }), async (cases) => {
        await Promise.all(cases.map(tamper));
        const before = alice.text.toJSON();
        alice.type('k');
        await until(() => alice.saved && bob.text.toJSON() === `${before}k`);
        const stored = documentFrom(store.rows.map(({ update }) => update));
        expect(stored.getText('notes').toJSON()).toBe(`${before}k`);
        expect([stored.store.pendingStructs, stored.store.pendingDs]).toEqual([null, null]);
        const copy = await server.live.read(handbookId);
        expect(copy.getText('notes').toJSON()).toBe(`${before}k`);
        expect([alice, bob].flatMap(({ closes }) => closes)).toEqual([]);
        expect(printed.flatMap((spy) => spy.mock.calls)).toEqual([]);
      }),
      { numRuns: batches, endOnFailure: true },
    );
    // All sockets were given back: each person has as many as ever
    const again = await Promise.all(
      Array.from({ length: 20 }, () => new Wire(server, handbookId, 'w0').open()),
    );
    for (const wire of again) wire.leave();
  });

  async function tamper({ writer, opens, picked, mutations, namesToo }: Case, at: number): Promise<void> {
    const corpus = writer ? recorded.writer : recorded.reader;
    const sequence = picked.map((pick) =>
      namesToo ? Buffer.concat([name, taken(corpus, pick)]) : taken(corpus, pick),
    );
    const sent = mutations.reduce((all, step) => mutated(all, step, corpus), sequence);
    const wire = await new Wire(server, handbookId, `${writer ? 'w' : 'r'}${at}`).connect();
    if (opens) wire.send(frames.authentication);
    for (const content of sent) {
      if (namesToo) wire.sendRaw(content);
      else wire.send(content);
    }
    for (let tries = 0; tries < 4 && wire.closed === null; tries += 1) await wait(5);
    if (wire.closed !== null && wire.closed.code === 1008) expect(wire.closed.reason).toMatch(/^[A-Z].*\.$/);
    wire.leave();
  }

  function unnamed(sent: Uint8Array): Buffer {
    const whole = Buffer.from(sent);
    return whole.subarray(0, name.length).equals(name) ? whole.subarray(name.length) : whole;
  }
});

/** Changes of all shapes in a section where nobody else writes. */
function ofAnotherSection(): Buffer[] {
  const doc = new Y.Doc();
  const changes: Uint8Array[] = [];
  doc.on('update', (change: Uint8Array) => changes.push(change));
  const list = doc.getXmlFragment('other');
  const paragraph = new Y.XmlElement('paragraph');
  const words = new Y.XmlText('Some words, then');
  list.insert(0, [paragraph]);
  paragraph.insert(0, [words]);
  words.insert(16, ' more of them', { bold: {} });
  words.delete(2, 5);
  words.format(0, 6, { link: { href: 'https://example.org' } });
  paragraph.setAttribute('level', '3');
  list.insert(1, [new Y.XmlElement('blockquote')]);
  list.delete(1, 1);
  const row = updateOf((other) => {
    const cells = new Y.Map<unknown>([
      ['place', 'V'],
      ['item', new Y.Text('Photographer')],
      ['odd', [1, { two: [null, true, 3.5, 'x'] }]],
    ]);
    other.getMap('other').set('row', cells);
  });
  return [
    ...changes.map(frames.change),
    frames.change(row),
    frames.whole(Y.encodeStateAsUpdate(doc)),
    frames.whole(row),
    frames.question(doc),
    frames.presence([[4_711, 1, '{"name":"x","cursor":null}']]),
    frames.stateless('{"type":"stored"}'),
    frames.presenceQuery,
    frames.authentication,
  ];
}

function mutated(all: Buffer[], step: Mutation, corpus: readonly Buffer[]): Buffer[] {
  const index = step.frame % all.length;
  const target = taken(all, index);
  if (step.how === 'repeat')
    return all.toSpliced(index, 0, ...Array.from({ length: step.times }, () => target));
  return all.with(index, changed(target, step, corpus));
}

function changed(
  target: Buffer,
  step: Exclude<Mutation, { how: 'repeat' }>,
  corpus: readonly Buffer[],
): Buffer {
  const copy = Buffer.from(target);
  const at = step.at % Math.max(1, copy.length);
  switch (step.how) {
    case 'flip':
      copy[at] = (copy[at] ?? 0) ^ (1 << step.bit);
      return copy;
    case 'set':
    case 'kind':
      copy[at] = step.byte;
      return copy;
    case 'cut':
      return copy.subarray(0, at);
    case 'splice': {
      const other = taken(corpus, step.from);
      const from = step.from % Math.max(1, other.length);
      return Buffer.concat([
        copy.subarray(0, at),
        other.subarray(from, from + step.length),
        copy.subarray(at),
      ]);
    }
  }
}

function taken(list: readonly Buffer[], at: number): Buffer {
  return list[at % list.length] ?? Buffer.alloc(0);
}
