import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Browser } from 'playwright-core';
import { Looks } from '../../src/certificates/holding/looks.service.js';
import { type Code, writtenCode } from '../../src/certificates/register/code.rules.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { reachCertificate } from '../support/world.js';
import { Person } from './person.js';
import { steps } from './steps.js';

/*
 * What a holder does with a certificate, in real browsers: Alice hides her name, shares the file, and shows a section of
 * her work; Erin, who employs, reads what she may. Every page on the way is looked at.
 */
const step = steps();

let app: TestApp;
let browser: Browser;
let alice: Person;
let erin: Person;
let verify: string;
let link: string;

beforeAll(async () => {
  app = await startTestApp();
  const { code } = await reachCertificate(app);
  verify = `/verify/${writtenCode(code as Code)}`;
  browser = await openBrowser();
  alice = await Person.sitDown(browser, { name: 'Alice', timeZone: 'Europe/Paris', url: app.url });
  erin = await Person.sitDown(browser, { name: 'Erin', timeZone: 'Europe/London', url: app.url });
});

afterAll(async () => {
  await browser.close();
  await app.close();
});

describe('A certificate in its holder’s hands', () => {
  step('Alice finds it, and what LinkedIn’s form asks', async () => {
    await alice.opens('/certificates');
    await alice.signsIn('alice');
    await alice.isAt('Your certificates');
    await alice.page.getByText('Add it to LinkedIn').click();
    await alice.page.getByRole('link', { name: /Open LinkedIn/ }).waitFor();
    await alice.looksAt('certificates');
  });

  step('She hides her name; Erin reads that something is withheld', async () => {
    await alice.clicks('link', /What others see/);
    await alice.isAt(/What others see/);
    await alice.page.getByLabel('Your name', { exact: true }).uncheck();
    await alice.clicks('button', 'Save what is shown');
    await alice.page.getByText('At present this is hidden: your name.').waitFor();
    await erin.opens(verify);
    await erin.isAt('Valid');
    expect(await erin.page.getByText('Moreau').count()).toBe(0);
    await erin.page.getByText('Withheld by the holder').first().waitFor();
  });

  step('She makes a link to the file, once it has been said when it ends', async () => {
    await alice.page.getByLabel(/A note for yourself/).fill('x'.repeat(90));
    await alice.clicks('button', 'Make a link');
    await alice.isRefused();
    await alice.page
      .getByLabel(/A note for yourself/)
      .fill('For the people of Tessmar, who asked at the fair');
    await alice.page.getByLabel('After 7 days').check();
    await alice.clicks('button', 'Make a link');
    link = (await alice.page.locator('#made code').textContent()) ?? '';
    expect(link).toContain('/shared/');
    await alice.looksAt('link made');
    await erin.opens(link);
    await erin.isAt('Certificate of Alice Moreau');
    await erin.looksAt('shared');
  });

  step('She looks at a section of her work as others would, and shows it', async () => {
    await alice.clicks('link', 'Research');
    await alice.page.getByText('Nobody else can read this.').waitFor();
    await alice.clicks('button', 'Show this section');
    await alice.page.getByText('Everybody who opens your certificate’s page can read this.').waitFor();
    await alice.looksAt('section shown');
  });

  step('Erin reads it beside its level, with what proves it', async () => {
    await erin.opens(verify);
    await erin.page.getByRole('heading', { name: 'From the graded work' }).waitFor();
    await erin.looksAt('certificate with work');
    await erin.clicks('link', /research/i);
    await erin.page.getByText('it matches the certificate’s record').waitFor();
    await erin.page.getByText('The numbers').click();
    await erin.looksAt('section');
  });

  step('Alice sees that her page was looked at, and withdraws the link', async () => {
    // Erin's browser says that nobody sits at it.
    app
      .get(Looks)
      .count(verify.slice('/verify/'.length).replaceAll('-', '') as Code, { 'user-agent': 'Erin’s' });
    await app.get(Looks).write();
    await alice.opens('/certificates');
    await alice.clicks('link', /What others see/);
    await alice.page.getByText(/It has been looked at/).waitFor();
    await alice.looksAt('sharing');
    await alice.clicks('button', /^Withdraw For the people/);
    await alice.page.getByText('The link is withdrawn').waitFor();
    erin.mayMeet(404);
    await erin.opens(link);
    await erin.isAt('This link leads nowhere');
    await erin.looksAt('link withdrawn');
  });
});
