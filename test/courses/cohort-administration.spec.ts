import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { type Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { harbourLane } from '../../src/dashboard/demo/harbour-lane.js';
import { type Browser, type Name, startTestApp, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';
import { aCohort, people } from './a-cohort.js';

describe('Cohorts, as administrators run them', () => {
  let app: TestApp;
  let courseVersionId: string;
  let browsers: Record<Name, Browser>;

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
  beforeEach(() => {
    app.clock.set('2026-11-23T09:00:00Z');
  });
  afterAll(() => app.close());

  const opening = (fields: Record<string, string> = {}): Record<string, string> => ({
    courseVersionId,
    name: `Frühling ${randomBytes(4).toString('hex')}`,
    startsOn: '2027-03-01',
    timeZone: 'Europe/Paris',
    seats: '20',
    admission: 'open',
    'signatory-name-1': 'Ines Duarte',
    'signatory-role-1': 'Director of studies',
    [`instructor-${app.ids.bob}`]: 'yes',
    ...fields,
  });
  const open = (fields: Record<string, string> = {}) =>
    browsers.ada.post('/cohorts/administration/new', opening(fields));
  const countCohorts = async () =>
    (await app.db.query<{ n: number }[]>('SELECT count(*)::int AS n FROM cohorts'))[0]?.n;
  const row = async (slug: string) =>
    (
      await app.db.query<Record<string, unknown>[]>(
        `SELECT c.*, c.starts_on::text AS first, c.week_three_on::text AS third, a.due_local, a.due_at, a.cut_off_local,
                ARRAY(SELECT course_id FROM cohort_prerequisites WHERE cohort_id = c.id) AS prerequisites,
                ARRAY(SELECT user_id FROM cohort_instructors WHERE cohort_id = c.id) AS instructors,
                ARRAY(SELECT join_url FROM cohort_sessions WHERE cohort_id = c.id) AS links,
                ARRAY(SELECT starts_local FROM cohort_sessions WHERE cohort_id = c.id ORDER BY starts_at) AS sessions
           FROM cohorts c JOIN assignments a ON a.cohort_id = c.id WHERE c.slug = $1`,
        [slug],
      )
    )[0] ?? {};

  describe('the list', () => {
    it('tells what runs, what comes and what is over, with seats, line and instructors', async () => {
      const running = await aCohort(app, { courseVersionId, name: 'Running now', seats: 1 });
      await app.get(Enrolments).enrol(running.id, app.ids.alice);
      const [late = ''] = await people(app, 1);
      await app.get(Enrolments).enrol(running.id, late);
      await aCohort(app, { courseVersionId, name: 'Coming up', startsOn: '2027-01-04', instructorIds: [] });
      await aCohort(app, { courseVersionId, name: 'Long ago', startsOn: '2026-08-03' });
      const page = await browsers.ada.get('/cohorts/administration');
      expect(page.status).toBe(200);
      const text = textOf(page.text);
      expect(text).toMatch(
        /Running .*Running now.*week 2.* 1 of 1 1 Bob Tanaka .*Next .*Coming up.*nobody yet.*Past .*Long ago/,
      );
      expect(page.text).toContain(`href="/cohorts/${running.slug}/administration"`);
      expect((await browsers.ada.get('/')).text).toContain('href="/cohorts/administration"');
    });

    it('takes as many statements for many cohorts as for one', async () => {
      const few = await statementsDuring(app.db, () => browsers.ada.get('/cohorts/administration'));
      for (let n = 0; n < 5; n += 1) await aCohort(app, { courseVersionId });
      const many = await statementsDuring(app.db, () => browsers.ada.get('/cohorts/administration'));
      expect(many).toHaveLength(few.length);
      expect(many.length).toBeLessThanOrEqual(3);
    });

    it('is for administrators', async () => {
      for (const path of ['/cohorts/administration', '/cohorts/administration/new']) {
        expect((await app.visitor().get(path)).headers['location']).toContain('/sign-in');
        for (const name of ['alice', 'bob', 'charlie'] as const)
          expect((await browsers[name].get(path)).status).toBe(403);
      }
      expect((await browsers.bob.post('/cohorts/administration/new', opening())).status).toBe(403);
    });
  });

  describe('opening one', () => {
    it('makes its weeks, sessions, assignment and instructors in one step, and says so in the audit log', async () => {
      const [course] = await app.db.query<{ id: string }[]>('SELECT id FROM courses');
      const answer = await open({
        name: 'Spring 2027, Köln',
        joinUrl: 'https://meet.example/room',
        [`prerequisite-${course?.id ?? ''}`]: 'yes',
        'signatory-name-2': 'Bob Tanaka',
        'signatory-role-2': 'Instructor',
      });
      expect(answer.status).toBe(303);
      expect(answer.headers['location']).toBe('/cohorts/spring-2027-koln/dates');
      const made = await row('spring-2027-koln');
      expect(made).toMatchObject({
        name: 'Spring 2027, Köln',
        first: '2027-03-01',
        third: '2027-03-15',
        time_zone: 'Europe/Paris',
        due_local: '2027-03-21T18:00',
        cut_off_local: '2027-03-23T18:00',
        prerequisites: [course?.id],
        instructors: [app.ids.bob],
        signatories: [
          { name: 'Ines Duarte', role: 'Director of studies' },
          { name: 'Bob Tanaka', role: 'Instructor' },
        ],
      });
      expect(new Set(made['links'] as string[])).toEqual(new Set(['https://meet.example/room']));
      expect((made['sessions'] as string[])[0]).toMatch(/^2027-03-0\dT/);
      const [entry] = await app.db.query<{ action: string; actor_id: string }[]>(
        'SELECT action, actor_id FROM audit_entries WHERE subject_id = $1',
        [made['id']],
      );
      expect(entry).toEqual({ action: 'cohort.opened', actor_id: app.ids.ada });
      const page = await browsers.ada.get('/cohorts/spring-2027-koln/dates');
      expect(textOf(page.text)).toContain('Spring 2027, Köln is open.');
    });

    it('begins with proposals and the reader’s zone', async () => {
      const page = await browsers.ada.get('/cohorts/administration/new');
      expect(page.status).toBe(200);
      expect(page.text).toContain('<option value="Europe/Stockholm" selected>');
      expect(page.text).toContain(`<option value="${courseVersionId}" selected>`);
    });

    const refused: [string, Record<string, string>, string, string][] = [
      ['no seats', { seats: '0' }, 'seats', 'Enter a number of seats from 1 to 1000.'],
      ['seats below none', { seats: '-1' }, 'seats', 'Enter a number of seats from 1 to 1000.'],
      ['seats as an exponent', { seats: '1e9' }, 'seats', 'Enter a number of seats from 1 to 1000.'],
      ['a crowd', { seats: '1000000000' }, 'seats', 'Enter a number of seats from 1 to 1000.'],
      [
        'a zone that does not exist',
        { timeZone: 'Europe/Atlantis' },
        'timeZone',
        'Choose a time zone from the list.',
      ],
      ['an offset as a zone', { timeZone: '+02:00' }, 'timeZone', 'Choose a time zone from the list.'],
      ['no day', { startsOn: '' }, 'startsOn', 'Enter the first day.'],
      [
        'a day that no calendar has',
        { startsOn: '2027-02-30' },
        'startsOn',
        'Enter a first day that the calendar has.',
      ],
      [
        'a day that is past',
        { startsOn: '2026-11-22' },
        'startsOn',
        'Choose a day from today on; 22 November 2026 is past.',
      ],
      [
        'a day in a far century',
        { startsOn: '2270-01-01' },
        'startsOn',
        'Choose a day within the next 5 years.',
      ],
      [
        'a deadline before the beginning',
        { due: '2027-02-20T18:00' },
        'due',
        'The deadline would lie before the cohort begins.',
      ],
      [
        'a cut-off before the deadline',
        { cutOff: '2027-03-20T18:00' },
        'cutOff',
        'The cut-off can’t lie before the deadline.',
      ],
      [
        'a time that no clock has',
        { due: '2027-03-21T25:00' },
        'due',
        'Enter a day and a time that the calendar has.',
      ],
      [
        'a time that is skipped',
        { due: '2027-03-28T02:30', cutOff: '2027-03-30T18:00' },
        'due',
        'On 28 March 2027 clocks in Paris jump from 02:00 to 03:00; choose another time.',
      ],
      ['no name', { name: ' ' }, 'name', 'Enter a name for the cohort.'],
      [
        'an address of another page',
        { slug: 'administration' },
        'slug',
        '“administration” is a page of the academy; choose another address.',
      ],
      [
        'an address that is none',
        { slug: 'a b' },
        'slug',
        'Use small letters a to z, digits and single hyphens between them for the address.',
      ],
      [
        'a name of which no address can be made',
        { name: '春の講座' },
        'slug',
        'Enter an address, for instance “autumn-2027”; none can be made of this name.',
      ],
      [
        'nobody who signs',
        { 'signatory-name-1': '', 'signatory-role-1': '' },
        'signatory-name-1',
        'Enter who signs the certificates of this cohort.',
      ],
      [
        'a signature without a role',
        { 'signatory-role-1': '' },
        'signatory-role-1',
        'Enter the role in which Ines Duarte signs.',
      ],
      [
        'a link that runs a script',
        { joinUrl: 'javascript:alert(1)' },
        'joinUrl',
        'Enter an address that begins with https://, such as https://meet.example/room.',
      ],
      [
        'a kind of admission that is none',
        { admission: 'lottery' },
        'admission',
        'Choose who can take a seat.',
      ],
      [
        'a course version that is none',
        { courseVersionId: 'x' },
        'courseVersionId',
        'Choose a course version that is published.',
      ],
      [
        'an instructor without an account',
        { 'instructor-00000000-0000-4000-8000-000000000000': 'yes' },
        'instructors',
        'One of these people has no account any more. Choose the instructors again.',
      ],
    ];
    it.each(refused)('refuses %s beside the field, and loses nothing', async (_, fields, field, sentence) => {
      const before = await countCohorts();
      const name = fields['name'] ?? 'A name that stays';
      const answer = await open({ name, ...fields });
      expect(answer.status).toBe(422);
      expect(textOf(beside(answer.text, field))).toContain(sentence);
      expect(answer.text).toContain(`<a href="#${field}"`);
      expect(answer.text).toContain(name.trim());
      expect(answer.text).toMatch(new RegExp(`name="instructor-${app.ids.bob}" value="yes" checked`));
      expect(await countCohorts()).toBe(before);
    });

    it('tells everything that is wrong at once', async () => {
      const answer = await open({ name: '', seats: '', startsOn: '', timeZone: '', due: 'x' });
      expect(answer.status).toBe(422);
      for (const field of ['name', 'seats', 'startsOn', 'timeZone', 'due'])
        expect(answer.text).toContain(`<a href="#${field}"`);
      expect(answer.text).toContain('<title>Error:');
    });

    it('asks which of two is meant where a time comes twice, and takes either', async () => {
      const fields = {
        name: 'Twice',
        startsOn: '2027-10-18',
        due: '2027-10-31T02:30',
        cutOff: '2027-11-09T18:00',
      };
      const asked = await open(fields);
      expect(asked.status).toBe(422);
      expect(textOf(asked.text)).toContain(
        'On 31 October 2027 clocks in Paris show 02:30 twice; choose which of the two is meant.',
      );
      expect(asked.text).toMatch(/value="2027-10-31T00:30:00\.000Z" checked/);
      expect(textOf(asked.text)).toContain('The second 02:30, UTC+01:00');
      const first = await open({ ...fields, 'due-at': '2027-10-31T00:30:00.000Z' });
      expect(first.status).toBe(303);
      expect(await row('twice')).toMatchObject({ due_at: new Date('2027-10-31T00:30:00Z') });
      const second = await open({ ...fields, slug: 'twice-later', 'due-at': '2027-10-31T01:30:00.000Z' });
      expect(second.status).toBe(303);
      expect(await row('twice-later')).toMatchObject({
        due_at: new Date('2027-10-31T01:30:00Z'),
        due_local: '2027-10-31T02:30',
      });
      // Neither of the two: asked again.
      expect((await open({ ...fields, slug: 'thrice', 'due-at': '2027-10-31T05:00:00.000Z' })).status).toBe(
        422,
      );
    });

    it('takes every zone of the list', async () => {
      const known = await app.db.query<{ name: string }[]>('SELECT name FROM pg_timezone_names');
      const names = new Set(known.map(({ name }) => name));
      const missing = Intl.supportedValuesOf('timeZone').filter((zone) => !names.has(zone));
      expect(missing).toEqual([]);
    });

    it('gives an address to one of two who want it at the same moment, and tells the other', async () => {
      const answers = await Promise.all(
        ['Race one', 'Race two'].map((name) => open({ name, slug: 'the-race' })),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([303, 422]);
      const told = answers.find(({ status }) => status === 422);
      expect(textOf(beside(told?.text ?? '', 'slug'))).toContain(
        'Another cohort has this address; choose another one.',
      );
    });

    it('finds people by name or address while everything typed stays', async () => {
      const answer = await browsers.ada.post(
        '/cohorts/administration/new',
        opening({ name: 'Half typed', seats: 'x', search: 'OKAFOR', act: 'search' }),
      );
      expect(answer.status).toBe(422);
      expect(answer.text).toContain('1 person found for “OKAFOR”; tick who teaches.');
      expect(answer.text).toContain(`name="instructor-${app.ids.charlie}" value="yes"`);
      expect(answer.text).not.toContain(`name="instructor-${app.ids.charlie}" value="yes" checked`);
      expect(answer.text).toContain(`name="instructor-${app.ids.bob}" value="yes" checked`);
      expect(answer.text).toContain('value="Half typed"');
      expect(answer.text).not.toContain('<title>Error:');
      const search = async (words: string) =>
        textOf(
          (await browsers.ada.post('/cohorts/administration/new', opening({ search: words, act: 'search' })))
            .text,
        );
      expect(await search('100%')).toContain('No name and no address contains “100%”.');
      expect(await search('a')).toContain('Enter at least two letters of a name or an address.');
      expect(await search('capstone.example')).toContain('people found');
    });
  });

  describe('changing one', () => {
    let cohort: Cohort;
    beforeEach(async () => {
      cohort = await aCohort(app, { courseVersionId, seats: 2 });
    });
    const address = () => `/cohorts/${cohort.slug}/administration`;
    const changed = (fields: Record<string, string> = {}, version = 1): Record<string, string> => ({
      version: String(version),
      name: cohort.name,
      seats: '2',
      admission: 'open',
      joinUrl: '',
      'signatory-name-1': 'Ines Duarte',
      'signatory-role-1': 'Director of studies',
      [`instructor-${app.ids.bob}`]: 'yes',
      ...fields,
    });
    const without = (fields: Record<string, string>, name: string) =>
      Object.fromEntries(Object.entries(fields).filter(([field]) => field !== name));

    it('shows what is stored and saves what was typed, with an entry of facts', async () => {
      const page = await browsers.ada.get(address());
      expect(page.status).toBe(200);
      expect(page.text).toContain(`name="instructor-${app.ids.bob}" value="yes" checked`);
      const answer = await browsers.ada.post(
        address(),
        changed({
          name: 'Renamed',
          admission: 'invitation',
          joinUrl: 'https://meet.example/new',
          [`instructor-${app.ids.charlie}`]: 'yes',
        }),
      );
      expect(answer.status).toBe(303);
      const now = await row(cohort.slug);
      expect(now).toMatchObject({ name: 'Renamed', admission: 'invitation', version: 2 });
      expect((now['instructors'] as string[]).sort()).toEqual([app.ids.bob, app.ids.charlie].sort());
      const links = now['links'] as (string | null)[];
      // Those that have taken place keep theirs.
      expect(links.filter((link) => link === null).length).toBeGreaterThan(0);
      expect(links).toContain('https://meet.example/new');
      const [entry] = await app.db.query<{ facts: object }[]>(
        `SELECT facts FROM audit_entries WHERE subject_id = $1 AND action = 'cohort.changed'`,
        [cohort.id],
      );
      expect(entry?.facts).toEqual({
        admissionBefore: 'open',
        admission: 'invitation',
        renamed: true,
        joinLink: true,
        instructorsAdded: 1,
        instructorsRemoved: 0,
        prerequisites: 0,
      });
    });

    it('never has fewer seats than are taken, and gives new ones to those who wait, in their order', async () => {
      const enrolments = app.get(Enrolments);
      app.clock.set('2026-11-17T09:00:00Z');
      const ids = await people(app, 5);
      for (const id of ids) await enrolments.enrol(cohort.id, id);
      const few = await browsers.ada.post(address(), changed({ seats: '1' }));
      expect(few.status).toBe(422);
      expect(textOf(beside(few.text, 'seats'))).toContain('2 seats are taken; enter 2 or more.');
      expect((await browsers.ada.post(address(), changed({ seats: '4' }))).status).toBe(303);
      const seated = await app.db.query<{ id: string }[]>(
        `SELECT e.user_id AS id FROM enrolments e JOIN enrolment_events v ON v.enrolment_id = e.id
          WHERE e.cohort_id = $1 AND v.kind = 'enrolled'`,
        [cohort.id],
      );
      expect(seated.map(({ id }) => id).sort()).toEqual(ids.slice(0, 4).sort());
    });

    it('keeps an instructor while work waits to be graded', async () => {
      const chronicle = app.get(Chronicle);
      const handbookId = await chronicle.enrol(cohort, app.ids.alice);
      await chronicle.write(handbookId, app.ids.alice, harbourLane);
      const submissionId = await chronicle.handIn(handbookId, app.ids.alice);
      const nobody = without(changed(), `instructor-${app.ids.bob}`);
      const refused = await browsers.ada.post(address(), nobody);
      expect(refused.status).toBe(422);
      expect(textOf(beside(refused.text, 'instructors'))).toContain(
        '1 handbook waits to be graded here, so the cohort needs an instructor.',
      );
      // Who was unticked can still be ticked again.
      expect(refused.text).toContain(`name="instructor-${app.ids.bob}" value="yes"`);
      await chronicle.grade(submissionId, app.ids.bob, [2]);
      expect((await browsers.ada.post(address(), nobody)).status).toBe(303);
    });

    it('does not let a student teach', async () => {
      await app.get(Enrolments).enrol(cohort.id, app.ids.alice);
      const answer = await browsers.ada.post(address(), changed({ [`instructor-${app.ids.alice}`]: 'yes' }));
      expect(answer.status).toBe(422);
      expect(textOf(beside(answer.text, 'instructors'))).toContain(
        'Alice Moreau learns in this cohort, or waits for a seat in it, and so can’t teach it.',
      );
    });

    it('tells who comes second what was stored in the meantime, and keeps what they typed', async () => {
      expect((await browsers.ada.post(address(), changed({ name: 'First', seats: '5' }))).status).toBe(303);
      const stale = await browsers.ada.post(
        address(),
        without(
          changed({ name: 'Second', seats: '7', admission: 'application' }),
          `instructor-${app.ids.bob}`,
        ),
      );
      expect(stale.status).toBe(409);
      expect(textOf(beside(stale.text, 'name'))).toContain('Stored by now: “First”. You chose “Second”.');
      expect(textOf(beside(stale.text, 'seats'))).toContain('Stored by now: “5”. You chose “7”.');
      expect(textOf(beside(stale.text, 'admission'))).toContain(
        'Stored by now: “Open”. You chose “By application”.',
      );
      expect(textOf(beside(stale.text, 'instructors'))).toContain(
        'Stored by now: “Bob Tanaka”. You chose nothing.',
      );
      expect(stale.text).toContain('value="Second"');
      expect(stale.text).toContain('name="version" value="2"');
      expect((await row(cohort.slug))['name']).toBe('First');
      expect((await browsers.ada.post(address(), changed({ name: 'Second' }, 2))).status).toBe(303);
      expect(await row(cohort.slug)).toMatchObject({ name: 'Second', version: 3 });
    });

    it('lets one of two who save at the same moment through', async () => {
      const answers = await Promise.all(
        ['One', 'Other'].map((name) => browsers.ada.post(address(), changed({ name }))),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
      expect((await row(cohort.slug))['version']).toBe(2);
    });

    it('raises seats and enrols at the same moment without a seat too many', async () => {
      app.clock.set('2026-11-17T09:00:00Z');
      const enrolments = app.get(Enrolments);
      const ids = await people(app, 8);
      await Promise.all([
        ...ids.map((id) => enrolments.enrol(cohort.id, id)),
        browsers.ada.post(address(), changed({ seats: '4' })),
      ]);
      const [count] = await app.db.query<{ n: number }[]>(
        `SELECT count(*)::int AS n FROM enrolments e JOIN enrolment_events v ON v.enrolment_id = e.id
          WHERE e.cohort_id = $1 AND v.kind = 'enrolled'`,
        [cohort.id],
      );
      expect(count?.n).toBe(4);
    });

    it('is for administrators who do not take part in it', async () => {
      await app.get(Enrolments).enrol(cohort.id, app.ids.alice);
      expect((await browsers.charlie.get(address())).status).toBe(404);
      expect((await browsers.alice.get(address())).status).toBe(403);
      expect((await browsers.bob.get(address())).status).toBe(403);
      expect((await browsers.bob.post(address(), changed())).status).toBe(403);
      expect((await browsers.ada.get('/cohorts/no-such-cohort/administration')).status).toBe(404);
      await app.get(Enrolments).enrol(cohort.id, app.ids.ada);
      expect((await browsers.ada.get(address())).status).toBe(403);
    });

    it('takes a fixed number of statements', async () => {
      const few = await statementsDuring(app.db, () => browsers.ada.get(address()));
      for (const id of await people(app, 5)) await app.get(Enrolments).enrol(cohort.id, id);
      const many = await statementsDuring(app.db, () => browsers.ada.get(address()));
      expect(many).toHaveLength(few.length);
      expect(many.length).toBeLessThanOrEqual(8);
    });
  });
});

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
