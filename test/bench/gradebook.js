// A gradebook of a thousand students: its page, scrolling it, and a file with a change in every row.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import pg from 'pg';
import { manyLike } from '../grading/many-students.ts';
import { asker } from './asker.js';
import { openChromium } from './chromium.js';
import { quantile } from './desk.js';
import { signedIn } from './signed-in.js';
import { freePort } from './verification.js';

const STUDENTS = 1000;

/**
 * @param {{ database: string, folder: string, times?: number }} options
 * @returns {Promise<{ name: string, value: number, unit: string, ratio?: number, bound?: string }[]>}
 */
export async function run({ database, folder, times = 5 }) {
  const app = fork(new URL('./desk-server.js', import.meta.url));
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  try {
    const publicUrl = `http://127.0.0.1:${await freePort()}`;
    const dataDir = join(folder, 'gradebook');
    const scene = await asker(app)('start', { database, publicUrl, dataDir, students: 1, revisions: 1 });
    const teacher = await signedIn(publicUrl, scene);
    await fill(client, teacher);
    const path = `/grading/cohorts/${scene.slug}/gradebook`;
    const asked = [];
    for (let time = 0; time < times + 2; time++) asked.push(await milliseconds(() => teacher.get(path), 200));
    const seen = await look(publicUrl, teacher, path);
    const imports = [];
    for (let time = 0; time < times; time++) imports.push(await importAll({ client, teacher, path, time }));
    return [
      {
        name: `the gradebook of ${STUDENTS} students by HTTP, middle`,
        value: quantile(asked.slice(2), 0.5),
        unit: 'ms',
      },
      { name: '– from its bytes to the screen', value: seen.many.shown, unit: 'ms' },
      { name: 'a frame while a tenth of it is scrolled, p95', value: seen.few.p95, unit: 'ms' },
      {
        name: '– while all of it is scrolled, p95',
        value: seen.many.p95,
        unit: 'ms',
        ratio: seen.many.p95 / seen.few.p95,
        bound: '≤ 1.5',
      },
      { name: '– how far head and first column move', value: seen.many.moved, unit: 'px', bound: '≤ 1' },
      { name: '– how far the page sticks out', value: seen.many.outside, unit: 'px', bound: '≤ 0' },
      {
        name: `a bare write of ${STUDENTS} rows`,
        value: quantile(
          imports.map((one) => one.bare),
          0.5,
        ),
        unit: 'ms',
      },
      {
        name: `a file with ${STUDENTS} marks imported`,
        value: quantile(
          imports.map((one) => one.ours),
          0.5,
        ),
        unit: 'ms',
        ratio: quantile(
          imports.map((one) => one.ours / one.bare),
          0.5,
        ),
        bound: '≤ 150',
      },
    ];
  } finally {
    await client.end();
    app.kill();
  }
}

/** Marks the one handbook that is there, and makes the others alike. */
async function fill(client, teacher) {
  const { rows: submissions } = await client.query('SELECT id, enrolment_id FROM submissions');
  const [{ id, enrolment_id: enrolment }] = submissions;
  const answer = await teacher.post(`/grading/submissions/${id}/assessments`, {});
  const desk = answer.headers.get('location');
  const { rows: criteria } = await client.query(
    `SELECT c.id, (SELECT l.id FROM rubric_levels l WHERE l.rubric_criterion_id = c.id ORDER BY l.points DESC LIMIT 1) AS level
       FROM rubric_criteria c JOIN assessments m ON m.rubric_version_id = c.rubric_version_id WHERE m.id = $1`,
    [desk.split('/').at(-1)],
  );
  for (const { id: criterion, level } of criteria) {
    const mark = { levelId: level, remark: 'Well argued, and the sources say so.', version: 0 };
    await milliseconds(() => teacher.put(`${desk}/scores/${criterion}`, mark), 200);
  }
  const db = {
    query: async (text, values) => (await client.query(text, values)).rows,
    transaction: async (act) => {
      await client.query('BEGIN');
      await act(db);
      await client.query('COMMIT');
    },
  };
  await manyLike({ db }, enrolment, STUDENTS - 1);
  await client.query(
    'CREATE TABLE bare_drafts (assessment_id uuid, level_id uuid, remark text, version integer, updated_at timestamptz, PRIMARY KEY (assessment_id))',
  );
}

