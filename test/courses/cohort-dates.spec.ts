import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { harbourLane } from '../../src/dashboard/demo/harbour-lane.js';
import { type Browser, type Name, startTestApp, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';
import { extend } from '../support/world.js';
import { aCohort, people } from './a-cohort.js';
import { beside } from './cohort-pages.js';
import { storedDates, storedSessions } from './stored-dates.js';
import { textOf } from './text-of.js';

describe('The dates of a cohort', () => {
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

  it('are shown: what is past as it is, what is ahead to be moved', async () => {
    const page = await browsers.ada.get(address());
    expect(page.status).toBe(200);
    const text = textOf(page.text);
    expect(text).toMatch(/What can’t move any more .*Week 1 begins .*Week 2 begins/);
    expect(page.text).toContain('name="weekThreeOn" type="date" value="2026-11-30"');
    expect(page.text).not.toContain('name="weekTwoOn"');
    expect(page.text).not.toContain('name="timeZone"');
    for (const session of await sessions()) {
      expect(page.text.includes(`name="session-${session.id}"`)).toBe(session.at > app.clock.now());
    }
    expect(page.text).toContain('name="due" type="datetime-local" value="2026-12-06T23:59"');
  });

  describe('in a preview', () => {
    it('are told before and after, in the reader’s zone and the cohort’s, with everybody concerned', async () => {
      const chronicle = app.get(Chronicle);
      const small = await aCohort(app, { courseVersionId, seats: 2 });
      const handbookId = await chronicle.enrol(small, app.ids.alice);
      await chronicle.write(handbookId, app.ids.alice, harbourLane);
      await chronicle.handIn(handbookId, app.ids.alice);
      const [second = '', waiting = ''] = await people(app, 2);
      await app.get(Enrolments).enrol(small.id, second);
      await app.get(Enrolments).enrol(small.id, waiting);
      const [enrolment] = await app.db.query<{ id: string }[]>(
        'SELECT id FROM enrolments WHERE cohort_id = $1 AND user_id = $2',
        [small.id, second],
      );
      await extend(app, enrolment?.id ?? '', '2026-12-09T12:00:00Z');
      const [session] = (await ahead(small)).filter(({ week }) => week === 3);
      if (!session) throw new Error('There is no session in the third week.');
      const answer = await preview(
        { due: '2026-12-10T23:59', [`state-${session.id}`]: 'cancelled', weekThreeOn: '2026-12-01' },
        small,
      );
      expect(answer.status).toBe(422);
      const text = textOf(answer.text);
      for (const words of [
        'Nothing has moved yet.',
        'Week 3 begins Mon 30 Nov Tue 1 Dec',
        'Handbooks are due Mon 7 Dec, 05:59 your time · Sun 6 Dec, 23:59 in Toronto Fri 11 Dec, 05:59 your time · Thu 10 Dec, 23:59 in Toronto',
        'min cancelled',
        '2 students, 1 waiting for a seat and 1 instructor get a mail',
        '1 session would be cancelled.',
        '1 student has handed in already.',
        '1 extension would end before the new deadline; the later of the two counts.',
        'Move the dates and write to 4 people',
      ]) {
        expect(text).toContain(words);
      }
      expect(await stored(small)).toMatchObject({ version: 1, due: '2026-12-06T23:59', moves: 0 });
    });

    it('go back to the form with everything in it', async () => {
      const answer = await browsers.ada.post(address(), {
        version: '1',
        act: 'edit',
        weekThreeOn: '2026-12-02',
        due: '2026-12-11T12:00',
      });
      expect(answer.status).toBe(422);
      expect(answer.text).toContain('value="2026-12-02"');
      expect(answer.text).toContain('value="2026-12-11T12:00"');
      expect(answer.text).not.toContain('<title>Error:');
    });

    it('are the instants that everybody was told, even where a zone has got other rules since', async () => {
      await app.db.query(
        `UPDATE cohort_sessions SET starts_at = starts_at - interval '1 hour' WHERE cohort_id = $1`,
        [cohort.id],
      );
      const answer = await preview({ due: '2026-12-08T23:59' });
      expect(textOf(answer.text)).toContain('Handbooks are due');
      const [session] = await sessions();
      expect(textOf(answer.text)).not.toContain(session?.title);
    });

    it('are refused when nothing differs', async () => {
      const answer = await preview({});
      expect(answer.status).toBe(422);
      expect(textOf(answer.text)).toContain('Nothing differs from what is stored.');
    });
  });

  describe('that can’t move are refused with a sentence beside the field', () => {
    it('for weeks that have begun, and for a cohort that is over', async () => {
      const begun = await move({ startsOn: '2026-11-24' });
      expect(begun.status).toBe(422);
      expect(textOf(begun.text)).toContain('Week 1 has begun; its first day can’t move any more.');
      const over = await aCohort(app, {
        courseVersionId,
        startsOn: '2026-10-01',
        cutOffLocal: '2026-12-13T23:59',
      });
      const answer = await move(
        { startsOn: '2027-01-01', weekTwoOn: '2027-01-08', weekThreeOn: '2027-01-15' },
        over,
      );
      expect(answer.status).toBe(422);
      expect(textOf(answer.text)).toContain('This cohort is over; week 1 can’t move any more.');
      // Work that is late may still be taken for longer.
      expect((await move({ due: '2026-12-14T10:00', cutOff: '2026-12-15T10:00' }, over)).status).toBe(303);
    });

    it('for sessions that have taken place', async () => {
      const [past] = await sessions();
      if (!past) throw new Error('There is no session.');
      for (const fields of [
        { [`session-${past.id}`]: '2026-11-25T18:00' },
        { [`state-${past.id}`]: 'cancelled' },
        { [`minutes-${past.id}`]: '5' },
      ]) {
        const answer = await move(fields);
        expect(answer.status).toBe(422);
        expect(textOf(answer.text)).toContain(`${past.title}: This session has taken place;`);
        expect(answer.text).not.toContain(`href="#session-${past.id}"`);
      }
      expect((await sessions())[0]).toEqual(past);
    });

    const third = async () => {
      const [session] = (await ahead()).filter(({ week }) => week === 3);
      if (!session) throw new Error('There is no session in the third week.');
      return session.id;
    };
    it.each<[string, (id: string) => Record<string, string>, (id: string) => string, string]>([
      [
        'a week in the past',
        () => ({ weekThreeOn: '2026-11-20' }),
        () => 'weekThreeOn',
        'Choose a day from today on; 20 November 2026 is past.',
      ],
      [
        'a week that is too near',
        () => ({ weekThreeOn: '2026-11-29' }),
        () => 'weekThreeOn',
        'Week 3 would begin less than seven days after week 2; choose 30 November 2026 or later.',
      ],
      [
        'a day that no calendar has',
        () => ({ weekThreeOn: '2026-11-31' }),
        () => 'weekThreeOn',
        'Enter a day that the calendar has.',
      ],
      [
        'a session in the past',
        (id) => ({ [`session-${id}`]: '2026-11-23T03:59' }),
        (id) => `session-${id}`,
        'Choose a time that is still ahead.',
      ],
      [
        'a session outside its week',
        (id) => ({ [`session-${id}`]: '2026-12-07T18:00' }),
        (id) => `session-${id}`,
        'This session belongs to week 3; choose a day from 30 November 2026 to 6 December 2026.',
      ],
      [
        'a session without an end',
        (id) => ({ [`minutes-${id}`]: '0' }),
        (id) => `minutes-${id}`,
        'Enter a length from 5 to 720 minutes.',
      ],
      [
        'a link that is none',
        (id) => ({ [`joinUrl-${id}`]: 'meet.example' }),
        (id) => `joinUrl-${id}`,
        'Enter an address that begins with https://',
      ],
      [
        'a cut-off before the deadline',
        () => ({ cutOff: '2026-12-06T23:58' }),
        () => 'cutOff',
        'The cut-off can’t lie before the deadline.',
      ],
      [
        'a deadline that is past',
        () => ({ due: '2026-11-22T18:00' }),
        () => 'due',
        'Choose a time that is still ahead.',
      ],
      [
        'a deadline before the beginning',
        () => ({ due: '2026-11-15T18:00' }),
        () => 'due',
        'Choose a time that is still ahead.',
      ],
    ])('for %s', async (_, fields, field, sentence) => {
      const id = await third();
      for (const act of ['preview', 'confirm']) {
        const answer = await browsers.ada.post(address(), { version: '1', act, ...fields(id) });
        expect(answer.status).toBe(422);
        expect(textOf(beside(answer.text, field(id)))).toContain(sentence);
        for (const typed of Object.values(fields(id))) expect(answer.text).toContain(`value="${typed}"`);
      }
      expect(await stored()).toMatchObject({ version: 1, moves: 0 });
    });
  });

  describe('that somebody else has moved in the meantime', () => {
    it('are shown beside what was typed, and the next save counts', async () => {
      expect((await move({ due: '2026-12-08T10:00' })).status).toBe(303);
      for (const act of ['preview', 'confirm']) {
        const stale = await browsers.ada.post(address(), { version: '1', act, due: '2026-12-09T10:00' });
        expect(stale.status).toBe(409);
        expect(textOf(beside(stale.text, 'due'))).toContain(
          'Handbooks are due: “8 December 2026, 10:00” is stored by now, you chose “9 December 2026, 10:00”.',
        );
        expect(stale.text).toContain('value="2026-12-09T10:00"');
        expect(stale.text).toContain('name="version" value="2"');
      }
      expect((await move({ version: '2', due: '2026-12-09T10:00' })).status).toBe(303);
      expect(await stored()).toMatchObject({ due: '2026-12-09T10:00', moves: 2 });
    });

    it('let one of two through who confirm at the same moment', async () => {
      const answers = await Promise.all(['2026-12-08T10:00', '2026-12-09T10:00'].map((due) => move({ due })));
      expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
      expect(await stored()).toMatchObject({ version: 2, moves: 1 });
    });
  });

  it('are read by instructors, changed by administrators, and are none of anybody else’s business', async () => {
    await app.get(Enrolments).enrol(cohort.id, app.ids.alice);
    const page = await browsers.bob.get(address());
    expect(page.status).toBe(200);
    expect(textOf(page.text)).toContain('Administrators move these dates.');
    expect(page.text).not.toContain(`action="${address()}"`);
    expect(textOf(page.text)).toContain('Handbooks are due Sun 6 Dec, 23:59 your time');
    expect((await browsers.bob.post(address(), { version: '1', act: 'confirm' })).status).toBe(403);
    expect((await browsers.alice.get(address())).status).toBe(403);
    expect((await browsers.charlie.get(address())).status).toBe(404);
    expect((await browsers.charlie.post(address(), {})).status).toBe(404);
    expect((await app.visitor().get(address())).headers['location']).toContain('/sign-in');
    expect((await browsers.ada.get('/cohorts/no-such-cohort/dates')).status).toBe(404);
  });

  it('take a fixed number of statements, however many take part', async () => {
    const count = async () => [
      (await statementsDuring(app.db, () => browsers.ada.get(address()))).length,
      (await statementsDuring(app.db, () => preview({ due: '2026-12-10T10:00' }))).length,
    ];
    // The first look wakes up what stays awake.
    await count();
    const few = await count();
    for (const id of await people(app, 10)) await app.get(Enrolments).enrol(cohort.id, id);
    expect(await count()).toEqual(few);
    expect(Math.max(...few)).toBeLessThanOrEqual(8);
  });
});
