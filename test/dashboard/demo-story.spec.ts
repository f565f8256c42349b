import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { fixedDemoCode, writtenCode } from '../../src/certificates/register/code.rules.js';
import { demoState } from '../../src/dashboard/demo/demo-state.js';
import { DemoStory } from '../../src/dashboard/demo/demo-story.js';
import { classmates } from '../../src/dashboard/demo/people/classmates.js';
import { firstManagers } from '../../src/dashboard/demo/people/first-managers.js';
import { graduates } from '../../src/dashboard/demo/people/graduates.js';
import { gradingStudents } from '../../src/dashboard/demo/people/grading-students.js';
import { Academy } from '../../src/users/setup/setup.entity.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';

const GRADUATES = 32;
const readme = readFileSync('README.md', 'utf8');

interface Answer {
  status: string;
  facts: { holder?: { name: string } } | null;
}

describe('the demo’s story', () => {
  let app: TestApp;
  let story: DemoStory;
  /** What opens its pages afterwards, and prints what is still to be printed. */
  let open: TestApp;

  beforeAll(async () => {
    app = await startTestApp({ empty: true, config: { mailsNothing: true, printsNothing: true } });
    story = app.get(DemoStory);
    expect(await demoState(app.db)).toBe('none');
    await story.tell(app.clock);
    open = await startTestApp({ beside: app });
  }, 300_000);
  afterAll(async () => {
    await open.close();
    await app.close();
  });

  const numberOf = async (sql: string) => {
    const [row] = await app.db.query<{ n: number }[]>(`SELECT count(*)::int AS n FROM ${sql}`);
    return row?.n;
  };

  it('is told once, and says so', async () => {
    expect(await demoState(app.db)).toBe('there');
    const before = await everyTable();
    await expect(story.tell(app.clock)).rejects.toThrow();
    app.clock.set(new Date());
    expect(await everyTable()).toEqual(before);
    expect(await demoState(app.db)).toBe('there');
  });

  /** How many rows each table has. */
  async function everyTable(): Promise<Record<string, number | undefined>> {
    await jobsDone(app.db, 120);
    const tables = await app.db.query<{ name: string }[]>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1`,
    );
    const counts: [string, number | undefined][] = [];
    for (const { name } of tables) counts.push([name, await numberOf(`"${name}"`)]);
    return Object.fromEntries(counts);
  }

  it('has the cast, its cohorts’ students, and one who is forgotten', async () => {
    // The cast of four, Noor, Charlie among them, and one who has applied
    const students = [graduates, classmates, gradingStudents, firstManagers].flat();
    expect(await numberOf('users')).toBe(5 + students.length + 1);
    expect(graduates).toHaveLength(GRADUATES);
    expect(await numberOf('users WHERE erased_at IS NOT NULL')).toBe(1);
    for (const name of ['alice', 'bob', 'charlie', 'ada'] as const) {
      expect((await (await app.as(name)).get('/')).status).toBe(200);
    }
  });

  it('has cohorts that are over, to be graded, in their second week, to be joined and to apply for', async () => {
    const rows = await app.db.query<{ slug: string; days: number }[]>(
      `SELECT slug, starts_on - ($1::timestamptz AT TIME ZONE 'Europe/Paris')::date AS days FROM cohorts ORDER BY starts_on`,
      [new Date()],
    );
    const slugs = rows.map(({ slug }) => slug);
    expect(slugs).toEqual([
      ...['manager-first', 'strategist-past', 'strategist-grading', 'strategist-now'],
      ...['strategist-next', 'manager-next'],
    ]);
    const daysOf = (slug: string) => rows[slugs.indexOf(slug)]?.days;
    expect(daysOf('strategist-grading')).toBeLessThan(-21);
    expect(daysOf('strategist-now')).toBeGreaterThanOrEqual(-14);
    expect(daysOf('strategist-now')).toBeLessThanOrEqual(-7);
    expect(daysOf('strategist-next')).toBeGreaterThan(0);
    const charlie = await app.as('charlie');
    expect((await charlie.post('/cohorts/strategist-next/enrolments')).status).toBe(303);
    const alice = await app.as('alice');
    expect((await alice.get('/my/strategist-now')).status).toBe(200);
    const bob = await app.as('bob');
    expect((await bob.get('/cohorts/strategist-now/progress')).text).toContain('Nkechi Adébáyò');
    expect((await bob.get('/cohorts/manager-next/applications')).status).toBe(200);
    expect(await numberOf('lesson_completions')).toBeGreaterThan(20);
    expect(await numberOf(`cohort_sessions WHERE notes <> ''`)).toBeGreaterThan(0);
    expect(await numberOf(`handbook_revisions WHERE kind = 'named'`)).toBe(1);
  });

  it('has everything that a desk can meet', async () => {
    const bob = await app.as('bob');
    const list = (await bob.get('/grading/cohorts/strategist-grading')).text;
    for (const { name, withdrawsAt } of gradingStudents)
      expect([name, list.includes(name)]).toEqual([name, !withdrawsAt || list.includes(name)]);
    for (const page of ['gradebook', 'releases', 'late-work', 'extensions', 'bank']) {
      expect([page, (await bob.get(`/grading/cohorts/strategist-grading/${page}`)).status]).toEqual([
        page,
        200,
      ]);
    }
    expect(await numberOf('grade_events WHERE deducted > 0')).toBeGreaterThan(0);
    expect(await numberOf('submissions WHERE number = 2')).toBe(1);
    expect(await numberOf(`mark_changes WHERE origin = 'carried'`)).toBeGreaterThan(0);
    expect(await numberOf('anchored_remarks')).toBeGreaterThan(0);
    expect(await numberOf('withholding_events')).toBe(1);
    expect(await numberOf('release_plans p WHERE p.due_at > now()')).toBe(1);
  });

  it('has certificates at the addresses that the README tells, and they say what it says', async () => {
    const listed = [...readme.matchAll(/^\| \[\/verify\/(\S+)\]\(\S+\) +\| (.+?) +\| ([a-z ]+)/gm)];
    expect(listed.length).toBeGreaterThan(10);
    const told = [];
    for (const [, code = '', whose = '', says = ''] of listed) {
      const json = (await app.visitor().get(`/verify/${code}.json`, 'application/json')).body as Answer;
      told.push([code, says.trim().replace(' ', '-'), whose]);
      expect([code, json.status, json.facts?.holder?.name ?? '–']).toEqual(told.at(-1));
    }
    const statuses = new Set(told.map(([, status]) => status));
    expect([...statuses].sort()).toEqual([
      'erased',
      'expired',
      'key-compromised',
      'never-issued',
      'revoked',
      'superseded',
      'suspended',
      'typing-error',
      'valid',
    ]);
  });

  it('leads from the README to pages that are there', async () => {
    const [, tour = ''] = /### What to look at first([^]*?)\n## /.exec(readme) ?? [];
    const who = ['alice', 'bob', 'ada', 'charlie'] as const;
    for (const [name, words] of who.map(
      (one) => [one, tour.split('- **As ').find((part) => part.toLowerCase().startsWith(one)) ?? ''] as const,
    )) {
      const paths = [...words.matchAll(/\(http:\/\/localhost:3000(\/[^)]+)\)/g)].map(([, path = '']) => path);
      expect([name, paths.length > 0]).toEqual([name, true]);
      const person = await app.as(name);
      for (const path of paths) expect([path, (await person.get(path)).status]).toEqual([path, 200]);
    }
  });

  it('has people who have chosen how their characters are written', async () => {
    const chosen = await app.db.query<{ han: string }[]>(
      `SELECT body::jsonb -> 'holder' ->> 'han' AS han FROM certificate_snapshots s JOIN users u ON u.id = s.person_id
        WHERE u.han_form IS NOT NULL ORDER BY 1`,
    );
    expect(chosen.map(({ han }) => han)).toEqual(['japanese', 'traditional']);
  });

  it('lists the code of everybody whose certificate says something of its own', () => {
    for (const { demoWord, fate } of graduates) {
      if (demoWord !== null && fate) expect(readme).toContain(writtenCode(fixedDemoCode(demoWord)));
    }
  });

  it('prints what can be downloaded, and mails nobody about the past', async () => {
    await jobsDone(app.db, 120);
    const issued = await numberOf('certificate_snapshots WHERE body IS NOT NULL');
    expect(await numberOf(`certificate_files WHERE kind = 'pdf' AND erased_at IS NULL`)).toBe(issued);
    expect(open.mails).toEqual([]);
  });

  it('says nothing that only holds a place', () => {
    const written = readdirSync('src/dashboard/demo', { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(`src/dashboard/demo/${file}`, 'utf8'));
    for (const text of written)
      expect(text).not.toMatch(/lorem|ipsum|\bfoo\b|\bbar\b|tbd|xxx|asdf|placeholder/i);
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
