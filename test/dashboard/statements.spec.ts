import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writtenCode, type Code } from '../../src/certificates/register/code.rules.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';
import { type Graded, reachCertificate } from '../support/world.js';

/** How many SQL statements a page takes, session and viewer included, must not depend on how many people there are. */
describe('the statements of a page', () => {
  let app: TestApp;
  let world: Graded;
  const at = {} as Record<'visitor' | 'alice' | 'bob' | 'ada', Browser>;
  let few: Record<string, number>;
  let many: Record<string, number>;

  const pages = () =>
    ({
      verification: [at.visitor, `/verify/${writtenCode(world.code as Code)}`],
      'home of a visitor': [at.visitor, '/'],
      'home of a student': [at.alice, '/'],
      'home of an instructor': [at.bob, '/'],
      'home of an administrator': [at.ada, '/'],
      cohort: [at.visitor, '/cohorts/november'],
      'my course': [at.alice, '/my/november'],
      lesson: [at.alice, '/my/november/lessons/1/begin-with-the-business'],
      handbook: [at.alice, `/handbooks/${world.handbookId}`],
      receipt: [at.alice, `/submissions/${world.submissionId}`],
      result: [at.alice, `/results/${world.enrolmentId}`],
      'my certificates': [at.alice, '/certificates'],
      'grading list': [at.bob, '/grading/cohorts/november'],
      desk: [at.bob, `/grading/assessments/${world.assessmentId}`],
      'release review': [at.bob, '/grading/cohorts/november/releases'],
      'audit log': [at.ada, '/audit'],
      'certificates of the academy': [at.ada, '/certificates/administration'],
    }) as const satisfies Record<string, readonly [Browser, string]>;

  async function count(): Promise<Record<string, number>> {
    const counted: Record<string, number> = {};
    for (const [name, [browser, path]] of Object.entries(pages())) {
      // The first visit may have something to remember; what a page takes every time is what counts.
      await browser.get(path);
      if (name === 'verification')
        await app.db.query(`SELECT pg_notify('certificate_changed', $1)`, [world.code]);
      if (name === 'verification') await new Promise((resolve) => setTimeout(resolve, 200));
      let status = 0;
      const sent = await statementsDuring(app.db, async () => {
        status = (await browser.get(path)).status;
      });
      expect({ name, status }).toEqual({ name, status: 200 });
      counted[name] = sent.length;
    }
    return counted;
  }

  beforeAll(async () => {
    app = await startTestApp();
    world = await reachCertificate(app);
    at.visitor = app.visitor();
    for (const name of ['alice', 'bob', 'ada'] as const) at[name] = await app.as(name);
    few = await count();
    await crowd(app, world, 12);
    many = await count();
  });
  afterAll(() => app.close());

  it('are as many for a crowd as for one', () => {
    expect(many).toEqual(few);
  });

  it('is one for the verification page, asked of the database', () => {
    expect(few['verification']).toBe(1);
  });

  it('are at most six for a student’s course page', () => {
    expect(few['my course']).toBeLessThanOrEqual(6);
  });

  it.each([
    ['home of a visitor', 1],
    ['home of a student', 3],
    ['home of an instructor', 3],
    ['home of an administrator', 4],
    ['audit log', 3],
  ])('are few: %s takes at most %i', (name, most) => {
    expect(few[name]).toBeLessThanOrEqual(most);
  });
});

/** More students of the same cohort, each with a handbook that is handed in and graded. */
async function crowd(app: TestApp, { chronicle, cohort }: Graded, count: number): Promise<void> {
  const rows = await app.db.query<{ id: string }[]>(
    `INSERT INTO users (email, name, time_zone, created_at)
     SELECT 'student' || n || '@capstone.example', 'Student ' || n, 'UTC', now() FROM generate_series(1, $1) AS n
     RETURNING id`,
    [count],
  );
  for (const { id } of rows) {
    const handbookId = await chronicle.enrol(cohort, id);
    await chronicle.write(handbookId, id, { goal: 'To keep subscribers.' });
    await chronicle.grade(await chronicle.handIn(handbookId, id), app.ids.bob, [1], {
      'strategic-choice': 'Say why.',
    });
  }
}
