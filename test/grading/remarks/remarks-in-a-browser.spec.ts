import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, type Page } from 'playwright-core';
import { type MarkedAssessment } from '../../../src/grading/marking/grading-access.service.js';
import { RemarkBank } from '../../../src/grading/remarks/bank.service.js';
import { RemarkDrafts } from '../../../src/grading/remarks/remark-drafts.service.js';
import { cast, castPassword } from '../../../src/users/cast.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { openBrowser } from '../../support/browser.js';
import { aCohort, aPerson, enrolled, type GradedTestCohort, handedIn, viewerOf } from '../a-cohort.js';
import { markAll, opened } from '../marks.js';

let app: TestApp;
let browser: Browser;
let bob: BrowserContext;
let page: Page;
let cohort: GradedTestCohort;
let assessment: MarkedAssessment;

beforeAll(async () => {
  app = await startTestApp();
  app.clock.set('2026-11-27T22:00:00Z');
  cohort = await aCohort(app);
  const student = await aPerson(app, 'Zoë Nguyễn');
  await enrolled(app, cohort, student);
  const text = 'We choose the small hotels. They answer their guests within four hours, in public.';
  assessment = await opened(app, await handedIn(app, cohort, student, text));
  await markAll(app, cohort.rubric, assessment, 2);
  await app.get(RemarkBank).add(viewerOf(app.ids.bob), cohort.id, {
    ...{ body: '{{student}}, who decides about {{criterion}} at {{next}}?', shared: false },
  });
  await app.get(RemarkBank).add(viewerOf(app.ids.ada), cohort.id, { body: 'Name the source.', shared: true });
  browser = await openBrowser();
  bob = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' });
  page = await bob.newPage();
  await page.goto(`${app.url}/sign-in`);
  await page.fill('[name=email]', cast.bob.email);
  await page.fill('[name=password]', castPassword);
  await page.click('main button[type=submit]');
  await page.waitForURL(`${app.url}/`);
});
afterAll(async () => {
  await browser.close();
  await app.close();
});

const patience = { timeout: 60_000 };
const saved = /^Saved(?! (on|as) )/;
const says = (words: string | RegExp) =>
  page.locator('[data-box="state"]').filter({ hasText: words }).waitFor(patience);
const stored = () => app.get(RemarkDrafts).of(assessment);
const box = () => page.locator('.remark-box');
const lines = () => page.locator('[data-remarks-list="brief"] .remark');

it('a marker remarks on words by keyboard and by mouse, from the bank too, and finalises it', async () => {
  await page.goto(`${app.url}/grading/assessments/${assessment.id}`);

  // By keyboard: one key to choose words, arrows to the ones that are meant, the same key to write.
  await page.locator('#section-brief').focus();
  await page.keyboard.press('r');
  for (let at = 0; at < 3; at += 1) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('r');
  await box().waitFor(patience);
  expect(await page.locator('[data-box="quote"]').textContent()).toBe('“small hotels”');
  await page.keyboard.type('Which hotels? ');
  await says(saved);
  expect((await stored()).anchored).toMatchObject([
    { sectionKey: 'brief', quote: 'small hotels', body: 'Which hotels?', version: 1 },
  ]);

  // From the bank, with what it can know filled in, and what it can't selected.
  await page.keyboard.press('Alt+b');
  await page.locator('#bank-found [role=option]').first().waitFor(patience);
  await page.keyboard.type('decides');
  await page.locator('#bank-found [role=option]').getByText('Zoë Nguyễn, who decides').waitFor(patience);
  await page.locator('[data-box="criterion"]').evaluate((select) => select.isConnected);
  await page.keyboard.press('Enter');
  await page.keyboard.type('Harbour Lane');
  await says(saved);
  expect((await stored()).anchored[0]?.body).toMatch(
    /^Which hotels\? Zoë Nguyễn, who decides about \{\{criterion\}\} at \{\{next\}\}\?|Harbour Lane/,
  );
  await page.keyboard.press('Escape');
  await box().waitFor({ state: 'detached', ...patience });

  // By mouse: the words, then the button that appears.
  await page.evaluate(() => {
    const node = document.querySelector('[data-section-text="brief"] p')?.lastChild;
    const at = node?.textContent?.indexOf('within') ?? -1;
    if (node) window.getSelection()?.setBaseAndExtent(node, at, node, at + 'within four hours'.length);
  });
  await page.locator('.words-button').click(patience);
  await box().locator('textarea').fill('How is this counted?');
  await says(saved);
  await box().getByRole('button', { name: 'Done' }).click();
  expect(await page.locator('mark.remarked').allTextContents()).toEqual([
    'small hotels',
    'within four hours',
  ]);
  expect(await lines().count()).toBe(2);

  // Both ways: from the list to the words, from the words to the remark.
  await lines().nth(1).locator('[data-line="quote"]').click();
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('2');
  await page.keyboard.press('Enter');
  await box().waitFor(patience);
  expect(await box().locator('textarea').inputValue()).toBe('How is this counted?');

  // A co-marker was faster: both texts stand here.
  const [, second] = (await stored()).anchored;
  await app.get(RemarkDrafts).write(viewerOf(app.ids.ada), assessment, {
    ...{ id: second?.id ?? '', criterionId: null, body: 'Ada’s words', version: 1, anchor: null },
  });
  await box().locator('textarea').fill('Counted from when?');
  await says('Waits for your decision');
  expect(await box().locator('.criterion-clash').textContent()).toContain('Ada’s words');
  await box().getByRole('button', { name: 'Keep mine' }).click();
  await says(saved);
  expect((await stored()).anchored[1]).toMatchObject({ body: 'Counted from when?', version: 3 });

  // While the server is away it is said so, and sent when it is back.
  await bob.setOffline(true);
  await box().locator('textarea').fill('Counted from when, on a train?');
  await says('Saved on this device');
  await bob.setOffline(false);
  await says(saved);
  await page.keyboard.press('Escape');

  await page.locator('#overall').fill('A plan that could be followed.');
  await page.getByRole('button', { name: 'Finalise the grade' }).click();
  await page.getByText('is finalised: 66.67').waitFor(patience);
  const bodies = await app.db.query<{ body: string }[]>(
    `SELECT body FROM anchored_remark_texts UNION ALL SELECT body FROM remark_texts ORDER BY body`,
  );
  expect(bodies.map(({ body }) => body)).toContain('A plan that could be followed.');
  expect(bodies.map(({ body }) => body)).toContain('Counted from when, on a train?');

  page.once('dialog', (dialog) => void dialog.accept());
  await lines().first().getByRole('button', { name: 'Delete' }).click();
  await page.waitForFunction(() => document.querySelectorAll('mark.remarked').length === 1, null, patience);
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([]);
}, 300_000);
