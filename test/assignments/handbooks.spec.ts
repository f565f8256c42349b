import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { once } from 'node:events';
import WebSocket from 'ws';
import { type Browser, type Name, startTestApp, type TestApp } from '../support/app.js';
import { setScene, type World } from '../support/world.js';

describe('a handbook', () => {
  let app: TestApp;
  let world: World;
  const at = {} as Record<Name, Browser>;

  beforeAll(async () => {
    app = await startTestApp();
    world = await setScene(app);
  });
  beforeEach(async () => {
    app.clock.set('2026-11-23T09:00:00Z');
    for (const name of ['alice', 'bob', 'charlie', 'ada'] as const) at[name] = await app.as(name);
  });
  afterAll(() => app.close());

  const page = (name: Name) => at[name].get(`/handbooks/${world.handbookId}`);

  it('is its author’s alone while it is being written', async () => {
    expect((await page('alice')).status).toBe(200);
    for (const name of ['bob', 'ada'] as const) {
      const answer = await page(name);
      expect(answer.status).toBe(403);
      expect(answer.text).toContain('You read it once it is handed in.');
      expect((await at[name].get('/my/november/handbook')).status).toBe(403);
    }
    expect((await page('charlie')).status).toBe(404);
    expect((await at.charlie.get('/my/november/handbook')).status).toBe(404);
  });

  it('shows every section of the template, in its order, and when it is due', async () => {
    const { text } = await page('alice');
    const titles = [...text.matchAll(/<h2 id="title-([\w-]+)">/g)].map(([, key]) => key);
    expect(titles).toEqual([
      ...['executive-brief', 'goal', 'research', 'swot', 'strategy', 'programs', 'actions'],
      ...['presence', 'resources', 'budget', 'reporting', 'roi', 'sources'],
    ]);
    expect(text).toContain('Sun 6 Dec, 18:00');
    expect(text).toContain('Tue 8 Dec, 18:00');
    expect(editorOf(text)).toMatchObject({ id: world.handbookId, writable: true });
  });

  it('is one, however many first visits come at once', async () => {
    await at.charlie.post('/cohorts/november/enrolments');
    const visits = await Promise.all([1, 2, 3, 4].map(() => at.charlie.get('/my/november/handbook')));
    expect(visits.map(({ status }) => status)).toEqual([303, 303, 303, 303]);
    expect(new Set(visits.map(({ headers }) => headers['location'])).size).toBe(1);
    await at.charlie.post('/my/november/withdrawals');
  });

  it('is kept out of the browser’s caches', async () => {
    const { text, headers } = await page('alice');
    expect(headers['cache-control']).toMatch(/no-store/);
    expect(text).toContain('<meta name="turbo-cache-control" content="no-cache">');
    expect(text).toContain('<meta name="turbo-prefetch" content="false">');
  });

  it('may be opened without a network: the worker that does it is for these pages only, and always asked for anew', async () => {
    const { status, headers, type } = await app.visitor().get('/assets/offline-worker.js');
    expect(status).toBe(200);
    expect(type).toMatch(/^(text|application)\/javascript$/);
    expect(headers['service-worker-allowed']).toBe('/handbooks/');
    expect(headers['cache-control']).toBe('no-cache');
    expect(headers['content-security-policy']).toContain("worker-src 'self'");
    const { text } = await page('alice');
    const [, files = ''] = /data-files="([^"]*)"/.exec(text) ?? [];
    expect(files.split(' ').length).toBeGreaterThan(3);
    for (const file of files.split(' ')) expect((await app.visitor().get(file)).status).toBe(200);
    expect(editorOf(text)).toMatchObject({ author: { id: app.ids.alice, name: 'Alice Moreau' } });
  });

  it('is read-only from the cut-off, not from the deadline', async () => {
    app.clock.set('2026-12-08T16:59:00Z');
    at.alice = await app.as('alice');
    const late = await page('alice');
    expect(editorOf(late.text)).toMatchObject({ writable: true });
    expect(late.text).toContain('data-hand-in');
    app.clock.set('2026-12-08T17:00:00Z');
    const over = await page('alice');
    expect(over.status).toBe(200);
    expect(editorOf(over.text)).toMatchObject({ writable: false });
    expect(over.text).not.toContain('data-hand-in');
    expect(over.text).toContain('The last moment for handing in has passed.');
  });

  it('of somebody who withdrew is kept to read, and opens again with their return', async () => {
    await at.alice.post('/my/november/withdrawals');
    const closed = await page('alice');
    expect(closed.status).toBe(200);
    expect(editorOf(closed.text)).toMatchObject({ writable: false });
    expect(closed.text).toContain('it opens again when you return');
    await at.alice.post('/my/november/returns');
    expect(editorOf((await page('alice')).text)).toMatchObject({ writable: true });
  });

  describe('at its socket, which no guard of the pages sees', () => {
    const knock = async (cookie: string, { origin = app.url, id = world.handbookId, query = '' } = {}) => {
      const address = `${app.url.replace('http', 'ws')}/live/handbooks/${id}${query}`;
      const socket = new WebSocket(address, { headers: { cookie, origin } });
      const answer = await Promise.race([
        once(socket, 'open').then(() => 'open' as const),
        once(socket, 'unexpected-response').then(
          ([, response]) => (response as { statusCode: number }).statusCode,
        ),
      ]);
      socket.on('error', () => undefined);
      if (answer !== 'open') socket.terminate();
      return { socket, answer };
    };

    it('lets in its author only', async () => {
      const { socket, answer } = await knock(at.alice.cookie(app.url));
      expect(answer).toBe('open');
      socket.terminate();
      for (const name of ['bob', 'charlie', 'ada'] as const) {
        expect({ name, answer: (await knock(at[name].cookie(app.url))).answer }).toEqual({
          name,
          answer: 404,
        });
      }
      for (const cookie of ['', 'session=x', 'session=%00', `session=${'x'.repeat(4000)}`]) {
        expect((await knock(cookie)).answer).toBe(401);
      }
    });

    it('lets in nobody from a page that was made for somebody else', async () => {
      const cookie = at.alice.cookie(app.url);
      const { socket, answer } = await knock(cookie, { query: `?as=${app.ids.alice}` });
      expect(answer).toBe('open');
      socket.terminate();
      for (const query of [`?as=${app.ids.charlie}`, '?as=', '?as=alice', `?as=${app.ids.alice}&x`]) {
        expect({ query, answer: (await knock(cookie, { query })).answer }).toEqual({ query, answer: 404 });
      }
    });

    it('takes nobody who comes from a page of another site', async () => {
      for (const origin of [
        'https://evil.example',
        'null',
        `${app.url}.evil.example`,
        app.url.replace('http:', 'https:'),
      ]) {
        expect((await knock(at.alice.cookie(app.url), { origin })).answer).toBe(403);
      }
      expect((await knock(at.alice.cookie(app.url), { id: 'nothing' })).answer).toBe(404);
    });

    it('shows everybody out whose session or part in the cohort ends', async () => {
      const first = await knock(at.alice.cookie(app.url));
      expect(first.answer).toBe('open');
      const gone = once(first.socket, 'close');
      await at.alice.post('/sign-out');
      await gone;
      expect((await knock(at.alice.cookie(app.url))).answer).toBe(401);

      at.alice = await app.as('alice');
      const second = await knock(at.alice.cookie(app.url));
      const closed = once(second.socket, 'close');
      await at.alice.post('/my/november/withdrawals');
      await closed;
      await at.alice.post('/my/november/returns');
    });
  });
});

/** What the editor starts from. */
function editorOf(html: string): unknown {
  const data = /data-handbook="([^"]*)"/.exec(html)?.[1] ?? '';
  return JSON.parse(data.replaceAll('&quot;', '"').replaceAll('&#x3D;', '=').replaceAll('&#x27;', "'"));
}
