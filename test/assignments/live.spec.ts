import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import WebSocket from 'ws';
import * as Y from 'yjs';
import { documentFrom, snapshotContains } from '../../src/assignments/live/stored.rules.js';
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

let store: MemoryStore;
let access: TableAccess;
let clock: SetClock;
let server: LiveServer;
let authors: Author[];
let handbookId: string;

beforeEach(async () => {
  // Hocuspocus and our own log say what they refuse; here that is the point
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  jest.spyOn(console, 'warn').mockImplementation(() => undefined);
  Logger.overrideLogger(false);
  store = new MemoryStore();
  access = new TableAccess().allow('alice').allow('bob');
  clock = new SetClock();
  server = await startLive(store, access, clock);
  authors = [];
  handbookId = randomUUID();
});

afterEach(async () => {
  for (const author of authors) author.leave();
  await server.stop();
  jest.restoreAllMocks();
});

function arrives(name: string, at = server): Author {
  const author = new Author(at, handbookId, name);
  authors.push(author);
  return author;
}

function storedText(): string {
  return documentFrom(store.rows.map(({ update }) => update))
    .getText('notes')
    .toJSON();
}

describe('writing together', () => {
  it('merges what two authors type at the same time and stores each under its own name', async () => {
    const [alice, bob] = [await arrives('alice').greeted(), await arrives('bob').greeted()];
    for (let key = 0; key < 20; key += 1) {
      alice.text.insert(0, 'a');
      bob.type('b');
      if (key % 5 === 0) await wait(3);
    }
    await until(() => alice.saved && bob.saved && alice.text.length === 40 && bob.text.length === 40);
    expect(alice.text.toJSON()).toBe(bob.text.toJSON());
    expect(storedText()).toBe(alice.text.toJSON());
    expect(new Set(store.rows.map(({ authorId }) => authorId))).toEqual(
      new Set([userIdOf('alice'), userIdOf('bob')]),
    );
    // batches, not keystrokes
    expect(store.rows.length).toBeLessThan(30);
  });

  it('lets twenty authors converge', async () => {
    const names = Array.from({ length: 20 }, (_, index) => `w${index}`);
    for (const name of names) access.allow(name);
    const all = await Promise.all(names.map((name) => arrives(name).greeted()));
    await Promise.all(
      all.map(async (author, index) => {
        for (let key = 0; key < 25; key += 1) {
          author.text.insert((key * (index + 1)) % (author.text.length + 1), 'x');
          if (key % 10 === 9) author.text.delete(0, 1);
          await wait(2);
        }
      }),
    );
    await until(() => all.every((author) => author.saved), 15_000);
    await until(() => all.every((author) => author.text.toJSON() === all[0]?.text.toJSON()), 15_000);
    expect(storedText()).toBe(all[0]?.text.toJSON());
  });

  it('stores what Yjs tidies up after two who set the same words in bold at the same time', async () => {
    const [alice, bob] = [await arrives('alice').greeted(), await arrives('bob').greeted()];
    const words = new Y.XmlText('Sales rose by a third');
    alice.doc.getXmlFragment('prose').insert(0, [words]);
    const same = (): Y.XmlText | undefined => bob.doc.getXmlFragment('prose').toArray().find(isText);
    await until(() => same()?.length === words.length);
    for (let round = 0; round < 5; round += 1) {
      words.format(0, 10, { bold: true });
      same()?.format(0, 10, { bold: true });
      same()?.format(6, 4, { bold: null });
      await until(() => alice.saved && bob.saved && same()?.toJSON() === words.toJSON());
      words.format(0, 21, { bold: null });
      await until(() => alice.saved && same()?.toJSON() === words.toJSON());
    }
    alice.type('and on');
    await until(() => alice.saved && bob.text.toJSON() === 'and on');
    const copy = documentFrom(store.rows.map(({ update }) => update));
    expect(copy.getXmlFragment('prose').toArray().find(isText)?.toJSON()).toBe(words.toJSON());
  });

  it('finds everything again after all have left and the document was unloaded', async () => {
    const alice = await arrives('alice').greeted();
    alice.type('Sales rose');
    alice.leave();
    await until(() => store.rows.length === 1);
    const bob = await arrives('bob').greeted();
    expect(bob.text.toJSON()).toBe('Sales rose');
  });
});

