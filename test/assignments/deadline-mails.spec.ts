import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DEADLINE_REMINDERS } from '../../src/assignments/mails/deadline-mails.service.js';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { harbourLane } from '../../src/dashboard/demo/harbour-lane.js';
import { Jobs } from '../../src/platform/jobs/jobs.js';
import { cast } from '../../src/users/cast.js';
import { aCohort, people } from '../courses/a-cohort.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { type ReceivedMail } from '../support/mail-server.js';
import { statementsDuring } from '../support/statements.js';
import { extend, setScene, type World } from '../support/world.js';

// The cohort's work is due on Sunday 6 December, 18:00 in Paris (17:00 UTC), and taken until Tuesday, 18:00.
let app: TestApp;
let world: World;

beforeEach(async () => {
  app = await startTestApp();
  world = await setScene(app);
  await livesIn('Europe/Paris');
});
afterEach(() => app.close());

const livesIn = (zone: string) =>
  app.db.query('UPDATE users SET time_zone = $2 WHERE id = $1', [app.ids.alice, zone]);
const withdraw = () => app.get(Enrolments).withdraw(world.cohort.id, app.ids.alice);

async function look(...instants: string[]): Promise<void> {
  for (const instant of instants) {
    app.clock.set(instant);
    await app.get(Jobs).trigger(DEADLINE_REMINDERS);
    await jobsDone(app.db);
  }
}

/** Of what is told about deadlines. */
const mails = (): ReceivedMail[] =>
  app.mails.filter(({ subject }) => !/^(?:Your place|Handed in: )/.test(subject));
const subjects = () => mails().map(({ subject }) => subject);

async function handIn(): Promise<string> {
  await world.chronicle.write(world.handbookId, app.ids.alice, harbourLane);
  return world.chronicle.handIn(world.handbookId, app.ids.alice);
}

/** Another text: the same one handed in again would be the attempt that it already is. */
async function handInAgain(): Promise<void> {
  await world.chronicle.write(world.handbookId, app.ids.alice, {
    reporting: 'Once a quarter, to the board.',
  });
  await world.chronicle.handIn(world.handbookId, app.ids.alice);
}

it('a deadline is told 7 days and 48 hours before, and when it has passed, once each', async () => {
  await look('2026-11-29T16:55:00Z');
  expect(subjects()).toEqual([]);
  await look('2026-11-29T17:00:00Z', '2026-11-29T17:05:00Z', '2026-11-30T12:00:00Z', '2026-12-04T16:55:00Z');
  expect(subjects()).toEqual(['Strategy handbook: due on Sun 6 Dec, 18:00 your time']);
  await look('2026-12-04T17:00:00Z', '2026-12-05T09:00:00Z', '2026-12-06T16:55:00Z');
  expect(subjects()).toHaveLength(2);
  await look('2026-12-06T17:00:00Z', '2026-12-06T17:05:00Z', '2026-12-08T17:00:00Z', '2026-12-09T17:00:00Z');
  expect(subjects().slice(1)).toEqual([
    'Strategy handbook: due on Sun 6 Dec, 18:00 your time',
    'Strategy handbook: the deadline has passed',
  ]);
  for (const { to, headers, text, html } of mails()) {
    expect(to).toEqual([cast.alice.email]);
    expect(headers['list-unsubscribe-post']).toBe('List-Unsubscribe=One-Click');
    for (const part of [text, html]) expect(part).toContain(`${app.url}/my/${world.cohort.slug}/handbook`);
  }
});

it('its time stands on the reader’s clock with the cohort’s beside it', async () => {
  await livesIn('America/Toronto');
  await look('2026-11-29T17:00:00Z', '2026-12-06T17:02:00Z');
  const [ahead, passed] = mails();
  expect(ahead?.subject).toBe('Strategy handbook: due on Sun 6 Dec, 12:00 your time');
  for (const part of [ahead?.text, ahead?.html]) {
    expect(part).toContain('Sun 6 Dec, 12:00 your time · 18:00 in Paris · in 7 days');
    expect(part).toContain('Late work is taken until Tue 8 Dec, 12:00 your time · 18:00 in Paris.');
  }
  expect(passed?.text).toContain(
    'You can still hand in until Tue 8 Dec, 12:00 your time · 18:00 in Paris · in 47 hours. It will be marked as late.',
  );
});

