import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Browser } from 'playwright-core';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { aCohort, people } from '../courses/a-cohort.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { arrivesAt, openBrowser } from '../support/browser.js';
import { jobsDone } from '../support/jobs.js';
import { Person } from './person.js';
import { steps } from './steps.js';

/*
 * How people come into a cohort, in real browsers: Charlie reads the catalogue, signs in on the way, enrols, withdraws
 * and returns, and waits for a seat elsewhere; Alice applies, Bob decides. Every page on the way is looked at.
 */
const step = steps();

let app: TestApp;
let browser: Browser;
let charlie: Person;
let alice: Person;
let bob: Person;
let ada: Person;

beforeAll(async () => {
  app = await startTestApp();
  const courseVersionId = await app.get(Chronicle).publishStrategist(app.ids.ada);
  const open = (slug: string, name: string, plan: Parameters<typeof aCohort>[1] = {}) =>
    aCohort(app, { courseVersionId, slug, name, startsOn: '2026-11-30', ...plan });
  await open('december', 'December cohort');
  const full = await open(
    'evening',
    'Evening cohort for people whose working days are long and full of meetings',
    {
      seats: 2,
      startsOn: '2026-11-23',
      timeZone: 'Europe/Paris',
    },
  );
  for (const id of await people(app, 4)) await app.get(Enrolments).enrol(full.id, id);
  await open('masters', 'Masters’ cohort', {
    admission: 'application',
    startsOn: '2027-01-11',
    timeZone: 'Asia/Tokyo',
    seats: 12,
  });
  browser = await openBrowser();
  const sitDown = (name: string, timeZone: string) =>
    Person.sitDown(browser, { name, timeZone, url: app.url });
  charlie = await sitDown('Charlie', 'Europe/London');
  alice = await sitDown('Alice', 'Europe/Paris');
  bob = await sitDown('Bob', 'America/Toronto');
  ada = await sitDown('Ada', 'Europe/Stockholm');
});

afterAll(async () => {
  await browser.close();
  await app.close();
});

describe('From the catalogue into a cohort and out again', () => {
  step('Charlie reads what there is to learn, and about one course', async () => {
    await charlie.opens('/');
    await charlie.clicks('link', 'See the courses');
    await charlie.isAt('Courses');
    await charlie.looksAt('catalogue');
    await charlie.clicks('link', 'Social Media Strategist');
    await charlie.isAt('Social Media Strategist');
    await charlie.looksAt('course');
    await charlie.clicks('link', 'December cohort');
    await arrivesAt(charlie.page, '/cohorts/december');
    await charlie.isAt('Social Media Strategist');
    await charlie.looksAt('cohort signed out');
  });

  step('He signs in on the way, comes back to the cohort and enrols', async () => {
    await charlie.clicks('link', 'Sign in to enrol');
    await charlie.isAt('Sign in');
    await charlie.signsIn('charlie');
    await arrivesAt(charlie.page, '/cohorts/december');
    await charlie.isAt('Social Media Strategist');
    await charlie.looksAt('cohort to enrol');
    await charlie.clicks('button', 'Enrol');
    await arrivesAt(charlie.page, '/my/december');
    await charlie.isAt('Social Media Strategist');
  });

  step('He withdraws and returns', async () => {
    await charlie.page.getByText('Withdraw from this cohort').click();
    await charlie.page.getByRole('button', { name: 'Withdraw', exact: true }).click();
    await charlie.isAt('You have withdrawn');
    await charlie.opens('/cohorts/december');
    await charlie.clicks('button', 'Return to this cohort');
    await arrivesAt(charlie.page, '/my/december');
    await charlie.isAt('Social Media Strategist');
  });

  step('Where all seats are taken he waits, sees his place, and leaves the line', async () => {
    await charlie.opens('/cohorts/evening');
    await charlie.clicks('button', 'Join the waiting list');
    await charlie.page.getByText('You are 3rd of 3 on the waiting list.').first().waitFor();
    await charlie.looksAt('cohort waiting');
    await charlie.opens('/');
    await charlie.page.getByText('you are 3rd of 3 on the waiting list').waitFor();
    await charlie.looksAt('home waiting');
    await charlie.opens('/cohorts/evening');
    await charlie.clicks('button', 'Leave the waiting list');
    await charlie.page.getByText('You have left the waiting list.').waitFor();
  });
});

