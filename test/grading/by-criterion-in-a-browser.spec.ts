import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type Page } from 'playwright-core';
import { CriterionWalk, type WalkRow } from '../../src/grading/by-criterion/criterion-walk.service.js';
import { ScoreDrafts } from '../../src/grading/marking/score-drafts.service.js';
import { cast, castPassword } from '../../src/users/cast.js';
import { eventually } from '../assignments/never-lost-support.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { arrivesAt, openBrowser } from '../support/browser.js';
import { aCohort, aPerson, enrolled, type GradedTestCohort, handedIn, viewerOf } from './a-cohort.js';
import { aRubric } from './a-rubric.js';
import { criterionId, graded, levelId, opened } from './marks.js';

describe('one criterion after another in a browser', () => {
  let app: TestApp;
  let browser: Browser;
  let cohort: GradedTestCohort;
  let bySwot: GradedTestCohort;
  let page: Page;

  beforeAll(async () => {
    app = await startTestApp();
    app.clock.set('2026-11-27T22:00:00Z');
    cohort = await aCohort(app);
    // What changes in the brief leaves three of its criteria as they were.
    const { criteria } = aRubric();
    bySwot = await aCohort(
      app,
      aRubric({
        criteria: criteria.map((one, nth) => ({ ...one, sections: nth < 2 ? ['brief'] : ['swot'] })),
      }),
    );
    for (const name of ['Zoë Nguyễn', 'Ravi Iyer', 'Mei Chen']) {
      const userId = await aPerson(app, name);
      await enrolled(app, cohort, userId);
      await handedIn(app, cohort, userId, `The plan of ${name.length} hotels.`);
    }
    browser = await openBrowser();
    page = await (await browser.newContext({ viewport: { width: 1280, height: 900 } })).newPage();
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

  const identity = () => cohort.rubric.criteria[0]?.criterionId ?? '';
  const rows = () => app.get(CriterionWalk).rows(cohort.id, identity());
  const at = (row: WalkRow | undefined) =>
    `/grading/assessments/${row?.assessmentId ?? ''}/criteria/${identity()}`;
  const headingIs = async (text: string) => {
    await page.getByRole('heading', { level: 1, name: text, exact: true }).waitFor();
    // Keys rest as long as a page is on its way.
    await page.waitForFunction(() => !document.documentElement.ariaBusy);
  };

  it('takes two keys a handbook, and no page is loaded', async () => {
    await page.goto(`${app.url}/grading/cohorts/${cohort.slug}`);
    await page.getByRole('link', { name: 'Mark by criterion' }).click();
    await page.getByRole('link', { name: 'Profound strategy' }).click();
    // The list that is left has such a link, too.
    await headingIs('Profound strategy');
    await page.getByRole('link', { name: 'Hide names' }).click();
    await page.getByRole('link', { name: 'Show names' }).waitFor();
    await page.getByRole('button', { name: 'Begin' }).click();
    await headingIs('Handbook 1 of 3');
    const loads: string[] = [];
    page.on('load', () => loads.push(page.url()));
    const [first, second, third] = await rows();
    expect(await page.title()).not.toContain(first?.studentName ?? '');

    await page.keyboard.press('3');
    await page.keyboard.press('Enter');
    await headingIs('Handbook 2 of 3');
    await page.getByText('1 of 3 have a level').waitFor();
    await page.keyboard.press('2');
    await page.keyboard.press('n');
    await headingIs('Handbook 3 of 3');
    await page.getByText('2 of 3 have a level').waitFor();
    await page.keyboard.press('p');
    await headingIs('Handbook 2 of 3');
    await page.keyboard.press('Enter');
    await headingIs('Handbook 3 of 3');
    await page.keyboard.press('4');
    await page.keyboard.press('e');
    await page.keyboard.type('Says why, 2 times.');
    await page.keyboard.press('Control+Enter');
    await page.getByText('All 3 handbooks have a level.').waitFor();
    expect(loads).toEqual([]);

    const points = [2, 1, 3];
    for (const [nth, row] of [first, second, third].entries()) {
      const mark = async () =>
        (await app.get(ScoreDrafts).of(row?.assessmentId ?? '')).get(criterionId(cohort.rubric, 'strategy'));
      const remark = nth === 2 ? 'Says why, 2 times.' : '';
      // One waits for the server for a while; then it comes from the page where one is.
      await eventually(async () => (await mark())?.remark === remark);
      expect((await mark())?.levelId).toBe(levelId(cohort.rubric, 'strategy', points[nth] ?? -1));
    }
    await page.getByRole('link', { name: 'Next criterion: Customer engagement' }).click();
    await headingIs('Customer engagement');
    await page.getByRole('link', { name: 'Show names' }).waitFor();
  });

  it('has a sheet of its keys', async () => {
    const [first] = await rows();
    await page.goto(app.url + at(first));
    await arrivesAt(page, at(first));
    await page.getByRole('button', { name: 'Keys' }).waitFor();
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog');
    await sheet.getByText('Next handbook, from a remark').waitFor();
    await page.keyboard.press('Escape');
    await sheet.waitFor({ state: 'hidden' });
  });

  it('takes no key while the next handbook is on its way: it would mark the one that is left', async () => {
    const [first, second] = await rows();
    let comes = (): void => undefined;
    const held = new Promise<void>((resolve) => (comes = resolve));
    await page.route(app.url + at(second), async (route) => {
      await held;
      await route.continue();
    });
    await page.goto(app.url + at(first));
    await arrivesAt(page, at(first));
    const level = page.locator('.criterion input:checked');
    const chosen = await level.getAttribute('value');
    await page.keyboard.press('n');
    await page.keyboard.press('1');
    expect(await page.locator('html[aria-busy]').count()).toBe(1);
    expect(await level.getAttribute('value')).toBe(chosen);
    comes();
    await arrivesAt(page, at(second));
    await page.unroute(app.url + at(second));
    const marks = await app.get(ScoreDrafts).of(first?.assessmentId ?? '');
    expect(marks.get(criterionId(cohort.rubric, 'strategy'))?.levelId).toBe(chosen);
  });

  it('says where the whole handbook stands, and goes everywhere by the desk’s letters', async () => {
    const [first, , third] = await rows();
    const second = cohort.rubric.criteria[1]?.criterionId ?? '';
    const here = at(first);
    const there = here.replace(identity(), second);
    const current = () => page.locator('.desk-strip a[aria-current]').getAttribute('title');
    const percentIs = (text: string) =>
      page.waitForFunction((wanted) => document.querySelector('.desk-percent')?.textContent === wanted, text);
    await page.goto(app.url + here);
    await arrivesAt(page, here);
    await page.getByRole('button', { name: 'Keys' }).waitFor();
    expect(await page.locator('.desk-verdict').textContent()).toBe('1 of 5 criteria marked');
    expect(await page.locator('.desk-rule').textContent()).toContain('60 %');
    await page.keyboard.press('j');
    await arrivesAt(page, there);
    expect(await current()).toBe('Customer engagement: no level yet');
    await page.getByRole('button', { name: 'Keys' }).waitFor();
    await page.keyboard.press('4');
    await percentIs('33.33 %');
    expect(await current()).toBe('Customer engagement: Excellent, 3 of 3');
    await page.waitForFunction(
      () => document.querySelector('[data-save-state-word]')?.textContent.startsWith('Saved') === true,
    );
    await page.keyboard.press('k');
    await arrivesAt(page, here);
    await percentIs('33.33 %');
    // What was chosen here a moment ago is not what counts once somebody else has changed it.
    const { conflicts } = await app
      .get(ScoreDrafts)
      .writeAll(viewerOf(app.ids.ada), await opened(app, first?.submissionId ?? ''), [
        {
          rubricCriterionId: criterionId(cohort.rubric, 'engagement'),
          levelId: levelId(cohort.rubric, 'engagement', 0),
          ...{ remark: '', version: 1 },
        },
      ]);
    expect(conflicts).toEqual([]);
    await page.keyboard.press('m');
    await arrivesAt(page, here.replace(identity(), cohort.rubric.criteria[2]?.criterionId ?? ''));
    await percentIs('13.33 %');
    await page.keyboard.press('q');
    await page.getByRole('link', { name: 'All', exact: true }).waitFor();
    await page.keyboard.press('a');
    // Each criterion has its own order.
    await page.getByRole('heading', { level: 1, name: /^Handbook \d of 3$/ }).waitFor();
    await page.goto(`${app.url + here}?names=hidden`);
    await page.getByRole('button', { name: 'Keys' }).waitFor();
    await page.keyboard.press('g');
    const palette = page.getByRole('dialog', { name: 'Go to a handbook or criterion' });
    await palette.getByRole('option', { name: 'Handbook 3' }).waitFor();
    await page.keyboard.type('book 3');
    await palette.getByText('One found').waitFor();
    await page.keyboard.press('Enter');
    await arrivesAt(page, `${at(third)}?names=hidden`);
  });

  it('carries marks of the attempt before over with one key, the current one or all', async () => {
    const student = await aPerson(app, 'Ida Berg');
    await enrolled(app, bySwot, student);
    await graded(app, bySwot, await handedIn(app, bySwot, student), 1, 'Say why.');
    const again = await opened(app, await handedIn(app, bySwot, student, 'And they answer their guests.'));
    await page.goto(`${app.url}/grading/assessments/${again.id}`);
    await page.getByRole('heading', { name: 'Since attempt 1' }).waitFor();
    const criterion = (nth: number) => page.locator('.criterion').nth(nth);
    const remark = (nth: number) => criterion(nth).locator('textarea').inputValue();
    await criterion(4).locator('input').first().focus();
    await page.keyboard.press('c');
    await criterion(4).locator('.criterion-then[data-done]').waitFor();
    expect([await remark(4), await remark(3)]).toEqual(['Say why.', '']);
    await criterion(2).locator('textarea').fill('My own words.');
    await page.locator('.desk-sum').click();
    await page.keyboard.press('Shift+C');
    await criterion(3).locator('.criterion-then[data-done]').waitFor();
    expect([await remark(1), await remark(2), await remark(3)]).toEqual(['', 'My own words.', 'Say why.']);
    await page.waitForFunction(
      () => document.querySelector('[data-save-state-word]')?.textContent.startsWith('Saved') === true,
    );
    const marks = await app.get(ScoreDrafts).of(again.id);
    expect([...marks.values()].map((mark) => [mark.remark, mark.version]).sort()).toEqual([
      ['My own words.', 1],
      ['Say why.', 1],
      ['Say why.', 1],
    ]);
  });

  it('has no finding of axe, and nothing wider than a phone', async () => {
    const [first] = await rows();
    const list = `/grading/cohorts/${cohort.slug}/criteria`;
    for (const path of [list, `${list}/${identity()}`, at(first)]) {
      await page.goto(app.url + path);
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      expect(violations.map(({ id, nodes }) => [path, id, nodes.map((node) => node.html)])).toEqual([]);
      await page.setViewportSize({ width: 320, height: 800 });
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect([path, over]).toEqual([path, 0]);
      await page.setViewportSize({ width: 1280, height: 900 });
    }
  });
});
