// Everybody who has a handbook open, in a process of their own, so that their work is not the server's. They read no
// more of a frame than is needed to know which keystrokes it brings.
import { WebSocket } from 'ws';
import * as Y from 'yjs';

const groups = new Map();

process.on('message', async ({ id, task, ...settings }) => {
  process.send({ id, result: await tasks[task](settings) });
});
process.once('disconnect', () => process.exit());

const tasks = {
  /** Opens the handbook for everybody; the first of them type. */
  async connect({ group, url, handbook, people, typing }) {
    const name = block(Buffer.from(handbook));
    const members = [];
    // In small groups, as the server would otherwise be measured by its queue of handshakes
    for (let at = 0; at < people.length; at += 25) {
      const some = people
        .slice(at, at + 25)
        .map((person, index) => connected(url, handbook, person, name, at + index < typing));
      members.push(...(await Promise.all(some)));
    }
    groups.set(group, members);
  },

  /**
   * Each of the typists presses `perSecond` keys a second for so many milliseconds. Then it is waited until everything
   * was called stored.
   */
  async type({ group, perSecond, ms }) {
    const members = groups.get(group);
    const typists = members.filter(({ doc }) => doc !== null);
    const presses = typists
      .flatMap((typist) =>
        Array.from({ length: Math.round((perSecond * ms) / 1000) }, () => ({
          typist,
          at: Math.random() * ms,
        })),
      )
      .sort((one, other) => one.at - other.at);
    seen.length = 0;
    saved.length = 0;
    sent.clear();
    const began = performance.now();
    for (const { typist, at } of presses) {
      const early = at - (performance.now() - began);
      if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
      press(typist);
    }
    const end = performance.now() + 12_000;
    const wanted = presses.length * (members.length - 1);
    while ((seen.length < wanted || saved.length < presses.length) && performance.now() < end)
      await new Promise((resolve) => setTimeout(resolve, 20));
    if (seen.length < wanted || saved.length < presses.length)
      throw new Error(
        `${wanted - seen.length} keystrokes never came, ${presses.length - saved.length} were never stored.`,
      );
    return { seen: percentiles(seen), saved: percentiles(saved) };
  },
};

/** When each keystroke was sent, by the client's id and its count. */
const sent = new Map();
const seen = [];
const saved = [];

async function connected(url, handbook, person, name, types) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/live/handbooks/${handbook}`, {
    origin: url,
    headers: { cookie: `user=${person}` },
    perMessageDeflate: false,
  });
  const member = { socket, name, doc: types ? new Y.Doc() : null, stored: 0 };
  const open = new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('message', (frame) => {
      const kind = frame[name.length];
      if (kind === 0 && frame[name.length + 1] === 2) arrived(member, frame.subarray(name.length + 2));
      else if (kind === 5 && member.doc !== null) told(member, frame.subarray(name.length + 1));
      else if (kind === 0 && frame[name.length + 1] === 1) resolve();
    });
    socket.on('close', (code, reason) => reject(new Error(`Closed with ${code} ${reason}`)));
  });
  await new Promise((resolve) => socket.once('open', resolve));
  socket.send(Buffer.concat([name, Buffer.of(2, 0, 0)]));
  socket.send(Buffer.concat([name, Buffer.of(0, 0), block(Y.encodeStateVector(new Y.Doc()))]));
  await open;
  return member;
}

function press(typist) {
  const { doc, socket, name } = typist;
  const before = Y.encodeStateVector(doc);
  const text = doc.getText('text');
  text.insert(text.length, 'x');
  const change = Y.encodeStateAsUpdate(doc, before);
  sent.set(`${doc.clientID} ${text.length}`, performance.now());
  socket.send(Buffer.concat([name, Buffer.of(0, 2), block(change)]));
}

/** What a change brings is read once, as everybody is sent the same bytes. */
const readBefore = [];
function arrived(member, content) {
  const now = performance.now();
  let read = readBefore.find(({ bytes }) => bytes.equals(content));
  if (read === undefined) {
    const { from, to } = Y.parseUpdateMeta(unblocked(content));
    const keys = [];
    for (const [client, end] of to)
      for (let clock = (from.get(client) ?? 0) + 1; clock <= end; clock += 1)
        keys.push({ client, at: sent.get(`${client} ${clock}`) });
    read = { bytes: content, keys };
    readBefore.unshift(read);
    readBefore.length = Math.min(readBefore.length, 20);
  }
  const own = member.doc?.clientID;
  for (const { client, at } of read.keys) if (at !== undefined && client !== own) seen.push(now - at);
}

let lastTold = { bytes: Buffer.alloc(0), clocks: new Map() };
function told(member, content) {
  const now = performance.now();
  if (!lastTold.bytes.equals(content)) {
    const message = JSON.parse(unblocked(content).toString());
    const clocks =
      message.type === 'stored' ? Y.decodeSnapshot(Buffer.from(message.snapshot, 'base64')).sv : new Map();
    lastTold = { bytes: content, clocks };
  }
  const clock = lastTold.clocks.get(member.doc.clientID) ?? 0;
  for (; member.stored < clock; member.stored += 1) {
    const at = sent.get(`${member.doc.clientID} ${member.stored + 1}`);
    if (at !== undefined) saved.push(now - at);
  }
}

function percentiles(values) {
  const sorted = Float64Array.from(values).sort();
  return { p50: sorted[Math.floor(sorted.length * 0.5)], p95: sorted[Math.floor(sorted.length * 0.95)] };
}

/** lib0's counted bytes. */
function block(bytes) {
  const length = [];
  let rest = bytes.length;
  for (; rest > 127; rest >>= 7) length.push((rest & 127) | 128);
  return Buffer.concat([Buffer.from([...length, rest]), bytes]);
}

function unblocked(bytes) {
  let at = 0;
  while (bytes[at] > 127) at += 1;
  return bytes.subarray(at + 1);
}
