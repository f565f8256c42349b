import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { type Browser, type Page } from 'playwright-core';
import { readAssets } from '../../src/platform/web/shell.js';
import { createTemplates } from '../../src/platform/web/templates.js';
import { openBrowser } from '../support/browser.js';

/*
 * What the browser's scripts promise on every page, tried on two small pages in the real layout, with the
 * Content-Security-Policy that forbids everything inline.
 */
const publicFolder = join(process.cwd(), 'dist', 'public');
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'; img-src 'self' data:";
const views = {
  'first.hbs': `{{#> layouts/page title="First"}}<h1>First</h1><p><a href="/second">Go on</a> <a href="/handbooks/1">Write</a></p>{{/layouts/page}}`,
  'second.hbs': `{{#> layouts/page title="Second"}}
    {{> partials/error-summary errors=form.errors}}<h1>Second</h1>
    <form class="form" method="post" action="/second" novalidate>
      <input type="hidden" name="_csrf" value="{{@root.shell.csrfToken}}">
      {{> partials/field name="title" label="Title" value=form.values.title error=form.errorFor.title}}
      <p class="actions">{{> partials/button label="Save"}}</p>
    </form>{{/layouts/page}}`,
};
const types: Record<string, string> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
};

type Answer = 'errors' | 'conflict' | 'expired' | 'sign-in';
let answer: Answer = 'errors';
let requests: string[] = [];
let token = 'first-token';
let server: Server;
let browser: Browser;
let page: Page;
let address: string;
let complaints: string[] = [];

beforeAll(async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pages-'));
  cpSync(join(process.cwd(), 'views'), folder, { recursive: true });
  for (const [name, source] of Object.entries(views)) writeFileSync(join(folder, name), source);
  const templates = createTemplates(folder, { rereadMs: Infinity });
  const assets = readAssets(publicFolder);
  const render = (name: string, model: object) =>
    templates.render(name, {
      ...model,
      shell: {
        user: { id: 'a', name: 'Alice Moreau', initials: 'AM', administrator: false },
        csrfToken: token,
        path: '/',
        publicUrl: '',
        notice: null,
        demo: true,
        assets,
      },
    });
  server = createServer((request, response) => {
    respond(request, response, render);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  address = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  server.close();
  server.closeAllConnections();
});

beforeEach(async () => {
  token = 'first-token';
  page = await browser.newPage();
  complaints = [];
  page.on('console', (message) => {
    if (message.text().includes('Content Security Policy')) complaints.push(message.text());
  });
  await page.goto(`${address}/first`);
  await page.waitForLoadState('networkidle');
  requests = [];
});

describe('after a visit', () => {
  it('the title is announced, the heading has the focus, and no rule of the policy was broken', async () => {
    await page.click('text=Go on');
    await page.waitForFunction(
      () => document.querySelector('#announcement')?.textContent === 'Second – Capstone',
    );
    expect(await focused()).toBe('H1');
    expect(await page.locator('style').count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  it('a link under the pointer is fetched ahead, a live page is not', async () => {
    await page.hover('text=Write');
    await page.waitForTimeout(300);
    expect(requests).toEqual([]);
    await Promise.all([page.waitForResponse('**/second'), page.hover('text=Go on')]);
    expect(requests).toEqual(['GET /second']);
  });
});

describe('a form', () => {
  beforeEach(async () => {
    await page.goto(`${address}/second`);
    await page.waitForLoadState('networkidle');
    await page.fill('#title', 'Typed by hand');
    requests = [];
  });

  it('that has errors comes back with them: the summary has the focus and leads to the field', async () => {
    answer = 'errors';
    await page.click('text=Save');
    await page.waitForFunction(() => document.activeElement?.className === 'error-summary');
    expect(await page.title()).toBe('Error: Second – Capstone');
    await page.click('.error-summary a');
    expect(await focused()).toBe('INPUT');
  });

  it('is sent once, however often its button is pressed', async () => {
    answer = 'errors';
    await page.dblclick('text=Save');
    await page.waitForSelector('.error-summary');
    expect(requests).toEqual(['POST /second']);
  });

  it.each<[Answer, string]>([
    ['conflict', 'Bob changed this at 18:04. What you typed is still here.'],
    ['expired', 'This page had expired. It is renewed and what you typed is still here: send it again.'],
    ['sign-in', 'You are signed out. What you typed is still here.'],
  ])('that fails (%s) keeps what was typed and says what happened', async (kind, sentence) => {
    answer = kind;
    token = 'second-token';
    await page.click('text=Save');
    const notice = page.locator('[role=alert]');
    await notice.waitFor();
    expect(await notice.textContent()).toContain(sentence);
    expect(await page.inputValue('#title')).toBe('Typed by hand');
    expect(await page.inputValue('main [name=_csrf]')).toBe(
      kind === 'expired' ? 'second-token' : 'first-token',
    );
    expect(complaints).toEqual([]);
  });

  it('that reaches no server keeps what was typed', async () => {
    await page.route('**/second', (route) => route.abort());
    await page.click('text=Save');
    const notice = page.locator('[role=alert]');
    await notice.waitFor();
    expect(await notice.textContent()).toContain('The server can’t be reached.');
    expect(await page.inputValue('#title')).toBe('Typed by hand');
  });
});

function focused(): Promise<string | undefined> {
  return page.evaluate(() => document.activeElement?.tagName);
}

function respond(
  request: IncomingMessage,
  response: ServerResponse,
  render: (name: string, model: object) => string,
): void {
  const path = request.url ?? '/';
  if (path.startsWith('/assets/')) {
    response.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream');
    response.end(readFileSync(join(publicFolder, path)));
    return;
  }
  requests.push(`${request.method ?? ''} ${path}`);
  response.setHeader('content-type', 'text/html; charset=utf-8');
  response.setHeader('content-security-policy', policy);
  if (request.method === 'POST' && answer === 'sign-in') {
    response.writeHead(303, { location: '/sign-in' }).end();
  } else if (request.method === 'POST' && answer !== 'errors') {
    const title = 'This did not work';
    const sentence = 'Bob changed this at 18:04.';
    const view = answer === 'conflict' ? 'errors/conflict' : 'errors/session-expired';
    response.statusCode = answer === 'conflict' ? 409 : 403;
    response.end(
      render(view, {
        title,
        sentence,
        action: { href: '/', label: 'Go to the start page' },
        reference: null,
      }),
    );
  } else if (request.method === 'POST') {
    const message = 'Enter a title';
    response.statusCode = 422;
    response.end(
      render('second', {
        form: { values: { title: '' }, errors: [{ field: 'title', message }], errorFor: { title: message } },
      }),
    );
  } else if (path === '/second') {
    response.end(
      render('second', { form: { values: { title: '' }, errors: [], errorFor: { title: null } } }),
    );
  } else {
    response.end(render('first', {}));
  }
}
