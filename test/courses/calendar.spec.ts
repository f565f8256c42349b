import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import ICAL from 'ical.js';
import { calendarFile, type CalendarEntry } from '../../src/courses/learning/calendar-file.js';
import { type Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { cast } from '../../src/users/cast.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';
import { aCohort } from './a-cohort.js';
import { at, planOf } from './a-plan.js';

const entry: CalendarEntry = {
  uid: 'session-1@capstone',
  sequence: 0,
  revisedAt: new Date('2026-11-01T00:00:00Z'),
  startsAt: new Date('2026-11-24T23:00:00Z'),
  minutes: 60,
  timeZone: 'America/Toronto',
  title: 'A session',
  description: 'What it is.',
  url: 'https://academy.example/my/x/sessions/1',
  cancelled: false,
};

/** Read as a calendar program does: each event with its zone's rules, which stand in the file. */
function read(text: string) {
  const calendar = new ICAL.Component(ICAL.parse(text) as unknown[]);
  const zones = new Map(
    calendar
      .getAllSubcomponents('vtimezone')
      .map((zone) => [String(zone.getFirstPropertyValue('tzid')), new ICAL.Timezone(zone)]),
  );
  return calendar.getAllSubcomponents('vevent').map((event) => {
    const instant = (name: string) => {
      const property = event.getFirstProperty(name);
      if (!property) return null;
      const time = property.getFirstValue() as InstanceType<typeof ICAL.Time>;
      const tzid = property.getFirstParameter('tzid');
      if (tzid) {
        const zone = zones.get(tzid);
        if (!zone) throw new Error(`The file has no rules for ${tzid}.`);
        time.zone = zone;
      }
      return time.toJSDate().toISOString();
    };
    const value = (name: string) => String(event.getFirstPropertyValue(name));
    return { value, starts: instant('dtstart'), ends: instant('dtend'), stamp: instant('dtstamp') };
  });
}

function expectSound(text: string): void {
  expect(text.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
  expect(text).toMatch(/^BEGIN:VCALENDAR\r\nVERSION:2.0\r\n/);
}

describe('a calendar file', () => {
  it('means the instants that it was made from, in every zone and on both sides of every change of clocks', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2034, 0) }),
        fc.integer({ min: 1, max: 300 }),
        (timeZone, milliseconds, minutes) => {
          const startsAt = new Date(Math.floor(milliseconds / 60_000) * 60_000);
          const text = calendarFile('Capstone', [{ ...entry, timeZone, startsAt, minutes }]);
          expectSound(text);
          const [event] = read(text);
          expect([event?.starts, event?.ends]).toEqual([
            startsAt.toISOString(),
            new Date(startsAt.getTime() + minutes * 60_000).toISOString(),
          ]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each([
    // The last hour before a change, the first after it, and both hours of the same name in autumn.
    ['Europe/Paris', '2027-03-28T00:59:00Z'],
    ['Europe/Paris', '2027-03-28T01:00:00Z'],
    ['Europe/Paris', '2026-10-25T00:00:00Z'],
    ['Europe/Paris', '2026-10-25T00:30:00Z'],
    ['Europe/Paris', '2026-10-25T01:30:00Z'],
    ['America/Toronto', '2026-11-01T05:30:00Z'],
    ['America/Toronto', '2026-11-01T06:30:00Z'],
    ['America/Toronto', '2027-03-14T07:00:00Z'],
    ['Australia/Lord_Howe', '2027-04-03T15:15:00Z'],
    ['Asia/Calcutta', '2026-11-24T23:00:00Z'],
    ['Africa/Casablanca', '2027-02-20T12:00:00Z'],
    ['UTC', '2026-11-24T23:00:00Z'],
  ])('in %s at %s', (timeZone, time) => {
    const startsAt = new Date(time);
    // Short ones stay in their hour.
    for (const minutes of [5, 25, 60]) {
      const [event] = read(calendarFile('Capstone', [{ ...entry, timeZone, startsAt, minutes }]));
      const endsAt = new Date(startsAt.getTime() + minutes * 60_000);
      expect([event?.starts, event?.ends]).toEqual([startsAt.toISOString(), endsAt.toISOString()]);
    }
  });

  it('is written in wall time with the zone’s rules, once each', () => {
    const text = calendarFile('Capstone', [entry, { ...entry, uid: 'session-2@capstone' }]);
    expect(text).toContain('DTSTART;TZID=America/Toronto:20261124T180000\r\n');
    expect(text.match(/BEGIN:VTIMEZONE/g)).toHaveLength(1);
    expect(text).toContain('DTSTAMP:20261101T000000Z');
  });

  it('folds long lines, between letters of any script, and keeps what was written', () => {
    const title =
      'Façade; “größer”, 漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字漢字 🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂 \\ end';
    const text = calendarFile(title, [{ ...entry, title, description: 'One\nTwo' }]);
    expectSound(text);
    const [event] = read(text);
    expect([event?.value('summary'), event?.value('description')]).toEqual([title, 'One\nTwo']);
  });

  it('says what is cancelled, twice, and how often it was moved; a deadline takes no time', () => {
    const [cancelled, deadline] = read(
      calendarFile('Capstone', [
        { ...entry, cancelled: true, sequence: 3 },
        { ...entry, uid: 'deadline-1@capstone', minutes: 0 },
      ]),
    );
    expect(['status', 'summary', 'sequence', 'uid'].map((name) => cancelled?.value(name))).toEqual([
      'CANCELLED',
      'Cancelled: A session',
      '3',
      'session-1@capstone',
    ]);
    expect([deadline?.starts, deadline?.ends]).toEqual(['2026-11-24T23:00:00.000Z', null]);
  });

  it('may be empty', () => {
    expectSound(calendarFile('Capstone', []));
    expect(read(calendarFile('Capstone', []))).toEqual([]);
  });
});

describe('calendars', () => {
  let app: TestApp;
  let cohort: Cohort;
  let alice: Browser;
  let bob: Browser;
  let versionId: string;

  beforeAll(async () => {
    app = await startTestApp();
    versionId = await app.get(Chronicle).publishStrategist(app.ids.ada);
    [alice, bob] = [await app.as('alice'), await app.as('bob')];
  });
  beforeEach(async () => {
    cohort = await aCohort(app, { courseVersionId: versionId });
    await app.get(Enrolments).enrol(cohort.id, app.ids.alice);
  });
  afterAll(() => app.close());

  const addressOf = async (browser: Browser) =>
    /\/calendars\/[\w-]{64}\.ics/.exec((await browser.get('/calendars')).text)?.[0] ?? '';
  async function anAddress(browser: Browser): Promise<string> {
    expect((await browser.post('/calendars')).status).toBe(303);
    return addressOf(browser);
  }

  it('as a file: all sessions of a course and the deadline, at the instants of the database', async () => {
    const { sessions } = await planOf(app, cohort);
    const answer = await alice.get(`/my/${cohort.slug}/calendar.ics`);
    expect([answer.status, answer.headers['content-type'], answer.headers['content-disposition']]).toEqual([
      200,
      'text/calendar; charset=utf-8',
      `attachment; filename="${cohort.slug}.ics"`,
    ]);
    expectSound(answer.text);
    const events = read(answer.text);
    for (const { id, startsAt } of sessions) {
      const event = events.find(({ value }) => value('uid') === `session-${id}@capstone`);
      expect(event?.starts).toBe(startsAt.toISOString());
      expect(event?.value('url')).toBe(`${app.url}/my/${cohort.slug}/sessions/${id}`);
    }
    expect(events.find(({ value }) => value('uid').startsWith('deadline-'))?.starts).toBe(
      '2026-12-07T04:59:00.000Z',
    );
    expect(events).toHaveLength(sessions.length + 1);
  });

  it('as a file have no deadline for those who run the cohort, and are nothing to others', async () => {
    expect((await bob.get(`/my/${cohort.slug}/calendar.ics`)).text).not.toContain('deadline-');
    expect((await (await app.as('charlie')).get(`/my/${cohort.slug}/calendar.ics`)).status).toBe(404);
    expect((await app.visitor().get(`/my/${cohort.slug}/calendar.ics`)).status).toBe(303);
    expect((await alice.get('/my/no-such-cohort/calendar.ics')).status).toBe(404);
  });

  it('are read at their address by whoever has it, name nobody and hold no link to join', async () => {
    await app.db.query(`UPDATE cohort_sessions SET join_url = 'https://meet.example/secret'`);
    const path = await anAddress(alice);
    const answer = await app.visitor().get(path);
    expect([answer.status, answer.headers['content-type'], answer.headers['set-cookie']]).toEqual([
      200,
      'text/calendar; charset=utf-8',
      undefined,
    ]);
    expectSound(answer.text);
    expect(read(answer.text).length).toBeGreaterThan(5);
    for (const secret of [cast.alice.name, cast.bob.name, '@capstone.example', 'meet.example']) {
      expect(answer.text).not.toContain(secret);
    }
  });

  it('hold the cohorts that somebody teaches, too, and stay without those they left', async () => {
    const other = await aCohort(app, { courseVersionId: versionId });
    await app.get(Enrolments).enrol(other.id, app.ids.alice);
    const [hers, his] = [await anAddress(alice), await anAddress(bob)];
    const text = async (path: string) => (await app.visitor().get(path)).text.replaceAll('\r\n ', '');
    expect(await text(hers)).toContain(`/my/${other.slug}/`);
    expect(await text(his)).toContain(`/my/${other.slug}/`);
    await app.get(Enrolments).withdraw(other.id, app.ids.alice);
    expect(await text(hers)).not.toContain(`/my/${other.slug}/`);
    expect(await text(hers)).toContain(`/my/${cohort.slug}/`);
  });

  it('tell a program that nothing has changed, and what has', async () => {
    const path = await anAddress(alice);
    const first = await fetch(app.url + path);
    const tag = first.headers.get('etag') ?? '';
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    const same = await fetch(app.url + path, { headers: { 'if-none-match': tag } });
    expect([same.status, await same.text()]).toEqual([304, '']);
    const { sessions } = await planOf(app, cohort);
    const moved = at(sessions, 0).id;
    await app.db.query(
      `UPDATE cohort_sessions SET starts_at = starts_at + interval '1 day', sequence = sequence + 1 WHERE id = $1`,
      [moved],
    );
    await app.db.query('UPDATE cohort_sessions SET cancelled_at = now() WHERE id = $1', [at(sessions, 1).id]);
    const changed = await fetch(app.url + path, { headers: { 'if-none-match': tag } });
    expect(changed.status).toBe(200);
    const events = read(await changed.text());
    const event = (id: string) => events.find(({ value }) => value('uid') === `session-${id}@capstone`);
    expect(event(moved)?.value('sequence')).toBe('1');
    expect(event(at(sessions, 1).id)?.value('status')).toBe('CANCELLED');
  });

  it('have one address at a time: a new one ends the old one, and all can be ended', async () => {
    const first = await anAddress(alice);
    const answers = await Promise.all([alice.post('/calendars'), alice.post('/calendars')]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    const second = await addressOf(alice);
    expect((await app.visitor().get(first)).status).toBe(404);
    expect((await app.visitor().get(second)).status).toBe(200);
    await alice.post('/calendars/endings');
    await alice.post('/calendars/endings');
    expect((await app.visitor().get(second)).status).toBe(404);
    expect((await alice.get('/calendars')).text).toContain('Make an address');
  });

  it('are not found at addresses that never were, without asking the database', async () => {
    const path = await anAddress(alice);
    const visitor = app.visitor();
    for (const wrong of [
      path.replace('.ics', ''),
      path.replace(/.\.ics/, (end) => (end.startsWith('A') ? 'B.ics' : 'A.ics')),
      `/calendars/${'A'.repeat(64)}.ics`,
      '/calendars/.ics',
      '/calendars/%00.ics',
    ]) {
      const sent = await statementsDuring(app.db, async () => {
        expect((await visitor.get(wrong)).status).toBe(404);
      });
      expect(sent).toEqual([]);
    }
    expect(await statementsDuring(app.db, () => visitor.get(path))).toHaveLength(2);
  });

  it('end with the erasure of their owner', async () => {
    const charlie = await app.as('charlie');
    const path = await anAddress(charlie);
    await app.get(Erasures).erase(app.ids.charlie, app.ids.ada);
    expect((await app.visitor().get(path)).status).toBe(404);
    expect(await app.db.query('SELECT 1 FROM calendar_feeds WHERE user_id = $1', [app.ids.charlie])).toEqual(
      [],
    );
  });
});
