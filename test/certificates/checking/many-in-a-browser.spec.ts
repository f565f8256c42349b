import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { type Browser } from 'playwright-core';
import { Limits } from '../../../src/platform/limits/limits.js';
import { startTestApp, type TestApp } from '../../support/app.js';
import { openBrowser } from '../../support/browser.js';
import { Person } from '../../browser/person.js';
import { everyAnswer, type EveryAnswer } from '../every-answer.js';

describe('many codes at once, in a browser', () => {
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
    for (const limit of ['verificationMissByAddress', 'checksByAddress'] as const)
      await app.get(Limits).forgive(limit, '127.0.0.1');
    const erin = await Person.sitDown(browser, { name: 'Erin', url: app.url, scripts });
    await erin.opens('/verify/many');
    return erin;
  };
  /** Waits for the words that stand when all is checked. */
  const allChecked = (erin: Person, lines: number) =>
    erin.page
      .getByText(`All ${String(lines)} lines are checked.`, { exact: true })
      .first()
      .waitFor();
  const fileOf = async (erin: Person) => {
    const [download] = await Promise.all([
      erin.page.waitForEvent('download'),
      erin.page.getByRole('link', { name: 'Download as CSV' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('certificates.csv');
    return readFileSync(await download.path(), 'utf8');
  };

  it('can be read by everybody: in light, in the dark, on a phone', async () => {
    const erin = await sitDown();
    await erin.looksAt('many empty');
    await erin.page.getByLabel('Codes or addresses').fill(Object.values(codes).join('\n'));
    await erin.clicks('button', 'Check these certificates');
    await allChecked(erin, Object.keys(codes).length);
    await erin.looksAt('many answers');
    await erin.opens('/verify/many');
    await erin.page.getByLabel('Codes or addresses').fill('Name,Age\nZoë,31');
    await erin.clicks('button', 'Check these certificates');
    await erin.isRefused();
    await erin.looksAt('many refused');
    expect(await erin.page.getByLabel('Codes or addresses').inputValue()).toBe('Name,Age\nZoë,31');
    await erin.opens('/api');
    await erin.isAt('Checking certificates by program');
    await erin.looksAt('programs');
  });

  it('shows how far it is, and gives in the end what a browser without scripts gets at once', async () => {
    const list = [
      'Name;Certificate',
      ...Array.from({ length: 60 }, (_, at) => `Person ${String(at)};${codes.valid}`),
    ];
    list.splice(40, 0, `Ron;${codes.revoked}`, 'Nobody;');
    const erin = await sitDown();
    // The second part waits until somebody has looked at the first one.
    let go = (): void => undefined;
    const looked = new Promise<void>((resolve) => (go = resolve));
    await erin.page.route('**/verify/many', async (route) => {
      if ((route.request().postData() ?? '').includes('from=25')) await looked;
      await route.continue();
    });
    await erin.page.getByLabel('Codes or addresses').fill(list.join('\n'));
    await erin.clicks('button', 'Check these certificates');
    await erin.page.getByText('25 of 62 lines are checked.', { exact: true }).waitFor();
    expect(
      await erin.page.getByRole('progressbar').evaluate((bar: HTMLProgressElement) => [bar.value, bar.max]),
    ).toEqual([25, 62]);
    expect(await erin.page.locator('tbody tr').count()).toBe(25);
    go();
    await allChecked(erin, 62);
    await erin.page.getByRole('progressbar').waitFor({ state: 'hidden' });
    expect(await erin.page.locator('tbody tr').count()).toBe(62);
    const counts = await erin.page.locator('.many-counts').innerText();
    const file = await fileOf(erin);

    const plain = await sitDown(false);
    await plain.page.getByLabel('Codes or addresses').fill(list.join('\n'));
    await plain.clicks('button', 'Check these certificates');
    await allChecked(plain, 62);
    expect(await plain.page.locator('tbody tr').count()).toBe(62);
    expect((await plain.page.locator('.many-counts').innerText()).split(/\s+/)).toEqual(counts.split(/\s+/));
    expect(await fileOf(plain)).toBe(file);
    expect(file.split('\r\n')).toHaveLength(64);
    expect([...erin.complaints, ...plain.complaints]).toEqual([]);
  });

  it('takes a file into the field, and opens a certificate beside its answers', async () => {
    const erin = await sitDown();
    await erin.page.getByLabel('A file with the codes').setInputFiles({
      name: 'codes.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(`\uFEFFCode,Name\r\n${codes.revoked},Ron\r\n${codes.expired},Юлия\r\n`),
    });
    await erin.page.waitForFunction(() => document.querySelector('textarea')?.value.includes('Юлия'));
    await erin.clicks('button', 'Check these certificates');
    await allChecked(erin, 2);
    const [opened] = await Promise.all([
      erin.page.waitForEvent('popup'),
      erin.page.getByRole('link', { name: codes.revoked }).click(),
    ]);
    await opened.getByRole('heading', { level: 1, name: 'Revoked' }).waitFor();
    expect(await erin.page.locator('tbody tr').count()).toBe(2);
    expect(erin.complaints).toEqual([]);
  });

  it('keeps what it has when the connection breaks or it was too much, and goes on from there', async () => {
    const list = Array.from({ length: 30 }, () => codes.valid);
    const erin = await sitDown();
    let broken = true;
    await erin.page.route('**/verify/many', async (route) => {
      if (broken && (route.request().postData() ?? '').includes('from=25')) await route.abort();
      else await route.continue();
    });
    await erin.page.getByLabel('Codes or addresses').fill(list.join('\n'));
    await erin.clicks('button', 'Check these certificates');
    await erin.page.getByText('The connection broke.').waitFor();
    expect(await erin.page.locator('tbody tr').count()).toBe(25);
    broken = false;
    await app.get(Limits).consumeUpTo('checksByAddress', '127.0.0.1', 2000);
    erin.mayMeet(429);
    await erin.clicks('button', 'Check the rest');
    await erin.page.getByText('Many codes have been checked from your network.').waitFor();
    await app.get(Limits).forgive('checksByAddress', '127.0.0.1');
    await erin.clicks('button', 'Check the rest');
    await allChecked(erin, 30);
    expect(await erin.page.locator('tbody tr').count()).toBe(30);
  });

  it('is asked for with tokens that everybody makes for themselves', async () => {
    const charlie = await Person.sitDown(browser, { name: 'Charlie', url: app.url });
    await charlie.opens('/account/tokens');
    await charlie.signsIn('charlie');
    await charlie.isAt('Your tokens');
    await charlie.clicks('button', 'Make a token');
    await charlie.isRefused();
    await charlie.page.getByLabel('A name for a new token').fill('Checks of the office');
    await charlie.clicks('button', 'Make a token');
    await charlie.page.getByText('This is the token.').waitFor();
    await charlie.looksAt('tokens');
    await charlie.clicks('button', 'Withdraw');
    await charlie.page.getByText('The token is withdrawn.').waitFor();
    await charlie.page.getByText('Withdrawn', { exact: true }).waitFor();
    expect(charlie.complaints).toEqual([]);
  });
});
