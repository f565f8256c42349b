import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { startTestApp, type Browser, type Name, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';
import { aCohort, people } from './a-cohort.js';
import { textOf } from './text-of.js';

describe('The pages of a cohort', () => {
  let app: TestApp;
  let enrolments: Enrolments;
  let courseVersionId: string;
  let cohort: Cohort;
  let browsers: Record<Name, Browser>;

  beforeAll(async () => {
    app = await startTestApp();
    enrolments = app.get(Enrolments);
    courseVersionId = await app.get(Chronicle).publishStrategist(app.ids.ada);
    browsers = {
      alice: await app.as('alice'),
      bob: await app.as('bob'),
      charlie: await app.as('charlie'),
      ada: await app.as('ada'),
    };
  });
  beforeEach(async () => {
    app.clock.set('2026-11-23T09:00:00Z');
    cohort = await aCohort(app, { courseVersionId });
  });
  afterAll(() => app.close());

  describe('GET /cohorts/:slug', () => {
    it('tells a visitor what, when, who, how many seats, and how to enrol', async () => {
      await enrolments.enrol(cohort.id, app.ids.alice);
      const page = await app.visitor().get(`/cohorts/${cohort.slug}`);
      expect(page.status).toBe(200);
      const text = textOf(page.text);
      for (const words of [
        'Social Media Strategist',
        'Mon 16 Nov to Sun 6 Dec, now in week 2 of 3',
        'Bob Tanaka',
        '29 of 30 left',
        'Begin with the business, not the network',
        'Week 2 · This week',
        'Tue 17 Nov, 18:00 in Toronto',
        'What the certificate attests',
      ]) {
        expect(text).toContain(words);
      }
      expect(page.text).toContain(`/sign-in?next&#x3D;${encodeURIComponent(`/cohorts/${cohort.slug}`)}"`);
      expect(page.headers['set-cookie']).toBeUndefined();
    });

    it('tells everybody who is signed in what they can do, in their own time', async () => {
      await enrolments.enrol(cohort.id, app.ids.alice);
      const path = `/cohorts/${cohort.slug}`;
      expect((await browsers.alice.get(path)).text).toContain(`href="/my/${cohort.slug}"`);
      expect(textOf((await browsers.bob.get(path)).text)).toContain('You teach this cohort.');
      const charlie = await browsers.charlie.get(path);
      expect(charlie.text).toContain(`action="/cohorts/${cohort.slug}/enrolments"`);
      expect(textOf(charlie.text)).toContain('Wed 25 Nov, 00:00 your time · Tue 24 Nov, 18:00 in Toronto');
      await enrolments.withdraw(cohort.id, app.ids.alice);
      expect((await browsers.alice.get(path)).text).toContain('Return to this cohort');
    });

    it('shows no button where there is nothing to press', async () => {
      const past = await aCohort(app, { courseVersionId, startsOn: '2026-10-01' });
      expect(textOf((await browsers.charlie.get(`/cohorts/${past.slug}`)).text)).toContain(
        'This cohort is over.',
      );
    });

    it.each(['no-such-cohort', 'NO', 'a%00b', '..%2f', 'x'.repeat(300)])(
      'is not found as %p',
      async (slug) => {
        expect((await app.visitor().get(`/cohorts/${slug}`)).status).toBe(404);
      },
    );

    it('takes a fixed number of statements, however many take part', async () => {
      const visitor = app.visitor();
      const few = await statementsDuring(app.db, () => visitor.get(`/cohorts/${cohort.slug}`));
      for (const id of await people(app, 20)) await enrolments.enrol(cohort.id, id);
      const many = await statementsDuring(app.db, () => visitor.get(`/cohorts/${cohort.slug}`));
      expect(few).toHaveLength(4);
      expect(many).toEqual(few);
    });
  });

  describe('POST /cohorts/:slug/enrolments', () => {
    it('enrols and leads to the course', async () => {
      const answer = await browsers.charlie.post(`/cohorts/${cohort.slug}/enrolments`);
      expect([answer.status, answer.headers['location']]).toEqual([303, `/my/${cohort.slug}`]);
      const page = await browsers.charlie.get(`/my/${cohort.slug}`);
      expect(page.status).toBe(200);
      expect(textOf(page.text)).toContain('You are enrolled in Strategist, November 2026.');
    });

    it('shows the page again, with a sentence, to who is enrolled already', async () => {
      const small = await aCohort(app, { courseVersionId, seats: 1 });
      await browsers.alice.post(`/cohorts/${small.slug}/enrolments`);
      const twice = await browsers.alice.post(`/cohorts/${small.slug}/enrolments`);
      expect(twice.status).toBe(422);
      expect(textOf(twice.text)).toContain('You are enrolled in this cohort already.');
      expect(twice.text).toContain(`href="/my/${small.slug}"`);
      expect(twice.text).toContain('<title>Error: ');
    });

    it('is closed to the instructor, to visitors, to other sites, and where there is no cohort', async () => {
      const path = `/cohorts/${cohort.slug}/enrolments`;
      expect((await browsers.bob.post(path)).status).toBe(403);
      const visitor = await app.visitor().post(path);
      expect([visitor.status, visitor.headers['location']]).toEqual([303, '/sign-in']);
      expect((await browsers.charlie.postFromElsewhere(path)).status).toBe(403);
      expect((await browsers.charlie.post('/cohorts/no-such-cohort/enrolments')).status).toBe(404);
      expect(await app.db.query('SELECT 1 FROM enrolments WHERE cohort_id = $1', [cohort.id])).toEqual([]);
    });
  });
});
