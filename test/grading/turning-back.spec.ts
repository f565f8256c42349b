import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser } from 'playwright-core';
import { RemarkDrafts } from '../../src/grading/remarks/remark-drafts.service.js';
import { Rubrics } from '../../src/grading/rubrics/rubrics.service.js';
import { eventually } from '../assignments/never-lost-support.js';
import { Person } from '../browser/person.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { aCohort, aDraftVersion, aPerson, enrolled, handedIn } from './a-cohort.js';
import { opened } from './marks.js';

describe('Back and Forward', () => {
  let app: TestApp;
  let browser: Browser;

  beforeAll(async () => {
    app = await startTestApp();
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  const sitsDown = async (name: 'ada' | 'bob') => {
    const person = await Person.sitDown(browser, { name, url: app.url });
    await person.opens('/sign-in');
    await person.signsIn(name);
    await person.page.getByRole('button', { name: 'Sign out' }).waitFor();
    return person;
  };
  const turns = ({ page }: Person, where: 'back' | 'forward') =>
    page.evaluate((way) => {
      history[way]();
    }, where);

  it('leave the desk once the remark that was being typed is saved', async () => {
    app.clock.set('2026-11-27T22:00:00Z');
    const cohort = await aCohort(app);
    const student = await aPerson(app, 'Zoë Nguyễn');
    await enrolled(app, cohort, student);
    const assessment = await opened(app, await handedIn(app, cohort, student));
    const bob = await sitsDown('bob');
    const { page } = bob;
    await bob.opens(`/grading/cohorts/${cohort.slug}`);
    await page.getByRole('link', { name: 'Open the desk of Zoë Nguyễn' }).click();
    await page.locator('#overall').fill('In one');
    const words = 'In one go, and off.';
    // In one task: no pause in which anything would be sent by itself
    await page.locator('#overall').evaluate((field: HTMLTextAreaElement, value) => {
      field.value = value;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      history.back();
    }, words);
    await page.waitForURL(`**/grading/cohorts/${cohort.slug}`);
    await bob.isAt('Grading');
    // One waits for the server for a while; then it comes from this page.
    await eventually(async () => (await app.get(RemarkDrafts).of(assessment)).overall?.body === words);
    await turns(bob, 'forward');
    await page.waitForURL(`**/grading/assessments/${assessment.id}*`);
    await eventually(async () => (await page.locator('#overall').inputValue()) === words);
    expect(bob.complaints).toEqual([]);
  });

  it('ask before they leave the rubric that is not saved, and stay where the answer is no', async () => {
    const versionId = await aDraftVersion(app);
    const rubric = `**/grading/rubrics/${(await app.get(Rubrics).openDraft(app.db.manager, versionId)) ?? ''}`;
    const ada = await sitsDown('ada');
    const { page } = ada;
    const asked: string[] = [];
    let leaves = false;
    page.on('dialog', (dialog) => {
      asked.push(dialog.message());
      void (leaves ? dialog.accept() : dialog.dismiss());
    });
    const opensEditor = async () => {
      await page.waitForURL(rubric);
      await page.locator('.rubric-editor[data-ready]').waitFor();
    };
    await ada.opens(`/courses/drafts/${versionId}`);
    await page.getByRole('link', { name: 'Rubric', exact: true }).click();
    await opensEditor();
    await page.locator('#pass-percent').fill('55');

    await turns(ada, 'back');
    await eventually(() => Promise.resolve(asked.length === 1));
    await page.waitForURL(rubric);
    expect(await page.locator('#pass-percent').inputValue()).toBe('55');

    leaves = true;
    await turns(ada, 'back');
    await page.waitForURL(`**/courses/drafts/${versionId}`);
    await page.locator('.rubric-editor').waitFor({ state: 'detached' });
    expect(asked).toEqual(Array.from({ length: 2 }, () => expect.stringContaining('Leave this page')));
    expect(ada.complaints).toEqual([]);
  });
});