describe('what is called saved', () => {
  it('is never said before the commit', async () => {
    const alice = await arrives('alice').greeted();
    let commit = (): void => undefined;
    store.gate = new Promise((resolve) => (commit = resolve));
    alice.type('held back');
    await wait(300);
    expect(alice.saved).toBe(false);
    expect(store.rows).toHaveLength(0);
    commit();
    await until(() => alice.saved);
    expect(storedText()).toBe('held back');
  });

  it('counts a pure deletion', async () => {
    const alice = await arrives('alice').greeted();
    alice.type('a paragraph too much');
    await until(() => alice.saved);
    let commit = (): void => undefined;
    store.gate = new Promise((resolve) => (commit = resolve));
    alice.text.delete(11, 9);
    await wait(300);
    expect(alice.saved).toBe(false);
    commit();
    await until(() => alice.saved);
    expect(storedText()).toBe('a paragraph');
  });

  it('is not claimed while the store fails, and comes true when it recovers', async () => {
    const alice = await arrives('alice').greeted();
    store.broken = true;
    alice.type('through the ');
    await until(() => alice.messages.some(({ type }) => type === 'failing'));
    alice.type('storm');
    await wait(400);
    expect(alice.saved).toBe(false);
    expect(store.refused).toBeLessThan(6);
    store.broken = false;
    await until(() => alice.saved, 8_000);
    expect(storedText()).toBe('through the storm');
  });

  it('is not claimed of what the store refuses for good, and the document in memory is let go', async () => {
    const [alice, bob] = [await arrives('alice').greeted(), await arrives('bob').greeted()];
    bob.type('Bob’s. ');
    await until(() => bob.saved && alice.text.length > 0);
    store.erased = userIdOf('alice');
    access.rights.delete('alice');
    alice.type('Alice’s.');
    await until(() => alice.closes.includes(4403));
    alice.leave();
    expect(alice.saved).toBe(false);
    expect(storedText()).toBe('Bob’s. ');
    // It is let go a moment after Alice is told.
    await until(() =>
      server.live.read(handbookId).then(
        () => true,
        () => false,
      ),
    );
  });

  it('outlives a server that is stopped in the middle', async () => {
    const alice = await arrives('alice').greeted();
    alice.type('before, ');
    await until(() => alice.provider.unsyncedChanges === 0);
    await server.stop();
    expect(storedText()).toBe('before, ');
    alice.type('offline, ');
    await wait(200);
    expect(alice.saved).toBe(false);
    const address = Number(new URL(server.origin).port);
    server = await startLive(store, access, clock, address);
    await until(() => alice.saved, 8_000);
    expect(storedText()).toBe('before, offline, ');
  });

  it('is known to someone who comes later', async () => {
    const alice = await arrives('alice').greeted();
    alice.type('abc');
    await until(() => alice.saved);
    const bob = await arrives('bob').greeted();
    const whole = bob.messages.find((message) => message.type === 'stored' && message.whole);
    expect(whole).toMatchObject({ type: 'stored', whole: true });
    expect(
      snapshotContains(
        Buffer.from(whole?.type === 'stored' ? whole.snapshot : '', 'base64'),
        Y.encodeSnapshot(Y.snapshot(alice.doc)),
      ),
    ).toBe(true);
  });
});

describe('reading on the server', () => {
  it('gives a copy in which everything is committed', async () => {
    const alice = await arrives('alice').greeted();
    alice.type('frozen here');
    await until(() => alice.provider.unsyncedChanges === 0);
    const copy = await server.live.read(handbookId);
    expect(copy.getText('notes').toJSON()).toBe('frozen here');
    expect(storedText()).toBe('frozen here');
    copy.getText('notes').insert(0, 'not in the original: ');
    expect(alice.text.toJSON()).toBe('frozen here');
  });

  it('reads a document that nobody has open, and one that nobody has ever written', async () => {
    store.rows.push({ handbookId, authorId: userIdOf('alice'), update: updateWith('closed') });
    expect((await server.live.read(handbookId)).getText('notes').toJSON()).toBe('closed');
    expect((await server.live.read(randomUUID())).getText('notes').toJSON()).toBe('');
    await server.live.flush(handbookId);
  });
});

