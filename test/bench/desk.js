// The grading desk with a cohort of two hundred: from "next" to a handbook that can be read, and a level that is saved.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import pg from 'pg';
import { asker } from './asker.js';
import { openChromium } from './chromium.js';
import { signedIn } from './signed-in.js';
import { freePort } from './verification.js';

/**
 * @param {{ database: string, folder: string, students?: number, revisions?: number, steps?: number, marks?: number }}
 *   options `steps` handbooks are walked through in a browser, `marks` levels are saved
 * @returns {Promise<{ name: string, value: number, unit: string, ratio?: number, bound?: string }[]>}
 */
export async function run({ database, folder, students = 200, revisions = 40, steps = 60, marks = 400 }) {
  const app = fork(new URL('./desk-server.js', import.meta.url));
  const bare = fork(new URL('./bare/mark.js', import.meta.url));
  try {
    const publicUrl = `http://127.0.0.1:${await freePort()}`;
    const scene = await asker(app)('start', {
      database,
      publicUrl,
      dataDir: join(folder, 'desk'),
      students,
      revisions,
    });
    const teacher = await signedIn(publicUrl, scene);
    const desks = await openedDesks(database, teacher, scene.slug);
    const asked = await pagesByHttp(teacher, desks);
    const walked = await walk(publicUrl, teacher, desks[0], steps);
    const saved = await save({ database, bare, teacher, desk: desks.at(-1), marks });
    const of = `${students} handbooks of ${scene.words.toLocaleString('en')} words, ${revisions} versions each`;
    return [
      { name: `a desk by HTTP, middle (${of})`, value: quantile(asked, 0.5), unit: 'ms' },
      { name: '– p95', value: quantile(asked, 0.95), unit: 'ms' },
      { name: '“next” to readable, middle, fetched ahead', value: quantile(walked.ahead, 0.5), unit: 'ms' },
      { name: '– p95', value: quantile(walked.ahead, 0.95), unit: 'ms' },
      {
        name: '“next” to readable, p95, pressed at once',
        value: quantile(walked.atOnce, 0.95),
        unit: 'ms',
      },
      {
        name: 'a prepared write, bare',
        value: quantile(
          saved.map((pair) => pair.bare),
          0.5,
        ),
        unit: 'ms',
      },
      {
        name: 'a level saved',
        value: quantile(
          saved.map((pair) => pair.ours),
          0.5,
        ),
        unit: 'ms',
        ratio: quantile(
          saved.map((pair) => pair.ours / pair.bare),
          0.5,
        ),
        bound: '≤ 8',
      },
    ];
  } finally {
    app.kill();
    bare.kill();
  }
}

/** Opens the places at all handbooks. @returns the paths of the desks in the order in which one is led through them */
async function openedDesks(database, teacher, slug) {
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  const { rows } = await client.query(
    `SELECT s.id FROM submissions s JOIN enrolments e ON e.id = s.enrolment_id JOIN users u ON u.id = e.user_id
      ORDER BY length(u.name), u.name`,
  );
  await client.end();
  const desks = [];
  for (const { id } of rows) {
    const answer = await teacher.post(`/grading/submissions/${id}/assessments`, {});
    if (answer.status !== 303) throw new Error(`Opening a desk of ${slug} was answered ${answer.status}.`);
    desks.push(answer.headers.get('location'));
  }
  return desks;
}

async function pagesByHttp(teacher, desks) {
  const times = [];
  for (const desk of desks) {
    const began = performance.now();
    const answer = await teacher.get(desk);
    await answer.arrayBuffer();
    times.push(performance.now() - began);
    if (answer.status !== 200) throw new Error(`A desk was answered ${answer.status}.`);
  }
  // The first ones warm up what runs
  return times.slice(10);
}

/**
 * Presses "n" again and again: half of the times after the next page has come, half of the times at once. Readable means
 * that the next handbook is laid out and painted.
 */
async function walk(publicUrl, teacher, first, steps) {
  const browser = await openChromium();
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    await context.addCookies([...teacher.cookies].map(([name, value]) => ({ name, value, url: publicUrl })));
    const page = await context.newPage();
    await page.goto(publicUrl + first);
    const times = { ahead: [], atOnce: [] };
    for (let step = 0; step < steps + 4; step++) {
      const kind = step % 2 === 0 ? 'ahead' : 'atOnce';
      if (kind === 'ahead') await page.waitForLoadState('networkidle');
      const time = await page.evaluate(nextHandbook);
      if (step >= 4) times[kind].push(time);
    }
    return times;
  } finally {
    await browser.close();
  }
}

/** Runs in the page. @returns milliseconds from the key to the next handbook on the screen */
function nextHandbook() {
  const { document, requestAnimationFrame, KeyboardEvent } = globalThis;
  const heading = document.querySelector('h1').textContent;
  const began = performance.now();
  return new Promise((resolve) => {
    const look = () => {
      const now = document.querySelector('h1');
      const text = document.querySelector('[data-key] .prose');
      if (now && now.textContent !== heading && text && text.getBoundingClientRect().height > 0) {
        // The frame after this one has been painted
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)));
      } else requestAnimationFrame(look);
    };
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'n', code: 'KeyN', bubbles: true }));
    requestAnimationFrame(look);
  });
}

/** One level after the other, by turns the application and the bare server. */
async function save({ database, bare, teacher, desk, marks }) {
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  await client.query(
    `CREATE TABLE bare_marks (id integer PRIMARY KEY, level_id uuid, remark text NOT NULL, version integer NOT NULL,
       updated_at timestamptz NOT NULL)`,
  );
  await client.query(`INSERT INTO bare_marks SELECT n, NULL, '', 0, now() FROM generate_series(1, 2000) n`);
  const { rows: criteria } = await client.query(
    `SELECT c.id, ARRAY(SELECT l.id FROM rubric_levels l WHERE l.rubric_criterion_id = c.id ORDER BY l.position) AS levels
       FROM rubric_criteria c JOIN assessments m ON m.rubric_version_id = c.rubric_version_id WHERE m.id = $1`,
    [desk.split('/').at(-1)],
  );
  await client.end();
  const port = await freePort();
  bare.send({ database, port });
  await once(bare, 'message');
  const pairs = [];
  for (let turn = 0; turn < marks + 20; turn++) {
    const { id, levels } = criteria[turn % criteria.length];
    const version = Math.floor(turn / criteria.length);
    const mark = { levelId: levels[version % levels.length], remark: '', version };
    const ours = await milliseconds(() => teacher.put(`${desk}/scores/${id}`, mark));
    const theirs = await milliseconds(() =>
      fetch(`http://127.0.0.1:${port}/${(turn % criteria.length) + 1}`, {
        method: 'PUT',
        body: JSON.stringify(mark),
      }),
    );
    if (turn >= 20) pairs.push({ ours, bare: theirs });
  }
  return pairs;
}

async function milliseconds(request) {
  const began = performance.now();
  const answer = await request();
  await answer.arrayBuffer();
  if (answer.status !== 200) throw new Error(`Saving a level was answered ${answer.status}.`);
  return performance.now() - began;
}

export function quantile(values, part) {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))];
}
