import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, type Page } from 'playwright-core';
import { type MarkedAssessment } from '../../src/grading/marking/grading-access.service.js';
import { ScoreDrafts, type StoredMark } from '../../src/grading/marking/score-drafts.service.js';
import { cast, castPassword } from '../../src/users/cast.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { aCohort, aPerson, enrolled, type GradedTestCohort, handedIn } from './a-cohort.js';
import { graded, levelId, markAll, opened, released } from './marks.js';

describe('the desk in a browser', () => {
  let app: TestApp;
  let browser: Browser;
  let bob: BrowserContext;
  let ada: BrowserContext;
  let cohort: GradedTestCohort;
  let assessment: MarkedAssessment;
  let submissionId: string;
  let page: Page;

  beforeAll(async () => {
    app = await startTestApp();
    app.clock.set('2026-11-27T22:00:00Z');
    cohort = await aCohort(app);
    browser = await openBrowser();
    bob = await signedIn('bob');
    ada = await signedIn('ada');
  }, 150_000);
  beforeEach(async () => {
    const student = await aPerson(app, 'Zoë Nguyễn');
    await enrolled(app, cohort, student);
    submissionId = await handedIn(app, cohort, student);
    assessment = await opened(app, submissionId);
    page = await desk(bob);
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  async function signedIn(name: 'bob' | 'ada' | 'alice'): Promise<BrowserContext> {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const first = await context.newPage();
    await first.goto(`${app.url}/sign-in`);
    await first.fill('[name=email]', cast[name].email);
    await first.fill('[name=password]', castPassword);
    await first.click('main button[type=submit]');
    await first.waitForURL(`${app.url}/`);
    await first.close();
    return context;
  }

  async function desk(context: BrowserContext): Promise<Page> {
    const opening = await context.newPage();
    await opening.goto(`${app.url}/grading/assessments/${assessment.id}`);
    return opening;
  }

  const criterion = (at: number, on = page) => on.locator('.criterion').nth(at);
  const says = (text: string, on = page) =>
    on
      .locator('[data-save-state-word]')
      .filter({ hasText: new RegExp(`^${text}`) })
      .waitFor({ timeout: 60_000 });
  const stored = async (at: number): Promise<StoredMark | undefined> =>
    (await app.get(ScoreDrafts).of(assessment.id)).get(cohort.rubric.criteria[at]?.id ?? '');
  const levelOf = (key: string, points: number) => levelId(cohort.rubric, key, points);

  it('saves a level chosen by its number, and counts at once', async () => {
    await criterion(0).locator('input').first().focus();
    await page.keyboard.press('3');
    await says('Saved');
    expect(await stored(0)).toMatchObject({ levelId: levelOf('strategy', 2), version: 1 });
    expect(await page.locator('.desk-percent').textContent()).toBe('13.33\u00A0%');
    expect(await page.locator('.desk-verdict').textContent()).toBe('1 of 5 criteria marked');
    expect(await page.locator('.desk-missing a').first().textContent()).toBe('2 Customer engagement');
    await page.keyboard.press('0');
    await page.waitForFunction(() => document.querySelector('.desk-percent')?.textContent === '0\u00A0%');
  });

  it('keeps a digit in a remark a digit, and saves the remark after a pause', async () => {
    await criterion(1).locator('textarea').pressSequentially('Say 2 things.');
    await says('Saving');
    await says('Saved');
    expect(await stored(1)).toMatchObject({ levelId: null, remark: 'Say 2 things.' });
  });

  it('brings the sections of a criterion into view', async () => {
    await criterion(0).locator('textarea').focus();
    expect(await page.locator('.desk-section[data-judged]').count()).toBe(2);
    await criterion(1).locator('textarea').focus();
    expect(await page.locator('.desk-section[data-judged] h2').allTextContents()).toEqual([
      'Executive brief',
    ]);
  });

  it('asks when a co-marker was faster, and loses neither', async () => {
    const theirs = await desk(ada);
    await criterion(2, theirs).locator('textarea').fill('Ada’s words');
    await says('Saved', theirs);
    await criterion(2).locator('textarea').fill('Bob’s words');
    await says('One mark waits for your decision');
    const clash = criterion(2).locator('.criterion-clash');
    expect(await clash.textContent()).toContain('Ada Lindqvist changed this mark');
    expect(await clash.textContent()).toContain('Ada’s words');
    expect(await criterion(2).locator('textarea').inputValue()).toBe('Bob’s words');
    expect((await stored(2))?.remark).toBe('Ada’s words');
    await clash.getByRole('button', { name: 'Keep mine' }).click();
    await says('Saved');
    expect(await stored(2)).toMatchObject({ remark: 'Bob’s words', version: 2 });

    await criterion(2, theirs).locator('textarea').fill('Ada once more');
    await says('One mark waits for your decision', theirs);
    await criterion(2, theirs).getByRole('button', { name: 'Take theirs' }).click();
    await says('Saved', theirs);
    expect(await criterion(2, theirs).locator('textarea').inputValue()).toBe('Bob’s words');
    expect((await stored(2))?.remark).toBe('Bob’s words');
    await theirs.close();
  });

  it('says that it can’t save while the server is away, and saves when it is back', async () => {
    await bob.setOffline(true);
    await criterion(3).locator('textarea').fill('Written on a train.');
    await says('Not saved yet: the server can’t be reached');
    await bob.setOffline(false);
    await says('Saved');
    expect((await stored(3))?.remark).toBe('Written on a train.');
  });

  it('finalises what was typed a moment ago', async () => {
    for (const at of [0, 1, 2, 3, 4]) await criterion(at).locator('input').nth(2).check();
    await criterion(4).locator('textarea').fill('The last words.');
    await page.getByRole('button', { name: 'Finalise the grade' }).click();
    await page.getByText('is finalised: 66.67').waitFor();
    const [remark] = await app.db.query<{ body: string }[]>(
      `SELECT t.body FROM remark_texts t JOIN remarks r ON r.id = t.remark_id JOIN grade_events g ON g.id = r.grade_event_id
        WHERE g.submission_id = $1`,
      [submissionId],
    );
    expect(remark?.body).toBe('The last words.');
  });

  it('leaves for the next handbook only once everything is saved', async () => {
    const next = await aPerson(app, 'Aaron Next');
    await enrolled(app, cohort, next);
    await handedIn(app, cohort, next);
    await page.reload();
    await criterion(0).locator('textarea').fill('In a hurry.');
    await page.locator('.desk-next').click();
    await page.waitForFunction((left) => !location.pathname.endsWith(left), assessment.id);
    expect((await stored(0))?.remark).toBe('In a hurry.');
  });

  it('works without scripts', async () => {
    const context = await browser.newContext({
      javaScriptEnabled: false,
      storageState: await bob.storageState(),
    });
    const bare = await desk(context);
    for (const at of [0, 1, 2, 3, 4]) await criterion(at, bare).locator('input').nth(3).check();
    await criterion(0, bare).locator('textarea').fill('Plain words.');
    await bare.getByRole('button', { name: 'Save the marks' }).click();
    await bare.getByText('Your marks are saved.').waitFor();
    await bare.getByRole('button', { name: 'Finalise the grade' }).click();
    await bare.getByText('is finalised: 100').waitFor();
    await context.close();
  });

  it('has no finding of axe on any page of grading, and nothing wider than a phone', async () => {
    const alice = await signedIn('alice');
    const enrolment = await enrolled(app, cohort, app.ids.alice);
    await graded(app, cohort, await handedIn(app, cohort, app.ids.alice), 1, 'Say who decides.');
    await markAll(app, cohort.rubric, assessment, 2);
    const look = async (context: BrowserContext, path: string) => {
      const one = await context.newPage();
      await one.goto(app.url + path);
      const { violations } = await new AxeBuilder({ page: one }).setLegacyMode().analyze();
      expect(violations.map(({ id, nodes }) => [path, id, nodes.map((node) => node.html)])).toEqual([]);
      await one.setViewportSize({ width: 320, height: 800 });
      const over = await one.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect([path, over]).toEqual([path, 0]);
      await one.close();
    };
    const list = `/grading/cohorts/${cohort.slug}`;
    await look(bob, list);
    await look(bob, `/grading/assessments/${assessment.id}`);
    await look(bob, `${list}/releases`);
    await released(app, cohort);
    await look(alice, `/results/${enrolment}`);
    await look(bob, `${list}/releases`);
  }, 150_000);
});