/** Scrolls the sheet down and to the right in a browser, with all its rows and with a tenth of them. */
async function look(publicUrl, teacher, path) {
  const browser = await openChromium();
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    await context.addCookies([...teacher.cookies].map(([name, value]) => ({ name, value, url: publicUrl })));
    const page = await context.newPage();
    const found = {};
    // By turns, so that what else the machine does meets both; the first turn warms up.
    for (const turn of [0, 1, 2]) {
      for (const [name, query] of [
        ['few', '?search=Student%201'],
        ['many', ''],
      ]) {
        await page.goto(publicUrl + path + query);
        const shown = await page.evaluate(painted);
        const { frames, moved, outside } = await page.evaluate(scrolled);
        if (turn > 0) {
          found[name] ??= { shown: [], p95: [], moved: [], outside: [] };
          found[name].shown.push(shown);
          found[name].p95.push(quantile(frames, 0.95));
          found[name].moved.push(moved);
          found[name].outside.push(outside);
        }
      }
    }
    const least = ({ shown, p95, moved, outside }) => ({
      ...{ shown: Math.min(...shown), p95: Math.min(...p95), moved: Math.max(...moved) },
      outside: Math.max(...outside),
    });
    return { few: least(found.few), many: least(found.many) };
  } finally {
    await browser.close();
  }
}

/** Runs in the page. @returns milliseconds from the last byte to the first frame with the sheet in it */
function painted() {
  const { requestAnimationFrame } = globalThis;
  return new Promise((resolve) => {
    requestAnimationFrame(() =>
      setTimeout(() => {
        const [page] = performance.getEntriesByType('navigation');
        const [first] = performance.getEntriesByName('first-contentful-paint');
        resolve(Math.max(page.domInteractive, first?.startTime ?? 0) - page.responseEnd);
      }),
    );
  });
}

/** Runs in the page. @returns each frame's milliseconds, and by how many pixels what is fixed has moved at most */
function scrolled() {
  const { document, requestAnimationFrame } = globalThis;
  const sheet = document.querySelector('.gradebook-sheet');
  const place = () => {
    const box = sheet.getBoundingClientRect();
    const head = sheet.querySelector('thead').getBoundingClientRect();
    const rows = [...sheet.querySelectorAll('tbody tr')];
    const row = rows.find((one) => one.getBoundingClientRect().top > head.bottom);
    return {
      head: head.top - box.top,
      first: (row ?? rows.at(-1)).firstElementChild.getBoundingClientRect().left - box.left,
    };
  };
  const steps = 120;
  const [down, right] = [sheet.scrollHeight - sheet.clientHeight, sheet.scrollWidth - sheet.clientWidth];
  const before = place();
  const frames = [];
  const outside = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  let moved = 0;
  return new Promise((resolve) => {
    let [step, last] = [0, performance.now()];
    const next = () => {
      const now = performance.now();
      frames.push(now - last);
      last = now;
      if (step % 20 === 0) {
        const at = place();
        moved = Math.max(moved, Math.abs(at.head - before.head), Math.abs(at.first - before.first));
        last = performance.now();
      }
      step += 1;
      if (step > steps) return resolve({ frames: frames.slice(2), moved, outside });
      sheet.scrollTo({ top: (down * step) / steps, left: (right * step) / steps, behavior: 'instant' });
      requestAnimationFrame(next);
    };
    requestAnimationFrame(next);
  });
}

/** A file that changes one mark of everybody, looked at and then imported, beside one write of as many rows. */
async function importAll({ client, teacher, path, time }) {
  const csv = await (await teacher.get(`${path}.csv`)).text();
  const [heads, ...rows] = csv
    .replace('\uFEFF', '')
    .trimEnd()
    .split('\r\n')
    .map((line) => line.slice(1, -1).split('","'));
  const at = heads.findIndex((head) => head.endsWith(']') && !head.endsWith(' remark]'));
  for (const row of rows) row[at] = String(time % 2);
  const changed = [heads, ...rows].map((row) => `"${row.join('","')}"`).join('\r\n');
  const looked = await teacher.post(`${path}/imports/previews`, { csv: changed });
  const shown = /name="shown" value="([^"]+)"/.exec(await looked.text())?.[1];
  if (!shown) throw new Error(`The preview was answered ${looked.status}.`);
  const ours = await milliseconds(() => teacher.post(`${path}/imports`, { csv: changed, shown }), 303);
  const began = performance.now();
  await client.query(
    `INSERT INTO bare_drafts SELECT *, '', 1, now() FROM unnest($1::uuid[], $2::uuid[])
     ON CONFLICT (assessment_id) DO UPDATE SET level_id = excluded.level_id, version = bare_drafts.version + 1`,
    [rows.map((row) => row.at(-2)), rows.map((row) => row.at(-2))],
  );
  return { ours, bare: performance.now() - began };
}

async function milliseconds(request, status) {
  const began = performance.now();
  const answer = await request();
  await answer.arrayBuffer();
  if (answer.status !== status) throw new Error(`A request was answered ${answer.status}.`);
  return performance.now() - began;
}
