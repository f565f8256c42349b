import { afterAll, beforeAll, expect } from '@jest/globals';
import { mkdirSync } from 'node:fs';
import { type Browser, type Locator, type Page } from 'playwright-core';
import { LiveHandbooks } from '../../src/assignments/live/live-handbooks.js';
import { Stretches } from '../../src/assignments/revisions/stretches.service.js';
import { Person } from '../browser/person.js';
import { steps } from '../browser/steps.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { aHandbookOf } from './table-scene.js';

/* A student keeps a version, compares it with what they wrote since, and takes a section back while writing goes on. */

let app: TestApp;
let browser: Browser;
let alice: Person;
let page: Page;
let other: Page;
let path: string;

beforeAll(async () => {
  app = await startTestApp();
  browser = await openBrowser();
  const id = await aHandbookOf(app, [
    ['prose', 'Executive brief'],
    ['budget', 'Budget'],
    ['sources', 'Sources'],
  ]);
  path = `/handbooks/${id}`;
  alice = await Person.sitDown(browser, { name: 'Alice', url: app.url });
  ({ page } = alice);
  await alice.opens('/sign-in');
  await alice.signsIn('alice');
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
});
afterAll(async () => {
  await browser.close();
  await app.close();
});

const it = steps();
const section = (key: string, on = page): Locator => on.locator(`[data-section="${key}"]`);
const editor = (on = page): Locator => section('prose', on).locator('.ProseMirror').first();
const cell = (row: number, column: string, on = page): Locator =>
  section('budget', on)
    .locator('.table-grid tbody tr')
    .nth(row - 1)
    .locator(`[id$="-${column}"]:is(textarea, select)`);
/** Everything is stored, and the page knows it: leaving it asks nothing. */
const saved = async (key: string, holds: string, on = page) => {
  const text = async () => {
    const doc = await app.get(LiveHandbooks).read(path.slice('/handbooks/'.length));
    return JSON.stringify([doc.getXmlFragment('prose').toJSON(), doc.getMap('budget').toJSON()]);
  };
  while (!(await text()).includes(holds)) await new Promise((resolve) => setTimeout(resolve, 50));
  await section(key, on)
    .locator('[data-save-state-word]')
    .filter({ hasText: /^Saved/ })
    .waitFor();
};
/** With the words that only screen readers get. */
const words = async (on = page) => (await on.locator('main').innerText()).replace(/\s+/g, ' ');

async function looks(name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS'];
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  for (const [manner, width, colorScheme] of [
    ['wide', 1280, 'light'],
    ['narrow', 360, 'light'],
    ['dark', 1280, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: `${folder}/${name}-${manner}.png`, fullPage: true });
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
}

it('the list is empty at first, and says when the first version comes', async () => {
  await alice.opens(path);
  await page.getByRole('link', { name: 'Earlier versions' }).click();
  await page.getByRole('heading', { name: 'Earlier versions' }).waitFor();
  expect(await words()).toContain('No earlier version yet');
  await looks('empty');
});

it('a version is kept by name', async () => {
  await alice.opens(path);
  await editor().click();
  await page.keyboard.type('We answer every question within a day.');
  await page.keyboard.press('Enter');
  await page.keyboard.type('Nobody waits for an answer over the weekend.');
  await section('budget').getByRole('button', { name: /^Add/ }).first().click();
  await cell(1, 'item').fill('Care team');
  await cell(1, 'quantity').fill('12');
  await cell(1, 'unitCost').fill('100');
  await page.keyboard.press('Tab');
  await saved('prose', 'over the weekend.');
  await saved('budget', '"100.00"');
  await page.getByRole('link', { name: 'Earlier versions' }).click();
  const name = page.getByRole('textbox', { name: /Keep the handbook/ });
  await name.fill('x'.repeat(81));
  alice.mayMeet(422);
  await page.getByRole('button', { name: 'Keep this version' }).click();
  await page.getByText('Shorten the name to 80 characters.').first().waitFor();
  expect(await name.inputValue()).toBe('x'.repeat(81));
  await looks('refused');
  await name.fill(
    'Before the interview with the head of service, and with everything that the first week brought',
  );
  await name.fill('Before the interview with the head of customer service in the second week of it');
  await page.getByRole('button', { name: 'Keep this version' }).click();
  await page.getByText('This version is kept as').waitFor();
});

it('what was written since shows word by word and cell by cell', async () => {
  await alice.opens(path);
  await editor().getByText('within a day').click();
  await page.keyboard.press('Home');
  for (let n = 0; n < 'We answer every question within '.length; n += 1)
    await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+End');
  await page.keyboard.type('four working hours.');
  await cell(1, 'unitCost').fill('120');
  await page.keyboard.press('Tab');
  await saved('prose', 'four working hours.');
  await saved('budget', '"120.00"');
  app.clock.set('2026-11-23T10:00:00Z');
  await app.get(Stretches).run();
  await page.getByRole('link', { name: 'Earlier versions' }).click();
  await page.getByText('After a stretch of work').waitFor();
  await looks('list');
  await page.getByRole('link', { name: 'Compare with now' }).last().click();
  await page.getByRole('heading', { name: 'What changed' }).waitFor();
  const seen = await words();
  await page.setViewportSize({ width: 360, height: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);
  await page.setViewportSize({ width: 1280, height: 900 });
  expect(seen).toMatch(/within \[removed: ?a day ?\] \[added: ?four working hours ?\]/);
  expect(seen).toMatch(/\[removed: ?100\.00 ?\] \[added: ?120\.00 ?\]/);
  expect(await words()).toContain('Not changed: Sources.');
  await looks('comparison');
});

it('a section is restored while somebody writes in another tab, which sees it at once and loses nothing', async () => {
  other = await page.context().newPage();
  await other.goto(app.url + path);
  await cell(1, 'unitCost', other).waitFor();
  await page.getByRole('link', { name: 'Earlier versions' }).first().click();
  await page.getByRole('link', { name: /^Before the interview/ }).click();
  await page.getByRole('heading', { name: /^Before the interview/ }).waitFor();
  await looks('version');
  await page.getByRole('link', { name: /Restore “Executive brief”/ }).click();
  await page.getByRole('heading', { name: 'Restore “Executive brief”' }).waitFor();
  expect(await words()).not.toContain('120.00');
  await looks('restoration');
  // The other tab types in a cell of another section, and goes on.
  await cell(1, 'item', other).click();
  await other.keyboard.press('End');
  const typing = other.keyboard.type(' and everybody who helps it', { delay: 40 });
  await page.getByRole('button', { name: 'Restore', exact: true }).click();
  await page.getByText('Restored. Your handbook has it').waitFor();
  await typing;
  await editor(other).getByText('We answer every question within a day.').waitFor();
  expect(await cell(1, 'item', other).inputValue()).toBe('Care team and everybody who helps it');
  expect(await cell(1, 'unitCost', other).inputValue()).toBe('120.00');
  await saved('budget', 'everybody who helps it', other);
  await looks('restored');
});

it('the restoration is undone', async () => {
  const restored = page.url();
  await page.getByRole('button', { name: 'Undo the restoration' }).click();
  await page.waitForFunction(
    (left) => location.href !== left && !document.documentElement.ariaBusy,
    restored,
  );
  await editor(other).getByText('We answer every question within four working hours.').waitFor();
  expect(await cell(1, 'item', other).inputValue()).toBe('Care team and everybody who helps it');
  await page.getByRole('link', { name: 'Earlier versions' }).first().click();
  await page.getByRole('heading', { name: 'Earlier versions' }).waitFor();
  await looks('list-after');
  expect(alice.complaints).toEqual([]);
});
