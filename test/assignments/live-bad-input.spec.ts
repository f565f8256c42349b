import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import WebSocket from 'ws';
import * as Y from 'yjs';
import { documentFrom } from '../../src/assignments/live/stored.rules.js';
import { nestingOf, readUpdate } from '../../src/assignments/live/updates.rules.js';
import {
  Author,
  type LiveServer,
  MemoryStore,
  SetClock,
  startLive,
  TableAccess,
  until,
  userIdOf,
} from './live-support.js';
import { block, frames, number, text, updateOf, Wire } from './live-wire.js';

let store: MemoryStore;
let access: TableAccess;
let server: LiveServer;
let handbookId: string;
let alice: Author;
let bob: Author;
let leaving: { leave(): void }[];
let printed: jest.SpiedFunction<typeof console.error>[];

/** Alice writes and Bob watches while Mallory, who may write too, sends what no page sends. */
beforeEach(async () => {
  printed = [jest.spyOn(console, 'error'), jest.spyOn(console, 'warn'), jest.spyOn(console, 'log')];
  Logger.overrideLogger(false);
  store = new MemoryStore();
  access = new TableAccess().allow('alice').allow('bob').allow('mallory');
  server = await startLive(store, access, new SetClock());
  handbookId = randomUUID();
  leaving = [];
  [alice, bob] = [await arrives('alice'), await arrives('bob')];
  alice.type('Ours. ');
  await until(() => alice.saved && bob.text.length > 0);
});

afterEach(async () => {
  for (const one of leaving) one.leave();
  await server.stop();
  expect(printed.flatMap((spy) => spy.mock.calls)).toEqual([]);
  jest.restoreAllMocks();
});

async function arrives(name: string): Promise<Author> {
  const author = new Author(server, handbookId, name);
  leaving.push(author);
  return author.greeted();
}

async function mallory(name = 'mallory', id = handbookId): Promise<Wire> {
  const wire = new Wire(server, id, name);
  leaving.push(wire);
  return wire.open();
}

function stored(): Y.Doc {
  return documentFrom(store.rows.filter((row) => row.handbookId === handbookId).map(({ update }) => update));
}

/** The honest two go on as if nothing had happened: typed, seen, stored, and loaded again. */
async function undisturbed(): Promise<void> {
  const before = alice.text.toJSON();
  alice.type('Still ours. ');
  await until(() => alice.saved && bob.text.toJSON() === `${before}Still ours. `);
  expect(stored().getText('notes').toJSON()).toBe(bob.text.toJSON());
  expect([alice, bob].flatMap(({ closes }) => closes)).toEqual([]);
  const copy = await server.live.read(handbookId);
  expect([copy.store.pendingStructs, copy.store.pendingDs]).toEqual([null, null]);
  expect(copy.getText('notes').toJSON()).toBe(bob.text.toJSON());
}

/** An update by hand: blocks of one client's parts, then deletions. */
function update(
  blocks: { client: number; clock: number; parts: Buffer[] }[],
  deletions: { client: number; ranges: [clock: number, length: number][] }[] = [],
): Buffer {
  return Buffer.concat([
    number(blocks.length),
    ...blocks.flatMap(({ client, clock, parts }) => [
      number(parts.length),
      number(client),
      number(clock),
      ...parts,
    ]),
    number(deletions.length),
    ...deletions.flatMap(({ client, ranges }) => [
      number(client),
      number(ranges.length),
      ...ranges.flatMap((range) => range.map(number)),
    ]),
  ]);
}

const gone = (length: number): Buffer => Buffer.concat([number(0), number(length)]);
const inNotes = (kind: number, content: Buffer): Buffer =>
  Buffer.concat([Buffer.of(kind), number(1), text('notes'), content]);
/** lib0's type bytes: 117 a list, 126 null. */
const nestedList = (depth: number): Buffer =>
  Buffer.concat([...Array.from({ length: depth }, () => Buffer.of(117, 1)), Buffer.of(126)]);

