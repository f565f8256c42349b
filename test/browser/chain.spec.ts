import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { type Browser } from 'playwright-core';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { readingPdf } from '../certificates/pdf-reading.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { jobsDone } from '../support/jobs.js';
import { Person } from './person.js';
import { steps } from './steps.js';

/*
 * The main job of the house from one end to the other, by four people in real browsers: Alice enrols, writes and hands
 * in; Bob marks and releases; Alice reads her result and gets her certificate; Erin checks it; Ada revokes it; Erin
 * sees why. Each test is the next step of the one story. Every page on the way is looked at (see `Person.looksAt`).
 */
const step = steps();

/** What the verification page may at most lag behind, milliseconds. */
const revokedWithin = 10_000;
const brief = 'Harbour Lane sells coffee by subscription and lost one household in nine.';
const reason = 'Large parts were taken from another company’s strategy without saying so.';

let app: TestApp;
let browser: Browser;
let alice: Person;
let bob: Person;
let erin: Person;
let ada: Person;
let certificateAddress: string;

beforeAll(async () => {
  app = await startTestApp();
  const chronicle = app.get(Chronicle);
  await chronicle.openCohort(
    await chronicle.publishStrategist(app.ids.ada),
    {
      slug: 'november',
      name: 'November cohort',
      startsOn: '2026-11-16',
      timeZone: 'Europe/Paris',
      seats: 30,
      signatories: [{ name: 'Ada Lindqvist', role: 'Director of studies' }],
      instructorIds: [app.ids.bob],
      dueLocal: '2026-12-06T18:00',
      cutOffLocal: '2026-12-08T18:00',
    },
    app.ids.ada,
  );
  browser = await openBrowser();
  const sitDown = (name: string, timeZone: string) =>
    Person.sitDown(browser, { name, timeZone, url: app.url });
  alice = await sitDown('Alice', 'Europe/Paris');
  bob = await sitDown('Bob', 'America/Toronto');
  erin = await sitDown('Erin', 'Europe/London');
  ada = await sitDown('Ada', 'Europe/Stockholm');
});

afterAll(async () => {
  await browser.close();
  await app.close();
});

describe('Alice', () => {
  step('finds the cohort signed out, signs in, and is brought back to it', async () => {
    await alice.opens('/');
    await alice.isAt('The work is the exam');
    await alice.looksAt('start page');
    await alice.clicks('link', 'Social Media Strategist');
    await alice.isAt('Social Media Strategist');
    await alice.looksAt('cohort');
    await alice.clicks('link', 'Sign in to enrol');
    await alice.isAt('Sign in');
    await alice.looksAt('sign-in');
    await alice.signsIn('alice');
    await alice.isAt('Social Media Strategist');
    expect(new URL(alice.page.url()).pathname).toBe('/cohorts/november');
    await alice.looksAt('cohort signed in');
  });

  step('enrols, looks around, and opens her handbook', async () => {
    await alice.clicks('button', 'Enrol');
    await alice.page.getByText('You are enrolled in November cohort.').waitFor();
    await alice.looksAt('course');
    await alice.clicks('link', 'Who owns each presence');
    await alice.isAt('Who owns each presence');
    await alice.looksAt('lesson');
    await alice.opens('/');
    await alice.isAt('Welcome back, Alice Moreau');
    await alice.looksAt('home');
    await alice.clicks('link', 'Write your handbook');
    await alice.isAt('Strategy handbook');
    await saved();
    await alice.looksAt('empty handbook');
  });

  step('writes prose and the SWOT grid by keyboard, sees it saved, and finds it after a reload', async () => {
    const { page } = alice;
    await page.getByRole('textbox', { name: 'Executive brief' }).click();
    await page.keyboard.type(brief);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+b');
    await page.keyboard.type('We recommend an answer within four hours.');
    await page.getByRole('textbox', { name: 'Strategy', exact: true }).click();
    await page.keyboard.type('We answer; we do not advertise.');
    await page.getByRole('button', { name: 'Add a strength' }).click();
    await page.keyboard.type('Roasts to order');
    await page.keyboard.press('Enter');
    await page.keyboard.type('8,400 households subscribe');
    await page.getByRole('button', { name: 'Add a threat' }).click();
    await page.keyboard.type('Competitors answer within a day');
    await saved();
    await alice.looksAt('handbook');
    await page.reload();
    await saved();
    await readsWhatSheWrote();
  });

  step(
    'is told when she forgets the declaration, sees what is empty, hands in all the same, and gets the receipt',
    async () => {
      const { page } = alice;
      app.clock.set('2026-12-04T15:30:00Z');
      await alice.clicks('button', 'Hand in');
      await alice.isRefused();
      expect(await page.title()).toBe('Error: Strategy handbook – Capstone');
      await saved();
      await readsWhatSheWrote();
      await alice.looksAt('handbook refused');
      await page.getByLabel('This handbook uses public information only, nothing confidential.').check();
      await alice.clicks('button', 'Hand in');
      await alice.isAt('Look once more before you hand in');
      await alice.looksAt('second look');
      await alice.clicks('button', 'Hand in all the same');
      await alice.isAt('Attempt 1, handed in');
      await page.getByText('Handed in as attempt 1.').waitFor();
      expect(await page.locator('main').innerText()).toContain(brief);
      await alice.looksAt('receipt');
    },
  );
});

