import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { type Browser, type Locator } from 'playwright-core';
import sharp from 'sharp';
import * as Y from 'yjs';
import { HandbookUpdates } from '../../src/assignments/handbooks/handbook-store.js';
import { blocksToHtml } from '../../src/assignments/sections/blocks.rules.js';
import { freezeProse, proseBlocks } from '../../src/assignments/sections/prose.rules.js';
import { Person } from '../browser/person.js';
import { steps as storySteps } from '../browser/steps.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { setScene, type World } from '../support/world.js';

let app: TestApp;
let world: World;
let browser: Browser;
let alice: Person;

beforeAll(async () => {
  app = await startTestApp();
  world = await setScene(app);
  browser = await openBrowser();
  alice = await Person.sitDown(browser, { name: 'Alice', url: app.url, timeZone: 'Europe/Paris' });
});
afterAll(async () => {
  await browser.close();
  await app.close();
});

const section = (key: string): Locator => alice.page.locator(`[data-section="${key}"]`);
const editor = (key: string): Locator => section(key).locator('.ProseMirror').first();
const press = async (...keys: string[]): Promise<void> => {
  for (const key of keys) {
    await alice.page.keyboard.press(key);
    // ProseMirror learns of a caret that the browser moved a moment later; nobody presses two keys within it. By the
    // page's own clock, so that the moment is as long as the page is slow.
    if (/^(?:End|Home|Arrow)/.test(key))
      await alice.page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
  }
};
const type = (text: string): Promise<void> => alice.page.keyboard.type(text);

/** What the server has of a section, as its reader would get it. */
async function html(key: string): Promise<string> {
  const doc = new Y.Doc();
  for (const update of await app.get(HandbookUpdates).load(world.handbookId)) Y.applyUpdate(doc, update);
  const blocks = proseBlocks(freezeProse(doc.getXmlFragment(key)));
  return blocksToHtml(blocks, { imageHref: (id) => `/p/${id}`, prefix: key }).replaceAll(
    / rel="[^"]*"| class="to-right"|<div class="table-box" tabindex="0">|<\/div>/g,
    '',
  );
}

/** Waits until the server has it. */
async function becomes(key: string, expected: string | RegExp): Promise<void> {
  const fits = (text: string) => (typeof expected === 'string' ? text === expected : expected.test(text));
  for (const end = Date.now() + 60_000; Date.now() < end && !fits(await html(key));)
    await new Promise((resolve) => setTimeout(resolve, 100));
  if (typeof expected === 'string') expect(await html(key)).toBe(expected);
  else expect(await html(key)).toMatch(expected);
}

