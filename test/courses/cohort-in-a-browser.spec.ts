import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser } from 'playwright-core';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { Person } from '../browser/person.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { jobsDone } from '../support/jobs.js';

describe('An administrator at a browser', () => {
  let app: TestApp;
  let browser: Browser;
  let ada: Person;

  beforeAll(async () => {
    app = await startTestApp();
    await app.get(Chronicle).publishStrategist(app.ids.ada);
    browser = await openBrowser();
    ada = await Person.sitDown(browser, { name: 'ada', url: app.url, timeZone: 'Europe/Stockholm' });
    await ada.opens('/sign-in');
    await ada.signsIn('ada');
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  it('opens a cohort, finds who teaches it, and moves its dates after a look at what would change', async () => {
    const { page } = ada;
    await ada.clicks('link', 'Cohorts');
    await ada.isAt('Cohorts');
    await ada.looksAt('cohorts');
    await ada.clicks('link', 'Open a cohort');
    await ada.isAt('Open a cohort');
    await page.getByLabel('Name', { exact: true }).first().fill('Spring 2027');
    await page.getByLabel('First day').fill('2027-03-15');
    await page.getByLabel('Seats').fill('none');
    // The form fills itself where nobody has written.
    expect(await page.locator('[name=slug]').inputValue()).toBe('spring-2027');
    expect(await page.getByLabel('Handbooks are due').inputValue()).toBe('2027-04-04T18:00');
    expect(await page.getByLabel('Handbooks close').inputValue()).toBe('2027-04-06T18:00');
    await page.getByLabel('Time zone').selectOption('Europe/Paris');
    await page.getByLabel('Handbooks are due').fill('2027-03-28T02:30');
    await page.getByLabel('Find somebody').fill('tanaka');
    await ada.clicks('button', 'Find people');
    await page.getByLabel('Bob Tanaka').check();
    await page.locator('[name=signatory-name-1]').fill('Ines Duarte');
    await page.locator('[name=signatory-role-1]').fill('Director of studies');
    await page.getByRole('button', { name: 'Open the cohort' }).last().click();
    await ada.isRefused();
    await page.getByText('clocks in Paris jump from 02:00 to 03:00').first().waitFor();
    await ada.looksAt('cohort-refused');
    await page.getByLabel('Seats').fill('1');
    await page.getByLabel('Handbooks are due').fill('2027-04-04T18:00');
    await page.getByRole('button', { name: 'Open the cohort' }).last().click();
    await ada.isAt('Dates');
    await ada.looksAt('cohort-dates');

    const [cohort] = await app.db.query<{ id: string }[]>('SELECT id FROM cohorts');
    await app.get(Enrolments).enrol(cohort?.id ?? '', app.ids.alice);
    await page.getByLabel('Days later').fill('7');
    await ada.clicks('button', 'Preview the shift');
    await ada.isAt('Preview of the move');
    await page.getByText('1 student, 0 waiting for a seat and 1 instructor get a mail').waitFor();
    await ada.looksAt('cohort-preview');
    await ada.clicks('button', 'Move the dates and write to 2 people');
    await ada.isAt('Dates');
    expect(await page.getByLabel('Week 1 begins').inputValue()).toBe('2027-03-22');
    expect(await page.getByLabel('Handbooks are due').inputValue()).toBe('2027-04-11T18:00');
    await jobsDone(app.db);
    expect(app.mails.filter(({ subject }) => subject.startsWith('New dates')).length).toBe(2);
  });

  it('who comes second sees both values and keeps what was typed', async () => {
    const { page } = ada;
    ada.mayMeet(409);
    await ada.opens('/cohorts/spring-2027/administration');
    await ada.looksAt('cohort');
    await app.db.query(`UPDATE cohorts SET name = 'Renamed by another', version = version + 1`);
    await page.getByLabel('Name', { exact: true }).first().fill('Named by Ada');
    await page.getByRole('button', { name: 'Save the changes' }).last().click();
    await ada.isRefused();
    await page.getByText('“Renamed by another” is stored by now').first().waitFor();
    expect(await page.getByLabel('Name', { exact: true }).first().inputValue()).toBe('Named by Ada');
    await ada.looksAt('cohort-conflict');
    await page.getByRole('button', { name: 'Save the changes' }).last().click();
    await ada.isAt('Named by Ada');
    expect(ada.complaints).toEqual([]);
  });
});