describe('Bob', () => {
  step('signs in, finds her in the grading list, and opens the desk', async () => {
    app.clock.set('2026-12-07T08:00:00Z');
    await bob.opens('/sign-in');
    await bob.signsIn('bob');
    await bob.isAt('Welcome back, Bob Tanaka');
    await bob.looksAt('home');
    await bob.clicks('link', 'Open the grading list');
    await bob.isAt('Grading');
    await bob.looksAt('grading list');
    await bob.clicks('button', 'Mark Alice Moreau');
    await bob.isAt('Alice Moreau');
    await bob.looksAt('empty desk');
  });

  step('marks by keyboard and by mouse, writes a remark, and sees it saved', async () => {
    const { page } = bob;
    const criteria = page.locator('.criterion');
    await criteria.nth(0).getByRole('radio').first().focus();
    await page.keyboard.press('4');
    await criteria.nth(0).getByLabel('Remark for the student').click();
    await page.keyboard.type('A choice that rules something out. 4 hours is bold.');
    for (const [at, level] of ['Proficient', 'Proficient', 'Excellent', 'Proficient'].entries()) {
      await criteria
        .nth(at + 1)
        .locator('.level', { hasText: level })
        .click();
    }
    await page.locator('.desk [data-save-state][data-state="saved"]').waitFor();
    await bob.looksAt('desk');
    await page.reload();
    expect(await criteria.locator('.level:has(:checked) .level-title').allInnerTexts()).toEqual(
      ['Excellent', 'Proficient', 'Proficient', 'Excellent', 'Proficient'].map((level) =>
        expect.stringContaining(level),
      ),
    );
    expect(await criteria.nth(0).getByLabel('Remark for the student').inputValue()).toBe(
      'A choice that rules something out. 4 hours is bold.',
    );
  });

  step('finalises, reviews, and releases', async () => {
    const { page } = bob;
    await bob.clicks('button', /^Finalise/);
    await page.getByText('Finalised so far').waitFor();
    await bob.looksAt('desk finalised');
    await bob.opens('/grading/cohorts/november');
    await bob.clicks('link', 'Review and release');
    await bob.isAt('Review and release');
    await bob.looksAt('review');
    await bob.clicks('button', /^Release/);
    await page.getByText('Releases so far').waitFor();
    await bob.looksAt('released');
    await jobsDone(app.db);
  });
});

describe('Alice, afterwards', () => {
  step('reads her result', async () => {
    await alice.opens('/');
    await alice.clicks('link', 'Read your result');
    await alice.isAt('Your results');
    expect(await alice.page.locator('main').innerText()).toContain('A choice that rules something out.');
    await alice.looksAt('result');
  });

  step('finds her certificate and downloads its PDF', async () => {
    const { page } = alice;
    await alice.clicks('link', 'Your certificates');
    await alice.isAt('Your certificates');
    await alice.looksAt('certificates');
    const arriving = page.waitForEvent('download');
    await alice.clicks('link', 'Download the PDF');
    const download = await arriving;
    expect(download.suggestedFilename()).toMatch(/^certificate-.*\.pdf$/);
    const bytes = readFileSync(await download.path());
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
    const { text, links } = await readingPdf(bytes, async (pdf) => ({
      text: await pdf.text(),
      links: await pdf.links(),
    }));
    expect(text).toContain('Alice Moreau');
    certificateAddress = links.find((link) => link.includes('/verify/')) ?? '';
    expect(certificateAddress).toMatch(new RegExp(`^${app.url}/verify/`));
  });
});

