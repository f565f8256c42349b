// One author's keystroke on its way to another's screen, and to the store, with 1, 20 and 250 people at one handbook.
import { fork } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import pg from 'pg';
import { asker } from './asker.js';
import { seedHandbooks } from './seed.js';
import { freePort, processorTime } from './verification.js';

const loads = [
  { name: '1 writes, 1 looks on', people: 2, typing: 1, perSecond: 20 },
  { name: '20 write', people: 20, typing: 20, perSecond: 5 },
  { name: '250 are there, 20 write', people: 250, typing: 20, perSecond: 5, bound: '≤ 2' },
];
const turns = 3;
/** Until bare Hocuspocus has written what was typed last. */
const pauseOfBare = 2_500;

/**
 * The product's living documents and bare Hocuspocus take turns under the same load from the same clients; a ratio is
 * the middle one of all turns.
 *
 * @param {{ database: string, seconds: number }} options for all turns together, about
 * @returns {Promise<{ name: string, value: number, unit: string, ratio?: number, bound?: string }[]>}
 */
export async function run({ database, seconds }) {
  const people = Array.from({ length: 250 }, () => randomUUID());
  const handbooks = loads.map(() => randomUUID());
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  await seedHandbooks(client, { people, handbooks });
  await client.query(
    'CREATE TABLE IF NOT EXISTS bare_documents (name text PRIMARY KEY, body bytea NOT NULL)',
  );
  await client.end();

  const children = [];
  const start = (file) => {
    const child = fork(new URL(file, import.meta.url));
    children.push(child);
    return child;
  };
  const serve = async (file) => {
    const child = start(file);
    const port = await freePort();
    child.send({ database, port });
    await once(child, 'message');
    return { url: `http://127.0.0.1:${port}`, pid: child.pid };
  };
  try {
    const servers = { ours: await serve('./live-server.js'), bare: await serve('./bare/live.js') };
    const ask = asker(start('./live-clients.js'));
    const ms = Math.max(500, (seconds * 1000) / (loads.length * (turns * 2 + 1)) - pauseOfBare / 2);
    const results = [];
    for (const [at, load] of loads.entries()) {
      const kinds = Object.keys(servers);
      for (const kind of kinds) {
        const group = `${kind} ${at}`;
        const { typing } = load;
        await ask('connect', {
          group,
          url: servers[kind].url,
          handbook: handbooks[at],
          people: people.slice(0, load.people),
          typing,
        });
        await ask('type', { group, perSecond: load.perSecond, ms: 300 });
      }
      const rounds = [];
      for (let turn = 0; turn < turns; turn++) {
        const round = {};
        for (const kind of kinds) {
          const before = processorTime(servers[kind].pid);
          round[kind] = await ask('type', { group: `${kind} ${at}`, perSecond: load.perSecond, ms });
          const presses = load.typing * Math.round((load.perSecond * ms) / 1000);
          round[kind].work = ((processorTime(servers[kind].pid) - before) * 1e6) / presses;
        }
        rounds.push(round);
      }
      results.push(...rowsOf(load, rounds));
    }
    return results;
  } finally {
    for (const child of children) child.kill();
  }
}

function rowsOf({ name, bound }, rounds) {
  const row = (what, measure, percentile, wanted) => ({
    name: `${what}, ${percentile} (${name})`,
    value: middle(rounds.map(({ ours }) => ours[measure][percentile])),
    unit: 'ms',
    ratio: middle(rounds.map(({ ours, bare }) => ours[measure][percentile] / bare[measure][percentile])),
    ...(wanted ? { bound: wanted } : {}),
  });
  return [
    row('keystroke on another’s screen', 'seen', 'p50'),
    row('keystroke on another’s screen', 'seen', 'p95', bound),
    row('keystroke to “saved”', 'saved', 'p50'),
    row('keystroke to “saved”', 'saved', 'p95'),
    {
      name: `– its processor time (${name})`,
      value: middle(rounds.map(({ ours }) => ours.work)),
      unit: 'µs',
      ratio: middle(rounds.map(({ ours, bare }) => ours.work / bare.work)),
    },
  ];
}

function middle(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}
