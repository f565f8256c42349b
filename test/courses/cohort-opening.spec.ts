import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { type Browser, type Name, startTestApp, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';
import { aCohort, people } from './a-cohort.js';
import { beside } from './cohort-pages.js';
import { textOf } from './text-of.js';

describe('Cohorts, as administrators list and open them', () => {
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
  });
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
        'a role that would not fit below the signature',
        { 'signatory-role-1': 'x'.repeat(91) },
        'signatory-role-1',
        'Use at most 90 characters for the role of a signature.',
      ],
      [
        'a name of a signature that is too long',
        { 'signatory-name-1': 'x'.repeat(10_000) },
        'signatory-name-1',
        'Use at most 120 characters for the name of a signature.',
      ],
      [
        'a signature of what nobody sees',
        { 'signatory-name-1': '\u0000\u202e\u200b' },
        'signatory-name-1',
        'Enter who signs as Director of studies.',
      ],
      [
        'a signature that no font has',
        { 'signatory-name-1': 'Ines 🎓', 'signatory-role-1': 'Director of ᚠ' },
        'signatory-name-1',
        'Certificates can’t print “🎓” in the name of a signature. Leave it out.',
      ],
      [
        'a name that no font has',
        { name: 'Autumn 🍂' },
        'name',
        'Certificates can’t print “🍂” in the name of the cohort. Leave it out.',
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

    it('refuses a first day with which clocks would jump over the beginning of a session', async () => {
      const planned = (startsAt: string) =>
        app.db.transaction(async (tx) => {
          // A published version is frozen; here it gets a session in the night for a moment.
          await tx.query(`SET LOCAL session_replication_role = 'replica'`);
          await tx.query(`UPDATE live_sessions SET starts_at = $1 WHERE day = 7 OR position = 1`, [startsAt]);
          await tx.query(`UPDATE live_sessions SET day = $1 WHERE position = 1`, [
            startsAt === '02:30' ? 7 : 2,
          ]);
        });
      await planned('02:30');
      const before = await countCohorts();
      const answer = await open({ startsOn: '2027-03-22', name: 'Nights' });
      expect(answer.status).toBe(422);
      expect(textOf(beside(answer.text, 'startsOn'))).toContain(
        'On 28 March 2027 clocks in Paris jump from 02:00 to 03:00; choose another time.',
      );
      expect(await countCohorts()).toBe(before);
      await planned('18:00');
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
});
