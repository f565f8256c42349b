// The application with a cohort of two hundred, each with a handbook of forty pages that was handed in and forty earlier
// versions of it. Its parent tells it where, then asks.
import { HandbookUpdates } from '../../dist/src/assignments/handbooks/handbook-store.js';
import { Chronicle } from '../../dist/src/dashboard/demo/chronicle.js';
import { Users } from '../../dist/src/users/users.service.js';
import { longHandbook } from './long-handbook.js';
import { startApplication } from './start-application.js';

const day = 86_400_000;
const WORDS = 16_000;
let capstone;

const tasks = {
  async start({ database, publicUrl, dataDir, students, revisions }) {
    capstone = await startApplication({ database, publicUrl, dataDir });
    const get = (type) => capstone.app.get(type, { strict: false });
    const { db } = capstone;
    const chronicle = get(Chronicle);
    const password = 'long enough for a bench';
    const teacher = await db.transaction(async (tx) => {
      const { id } = await get(Users).add(tx, {
        name: 'Teacher',
        email: 'teacher@example.org',
        timeZone: 'UTC',
        password,
      });
      return id;
    });
    const versionId = await chronicle.publishStrategist(teacher);
    const date = (days) => new Date(Date.now() + days * day).toISOString().slice(0, 10);
    const cohort = await chronicle.openCohort(
      versionId,
      {
        slug: 'bench',
        name: 'Bench',
        startsOn: date(-2),
        timeZone: 'UTC',
        seats: students,
        signatories: [{ name: 'Somebody', role: 'Director' }],
        instructorIds: [teacher],
        dueLocal: `${date(18)}T18:00`,
        cutOffLocal: `${date(20)}T18:00`,
      },
      teacher,
    );
    // Nobody of them signs in, so all have the teacher's password and none is computed again.
    const enrolled = await db.query(
      `INSERT INTO users (name, email, time_zone, password_hash, created_at)
       SELECT 'Student ' || n, 'student' || n || '@example.org', 'UTC', t.password_hash, now()
         FROM users t, generate_series(1, $2) n WHERE t.id = $1 RETURNING id`,
      [teacher, students],
    );
    let words = 0;
    for (const { id } of enrolled) {
      const handbookId = await chronicle.enrol(cohort, id);
      const places = await db.query(
        `SELECT t.key, t.kind FROM template_sections t JOIN assignments a ON a.template_id = t.template_id
           JOIN handbooks h ON h.assignment_id = a.id WHERE h.id = $1 ORDER BY t.position`,
        [handbookId],
      );
      const written = longHandbook(places, WORDS);
      words = written.words;
      await get(HandbookUpdates).append(handbookId, written.update, id);
      await chronicle.handIn(handbookId, id);
    }
    await addRevisions(db, revisions - 1);
    return { slug: 'bench', email: 'teacher@example.org', password, words };
  },
};

/**
 * As many more as are wanted beside the one that handing in has kept, all naming what that one names. One by one: in one
 * statement each reference would be looked up by a plan that was made for a table with next to nothing in it.
 */
async function addRevisions(db, count) {
  for (let number = 1; number <= count; number += 1) {
    await db.query(
      `WITH kept AS (SELECT id, handbook_id, words, covers, made_by_id FROM handbook_revisions WHERE kind <> 'named'),
            made AS (INSERT INTO handbook_revisions (handbook_id, at, kind, name, made_by_id, words, covers)
                     SELECT handbook_id, now() - $1::int * interval '1 hour', 'named', 'Version ' || $1::int, made_by_id,
                            words, covers FROM kept RETURNING id, handbook_id)
       INSERT INTO revision_sections (revision_id, position, content_id)
       SELECT made.id, s.position, s.content_id
         FROM made JOIN kept USING (handbook_id) JOIN revision_sections s ON s.revision_id = kept.id`,
      [number],
    );
    if (number === 1) await db.query('ANALYZE handbook_revisions, revision_sections');
  }
  await db.query('ANALYZE');
}

process.on('message', async ({ id, task, ...settings }) => {
  process.send({ id, result: await tasks[task](settings) });
});
process.once('disconnect', () => process.exit());
