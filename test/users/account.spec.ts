import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cast, castPassword } from '../../src/users/cast.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { Users } from '../../src/users/users.service.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { type Graded, reachCertificate } from '../support/world.js';
import { linkFor, mailsTo } from './mail-links.js';

let app: TestApp;
let world: Graded;
beforeAll(async () => {
  app = await startTestApp();
  world = await reachCertificate(app);
});
afterAll(() => app.close());

describe('one’s account', () => {
  it('is behind the name on every page, and shows what it holds', async () => {
    const alice = await app.as('alice');
    expect((await alice.get('/')).text).toContain('class="masthead-name" href="/account"');
    const page = await alice.get('/account');
    for (const text of [cast.alice.name, cast.alice.email, 'Paris (Europe)', '(this one)']) {
      expect(page.text).toContain(text);
    }
  });

  it('takes another name, and what was issued keeps the one that it was issued to', async () => {
    const alice = await app.as('alice');
    expect((await alice.get('/account/name')).text).toContain('keep the name that they were issued to');
    const answer = await alice.post('/account/name', { name: '  Alice   de Brabant ' });
    expect([answer.status, answer.headers['location']]).toEqual([303, '/account']);
    const page = await alice.get('/account');
    expect(page.text).toContain('Your name is changed.');
    expect(page.text).toContain('Alice de Brabant');
    const address = `/verify/${world.code.replace(/.{5}(?=.)/g, '$&-')}`;
    const certificate = await app.visitor().get(address, 'application/json');
    expect(JSON.stringify(certificate.body)).toContain('Alice Moreau');
    const changed = () =>
      app.db.query<unknown[]>(`SELECT FROM audit_entries WHERE action = 'account.name-changed'`);
    expect(await changed()).toHaveLength(1);
    await alice.post('/account/name', { name: 'Alice de Brabant' });
    expect(await changed()).toHaveLength(1);
    await alice.post('/account/name', { name: 'Alice Moreau' });
  });

  it.each([
    ['', 'Enter your name as it shall stand on certificates.'],
    ['x', 'Enter your name as it shall stand on certificates.'],
    ['x'.repeat(121), 'Use at most 120 characters for your name.'],
  ])('refuses the name “%s” and shows it again', async (name, message) => {
    const alice = await app.as('alice');
    const answer = await alice.post('/account/name', { name });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(message);
    expect(answer.text).toContain(`value="${name}"`);
  });

  it('takes another time zone, in which all times are told from then on', async () => {
    const charlie = await app.as('charlie');
    const before = await charlie.get('/account/time-zone');
    expect(before.text).toContain('<option value="Africa/Lagos" selected>Lagos (Africa)</option>');
    expect((await charlie.post('/account/time-zone', { timeZone: 'Asia/Tokyo' })).status).toBe(303);
    expect((await charlie.get('/account/sessions')).text).toContain('Mon 23 Nov 2026, 18:00');
    const wrong = await charlie.post('/account/time-zone', { timeZone: 'Mars/Base' });
    expect([wrong.status, wrong.text.includes('Choose a time zone from the list.')]).toEqual([422, true]);
  });

  it('takes another password for the current one, and tells by mail', async () => {
    const bob = await app.as('bob');
    for (const [fields, message] of [
      [{ currentPassword: '', password: 'seven ducks on a hill' }, 'Enter your current password.'],
      [{ currentPassword: 'wrong', password: 'seven ducks on a hill' }, 'This is not your password.'],
      [{ currentPassword: castPassword, password: 'short' }, 'Choose a password of at least 15 characters.'],
      [
        { currentPassword: castPassword, password: 'bobtanakabobtanaka' },
        'more than your name or your address',
      ],
    ] as const) {
      const answer = await bob.post('/account/password', fields);
      expect(answer.status).toBe(422);
      expect(answer.text).toContain(message);
      expect(answer.text).not.toContain('seven ducks');
    }
    expect(await mailsTo(app, cast.bob.email)).not.toContainEqual(
      expect.objectContaining({ subject: 'Your password was changed' }),
    );
    const fields = { currentPassword: castPassword, password: 'seven ducks on a hill' };
    expect((await bob.post('/account/password', fields)).status).toBe(303);
    expect((await mailsTo(app, cast.bob.email)).at(-1)?.subject).toBe('Your password was changed');
    await app.visitor().signIn(cast.bob.email, 'seven ducks on a hill');
  });

  it('lets nobody guess the password at a browser that was left signed in', async () => {
    const { browser } = await newcomer('left@example.org');
    const fields = { email: 'other@example.org', currentPassword: 'wrong' };
    for (let tries = 0; tries < 10; tries += 1) {
      expect((await browser.post('/account/address', fields)).status).toBe(422);
    }
    expect((await browser.post('/account/address', fields)).status).toBe(429);
    expect(
      (await browser.post('/account/erasure', { currentPassword: 'wrong', word: 'delete' })).status,
    ).toBe(429);
  });
});