describe('frames that no page sends', () => {
  const valid = updateOf((doc) => {
    doc.getText('notes').insert(0, 'from a page');
  });
  it.each<[string, Uint8Array]>([
    ['nothing after the name', Buffer.alloc(0)],
    ['a number that does not end', Buffer.from([0x80, 0x80])],
    ['a number beyond all numbers', Buffer.alloc(12, 0xff)],
    ['an unknown kind', number(77)],
    ['a kind for servers only', Buffer.concat([number(6), text('{"type":"stored"}')])],
    ['a step that is none', Buffer.concat([number(0), number(9), block(valid)])],
    ['a length that lies', Buffer.concat([number(0), number(2), number(4_000_000), valid])],
    ['a change cut off', frames.change(valid.subarray(0, valid.length - 3))],
    ['a change of noise', frames.change(Buffer.alloc(200, 0xa5))],
    ['a million parts announced', frames.change(Buffer.concat([number(1), number(30_000_000), number(1)]))],
    ['a state vector cut off', Buffer.concat([number(0), number(0), block(Buffer.from([5, 1]))])],
    ['a second request to open', frames.authentication],
    ['presence that is no JSON', frames.presence([[1, 1, '{']])],
    ['presence of 100 kB', frames.presence([[1, 1, JSON.stringify({ name: 'x'.repeat(100_000) })]])],
    ['presence with an endless clock', frames.presence([[1, 2 ** 52, '{}']])],
    ['text that is no UTF-8', Buffer.concat([number(5), block(Buffer.from([0xff, 0xfe]))])],
    ['an essay beside the document', frames.stateless('x'.repeat(10_000))],
  ])('%s closes the socket with a sentence', async (_what, content) => {
    const wire = await mallory();
    wire.send(content);
    await until(() => wire.closed !== null);
    expect(wire.closed).toEqual({ code: 1008, reason: expect.stringMatching(/^[A-Z].*\.$/) as unknown });
    await undisturbed();
  });

  it.each<[string, Uint8Array]>([
    ['clocks beyond all numbers', update([{ client: 9, clock: 0, parts: [gone(2 ** 53 - 1)] }])],
    ['an id beyond 32 bits', update([{ client: 2 ** 40, clock: 0, parts: [gone(1)] }])],
    ['a part without length', update([{ client: 9, clock: 0, parts: [gone(0)] }])],
    ['an empty text', update([{ client: 9, clock: 0, parts: [inNotes(4, text(''))] }])],
    [
      'a part that builds on itself',
      update([
        { client: 9, clock: 3, parts: [Buffer.concat([Buffer.of(0x84), number(9), number(3), text('x')])] },
      ]),
    ],
    [
      'a document in the document',
      update([{ client: 9, clock: 0, parts: [inNotes(9, Buffer.concat([text('inner'), Buffer.of(126)]))] }]),
    ],
    [
      'a list in a list, two hundred times',
      update([{ client: 9, clock: 0, parts: [inNotes(8, Buffer.concat([number(1), nestedList(200)]))] }]),
    ],
    [
      'a list in a list, half a million times',
      update([{ client: 9, clock: 0, parts: [inNotes(8, Buffer.concat([number(1), nestedList(500_000)]))] }]),
    ],
    [
      'the same range deleted again and again',
      update([], [{ client: 9, ranges: Array.from({ length: 20_000 }, () => [0, 2 ** 30]) }]),
    ],
    ['a range that does not end', update([], [{ client: 9, ranges: [[0, 2 ** 40]] }])],
    [
      'a section whose name is a book',
      updateOf((doc) => {
        doc.getText('k'.repeat(5_000)).insert(0, 'x');
      }),
    ],
    [
      'elements nested a thousand times',
      updateOf((doc) => {
        let at: Y.XmlFragment = doc.getXmlFragment('notes');
        for (let depth = 0; depth < 1_000; depth += 1) {
          const inner = new Y.XmlElement('blockquote');
          at.insert(0, [inner]);
          at = inner;
        }
      }),
    ],
  ])('a change with %s is refused with a sentence', async (_what, bytes) => {
    const wire = await mallory();
    wire.send(frames.change(bytes));
    await until(() => wire.closed !== null);
    expect(wire.closed).toEqual({ code: 1008, reason: expect.stringMatching(/^[A-Z].*\.$/) as unknown });
    await undisturbed();
  });

  it('a change by the server itself that the store does not take says so after ten seconds, and is stored later', async () => {
    const other = randomUUID();
    const change = server.live.change(other, userIdOf('alice'), (doc) => {
      store.broken = true;
      doc.getText('notes').insert(0, 'restored');
    });
    await expect(change).rejects.toThrow('no browser keeps it');
    store.broken = false;
    const rows = () => store.rows.filter((row) => row.handbookId === other);
    await until(() => rows().length === 1);
  });

  it('a hundred and fifty thousand elements in one change are counted without ending the stack', () => {
    const bytes = updateOf((doc) => {
      const all = Array.from({ length: 150_000 }, () => new Y.XmlElement('paragraph'));
      doc.getXmlFragment('notes').insert(0, all);
    });
    expect(nestingOf(readUpdate(bytes), new Y.Doc())).toBe(1);
  });

  it('nesting is counted across many small changes', async () => {
    const wire = await mallory();
    const doc = new Y.Doc();
    doc.on('update', (change: Uint8Array) => {
      wire.send(frames.change(change));
    });
    let at: Y.XmlFragment = doc.getXmlFragment('words');
    for (let depth = 0; depth < 150; depth += 1) {
      const [neighbour, inner] = [new Y.XmlElement('paragraph'), new Y.XmlElement('blockquote')];
      at.insert(0, [neighbour, inner]);
      at = inner;
    }
    await until(() => wire.closed !== null);
    expect(wire.closed?.reason).toBe('A change nests more deeply than any page does.');
    await undisturbed();
  });

  it('of 50 MB is refused before it is read', async () => {
    const wire = await mallory();
    const before = process.memoryUsage().rss;
    wire.sendRaw(Buffer.alloc(50 * 1024 * 1024));
    await until(() => wire.closed !== null);
    expect(wire.closed?.code).toBe(1009);
    // The frame itself lies in this process, too
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
    await undisturbed();
  });

  it('sent before the document is open are kept, up to a limit', async () => {
    const wire = await new Wire(server, handbookId, 'mallory').connect();
    leaving.push(wire);
    for (let at = 0; at < 2_100; at += 1) wire.send(frames.presenceQuery);
    await until(() => wire.closed !== null, 20_000);
    expect(wire.closed?.reason).toBe('Too much was sent before the handbook was open.');
    await undisturbed();
  });
});

