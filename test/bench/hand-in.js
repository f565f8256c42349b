// Handing in a handbook of two hundred pages: from the press on the button to the answer.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import pg from 'pg';
import { asker } from './asker.js';
import { signedIn } from './signed-in.js';
import { freePort } from './verification.js';

/**
 * The application, signed in to over HTTP, and a bare server take turns with the same handbook, which grows by a word
 * each time. The ratio is the middle one of all turns.
 *
 * @param {{ database: string, folder: string, times?: number }} options how often, after three times to warm up
 * @returns {Promise<{ name: string, value: number, unit: string, ratio?: number, bound?: string }[]>}
 */
export async function run({ database, folder, times = 20 }) {
  const app = fork(new URL('./hand-in-server.js', import.meta.url), { execArgv: ['--expose-gc'] });
  const bare = fork(new URL('./bare/hand-in.js', import.meta.url));
  try {
    const ask = asker(app);
    const publicUrl = `http://127.0.0.1:${await freePort()}`;
    const scene = await ask('start', { database, publicUrl, dataDir: join(folder, 'hand-in') });
    const client = new pg.Client({ connectionString: database });
    await client.connect();
    await client.query(
      'CREATE TABLE IF NOT EXISTS bare_submissions (body text NOT NULL, digest text NOT NULL)',
    );
    const { rows: keys } = await client.query(
      `SELECT s.key, s.kind FROM template_sections s JOIN assignments a ON a.template_id = s.template_id
         JOIN handbooks h ON h.assignment_id = a.id WHERE h.id = $1 ORDER BY s.position`,
      [scene.handbookId],
    );
    const port = await freePort();
    bare.send({ database, port, handbookId: scene.handbookId, keys });
    await once(bare, 'message');

    const browser = await signedIn(publicUrl, scene);
    const handIn = () =>
      browser.post(`/handbooks/${scene.handbookId}/submissions`, {
        ...{ publicInformation: 'yes', secondLook: 'yes', snapshot: '' },
      });
    const pairs = [];
    const stalls = [];
    let early = null;
    for (let turn = 0; turn < times + 3; turn++) {
      await ask('write');
      await ask('reset');
      const ours = await milliseconds(handIn);
      const stall = await ask('stall');
      const theirs = await milliseconds(() =>
        fetch(`http://127.0.0.1:${port}`, { method: 'POST', redirect: 'manual' }),
      );
      // The first ones warm up what runs
      if (turn >= 3) {
        pairs.push({ ours, bare: theirs });
        stalls.push(stall);
      }
      if (turn === 7) early = await ask('memory');
    }
    const late = await ask('memory');
    const grown = (kind) => (late[kind] - early[kind]) / 2 ** 20;
    const { rows } = await client.query(
      'SELECT count(*)::int AS count FROM submissions WHERE handbook_id = $1',
      [scene.handbookId],
    );
    if (rows[0].count !== times + 3)
      throw new Error(`${rows[0].count} attempts were made instead of ${times + 3}.`);
    await client.end();
    const of = `${scene.words.toLocaleString('en')} words, ${scene.rows} rows`;
    return [
      { name: `handing in, bare (${of})`, value: middle(pairs.map((pair) => pair.bare)), unit: 'ms' },
      {
        name: 'handing in',
        value: middle(pairs.map((pair) => pair.ours)),
        unit: 'ms',
        ratio: middle(pairs.map((pair) => pair.ours / pair.bare)),
      },
      { name: 'longest wait of the event loop meanwhile', value: middle(stalls), unit: 'ms', bound: '≤ 50' },
      {
        name: `memory held, grown over the last ${times - 5} of ${times}`,
        value: grown('held'),
        unit: 'MB',
        bound: '≤ 10',
      },
      { name: '– memory of the process (rss)', value: grown('rss'), unit: 'MB' },
    ];
  } finally {
    app.kill();
    bare.kill();
  }
}

async function milliseconds(request) {
  const began = performance.now();
  const answer = await request();
  await answer.arrayBuffer();
  if (answer.status !== 303) throw new Error(`Handing in was answered ${answer.status}.`);
  return performance.now() - began;
}

function middle(values) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
}
