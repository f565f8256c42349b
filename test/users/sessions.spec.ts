import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { cast, castPassword } from '../../src/users/cast.js';
import { deviceWords } from '../../src/users/account/device.rules.js';
import { CLEAN_UP } from '../../src/users/clean-up.service.js';
import { Users } from '../../src/users/users.service.js';
import { Jobs } from '../../src/platform/jobs/jobs.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';

const chromeOnWindows =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const endings = (html: string) =>
  [...html.matchAll(/action="(\/account\/sessions\/[0-9a-f-]{36}\/endings)"/g)].map(([, path = '']) => path);

describe('sessions', () => {
  it('are listed with their browser, this one first and without a way to end it', async () => {
    const first = await app.as('alice');
    app.clock.advance(60_000);
    const here = await app.as('alice');
    await app.db.query(
      `UPDATE sessions SET data = jsonb_set(data, '{userAgent}', to_jsonb($1::text))
        WHERE user_id = $2 AND seen_at = (SELECT min(seen_at) FROM sessions WHERE user_id = $2)`,
      [chromeOnWindows, app.ids.alice],
    );
    const page = await here.get('/account/sessions');
    expect(page.status).toBe(200);
    expect(page.text).toContain('Chrome on Windows');
    expect(page.text.indexOf('This one')).toBeLessThan(page.text.indexOf('Chrome on Windows'));
    expect(page.text).toContain('Mon 23 Nov 2026, 10:00');
    expect(endings(page.text)).toHaveLength(1);
    expect((await here.get('/account')).text).toContain('2 browsers');
    // What stands in the cookie or the table's key is on no page.
    const ids = await app.db.query<{ id: string }[]>('SELECT id FROM sessions');
    for (const { id } of ids) expect(page.text).not.toContain(id);
    expect((await first.get('/certificates')).status).toBe(200);
  });

  it('end one by one', async () => {
    const [here, there] = [await app.as('bob'), await app.as('bob')];
    const [ending = ''] = endings((await here.get('/account/sessions')).text);
    const answer = await here.post(ending);
    expect([answer.status, answer.headers['location']]).toEqual([303, '/account/sessions']);
    expect((await here.get('/account/sessions')).text).toContain('The session has ended.');
    expect((await there.get('/certificates')).status).toBe(303);
    expect((await here.get('/certificates')).status).toBe(200);
    expect((await here.post(ending)).status).toBe(404);
  });

  it('of others can’t be ended', async () => {
    const [ada, elsewhere] = [await app.as('ada'), await app.as('ada')];
    const [ending = ''] = endings((await ada.get('/account/sessions')).text);
    const charlie = await app.as('charlie');
    expect((await charlie.post(ending)).status).toBe(404);
    expect((await elsewhere.get('/audit')).status).toBe(200);
    expect((await charlie.post('/account/sessions/7/endings')).status).toBe(404);
  });

  it('but this one end all at once', async () => {
    const others = [await app.as('charlie'), await app.as('charlie')];
    const here = await app.as('charlie');
    expect((await here.get('/account/sessions')).text).toContain('End all other sessions');
    expect((await here.post('/account/sessions/endings')).status).toBe(303);
    for (const other of others) expect((await other.get('/certificates')).status).toBe(303);
    const page = await here.get('/account/sessions');
    expect(page.text).toContain('All other sessions have ended.');
    expect(page.text).not.toContain('End all other sessions');
  });

  it('end with a new password, all but the one that set it', async () => {
    const [here, there] = [await app.as('bob'), await app.as('bob')];
    const before = here.cookie(app.url);
    const password = 'seven ducks on a hill';
    const answer = await here.post('/account/password', { currentPassword: castPassword, password });
    expect([answer.status, answer.headers['location']]).toEqual([303, '/account']);
    expect((await there.get('/certificates')).status).toBe(303);
    expect((await here.get('/account')).text).toContain('Your password is changed.');
    // Nor does a copy of the cookie of before lead in.
    const copy = await fetch(`${app.url}/certificates`, {
      headers: { cookie: before, accept: 'text/html' },
      redirect: 'manual',
    });
    expect(copy.status).toBe(303);
    await app.visitor().signIn(cast.bob.email, password);
  });

  it('are not begun by a password that is changed in the moment of signing in', async () => {
    const users = app.get(Users);
    const byEmail = users.byEmail.bind(users);
    const [old, other] = ['seven ducks on a hill', 'eight ducks on a hill'];
    const bob = app.visitor();
    await bob.signIn(cast.bob.email, old);
    // The old password has been read by then, and not yet compared.
    const reading = jest.spyOn(users, 'byEmail').mockImplementationOnce(async (email) => {
      const user = await byEmail(email);
      const changed = await bob.post('/account/password', { currentPassword: old, password: other });
      expect(changed.status).toBe(303);
      return user;
    });
    const late = app.visitor();
    const answer = await late.post('/sign-in', { email: cast.bob.email, password: old });
    reading.mockRestore();
    expect(answer.status).toBe(422);
    expect((await late.get('/account')).status).toBe(303);
    expect((await bob.get('/account')).status).toBe(200);
  });

  it('that ended a month ago leave the table', async () => {
    await app.as('charlie');
    const start = app.clock.now();
    const rows = () => app.db.query<unknown[]>('SELECT FROM sessions');
    try {
      app.clock.advance(43 * 24 * 60 * 60 * 1000);
      await app.get(Jobs).trigger(CLEAN_UP);
      await jobsDone(app.db);
      expect((await rows()).length).toBeGreaterThan(0);
      app.clock.advance(2 * 24 * 60 * 60 * 1000);
      await app.get(Jobs).trigger(CLEAN_UP);
      await jobsDone(app.db);
      expect(await rows()).toEqual([]);
    } finally {
      app.clock.set(start);
    }
  });

  it.each([
    [chromeOnWindows, 'Chrome on Windows'],
    [`${chromeOnWindows} Edg/143.0.0.0`, 'Edge on Windows'],
    ['Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0', 'Firefox on Linux'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
      'Safari on iPhone',
    ],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/143.0 Mobile/15E148 Safari/604.1',
      'Chrome on iPhone',
    ],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15',
      'Safari on Mac',
    ],
    [
      'Mozilla/5.0 (Linux; Android 15; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36',
      'Samsung Internet on Android',
    ],
    [
      'Mozilla/5.0 (X11; CrOS x86_64 16000.0.0) AppleWebKit/537.36 Chrome/143.0.0.0 Safari/537.36',
      'Chrome on ChromeOS',
    ],
    ['curl/8.5.0', 'curl'],
    ['', 'Unknown browser'],
    ['<script>alert(1)</script>', 'Unknown browser'],
  ])('of %s is %s', (userAgent, words) => {
    expect(deviceWords(userAgent)).toBe(words);
  });
});

// The last one: Passport is one for the whole process, and belongs to the application that started last.
it('ends in every process at once', async () => {
  const elsewhere = await startTestApp({ beside: app });
  try {
    const [here, there] = [await app.as('ada'), await app.as('ada')];
    const headers = { cookie: there.cookie(app.url), accept: 'text/html' };
    const open = () => fetch(`${elsewhere.url}/audit`, { headers, redirect: 'manual' });
    expect((await open()).status).toBe(200);
    await here.post('/account/sessions/endings');
    expect((await open()).status).toBe(303);
  } finally {
    await elsewhere.close();
  }
});
