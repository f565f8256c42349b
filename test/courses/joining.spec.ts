import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import { Admissions } from '../../src/courses/enrolments/admissions.service.js';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { castPassword } from '../../src/users/cast.js';
import { type Browser, type Name, startTestApp, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';
import { aCohort, people } from './a-cohort.js';

describe('Joining a cohort', () => {
  let app: TestApp;
  let enrolments: Enrolments;
  let courseVersionId: string;
  let browsers: Record<Exclude<Name, 'ada'>, Browser>;

  beforeAll(async () => {
    app = await startTestApp();
    enrolments = app.get(Enrolments);
    courseVersionId = await app.get(Chronicle).publishStrategist(app.ids.ada);
    browsers = {
      alice: await app.as('alice'),
      bob: await app.as('bob'),
      charlie: await app.as('charlie'),
    };
  });
  beforeEach(() => {
    app.clock.set('2026-11-18T09:00:00Z');
  });
  afterAll(() => app.close());

  const full = async (waiting = 0): Promise<Cohort> => {
    const cohort = await aCohort(app, { courseVersionId, seats: 1 });
    for (const id of await people(app, 1 + waiting)) await enrolments.enrol(cohort.id, id);
    return cohort;
  };
  const pageOf = async (browser: Browser, { slug }: Cohort) => (await browser.get(`/cohorts/${slug}`)).text;

  it('by a hundred browsers at once on thirty seats makes thirty students and a line of seventy, and no error page', async () => {
    const cohort = await aCohort(app, { courseVersionId, seats: 30 });
    const crowd = await people(app, 100);
    await app.db.query(
      'UPDATE users SET password_hash = (SELECT password_hash FROM users WHERE id = $1) WHERE id = ANY ($2)',
      [app.ids.charlie, crowd],
    );
    const addresses = await app.db.query<{ email: string }[]>('SELECT email FROM users WHERE id = ANY ($1)', [
      crowd,
    ]);
    const crowded: Browser[] = [];
    for (const { email } of addresses) {
      const browser = app.visitor();
      await browser.signIn(email, castPassword);
      // The token of its forms is fetched before they all press.
      await browser.post('/nowhere');
      crowded.push(browser);
    }
    const answers = await Promise.all(
      crowded.map((browser) => browser.post(`/cohorts/${cohort.slug}/enrolments`)),
    );
    const landed = answers.map(({ status, headers }) => `${String(status)} ${String(headers['location'])}`);
    const count = (landing: string) => landed.filter((one) => one === landing).length;
    expect([count(`303 /my/${cohort.slug}`), count(`303 /cohorts/${cohort.slug}`)]).toEqual([30, 70]);
    const line = await app.db.query<{ kind: string; first: string; last: string; n: number }[]>(
      `SELECT v.kind, min(v.ordinal) AS first, max(v.ordinal) AS last, count(*)::int AS n
         FROM enrolment_events v JOIN enrolments e ON e.id = v.enrolment_id
        WHERE e.cohort_id = $1 GROUP BY v.kind ORDER BY v.kind`,
      [cohort.id],
    );
    expect(line.map(({ kind, n }) => [kind, n])).toEqual([
      ['enrolled', 30],
      ['waiting', 70],
    ]);
    // Nobody got a seat after somebody had to wait for one.
    expect(Number(line[0]?.last)).toBeLessThan(Number(line[1]?.first));
  });

  describe('that is full', () => {
    it('offers the waiting list, tells one’s place there and on the start page, and lets one leave', async () => {
      const cohort = await full(2);
      const before = textOf(await pageOf(browsers.charlie, cohort));
      expect(before).toContain('Join the waiting list');
      expect(before).toContain('All seats are taken, and 2 people wait.');
      const answer = await browsers.charlie.post(`/cohorts/${cohort.slug}/enrolments`);
      expect([answer.status, answer.headers['location']]).toEqual([303, `/cohorts/${cohort.slug}`]);
      const page = await pageOf(browsers.charlie, cohort);
      expect(textOf(page)).toContain('All seats are taken: you are on the waiting list');
      expect(textOf(page)).toContain('You are 3rd of 3 on the waiting list.');
      expect(textOf(page)).toContain('none of 1 left, 3 people wait');
      expect(textOf((await browsers.charlie.get('/')).text)).toContain(
        'you are 3rd of 3 on the waiting list',
      );
      const again = await browsers.charlie.post(`/cohorts/${cohort.slug}/enrolments`);
      expect(again.status).toBe(422);
      expect(textOf(again.text)).toContain('You are on the waiting list of this cohort already.');
      // Whoever waits has no part in the course yet.
      expect((await browsers.charlie.get(`/my/${cohort.slug}/handbook`)).status).toBe(404);
      const left = await browsers.charlie.post(`/cohorts/${cohort.slug}/departures`);
      expect([left.status, left.headers['location']]).toEqual([303, `/cohorts/${cohort.slug}`]);
      expect(textOf(await pageOf(browsers.charlie, cohort))).toContain('Join the waiting list');
      expect(textOf((await browsers.charlie.get('/')).text)).not.toContain('on the waiting list');
      const gone = await browsers.charlie.post(`/cohorts/${cohort.slug}/departures`);
      expect(gone.status).toBe(422);
      expect(textOf(gone.text)).toContain('You are not on the waiting list of this cohort.');
    });

    it('tells who waits what happens with a free seat, before and after the first week', async () => {
      const cohort = await full();
      await browsers.charlie.post(`/cohorts/${cohort.slug}/enrolments`);
      expect(textOf(await pageOf(browsers.charlie, cohort))).toContain(
        'goes to the next in the line by itself',
      );
      app.clock.set('2026-11-25T09:00:00Z');
      expect(textOf(await pageOf(browsers.charlie, cohort))).toContain('an instructor asks the next');
    });

    it('takes a visitor through sign-in, or through a new account, and back', async () => {
      const page = await pageOf(app.visitor(), await full());
      expect(textOf(page)).toContain('Sign in to join the waiting list');
      expect(page).toMatch(/href="\/sign-in\?next&#x3D;%2Fcohorts%2F/);
      expect(page).toMatch(/href="\/sign-up\?next&#x3D;%2Fcohorts%2F/);
    });

    it('seats those whom twenty browsers bring at the same moment, and shows nobody an error', async () => {
      const cohort = await aCohort(app, { courseVersionId, seats: 6 });
      const crowd = await signedInCrowd(app, 20);
      const answers = await Promise.all(
        crowd.map(({ browser }) => browser.post(`/cohorts/${cohort.slug}/enrolments`)),
      );
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
      const seated = answers.filter(({ headers }) => headers['location'] === `/my/${cohort.slug}`);
      expect(seated).toHaveLength(6);
      const places = await Promise.all(
        crowd.map(
          async ({ browser }) => /You are (\d+)\w\w of 14/.exec(textOf(await pageOf(browser, cohort)))?.[1],
        ),
      );
      expect(
        places
          .filter((place) => place !== undefined)
          .map(Number)
          .sort((a, b) => a - b),
      ).toEqual(Array.from({ length: 14 }, (_, at) => at + 1));
    });
  });

  describe('that is not open to everybody', () => {
    it('says so where it is by invitation, and lets in whoever was invited', async () => {
      const cohort = await aCohort(app, { courseVersionId, admission: 'invitation' });
      expect(textOf(await pageOf(app.visitor(), cohort))).toContain(
        'By invitation: only people who were invited',
      );
      const page = await pageOf(browsers.charlie, cohort);
      expect(textOf(page)).toContain('This cohort is for people who were invited to it.');
      expect(page).not.toContain('/enrolments"');
      const refused = await browsers.charlie.post(`/cohorts/${cohort.slug}/enrolments`);
      expect(refused.status).toBe(422);
      expect(textOf(refused.text)).toContain('This cohort is for people who were invited to it.');
      await app.db.transaction((tx) =>
        app.get(Admissions).grant(tx, {
          cohortId: cohort.id,
          userId: app.ids.charlie,
          via: 'invitation',
          byId: app.ids.ada,
        }),
      );
      expect(await pageOf(browsers.charlie, cohort)).toContain('/enrolments"');
      expect((await browsers.charlie.post(`/cohorts/${cohort.slug}/enrolments`)).status).toBe(303);
    });

    it('names the course that has to come first, and leads there', async () => {
      const [course] = await app.db.query<{ id: string }[]>('SELECT id FROM courses WHERE slug = $1', [
        'social-media-strategist',
      ]);
      const cohort = await aCohort(app, { courseVersionId, prerequisiteIds: [course?.id ?? ''] });
      const page = await pageOf(browsers.charlie, cohort);
      expect(textOf(page)).toContain('This cohort builds on a course that you have not completed yet');
      expect(page).toContain('href="/courses/social-media-strategist"');
      expect(page).not.toContain('/enrolments"');
      const refused = await browsers.charlie.post(`/cohorts/${cohort.slug}/enrolments`);
      expect(refused.status).toBe(422);
      expect(textOf(refused.text)).toContain('Complete Social Media Strategist first.');
      const before = await aCohort(app, { courseVersionId });
      const { id } = await enrolments.enrol(before.id, app.ids.charlie);
      await app.db.transaction((tx) => enrolments.complete(tx, [id], app.ids.bob));
      expect(textOf(await pageOf(browsers.charlie, cohort))).toContain('you have completed it');
      expect((await browsers.charlie.post(`/cohorts/${cohort.slug}/enrolments`)).status).toBe(303);
    });
  });

  describe('POST /cohorts/:slug/departures', () => {
    it('is closed to visitors and other sites, and is nowhere where there is no cohort', async () => {
      const cohort = await full();
      const path = `/cohorts/${cohort.slug}/departures`;
      expect((await app.visitor().post(path)).headers['location']).toBe('/sign-in');
      expect((await browsers.charlie.postFromElsewhere(path)).status).toBe(403);
      expect((await browsers.charlie.post(path)).status).toBe(404);
      expect((await browsers.charlie.post('/cohorts/no-such-cohort/departures')).status).toBe(404);
    });
  });

  it('takes a fixed number of statements, however many wait', async () => {
    const cohort = await full();
    await browsers.alice.post(`/cohorts/${cohort.slug}/enrolments`);
    await browsers.alice.get(`/cohorts/${cohort.slug}`);
    const few = await statementsDuring(app.db, () => browsers.alice.get(`/cohorts/${cohort.slug}`));
    for (const id of await people(app, 20)) await enrolments.enrol(cohort.id, id);
    const many = await statementsDuring(app.db, () => browsers.alice.get(`/cohorts/${cohort.slug}`));
    expect(many).toEqual(few);
  });
});

/** People with the cast's password, each at a browser of their own. */
async function signedInCrowd(app: TestApp, count: number): Promise<{ id: string; browser: Browser }[]> {
  const ids = await people(app, count);
  const rows: { id: string; email: string }[] = await app.db
    .query(
      `UPDATE users SET password_hash = (SELECT password_hash FROM users WHERE id = $2)
      WHERE id = ANY ($1) RETURNING id, email`,
      [ids, app.ids.alice],
    )
    .then(([updated]: [{ id: string; email: string }[]]) => updated);
  const crowd = [];
  for (const { id, email } of rows) {
    await app.db.query('DELETE FROM rate_limits');
    const browser = app.visitor();
    await browser.signIn(email, castPassword);
    crowd.push({ id, browser });
  }
  return crowd;
}

const textOf = (html: string) =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ')
    .replaceAll('&#x3D;', '=')
    .replaceAll('&#x27;', '’');
