import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { type Browser } from 'playwright-core';
import { type Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { Study } from '../../src/courses/learning/study.service.js';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { Person } from '../browser/person.js';
import { steps as storySteps } from '../browser/steps.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { jobsDone } from '../support/jobs.js';
import { aCohort, people } from './a-cohort.js';
import { at, planOf, type Step } from './a-plan.js';

let app: TestApp;
let browser: Browser;
let meeting: Server;
let cohort: Cohort;
let lessons: Step[];
let session: { id: string; title: string; startsAt: Date };
let alice: Person;
let bob: Person;
let my: string;
let enrolmentId: string;

beforeAll(async () => {
  app = await startTestApp();
  browser = await openBrowser();
  meeting = createServer((_request, response) => {
    response
      .setHeader('content-type', 'text/html')
      .end('<!doctype html><title>Meeting</title><h1>The meeting</h1>');
  });
  await new Promise<void>((listening) => meeting.listen(0, '127.0.0.1', listening));
  app.clock.set('2026-11-16T14:00:00Z');
  cohort = await aCohort(app, { courseVersionId: await app.get(Chronicle).publishStrategist(app.ids.ada) });
  const { plan, steps } = await planOf(app, cohort);
  lessons = steps;
  session = at(plan[0]?.sessions ?? [], 0);
  my = `/my/${cohort.slug}`;
  const { port } = meeting.address() as AddressInfo;
  await app.db.query('UPDATE cohort_sessions SET join_url = $2 WHERE cohort_id = $1', [
    cohort.id,
    `http://127.0.0.1:${String(port)}/room?pwd=1`,
  ]);
  enrolmentId = (await app.get(Enrolments).enrol(cohort.id, app.ids.alice)).id;
  alice = await Person.sitDown(browser, { name: 'Alice', url: app.url, timeZone: 'Europe/Paris' });
  bob = await Person.sitDown(browser, { name: 'Bob', url: app.url });
});
afterAll(async () => {
  await browser.close();
  meeting.close();
  meeting.closeAllConnections();
  await app.close();
});

/** Sessions end after two weeks; then whoever comes sits down anew. */
const itIs = (time: string) => {
  app.clock.set(time);
};

describe('a student’s first day, and a day with a session', () => {
  const then = storySteps();

  then('Alice finds her course, with one button to begin', async () => {
    await alice.opens('/sign-in');
    await alice.signsIn('alice');
    await alice.isAt(/Alice/);
    await alice.opens(my);
    await alice.looksAt('my course, first day');
    await alice.clicks('link', /^Begin with/);
    await alice.isAt(at(lessons, 0).title);
  });

  then('She is done with three lessons, takes one back, and goes on where she stopped', async () => {
    await alice.looksAt('lesson');
    for (const number of [1, 2, 3]) {
      await alice.clicks('button', /^Done, continue with/);
      await alice.isAt(at(lessons, number).title);
    }
    await alice.clicks('link', at(lessons, 2).title);
    await alice.isAt(at(lessons, 2).title);
    await alice.looksAt('lesson done');
    await alice.clicks('button', 'Not done after all');
    await alice.page.getByText('The lesson counts as not done again.').waitFor();
    await alice.opens(my);
    await alice.page
      .getByText(`2 of ${String(lessons.length)} lessons done`)
      .first()
      .waitFor();
    await alice.clicks('link', `Continue with ${at(lessons, 2).title}`);
    await alice.isAt(at(lessons, 2).title);
  });

  then('She makes an address for her calendar', async () => {
    await alice.opens(my);
    await alice.clicks('link', 'Subscribe to your calendar');
    await alice.isAt('Your calendar');
    await alice.looksAt('calendar, none yet');
    await alice.clicks('button', 'Make an address');
    await alice.page.getByText('Keep it to yourself').waitFor();
    await alice.looksAt('calendar');
  });

  then(
    'She opens the session’s page before its time; the button comes by itself when the server says so',
    async () => {
      const opens = session.startsAt.getTime() - 10 * 60_000;
      itIs(new Date(opens - 3 * 3_600_000).toISOString());
      await alice.opens(`${my}/sessions/${session.id}`);
      await alice.looksAt('session before');
      itIs(new Date(opens - 2500).toISOString());
      await alice.opens(`${my}/sessions/${session.id}`);
      await alice.page.getByText('The button to join appears here').waitFor();
      itIs(new Date(opens).toISOString());
      await alice.page.getByRole('button', { name: 'Join the session' }).waitFor({ timeout: 60_000 });
      await alice.looksAt('session open');
      await alice.opens(my);
      await alice.looksAt('my course, session open');
    },
  );

  then('She joins, lands where the session takes place, and was there', async () => {
    await alice.opens(`${my}/sessions/${session.id}`);
    await alice.clicks('button', 'Join the session');
    await alice.isAt('The meeting');
    expect(alice.page.url()).toContain('/room?pwd=1');
    itIs(new Date(session.startsAt.getTime() + 3 * 3_600_000).toISOString());
    await alice.opens(`${my}/sessions/${session.id}`);
    await alice.page.getByText('You were there').waitFor();
    await alice.looksAt('session over, nothing left yet');
  });

  then('Bob leaves the recording and notes, and corrects who was there', async () => {
    for (const id of await people(app, 9)) await app.get(Enrolments).enrol(cohort.id, id);
    await bob.opens(
      `/sign-in?next=${encodeURIComponent(`/cohorts/${cohort.slug}/sessions/${session.id}/follow-up`)}`,
    );
    await bob.signsIn('bob');
    await bob.isAt('Recording, notes and attendance');
    await bob.looksAt('follow-up');
    await bob.page.getByLabel('Link to the recording').fill('film.example');
    await bob.page
      .getByLabel('Notes')
      .fill(
        '## What we settled\n\n- A company that **has** to choose\n- Three *presences* at most\n\n| Day | Task |\n| --- | --- |\n| Wed | Read |',
      );
    await bob.clicks('button', 'Save');
    await bob.isRefused();
    await bob.looksAt('follow-up refused');
    await bob.page.getByLabel('Link to the recording').fill('https://film.example/1');
    await bob.clicks('button', 'Save');
    await bob.isAt(session.title);
    await bob.clicks('link', 'Recording, notes and attendance');
    await bob.isAt('Recording, notes and attendance');
    await bob.page.getByLabel('Somebody 3').check();
    await bob.clicks('button', 'Save attendance');
    await bob.page.getByText('2 of 10 were there').waitFor();
    await alice.opens(`${my}/sessions/${session.id}`);
    await alice.looksAt('session followed up');
  });

  then('Bob sees who is behind', async () => {
    itIs('2026-11-25T10:00:00Z');
    for (const { id, path } of lessons) {
      if (path.startsWith('lessons/1')) await app.get(Study).complete(enrolmentId, id);
    }
    await bob.opens(`/cohorts/${cohort.slug}/progress`);
    await bob.looksAt('progress');
    await bob.clicks('link', /^Lessons/);
    await bob.page.locator('th[aria-sort]', { hasText: 'Lessons' }).waitFor();
  });

  then('He writes to them, and to Alice, looks at it before it is sent, and sends it', async () => {
    await bob.clicks('link', 'Write to those who are behind');
    await bob.isAt('Write a message');
    await bob.clicks('button', 'Look at it before it is sent');
    await bob.isRefused();
    await bob.looksAt('message refused');
    await bob.page.getByLabel('Alice Moreau').check();
    await bob.page.getByLabel('Subject').fill('The first week is over: where did you stop?');
    await bob.page
      .getByLabel('Message')
      .fill(
        'I see that some lessons of the first week are open.\n\nTell me what keeps you,\nand we find a way.',
      );
    await bob.clicks('button', 'Look at it before it is sent');
    await bob.isAt('10 students get this message');
    await bob.looksAt('message preview');
    await bob.clicks('button', 'Change it');
    await bob.isAt('Write a message');
    await bob.clicks('button', 'Look at it before it is sent');
    await bob.clicks('button', 'Send to 10 students');
    await bob.isAt('Messages');
    await bob.page.getByText('The first week is over: where did you stop?').click();
    await bob.page.getByText('Tell me what keeps you').waitFor();
    await bob.looksAt('messages');
  });

  then('Alice finds the message on her course page', async () => {
    await jobsDone(app.db);
    await alice.opens(my);
    await alice.page.getByText('The first week is over: where did you stop?').click();
    await alice.page.getByText('Tell me what keeps you').waitFor();
    await alice.looksAt('my course with a message');
  });

  then('Close to the deadline, with something cancelled and long names, the page holds', async () => {
    itIs('2026-12-05T10:00:00Z');
    await app.db.query(
      `UPDATE cohort_sessions SET cancelled_at = now(),
              title = title || ', with Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft and guests'
        WHERE cohort_id = $1 AND week = 3`,
      [cohort.id],
    );
    const later = await Person.sitDown(browser, { name: 'Alice', url: app.url });
    await later.opens('/sign-in');
    await later.signsIn('alice');
    await later.isAt(/Alice/);
    await later.opens(my);
    await later.looksAt('my course, near the deadline');
    const { sessions } = await planOf(app, cohort);
    await later.opens(`${my}/sessions/${at(sessions, -1).id}`);
    await later.looksAt('session cancelled');
  });

  then('After the three weeks they are still three', async () => {
    itIs('2026-12-20T10:00:00Z');
    const after = await Person.sitDown(browser, { name: 'Alice', url: app.url });
    await after.opens(`/sign-in?next=${encodeURIComponent(my)}`);
    await after.signsIn('alice');
    await after.isAt('Social Media Strategist');
    await after.looksAt('my course, over');
  });

  then('Without scripts she marks a lesson, and joins', async () => {
    itIs('2026-11-16T14:00:00Z');
    const plain = await Person.sitDown(browser, { name: 'Alice', url: app.url, scripts: false });
    await plain.opens('/sign-in');
    await plain.signsIn('alice');
    await plain.opens(`${my}/${at(lessons, -2).path}`);
    await plain.clicks('button', /^Done, continue with/);
    await plain.isAt(at(lessons, -1).title);
    itIs(session.startsAt.toISOString());
    await plain.opens(`${my}/sessions/${session.id}`);
    await plain.clicks('button', 'Join the session');
    await plain.isAt('The meeting');
  });
});
