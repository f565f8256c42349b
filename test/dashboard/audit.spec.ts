import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { reachCertificate } from '../support/world.js';

describe('the audit log', () => {
  let app: TestApp;
  let ada: Browser;

  beforeAll(async () => {
    app = await startTestApp();
    await reachCertificate(app);
    ada = await app.as('ada');
  });
  afterAll(() => app.close());

  const rowsIn = (html: string) => html.match(/<tr><td|<tr>\s*<td/g)?.length ?? 0;

  it('is for administrators', async () => {
    for (const name of ['alice', 'bob', 'charlie'] as const) {
      const answer = await (await app.as(name)).get('/audit');
      expect(answer.status).toBe(403);
      expect(answer.text).toContain('Only administrators can open this page.');
    }
    expect((await app.visitor().get('/audit')).headers['location']).toBe('/sign-in?next=%2Faudit');
  });

  it('tells who did what, from the course’s publication to the certificate', async () => {
    const { status, text } = await ada.get('/audit');
    expect(status).toBe(200);
    for (const words of [
      'Submission handed in',
      'Grade finalised',
      'Grades released',
      'Certificate issued',
    ]) {
      expect(text).toContain(words);
    }
    for (const actor of ['Alice Moreau', 'Bob Tanaka', 'Ada Lindqvist', 'Capstone'])
      expect(text).toContain(actor);
    expect(text).not.toContain('Older entries');
    expect(text).not.toContain('Newer entries');
  });

  it('names nobody by itself, so an erased person is none there, too', async () => {
    const facts = await app.db.query<{ text: string }[]>('SELECT facts::text AS text FROM audit_entries');
    for (const { text } of facts) expect(text).not.toMatch(/Alice|Moreau|@capstone|Well argued/);
    await app.get(Erasures).erase(app.ids.alice, app.ids.ada);
    const { text } = await ada.get('/audit');
    expect(text).toContain('An erased person');
    expect(text).toContain('Person erased');
    expect(text).not.toContain('Alice');
  });

  it('turns pages of fifty, the latest first, and knows where it ends', async () => {
    await app.db.query(
      `INSERT INTO audit_entries (at, action, subject_type, subject_id, facts)
       SELECT timestamptz '2026-11-24' + n * interval '1 second', 'test.counted', 'number', gen_random_uuid(),
              jsonb_build_object('n', n) FROM generate_series(1, 100) AS n`,
    );
    const [first, second, third] = [
      await ada.get('/audit'),
      await ada.get('/audit?page=2'),
      await ada.get('/audit?page=3'),
    ];
    expect([first, second].map(({ text }) => rowsIn(text))).toEqual([50, 50]);
    expect(first.text).toContain('n: 100');
    expect(first.text).toContain('n: 51');
    expect(first.text).not.toContain('n: 50');
    expect(first.text).toContain('href="/audit?page&#x3D;2"');
    expect(first.text).not.toContain('Newer entries');
    expect(second.text).toContain('n: 50');
    expect(second.text).toMatch(/href="\/audit\?page&#x3D;1"/);
    expect(third.text).toContain('Submission handed in');
    expect(third.text).not.toContain('Older entries');
    const beyond = await ada.get('/audit?page=99');
    expect(beyond.status).toBe(200);
    expect(beyond.text).not.toContain('Older entries');
  });

  it.each(['0', '-1', '1.5', 'x', '1e9', '100001'])('has no page %s', async (page) => {
    expect((await ada.get(`/audit?page=${page}`)).status).toBe(404);
  });
});
