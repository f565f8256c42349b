import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser } from 'playwright-core';
import { type MarkedAssessment } from '../../../src/grading/marking/grading-access.service.js';
import { RemarkDrafts } from '../../../src/grading/remarks/remark-drafts.service.js';
import { eventually, signIn } from '../../assignments/never-lost-support.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { openBrowser } from '../../support/browser.js';
import { statementsDuring } from '../../support/statements.js';
import { aCohort, aPerson, enrolled, type GradedTestCohort, handedIn, viewerOf } from '../a-cohort.js';
import { aRubric } from '../a-rubric.js';
import { opened } from '../marks.js';

const text = 'We choose the small hotels. They answer their guests within four hours, in public.';

describe('on the page of one criterion, remarks on words', () => {
  let app: TestApp;
  let browser: Browser;
  let cohort: GradedTestCohort;
  let assessment: MarkedAssessment;

  beforeAll(async () => {
    app = await startTestApp();
    app.clock.set('2026-11-27T22:00:00Z');
    const { criteria } = aRubric();
    // The second criterion is judged by another section than the one that holds the words.
    cohort = await aCohort(
      app,
      aRubric({
        criteria: criteria.map((one, nth) => ({ ...one, sections: [nth === 1 ? 'swot' : 'brief'] })),
      }),
    );
    const student = await aPerson(app, 'Zoë Nguyễn');
    await enrolled(app, cohort, student);
    assessment = await opened(app, await handedIn(app, cohort, student, text));
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  const pageOf = (nth: number, query = '') =>
    `/grading/assessments/${assessment.id}/criteria/${cohort.rubric.criteria[nth]?.criterionId ?? ''}${query}`;
  const stored = async () => (await app.get(RemarkDrafts).of(assessment)).anchored;

  it('are written, found again on the desk, and belong to the criterion', async () => {
    const context = await browser.newContext({
      ...{ baseURL: app.url, reducedMotion: 'reduce', viewport: { width: 1280, height: 900 } },
    });
    context.setDefaultTimeout(60_000);
    await signIn(context, app, 'bob');
    const page = await context.newPage();
    await page.goto(pageOf(0));
    const key = page.locator('.words-button kbd');
    await eventually(async () => (await key.textContent()) === 'R', 60_000);
    await page.evaluate((words) => {
      const node = document.querySelector('[data-section-text="brief"] p')?.firstChild;
      const at = node?.textContent?.indexOf(words) ?? -1;
      if (node) window.getSelection()?.setBaseAndExtent(node, at, node, at + words.length);
    }, 'small hotels');
    await page.locator('.words-button').waitFor();
    await page.keyboard.press('r');
    await page.locator('.remark-box textarea').fill('Which hotels?');
    await eventually(async () => (await stored())[0]?.body === 'Which hotels?', 60_000);
    expect(await stored()).toMatchObject([
      { quote: 'small hotels', criterionId: cohort.rubric.criteria[0]?.criterionId },
    ]);
    await page.keyboard.press('Escape');
    await page.goto(`/grading/assessments/${assessment.id}`);
    await page.locator('[data-remarks-list="brief"] .remark').filter({ hasText: 'Which hotels?' }).waitFor();
    await context.close();
  });

  it('stand there without scripts, too, in the sections of the criterion; nothing in them names who is hidden', async () => {
    const [first] = await stored();
    if (!first) throw new Error('There is no remark yet.');
    const bob = await app.as('bob');
    expect((await bob.get(pageOf(0))).text).toContain('Which hotels?');
    expect((await bob.get(pageOf(1))).text).not.toContain('Which hotels?');
    expect((await bob.get(pageOf(0))).text).toContain('Zoë Nguyễn');
    expect((await bob.get(pageOf(0, '?names=hidden'))).text).not.toContain('Zoë');
  });

  it('cost the same statements, however many there are', async () => {
    const bob = await app.as('bob');
    const read = () => bob.get(pageOf(0));
    // The first page after signing in looks at the session, too.
    await read();
    const before = await statementsDuring(app.db, read);
    for (const [at, quote] of ['choose', 'answer', 'guests'].entries()) {
      const start = text.indexOf(quote);
      await app.get(RemarkDrafts).write(viewerOf(app.ids.ada), assessment, {
        ...{ id: crypto.randomUUID(), criterionId: null, body: `Remark ${at}`, version: 0 },
        anchor: { sectionKey: 'brief', start, end: start + quote.length, quote },
      });
    }
    expect(await statementsDuring(app.db, read)).toHaveLength(before.length);
  });
});