describe('sections that the handbook does not have', () => {
  it('are refused, however many', async () => {
    for (const name of ['alice', 'bob', 'mallory']) {
      const right = access.rights.get(name);
      if (right) access.rights.set(name, { ...right, sections: ['notes', 'budget'] });
    }
    for (const keys of [
      ['forged'],
      ['notes/a/b'],
      ['notesx'],
      Array.from({ length: 5_000 }, (_, at) => `k${at}`),
    ]) {
      const wire = await mallory();
      wire.send(
        frames.change(
          updateOf((doc) => {
            keys.forEach((key) => {
              doc.getText(key).insert(0, 'x');
            });
          }),
        ),
      );
      await until(() => wire.closed !== null);
      expect(wire.closed).toEqual({ code: 1008, reason: 'This handbook has no such section.' });
    }
    const wire = await mallory();
    wire.send(frames.change(updateOf((doc) => doc.getMap('budget/fields').set('currency', 'EUR'))));
    await until(() => stored().share.has('budget/fields'));
    // Parts of sections, but more of them than there can be
    wire.send(
      frames.change(
        updateOf((doc) => {
          for (let at = 0; at < 100; at += 1) doc.getText(`budget/p${at}`).insert(0, 'x');
        }),
      ),
    );
    await undisturbed();
  });
});

