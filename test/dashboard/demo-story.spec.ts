import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { fixedDemoCode, writtenCode } from '../../src/certificates/register/code.rules.js';
import { demoState } from '../../src/dashboard/demo/demo-state.js';
import { DemoStory } from '../../src/dashboard/demo/demo-story.js';
import { classmates } from '../../src/dashboard/demo/classmates.js';
import { graduates } from '../../src/dashboard/demo/graduates.js';
import { Academy } from '../../src/users/setup/setup.entity.js';
import { startTestApp, type TestApp } from '../support/app.js';

describe('the demo’s story', () => {
  let app: TestApp;
  let story: DemoStory;

  beforeAll(async () => {
    app = await startTestApp({ empty: true });
    story = app.get(DemoStory);
    expect(await demoState(app.db)).toBe('none');
    await story.tell(app.clock);
  }, 150_000);
  afterAll(() => app.close());

  const numberOf = async (sql: string) => {
    const [row] = await app.db.query<{ n: number }[]>(`SELECT count(*)::int AS n FROM ${sql}`);
    return row?.n;
  };

  it('is told once, and says so', async () => {
    expect(await demoState(app.db)).toBe('there');
    expect(await numberOf('academies')).toBe(1);
    await expect(story.tell(app.clock)).rejects.toThrow();
    expect(await demoState(app.db)).toBe('there');
  });

  it('has the cast and the graduates, of whom one is forgotten', async () => {
    // One more has applied.
    expect(await numberOf('users')).toBe(4 + graduates.length + classmates.length + 1);
    expect(await numberOf('users WHERE erased_at IS NOT NULL')).toBe(1);
    for (const name of ['alice', 'bob', 'charlie', 'ada'] as const) {
      expect((await (await app.as(name)).get('/')).status).toBe(200);
    }
  });

  it('has a cohort that is over, one in its second week, one that can be joined and one to apply for', async () => {
    const rows = await app.db.query<{ slug: string; days: number }[]>(
      `SELECT slug, starts_on - $1::date AS days FROM cohorts ORDER BY starts_on`,
      [new Date()],
    );
    expect(rows.map(({ slug }) => slug)).toEqual([
      ...['strategist-past', 'strategist-now', 'strategist-next', 'manager-next'],
    ]);
    const [past, now, next] = rows.map(({ days }) => days);
    expect(past).toBeLessThan(-21);
    expect(now).toBeGreaterThanOrEqual(-14);
    expect(now).toBeLessThanOrEqual(-7);
    expect(next).toBeGreaterThan(0);
    const charlie = await app.as('charlie');
    expect((await charlie.post('/cohorts/strategist-next/enrolments')).status).toBe(303);
    const alice = await app.as('alice');
    expect((await alice.get('/my/strategist-now')).status).toBe(200);
    const bob = await app.as('bob');
    expect((await bob.get('/grading/cohorts/strategist-past')).status).toBe(200);
    expect((await bob.get('/cohorts/strategist-now/progress')).text).toContain('Nkechi Adébáyò');
    expect((await bob.get('/cohorts/manager-next/applications')).status).toBe(200);
    expect(await numberOf('lesson_completions')).toBeGreaterThan(20);
    expect(await numberOf(`cohort_sessions WHERE notes <> ''`)).toBeGreaterThan(0);
  });

  it.each(graduates.filter(({ demoWord }) => demoWord !== null))(
    'has a certificate of $name that is as its fixed code says ($demoWord)',
    async ({ demoWord, name, fate }) => {
      const path = `/verify/${writtenCode(fixedDemoCode(demoWord ?? ''))}`;
      const status = { keeps: 'valid', revoked: 'revoked', erased: 'erased' }[fate];
      const json = await app.visitor().get(`${path}.json`, 'application/json');
      expect([json.status, (json.body as { status: string }).status]).toEqual([200, status]);
      const page = await app.visitor().get(path);
      expect(page.status).toBe(200);
      expect(page.text.includes(name)).toBe(fate !== 'erased');
    },
  );

  it('has printed what can be downloaded', async () => {
    const valid = graduates.filter(({ demoWord, fate }) => demoWord !== null && fate !== 'erased').length;
    expect(await numberOf(`certificate_files WHERE kind = 'pdf' AND erased_at IS NULL`)).toBe(valid);
  });

  it('counts as interrupted when it was ended half-way, and leaves another academy alone', async () => {
    const other = await startTestApp({ empty: true });
    try {
      const academies = other.db.getRepository(Academy);
      const [{ name } = { name: '' }] = await app.db.query<{ name: string }[]>('SELECT name FROM academies');
      await academies.insert({ name, createdAt: new Date() });
      expect(await demoState(other.db)).toBe('interrupted');
      await academies.update({ single: true }, { name: 'Somebody else’s academy' });
      expect(await demoState(other.db)).toBe('there');
    } finally {
      await other.close();
    }
  });
});
