import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type Browser } from 'playwright-core';
import { KeyRing } from '../../../src/certificates/keys/key-ring.service.js';
import { Person } from '../../browser/person.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { openBrowser } from '../../support/browser.js';
import { certified } from '../a-cohort.js';

let app: TestApp;
let browser: Browser;

beforeAll(async () => {
  app = await startTestApp();
  await certified(app, [app.ids.alice]);
  await app.get(KeyRing).prepare();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await app.close();
});

it('Ada makes a new key, says of the one before that it was stolen, and everybody can read so', async () => {
  const ada = await Person.sitDown(browser, { name: 'Ada', url: app.url });
  await ada.opens('/academy/keys');
  await ada.signsIn('ada');
  await ada.isAt('Keys that sign certificates');
  await ada.looksAt('keys for administrators');
  await ada.page.getByRole('button', { name: /^Make a new key.*PDFs$/ }).click();
  await ada.page.getByText('pdf-2026-11-23-2 signs from now on.').waitFor();
  await ada.page.getByRole('link', { name: /pdf-2026-11-23$/ }).click();
  await ada.isAt('Report pdf-2026-11-23 as lost or copied');
  await ada.page.getByRole('button', { name: 'This key is compromised' }).click();
  await ada.page.getByText('One thing needs your attention').waitFor();
  await ada.looksAt('a compromised key, without a reason');
  await ada.page.getByLabel('Reason').fill('A laptop with a copy was stolen.');
  await ada.page.getByRole('button', { name: 'This key is compromised' }).click();
  await ada.page.getByText('It is written down.').waitFor();
  await ada.isAt('What pdf-2026-11-23 has signed');
  const progress = ada.page.locator('#issuing');
  await progress.getByText('1 is to be issued anew.').waitFor();
  await ada.looksAt('what a stolen key has signed');
  await ada.page.getByRole('button', { name: 'Issue it anew' }).click();
  // The figures follow by themselves.
  await progress.getByText('None is left to be issued anew.').waitFor();
  await progress.getByText('Files made 1 of 1').waitFor();
  await ada.looksAt('what a stolen key has signed, issued anew');
  await ada.page.getByRole('link', { name: 'Keys', exact: true }).click();
  await ada.isAt('Keys that sign certificates');
  await ada.page.getByRole('link', { name: /^those signed since.*by pdf-2026-11-23$/ }).waitFor();
  await ada.looksAt('keys, one of them compromised');
  const erin = await Person.sitDown(browser, { name: 'Erin', url: app.url });
  await erin.opens('/keys');
  await erin.isAt('Keys that sign certificates');
  await erin.looksAt('keys for everybody');
  expect([...ada.complaints, ...erin.complaints]).toEqual([]);
});