describe('deleting one’s account', () => {
  it('says what goes and what stays, and asks for the password and a word', async () => {
    const { browser, id } = await newcomer('careful@example.org');
    const page = await browser.get('/account/erasure');
    expect(page.text).toContain('What goes');
    expect(page.text).toContain('What stays, without your name');
    for (const [fields, message] of [
      [{ currentPassword: castPassword, word: '' }, 'Type the word delete.'],
      [{ currentPassword: castPassword, word: 'yes' }, 'Type the word delete.'],
      [{ currentPassword: 'wrong', word: 'delete' }, 'This is not your password.'],
      [{ currentPassword: '', word: 'delete' }, 'Enter your current password.'],
    ] as const) {
      const answer = await browser.post('/account/erasure', fields);
      expect(answer.status).toBe(422);
      expect(answer.text).toContain(message);
    }
    expect(await erasedAt(id)).toBeNull();
    expect((await browser.get('/account')).status).toBe(200);
  });

  it('leaves nothing of the person, signs them out, and frees the address', async () => {
    const email = 'gone@example.org';
    const { browser, id } = await newcomer(email);
    const elsewhere = app.visitor();
    await elsewhere.signIn(email, castPassword);
    // Everything that can be under way for an address.
    await browser.post('/account/address', { email: 'gone.new@example.org', currentPassword: castPassword });
    await app.visitor().post('/password-resets', { email });
    const other = { name: 'Mallory', email, password: 'seven ducks on a hill', timeZone: 'UTC' };
    await app.visitor().post('/sign-up', other);
    await jobsDone(app.db);
    const reset = (await mailsTo(app, email)).map(
      ({ text }) => /\/password-resets\/[\w-]{64}/.exec(text)?.[0],
    );

    const answer = await browser.post('/account/erasure', {
      currentPassword: castPassword,
      word: ' Delete ',
    });
    expect([answer.status, answer.headers['location']]).toEqual([303, '/account/erased']);
    const last = await browser.get('/account/erased');
    expect(last.text).toContain('Your account is deleted');
    expect(last.text).toContain('href="/sign-in"');
    for (const signedOut of [browser, elsewhere]) expect((await signedOut.get('/account')).status).toBe(303);
    expect(await erasedAt(id)).not.toBeNull();
    const [entry] = await app.db.query<{ own: boolean }[]>(
      `SELECT actor_id = subject_id AS own FROM audit_entries WHERE action = 'person.erased'`,
    );
    expect(entry).toEqual({ own: true });

    const left = await app.db.query<{ line: string }[]>(
      `SELECT r::text AS line FROM sign_ups r UNION ALL SELECT r::text FROM password_resets r
       UNION ALL SELECT r::text FROM address_changes r UNION ALL SELECT r::text FROM users r`,
    );
    expect(left.filter(({ line }) => line.includes('gone'))).toEqual([]);
    for (const link of reset)
      if (link !== undefined) expect((await app.visitor().get(link)).status).toBe(404);

    await app.visitor().post('/sign-up', { ...other, name: 'Grace Hopper' });
    await app.visitor().post(await linkFor(app, email), { password: other.password });
    await app.visitor().signIn(email, other.password);
  });

  it('is not for the only administrator, who would leave an academy that nobody runs', async () => {
    const ada = await app.as('ada');
    expect((await ada.get('/account/erasure')).text).toContain('You are the only administrator');
    const answer = await ada.post('/account/erasure', { currentPassword: castPassword, word: 'delete' });
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('The only administrator can’t be deleted');
    expect(await erasedAt(app.ids.ada)).toBeNull();
    expect((await ada.get('/audit')).status).toBe(200);
  });

  it('lets one of two administrators go, even if both go at the same moment', async () => {
    const { id } = await newcomer('second@example.org');
    await app.db.transaction((tx) => app.get(Users).appoint(tx, id, app.ids.ada));
    const both = [app.ids.ada, id];
    const gone = await Promise.allSettled(both.map((each) => app.get(Erasures).erase(each, each)));
    expect(gone.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const erased = await Promise.all(both.map(erasedAt));
    expect(erased.filter((at) => at === null)).toHaveLength(1);
  });
});

async function newcomer(email: string): Promise<{ browser: Browser; id: string }> {
  const person = { name: 'Hedy Lamarr', email, password: castPassword, timeZone: 'UTC' };
  const { id } = await app.db.transaction((tx) => app.get(Users).add(tx, person));
  const browser = app.visitor();
  await browser.signIn(email, castPassword);
  return { browser, id };
}

async function erasedAt(id: string): Promise<Date | null> {
  const [row] = await app.db.query<{ at: Date | null }[]>('SELECT erased_at AS at FROM users WHERE id = $1', [
    id,
  ]);
  return row?.at ?? null;
}
