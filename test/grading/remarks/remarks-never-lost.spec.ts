import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type Browser, type BrowserContext, type Page } from 'playwright-core';
import { type MarkedAssessment } from '../../../src/grading/marking/grading-access.service.js';
import { RemarkDrafts } from '../../../src/grading/remarks/remark-drafts.service.js';
import { eventually, signIn } from '../../assignments/never-lost-support.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { openBrowser } from '../../support/browser.js';
import { CuttableProxy } from '../../support/cuttable-proxy.js';
import { aCohort, aPerson, enrolled, type GradedTestCohort, handedIn, viewerOf } from '../a-cohort.js';
import { opened } from '../marks.js';

const text = 'We choose the small hotels. They answer their guests within four hours, in public.';
const onThisDevice = 'Remarks: saved on this device – the server can’t be reached';
const patience = 30_000;
let app: TestApp;
let proxy: CuttableProxy;
let browser: Browser;
let bob: BrowserContext;
let cohort: GradedTestCohort;
let assessment: MarkedAssessment;
/** Two remarks that are there. */
let first: string;
let second: string;

beforeAll(async () => {
  proxy = await CuttableProxy.start();
  app = await startTestApp({ config: { publicUrl: proxy.url } });
  app.clock.set('2026-11-27T22:00:00Z');
  proxy.target = app.config.port;
  cohort = await aCohort(app);
  browser = await openBrowser();
});
beforeEach(async () => {
  const student = await aPerson(app, 'Zoë Nguyễn');
  await enrolled(app, cohort, student);
  assessment = await opened(app, await handedIn(app, cohort, student, text));
  [first, second] = [randomUUID(), randomUUID()];
  await write('bob', first, 0, 'Which hotels?', 'small hotels');
  await write('bob', second, 0, 'Answer what?', 'They answer');
  bob = await browser.newContext({
    ...{ baseURL: proxy.url, timezoneId: 'UTC', reducedMotion: 'reduce' },
    viewport: { width: 1280, height: 900 },
  });
  bob.setDefaultTimeout(patience);
  await signIn(bob, app, 'bob');
});
afterEach(async () => {
  proxy.restore();
  await bob.close();
});
afterAll(async () => {
  await browser.close();
  await app.close();
  await proxy.close();
});

async function write(
  who: 'bob' | 'ada',
  id: string,
  version: number,
  body: string,
  quote = '',
): Promise<void> {
  const start = text.indexOf(quote);
  const anchor = { sectionKey: 'brief', start, end: start + quote.length, quote };
  await app.get(RemarkDrafts).write(viewerOf(app.ids[who]), assessment, {
    ...{ id, criterionId: null, body, version, anchor: version === 0 ? anchor : null },
  });
}

const stored = async () => {
  const { anchored, overall } = await app.get(RemarkDrafts).of(assessment);
  return { words: anchored.map(({ body }) => body), overall: overall?.body ?? null };
};
const serverHas = (words: string[], overall: string | null = null) =>
  eventually(
    async () => JSON.stringify(await stored()) === JSON.stringify({ words, overall }),
    patience,
  ).catch(async () => {
    expect(await stored()).toEqual({ words, overall });
  });

async function openDesk(): Promise<Page> {
  const page = await bob.newPage();
  await page.goto(`/grading/assessments/${assessment.id}`);
  await page.locator('mark.remarked').first().waitFor();
  return page;
}

/** Waits until the line about the remarks says exactly this. */
async function says(page: Page, words: string): Promise<void> {
  const line = page.locator('.remarks-state');
  await eventually(async () => (await line.textContent()) === words, patience).catch(async () => {
    expect(await line.textContent()).toBe(words);
  });
}

/** Opens the remark on these words, which is begun when there is none. */
async function remarkOn(page: Page, words: string): Promise<void> {
  await page.evaluate((wanted) => {
    const nodes = [...(document.querySelector('[data-section-text="brief"] p')?.childNodes ?? [])];
    const node = nodes.find((one) => one.textContent?.includes(wanted));
    const at = node?.textContent?.indexOf(wanted) ?? -1;
    if (node) window.getSelection()?.setBaseAndExtent(node, at, node, at + wanted.length);
  }, words);
  await page.locator('.words-button').click();
}

const line = (page: Page, words: string) =>
  page.locator('[data-remarks-list="brief"] .remark').filter({ hasText: words });
const box = (page: Page) => page.locator('.remark-box');

/** How many remarks this browser keeps. */
const kept = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const known = await indexedDB.databases();
    const name = known.find((one) => one.name?.startsWith('capstone-desk:'))?.name;
    if (name === undefined) return 0;
    return new Promise<number>((resolve) => {
      const asked = indexedDB.open(name);
      asked.onsuccess = () => {
        const rows = asked.result.transaction('pending').objectStore('pending').count();
        rows.onsuccess = () => {
          asked.result.close();
          resolve(rows.result);
        };
      };
    });
  });

