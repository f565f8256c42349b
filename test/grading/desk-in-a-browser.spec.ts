import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, type Page } from 'playwright-core';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { type MarkedAssessment } from '../../src/grading/marking/grading-access.service.js';
import {
  longestRemark,
  ScoreDrafts,
  type StoredMark,
} from '../../src/grading/marking/score-drafts.service.js';
import { cast, castPassword } from '../../src/users/cast.js';
import { eventually } from '../assignments/never-lost-support.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { arrivesAt, openBrowser } from '../support/browser.js';
import { aCohort, aPerson, enrolled, type GradedTestCohort, handedIn } from './a-cohort.js';
import { graded, levelId, markAll, opened, released } from './marks.js';

describe('the desk in a browser', () => {
  let app: TestApp;
  let browser: Browser;
  let bob: BrowserContext;
  let ada: BrowserContext;
  let cohort: GradedTestCohort;
  let assessment: MarkedAssessment;
  let student: string;
  let submissionId: string;
  let page: Page;

  beforeAll(async () => {
    app = await startTestApp();
    app.clock.set('2026-11-27T22:00:00Z');
    cohort = await aCohort(app);
    browser = await openBrowser();
    bob = await signedIn('bob');
    ada = await signedIn('ada');
  });
  beforeEach(async () => {
    student = await aPerson(app, 'Zoë Nguyễn');
    await enrolled(app, cohort, student);
    submissionId = await handedIn(app, cohort, student);
    assessment = await opened(app, submissionId);
    page = await desk(bob);
  });
  afterEach(() => page.close());
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
      .filter({ hasText: new RegExp(`^${text}$`) })
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
    expect(await page.locator('.desk-strip a[data-missing]').first().getAttribute('title')).toBe(
      'Customer engagement: no level yet',
    );
    expect(await page.locator('.desk-strip a').first().getAttribute('title')).toBe(
      'Profound strategy: Proficient, 2 of 3',
    );
    await page.keyboard.press('0');
    await page.waitForFunction(() => document.querySelector('.desk-percent')?.textContent === '0\u00A0%');
  });

  it('keeps a digit in a remark a digit, and saves the remark after a pause', async () => {
    await criterion(1).locator('textarea').pressSequentially('Say 2 things.');
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
    // A page that hears of nobody else learns of a co-marker's mark only by writing
    const nobody = { people: [], marks: [], grades: 0, laterId: null };
    for (const one of [page, theirs]) {
      await one.route('**/presence', (route) => route.fulfill({ json: nobody }));
      // What it asked before would still be answered.
      await one.reload();
    }
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

  it('says beside a mark why it is not taken, and keeps what was typed', async () => {
    const remark = criterion(1).locator('textarea');
    const why = criterion(1).locator('.criterion-refusal');
    await remark.fill('x'.repeat(longestRemark + 1));
    await why.filter({ hasText: 'Use at most 10,000 characters for a remark.' }).waitFor();
    expect(await remark.getAttribute('aria-invalid')).toBe('true');
    expect((await remark.inputValue()).length).toBe(longestRemark + 1);
    expect(await stored(1)).toBeUndefined();
    await remark.fill('Shorter.');
    await says('Saved');
    expect(await why.count()).toBe(0);

    await app.get(Enrolments).withdraw(cohort.id, student);
    await remark.fill('Typed after they left.');
    await why.filter({ hasText: 'This student has withdrawn from the cohort' }).waitFor();
    expect(await remark.inputValue()).toBe('Typed after they left.');
    expect(await stored(1)).toMatchObject({ remark: 'Shorter.' });
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
    // One waits for the server for a while; then it comes from this page.
    await eventually(async () => (await stored(0))?.remark === 'In a hurry.');
  });

  describe('by keys alone', () => {
    /** Three handbooks in a cohort of their own; the desk of the first is open. */
    const three = async () => {
      const own = await aCohort(app);
      const desks: MarkedAssessment[] = [];
      for (const name of ['Ana Abel', 'Bela Bartók', 'Zoë Żółw']) {
        const student = await aPerson(app, name);
        await enrolled(app, own, student);
        desks.push(await opened(app, await handedIn(app, own, student)));
      }
      const addresses = desks.map(({ id }) => `${app.url}/grading/assessments/${id}`);
      const ahead = page.waitForResponse(addresses[1] ?? '');
      await page.goto(addresses[0] ?? '');
      await (await ahead).finished();
      return { own, desks, addresses };
    };
    const at = (address = '') => arrivesAt(page, address);
    const heading = () => page.locator('h1').textContent();
    const focused = () => page.evaluate(() => document.activeElement?.closest('.criterion')?.id ?? null);

    it('goes through the criteria, to the buttons, and to the next, which is there already', async () => {
      const { own, desks, addresses } = await three();
      const asked: string[] = [];
      page.on('request', (request) => void asked.push(request.url()));
      const [first, second, third] = own.rubric.criteria.map(({ id }) => id);
      // The first criterion without a level is marked from the start, and a figure is for it.
      await page.keyboard.press('3');
      await page.keyboard.press('j');
      expect(await focused()).toBe(`criterion-${String(second)}`);
      await page.keyboard.press('2');
      await page.keyboard.press('j');
      await page.keyboard.press('k');
      expect(await focused()).toBe(`criterion-${String(second)}`);
      await page.keyboard.press('m');
      expect(await focused()).toBe(`criterion-${String(third)}`);
      await page.keyboard.press('e');
      await page.keyboard.type('j3?n', { delay: 5 });
      await page.keyboard.press('Escape');
      expect(await focused()).toBe(`criterion-${String(third)}`);
      // Enter on a level would send the form.
      await page.keyboard.press('Enter');
      await says('Saved');
      const drafts = await app.get(ScoreDrafts).of(desks[0]?.id ?? '');
      expect(drafts.get(String(first))).toMatchObject({ levelId: levelId(own.rubric, 'strategy', 2) });
      expect(drafts.get(String(second))).toMatchObject({ levelId: levelId(own.rubric, 'engagement', 1) });
      expect(drafts.get(String(third))).toMatchObject({ levelId: null, remark: 'j3?n' });
      await page.keyboard.press('f');
      expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Finalise, then the next');

      await page.keyboard.press('n');
      await at(addresses[1]);
      expect(await heading()).toBe('Bela Bartók');
      expect(asked).not.toContain(addresses[1]);
      await page.keyboard.press('p');
      await at(addresses[0]);
      expect(await criterion(2).locator('textarea').inputValue()).toBe('j3?n');
      // One goes on where one was.
      expect(await page.locator('.criterion[data-current]').getAttribute('id')).toBe(
        `criterion-${String(third)}`,
      );
      expect(await page.locator('.desk-criteria').evaluate((pane) => pane.scrollTop)).toBeGreaterThan(0);
    });

    it('jumps by letters, and walks through a chosen queue that the address keeps', async () => {
      const { addresses } = await three();
      await page.keyboard.press('g');
      const option = page.getByRole('option', { name: 'Zoë Żółw' });
      await option.waitFor();
      await page.keyboard.type('zz');
      await page.waitForFunction(() => document.querySelectorAll('[role=option]').length === 1);
      await page.keyboard.press('Enter');
      await at(addresses[2]);
      await page.keyboard.press('q');
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('Escape');
      expect(await page.locator('.desk-queue[open]').count()).toBe(0);
      await page.keyboard.press('q');
      for (let times = 0; times < 5; times += 1) await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await at(`${String(addresses[2])}?queue=all`);
      await page.keyboard.press('p');
      await at(`${String(addresses[1])}?queue=all`);
    });

    it('lists every key, and lets those of one letter be switched off', async () => {
      const { addresses } = await three();
      await page.keyboard.press('?');
      const sheet = page.getByRole('dialog', { name: 'Keys' });
      await sheet.getByText('Next criterion', { exact: true }).waitFor();
      // Over a dialogue the keys rest.
      await page.keyboard.press('n');
      await sheet.getByRole('checkbox').uncheck();
      await page.keyboard.press('Escape');
      await page.keyboard.press('n');
      await page.keyboard.press('3');
      expect(page.url()).toBe(addresses[0]);
      expect(await criterion(0).locator('input:checked').getAttribute('value')).toBe('');
      await page.keyboard.press('?');
      await sheet.getByRole('checkbox').check();
      await page.keyboard.press('Escape');
      await page.keyboard.press('w');
      const whole = page.getByRole('dialog', { name: 'The whole rubric' });
      await whole.getByRole('button', { name: 'What Excellent means.' }).first().click();
      expect(await page.locator('.desk-percent').textContent()).toBe('20\u00A0%');
    });
  });

  it('is as high as the window, and each side scrolls by itself', async () => {
    await criterion(4).locator('textarea').focus();
    const heights = () =>
      page.evaluate(() => [document.documentElement.scrollHeight, window.innerHeight, window.scrollY]);
    expect(await heights()).toEqual([900, 900, 0]);
    expect(await page.locator('.desk-percent').isVisible()).toBe(true);
  });

  it('shows one side at a time on a narrow screen', async () => {
    await page.setViewportSize({ width: 360, height: 740 });
    const handbook = page.getByRole('heading', { name: 'Executive brief' });
    await handbook.waitFor();
    await criterion(0).waitFor({ state: 'hidden' });
    await page.getByRole('button', { name: 'Rubric', exact: true }).click();
    await criterion(0).waitFor();
    await handbook.waitFor({ state: 'hidden' });
    await criterion(0).getByRole('link', { name: 'Executive brief' }).click();
    await handbook.waitFor();
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
    const look = async (context: BrowserContext, path: string, key?: string) => {
      const one = await context.newPage();
      await one.goto(app.url + path);
      if (key !== undefined) {
        await one.keyboard.press(key);
        await one.locator('dialog[open]').waitFor();
      }
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
    for (const key of ['?', 'g', 'w']) await look(bob, `/grading/assessments/${assessment.id}`, key);
    await look(bob, `${list}/releases`);
    await released(app, cohort);
    await look(alice, `/results/${enrolment}`);
    await look(bob, `${list}/releases`);
  });
});