describe('changes that build on something that is not here', () => {
  it('are neither kept nor called saved, and are asked for in whole', async () => {
    const wire = await mallory();
    const doc = new Y.Doc();
    doc.getText('other').insert(0, 'first, ');
    const first = Y.encodeStateVector(doc);
    doc.getText('other').insert(7, 'second');
    wire.send(frames.change(Y.encodeStateAsUpdate(doc, first)));
    await undisturbed();
    expect(stored().share.has('other')).toBe(false);
    const questions = wire.ofKind(0, 0).length;
    await until(() => wire.ofKind(0, 0).length > questions);
    wire.send(frames.whole(Y.encodeStateAsUpdate(doc)));
    await until(() => stored().getText('other').toJSON() === 'first, second');
    await undisturbed();
  });

  it('do not pile up: thousands of them leave nothing behind', async () => {
    const wire = await mallory();
    for (let client = 10; client < 2_000; client += 1) {
      wire.send(frames.change(update([{ client, clock: 7, parts: [inNotes(4, text('x'.repeat(1_000)))] }])));
      wire.send(frames.change(update([], [{ client, ranges: [[0, 2 ** 30]] }])));
    }
    await undisturbed();
    const sizes = await server.live.read(handbookId).then((copy) => Y.encodeStateAsUpdate(copy).byteLength);
    expect(sizes).toBeLessThan(1_000);
  });

  it('close the socket of a page whose answers leave gaps again and again', async () => {
    const wire = await mallory();
    for (let tries = 0; tries < 10; tries += 1)
      wire.send(frames.whole(update([{ client: 9, clock: 5, parts: [inNotes(4, text('x'))] }])));
    await until(() => wire.closed !== null);
    expect(wire.closed?.reason).toBe('What this page holds does not fit the handbook. Load the page again.');
    await undisturbed();
  });

  it('are told by a page that could not write and may write again', async () => {
    access.allow('carol', null);
    const carol = await arrives('carol');
    carol.type('Kept here. ');
    await until(() => carol.messages.some(({ type }) => type === 'refused'));
    access.allow('carol');
    carol.socket.webSocket?.close();
    await until(() => carol.saved, 8_000);
    expect(stored().getText('notes').toJSON()).toContain('Kept here.');
  });
});

describe('a handbook that becomes too large', () => {
  it('takes deletions, and then what it had no room for', async () => {
    const chunk = 'x'.repeat(3_900_000);
    const large = updateOf((doc) => {
      for (let part = 0; part < 12; part += 1) doc.getText('other').insert(0, chunk);
    });
    const id = randomUUID();
    store.rows.push({ handbookId: id, authorId: userIdOf('mallory'), update: large });
    const carol = new Author(server, id, 'mallory');
    leaving.push(carol);
    await until(() => carol.provider.synced && carol.messages.length > 0, 30_000);
    const other = carol.doc.getText('other');
    other.insert(0, chunk);
    await until(() => carol.messages.some(({ type }) => type === 'refused'), 30_000);
    expect(carol.messages).toContainEqual({ type: 'refused', reason: 'too-large' });
    expect(carol.saved).toBe(false);
    await undisturbed();
    carol.messages.length = 0;
    other.delete(0, other.length - 1_000);
    await until(() => carol.saved, 30_000);
    const rows = store.rows.filter((row) => row.handbookId === id).map(({ update: row }) => row);
    expect(documentFrom(rows).getText('other').length).toBe(1_000);
    // so that the page lets its author write again
    expect(carol.messages).toContainEqual(expect.objectContaining({ type: 'right', writable: true }));
    await undisturbed();
  });
});