describe('who gets in', () => {
  it.each([
    ['without a session', '/live/handbooks/ID', { origin: 'OWN' }, 401],
    [
      'with another origin',
      '/live/handbooks/ID',
      { origin: 'https://evil.example', cookie: 'user=alice' },
      403,
    ],
    ['without an origin', '/live/handbooks/ID', { cookie: 'user=alice' }, 403],
    ['as an outsider', '/live/handbooks/ID', { origin: 'OWN', cookie: 'user=charlie' }, 404],
    ['at an address that is none', '/live/handbooks/1', { origin: 'OWN', cookie: 'user=alice' }, 404],
    ['at another path', '/live', { origin: 'OWN', cookie: 'user=alice' }, 404],
  ])('refuses an upgrade %s', async (_how, path, headers, status) => {
    const given: Record<string, string> = { ...headers };
    if (given['origin'] === 'OWN') given['origin'] = server.origin;
    expect(await upgradeStatus(path.replace('ID', handbookId), given)).toBe(status);
  });

  it('answers 503 when the right cannot be checked', async () => {
    jest.spyOn(access, 'authorise').mockRejectedValue(new Error('no database'));
    expect(
      await upgradeStatus(`/live/handbooks/${handbookId}`, { origin: server.origin, cookie: 'user=alice' }),
    ).toBe(503);
  });

  it('lets nobody open another document through an open socket', async () => {
    const alice = new Author({ url: server.url, origin: server.origin }, handbookId, 'alice');
    authors.push(alice);
    await alice.greeted();
    const loaded: string[] = [];
    jest.spyOn(store, 'load').mockImplementation((id) => {
      loaded.push(id);
      return Promise.resolve([]);
    });
    const other = randomUUID();
    const socket = await opened();
    socket.send(authFrame(other));
    await until(() => socket.readyState === WebSocket.CLOSED);
    expect(loaded).toEqual([]);
  });

  it('writes nothing into the log that a socket says', async () => {
    const socket = await opened();
    for (const name of [handbookId, 'made up\n{"level":"info"}', 'made up, too'])
      socket.send(authFrame(name));
    await until(() => socket.readyState === WebSocket.CLOSED);
    const said = [console.error, console.warn].flatMap((log) => jest.mocked(log).mock.calls);
    expect(said.flat().map(String).join()).not.toContain('made up');
  });

  it('lets readers read and drops what they write', async () => {
    access.allow('bob', null);
    const [alice, bob] = [await arrives('alice').greeted(), await arrives('bob').greeted()];
    expect(bob.messages).toContainEqual(
      expect.objectContaining({ type: 'right', writable: false, until: null }),
    );
    bob.type('mine');
    await until(() => bob.messages.some(({ type }) => type === 'refused'));
    alice.type('Alice’s');
    await until(() => bob.text.toJSON().includes('Alice’s'));
    await until(() => alice.saved);
    expect(alice.text.toJSON()).toBe('Alice’s');
    expect(storedText()).toBe('Alice’s');
    expect(bob.saved).toBe(false);
  });

  it('takes nothing after the cut-off, though the connection stands', async () => {
    const cutOff = new Date(clock.now().getTime() + 60_000);
    access.allow('alice', cutOff);
    const alice = await arrives('alice').greeted();
    alice.type('in time');
    await until(() => alice.saved);
    clock.set(cutOff);
    alice.type(' and late');
    await until(() => alice.messages.some((message) => message.type === 'right' && !message.writable));
    await wait(150);
    expect(alice.saved).toBe(false);
    expect(storedText()).toBe('in time');
    expect((await server.live.read(handbookId)).getText('notes').toJSON()).toBe('in time');
  });

  it('closes at once when a right is withdrawn, and only that one', async () => {
    const [alice, bob] = [await arrives('alice').greeted(), await arrives('bob').greeted()];
    access.rights.delete('alice');
    server.live.withdraw(handbookId, userIdOf('alice'));
    alice.type('too late');
    await until(() => alice.closes.includes(4403));
    await wait(150);
    expect(storedText()).toBe('');
    bob.type('still here');
    await until(() => bob.saved);
    expect(bob.closes).toEqual([]);
  });

  it('reads a right again that is withdrawn while it is being read', async () => {
    let answer = (): void => undefined;
    const authorise = jest.spyOn(access, 'authorise').mockImplementationOnce(
      () =>
        new Promise((resolve) => {
          answer = () => {
            resolve({ userId: userIdOf('alice'), name: 'alice', writableUntil: null });
          };
        }),
    );
    const status = upgradeStatus(`/live/handbooks/${handbookId}`, {
      origin: server.origin,
      cookie: 'user=alice',
    });
    await until(() => authorise.mock.calls.length === 1);
    access.rights.delete('alice');
    server.live.withdraw(handbookId, userIdOf('alice'));
    answer();
    expect(await status).toBe(404);
  });
});

