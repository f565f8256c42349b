import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Browser, type Page } from 'playwright-core';
import { cast, castPassword } from '../../src/users/cast.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { jobsDone } from '../support/jobs.js';
import { certified } from './a-cohort.js';

let app: TestApp;
let browser: Browser;
beforeAll(async () => {
  app = await startTestApp({ config: { mode: 'production' } });
  browser = await openBrowser();
  await certified(app, [app.ids.alice]);
});
afterAll(async () => {
  await browser.close();
  await app.close();
});

async function signedIn(name: 'alice' | 'ada'): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(`${app.url}/sign-in`);
  await page.fill('#email', cast[name].email);
  await page.fill('#password', castPassword);
  await page.click('main button[type=submit]');
  await page.getByRole('heading', { name: /Welcome back/ }).waitFor();
  return page;
}

it('a name is asked for, looked at side by side and approved, and the old address leads to the new one', async () => {
  const alice = await signedIn('alice');
  await alice.goto(`${app.url}/certificates`);
  const address = (await alice.locator('.certificate-line a.break').first().textContent()) ?? '';
  await alice.getByRole('link', { name: /Is your name wrong/ }).click();
  await alice.fill('#name', 'Alice Moreau-Østergård');
  await alice.fill('#reason', 'I have married.');
  await alice.getByRole('button', { name: 'Send the request' }).click();
  await alice.getByText('Your request is with the academy.').waitFor();

  const ada = await signedIn('ada');
  await ada.getByRole('link', { name: /another name on theirs/ }).click();
  await ada.getByRole('link', { name: 'Alice Moreau' }).click();
  await ada.locator('.two-names ins').first().waitFor();
  await ada.getByRole('button', { name: 'Issue the corrected certificate' }).click();
  await ada.getByText('The corrected certificate is issued.').waitFor();
  await jobsDone(app.db);

  const employer = await (await browser.newContext()).newPage();
  await employer.goto(address);
  await employer.getByRole('heading', { name: 'Replaced' }).waitFor();
  await employer.locator('main a[href^="/verify/"]').first().click();
  await employer.getByRole('heading', { name: 'Valid' }).waitFor();
  expect(await employer.locator('main').textContent()).toContain('Alice Moreau-Østergård');
}, 300_000);