describe('who is there', () => {
  const seen = (): unknown[] => [...(alice.provider.awareness?.getStates().values() ?? [])];

  it('is said for one’s own client only', async () => {
    const wire = await mallory();
    const bobs = bob.doc.clientID;
    bob.provider.setAwarenessField('here', true);
    await until(() => JSON.stringify(seen()).includes('bob'));
    wire.send(frames.presence([[bobs, 1_000, '{"name":"The Dean"}']]));
    wire.send(frames.presence([[77, 1, '{"name":"The Dean"}']]));
    await until(() => JSON.stringify(seen()).includes('mallory'));
    expect(JSON.stringify(seen())).toContain('"bob"');
    expect(JSON.stringify(seen())).not.toContain('Dean');
    wire.leave();
    await until(() => !JSON.stringify(seen()).includes('mallory'));
    expect(JSON.stringify(seen())).toContain('"bob"');
  });

  it('does not grow by a flood of made-up clients', async () => {
    const wire = await mallory();
    for (let round = 0; round < 50; round += 1) {
      wire.send(
        frames.presence(
          Array.from(
            { length: 1_000 },
            (_, at) => [round * 1_000 + at + 1, 1, `{"cursor":${at}}`] as const,
          ).map(([client, clock, state]) => [client, clock, state]),
        ),
      );
    }
    await undisturbed();
    expect(seen().length).toBeLessThan(6);
  });
});

describe('too much at once', () => {
  it('a flood of changes is read more slowly, loses nothing and holds up nobody', async () => {
    const flood = await Promise.all([mallory(), mallory(), mallory()]);
    for (const wire of flood) {
      const doc = new Y.Doc();
      doc.on('update', (change: Uint8Array) => {
        wire.send(frames.change(change));
      });
      for (let at = 0; at < 1_600; at += 1) doc.getText('other').insert(at, 'x');
    }
    for (let key = 0; key < 20; key += 1) {
      alice.type(`${key} `);
      await until(() => bob.text.toJSON().endsWith(` ${key} `));
    }
    // Bob has read it all while some of the flood still waits outside
    expect(bob.doc.getText('other').length).toBeLessThan(4_800);
    await until(() => bob.doc.getText('other').length === 4_800, 90_000);
    expect(flood.map(({ closed }) => closed)).toEqual([null, null, null]);
    await undisturbed();
  });

  it('whoever asks and never reads is let go, before memory fills', async () => {
    alice.doc.getText('other').insert(0, 'x'.repeat(2_000_000));
    await until(() => alice.saved);
    const wire = await mallory();
    wire.socket.pause();
    for (let asked = 0; asked < 60; asked += 1) {
      wire.send(frames.question(new Y.Doc()));
      await wait(10);
    }
    wire.socket.resume();
    await until(() => wire.closed !== null);
    expect(wire.received.reduce((sum, frame) => sum + frame.length, 0)).toBeLessThan(40 * 1024 * 1024);
    await undisturbed();
  });

  it('a person has twenty sockets, not one more, and gets them back', async () => {
    const wires = await Promise.all(Array.from({ length: 20 }, () => mallory()));
    const answer = (): Promise<number> =>
      new Promise((resolve) => {
        const socket = new WebSocket(`${server.url}/live/handbooks/${handbookId}`, {
          origin: server.origin,
          headers: { cookie: 'user=mallory' },
        });
        leaving.push({
          leave: () => {
            socket.terminate();
          },
        });
        socket.on('error', () => undefined);
        socket.on('unexpected-response', (_request, response) => {
          resolve(response.statusCode ?? 0);
        });
        socket.on('open', () => {
          resolve(101);
        });
      });
    expect(await answer()).toBe(429);
    wires[0]?.leave();
    await wait(50);
    expect(await answer()).toBe(101);
    await undisturbed();
  });
});
