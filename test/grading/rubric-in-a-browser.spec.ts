import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Browser } from 'playwright-core';
import { RubricEditing } from '../../src/grading/rubrics/rubric-editing.service.js';
import { writeRubricFile } from '../../src/grading/rubrics/rubric-file.rules.js';
import { planOf, Rubrics } from '../../src/grading/rubrics/rubrics.service.js';
import { Person } from '../browser/person.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { aCohort, aDraftVersion } from './a-cohort.js';
import { aRubric } from './a-rubric.js';

describe('The rubric in a browser', () => {
  let app: TestApp;
  let browser: Browser;
  let ada: Person;
  let versionId: string;
  let id: string;

  beforeAll(async () => {
    app = await startTestApp();
    browser = await openBrowser();
    ada = await Person.sitDown(browser, { name: 'Ada', url: app.url });
    await ada.opens('/sign-in');
    await ada.signsIn('ada');
    await ada.page.getByRole('button', { name: 'Sign out' }).waitFor();
    ada.mayMeet(409);
    ada.page.on('dialog', (dialog) => void dialog.accept());
  });
  beforeEach(async () => {
    versionId = await aDraftVersion(app);
    id = (await app.get(Rubrics).openDraft(app.db.manager, versionId)) ?? '';
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  const stored = async () => planOf(await app.get(Rubrics).read(id));
  const field = (name: string) => ada.page.locator(`#${name}`);
  const state = (words: string | RegExp) =>
    ada.page.locator('.rubric-foot [role="status"]', { hasText: words }).waitFor();
  const says = (words: string) =>
    ada.page.locator('#announcement', { hasText: words }).waitFor({ state: 'attached' });
  const opensEditor = async () => {
    await ada.opens(`/grading/rubrics/${id}`);
    await ada.page.locator('.rubric-editor[data-ready]').waitFor();
  };
  const saves = async (version: number) => {
    await ada.page.getByRole('button', { name: 'Save', exact: true }).click();
    await ada.page
      .locator(`input[name="version"][value="${String(version)}"]`)
      .first()
      .waitFor({ state: 'attached' });
    await state(/^Saved\./);
  };

  it('is edited, weighed, ordered by keyboard and completed, and says meanwhile what is wrong', async () => {
    const { page } = ada;
    await ada.opens(`/courses/drafts/${versionId}`);
    await page.getByRole('link', { name: 'Rubric', exact: true }).click();
    await page.locator('.rubric-editor[data-ready]').waitFor();
    await ada.looksAt('rubric editor');

    // What is wrong stands beside its field while one types, and nothing is sent.
    await field('c1-weight').fill('12,5');
    await page.locator('#c1-weight-error', { hasText: 'and “12,5” is none' }).waitFor();
    await state('It can’t be saved yet: one thing is to be put right.');
    await field('c1-weight').fill('40');
    await page.locator('#c1 [data-share]', { hasText: '33.3 %' }).waitFor();
    await page.locator('#c2 [data-share]', { hasText: '16.7 %' }).waitFor();
    expect(await page.locator('#c1-weight-error').isHidden()).toBe(true);

    // Ordered by keyboard, the focus stays on the button.
    const down = page.getByRole('button', { name: 'Move “Profound strategy” down' });
    await down.focus();
    await page.keyboard.press('Enter');
    await says('“Profound strategy” stands at place 2 of 5 now.');
    expect(await down.evaluate((button) => button === document.activeElement)).toBe(true);

    // One more, with the scale of the others; removed and put back.
    await page.getByRole('button', { name: 'Add a criterion' }).click();
    await field('c6-title').waitFor();
    expect(await field('c6-title').evaluate((input) => input === document.activeElement)).toBe(true);
    await page.keyboard.type('Service that lasts');
    await field('c6-competency').selectOption('engagement');
    await field('c6-section-swot').check();
    await field('c6-l4-title').fill('Outstanding');
    await page.locator('#c6-levels-error', { hasText: 'need the same level titles' }).waitFor();
    await field('c6-l4-title').fill('Excellent');
    await page.locator('#c6-levels-error').waitFor({ state: 'hidden' });
    await field('c6-required').selectOption({ label: 'Proficient' });
    await page
      .locator('[data-rubric-editor-target="passRule"]', { hasText: '“Proficient” in “Service that lasts”' })
      .waitFor();
    await page.getByRole('button', { name: /^Remove this criterion\s+“Service that lasts”/ }).click();
    await says('“Service that lasts” is removed.');
    await page.getByRole('button', { name: 'Put it back' }).click();
    expect(await field('c6-title').inputValue()).toBe('Service that lasts');

    await saves(2);
    const { criteria } = await stored();
    expect(criteria.map(({ key, weight }) => [key, weight])).toEqual([
      ['engagement', 20],
      ['strategy', 40],
      ['research-reporting', 20],
      ['executive-brief', 20],
      ['alignment', 20],
      ['service-that-lasts', 20],
    ]);
    expect(criteria.at(-1)?.levels[2]).toMatchObject({ title: 'Proficient', points: 2, required: true });
    expect(await field('c6-key').inputValue()).toBe('service-that-lasts');

    // What only the server knows is told with what it has stored.
    await field('c6-title').fill('Service that lasts 🎉');
    await saves(3);
    await page.locator('#c6-title-error', { hasText: 'has “🎉”, which certificates can’t print' }).waitFor();
    await field('c6-title').fill('Service that lasts');
    await page.locator('#c6-title-error').waitFor({ state: 'hidden' });
    await saves(4);

    // A stored one is left without a question, and stands where it was left.
    await opensEditor();
    expect(await page.locator('[data-heading]').allTextContents()).toContain('Service that lasts');
    await page.locator('#c6 summary').click();
    await ada.looksAt('rubric criterion');
  });

  it('loses nothing when somebody else was faster, and nothing that can’t be saved', async () => {
    const { page } = ada;
    await opensEditor();
    await app.get(RubricEditing).save(id, { plan: aRubric({ passPercent: 75 }), version: 1 }, app.ids.bob);
    await field('pass-percent').fill('55');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.locator('[data-clash]').waitFor();
    expect(await page.locator('[data-clash] mark').allTextContents()).toEqual(['75', '55']);
    expect(await field('pass-percent').inputValue()).toBe('55');
    await ada.looksAt('rubric clash');
    await page.locator('.rubric-editor[data-ready]').waitFor();
    await saves(3);
    expect((await stored()).passPercent).toBe(55);

    await page.locator('#c2 summary').click();
    await field('c2-weight').fill('99.9');
    await field('c2-l3-title').fill('');
    await field('c2-l1-points').focus();
    await page.locator('#c2-l3-title-error', { hasText: 'has no title' }).waitFor();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await ada.isRefused();
    await ada.looksAt('rubric refused');
    expect(await field('c2-weight').inputValue()).toBe('99.9');
    await page.getByRole('link', { name: /“99\.9” is none/ }).click();
    expect(await field('c2-weight').evaluate((input) => input === document.activeElement)).toBe(true);
    expect((await stored()).criteria[1]?.weight).toBe(20);
  });

  it('is taken over from a file after a look at what changes, and read once it is published', async () => {
    const { page } = ada;
    await ada.opens(`/grading/rubrics/${id}/imports/new`);
    await page.getByText('How such a file looks').click();
    await ada.looksAt('rubric import');
    const file = writeRubricFile(
      aRubric({ title: 'Another handbook', criteria: aRubric().criteria.toReversed().slice(1) }),
    );
    const choose = async (text: string) => {
      const field = page.getByLabel('A file', { exact: true });
      // It shows once there is a script to read the file.
      await field.waitFor();
      await field.setInputFiles({
        name: 'rubric.json',
        mimeType: 'application/json',
        buffer: Buffer.from(text),
      });
    };
    await choose('{]');
    await page.getByRole('button', { name: 'See what it would change' }).click();
    await ada.isRefused();
    await choose(file);
    await page.getByRole('button', { name: 'See what it would change' }).click();
    await ada.isAt('What the file would change');
    await ada.looksAt('rubric import preview');
    await page.getByRole('button', { name: 'Take it over into this draft' }).click();
    await ada.isAt('Another handbook');
    expect((await stored()).criteria.map(({ key }) => key)).toEqual(
      aRubric()
        .criteria.map(({ key }) => key)
        .toReversed()
        .slice(1),
    );
    await page.locator('#missing', { hasText: 'No criterion counts toward' }).waitFor();
    await ada.looksAt('rubric incomplete');

    const { courseVersionId } = await aCohort(app);
    await ada.opens(`/courses/versions/${courseVersionId}/rubric`);
    await ada.looksAt('rubric published');
    await page.getByRole('button', { name: 'Change this rubric' }).click();
    await page.getByRole('link', { name: 'See what this change would do' }).waitFor();

    const bare = await aDraftVersion(app, null);
    await ada.opens(`/courses/versions/${bare}/rubric`);
    await page.getByRole('button', { name: 'Begin a rubric' }).click();
    await page.locator('.rubric-editor[data-ready]').waitFor();
    await ada.looksAt('rubric empty');
    expect(ada.complaints).toEqual([]);
  });

  it('is edited where no script runs', async () => {
    const plain = await Person.sitDown(browser, {
      name: 'Ada without scripts',
      url: app.url,
      scripts: false,
    });
    await plain.opens('/sign-in');
    await plain.signsIn('ada');
    await plain.opens(`/grading/rubrics/${id}`);
    const { page } = plain;
    await page.locator('#c1-weight').fill('60');
    await plain.clicks('button', 'Move “Profound strategy” down');
    await page.getByText('This is not saved yet.').waitFor();
    await page.locator('#c1-weight').press('Enter');
    await page.getByText('Saved.', { exact: true }).waitFor();
    expect((await stored()).criteria.slice(0, 2).map(({ key, weight }) => [key, weight])).toEqual([
      ['engagement', 20],
      ['strategy', 60],
    ]);
  });
});
