import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser } from 'playwright-core';
import * as Y from 'yjs';
import { HandbookUpdates } from '../../src/assignments/handbooks/handbook-store.js';
import { blocksToHtml } from '../../src/assignments/sections/blocks.rules.js';
import { freezeProse, proseBlocks } from '../../src/assignments/sections/prose.rules.js';
import { Person } from '../browser/person.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { openBrowser } from '../support/browser.js';
import { setScene, type World } from '../support/world.js';

/** What the programs put on the clipboard, with words of our own. */
const fixture = (name: string) => readFileSync(join('test/assignments/pasted', `${name}.html`), 'utf8');

const table =
  '<table><thead><tr><th scope="col">Channel</th><th scope="col">Cost</th></tr></thead><tbody><tr><td>Search</td><td>';

describe('What is pasted', () => {
  let app: TestApp;
  let world: World;
  let browser: Browser;
  let alice: Person;

  beforeAll(async () => {
    app = await startTestApp();
    world = await setScene(app);
    browser = await openBrowser();
    alice = await Person.sitDown(browser, { name: 'Alice', url: app.url, timeZone: 'Europe/Paris' });
    await alice.opens('/sign-in');
    await alice.signsIn('alice');
    await alice.page.waitForURL('**/');
    await alice.opens(`/handbooks/${world.handbookId}`);
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  const section = (key: string) => alice.page.locator(`[data-section="${key}"]`);

  /** Puts it in the place of what the section holds, as the browser does on Ctrl+V; returns what the server has then. */
  async function pasted(key: string, html: string, text = ''): Promise<string> {
    const editor = section(key).locator('.ProseMirror').first();
    await editor.click();
    await alice.page.keyboard.press('Control+a');
    await alice.page.keyboard.press('Delete');
    await editor.evaluate(
      (element, data) => {
        const clipboardData = new DataTransfer();
        if (data.html !== '') clipboardData.setData('text/html', data.html);
        if (data.text !== '') clipboardData.setData('text/plain', data.text);
        element.dispatchEvent(
          new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
        );
      },
      { html, text },
    );
    await section(key).locator('[data-save-state]', { hasText: 'Saved' }).waitFor();
    const doc = new Y.Doc();
    for (const update of await app.get(HandbookUpdates).load(world.handbookId)) Y.applyUpdate(doc, update);
    return blocksToHtml(proseBlocks(freezeProse(doc.getXmlFragment(key))), {
      imageHref: (id) => id,
      prefix: 'x',
    })
      .replaceAll(/ rel="[^"]*"| class="(?:footnote-\w+|to-right)"|<\/?div[^>]*>/g, '')
      .replaceAll(/<a href="#fn-x-(\d)" id="fnref-x-\d">\d<\/a>/g, '$1')
      .replaceAll(/ <a href="#fnref-x-\d">↩<\/a>/g, '');
  }
  const said = (key: string) => section(key).locator('.prose-message');

  it('from Word keeps headings, real lists, tables and footnotes, and nothing of the rest', async () => {
    expect(await pasted('research', fixture('word'))).toBe(
      '<h3>Harbour Lane in 2026</h3>' +
        '<p><strong>Guests</strong> come for the <em>harbour</em>, not for us<sup>1</sup>. We change that.</p>' +
        '<ul><li><p>Walkers</p><ul><li><p>on weekdays</p></li></ul></li><li><p>Families</p></li></ul>' +
        '<p>In this order:</p><ol start="3"><li><p>Photographs</p></li><li><p>Offers</p></li></ol>' +
        `<h4>What it costs</h4>${table}€\u00A040</td></tr><tr><td colspan="2">More later</td></tr></tbody></table>` +
        '<section class="footnotes"><ol><li id="fn-x-1"><p>Survey of the port, 2025.</p></li></ol></section>',
    );
    expect(await said('research').textContent()).toContain('A picture was left out');
  });

  it('from Google Docs keeps bold and italic where they are meant, nested lists, and where links lead', async () => {
    expect(await pasted('research', fixture('google-docs'))).toBe(
      '<h3>Harbour Lane</h3>' +
        '<p><strong>Guests</strong> come for the <em>harbour</em>, see <a href="https://port.example/survey?a=1">the survey</a>.</p>' +
        '<ul><li><p>Walkers</p><ul><li><p>on weekdays</p></li></ul></li><li><p>Families</p></li></ul>' +
        `<h4>Cost</h4>${table}40</td></tr></tbody></table><p>First line<br>second line</p>`,
    );
  });

  it('from LibreOffice keeps the title, footnotes and the numbers of lists', async () => {
    expect(await pasted('research', fixture('libreoffice'))).toBe(
      '<h3>Harbour Lane</h3><h3>Guests</h3>' +
        '<p>They come for the <strong>harbour</strong><sup>1</sup>, not\u00A0for <em>us</em>.</p>' +
        '<ol start="2"><li><p>Photographs</p></li><li><p>Offers</p><ul><li><p>in May</p></li></ul></li></ol>' +
        `${table}40</td></tr></tbody></table>` +
        '<section class="footnotes"><ol><li id="fn-x-1"><p>Survey of the port, 2025.</p></li></ol></section>',
    );
  });

  it('from a web page runs nothing, asks no other server, and keeps what one reads', async () => {
    const asked: string[] = [];
    alice.page.on('request', (request) => asked.push(request.url()));
    expect(await pasted('research', fixture('web-page'))).toBe(
      '<h3>Guests</h3><p>They come for the <a href="https://port.example/">harbour</a><sup>1</sup>.</p><p>Not for us.</p>' +
        '<blockquote><p>Come in May.</p></blockquote><p>In a layout</p><p>two cells</p><p>Season</p><p>May to October</p>' +
        '<section class="footnotes"><ol><li id="fn-x-1"><p>Port authority, Report 2025.</p></li></ol></section>',
    );
    expect(await alice.page.evaluate(() => (window as { pasted?: string }).pasted)).toBeUndefined();
    expect(asked.filter((url) => !url.startsWith(app.url))).toEqual([]);
    const bodies = await app.db.query<{ body: Buffer }[]>('SELECT body FROM handbook_updates');
    for (const { body } of bodies) {
      for (const word of ['script', 'onerror', 'javascript:', 'srcdoc', 'hidden words', 'position:'])
        expect(body.includes(word)).toBe(false);
    }
    expect(alice.complaints).toEqual([]);
  });

  it('from an editor that is not ours can’t bring what prose does not hold, whatever it calls itself', async () => {
    const forged =
      '<p data-pm-slice="0 0 []">a<img src="https://tracker.example/a.png" onerror="window.pasted=1"></p>' +
      '<figure data-picture=\'{"image":"../../x","digest":"y"}\'><img src="/handbooks/other/images/x"><figcaption>c</figcaption></figure>' +
      '<script>window.pasted=1</script><p>b</p>';
    expect(await pasted('research', forged)).toBe('<p>a</p><p>b</p>');
    expect(await alice.page.evaluate(() => (window as { pasted?: number }).pasted)).toBeUndefined();
  });

  it('as plain text comes as paragraphs', async () => {
    expect(await pasted('research', '', 'One\n\nTwo <b>\r\nThree')).toBe(
      '<p>One</p><p>Two &lt;b&gt;</p><p>Three</p>',
    );
  });

  it('of 50 MB gets a sentence, and nothing is pasted', async () => {
    const { page } = alice;
    await section('research').locator('.ProseMirror').first().click();
    for (const kind of ['text/html', 'text/plain']) {
      await page.keyboard.press('Control+a');
      await page.keyboard.press('Delete');
      await section('research')
        .locator('.ProseMirror')
        .first()
        .evaluate((element, type) => {
          const clipboardData = new DataTransfer();
          clipboardData.setData(type, '<p>A line of words that goes on.</p>'.repeat(1_500_000));
          element.dispatchEvent(
            new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
          );
        }, kind);
      await said('research').getByText('too much to paste at once').waitFor();
      expect(await section('research').locator('.ProseMirror').first().textContent()).toBe('');
      await section('research').getByRole('button', { name: 'Close this message' }).click();
    }
  });

  it('of a whole book is there within seconds, and one writes on', async () => {
    const before = await pasted('research', fixture('google-docs').repeat(200));
    expect(before.match(/<li><p>on weekdays<\/p>/g)).toHaveLength(200);
    await alice.page.keyboard.type(' And on.');
    await section('research').getByText('And on.').waitFor();
  });
});
