import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { type Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { COURSE_REMINDERS } from '../../src/courses/mails/course-reminders.service.js';
import { SESSION_TOMORROW } from '../../src/courses/mails/session-mails.service.js';
import { openings } from '../../src/courses/mails/week-mails.service.js';
import { isDue, weekOpensAt } from '../../src/courses/times/reminders.rules.js';
import { Jobs } from '../../src/platform/jobs/jobs.js';
import { Correspondence } from '../../src/users/correspondence/correspondence.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { cast } from '../../src/users/cast.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { type ReceivedMail } from '../support/mail-server.js';
import { statementsDuring } from '../support/statements.js';
import { aCohort, people } from './a-cohort.js';

let app: TestApp;
let courseVersionId: string;
let seen = 0;

beforeAll(async () => {
  app = await startTestApp();
  courseVersionId = (await aCohort(app)).courseVersionId;
});
afterAll(() => app.close());
beforeEach(async () => {
  await look();
  seen = app.mails.length;
});

async function look(): Promise<void> {
  await app.get(Jobs).trigger(COURSE_REMINDERS);
  await jobsDone(app.db);
}

/** What came since the test began, welcomes aside. */
const mails = (): ReceivedMail[] =>
  app.mails.slice(seen).filter(({ subject }) => !subject.startsWith('Your place'));
const sentTo = (who: keyof typeof cast): ReceivedMail[] =>
  mails().filter(({ to }) => to.includes(cast[who].email));

async function lookAt(instant: string): Promise<void> {
  app.clock.set(instant);
  await look();
}

async function livesIn(who: keyof typeof cast, zone: string): Promise<void> {
  await app.db.query('UPDATE users SET time_zone = $2 WHERE id = $1', [app.ids[who], zone]);
}

/** A cohort whose students are these; the course's plan has its first session where it has it. */
async function cohortOf(
  startsOn: string,
  timeZone: string,
  students: (keyof typeof cast)[],
  enrolledAt: string,
): Promise<Cohort> {
  app.clock.set(enrolledAt);
  const day = Temporal.PlainDate.from(startsOn);
  const due = day.add({ days: 20 }).toString();
  const cohort = await aCohort(app, {
    courseVersionId,
    startsOn,
    timeZone,
    name: `Cohort of ${startsOn}`,
    dueLocal: `${due}T18:00`,
    cutOffLocal: `${due}T18:00`,
    instructorIds: [],
  });
  for (const student of students) await app.get(Enrolments).enrol(cohort.id, app.ids[student]);
  return cohort;
}

/** The cohort has one live session, and it is this one. */
async function session(cohort: Cohort, startsAt: string, title = 'Office hours'): Promise<string> {
  await app.db.query('UPDATE cohort_sessions SET cancelled_at = now() WHERE cohort_id = $1', [cohort.id]);
  const [row] = await app.db.query<{ id: string }[]>(
    `INSERT INTO cohort_sessions (cohort_id, week, title, starts_local, starts_at, minutes)
     VALUES ($1, 1, $2, $3, $4, 60) RETURNING id`,
    [cohort.id, title, startsAt.slice(0, 16), startsAt],
  );
  return row?.id ?? '';
}

const moveSession = (id: string, startsAt: string) =>
  app.db.query('UPDATE cohort_sessions SET starts_at = $2 WHERE id = $1', [id, startsAt]);
/** No session of the course's plan comes between. */
const noSessions = (cohort: Cohort) =>
  app.db.query('UPDATE cohort_sessions SET cancelled_at = now() WHERE cohort_id = $1', [cohort.id]);

describe('When a week begins', () => {
  it('each student is told at 07:00 of their own morning, once', async () => {
    const cohort = await cohortOf('2027-03-08', 'Europe/Paris', ['alice', 'charlie'], '2027-02-01T09:00:00Z');
    await noSessions(cohort);
    await livesIn('alice', 'Europe/Paris');
    await livesIn('charlie', 'America/Toronto');
    await lookAt('2027-03-08T05:55:00Z');
    expect(mails()).toEqual([]);
    await lookAt('2027-03-08T06:00:00Z');
    expect(mails().map(({ to }) => to)).toEqual([[cast.alice.email]]);
    await lookAt('2027-03-08T11:55:00Z');
    expect(sentTo('charlie')).toEqual([]);
    await lookAt('2027-03-08T12:00:00Z');
    await lookAt('2027-03-08T12:05:00Z');
    await lookAt('2027-03-09T05:00:00Z');
    expect([sentTo('alice').length, sentTo('charlie').length]).toEqual([1, 1]);
    const [mail] = sentTo('alice');
    expect(mail?.subject).toMatch(/^Week 1 of Social Media Strategist: /);
    for (const part of [mail?.text, mail?.html]) {
      expect(part).toContain('Cohort of 2027-03-08');
      expect(part).toContain('Sun 14 Mar');
      expect(part).toContain(`${app.url}/my/${cohort.slug}`);
    }
    expect(mail?.headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click');
  });

  it('names its live sessions on the reader’s clock and the cohort’s, on both sides of a change of the clocks', async () => {
    // In Toronto summer time begins on 11 March 2029, in Paris on the 25th.
    const cohort = await cohortOf('2029-03-19', 'Europe/Paris', ['charlie'], '2029-02-01T09:00:00Z');
    await livesIn('charlie', 'America/Toronto');
    await session(cohort, '2029-03-22T17:00:00Z');
    await lookAt('2029-03-19T11:00:00Z');
    const [mail] = sentTo('charlie');
    expect(mail?.text).toContain('Thu 22 Mar, 13:00 your time · 18:00 in Paris, 60 minutes');
  });

  it('is not told before the week has begun where the cohort is', async () => {
    const cohort = await cohortOf('2027-05-03', 'America/Los_Angeles', ['alice'], '2027-04-01T09:00:00Z');
    await noSessions(cohort);
    await livesIn('alice', 'Pacific/Auckland');
    await lookAt('2027-05-02T19:00:00Z'); // 07:00 in Auckland
    expect(mails()).toEqual([]);
    await lookAt('2027-05-03T07:00:00Z'); // Midnight in Los Angeles
    expect(sentTo('alice')).toHaveLength(1);
  });

  it('that was moved is told at its new time, and not at its old one', async () => {
    const cohort = await cohortOf('2027-06-07', 'UTC', ['alice'], '2027-05-20T09:00:00Z');
    await noSessions(cohort);
    await livesIn('alice', 'UTC');
    const moveWeeks = (by: number) =>
      app.db.query(
        'UPDATE cohorts SET starts_on = starts_on + $2::int, week_two_on = week_two_on + $2::int, week_three_on = week_three_on + $2::int WHERE id = $1',
        [cohort.id, by],
      );
    await lookAt('2027-06-07T07:00:00Z');
    await moveWeeks(3);
    await lookAt('2027-06-10T07:00:00Z');
    expect(sentTo('alice').map(({ subject }) => subject.slice(0, 6))).toEqual(['Week 1', 'Week 1']);
  });

  it('is not told to whoever came after it, has withdrawn or was erased, or when it is more than a day ago', async () => {
    const cohort = await cohortOf('2027-08-02', 'UTC', ['alice', 'bob', 'charlie'], '2027-07-20T09:00:00Z');
    await noSessions(cohort);
    await app.get(Enrolments).withdraw(cohort.id, app.ids.bob);
    const [latecomer = '', forgotten = ''] = await people(app, 2);
    await app.get(Enrolments).enrol(cohort.id, forgotten);
    await app.get(Erasures).erase(forgotten, app.ids.ada);
    app.clock.set('2027-08-02T08:30:00Z');
    await app.get(Enrolments).enrol(cohort.id, latecomer);
    await livesIn('alice', 'UTC');
    await livesIn('charlie', 'Asia/Tokyo');
    // Nothing ran since the night before.
    await lookAt('2027-08-03T06:00:00Z');
    expect(mails().map(({ to }) => to)).toEqual([[cast.alice.email]]);
    expect(sentTo('charlie')).toEqual([]);
  });
});

describe('A day before a live session', () => {
  it('students are told once, with the time on their clock and the cohort’s', async () => {
    const cohort = await cohortOf('2027-10-25', 'Europe/Paris', ['alice', 'charlie'], '2027-10-26T09:00:00Z');
    await livesIn('alice', 'Europe/Paris');
    await livesIn('charlie', 'America/Toronto');
    // Paris changes its clocks on 31 October, Toronto on 7 November: five hours lie between them for a week.
    await session(cohort, '2027-11-01T17:00:00Z');
    await lookAt('2027-10-31T16:55:00Z');
    expect(mails()).toEqual([]);
    await lookAt('2027-10-31T17:00:00Z');
    await lookAt('2027-10-31T17:05:00Z');
    await lookAt('2027-11-01T16:55:00Z');
    const reminders = mails().filter(({ subject }) => subject.startsWith('Live session'));
    expect(reminders).toHaveLength(2);
    const [to, beside] = [cast.alice.email, cast.charlie.email].map((address) =>
      reminders.find((mail) => mail.to.includes(address)),
    );
    expect(to?.subject).toBe('Live session on Mon 1 Nov, 18:00 your time: Office hours');
    for (const part of [beside?.text, beside?.html]) {
      expect(part).toContain('Mon 1 Nov, 13:00 your time · 18:00 in Paris · in 24 hours');
      expect(part).toContain(`${app.url}/my/${cohort.slug}`);
    }
  });

  it('that was moved they are told again for its new time, and nothing about the old one', async () => {
    const cohort = await cohortOf('2028-01-10', 'UTC', ['alice'], '2028-01-10T09:00:00Z');
    await livesIn('alice', 'UTC');
    const id = await session(cohort, '2028-01-13T17:00:00Z');
    await lookAt('2028-01-12T17:00:00Z');
    await moveSession(id, '2028-01-15T09:00:00Z');
    await lookAt('2028-01-14T09:00:00Z');
    await moveSession(id, '2028-01-15T20:00:00Z');
    await lookAt('2028-01-15T10:00:00Z');
    expect(sentTo('alice').map(({ subject }) => subject.slice(16, 33))).toEqual([
      'Thu 13 Jan, 17:00',
      'Sat 15 Jan, 09:00',
      'Sat 15 Jan, 20:00',
    ]);
  });

  it('that is moved or cancelled before the mail is written they are not told', async () => {
    const cohort = await cohortOf('2028-02-07', 'UTC', ['alice'], '2028-02-07T09:00:00Z');
    const [enrolment] = await app.db.query<{ id: string }[]>(
      'SELECT id FROM enrolments WHERE cohort_id = $1',
      [cohort.id],
    );
    const startsAt = '2028-02-10T17:00:00.000Z';
    const [cancelled, moved] = [await session(cohort, startsAt), await session(cohort, startsAt)];
    app.clock.set('2028-02-09T17:00:00Z');
    await app.db.transaction(async (tx) => {
      for (const sessionId of [cancelled, moved]) {
        const ids = { personId: app.ids.alice, enrolmentId: enrolment?.id ?? '', sessionId, startsAt };
        await app.get(Correspondence).post(tx, SESSION_TOMORROW, ids);
      }
      await tx.query(`UPDATE cohort_sessions SET starts_at = '2028-02-14T17:00:00Z' WHERE id = $1`, [moved]);
    });
    await jobsDone(app.db);
    expect(sentTo('alice')).toEqual([]);
  });

  it('is not told to whoever has withdrawn, and is too late once it has begun', async () => {
    const cohort = await cohortOf('2028-03-06', 'UTC', ['alice', 'charlie'], '2028-03-06T09:00:00Z');
    await session(cohort, '2028-03-09T17:00:00Z');
    await app.get(Enrolments).withdraw(cohort.id, app.ids.charlie);
    await lookAt('2028-03-09T17:00:00Z');
    expect(mails()).toEqual([]);
    await session(cohort, '2028-03-09T18:00:00Z');
    await look();
    expect(mails().map(({ to }) => to)).toEqual([[cast.alice.email]]);
  });
});

it('takes the same statements for three people as for sixty', async () => {
  const counted: number[] = [];
  for (const [month, many] of [
    ['04', 3],
    ['05', 57],
  ] as const) {
    const cohort = await cohortOf(`2028-${month}-03`, 'UTC', [], `2028-${month}-01T09:00:00Z`);
    await app.db.query('UPDATE cohorts SET seats = 100 WHERE id = $1', [cohort.id]);
    for (const id of await people(app, many)) await app.get(Enrolments).enrol(cohort.id, id);
    await session(cohort, `2028-${month}-03T20:00:00Z`);
    await jobsDone(app.db);
    app.clock.set(`2028-${month}-03T07:00:00Z`);
    const statements = await statementsDuring(app.db, look);
    // Composing is one job a mail; here it counts what finding and posting take.
    const finding = statements.filter((sql) =>
      /w\.first_day BETWEEN|s\.starts_at <= |INSERT INTO pgboss/.test(sql),
    );
    counted.push(finding.length);
    expect(mails().filter(({ subject }) => subject.startsWith('Week 1'))).toHaveLength(
      counted.length === 1 ? 3 : 60,
    );
  }
  expect(counted).toEqual([4, 4]);
});

describe('The hour of a reminder', () => {
  const zones = [
    'UTC',
    'Europe/Paris',
    'America/Toronto',
    'America/Los_Angeles',
    'Pacific/Auckland',
    'Pacific/Kiritimati',
    'Pacific/Niue',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'America/St_Johns',
  ];
  const aZone = fc.constantFrom(...zones);
  const aDay = fc
    .integer({ min: 0, max: 1500 })
    .map((days) => Temporal.PlainDate.from('2026-01-01').add({ days }).toString());

  it('is 07:00 on the reader’s clock, or later if the week has not begun, whatever the clocks do', () => {
    fc.assert(
      fc.property(aDay, aZone, aZone, (firstDay, cohortZone, readerZone) => {
        const due = weekOpensAt(firstDay, cohortZone, readerZone).getTime();
        const at = (zone: string) => Temporal.Instant.fromEpochMilliseconds(due).toZonedDateTimeISO(zone);
        const there = at(cohortZone).toPlainDate().toString();
        expect(there >= firstDay).toBe(true);
        const here = at(readerZone);
        const morning = here.toPlainDate().toString() === firstDay && here.hour === 7 && here.minute === 0;
        const midnight = there === firstDay && at(cohortZone).startOfDay().epochMilliseconds === due;
        expect(morning || midnight).toBe(true);
        if (!morning) expect(here.toPlainDateTime().toString() >= `${firstDay}T07:00:00`).toBe(true);
      }),
    );
  });

  it('is never before its time, and tells nobody twice, however often and late one looks', () => {
    const pauses = fc.array(fc.integer({ min: 1, max: 30 * 60 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(aDay, aZone, aZone, pauses, (firstDay, cohortZone, readerZone, minutes) => {
        const due = weekOpensAt(firstDay, cohortZone, readerZone);
        const ahead = {
          ...{ personId: 'p', enrolmentId: 'e', week: 1, firstDay, cohortZone, readerZone },
          since: new Date(0),
        };
        // Once posted, the same ids are posted no more; that is the Mailer's.
        const posted = new Map<string, Date>();
        let now = new Date(due.getTime() - 36 * 3_600_000);
        const looks: Date[] = [];
        for (const pause of minutes) {
          now = new Date(now.getTime() + pause * 60_000);
          looks.push(now);
          for (const opening of openings([ahead], now)) {
            const key = JSON.stringify(opening);
            if (!posted.has(key)) posted.set(key, now);
          }
        }
        expect(posted.size).toBe(looks.some((look) => isDue(due, look)) ? 1 : 0);
        for (const at of posted.values()) {
          expect(at >= due).toBe(true);
          expect(at.getTime() - due.getTime()).toBeLessThan(24 * 3_600_000);
        }
      }),
    );
  });
});
