import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { type Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { harbourLane } from '../../src/dashboard/demo/harbour-lane.js';
import { type Browser, type Name, startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { statementsDuring } from '../support/statements.js';
import { extend } from '../support/world.js';
import { aCohort, people } from './a-cohort.js';

interface Session {
  id: string;
  title: string;
  week: number;
  local: string;
  at: Date;
  minutes: number;
  sequence: number;
  cancelled: boolean;
  link: string | null;
}

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
  }, 60_000);
  beforeEach(async () => {
    app.clock.set('2026-11-23T09:00:00Z');
    cohort = await aCohort(app, { courseVersionId, name: 'November', timeZone: 'America/Toronto' });
  });
  afterAll(() => app.close());

  const address = (of: Cohort = cohort) => `/cohorts/${of.slug}/dates`;
  const sessions = (of: Cohort = cohort) =>
    app.db.query<Session[]>(
      `SELECT id, title, week, starts_local AS local, starts_at AS at, minutes, sequence, join_url AS link,
              cancelled_at IS NOT NULL AS cancelled FROM cohort_sessions WHERE cohort_id = $1 ORDER BY starts_at`,
      [of.id],
    );
  const ahead = async (of: Cohort = cohort) => (await sessions(of)).filter(({ at }) => at > app.clock.now());
  const stored = async (of: Cohort = cohort) =>
    (
      await app.db.query<Record<string, unknown>[]>(
        `SELECT c.version, c.starts_on::text AS one, c.week_two_on::text AS two, c.week_three_on::text AS three,
                c.time_zone AS zone, a.due_local AS due, a.due_at AS "dueAt", a.cut_off_local AS "cutOff",
                a.cut_off_at AS "cutOffAt",
                (SELECT count(*)::int FROM cohort_moves m WHERE m.cohort_id = c.id) AS moves
           FROM cohorts c JOIN assignments a ON a.cohort_id = c.id WHERE c.id = $1`,
        [of.id],
      )
    )[0] ?? {};
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
        '60 min cancelled'.slice(3),
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

    it('are refused when nothing differs', async () => {
      const answer = await preview({});
      expect(answer.status).toBe(422);
      expect(textOf(answer.text)).toContain('Nothing differs from what is stored.');
    });
  });

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
        expect(textOf(answer.text)).toContain('This session has taken place;');
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
          'Stored by now: “8 December 2026, 10:00”. You chose “9 December 2026, 10:00”.',
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

/** What a preview would send when it is confirmed. */
function hiddenIn(html: string): Record<string, string> {
  const form = /<form method="post" action="\/cohorts\/[^]*?<\/form>/.exec(html)?.[0] ?? '';
  const fields = [...form.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)">/g)];
  return Object.fromEntries(
    fields.map(([, name = '', value = '']) => [
      name,
      value.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&'),
    ]),
  );
}

/** What a reader sees. */
function textOf(html: string): string {
  return html
    .replace(/<(head|script|svg)\b[^]*?<\/\1>/g, ' ')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#x27;', '’')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ');
}

/** What stands as an error beside a field. */
function beside(html: string, field: string): string {
  return new RegExp(`id="${field}-error">[^]*?</p>`).exec(html)?.[0] ?? '';
}
