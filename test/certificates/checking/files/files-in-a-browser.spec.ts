import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Server } from 'node:http';
import { type Browser } from 'playwright-core';
import { canonicalSnapshot } from '../../../../src/certificates/register/snapshot.rules.js';
import { startTestApp, type TestApp } from '../../../support/app.js';
import { openBrowser } from '../../../support/browser.js';
import { Person } from '../../../browser/person.js';
import { everyAnswer, type EveryAnswer } from '../../every-answer.js';
import { heldCertificate, heldForms } from './held-certificate.js';

describe('a file that somebody holds, in a browser', () => {
  let app: TestApp;
  let browser: Browser;
  let codes: EveryAnswer;
  /** What came to the server. */
  const requests: { line: string; bytes: number }[] = [];

  beforeAll(async () => {
    app = await startTestApp();
    codes = await everyAnswer(app);
    browser = await openBrowser();
    const server: Server = app.capstone.app.getHttpServer();
    server.on('request', ({ method = '', url = '', headers }) => {
      requests.push({ line: `${method} ${url}`, bytes: Number(headers['content-length'] ?? 0) });
    });
  });
  afterAll(async () => {
    await browser.close();
    await app.close();
  });

  interface Setting {
    scripts?: boolean;
    path?: string;
    without?: string;
  }
  const sitDown = async ({ scripts = true, path = '/verify', without = '' }: Setting = {}) => {
    const erin = await Person.sitDown(browser, { name: 'Erin', url: app.url, scripts });
    if (without !== '') await erin.page.addInitScript(without);
    await erin.opens(path);
    // With scripts, a file is checked as soon as it is there: from when the page says so.
    if (scripts) await erin.page.getByText('Or drop it here.').waitFor();
    requests.length = 0;
    return erin;
  };
  const asFile = (name: string, bytes: Uint8Array | string) => ({
    ...{ name, mimeType: 'application/octet-stream', buffer: Buffer.from(bytes) },
  });
  const choose = async (erin: Person, name: string, bytes: Uint8Array | string) => {
    // What stands there is about the file before, and may be in the same words.
    await erin.page.evaluate(() => {
      for (const verdict of document.querySelectorAll('.verdict')) verdict.setAttribute('data-before', '');
    });
    await erin.page.getByLabel('The file', { exact: true }).setInputFiles(asFile(name, bytes));
  };
  const credential = async () => String(await (await heldCertificate(app, codes.valid)).as('jsonld'));
  const says = (erin: Person, word: string) =>
    erin.page.getByRole('heading', { level: 1, name: word, exact: true }).waitFor();
  /** In the page that stands, about the file that was chosen last. */
  const saysHere = (erin: Person, word: string) =>
    erin.page
      .locator('.verdict:not([data-before])')
      .getByRole('heading', { level: 1, name: word, exact: true })
      .waitFor();
  const lines = () => requests.map(({ line }) => line).filter((line) => !line.includes('/assets/'));
  const mostBytes = () => Math.max(...requests.map(({ bytes }) => bytes));
  const stays = 'Your file stays on this device';

  it('is read there, in every form, and never sent', async () => {
    const erin = await sitDown();
    expect(await erin.page.getByText(stays).isVisible()).toBe(true);
    await erin.looksAt('a file to check');
    const certificate = await heldCertificate(app, codes.valid);
    for (const name of heldForms) {
      const bytes = await certificate.as(name);
      requests.length = 0;
      await choose(erin, `certificate.${name}`, bytes);
      await saysHere(erin, 'Valid');
      expect(await erin.page.getByText('PDF: signature holds').count()).toBe(name === 'pdf' ? 1 : 0);
      expect(lines()).toEqual(['GET /verify/files/keys', 'POST /verify/files/comparisons']);
      expect(mostBytes()).toBeLessThan(500);
    }
    expect(new URL(erin.page.url()).pathname).toBe('/verify');
    expect(await erin.page.title()).toBe('Valid: the file – Capstone');
    expect(await erin.page.evaluate(() => document.activeElement?.textContent)).toBe('Valid');
    expect(await erin.page.getByRole('heading', { level: 1 }).count()).toBe(1);
    await erin.looksAt('a file that is valid');
  });

  it('is told of in the same page as the server would make of it', async () => {
    const erin = await sitDown({ path: '/verify/files' });
    for (const [status, word] of [
      ['revoked', 'Revoked'],
      ['suspended', 'Suspended'],
      ['superseded', 'Replaced'],
      ['expired', 'Expired'],
      ['withheld', 'Valid'],
      ['key-compromised', 'Not as issued'],
    ] as const) {
      const pdf = await (await heldCertificate(app, codes[status])).as('pdf');
      await choose(erin, 'certificate.pdf', pdf);
      await saysHere(erin, word);
      const body = new FormData();
      body.append('file', new Blob([Buffer.from(pdf)]), 'certificate.pdf');
      const answer = await fetch(`${app.url}/verify/files`, {
        method: 'POST',
        headers: { accept: 'text/html' },
        body,
      });
      const [here, there] = await erin.page.evaluate(
        (html) =>
          [document, new DOMParser().parseFromString(html, 'text/html')].map((page) => {
            const main = page.querySelector('main')?.cloneNode(true) as HTMLElement;
            for (const part of main.querySelectorAll('.no-print, [hidden]')) part.remove();
            return main.textContent.replace(/\s+/g, '');
          }),
        await answer.text(),
      );
      expect(here).toContain('Whatwaschecked');
      expect(here).toBe(there);
    }
    await erin.looksAt('a file that the register says more of');
  });

  it('is told of in each other way, too', async () => {
    const erin = await sitDown();
    const certificate = await heldCertificate(app, codes.valid);
    const [jsonld, pdf] = [String(await certificate.as('jsonld')), await certificate.as('pdf')];
    for (const [file, word] of [
      [jsonld.replaceAll('Zoë Nguyễn', 'Eve'), 'Not as issued'],
      [Buffer.concat([pdf, Buffer.from('%')]), 'Not as issued'],
      [canonicalSnapshot(certificate.snapshot), 'Not signed'],
      [
        jsonld
          .replaceAll('did:web:', 'did:web:charlie.example:')
          .replaceAll(app.url, 'https://charlie.example'),
        'Not ours',
      ],
      ['hello', 'No certificate'],
    ] as const) {
      await choose(erin, 'file', file);
      await saysHere(erin, word);
    }
    await choose(erin, 'file', jsonld.replaceAll('Zoë Nguyễn', 'Eve'));
    await saysHere(erin, 'Not as issued');
    await erin.looksAt('a file that was altered');
  });

  it('can be dropped', async () => {
    const erin = await sitDown();
    const jsonld = await credential();
    const dropped = await erin.page.evaluateHandle((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], 'credential.jsonld'));
      return data;
    }, jsonld);
    await erin.page.getByLabel('The file', { exact: true }).dispatchEvent('drop', { dataTransfer: dropped });
    await says(erin, 'Valid');
  });

  it('that is empty or too large is not looked at', async () => {
    const erin = await sitDown();
    await choose(erin, 'empty.pdf', '');
    await erin.page.getByText('This file is empty.').waitFor();
    await choose(erin, 'large.pdf', Buffer.alloc(5_000_001, '%PDF-'));
    await erin.page.getByText('This file has more than 5 MB.').waitFor();
    expect(await erin.page.getByRole('button', { name: 'Send us the file instead' }).isHidden()).toBe(true);
    expect(lines()).toEqual([]);
  });

  it('that can’t be checked is not told of by what was said of the file before', async () => {
    const erin = await sitDown();
    const title = await erin.page.title();
    await choose(erin, 'credential.jsonld', await credential());
    await saysHere(erin, 'Valid');
    await choose(erin, 'empty.pdf', '');
    await erin.page.getByText('This file is empty.').waitFor();
    expect(await erin.page.locator('.verdict').count()).toBe(0);
    expect(await erin.page.title()).toBe(title);
    expect(await erin.page.getByRole('heading', { level: 1 }).count()).toBe(1);
    await choose(erin, 'credential.jsonld', await credential());
    await saysHere(erin, 'Valid');
    expect(await erin.page.getByRole('heading', { level: 1 }).count()).toBe(1);
  });

  it('is sent only on request where the academy can’t be asked', async () => {
    const erin = await sitDown();
    const jsonld = await credential();
    await erin.page.context().route('**/verify/files/comparisons', (route) => route.abort());
    await choose(erin, 'credential.jsonld', jsonld);
    await erin.page.getByText('The academy could not be reached').waitFor();
    expect(mostBytes()).toBe(0);
    erin.complaints.length = 0;
    await erin.looksAt('a file that can’t be checked here');
    await erin.page.getByRole('button', { name: 'Send us the file instead' }).click();
    await says(erin, 'Valid');
    expect(lines()).toContain('POST /verify/files');
    expect(new URL(erin.page.url()).pathname).toBe('/verify/files');
    await erin.page.getByText('Or drop it here.').waitFor();
    await choose(erin, 'empty.pdf', '');
    await erin.page.getByText('This file is empty.').waitFor();
    expect(await erin.page.getByText('Valid', { exact: true }).filter({ visible: true }).count()).toBe(0);
  });

  it.each([
    ['digests', 'delete Crypto.prototype.subtle'],
    ['threads', 'delete window.Worker'],
  ])('is sent, and says so, where a browser has no %s', async (_what, without) => {
    const erin = await sitDown({ without });
    expect(await erin.page.getByText('It is sent to us, checked and not kept.').isVisible()).toBe(true);
    const jsonld = await credential();
    await choose(erin, 'credential.jsonld', jsonld);
    await says(erin, 'Valid');
    expect(lines()).toContain('POST /verify/files');
  });

  it('is read where a browser has no Ed25519', async () => {
    const without = `const importKey = SubtleCrypto.prototype.importKey;
      SubtleCrypto.prototype.importKey = function (format, key, algorithm, ...more) {
        if ((algorithm.name ?? algorithm) !== 'Ed25519') return importKey.call(this, format, key, algorithm, ...more);
        return Promise.reject(new DOMException('Unknown.', 'NotSupportedError'));
      };`;
    const erin = await sitDown();
    await erin.page.context().route('**/held_file.worker-*.js', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `${without}\n${await response.text()}` });
    });
    const jsonld = await credential();
    await choose(erin, 'credential.jsonld', jsonld);
    await saysHere(erin, 'Valid');
    expect(lines()).toEqual(['GET /verify/files/keys', 'POST /verify/files/comparisons']);
  });

  it('is checked without scripts, too', async () => {
    const erin = await sitDown({ scripts: false });
    expect(await erin.page.getByText('Or drop it here.').isHidden()).toBe(true);
    expect(await erin.page.getByText(stays).isHidden()).toBe(true);
    const jsonld = await credential();
    await choose(erin, 'credential.jsonld', jsonld);
    await erin.page.getByRole('button', { name: 'Check this file' }).click();
    await says(erin, 'Valid');
  });
});