it('remarks written, changed and deleted without a network outlive their tab, and arrive from another page', async () => {
  const desk = await openDesk();
  desk.on('dialog', (dialog) => void dialog.accept());
  proxy.cut();
  await remarkOn(desk, 'within four hours');
  await box(desk).locator('textarea').fill('Counted from when?');
  await box(desk).getByRole('button', { name: 'Done' }).click();
  await line(desk, 'Which hotels?').getByRole('button', { name: 'Edit' }).click();
  await box(desk).locator('textarea').fill('Which hotels, by name?');
  await box(desk).getByRole('button', { name: 'Done' }).click();
  await line(desk, 'Answer what?').getByRole('button', { name: 'Delete' }).click();
  await line(desk, 'Answer what?').waitFor({ state: 'detached' });
  await desk.locator('#overall').fill('A plan that could be followed.');
  await says(desk, onThisDevice);
  expect(await kept(desk)).toBe(4);
  // Without a word, as when the tab crashes
  await desk.close();
  expect(await stored()).toEqual({ words: ['Which hotels?', 'Answer what?'], overall: null });

  proxy.restore();
  const home = await bob.newPage();
  await home.goto('/');
  await serverHas(['Which hotels, by name?', 'Counted from when?'], 'A plan that could be followed.');
  await eventually(async () => (await kept(home)) === 0, patience);
  await home.goto(`/grading/assessments/${assessment.id}/history`);
  const history = home.getByRole('region', { name: 'On words of the handbook' });
  await history.getByText('Remark removed').waitFor();
  expect(await history.locator('.history-what > p:first-child').allTextContents()).toHaveLength(4);
});

it('what a co-marker changed meanwhile is asked about with both texts, at the desk; also what was deleted here', async () => {
  const desk = await openDesk();
  desk.on('dialog', (dialog) => void dialog.accept());
  proxy.cut();
  await line(desk, 'Which hotels?').getByRole('button', { name: 'Edit' }).click();
  await box(desk).locator('textarea').fill('Bob, offline');
  await box(desk).getByRole('button', { name: 'Done' }).click();
  await line(desk, 'Answer what?').getByRole('button', { name: 'Delete' }).click();
  await says(desk, onThisDevice);
  await desk.close();
  await write('ada', first, 1, 'Ada, meanwhile');
  await write('ada', second, 1, 'Ada, too');

  proxy.restore();
  const page = await bob.newPage();
  await page.goto(`/grading/cohorts/${cohort.slug}`);
  await page
    .getByText('2 remarks of yours at another desk were not saved, as somebody changed them')
    .waitFor();
  expect((await stored()).words).toEqual(['Ada, meanwhile', 'Ada, too']);
  await page.getByRole('link', { name: 'Open that desk and decide' }).click();
  // One after the other, in whichever order they were kept
  for (let at = 0; at < 2; at += 1) {
    await box(page).locator('.criterion-clash').waitFor();
    const theirs = await box(page).locator('[data-box="theirs"]').textContent();
    const keep = theirs === 'Ada, meanwhile' ? 'Keep mine' : 'Delete it';
    if (keep === 'Keep mine') expect(await box(page).locator('textarea').inputValue()).toBe('Bob, offline');
    await box(page).getByRole('button', { name: keep }).click();
    if (keep === 'Keep mine') await box(page).getByRole('button', { name: 'Done' }).click();
  }
  await serverHas(['Bob, offline']);
  await says(page, '');
  await eventually(async () => (await kept(page)) === 0, patience);
});

it('the desk itself shows again what it had not sent, and a sign-out asks first', async () => {
  const desk = await openDesk();
  const asked: string[] = [];
  desk.on('dialog', (dialog) => {
    asked.push(dialog.message());
    void dialog.dismiss();
  });
  await bob.route('**/remarks/**', (route) => route.abort());
  await remarkOn(desk, 'within four hours');
  await box(desk).locator('textarea').fill('Counted from when?');
  await says(desk, onThisDevice);
  await desk.reload();
  await line(desk, 'Counted from when?').waitFor();
  await says(desk, onThisDevice);
  expect(await desk.locator('mark.remarked').allTextContents()).toContain('within four hours');
  await Promise.all([desk.waitForEvent('dialog'), desk.getByRole('button', { name: 'Sign out' }).click()]);
  expect(asked).toEqual([expect.stringContaining('only on this device')]);
  await bob.unroute('**/remarks/**');
  await desk.evaluate(() => window.dispatchEvent(new Event('focus')));
  await serverHas(['Which hotels?', 'Answer what?', 'Counted from when?']);
  await says(desk, '');
  await eventually(async () => (await kept(desk)) === 0, patience);
});
