import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Response } from 'supertest';
import { cast, castPassword } from '../../src/users/cast.js';
import { localPath } from '../../src/users/sign-in/local-path.rules.js';
import { startTestApp, type TestApp } from '../support/app.js';

const { email } = cast.alice;
const wrong = { email, password: 'wrong-horse-battery' };
const togetherWords = 'This e-mail address and password do not belong together.';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

describe('signing in', () => {
  it('opens the pages, under a session id that nobody knew before', async () => {
    const browser = app.visitor();
    await browser.get('/sign-in');
    const before = browser.cookie(app.url);
    const answer = await browser.signIn(` ${email.toUpperCase()} `, castPassword);
    expect([answer.status, answer.headers['location']]).toEqual([303, '/']);
    expect(sessionOf(browser.cookie(app.url))).not.toEqual(sessionOf(before));
    expect((await browser.get('/certificates')).status).toBe(200);
    expect((await browser.get('/sign-in')).headers['location']).toBe('/');
    const again = sessionOf(browser.cookie(app.url));
    await browser.signIn(email, castPassword);
    expect(sessionOf(browser.cookie(app.url))).not.toEqual(again);
  });

  it('takes up no session that somebody else has planted', async () => {
    const mallory = await app.as('charlie');
    const planted = mallory.cookie(app.url);
    const alice = await app.as('alice');
    expect(sessionOf(alice.cookie(app.url))).not.toEqual(sessionOf(planted));
    expect((await mallory.get('/')).text).toContain(cast.charlie.name);
  });

  it('with a wrong password keeps what was typed but the password', async () => {
    const browser = app.visitor();
    const answer = await browser.post('/sign-in', { ...wrong, next: '/certificates' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(togetherWords);
    expect(answer.text).toContain('<title>Error: Sign in – Capstone</title>');
    expect(answer.text).toContain(`value="${email}"`);
    expect(answer.text).toContain('name="next" value="/certificates"');
    expect(answer.text).not.toContain(wrong.password);
    expect((await browser.get('/certificates')).headers['location']).toBe('/sign-in?next=%2Fcertificates');
  });

  it('answers an unknown address as it answers a wrong password', async () => {
    const unknown = await app.visitor().post('/sign-in', { ...wrong, email: 'nobody@capstone.example' });
    const known = await app.visitor().post('/sign-in', wrong);
    expect(unknown.status).toBe(known.status);
    const comparable = ({ text }: Response, address: string) =>
      text
        .replaceAll(address, 'ADDRESS')
        .replace(/<section[^]*<\/section>/, '')
        .replace(/(csrf-token" content|_csrf" value)="[^"]+"/g, '$1');
    expect(comparable(unknown, 'nobody@capstone.example')).toBe(comparable(known, email));
  });

  it.each([
    ['nothing', {}, 'Enter your password.'],
    ['no password', { email }, 'Enter your password.'],
    ['no address', { password: castPassword }, 'Enter your e-mail address.'],
    ['an endless password', { email, password: 'x'.repeat(1001) }, 'Enter your password.'],
  ])('with %s says what is missing', async (_what, fields, message) => {
    const answer = await app.visitor().post('/sign-in', fields);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(message);
    expect(answer.text).not.toContain(castPassword.repeat(2));
  });

  it.each(['password[$ne]=x&email[]=', 'email=a&email=b&password=c', '%00=%00', 'email=%00&password=%00'])(
    'does not stumble over the body %s',
    async (body) => {
      const browser = app.visitor();
      const page = await browser.get('/sign-in');
      const token = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
      const answer = await fetch(`${app.url}/sign-in`, {
        method: 'POST',
        headers: {
          accept: 'text/html',
          cookie: browser.cookie(app.url),
          'content-type': 'application/x-www-form-urlencoded',
          'x-csrf-token': token,
        },
        body,
        redirect: 'manual',
      });
      expect(answer.status).toBe(422);
    },
  );

  it('goes back to where one wanted to go, on this site only', async () => {
    const browser = app.visitor();
    const refused = await browser.get('/certificates?page=2');
    expect(refused.headers['location']).toBe('/sign-in?next=%2Fcertificates%3Fpage%3D2');
    const next = '/certificates?page=2';
    expect((await browser.get(refused.headers['location'] ?? '')).text).toContain(
      `name="next" value="${next.replace('=', '&#x3D;')}"`,
    );
    const back = await browser.post('/sign-in', { email, password: castPassword, next });
    expect(back.headers['location']).toBe(next);
    const elsewhere = await app
      .visitor()
      .post('/sign-in', { email, password: castPassword, next: '//evil.example' });
    expect(elsewhere.headers['location']).toBe('/');
  });

  it.each([
    ['/my/course?x=1#y', '/my/course?x=1#y'],
    ['//evil.example/x', '/'],
    ['/\\evil.example', '/'],
    ['/\t/evil.example', '/'],
    ['https://evil.example', '/'],
    ['javascript:alert(1)', '/'],
    ['evil', '/'],
    ['/a/../b', '/b'],
    ['', '/'],
    [null, '/'],
    [['/a', '/b'], '/'],
  ])('takes %j as the path %s', (wanted, path) => {
    expect(localPath(wanted)).toBe(path);
  });

  it('needs a page of ours: without its token nothing happens', async () => {
    const browser = app.visitor();
    await browser.get('/sign-in');
    const answer = await browser.postFromElsewhere('/sign-in', { email, password: castPassword });
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('data-problem="session-expired"');
    expect((await browser.get('/certificates')).status).toBe(303);
    // Nor does the token of somebody else's browser help.
    const other = app.visitor();
    const token = /name="_csrf" value="([^"]+)"/.exec((await other.get('/sign-in')).text)?.[1] ?? '';
    const stolen = await browser.postFromElsewhere('/sign-in', {
      email,
      password: castPassword,
      _csrf: token,
    });
    expect(stolen.status).toBe(403);
  });
});

