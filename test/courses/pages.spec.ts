import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { startTestApp, type Browser, type Name, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';
import { aCohort, people } from './a-cohort.js';

const lesson = 'lessons/1/begin-with-the-business';

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
      expect((await browsers.alice.get(path)).text).toContain(`action="/my/${cohort.slug}/returns"`);
    });

    it('shows no button where there is nothing to press', async () => {
      const full = await aCohort(app, { courseVersionId, seats: 1 });
      await enrolments.enrol(full.id, app.ids.alice);
      const page = await browsers.charlie.get(`/cohorts/${full.slug}`);
      expect(textOf(page.text)).toContain('All seats are taken.');
      expect(page.text).not.toContain('/enrolments"');
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
      expect(few).toHaveLength(2);
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

    it('shows the page again, with a sentence, to who is enrolled already or comes too late', async () => {
      const small = await aCohort(app, { courseVersionId, seats: 1 });
      await browsers.alice.post(`/cohorts/${small.slug}/enrolments`);
      const twice = await browsers.alice.post(`/cohorts/${small.slug}/enrolments`);
      expect(twice.status).toBe(422);
      expect(textOf(twice.text)).toContain('You are enrolled in this cohort already.');
      expect(twice.text).toContain(`href="/my/${small.slug}"`);
      expect(twice.text).toContain('<title>Error: ');
      const late = await browsers.charlie.post(`/cohorts/${small.slug}/enrolments`);
      expect(late.status).toBe(422);
      expect(textOf(late.text)).toContain(
        'You are not enrolled; a seat is free again when somebody withdraws.',
      );
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

  describe('GET /my/:slug', () => {
    it('shows a student where they are, what is next, and their handbook', async () => {
      await enrolments.enrol(cohort.id, app.ids.alice);
      const page = await browsers.alice.get(`/my/${cohort.slug}`);
      expect(page.status).toBe(200);
      const text = textOf(page.text);
      expect(text).toContain('Week 2 of 3');
      expect(text).toContain('Strategies on trial: what does yours rule out?');
      expect(text).toContain('Wed 25 Nov, 00:00 your time · Tue 24 Nov, 18:00 in Toronto · in 38 hours');
      expect(page.text).toContain(`href="/my/${cohort.slug}/handbook"`);
      expect(page.text).toContain(`href="/my/${cohort.slug}/${lesson}"`);
    });

    it('says that a live session is on, and then that it is over', async () => {
      await enrolments.enrol(cohort.id, app.ids.alice);
      const path = `/my/${cohort.slug}`;
      app.clock.set('2026-11-24T23:00:00Z');
      expect(textOf((await browsers.alice.get(path)).text)).toContain(
        'On now Strategies on trial: what does yours rule out?',
      );
      app.clock.set('2026-11-25T00:00:00Z');
      expect(textOf((await browsers.alice.get(path)).text)).toContain(
        'Next live session Programs beyond marketing',
      );
    });

    it('says before the first day when it begins, and after the last that it is over', async () => {
      const later = await aCohort(app, { courseVersionId, startsOn: '2026-11-30' });
      await enrolments.enrol(later.id, app.ids.alice);
      expect(textOf((await browsers.alice.get(`/my/${later.slug}`)).text)).toContain('Begins on Mon 30 Nov');
      app.clock.set('2027-01-04T09:00:00Z');
      const page = (await (await app.as('alice')).get(`/my/${later.slug}`)).text;
      expect(textOf(page)).toContain('The three weeks are over.');
      expect(page).not.toContain('/withdrawals');
    });

    it('is for students: 404 for outsiders, 403 for those who run the cohort, sign-in for visitors', async () => {
      const path = `/my/${cohort.slug}`;
      expect((await browsers.charlie.get(path)).status).toBe(404);
      expect((await browsers.bob.get(path)).status).toBe(403);
      expect((await browsers.ada.get(path)).status).toBe(403);
      const visitor = await app.visitor().get(path);
      expect([visitor.status, visitor.headers['location']]).toEqual([
        303,
        `/sign-in?next=${encodeURIComponent(path)}`,
      ]);
      expect((await browsers.alice.get('/my/no-such-cohort')).status).toBe(404);
      expect((await browsers.alice.get('/my/%00')).status).toBe(404);
    });

    it('takes at most six statements, whatever the number of lessons and people', async () => {
      await enrolments.enrol(cohort.id, app.ids.alice);
      const few = await statementsDuring(app.db, () => browsers.alice.get(`/my/${cohort.slug}`));
      for (const id of await people(app, 20)) await enrolments.enrol(cohort.id, id);
      const many = await statementsDuring(app.db, () => browsers.alice.get(`/my/${cohort.slug}`));
      expect(few.length).toBeLessThanOrEqual(6);
      expect(many).toEqual(few);
      expect(few.filter((sql) => /cohorts|weeks/.test(sql))).toHaveLength(2);
    });
  });

  describe('GET /my/:slug/lessons/:week/:lesson', () => {
    it('is read by students, and by those who run the cohort', async () => {
      await enrolments.enrol(cohort.id, app.ids.alice);
      for (const name of ['alice', 'bob', 'ada'] as const) {
        const page = await browsers[name].get(`/my/${cohort.slug}/${lesson}`);
        expect([name, page.status]).toEqual([name, 200]);
        expect(page.text).toContain('<h1>Begin with the business, not the network</h1>');
        expect(page.text).toContain('<table>');
        expect(page.text.includes('/handbook"')).toBe(name === 'alice');
        expect(page.text).toContain('Continue: From research to a SWOT that says something');
      }
    });

    it('leads from the last lesson of a week to the first of the next, and at the end to the handbook', async () => {
      await enrolments.enrol(cohort.id, app.ids.alice);
      const read = async (path: string) =>
        textOf((await browsers.alice.get(`/my/${cohort.slug}/lessons/${path}`)).text);
      expect(await read('1/a-swot-that-says-something')).toContain(
        'Continue: Strategy, programs, actions: three sizes of decision',
      );
      expect(await read('3/one-page-for-executives')).toContain('Open your handbook');
    });

    it('is nothing to outsiders, and closed to who withdrew until they return', async () => {
      const path = `/my/${cohort.slug}/${lesson}`;
      await enrolments.enrol(cohort.id, app.ids.alice);
      await enrolments.withdraw(cohort.id, app.ids.alice);
      expect((await browsers.alice.get(path)).status).toBe(403);
      expect((await browsers.charlie.get(path)).status).toBe(404);
      expect((await app.visitor().get(path)).headers['location']).toBe(
        `/sign-in?next=${encodeURIComponent(path)}`,
      );
    });

    it.each([
      '4/begin-with-the-business',
      '0/x',
      '1/no-such-lesson',
      '2/begin-with-the-business',
      '1/%00',
      'x/y',
    ])('is not found as %p', async (path) => {
      await enrolments.enrol(cohort.id, app.ids.alice);
      expect((await browsers.alice.get(`/my/${cohort.slug}/lessons/${path}`)).status).toBe(404);
    });
  });

  describe('POST /my/:slug/withdrawals and /returns', () => {
    it('lets a student go and come back to the same enrolment', async () => {
      await enrolments.enrol(cohort.id, app.ids.alice);
      const gone = await browsers.alice.post(`/my/${cohort.slug}/withdrawals`);
      expect([gone.status, gone.headers['location']]).toEqual([303, `/my/${cohort.slug}`]);
      const page = await browsers.alice.get(`/my/${cohort.slug}`);
      expect(textOf(page.text)).toContain('You left this cohort on Mon 23 Nov, 10:00 your time');
      const back = await browsers.alice.post(`/my/${cohort.slug}/returns`);
      expect(back.status).toBe(303);
      expect(textOf((await browsers.alice.get(`/my/${cohort.slug}`)).text)).toContain('Week 2 of 3');
    });

    it('shows the page again, with a sentence, to who did it already', async () => {
      await enrolments.enrol(cohort.id, app.ids.alice);
      const returned = await browsers.alice.post(`/my/${cohort.slug}/returns`);
      expect(returned.status).toBe(422);
      expect(textOf(returned.text)).toContain('You are enrolled in this cohort already.');
      await browsers.alice.post(`/my/${cohort.slug}/withdrawals`);
      const again = await browsers.alice.post(`/my/${cohort.slug}/withdrawals`);
      expect(again.status).toBe(422);
      expect(textOf(again.text)).toContain('You have withdrawn from this cohort already.');
    });

    it('tells who returns to a full cohort that no seat is left', async () => {
      const small = await aCohort(app, { courseVersionId, seats: 1 });
      await enrolments.enrol(small.id, app.ids.alice);
      await enrolments.withdraw(small.id, app.ids.alice);
      await enrolments.enrol(small.id, app.ids.charlie);
      const back = await browsers.alice.post(`/my/${small.slug}/returns`);
      expect(back.status).toBe(422);
      expect(textOf(back.text)).toContain(
        'You are not enrolled; a seat is free again when somebody withdraws.',
      );
    });

    it.each(['withdrawals', 'returns'])('%s are the student’s own', async (what) => {
      const path = `/my/${cohort.slug}/${what}`;
      expect((await browsers.charlie.post(path)).status).toBe(404);
      expect((await browsers.bob.post(path)).status).toBe(403);
      expect((await browsers.ada.post(path)).status).toBe(403);
      expect((await browsers.alice.post(`/my/no-such-cohort/${what}`)).status).toBe(404);
      expect((await browsers.alice.postFromElsewhere(path)).status).toBe(403);
    });
  });
});

/** What a reader sees of a page: its text without markup, blanks as one. */
function textOf(html: string): string {
  return html
    .replace(/<svg[\s\S]*?<\/svg>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&#x27;/g, "'")
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ');
}
