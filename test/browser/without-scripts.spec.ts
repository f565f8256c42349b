import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { type Graded, reachCertificate } from '../support/world.js';
import { Person } from './person.js';

/*
 * A browser without scripts: old, locked down, or on a train that lost the bundle. What must work then is signing
 * in, enrolling, checking a certificate and revoking one.
 */

const reason = 'The handbook was written by somebody else.';

let app: TestApp;
let browser: Browser;
let world: Graded;

beforeAll(async () => {
  app = await startTestApp();
  world = await reachCertificate(app);
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await app.close();
});

const sitDown = (name: string) => Person.sitDown(browser, { name, url: app.url, scripts: false });

describe('without scripts', () => {
  it('somebody signs in on the way to a cohort, enrols, and is told what the handbook needs', async () => {
    const charlie = await sitDown('Charlie');
    await charlie.opens('/cohorts/november');
    await charlie.clicks('link', 'Sign in to enrol');
    await charlie.page.getByLabel('E-mail address').fill('charlie@capstone.example');
    await charlie.clicks('button', 'Sign in');
    await charlie.isRefused();
    await charlie.signsIn('charlie');
    await charlie.clicks('button', 'Enrol');
    await charlie.page.getByText('You are enrolled in November cohort.').waitFor();
    await charlie.clicks('link', 'Open your handbook');
    expect(await charlie.page.locator('noscript').innerText()).toContain('Writing needs JavaScript');
    await charlie.clicks('button', 'Sign out');
    await charlie.isAt('Sign in');
    expect(charlie.complaints).toEqual([]);
  });

  it('an employer types the code, an administrator revokes, and the employer reads why', async () => {
    const erin = await sitDown('Erin');
    const checks = async () => {
      await erin.opens('/verify');
      await erin.page.getByLabel('Code or address').fill(world.code);
      await erin.clicks('button', 'Check this certificate');
    };
    await checks();
    await erin.isAt('Valid');

    const ada = await sitDown('Ada');
    await ada.opens('/certificates/administration');
    await ada.signsIn('ada');
    await ada.isAt('Certificates');
    await ada.clicks('link', 'Alice Moreau');
    await ada.clicks('link', 'Revoke…');
    await ada.clicks('button', 'Revoke this certificate');
    await ada.isRefused();
    await ada.page.getByLabel('Public reason').fill(reason);
    await ada.clicks('button', 'Revoke this certificate');
    await ada.page.getByText('The certificate is revoked.').waitFor();

    await checks();
    await erin.isAt('Revoked');
    expect(await erin.page.locator('main').innerText()).toContain(reason);
    expect([...erin.complaints, ...ada.complaints]).toEqual([]);
  });
});