describe('From an application to a seat', () => {
  step('Ada looks over the questions and keeps them', async () => {
    await ada.opens('/cohorts/masters/application-form');
    await ada.signsIn('ada');
    await ada.isAt('Questions for applicants');
    await ada.looksAt('questions');
    await ada.clicks('button', 'Save the questions');
    await ada.page.getByText('The questions are saved.').waitFor();
  });

  step('Alice begins to answer, is stopped by what is missing, and sends it', async () => {
    await alice.opens('/cohorts/masters');
    await alice.clicks('link', 'Sign in to apply');
    await alice.signsIn('alice');
    await arrivesAt(alice.page, '/cohorts/masters');
    await alice.isAt('Social Media Strategist');
    await alice.looksAt('cohort by application');
    await alice.clicks('link', 'Apply');
    await alice.isAt('Your application');
    const first = alice.page.locator('#answer-1');
    await first.fill('Three words now');
    await alice.page.getByText('3 of 150 words').waitFor();
    await alice.clicks('button', 'Keep for later');
    await alice.page.getByText('Your answers are kept.').waitFor();
    await alice.clicks('button', 'Send your application');
    await alice.isRefused();
    await alice.looksAt('application refused');
    for (let number = 2; number <= 10; number += 1) {
      await alice.page
        .locator(`#answer-${number}`)
        .fill(`What I did about question ${number}, and what came of it.`);
    }
    await alice.clicks('button', 'Send your application');
    await alice.page.getByText('Your application is sent.').waitFor();
    await alice.looksAt('application sent');
  });

  step('Bob decides by ten marks, without knowing whose it is', async () => {
    await bob.opens('/cohorts/masters/applications');
    await bob.signsIn('bob');
    await bob.isAt('Applications');
    await bob.looksAt('applications');
    await bob.clicks('link', /Read and decide/);
    await bob.isAt('Application 1');
    expect(await bob.page.locator('main').textContent()).not.toContain('Alice');
    await bob.clicks('button', 'Decide by these marks');
    await bob.isRefused();
    for (let number = 1; number <= 10; number += 1) {
      await bob.page
        .locator(`#mark-${number}`)
        .getByLabel(number > 8 ? 'No' : 'Yes')
        .check();
    }
    await bob.looksAt('review');
    await bob.clicks('button', 'Decide by these marks');
    await bob.page.getByText('Application 1 is accepted: 8 of 10.').waitFor();
    await bob.looksAt('applications decided');
    await bob.clicks('link', 'Application 1');
    await bob.isAt('Application 1');
    await bob.looksAt('decided');
  });

  step('Alice reads why, and has her seat', async () => {
    await jobsDone(app.db);
    await alice.opens('/cohorts/masters/application');
    await alice.isAt('Your application');
    await alice.looksAt('application accepted');
    await alice.clicks('link', 'Open your course');
    await arrivesAt(alice.page, '/my/masters');
    await alice.isAt('Social Media Strategist');
  });

  step('Bob looks at who has come in, and takes somebody off the list with a reason', async () => {
    await bob.opens('/cohorts/evening/enrolments');
    await bob.isAt('Enrolments');
    await bob.looksAt('roster');
    await bob.page.locator('summary', { hasText: 'Take off the list' }).first().click();
    await bob.page.locator('details[open]').getByRole('button', { name: 'Take off the list' }).click();
    await bob.isRefused();
    await bob.page.locator('details[open]').getByLabel('Reason').fill('Asked for it by phone');
    await bob.looksAt('roster ending');
    await bob.page.locator('details[open]').getByRole('button', { name: 'Take off the list' }).click();
    await bob.page.getByText('They are off the waiting list.').waitFor();
    await bob.looksAt('roster after');
  });
});