it('says that the handbook is closed where nothing is taken any more', async () => {
  await app.db.query('UPDATE assignments SET cut_off_at = due_at');
  await look('2026-12-06T18:00:00Z');
  expect(mails()[0]?.text).toContain('The handbook is closed, and nothing can be handed in any more.');
});

it('leaves alone whoever has handed in, until it is returned to them', async () => {
  const submissionId = await handIn();
  await look('2026-11-29T17:00:00Z', '2026-12-04T17:00:00Z', '2026-12-06T17:00:00Z');
  expect(subjects()).toEqual([]);
  app.clock.set('2026-12-10T09:00:00Z');
  await extend(app, world.enrolmentId, '2026-12-20T17:00:00Z', submissionId);
  await look('2026-12-10T09:05:00Z', '2026-12-13T17:00:00Z', '2026-12-18T17:00:00Z');
  expect(subjects()).toEqual([
    'Strategy handbook: due on Sun 20 Dec, 18:00 your time',
    'Strategy handbook: due on Sun 20 Dec, 18:00 your time',
  ]);
  await handInAgain();
  await look('2026-12-20T17:00:00Z');
  expect(subjects()).toHaveLength(2);
});

it('counts extensions: the old deadline falls silent, and the new one is told', async () => {
  await look('2026-11-29T17:00:00Z');
  await extend(app, world.enrolmentId, '2026-12-09T17:00:00Z');
  await look('2026-12-02T17:00:00Z', '2026-12-04T17:00:00Z', '2026-12-06T17:00:00Z', '2026-12-07T17:00:00Z');
  await look('2026-12-09T17:00:00Z');
  expect(subjects()).toEqual([
    'Strategy handbook: due on Sun 6 Dec, 18:00 your time',
    'Strategy handbook: due on Wed 9 Dec, 18:00 your time',
    'Strategy handbook: due on Wed 9 Dec, 18:00 your time',
    'Strategy handbook: the deadline has passed',
  ]);
});

it('tells nothing to whoever has withdrawn, and again to whoever came back', async () => {
  await withdraw();
  await look('2026-11-29T17:00:00Z', '2026-12-04T17:00:00Z');
  expect(subjects()).toEqual([]);
  await app.get(Enrolments).return(world.cohort.id, app.ids.alice);
  await look('2026-12-04T18:00:00Z');
  expect(subjects()).toHaveLength(1);
});

it('tells nothing of a deadline that passed more than a day ago, or before one came', async () => {
  await look('2026-12-07T17:00:00Z');
  expect(subjects()).toEqual([]);
  const cohort = await aCohort(app, {
    courseVersionId: world.versionId,
    timeZone: 'UTC',
    startsOn: '2027-01-04',
    dueLocal: '2027-01-20T18:00',
    cutOffLocal: '2027-01-24T18:00',
  });
  app.clock.set('2027-01-20T18:30:00Z');
  await app.get(Enrolments).enrol(cohort.id, app.ids.charlie);
  await look('2027-01-20T18:35:00Z');
  expect(subjects()).toEqual([]);
});

describe('Two processes', () => {
  it('that look at the same moment send once', async () => {
    const other = await startTestApp({ beside: app });
    app.clock.set('2026-11-29T17:00:00Z');
    for (let n = 0; n < 3; n += 1) {
      await Promise.all([
        app.get(Jobs).trigger(DEADLINE_REMINDERS),
        other.get(Jobs).trigger(DEADLINE_REMINDERS),
      ]);
      await jobsDone(app.db);
    }
    expect(subjects().length + other.mails.length).toBe(1);
    await other.close();
  });
});

it('are found with the same statements for three people as for fifty', async () => {
  const counted: number[] = [];
  for (const many of [2, 47]) {
    await app.db.query('UPDATE cohorts SET seats = 100');
    app.clock.set(counted.length === 0 ? '2026-11-28T09:00:00Z' : '2026-12-03T09:00:00Z');
    for (const id of await people(app, many)) await app.get(Enrolments).enrol(world.cohort.id, id);
    const statements = await statementsDuring(app.db, () =>
      look(counted.length === 0 ? '2026-11-29T17:00:00Z' : '2026-12-04T17:00:00Z'),
    );
    counted.push(statements.filter((sql) => /owed\.due_at BETWEEN|INSERT INTO pgboss/.test(sql)).length);
    expect(subjects()).toHaveLength(counted.length === 1 ? 3 : 53);
  }
  expect(counted).toEqual([2, 2]);
});
