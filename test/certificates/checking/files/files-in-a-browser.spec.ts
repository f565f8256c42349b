import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Browser } from 'playwright-core';
import { startTestApp, type TestApp } from '../../../support/app.js';
import { openBrowser } from '../../../support/browser.js';
import { Person } from '../../../browser/person.js';
import { everyAnswer, type EveryAnswer } from '../../every-answer.js';

describe('a file that somebody holds, in a browser', () => {
  let app: TestApp;
  let browser: Browser;
  let codes: EveryAnswer;

  beforeAll(async () => {
    app = await startTestApp();
    codes = await everyAnswer(app);
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  const sitDown = async (scripts = true) => {
    const erin = await Person.sitDown(browser, { name: 'Erin', url: app.url, scripts });
    await erin.opens('/verify');
    // With scripts, a file is sent as soon as it is there: from when the page says so.
    if (scripts) await erin.page.getByText('Or drop it here.').waitFor();
    return erin;
  };
  const credential = async () => {
    const answer = await fetch(`${app.url}/verify/${codes.valid}.jsonld`);
    return {
      name: 'credential.jsonld',
      mimeType: 'application/ld+json',
      buffer: Buffer.from(await answer.text()),
    };
  };
  const says = (erin: Person, word: string) =>
    erin.page.getByRole('heading', { level: 1, name: word, exact: true }).waitFor();

  it('is checked as soon as it is chosen, and can be read by everybody', async () => {
    const erin = await sitDown();
    await erin.looksAt('a file to check');
    await erin.page.getByLabel('The file', { exact: true }).setInputFiles(await credential());
    await says(erin, 'Valid');
    await erin.looksAt('a file that is valid');
    const file = await credential();
    const forged = Buffer.from(file.buffer.toString().replaceAll('Zoë Nguyễn', 'Eve'));
    await erin.page.getByText('Or drop it here.').waitFor();
    await erin.page.getByLabel('The file', { exact: true }).setInputFiles({ ...file, buffer: forged });
    await says(erin, 'Not as issued');
    await erin.looksAt('a file that was altered');
  });

  it('can be dropped', async () => {
    const erin = await sitDown();
    const { buffer } = await credential();
    const dropped = await erin.page.evaluateHandle((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], 'credential.jsonld'));
      return data;
    }, buffer.toString());
    await erin.page.getByLabel('The file', { exact: true }).dispatchEvent('drop', { dataTransfer: dropped });
    await says(erin, 'Valid');
  });

  it('is checked without scripts, too', async () => {
    const erin = await sitDown(false);
    expect(await erin.page.getByText('Or drop it here.').isHidden()).toBe(true);
    await erin.page.getByLabel('The file', { exact: true }).setInputFiles(await credential());
    await erin.page.getByRole('button', { name: 'Check this file' }).click();
    await says(erin, 'Valid');
  });
});