describe('Writing prose', () => {
  const it = storySteps();

  it('with Markdown as one types', async () => {
    await alice.opens('/sign-in');
    await alice.signsIn('alice');
    await alice.page.waitForURL('**/');
    await alice.opens(`/handbooks/${world.handbookId}`);
    await editor('executive-brief').click();
    await type(
      '# Why now\nSales **rose** and *fell* per [the plan](https://plan.example/a) again.\n## Before\n',
    );
    await type('- first\n');
    await press('Tab');
    await type('deeper\n');
    await press('Shift+Tab');
    await type('second\n\n');
    await type('1. one\n\n');
    await type('> Said so\n\n');
    await type('The end^[Ministry, 2025].');
    await becomes(
      'executive-brief',
      '<h3>Why now</h3><p>Sales <strong>rose</strong> and <em>fell</em> per <a href="https://plan.example/a">the plan</a> again.</p>' +
        '<h4>Before</h4><ul><li><p>first</p><ul><li><p>deeper</p></li></ul></li><li><p>second</p></li></ul>' +
        '<ol><li><p>one</p></li></ol><blockquote><p>Said so</p></blockquote>' +
        '<p>The end<sup class="footnote-ref"><a href="#fn-executive-brief-1" id="fnref-executive-brief-1">1</a></sup>.</p>' +
        '<section class="footnotes"><ol><li id="fn-executive-brief-1"><p>Ministry, 2025 <a href="#fnref-executive-brief-1" class="footnote-backref">↩</a></p></li></ol></section>',
    );
  });

  it('with a table, by keyboard alone, and words behind it', async () => {
    await editor('strategy').click();
    await press('Control+Alt+t');
    for (const word of ['Channel', 'Cost', 'Note', 'Search', '40', '']) {
      await type(word);
      await press('Tab');
    }
    // The menu of the table: by letters and arrows
    await press('Control+Alt+t', 'r', 'r', 'Enter');
    await press('Control+Alt+t', 'End', 'ArrowUp', 'Enter');
    // Down out of the last row, where there is nothing yet
    await press('ArrowDown', 'ArrowDown', 'ArrowDown');
    await type('Behind the table.');
    await becomes(
      'strategy',
      '<table><thead><tr><th scope="col">Channel</th><th scope="col">Cost</th></tr></thead>' +
        '<tbody><tr><td>Search</td><td>40</td></tr></tbody></table><p>Behind the table.</p>',
    );
    await press('ArrowUp', 'Shift+Tab', 'Shift+Tab', 'Shift+Tab', 'Control+Enter');
    await type('In between.');
    await becomes('strategy', /<\/table><p>In between\.<\/p><p>Behind the table\.<\/p>/);
  });

  it('with a picture, its words and its caption', async () => {
    const { page } = alice;
    const dialog = page.getByRole('dialog', { name: 'Picture' });
    // A listener that stays: Playwright catches choosers only from a moment after the first one is added
    page.on('filechooser', () => undefined);
    const choose = async (buffer: Buffer, name: string, mimeType: string): Promise<void> => {
      await dialog.waitFor({ state: 'hidden' });
      await editor('research').and(page.locator(':focus')).waitFor();
      const chooser = page.waitForEvent('filechooser');
      await press('Control+Alt+p');
      await (await chooser).setFiles({ name, mimeType, buffer });
    };
    await editor('research').click();
    await type('The harbour:');
    await choose(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'drawing.svg', 'image/svg+xml');
    await dialog.getByText('An SVG can hold programs').waitFor();
    await press('Escape');
    await editor('research').evaluate((element) => {
      const clipboardData = new DataTransfer();
      const bytes = new Uint8Array(10 * 1024 * 1024 + 1);
      clipboardData.items.add(new File([bytes], 'large.png', { type: 'image/png' }));
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    });
    await dialog.getByText('larger than 10 MB').waitFor();
    await press('Escape');
    alice.mayMeet(422);
    await choose(Buffer.from('no picture'), 'words.png', 'image/png');
    await dialog.getByText('This file is no PNG, JPEG or WebP picture').waitFor();
    await press('Escape');

    const green = await sharp({ create: { width: 640, height: 320, channels: 3, background: '#0a5a50' } })
      .png()
      .toBuffer();
    await page.context().setOffline(true);
    await choose(green, 'harbour.png', 'image/png');
    await dialog.getByText('The server can’t be reached').waitFor();
    await page.context().setOffline(false);
    await dialog.getByRole('button', { name: 'Send it again' }).click();
    await dialog.getByText('The picture is here, 640 × 320 pixels.').waitFor();
    // The browser says that the network was gone
    for (const complaint of alice.complaints.splice(0))
      expect(complaint).toContain('ERR_INTERNET_DISCONNECTED');
    await dialog.getByRole('button', { name: 'Insert picture' }).click();
    await dialog.getByText('Without these words').waitFor();
    await dialog.getByLabel('What the picture shows').fill('The port, seen from the hill');
    await dialog.getByLabel('Caption').fill('The harbour');
    await press('Enter');
    await editor('research').locator('figure img').waitFor();
    await editor('research').locator('figcaption').click();
    await press('End');
    await type(' in May');
    await press('Enter');
    await type('Below it.');
    await becomes(
      'research',
      /^<p>The harbour:<\/p><figure><img src="[^"]+" alt="The port, seen from the hill" width="640" height="320"><figcaption>The harbour in May<\/figcaption><\/figure><p>Below it\.<\/p>$/,
    );
    await editor('research').getByRole('button', { name: 'Alternative text: The port' }).click();
    await page
      .getByRole('dialog', { name: 'Alternative text' })
      .getByRole('textbox')
      .fill('The port in the morning');
    await page.getByRole('button', { name: 'Keep these words' }).click();
    await becomes('research', /alt="The port in the morning"/);
    const shown = await editor('research')
      .locator('img')
      .evaluate((image: HTMLImageElement) => image.naturalWidth);
    expect(shown).toBe(640);
  });

  it('with a picture that is pasted', async () => {
    const { page } = alice;
    const red = await sharp({ create: { width: 30, height: 20, channels: 3, background: '#a00' } })
      .jpeg()
      .toBuffer();
    await editor('research').getByText('Below it.').click();
    await editor('research').evaluate(
      (element, bytes) => {
        const clipboardData = new DataTransfer();
        clipboardData.items.add(new File([new Uint8Array(bytes)], 'image.jpg', { type: 'image/jpeg' }));
        clipboardData.setData('text/html', '<img src="https://elsewhere.example/image.jpg">');
        element.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
        );
      },
      [...red],
    );
    const dialog = page.getByRole('dialog', { name: 'Picture' });
    await dialog.getByLabel('What the picture shows').fill('Red');
    await dialog.getByRole('button', { name: 'Insert picture' }).click();
    await editor('research').locator('img[alt="Red"]').waitFor();
    await becomes(
      'research',
      /<p>Below it\.<\/p><figure><img src="[^"]+" alt="Red" width="30" height="20"><\/figure>$/,
    );
  });

  it('beside a table, with a footnote that is added, changed and taken away by keyboard', async () => {
    const { page } = alice;
    await editor('goal').click();
    await type('We choose one');
    await press('Control+Alt+f');
    await page.getByRole('dialog', { name: 'New footnote' }).waitFor();
    await press('Tab', 'Enter');
    await page.getByText('Write what the footnote says.').waitFor();
    await type('And leave');
    await press('Enter');
    await type('the other.');
    await press('Control+Enter');
    await type(' market.');
    await becomes('goal/notes', /<p>And leave<br>the other\. <a/);
    for (let back = 0; back < ' market.'.length + 1; back += 1) await press('ArrowLeft');
    await press('Enter');
    await page.getByRole('dialog', { name: 'Footnote' }).getByRole('textbox').fill('Not the other');
    await press('Control+Enter');
    await becomes('goal/notes', /<p>Not the other <a/);
    await section('goal').getByRole('button', { name: 'Not the other' }).click();
    await page.getByRole('button', { name: 'Remove footnote' }).click();
    await becomes('goal/notes', '<p>We choose one market.</p>');
    await press('Control+z');
    await becomes('goal/notes', /Not the other/);
  });

  it('finds and replaces in the whole handbook, with an undo for each section', async () => {
    const { page } = alice;
    const panel = page.getByRole('search', { name: 'Find and replace' });
    const count = panel.getByRole('status');
    await section('swot').getByRole('button', { name: 'Add a strength' }).click();
    await type('The table of the harbour');
    await editor('strategy').click();
    await press('Control+f');
    await type('the table');
    await count.getByText('2 of 2, in Strategy').waitFor();
    await alice.looksAt('Find');
    await press('Enter');
    await count.getByText('1 of 2, in SWOT').waitFor();
    await press('Shift+Enter');
    await count.getByText('2 of 2, in Strategy').waitFor();
    await panel.getByLabel('Match case').check();
    await count.getByText('1 of 1').waitFor();
    await panel.getByLabel('Match case').uncheck();
    await panel.getByLabel('Replace with').fill('these lines');
    await panel.getByRole('button', { name: 'Replace', exact: true }).click();
    await count.getByText('1 of 1, in SWOT').waitFor();
    await panel.getByRole('button', { name: 'Replace all in this section' }).click();
    await count.getByText('1 replaced in SWOT').waitFor();
    expect(await section('swot').locator('textarea').inputValue()).toBe('these lines of the harbour');
    await becomes('strategy', /Behind these lines\./);
    await press('Escape');
    await panel.waitFor({ state: 'detached' });
    await editor('strategy').click();
    await press('Control+z');
    await becomes('strategy', /Behind the table\./);
    // Once more in the panel is the browser's own
    await press('Control+f');
    await panel.waitFor();
    await press('Control+f');
    await panel.waitFor({ state: 'detached' });
  });

  it('has the screen to itself, says whether it is saved, and comes back with the caret', async () => {
    const { page } = alice;
    await editor('strategy').getByText('Behind the table.').click();
    await press('End', 'Control+Shift+Enter');
    const bar = page.locator('.prose-full-bar');
    await bar.getByRole('heading', { name: 'Strategy', exact: true }).waitFor();
    // “Saving” may be gone by the time that all is typed.
    await Promise.all([bar.getByText('Saving').waitFor(), type(' And more.')]);
    await bar.getByText('Saved').waitFor();
    expect(await section('swot').evaluate((element) => element.closest('[inert]') !== null)).toBe(true);
    await alice.looksAt('Full screen');
    await press('Escape');
    await bar.waitFor({ state: 'detached' });
    await type(' Here.');
    await becomes('strategy', /Behind the table\. And more\. Here\./);
    expect(await page.locator('[inert]').count()).toBe(0);
  });

  it('tells its keys, and has a toolbar of one stop', async () => {
    const { page } = alice;
    await editor('strategy').getByText('Behind the table.').click();
    await press('End', 'Control+/');
    const keys = page.getByRole('dialog', { name: 'Keys' });
    await keys.waitFor();
    await press('Escape');
    await keys.waitFor({ state: 'detached' });
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? null);
    const onTool = page.locator('[role=toolbar] :focus');
    // The text has the focus again a moment after the dialog is gone.
    await page.waitForFunction(() => document.activeElement?.closest('.ProseMirror') != null);
    await press('Alt+F10');
    await onTool.waitFor();
    await press('End', 'ArrowRight', 'ArrowRight');
    expect(await focused()).toBe('Subheading');
    await press('Escape');
    await type(' On.');
    await becomes('strategy', /Here\. On\./);
  });

  it('looks as it should, and opening it again changes nothing', async () => {
    await alice.looksAt('Prose');
    const before = await app.db.query<object[]>('SELECT count(*) FROM handbook_updates');
    await alice.opens(`/handbooks/${world.handbookId}`);
    await editor('strategy').click();
    await press('Control+End', 'ArrowUp', 'ArrowUp', 'ArrowDown');
    await section('strategy').locator('[data-save-state]', { hasText: 'Saved' }).waitFor();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await app.db.query('SELECT count(*) FROM handbook_updates')).toEqual(before);
    expect(alice.complaints).toEqual([]);
  });
});