describe('bad input', () => {
  it.each([
    ['an oversized frame', Buffer.alloc(5 * 1024 * 1024), 1009],
    ['a text frame', 'hello', 1008],
  ])('closes the socket that sends %s and disturbs nobody', async (_what, frame, code) => {
    const alice = await arrives('alice').greeted();
    const socket = await opened();
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    socket.send(frame);
    expect(await closed).toBe(code);
    alice.type('undisturbed');
    await until(() => alice.saved);
  });

  it('survives frames of every kind of rubbish', async () => {
    const alice = await arrives('alice').greeted();
    const name = Buffer.from(handbookId);
    for (let run = 0; run < 60; run += 1) {
      const socket = await opened('bob');
      socket.send(authFrame(handbookId));
      const rubbish = Buffer.from(
        Array.from({ length: 1 + ((run * 7) % 40) }, (_, at) => (at * run * 31 + run) % 256),
      );
      socket.send(Buffer.concat([Buffer.from([name.length]), name, Buffer.from([run % 12]), rubbish]));
      socket.send(rubbish);
      await wait(2);
      socket.terminate();
    }
    alice.type('undisturbed');
    await until(() => alice.saved);
    expect(storedText()).toBe('undisturbed');
  });

  it('takes a name from the session, not from what a browser says about itself', async () => {
    const [alice, bob] = [await arrives('alice').greeted(), await arrives('bob').greeted()];
    bob.provider.setAwarenessField('name', 'The Dean');
    await until(() =>
      [...(alice.provider.awareness?.getStates().values() ?? [])].some((state) => state['name'] === 'bob'),
    );
    expect(JSON.stringify([...(alice.provider.awareness?.getStates().values() ?? [])])).not.toContain('Dean');
  });

  it('says that a document cannot be loaded by closing, and recovers', async () => {
    store.broken = true;
    const alice = arrives('alice');
    await until(() => alice.closes.includes(1011));
    store.broken = false;
    await alice.greeted();
    alice.type('back');
    await until(() => alice.saved);
  });
});

const isText = (value: unknown): value is Y.XmlText => value instanceof Y.XmlText;

async function opened(name = 'alice'): Promise<WebSocket> {
  const socket = new WebSocket(`${server.url}/live/handbooks/${handbookId}`, {
    origin: server.origin,
    headers: { cookie: `user=${name}` },
  });
  socket.on('error', () => undefined);
  await new Promise((resolve) => socket.once('open', resolve));
  return socket;
}

/** Hocuspocus' first message: the document's name, type 2 (authentication), sub-type 0 (token), an empty token. */
function authFrame(documentName: string): Buffer {
  const name = Buffer.from(documentName);
  return Buffer.concat([Buffer.from([name.length]), name, Buffer.from([2, 0, 0])]);
}

function updateWith(text: string): Uint8Array {
  const doc = new Y.Doc();
  doc.getText('notes').insert(0, text);
  return Y.encodeStateAsUpdate(doc);
}

function upgradeStatus(path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(server.origin).port), '127.0.0.1');
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    socket.write(
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
        `Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${lines.join('')}\r\n`,
    );
    socket.once('data', (data) => {
      resolve(Number(data.toString().split(' ')[1]));
      socket.destroy();
    });
    socket.once('error', reject);
  });
}
