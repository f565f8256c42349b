// The application with one author and one handbook of two hundred pages, in a process whose event loop and memory can
// be asked about. Its parent tells it where, then asks.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { HandbookUpdates } from '../../dist/src/assignments/handbooks/handbook-store.js';
import { Chronicle } from '../../dist/src/dashboard/demo/chronicle.js';
import { Users } from '../../dist/src/users/users.service.js';
import { aWord, longHandbook } from './long-handbook.js';
import { startApplication } from './start-application.js';

const day = 86_400_000;
const delay = monitorEventLoopDelay({ resolution: 1 });
let capstone;
let written;

const tasks = {
  async start({ database, publicUrl, dataDir }) {
    capstone = await startApplication({ database, publicUrl, dataDir });
    const get = (type) => capstone.app.get(type, { strict: false });
    const [users, chronicle] = [get(Users), get(Chronicle)];
    const password = 'long enough for a bench';
    const person = (tx, name) =>
      users.add(tx, { name, email: `${name}@example.org`, timeZone: 'UTC', password });
    const [author, teacher] = await capstone.db.transaction(async (tx) => [
      (await person(tx, 'author')).id,
      (await person(tx, 'teacher')).id,
    ]);
    const versionId = await chronicle.publishStrategist(teacher);
    const date = (days) => new Date(Date.now() + days * day).toISOString().slice(0, 10);
    const cohort = await chronicle.openCohort(
      versionId,
      {
        slug: 'bench',
        name: 'Bench',
        startsOn: date(-2),
        timeZone: 'UTC',
        seats: 30,
        signatories: [{ name: 'Somebody', role: 'Director' }],
        instructorIds: [teacher],
        dueLocal: `${date(18)}T18:00`,
        cutOffLocal: `${date(20)}T18:00`,
      },
      teacher,
    );
    const handbookId = await chronicle.enrol(cohort, author);
    const places = await capstone.db.query(
      `SELECT t.key, t.kind FROM template_sections t JOIN assignments a ON a.template_id = t.template_id
         JOIN handbooks h ON h.assignment_id = a.id WHERE h.id = $1 ORDER BY t.position`,
      [handbookId],
    );
    written = { handbookId, author, ...longHandbook(places) };
    await get(HandbookUpdates).append(handbookId, written.update, author);
    const { words, rows, update } = written;
    return { handbookId, email: 'author@example.org', password, words, rows, bytes: update.byteLength };
  },

  /** The same handbook, longer by a word. */
  async write() {
    const { handbookId, author, doc } = written;
    await capstone.app.get(HandbookUpdates, { strict: false }).append(handbookId, aWord(doc), author);
  },

  reset() {
    delay.enable();
    delay.reset();
  },

  stall: () => delay.max / 1e6,

  /** What is still held once nothing else can be let go, and what the process takes for it, in bytes. */
  memory() {
    globalThis.gc();
    globalThis.gc();
    const { heapUsed, external, rss } = process.memoryUsage();
    return { held: heapUsed + external, rss };
  },
};

process.on('message', async ({ id, task, ...settings }) => {
  process.send({ id, result: await tasks[task](settings) });
});
process.once('disconnect', () => process.exit());