describe('Erin, who has no account', () => {
  step('opens the address on the certificate and reads that it is valid', async () => {
    await erin.opens(certificateAddress);
    await erin.isAt('Valid');
    const words = await erin.page.locator('main').innerText();
    for (const fact of ['Alice Moreau', 'Social Media Strategist', 'Harbour Academy', 'Executive brief']) {
      expect(words).toContain(fact);
    }
    await erin.looksAt('valid');
  });

  step('gets the same as JSON', async () => {
    const answer = await erin.page.request.get(certificateAddress, {
      headers: { accept: 'application/json' },
    });
    expect(await answer.json()).toMatchObject({ status: 'valid' });
    await erin.clicks('link', 'JSON');
    expect(JSON.parse((await erin.page.locator('pre').textContent()) ?? '')).toMatchObject({
      status: 'valid',
    });
  });

  step('types the code, with a slip', async () => {
    await erin.opens('/verify');
    await erin.isAt('Check a certificate');
    await erin.looksAt('check');
    const code = certificateAddress.split('/').at(-1) ?? '';
    const slip = code.replace(/.$/, (last) => (last === '7' ? '8' : '7'));
    await erin.page.getByLabel('Code or address').fill(slip);
    await erin.clicks('button', 'Check this certificate');
    await erin.isRefused();
    await erin.looksAt('check refused');
    erin.mayMeet(404);
    await erin.opens(`/verify/${slip}`);
    await erin.page.getByText('Correct the code').waitFor();
    await erin.looksAt('mistyped');
    await erin.page.getByLabel('Code or address').fill(code.toLowerCase());
    await erin.clicks('button', 'Check this code');
    await erin.isAt('Valid');
  });
});

describe('Ada', () => {
  step('signs in and finds the certificate', async () => {
    await ada.opens('/sign-in');
    await ada.signsIn('ada');
    await ada.isAt('Welcome back, Ada Lindqvist');
    await ada.looksAt('home');
    await ada.clicks('link', 'Certificates');
    await ada.isAt('Certificates');
    await ada.looksAt('certificates');
    await ada.clicks('link', 'Alice Moreau');
    await ada.isAt('Certificate of Alice Moreau');
    await ada.looksAt('certificate');
  });

  step('is asked for a public reason, and revokes with it', async () => {
    await ada.clicks('link', 'Revoke…');
    await ada.isAt('Revoke the certificate');
    await ada.looksAt('revocation');
    await ada.clicks('button', 'Revoke this certificate');
    await ada.isRefused();
    await ada.looksAt('revocation refused');
    await ada.page.getByLabel('Public reason').fill(reason);
    await ada.clicks('button', 'Revoke this certificate');
    await ada.page.getByText('The certificate is revoked.').waitFor();
    await ada.looksAt('revoked');
    await ada.clicks('link', 'Audit log');
    await ada.isAt('Audit log');
    await ada.looksAt('audit log');
  });
});

describe('In the end', () => {
  step('Erin reads that it is revoked, and why', async () => {
    const since = Date.now();
    do await erin.opens(certificateAddress);
    while ((await erin.page.title()).includes('Valid') && Date.now() - since < revokedWithin);
    await erin.isAt('Revoked');
    expect(await erin.page.locator('main').innerText()).toContain(reason);
    await erin.looksAt('revoked');
  });

  step('Alice reads it too, and signs out', async () => {
    await alice.opens('/certificates');
    await alice.page.getByText(reason).waitFor();
    await alice.looksAt('certificates revoked');
    await alice.clicks('button', 'Sign out');
    await alice.isAt('Sign in');
    await alice.opens('/certificates');
    await alice.isAt('Sign in');
  });

  step('a wrong address helps on', async () => {
    await erin.opens('/nowhere');
    await erin.looksAt('not found');
  });
});

/** The page says that everything typed so far is stored. */
async function saved(): Promise<void> {
  await alice.page.locator('.handbook > [data-save-state][data-state="saved"]').waitFor();
}

async function readsWhatSheWrote(): Promise<void> {
  const { page } = alice;
  await page.getByRole('textbox', { name: 'Executive brief' }).getByText(brief).waitFor();
  expect(await page.locator('.prose-editor strong').allInnerTexts()).toEqual([
    'We recommend an answer within four hours.',
  ]);
  expect(
    await page
      .locator('.swot-text')
      .evaluateAll((fields) => fields.map((field) => (field as HTMLTextAreaElement).value)),
  ).toEqual(['Roasts to order', '8,400 households subscribe', 'Competitors answer within a day']);
}
