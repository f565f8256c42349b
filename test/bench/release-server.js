// The application with a cohort whose work is graded and not yet released. Its parent tells it where, then asks.
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { HandbookUpdates } from '../../dist/src/assignments/handbooks/handbook-store.js';
import { Chronicle } from '../../dist/src/dashboard/demo/chronicle.js';
import { Users } from '../../dist/src/users/users.service.js';
import { longHandbook } from './long-handbook.js';
import { startApplication } from './start-application.js';

const day = 86_400_000;
const WORDS = 500;
const delay = monitorEventLoopDelay({ resolution: 1 });
let capstone;

const tasks = {
  async start({ database, publicUrl, dataDir, students }) {
    capstone = await startApplication({ database, publicUrl, dataDir });
    const get = (type) => capstone.app.get(type, { strict: false });
    const { db } = capstone;
    const chronicle = get(Chronicle);
    const password = 'long enough for a bench';
    const email = 'teacher@example.org';
    const { id: teacher } = await db.transaction((tx) =>
      get(Users).add(tx, { name: 'Teacher', email, timeZone: 'UTC', password }),
    );
    const versionId = await chronicle.publishStrategist(teacher);
    const date = (days) => new Date(Date.now() + days * day).toISOString().slice(0, 10);
    const cohort = await chronicle.openCohort(
      versionId,
      {
        ...{ slug: 'bench', name: 'Bench', startsOn: date(-2), timeZone: 'UTC', seats: students },
        ...{ signatories: [{ name: 'Somebody', role: 'Director' }], instructorIds: [teacher] },
        ...{ dueLocal: `${date(18)}T18:00`, cutOffLocal: `${date(20)}T18:00` },
      },
      teacher,
    );
    await db.query(`INSERT INTO academies (name, created_at) VALUES ('Bench', now()) ON CONFLICT DO NOTHING`);
    // Nobody of them signs in, so all have the teacher's password and none is computed again.
    const people = await db.query(
      `INSERT INTO users (name, email, time_zone, password_hash, created_at)
       SELECT 'Student ' || n, 'student' || n || '@example.org', 'UTC', t.password_hash, now()
         FROM users t, generate_series(1, $2) n WHERE t.id = $1 RETURNING id`,
      [teacher, students],
    );
    let written = null;
    for (const { id } of people) {
      const handbookId = await chronicle.enrol(cohort, id);
      written ??= longHandbook(await placesOf(db, handbookId), WORDS);
      await get(HandbookUpdates).append(handbookId, written.update, id);
      await chronicle.grade(await chronicle.handIn(handbookId, id), teacher, [2]);
    }
    await db.query('ANALYZE');
    return { path: `/grading/cohorts/${cohort.slug}/releases`, email, password };
  },

  reset() {
    delay.enable();
    delay.reset();
  },

  stall: () => delay.max / 1e6,
};

function placesOf(db, handbookId) {
  return db.query(
    `SELECT t.key, t.kind FROM template_sections t JOIN assignments a ON a.template_id = t.template_id
       JOIN handbooks h ON h.assignment_id = a.id WHERE h.id = $1 ORDER BY t.position`,
    [handbookId],
  );
}

process.on('message', async ({ id, task, ...settings }) => {
  process.send({ id, result: await tasks[task](settings) });
});
process.once('disconnect', () => process.exit());
