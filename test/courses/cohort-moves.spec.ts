import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { type Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { type Browser, type Name, startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { aCohort } from './a-cohort.js';
import { beside, hiddenIn } from './cohort-pages.js';
import { storedDates, storedSessions } from './stored-dates.js';
import { textOf } from './text-of.js';

describe('Dates of a cohort', () => {
  let app: TestApp;
  let courseVersionId: string;
  let browsers: Record<Name, Browser>;
  let cohort: Cohort;

  beforeAll(async () => {
    app = await startTestApp();
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
    cohort = await aCohort(app, { courseVersionId, name: 'November', timeZone: 'America/Toronto' });
  });
  afterAll(() => app.close());

  const address = (of: Cohort = cohort) => `/cohorts/${of.slug}/dates`;
  const sessions = (of: Cohort = cohort) => storedSessions(app, of);
  const ahead = async (of: Cohort = cohort) => (await sessions(of)).filter(({ at }) => at > app.clock.now());
  const stored = (of: Cohort = cohort) => storedDates(app, of);
  const move = (fields: Record<string, string>, of: Cohort = cohort) =>
    browsers.ada.post(address(of), { version: '1', act: 'confirm', ...fields });
  const preview = (fields: Record<string, string>, of: Cohort = cohort) =>
    browsers.ada.post(address(of), { version: '1', act: 'preview', ...fields });

  describe('that are moved', () => {
    it('move together: weeks, sessions, deadline and cut-off, in one step with an entry of facts', async () => {
      const [first, ...others] = await ahead();
      if (!first) throw new Error('There is no session ahead.');
      const answer = await move({
        weekThreeOn: '2026-12-07',
        [`session-${first.id}`]: first.local.replace(/T.*/, 'T09:15'),
        [`minutes-${first.id}`]: '45',
        [`joinUrl-${first.id}`]: 'https://meet.example/one',
        ...Object.fromEntries(
          others
            .filter(({ week }) => week === 3)
            .map(({ id, local }) => [`session-${id}`, local.replace(/^.{10}/, '2026-12-08')]),
        ),
        due: '2026-12-13T20:00',
        cutOff: '2026-12-15T20:00',
      });
      expect(answer.status).toBe(303);
      expect(await stored()).toMatchObject({
        version: 2,
        one: '2026-11-16',
        two: '2026-11-23',
        three: '2026-12-07',
        due: '2026-12-13T20:00',
        dueAt: new Date('2026-12-14T01:00:00Z'),
        cutOffAt: new Date('2026-12-16T01:00:00Z'),
        moves: 1,
      });
      const after = await sessions();
      expect(after.find(({ id }) => id === first.id)).toMatchObject({
        local: `${first.local.slice(0, 10)}T09:15`,
        minutes: 45,
        sequence: 1,
        link: 'https://meet.example/one',
      });
      const past = after.filter(({ at }) => at <= app.clock.now());
      expect(past.map(({ sequence }) => sequence)).toEqual(past.map(() => 0));
      const [entry] = await app.db.query<{ facts: Record<string, unknown> }[]>(
        `SELECT facts FROM audit_entries WHERE subject_id = $1 AND action = 'cohort.dates-moved'`,
        [cohort.id],
      );
      expect(entry?.facts).toMatchObject({
        week3Before: '2026-11-30',
        week3: '2026-12-07',
        sessions: 1 + others.filter(({ week }) => week === 3).length,
        dueBefore: '2026-12-07T04:59:00.000Z',
        due: '2026-12-14T01:00:00.000Z',
      });
    });

    it('shift as one by days and keep their times of day, across the change of the clocks', async () => {
      const march = await aCohort(app, {
        courseVersionId,
        startsOn: '2027-02-15',
        dueLocal: '2027-03-07T18:00',
        cutOffLocal: '2027-03-09T18:00',
      });
      const before = await sessions(march);
      const shown = await browsers.ada.post(address(march), { version: '1', act: 'shift', shift: '14' });
      expect(shown.status).toBe(422);
      expect(textOf(shown.text)).toContain('Nothing has moved yet.');
      const answer = await browsers.ada.post(address(march), { ...hiddenIn(shown.text), act: 'confirm' });
      expect(answer.status).toBe(303);
      expect(await stored(march)).toMatchObject({
        one: '2027-03-01',
        two: '2027-03-08',
        three: '2027-03-15',
        due: '2027-03-21T18:00',
        // Toronto is an hour further by then.
        dueAt: new Date('2027-03-21T22:00:00Z'),
      });
      const after = await sessions(march);
      expect(after.map(({ local }) => local.slice(10))).toEqual(before.map(({ local }) => local.slice(10)));
      expect(after.map(({ sequence }) => sequence)).toEqual(after.map(() => 1));
      for (const wrong of ['0', 'x', '999', '1.5'])
        expect(
          textOf(
            (await browsers.ada.post(address(march), { version: '2', act: 'shift', shift: wrong })).text,
          ),
        ).toContain('Enter a number of days from 1 to 366');
    });

    it('shift only what is ahead of a cohort that runs', async () => {
      const shown = await browsers.ada.post(address(), { version: '1', act: 'shift', shift: '7' });
      expect((await browsers.ada.post(address(), { ...hiddenIn(shown.text), act: 'confirm' })).status).toBe(
        303,
      );
      expect(await stored()).toMatchObject({ one: '2026-11-16', two: '2026-11-23', three: '2026-12-07' });
    });

    it('say what clocks jump over on the new day, and which of two is meant', async () => {
      const march = await aCohort(app, {
        courseVersionId,
        startsOn: '2027-02-15',
        dueLocal: '2027-03-07T02:30',
        cutOffLocal: '2027-03-09T18:00',
      });
      const skipped = await browsers.ada.post(address(march), { version: '1', act: 'shift', shift: '7' });
      expect(skipped.status).toBe(422);
      expect(textOf(beside(skipped.text, 'due'))).toContain(
        'On 14 March 2027 clocks in Toronto jump from 02:00 to 03:00; choose another time.',
      );
      expect(skipped.text).toContain('value="2027-03-14T02:30"');
      const autumn = await aCohort(app, {
        courseVersionId,
        startsOn: '2027-10-18',
        dueLocal: '2027-11-06T01:30',
        cutOffLocal: '2027-11-09T18:00',
      });
      const asked = await preview({ due: '2027-11-07T01:30' }, autumn);
      expect(textOf(beside(asked.text, 'due'))).toContain('show 01:30 twice');
      expect(asked.text).toMatch(/value="2027-11-07T05:30:00\.000Z" checked/);
      const second = { due: '2027-11-07T01:30', 'due-at': '2027-11-07T06:30:00.000Z' };
      expect((await move(second, autumn)).status).toBe(303);
      expect(await stored(autumn)).toMatchObject({ dueAt: new Date('2027-11-07T06:30:00Z') });
      // The form that comes next still knows which one.
      const page = await browsers.ada.get(address(autumn));
      expect(page.text).toMatch(/value="2027-11-07T06:30:00\.000Z" checked/);
      expect((await move({ version: '2', cutOff: '2027-11-10T18:00' }, autumn)).status).toBe(303);
      expect(await stored(autumn)).toMatchObject({ dueAt: new Date('2027-11-07T06:30:00Z') });
    });

    it('move to another zone as long as nothing has begun', async () => {
      const next = await aCohort(app, {
        courseVersionId,
        startsOn: '2027-01-04',
        dueLocal: '2027-01-24T18:00',
        cutOffLocal: '2027-01-26T18:00',
      });
      expect((await move({ timeZone: 'Asia/Tokyo' }, next)).status).toBe(303);
      expect(await stored(next)).toMatchObject({
        zone: 'Asia/Tokyo',
        due: '2027-01-24T18:00',
        dueAt: new Date('2027-01-24T09:00:00Z'),
      });
      const late = await move({ timeZone: 'Asia/Tokyo' });
      expect(late.status).toBe(422);
      expect(textOf(late.text)).toContain('This cohort has begun; its time zone can’t change any more.');
    });

    it('tell open handbooks at once that they close at another time', async () => {
      const handbookId = await app.get(Chronicle).enrol(cohort, app.ids.alice);
      const listener = new Client({ connectionString: app.config.databaseUrl ?? '' });
      await listener.connect();
      const told: (string | undefined)[] = [];
      listener.on('notification', ({ payload }) => told.push(payload));
      await listener.query('LISTEN handbook_rights');
      await move({ due: '2026-12-07T10:00' });
      await listener.query('SELECT 1');
      expect(told).toEqual([]);
      await move({ version: '2', cutOff: '2026-12-20T10:00' });
      for (let tries = 0; tries < 50 && told.length === 0; tries += 1) await listener.query('SELECT 1');
      expect(told).toEqual([handbookId]);
      await listener.end();
    });
  });

  describe('in mails', () => {
    const mailsTo = (email: string) => app.mails.filter(({ to }) => to.includes(email));

    it('go once to students, to who waits and to instructors, old and new in their own zone', async () => {
      const small = await aCohort(app, { courseVersionId, seats: 1, name: 'Small one' });
      const enrolments = app.get(Enrolments);
      await enrolments.enrol(small.id, app.ids.alice);
      await enrolments.enrol(small.id, app.ids.charlie);
      await jobsDone(app.db);
      const before = app.mails.length;
      const [session] = await ahead(small);
      if (!session) throw new Error('There is no session ahead.');
      await move({ due: '2026-12-10T23:59', [`state-${session.id}`]: 'cancelled' }, small);
      await jobsDone(app.db);
      const sent = app.mails.slice(before);
      expect(sent.flatMap(({ to }) => to).sort()).toEqual([
        'alice@capstone.example',
        'bob@capstone.example',
        'charlie@capstone.example',
      ]);
      const alice = mailsTo('alice@capstone.example').at(-1);
      expect(alice?.subject).toBe('New dates: Social Media Strategist');
      expect(alice?.text).toContain('Small one');
      expect(alice?.text).toMatch(
        /Handbooks are due\s+before: Mon 7 Dec, 05:59 your time · Sun 6 Dec, 23:59 in Toronto\s+now: Fri 11 Dec, 05:59 your time · Thu 10 Dec, 23:59 in Toronto/,
      );
      expect(alice?.text).toMatch(/now: cancelled/);
      expect(alice?.text).toContain(`/my/${small.slug}`);
      expect(mailsTo('bob@capstone.example').at(-1)?.text).toContain(`/cohorts/${small.slug}/dates`);
      expect(mailsTo('bob@capstone.example').at(-1)?.text).toContain('now: Thu 10 Dec, 23:59 your time');
      expect(mailsTo('charlie@capstone.example').at(-1)?.text).toContain(`/cohorts/${small.slug}`);
    });

    it('go to nobody who has withdrawn, and about nothing but dates', async () => {
      const other = await aCohort(app, { courseVersionId, instructorIds: [] });
      await app.get(Enrolments).enrol(other.id, app.ids.alice);
      await app.get(Enrolments).withdraw(other.id, app.ids.alice);
      await jobsDone(app.db);
      const before = app.mails.length;
      await move({ due: '2026-12-10T23:59' }, other);
      const [session] = await ahead(other);
      await move({ version: '2', [`joinUrl-${session?.id ?? ''}`]: 'https://meet.example/x' }, other);
      await jobsDone(app.db);
      expect(app.mails.slice(before).map(({ subject }) => subject)).toEqual([]);
      expect(await stored(other)).toMatchObject({ version: 3, moves: 1 });
    });
  });
});
