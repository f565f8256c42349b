import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Response } from 'supertest';
import { cast } from '../../src/users/cast.js';
import { mailboxOf } from '../../src/users/mails/mailbox.rules.js';
import { weaknessOf } from '../../src/users/password.rules.js';
import { zoneOptions } from '../../src/users/time-zones.views.js';
import { timeZoneField } from '../../src/users/user.forms.js';
import { CLEAN_UP } from '../../src/users/clean-up.service.js';
import { Jobs } from '../../src/platform/jobs/jobs.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { linkFor, mailsTo } from './mail-links.js';

const password = 'seven ducks on a hill';
const typed = (email: string) => ({ name: ' Grace  Hopper', email, password, timeZone: 'America/New_York' });

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const rows = () => app.db.query<{ email: string }[]>('SELECT email FROM sign_ups');
const accounts = (email: string) =>
  app.db.query<{ name: string; zone: string }[]>(
    'SELECT name, time_zone AS zone FROM users WHERE email = $1',
    [email],
  );

describe('signing up', () => {
  it('leads by a mail and one press to where one was going, signed in', async () => {
    const grace = app.visitor();
    const signIn = await grace.get('/sign-in?next=%2Fcertificates%3Fpage%3D2');
    expect(signIn.text).toContain('href="/sign-up?next&#x3D;%2Fcertificates%3Fpage%3D2"');
    const form = await grace.get('/sign-up?next=%2Fcertificates%3Fpage%3D2');
    expect(form.text).toContain('name="next" value="/certificates?page&#x3D;2"');
    const asked = await grace.post('/sign-up', {
      ...typed(' Grace@Example.org '),
      next: '/certificates?page=2',
    });
    expect([asked.status, asked.headers['location']]).toEqual([303, '/sign-up/sent']);
    expect((await grace.get('/sign-up/sent')).text).toContain('Look into your mail');
    expect(await accounts('grace@example.org')).toEqual([]);

    const [mail] = await mailsTo(app, 'grace@example.org');
    expect(mail?.subject).toBe('Confirm your address');
    // Whoever signs somebody else up can't make the mail say anything.
    expect(`${mail?.text ?? ''}${mail?.html ?? ''}`).not.toMatch(/hopper/i);
    const link = await linkFor(app, 'grace@example.org');
    expect(link).toMatch(/^\/sign-up\/[\w-]{64}$/);

    // Programs that look for harmful mail open its links, more than once.
    for (let n = 0; n < 2; n += 1) {
      const page = await app.visitor().get(link);
      expect(page.status).toBe(200);
      expect(page.text).toContain('Grace Hopper');
    }
    expect(await accounts('grace@example.org')).toEqual([]);

    const confirmed = await grace.post(link, { password });
    expect([confirmed.status, confirmed.headers['location']]).toEqual([303, '/certificates?page=2']);
    const page = await grace.get('/certificates?page=2');
    expect(page.status).toBe(200);
    expect(page.text).toContain('Your account is ready, and you are signed in.');
    expect(page.text).toContain('Grace Hopper');
    expect(await accounts('grace@example.org')).toEqual([{ name: 'Grace Hopper', zone: 'America/New_York' }]);
    expect(await rows()).toEqual([]);
    await app.visitor().signIn('GRACE@example.org', password);
    const audit = await app.db.query<unknown[]>(
      `SELECT actor_id = subject_id AS own FROM audit_entries WHERE action = 'account.created'`,
    );
    expect(audit).toEqual([{ own: true }]);
  });

  it('takes a name that certificates can’t print, and says so at once', async () => {
    const fox = app.visitor();
    await fox.post('/sign-up', { ...typed('fox@example.org'), name: 'Fay 🦊' });
    const link = await linkFor(app, 'fox@example.org');
    const sentence =
      'On a certificate this can’t be printed: “🦊”. You can change your name in your account.';
    expect((await fox.get(link)).text).toContain(sentence);
    expect((await fox.post(link, { password })).status).toBe(303);
    const home = (await fox.get('/')).text;
    expect(home).toContain(`Your account is ready, and you are signed in. ${sentence}`);
    expect(home).toContain('<a href="/account/name">Change your name</a>');
    await fox.post('/account/name', { name: 'Fay Fox' });
    expect((await fox.get('/')).text).not.toContain('href="/account/name"');
  });

  it('keeps no token anywhere, neither in a row nor in a job', async () => {
    await app.visitor().post('/sign-up', typed('tokens@example.org'));
    const link = await linkFor(app, 'tokens@example.org');
    const token = link.replace('/sign-up/', '');
    const found = await app.db.query<unknown[]>(
      `SELECT FROM sign_ups r WHERE r::text LIKE $1 UNION ALL SELECT FROM pgboss.job j WHERE j::text LIKE $1
       UNION ALL SELECT FROM sessions s WHERE s::text LIKE $1`,
      [`%${token}%`],
    );
    expect(found).toEqual([]);
    const jobs = await app.db.query<{ data: string }[]>(
      `SELECT data::text FROM pgboss.job WHERE name = 'mail.send'`,
    );
    expect(jobs.map(({ data }) => data).join()).not.toContain('example.org');
  });

  it('goes to this site only', async () => {
    const visitor = app.visitor();
    await visitor.post('/sign-up', { ...typed('astray@example.org'), next: '//evil.example/x' });
    const confirmed = await visitor.post(await linkFor(app, 'astray@example.org'), { password });
    expect(confirmed.headers['location']).toBe('/');
    const form = await app.visitor().get('/sign-up?next=https://evil.example');
    expect(form.text).toContain('name="next" value="/"');
  });

  it('answers for a known address as for an unknown one, and tells the owner by mail', async () => {
    const answers: Response[] = [];
    const pages: string[] = [];
    for (const email of ['stranger@example.org', cast.bob.email]) {
      const visitor = app.visitor();
      answers.push(await visitor.post('/sign-up', typed(email)));
      pages.push((await visitor.get('/sign-up/sent')).text.replace(/(_csrf" value)="[^"]+"/g, '$1'));
    }
    const [unknown, known] = answers.map(({ status, headers }) => [status, headers['location']]);
    expect(known).toEqual(unknown);
    expect(pages[0]).toBe(pages[1]);
    const [mail] = await mailsTo(app, cast.bob.email);
    expect(mail?.subject).toBe('You have an account already');
    expect(mail?.text).toContain(`${app.url}/sign-in`);
    expect(mail?.text).toContain(`${app.url}/password-resets`);
    expect(mail?.text).not.toContain('/sign-up/');
    await app.as('bob');
  });

  it('does the same work for both before it answers', async () => {
    const statements: string[][] = [];
    for (const email of ['someone@example.org', cast.charlie.email]) {
      const before = await writes();
      await app.visitor().post('/sign-up', typed(email));
      statements.push((await writes()).filter((line) => !before.includes(line)).map(kind));
    }
    expect(statements[0]).toEqual(statements[1]);
    expect(statements[0]?.length).toBeGreaterThan(0);
  });

  /** Rows of sign-ups and their jobs, which is what a request leaves behind. */
  async function writes(): Promise<string[]> {
    const all = await app.db.query<{ line: string }[]>(
      `SELECT 'sign_up ' || id AS line FROM sign_ups UNION ALL SELECT 'job ' || id FROM pgboss.job WHERE name = 'mail.send'`,
    );
    return all.map(({ line }) => line).sort();
  }
  const kind = (line: string) => line.split(' ', 1)[0] ?? '';

  it('makes one account of two confirmations at once, by one link or by two', async () => {
    await app.visitor().post('/sign-up', typed('twice@example.org'));
    const first = await linkFor(app, 'twice@example.org');
    await app.visitor().post('/sign-up', { ...typed('twice@example.org'), name: 'Someone Else' });
    const second = await linkFor(app, 'twice@example.org');
    expect(second).not.toBe(first);
    const presses = [first, first, second, second].map((link) => app.visitor().post(link, { password }));
    const statuses = (await Promise.all(presses)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 303)).toHaveLength(1);
    expect(statuses.filter((status) => status === 404)).toHaveLength(3);
    expect(await accounts('twice@example.org')).toHaveLength(1);
  });

  it('makes no account for who was signed up by somebody else: they don’t know the password', async () => {
    await app.visitor().post('/sign-up', typed('victim@example.org'));
    const link = await linkFor(app, 'victim@example.org');
    const victim = app.visitor();
    for (const guess of ['', 'another password of mine']) {
      const answer = await victim.post(link, { password: guess });
      expect(answer.status).toBe(422);
      expect(answer.text).toContain(guess === '' ? 'Type the password' : 'not the password that was chosen');
      expect(answer.text).not.toContain('another password of mine');
    }
    expect(await accounts('victim@example.org')).toEqual([]);
    expect((await victim.post(link, { password })).status).toBe(303);
  });

  it('by a link of before, when the address has got an account: says so, and changes nothing', async () => {
    await app.visitor().post('/sign-up', typed('slow@example.org'));
    const link = await linkFor(app, 'slow@example.org');
    await app.visitor().post('/sign-up', typed('slow@example.org'));
    await app.visitor().post(await linkFor(app, 'slow@example.org'), { password });
    const late = await app.visitor().post(link, { password });
    expect(late.status).toBe(404);
    expect(late.text).toContain('Your address has got an account in the meantime');
  });

  it('ends after a day, and what was typed goes with the next clean-up', async () => {
    const visitor = app.visitor();
    await visitor.post('/sign-up', typed('late@example.org'));
    const link = await linkFor(app, 'late@example.org');
    const start = app.clock.now();
    app.clock.advance(24 * 60 * 60 * 1000);
    try {
      for (const answer of [await visitor.get(link), await visitor.post(link, { password })]) {
        expect(answer.status).toBe(404);
        expect(answer.text).toContain('This link has ended');
      }
      expect((await rows()).map(({ email }) => email)).toContain('late@example.org');
      await app.get(Jobs).trigger(CLEAN_UP);
      await jobsDone(app.db);
      expect(await rows()).toEqual([]);
    } finally {
      app.clock.set(start);
    }
  });

  it.each([
    [{ name: '' }, 'Enter your name as it shall stand on certificates.'],
    [{ email: 'grace at home' }, 'Enter an e-mail address such as name@example.org.'],
    [{ password: 'too short' }, 'Choose a password of at least 15 characters. Several words are easiest.'],
    [{ password: 'Grace Hopper 12345' }, 'Choose a password that is more than your name or your address.'],
    [{ timeZone: '' }, 'Choose a time zone from the list.'],
    [{ timeZone: 'Europe/Atlantis' }, 'Choose a time zone from the list.'],
    [{ timeZone: '+05:00' }, 'Choose a time zone from the list.'],
  ])('refuses %j and keeps everything else that was typed', async (wrong, message) => {
    const fields = { ...typed('wrong@example.org'), next: '/verify', ...wrong };
    const answer = await app.visitor().post('/sign-up', fields);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(message);
    expect(answer.text).toContain('<title>Error: Create an account – Capstone</title>');
    expect(answer.text).toContain('name="next" value="/verify"');
    if (!('email' in wrong)) expect(answer.text).toContain('value="wrong@example.org"');
    if (!('timeZone' in wrong)) expect(answer.text).toContain('value="America/New_York" selected');
    expect(answer.text).not.toContain(fields.password);
    expect(await mailsTo(app, 'wrong@example.org')).toEqual([]);
  });

  it('is nothing for who is signed in: they go on', async () => {
    const alice = await app.as('alice');
    const answer = await alice.get('/sign-up?next=/verify');
    expect([answer.status, answer.headers['location']]).toEqual([303, '/verify']);
  });
});

describe('a mailbox', () => {
  it('gets three mails an hour from strangers, whatever they ask for and however they write it', async () => {
    const visitor = app.visitor();
    const asks = [
      () => visitor.post('/sign-up', typed('full+1@example.org')),
      () => visitor.post('/sign-up', typed('full+2@example.org')),
      () => visitor.post('/password-resets', { email: 'full@example.org' }),
      () => visitor.post('/sign-up', typed('full@example.org')),
      () => visitor.post('/sign-up', typed('FULL+3@example.org')),
    ];
    for (const ask of asks) expect((await ask()).status).toBe(303);
    await jobsDone(app.db);
    const got = app.mails.filter(({ to }) => to.some((address) => address.startsWith('full')));
    // The reset was for an account that is not there, and counts by itself.
    // Two mails leave at a time, so they need not arrive in their order.
    expect(got.map(({ to }) => to[0]).sort()).toEqual([
      'full+1@example.org',
      'full+2@example.org',
      'full@example.org',
    ]);
  });

  it('that strangers have filled still gets its owner the link to a new password, also three times an hour', async () => {
    const visitor = app.visitor();
    const email = cast.alice.email;
    for (let n = 0; n < 5; n += 1) await visitor.post('/sign-up', typed(email));
    const before = (await mailsTo(app, email)).length;
    for (let n = 0; n < 5; n += 1) await visitor.post('/password-resets', { email });
    const links = (await mailsTo(app, email)).slice(before);
    expect(links).toHaveLength(3);
    for (const { text } of links) expect(text).toContain(`${app.url}/password-resets/`);
  });

  it.each([
    ['anna@example.org', 'anna@example.org'],
    ['anna+news@example.org', 'anna@example.org'],
    ['an.na+x+y@gmail.com', 'anna@gmail.com'],
    ['anna@googlemail.com', 'anna@gmail.com'],
    ['an.na@example.org', 'an.na@example.org'],
  ])('of %s is %s', (address, mailbox) => {
    expect(mailboxOf(address)).toBe(mailbox);
  });
});

describe('a password', () => {
  const grace = { name: 'Grace Hopper', email: 'grace.h@example.org' };

  it.each([
    'seven ducks on a hill',
    'correct-horse-battery-and-me',
    'Grace likes to sail at night',
    'ein Fahrrad ohne Klingel',
    '七只鸭子在山上游泳七只鸭子很快乐',
    'k3!vQz#9pLm2xR7w',
  ])('such as %s is fine', (fine) => {
    expect(weaknessOf(fine, grace)).toBeNull();
  });

  it.each([
    'Grace Hopper 2026',
    'grace.h@example.org',
    'hoppergracehopper',
    'aaaaaaaaaaaaaaaa',
    'abababababababab',
    'PasswordPassword',
    'password password password',
    '123456789012345',
    '987654321098765',
    'qwertyuiopasdfgh',
    'Correct Horse Battery Staple',
    'correct-horse-battery',
    '---------------',
    'CapstoneCapstone1',
  ])('such as %s is refused', (weak) => {
    expect(weaknessOf(weak, grace)).toMatch(/password/);
  });
});

it('offers every zone by its place, and also one that goes by another name here', () => {
  const labels = zoneOptions('').map(({ label }) => label);
  expect(labels).toContain('Toronto (America)');
  expect(labels).toContain('Buenos Aires (America, Argentina)');
  expect(labels).toContain('Kyiv (Europe)');
  expect(labels).toEqual([...labels].sort((a, b) => a.localeCompare(b, 'en')));
  expect(new Set(labels).size).toBe(labels.length);
  for (const { value } of zoneOptions('')) expect(timeZoneField.safeParse(value).success).toBe(true);
  expect(zoneOptions('Asia/Calcutta').some(({ value }) => value === 'Asia/Calcutta')).toBe(true);
  expect(zoneOptions('Europe/Atlantis').some(({ value }) => value === 'Europe/Atlantis')).toBe(false);
});

// The last one: a second process beside this one takes part of the jobs.
it('limits count for all processes together', async () => {
  const elsewhere = await startTestApp({ beside: app });
  try {
    for (let n = 0; n < 6; n += 1) {
      const visitor = (n % 2 === 0 ? app : elsewhere).visitor();
      expect((await visitor.post('/sign-up', typed('flooded@example.org'))).status).toBe(303);
    }
    await jobsDone(app.db);
    const got = [...app.mails, ...elsewhere.mails].filter(({ to }) => to.includes('flooded@example.org'));
    expect(got).toHaveLength(3);
  } finally {
    await elsewhere.close();
  }
});
