import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isLook, lastDays, looksChart } from '../../src/certificates/holding/looks.rules.js';
import { Looks } from '../../src/certificates/holding/looks.service.js';
import { type Code, writtenCode } from '../../src/certificates/register/code.rules.js';
import { drawChart } from '../../src/platform/charts/chart.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';
import { certificateOf, certified } from './a-cohort.js';

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:146.0) Gecko/20100101 Firefox/146.0';
const cubot =
  'Mozilla/5.0 (Linux; Android 13; CUBOT NOTE 50) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36';

describe('a look', () => {
  it('is one of a browser', () => {
    for (const agent of [firefox, cubot]) expect(isLook({ 'user-agent': agent }, 'session')).toBe(true);
    expect(isLook({ 'user-agent': firefox, cookie: 'form=abc' }, 'session')).toBe(true);
  });

  it.each([
    [
      'a crawler',
      { 'user-agent': 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)' },
    ],
    [
      'a preview of a link',
      { 'user-agent': 'LinkedInBot/1.0 (compatible; Mozilla/5.0; +http://www.linkedin.com)' },
    ],
    ['another', { 'user-agent': 'facebookexternalhit/1.1' }],
    ['a tool', { 'user-agent': 'curl/8.5.0' }],
    ['something that does not say what it is', {}],
    ['a page that is fetched ahead', { 'user-agent': firefox, 'sec-purpose': 'prefetch' }],
    ['somebody who is signed in', { 'user-agent': firefox, cookie: 'form=a; session=b' }],
  ])('is none of %s', (_, headers) => {
    expect(isLook(headers, 'session')).toBe(false);
  });

  it('counts on its day; thirty days are shown, each once and in order', () => {
    const now = fc.date({ min: new Date('2020-01-31'), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(now, (at) => {
        const days = lastDays({ [at.toISOString().slice(0, 10)]: 7 }, at);
        expect(days).toHaveLength(30);
        expect(days.at(-1)).toEqual({ day: at.toISOString().slice(0, 10), looks: 7 });
        expect(new Set(days.map(({ day }) => day)).size).toBe(30);
        expect([...days].sort((a, b) => a.day.localeCompare(b.day))).toEqual(days);
      }),
    );
  });

  it('is drawn, and told in words', () => {
    const days = lastDays({ '2026-11-03': 4, '2026-11-23': 1 }, new Date('2026-11-23T09:00:00Z'));
    const chart = looksChart({ total: 12, days }, 'some');
    expect(chart.description).toBe(
      'From 25 October to 23 November 2026 there were 5 in all, at most 4 on 3 November 2026.',
    );
    for (const size of ['wide', 'narrow'] as const) expect(drawChart(chart, size)).toContain('23 Nov');
    expect(looksChart({ total: 0, days: lastDays({}, new Date('2026-11-23')) }, 'all').description).toBe(
      'From 25 October to 23 November 2026 nobody looked.',
    );
  });
});

describe('how often a page is looked at', () => {
  let app: TestApp;
  let id: string;
  let verify: string;
  let alice: Browser;
  let ada: Browser;

  beforeAll(async () => {
    app = await startTestApp();
    await certified(app, [app.ids.alice]);
    const certificate = await certificateOf(app.db, app.ids.alice);
    id = certificate.id;
    // Before there is a second application: the strategy by which one signs in is one for the whole process.
    alice = await app.as('alice');
    ada = await app.as('ada');
    verify = `/verify/${writtenCode(certificate.code as Code)}`;
  });
  afterAll(() => app.close());

  const look = async (times: number, headers: Record<string, string> = { 'user-agent': firefox }) => {
    for (let n = 0; n < times; n += 1) {
      const answer = await fetch(`${app.url}${verify}`, { headers: { accept: 'text/html', ...headers } });
      expect(answer.status).toBe(200);
    }
  };
  const stored = async () =>
    app.db.query<{ day: string; looks: number }[]>(
      'SELECT day::text AS day, looks FROM certificate_looks ORDER BY day',
    );

  it('is counted without a statement, and written together', async () => {
    await look(1);
    expect(await statementsDuring(app.db, () => look(4))).toEqual([]);
    await look(3, { 'user-agent': 'Twitterbot/1.0' });
    await fetch(`${app.url}${verify}.json`, { headers: { 'user-agent': firefox } });
    expect(await statementsDuring(app.db, () => app.get(Looks).write())).toHaveLength(1);
    expect(await statementsDuring(app.db, () => app.get(Looks).write())).toEqual([]);
    app.clock.set('2026-11-24T00:00:00Z');
    await look(2);
    await app.get(Looks).write();
    await look(1);
    await app.get(Looks).write();
    expect(await stored()).toEqual([
      { day: '2026-11-23', looks: 5 },
      { day: '2026-11-24', looks: 3 },
    ]);
  });

  it('is lost by nobody when two processes write at once', async () => {
    const beside = await startTestApp({ beside: app });
    await Promise.all(
      [app, beside].map(async (one) => {
        for (let n = 0; n < 5; n += 1) {
          await fetch(`${one.url}${verify}`, { headers: { accept: 'text/html', 'user-agent': firefox } });
          await one.get(Looks).write();
        }
      }),
    );
    // What waits is written when a process ends.
    await fetch(`${beside.url}${verify}`, { headers: { accept: 'text/html', 'user-agent': firefox } });
    await beside.close();
    expect((await stored()).at(-1)?.looks).toBe(14);
  });

  it('is shown to the holder as a chart with its figures', async () => {
    const page = await alice.get(`/certificates/${id}/sharing`);
    expect(page.text).toContain('It has been looked at 19 times in all.');
    expect(page.text).toContain(`src="/certificates/${id}/looks"`);
    const chart = await alice.get(`/certificates/${id}/looks?size=narrow`);
    expect([chart.status, chart.type]).toEqual([200, 'image/svg+xml']);
    expect((await ada.get(`/certificates/${id}/looks`)).status).toBe(403);
  });

  it('is kept until the database can take it', async () => {
    await app.db.query('ALTER TABLE certificate_looks RENAME TO away');
    await look(2);
    await app.get(Looks).write();
    await app.db.query('ALTER TABLE away RENAME TO certificate_looks');
    await app.get(Looks).write();
    expect((await stored()).at(-1)?.looks).toBe(16);
  });

  it('is forgotten with the holder, and counted no more', async () => {
    await look(1);
    await app.get(Erasures).erase(app.ids.alice, app.ids.ada);
    await look(2);
    await app.get(Looks).write();
    expect(await stored()).toEqual([]);
  });
});
