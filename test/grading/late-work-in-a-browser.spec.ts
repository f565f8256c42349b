import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type Page } from 'playwright-core';
import { PLANNED_RELEASES } from '../../src/grading/releases/release-plans.service.js';
import { Jobs } from '../../src/platform/jobs/jobs.js';
import { cast, castPassword } from '../../src/users/cast.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { jobsDone } from '../support/jobs.js';
import { aCohort, enrolled, type GradedTestCohort, handedIn } from './a-cohort.js';
import { graded } from './marks.js';

describe('late work in a browser', () => {
  let app: TestApp;
  let browser: Browser;
  let cohort: GradedTestCohort;
  let enrolmentId: string;

  beforeAll(async () => {
    app = await startTestApp();
    app.clock.set('2026-11-27T22:00:00Z');
    cohort = await aCohort(app);
    enrolmentId = await enrolled(app, cohort, app.ids.alice);
    // Due on Fri 27 Nov at 18:00 in Toronto; it is Saturday 21:00 there.
    app.clock.set('2026-11-29T02:00:00Z');
    await graded(app, cohort, await handedIn(app, cohort, app.ids.alice), 3, 'Well argued.');
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  const signedIn = async (email: string, width: number): Promise<Page> => {
    const page = await (await browser.newContext({ viewport: { width, height: 900 } })).newPage();
    await page.goto(`${app.url}/sign-in`);
    await page.fill('[name=email]', email);
    await page.fill('[name=password]', castPassword);
    await page.click('main button[type=submit]');
    await page.waitForURL(`${app.url}/`);
    return page;
  };
  const faultsOf = async (page: Page) =>
    (await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id);

  it('loses what the policy says, after a look at every grade, and its student reads why at the planned time', async () => {
    const bob = await signedIn(cast.bob.email, 1280);
    await bob.goto(`${app.url}/grading/cohorts/${cohort.slug}/late-work`);
    await bob.getByLabel('Points for each started day').fill('5');
    await bob.getByRole('button', { name: 'Save', exact: true }).click();
    await bob.getByRole('heading', { name: '1 grade would change' }).waitFor();
    await bob.getByRole('row', { name: 'Alice Moreau' }).getByText('90 %, passed').waitFor();
    expect(await bob.getByLabel('Points for each started day').inputValue()).toBe('5');
    await bob.getByRole('button', { name: 'Save, and change 1 grade' }).click();
    await bob.getByText('1 grade was computed anew.').waitFor();
    await bob.getByText('Late work loses 5 points of its percentage').first().waitFor();
    expect(await faultsOf(bob)).toEqual([]);

    await bob.goto(`${app.url}/grading/cohorts/${cohort.slug}/releases`);
    const row = bob.locator('tr').filter({ hasText: 'Alice Moreau' }).filter({ hasText: 'Preview' });
    expect(await row.textContent()).toMatch(/27 h late[^]*90\s%/);
    await bob.locator('input[type=datetime-local]').fill('2026-11-30T09:00');
    await bob.getByRole('button', { name: 'Release 1 grade at this time' }).click();
    await bob.getByRole('heading', { name: 'A release is planned' }).waitFor();

    const alice = await signedIn(cast.alice.email, 360);
    const results = `${app.url}/results/${enrolmentId}`;
    await alice.goto(results);
    await alice.getByText('Nothing has been released yet').waitFor();
    app.clock.set('2026-11-30T14:00:00Z');
    await app.get(Jobs).trigger(PLANNED_RELEASES);
    await jobsDone(app.db);
    await alice.goto(results);
    await alice.getByText('Passed with 90 %.').waitFor();
    const sentence =
      'Handed in 1 day and 3 hours late; 2 started days at 5 points each take 10 points: 100.00 % becomes 90.00 %.';
    await alice.getByText(sentence).first().waitFor();
    expect(await faultsOf(alice)).toEqual([]);
  });
});
