import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Setup } from '../../src/users/setup/setup.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { ProxiedBrowser } from './behind-a-proxy.js';

const origin = 'https://academy.example';
const typed = {
  academyName: 'Harbour Academy',
  name: ' Ada   Lindqvist ',
  email: 'Ada@Harbour.example',
  password: 'a horse, a battery and a staple',
  timeZone: 'Europe/Stockholm',
};

/** Production behind a proxy, before anybody is there. The tests follow one another as the first day does. */
describe('setting the academy up', () => {
  let app: TestApp;
  let link: string;
  const browser = () => new ProxiedBrowser(app);
  const pathOf = (address: string) => new URL(address).pathname;
  const newLink = async () => (await app.get(Setup).newLink()) ?? 'none';

  beforeAll(async () => {
    app = await startTestApp({
      empty: true,
      config: { mode: 'production', publicUrl: origin, trustProxy: 1 },
    });
    link = await newLink();
  });
  afterAll(() => app.close());

  it('begins with a link at the public address, whose token the database does not hold', async () => {
    expect(link).toMatch(/^https:\/\/academy\.example\/set-up\/[\w-]{43}$/);
    const [row] = await app.db.query<{ row: string }[]>('SELECT l::text AS row FROM setup_links l');
    expect(row?.row).not.toContain(link.slice(-43));
  });

  it('shows its form, and takes no other address for its own than the configured one', async () => {
    const spoofed = { 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' };
    const page = await browser().get(pathOf(link), spoofed);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Set up your academy');
    expect(page.text).not.toContain('evil.example');
    const signIn = await browser().get('/certificates', spoofed);
    expect(signIn.headers.get('location')).toBe('/sign-in?next=%2Fcertificates');
    expect(page.text).not.toContain('Who is who in the demo');
  });

  it.each(['x', 'a'.repeat(43), '%00', "'"])('knows no link %s', async (token) => {
    expect((await browser().get(`/set-up/${token}`)).status).toBe(404);
    expect((await browser().post(`/set-up/${token}`, pathOf(link), typed)).status).toBe(404);
    expect(await app.db.query('SELECT FROM academies')).toEqual([]);
  });

  it.each([
    [{ academyName: ' ' }, 'Enter the academy’s name.'],
    [{ academyName: 'x'.repeat(121) }, 'Use at most 120 characters for the academy’s name.'],
    [{ academyName: 'Harbour 🎓' }, 'Certificates can’t print “🎓” in the academy’s name. Leave it out.'],
    [{ name: '' }, 'Enter your name as it shall stand on certificates.'],
    [{ email: 'ada at harbour' }, 'Enter an e-mail address such as name@example.org.'],
    [{ password: 'too short' }, 'Choose a password of at least 15 characters. Several words are easiest.'],
    [{ timeZone: 'Europe/Atlantis' }, 'Choose a time zone from the list.'],
  ])('refuses %j and keeps everything else that was typed', async (wrong, message) => {
    const answer = await browser().post(pathOf(link), pathOf(link), { ...typed, ...wrong });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(message);
    expect(answer.text).toContain('<title>Error: Set up your academy – Capstone</title>');
    const kept = { ...typed, ...wrong };
    if (!('email' in wrong)) expect(answer.text).toContain(`value="${kept.email}"`);
    expect(answer.text).not.toContain(typed.password);
    expect(await app.db.query('SELECT FROM academies')).toEqual([]);
  });

  it('ends a link after a day, and earlier links with a new one', async () => {
    const start = app.clock.now();
    app.clock.advance(24 * 60 * 60 * 1000);
    expect((await browser().get(pathOf(link))).status).toBe(404);
    app.clock.set(start);
    expect((await browser().get(pathOf(link))).status).toBe(200);
    const next = await newLink();
    expect(next).not.toBe(link);
    expect((await browser().get(pathOf(link))).status).toBe(404);
    link = next;
  });

  it('works once: of two people at the same moment one becomes the administrator', async () => {
    const [first, second] = [browser(), browser()];
    // Both have the page before either presses
    const path = pathOf(link);
    const tokens = [await first.tokenOf(path), await second.tokenOf(path)] as const;
    const answers = await Promise.all([
      first.postWith(tokens[0], path, typed),
      second.postWith(tokens[1], path, { ...typed, email: 'second@harbour.example' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 404]);
    const winner = answers[0].status === 303 ? first : second;
    const home = await winner.get('/');
    expect(home.text).toContain('Harbour Academy is set up. You are its administrator.');
    expect((await winner.get('/audit')).text).toContain('Academy set up');
    const made = await app.db.query<unknown[]>(
      `SELECT a.name AS academy, u.name, u.time_zone AS zone, u.password_hash LIKE '$argon2id$%' AS hashed,
              m.appointed_by_id = u.id AS self
         FROM academies a, users u JOIN administrators m ON m.user_id = u.id`,
    );
    expect(made).toEqual([
      {
        academy: 'Harbour Academy',
        name: 'Ada Lindqvist',
        zone: 'Europe/Stockholm',
        hashed: true,
        self: true,
      },
    ]);
    expect((await browser().get(pathOf(link))).status).toBe(404);
    expect(await app.get(Setup).newLink()).toBeNull();
  });

  it('leads to cookies that only this host gets, over TLS, and that scripts and other sites cannot use', async () => {
    const [row] = await app.db.query<{ email: string }[]>('SELECT email FROM users');
    const person = browser();
    const answer = await person.post('/sign-in', '/sign-in', {
      email: row?.email ?? '',
      password: typed.password,
    });
    expect(answer.status).toBe(303);
    const form = (await browser().get('/sign-in')).cookies;
    for (const cookie of [...answer.cookies, ...form]) {
      expect(cookie).toMatch(/^__Host-(session|form)=/);
      for (const attribute of ['Path=/', 'HttpOnly', 'Secure', 'SameSite=Lax']) {
        expect(cookie.split('; ')).toContain(attribute);
      }
      expect(cookie).not.toMatch(/domain=/i);
    }
    expect(answer.cookies.some((cookie) => cookie.startsWith('__Host-session='))).toBe(true);
    expect(form.some((cookie) => cookie.startsWith('__Host-form='))).toBe(true);
    expect((await person.get('/audit')).status).toBe(200);
  });
});
