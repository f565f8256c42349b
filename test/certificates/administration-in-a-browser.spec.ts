import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Browser } from 'playwright-core';
import { DomainEvents } from '../../src/platform/events/domain-events.js';
import { Users } from '../../src/users/users.service.js';
import { Person } from '../browser/person.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { jobsDone } from '../support/jobs.js';
import { aCohort, certificateOf, certified, release } from './a-cohort.js';
import { askAbout } from './a-question.js';

// Each page is looked at in light and dark, at 320 px and by axe.
describe('what an administrator does about certificates, in a browser', () => {
  let app: TestApp;
  let browser: Browser;
  let ada: Person;

  beforeAll(async () => {
    app = await startTestApp();
    browser = await openBrowser();
    await certified(app, [app.ids.alice, await somebody('王小明')]);
    ada = await Person.sitDown(browser, { name: 'Ada', url: app.url });
    await ada.opens('/sign-in');
    await ada.signsIn('ada');
    await ada.isAt(/Welcome back/);
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  async function somebody(name: string): Promise<string> {
    const person = { email: `${String(name.length)}@browser.example`, name, password: 'x', timeZone: 'UTC' };
    return (await app.db.transaction((tx) => app.get(Users).add(tx, person))).id;
  }

  it('finds a certificate, suspends, reinstates and revokes it', async () => {
    await ada.opens('/certificates/administration');
    await ada.looksAt('certificates');
    await ada.clicks('link', 'Alice Moreau');
    await ada.isAt('Certificate of Alice Moreau');
    await ada.looksAt('certificate');
    for (const [link, button, told] of [
      ['Suspend…', 'Suspend this certificate', 'The certificate is suspended.'],
      ['Reinstate…', 'Reinstate this certificate', 'The certificate is reinstated'],
      ['Revoke…', 'Revoke this certificate', 'The certificate is revoked.'],
    ] as const) {
      await ada.clicks('link', link);
      await ada.isAt(/the certificate$/);
      await ada.page.getByLabel('Note for administrators').fill('Kept while the other field is mended.');
      await ada.clicks('button', button);
      await ada.isRefused();
      // Being the same form in other words, one is not looked at.
      if (!link.startsWith('Reinstate')) await ada.looksAt(link.slice(0, -1));
      await ada.page.getByLabel('Public reason').fill('We look into a complaint.');
      await ada.clicks('button', button);
      await ada.page.getByText(told).waitFor();
    }
    expect(await ada.page.locator('section[aria-labelledby=history] tbody tr').count()).toBe(4);
    expect(await ada.page.getByText('Kept while the other field is mended.').count()).toBe(3);
    await ada.looksAt('revoked');
  });

  it('decides what becomes of a certificate whose grade has fallen', async () => {
    const [{ id: userId }] = await app.db.query<[{ id: string }]>(
      `SELECT id FROM users WHERE name = '王小明'`,
    );
    const { id, enrolmentId, releaseId } = await certificateOf(app.db, userId);
    await askAbout(app, { releaseId, enrolmentId, certificateId: id });
    await ada.opens('/certificates/questions');
    await ada.looksAt('decisions');
    await ada.clicks('link', '王小明');
    await ada.isAt('What becomes of this certificate');
    await ada.page.getByLabel('Keep it as it is').check();
    await ada.clicks('button', 'Decide');
    await ada.isRefused();
    expect(await ada.page.getByLabel('Keep it as it is').isChecked()).toBe(true);
    await ada.looksAt('decision');
    await ada.page.getByLabel('Note for administrators').fill('The difference is a rounding.');
    await ada.clicks('button', 'Decide');
    await ada.page.getByText('The certificate is kept as it is.').waitFor();
    await ada.looksAt('decided');
  });

  it('sees how a release’s certificates come along, with scripts by itself', async () => {
    const student = await somebody('Late Comer');
    const cohort = await aCohort(app, [student]);
    // As if the job that issues had not begun yet.
    const published = jest.spyOn(app.get(DomainEvents), 'publish').mockResolvedValueOnce();
    const releaseId = await release(app, cohort, [{ student, passed: true }]);
    published.mockRestore();
    const path = `/certificates/releases/${releaseId}`;
    await ada.opens(path);
    await ada.page.locator('#issuing .lead:has-text("0 certificates issued, 1 still to come.")').waitFor();
    await ada.looksAt('issuing');

    const plain = await Person.sitDown(browser, { name: 'Ada plain', url: app.url, scripts: false });
    await plain.opens('/sign-in');
    await plain.signsIn('ada');
    await plain.opens(path);
    await plain.page.getByText('load the page again').waitFor();
    expect(await plain.page.locator('progress').count()).toBe(3);
    await plain.clicks('button', 'Issue what is missing');
    await plain.page.getByText('Issuing goes on.').waitFor();
    const done = '#issuing .lead:has-text("1 certificate issued. Everything is done.")';
    await ada.page.locator(done).waitFor();
    await jobsDone(app.db);
    await plain.opens(path);
    await plain.page.locator(done).waitFor();
    await ada.looksAt('issued');
  });

  it('sets the academy’s name, paper and picture; and whoever writes a name in Han characters chooses their form', async () => {
    await ada.opens('/academy');
    await ada.looksAt('academy');
    await ada.opens('/account/name');
    await ada.page.getByLabel('Name', { exact: false }).first().fill('林美麗');
    await ada.page.locator('main form button[type=submit]').first().click();
    await ada.page.getByText('Choose the form of its characters.').waitFor();
    await ada.looksAt('name');
    expect(ada.complaints).toEqual([]);
  });
});