describe('a session', () => {
  it('is told from others by a cookie that scripts, other sites and the table cannot read', async () => {
    const browser = app.visitor();
    const answer = await browser.post('/sign-in', { email, password: castPassword });
    const cookies = cookiesOf(answer);
    const session = cookies.find((cookie) => cookie.startsWith('session='));
    expect(session).toMatch(/; Path=\//);
    expect(session).toMatch(/; HttpOnly/);
    expect(session).toMatch(/; SameSite=Lax/);
    expect(session).not.toMatch(/; Domain=/i);
    const id = decodeURIComponent(sessionOf(browser.cookie(app.url))).split('.', 1)[0] ?? '';
    expect(id.length).toBeGreaterThan(20);
    const rows = await app.db.query<{ row: string }[]>('SELECT s::text AS row FROM sessions s');
    expect(rows.some(({ row }) => row.includes(id))).toBe(false);
  });

  it('is not begun for those who only look', async () => {
    const rows = () => app.db.query<unknown[]>('SELECT FROM sessions');
    const before = (await rows()).length;
    const answer = await app.visitor().get('/');
    await app.visitor().get('/sign-in');
    expect(answer.headers['set-cookie']).toBeUndefined();
    expect((await rows()).length).toBe(before);
  });

  it('ends at sign-out, for whoever has a copy of the cookie, too', async () => {
    const browser = await app.as('alice');
    const copy = browser.cookie(app.url);
    const open = () =>
      fetch(`${app.url}/certificates`, {
        headers: { cookie: copy, accept: 'text/html' },
        redirect: 'manual',
      });
    expect((await open()).status).toBe(200);
    const other = await app.as('alice');
    const answer = await browser.post('/sign-out');
    expect([answer.status, answer.headers['location']]).toEqual([303, '/sign-in']);
    expect((await open()).status).toBe(303);
    // Other browsers of the same person stay signed in.
    expect((await other.get('/certificates')).status).toBe(200);
    expect((await app.visitor().post('/sign-out')).status).toBe(303);
  });

  it('ends when its row is deleted, in the middle of things', async () => {
    const browser = await app.as('bob');
    expect((await browser.get('/certificates')).status).toBe(200);
    await app.db.query('DELETE FROM sessions WHERE user_id = $1', [app.ids.bob]);
    expect((await browser.get('/certificates')).headers['location']).toBe('/sign-in?next=%2Fcertificates');
    // The answer has not brought it back.
    expect(await app.db.query('SELECT FROM sessions WHERE user_id = $1', [app.ids.bob])).toEqual([]);
  });

  it('lives two weeks after its last use', async () => {
    const start = app.clock.now().getTime();
    const days = (count: number) => new Date(start + count * 24 * 60 * 60 * 1000);
    const browser = await app.as('charlie');
    const idle = await app.as('charlie');
    app.clock.set(days(13));
    expect((await browser.get('/certificates')).status).toBe(200);
    app.clock.set(days(15));
    expect((await browser.get('/certificates')).status).toBe(200);
    expect((await idle.get('/certificates')).status).toBe(303);
    app.clock.set(days(30));
    expect((await browser.get('/certificates')).status).toBe(303);
    app.clock.set(new Date(start));
  });

  it('cannot be made up', async () => {
    for (const cookie of [
      'session=x',
      'session=a.b',
      `session=${'x'.repeat(4000)}`,
      'session=%00',
      'session=',
    ]) {
      const answer = await fetch(`${app.url}/certificates`, {
        headers: { cookie, accept: 'text/html' },
        redirect: 'manual',
      });
      expect({ cookie, status: answer.status }).toEqual({ cookie, status: 303 });
    }
  });
});

describe('guessing', () => {
  it('is over after ten tries for an account, with the time to wait', async () => {
    const guessed = { email: 'guessed@capstone.example', password: 'wrong' };
    for (let tries = 0; tries < 10; tries += 1) {
      expect((await app.visitor().post('/sign-in', guessed)).status).toBe(422);
    }
    const refused = await app.visitor().post('/sign-in', { ...guessed, email: 'GUESSED@capstone.example ' });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(800);
    expect(refused.text).toContain('Try again in 15 minutes.');
    // Other accounts are not concerned.
    expect((await app.visitor().post('/sign-in', { email, password: castPassword })).status).toBe(303);
  });

  it('is forgiven by a sign-in that succeeds', async () => {
    const ada = cast.ada.email;
    for (let round = 0; round < 2; round += 1) {
      for (let tries = 0; tries < 9; tries += 1) {
        expect((await app.visitor().post('/sign-in', { email: ada, password: 'wrong' })).status).toBe(422);
      }
      expect((await app.visitor().post('/sign-in', { email: ada, password: castPassword })).status).toBe(303);
    }
  });
});

// The last one: Passport is one for the whole process, and belongs to the application that started last.
describe('signing out', () => {
  it('ends the session in every process at once', async () => {
    const elsewhere = await startTestApp({ beside: app });
    try {
      const browser = await app.as('alice');
      const headers = { cookie: browser.cookie(app.url), accept: 'text/html' };
      const there = () => fetch(`${elsewhere.url}/certificates`, { headers, redirect: 'manual' });
      expect((await there()).status).toBe(200);
      await browser.post('/sign-out');
      expect((await there()).status).toBe(303);
    } finally {
      await elsewhere.close();
    }
  });
});

/** The session's part of a Cookie header. */
function sessionOf(cookies: string): string {
  return /(?:^|; )session=([^;]*)/.exec(cookies)?.[1] ?? '';
}

const cookiesOf = ({ headers }: Response) =>
  (headers as unknown as Record<string, string[] | undefined>)['set-cookie'] ?? [];
