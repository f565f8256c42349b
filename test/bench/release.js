// One release of a large cohort: from the press on the button until everybody has their certificate.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { asker } from './asker.js';
import { signedIn } from './signed-in.js';
import { freePort } from './verification.js';

const PAUSE = 500;

/**
 * The instructor presses the button and looks at the page that shows how far it is, twice a second.
 *
 * @param {{ database: string, folder: string, students: number }} options the database is migrated, and nobody's
 * @returns {Promise<{ name: string, value: number, unit: string, ratio?: number, bound?: string }[]>}
 */
export async function run({ database, folder, students }) {
  const app = fork(new URL('./release-server.js', import.meta.url));
  const client = new pg.Client({ connectionString: database });
  try {
    const ask = asker(app);
    const publicUrl = `http://127.0.0.1:${await freePort()}`;
    const scene = await ask('start', { database, publicUrl, dataDir: join(folder, 'release'), students });
    await client.connect();
    const teacher = await signedIn(publicUrl, scene);
    const review = await (await teacher.get(scene.path)).text();
    const reviewed = /name="reviewed" value="([^"]*)"/.exec(review)?.[1];
    await ask('reset');
    const began = performance.now();
    const answer = await teacher.post(scene.path, { reviewed });
    if (answer.status !== 303) throw new Error(`The release was answered ${answer.status}.`);
    const answered = performance.now() - began;
    const { issued, printed, looks } = await watch(client, teacher, { students, began });
    const stall = await ask('stall');
    const seconds = (milliseconds) => milliseconds / 1000;
    return [
      { name: `releasing ${students.toLocaleString('en')} grades`, value: answered, unit: 'ms' },
      { name: '– until all certificates are issued', value: seconds(issued), unit: 's' },
      { name: '– until all are printed', value: seconds(printed), unit: 's' },
      { name: '– a certificate, issued and printed', value: printed / students, unit: 'ms' },
      { name: '– the page that shows how far it is, middle', value: quantile(looks, 0.5), unit: 'ms' },
      { name: '– at most', value: Math.max(...looks), unit: 'ms' },
      { name: '– longest wait of the event loop meanwhile', value: stall, unit: 'ms' },
    ];
  } finally {
    await client.end();
    app.kill();
  }
}

/** @returns when all were issued and printed, in milliseconds since `began`, and how long each look took */
async function watch(client, teacher, { students, began }) {
  const looks = [];
  let issued = 0;
  for (;;) {
    const { rows } = await client.query(
      `SELECT (SELECT id FROM releases) AS id, (SELECT count(*)::int FROM certificates) AS certificates,
              (SELECT count(*)::int FROM certificate_files) AS files`,
    );
    const [{ id, certificates, files }] = rows;
    const now = performance.now() - began;
    if (certificates === students && issued === 0) issued = now;
    if (files === students) return { issued, printed: now, looks };
    const look = performance.now();
    const page = await teacher.get(`/certificates/releases/${id}`);
    await page.arrayBuffer();
    if (page.status !== 200) throw new Error(`The page of the release was answered ${page.status}.`);
    looks.push(performance.now() - look);
    await wait(PAUSE);
  }
}

function quantile(values, part) {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length * part)];
}
