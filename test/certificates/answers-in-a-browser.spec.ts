import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { type Browser } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { Person } from '../browser/person.js';
import { everyAnswer, type EveryAnswer } from './every-answer.js';

jest.setTimeout(240_000);

describe('every answer, in a browser', () => {
  let app: TestApp;
  let browser: Browser;
  let codes: EveryAnswer;

  beforeAll(async () => {
    app = await startTestApp();
    codes = await everyAnswer(app);
    browser = await openBrowser();
  }, 240_000);
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  it('can be read by everybody: in light, in the dark, on a phone, by a screen reader', async () => {
    const erin = await Person.sitDown(browser, { name: 'Erin', url: app.url });
    erin.mayMeet(404);
    for (const [status, code] of Object.entries(codes)) {
      await erin.opens(`/verify/${code}`);
      await erin.looksAt(`answer ${status}`);
      // Headings in their order, one of them the verdict, which has an icon that readers skip and a word that they don't.
      const levels = await erin.page
        .locator('h1, h2, h3')
        .evaluateAll((all) => all.map(({ tagName }) => Number(tagName.slice(1))));
      expect(levels[0]).toBe(1);
      expect(levels.slice(1).every((level) => level === 2)).toBe(true);
      expect(await erin.page.locator('.verdict svg[aria-hidden="true"]').count()).toBe(1);
      expect(await erin.page.getByRole('main').count()).toBe(1);
    }
  });

  it('is one page of paper, with its address and without what only a screen can do', async () => {
    const erin = await Person.sitDown(browser, { name: 'Erin', url: app.url, scripts: false });
    for (const status of ['valid', 'revoked', 'superseded', 'withheld'] as const) {
      await erin.opens(`/verify/${codes[status]}`);
      const pdf = await erin.page.pdf({ format: 'A4' });
      const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? [];
      expect([status, pages.length]).toEqual([status, 1]);
      await erin.page.emulateMedia({ media: 'print' });
      expect(await erin.page.getByText('The address of this page is').isVisible()).toBe(true);
      expect(await erin.page.getByRole('link', { name: 'JSON' }).isVisible()).toBe(false);
      await erin.page.emulateMedia({ media: null });
    }
    expect(erin.complaints).toEqual([]);
  });
});
