import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Browser, type Page } from 'playwright-core';
import { Person } from '../browser/person.js';
import { steps } from '../browser/steps.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { setScene, type World } from '../support/world.js';

/* What helps a student beside the writing, and the second look before it is handed in. */

let app: TestApp;
let world: World;
let browser: Browser;
let alice: Person;
let page: Page;

beforeAll(async () => {
  app = await startTestApp();
  world = await setScene(app);
  await world.chronicle.write(world.handbookId, app.ids.alice, {
    strategy: 'We answer first.',
    programs: {
      rows: [
        {
          id: 'p-desk',
          program: 'Answering desk',
          serves: 'customer-service',
          purpose: 'Answers.',
          lead: 'Head of service',
        },
      ],
    },
    sources: { rows: [{ id: 's-study', source: 'A study', seen: '2026-06-03' }] },
  });
  browser = await openBrowser();
  alice = await Person.sitDown(browser, { name: 'Alice', url: app.url });
  alice.mayMeet(422);
  ({ page } = alice);
  await alice.opens('/sign-in');
  await alice.signsIn('alice');
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  await alice.opens(`/handbooks/${world.handbookId}`);
  await page.locator('#findings li').first().waitFor();
});
afterAll(async () => {
  await browser.close();
  await app.close();
});

const it = steps();
const focusedId = () => page.evaluate(() => document.activeElement?.id ?? '');
const missingAddress = () => page.locator('#findings').getByRole('link', { name: '“A study” has no link.' });

describe('beside the writing', () => {
  it('stands how long a section is against its guidance, while one types', async () => {
    const length = page.locator('#section-strategy [data-length]');
    expect(await length.innerText()).toMatch(/^3 words · about [\d,]+ to [\d,]+ words$/);
    await page.locator('#section-strategy [contenteditable=true]').click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type(' Then we tell what we learned.');
    await page.locator('#section-strategy [data-length]', { hasText: '9 words' }).waitFor();
  });

  it('stands by what it is judged, and an example opens on demand', async () => {
    const section = page.locator('#section-budget');
    await section.getByText('What is looked at').click();
    expect(await section.getByText('At its best:').first().isVisible()).toBe(true);
    await section.getByText('Example: Tessmar Schokolade').click();
    await section.getByText('From the handbook of Tessmar Schokolade, which is fictional').waitFor();
    expect(await section.locator('turbo-frame table').first().isVisible()).toBe(true);
    expect(await page.locator('turbo-frame table').count()).toBeLessThan(8);
  });

  it('stands what does not fit, each a link to the cell where it is put right', async () => {
    await missingAddress().click();
    await page.waitForFunction(() => document.activeElement?.id === 'cell-s-study-address');
    await page.keyboard.type('https://example.org/study');
    await missingAddress().waitFor({ state: 'detached' });
    const total = await page.locator('[data-findings-total]').innerText();
    expect(total).toBe(String(await page.locator('#findings li').count()));
    await page.locator('#section-programs [data-findings] summary').click();
    const own = page.locator('#section-programs [data-findings]').getByRole('link', { name: /no objective/ });
    await own.click();
    await page.waitForFunction(() => document.activeElement?.id === 'cell-p-desk-objective');
    await page.locator('#findings').getByText('Still empty:').waitFor();
  });

  it('has room on a phone, with an example open', async () => {
    await page.setViewportSize({ width: 320, height: 800 });
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    await page.setViewportSize({ width: 1280, height: 900 });
    expect(width).toBe(320);
  });
});

describe('handing in what is not complete', () => {
  it('is shown once more, from where a link leads into the very cell', async () => {
    await page.locator('.handbook > [data-save-state]', { hasText: /^\s*Saved/ }).waitFor();
    await page.getByLabel('This handbook uses public information only').check();
    await page.getByRole('button', { name: 'Hand in' }).click();
    await page.getByRole('heading', { name: 'Look once more before you hand in' }).waitFor();
    await alice.looksAt('second-look');
    await page.getByRole('link', { name: /“Answering desk” has no objective/ }).click();
    await page.waitForFunction(() => document.activeElement?.id === 'cell-p-desk-objective');
    expect(await focusedId()).toBe('cell-p-desk-objective');
  });

  it('may be handed in all the same, and the receipt offers its files', async () => {
    await page.locator('.handbook > [data-save-state]', { hasText: /^\s*Saved/ }).waitFor();
    await page.getByLabel('This handbook uses public information only').check();
    await page.getByRole('button', { name: 'Hand in' }).click();
    await page.getByRole('button', { name: 'Hand in all the same' }).click();
    await page.getByText('Handed in as attempt 1.').waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'handbook-attempt-1.json' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('handbook-attempt-1.json');
    await alice.looksAt('receipt');
  });

  it('nobody’s browser complained', () => {
    expect(alice.complaints).toEqual([]);
    return Promise.resolve();
  });
});
