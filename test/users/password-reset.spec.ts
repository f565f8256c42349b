import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cast, castPassword } from '../../src/users/cast.js';
import { Jobs } from '../../src/platform/jobs/jobs.js';
import { CLEAN_UP } from '../../src/users/clean-up.service.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { Users } from '../../src/users/users.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { linkFor, mailsTo } from './mail-links.js';

const { email } = cast.alice;
const newPassword = 'seven ducks on a hill';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

const ask = (address: string) => app.visitor().post('/password-resets', { email: address });
const minutes = (count: number) => count * 60 * 1000;

describe('choosing a new password', () => {
  it('takes a link from the mail, ends every session, and tells the owner', async () => {
    const elsewhere = await app.as('alice');
    const forgetful = app.visitor();
    expect((await forgetful.get('/sign-in')).text).toContain('href="/password-resets"');
    const asked = await forgetful.post('/password-resets', { email: ` ${email.toUpperCase()}` });
    expect([asked.status, asked.headers['location']]).toEqual([303, '/password-resets/sent']);
    expect((await forgetful.get('/password-resets/sent')).text).toContain('Look into your mail');

    const link = await linkFor(app, email);
    expect(link).toMatch(/^\/password-resets\/[\w-]{64}$/);
    // Opened by whatever program looks at mail, it changes nothing.
    expect((await app.visitor().get(link)).text).toContain(email);
    const page = await forgetful.get(link);
    expect(page.status).toBe(200);
    const done = await forgetful.post(link, { password: newPassword });
    expect([done.status, done.headers['location']]).toEqual([303, '/sign-in']);
    expect((await forgetful.get('/sign-in')).text).toContain('Your password is changed.');

    expect((await elsewhere.get('/certificates')).status).toBe(303);
    await expect(app.as('alice')).rejects.toThrow('could not sign in');
    await app.visitor().signIn(email, newPassword);
    const mail = (await mailsTo(app, email)).at(-1);
    expect(mail?.subject).toBe('Your password was changed');
    expect(
      await app.db.query(`SELECT FROM audit_entries WHERE action = 'account.password-reset'`),
    ).toHaveLength(1);
  });

  it('works once, and two at once are one', async () => {
    await ask(cast.bob.email);
    const link = await linkFor(app, cast.bob.email);
    const answers = await Promise.all(
      ['one duck, alone on a hill', 'two ducks, alone on a hill'].map((password) =>
        app.visitor().post(link, { password }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 404]);
    for (const answer of [
      await app.visitor().get(link),
      await app.visitor().post(link, { password: newPassword }),
    ]) {
      expect(answer.status).toBe(404);
      expect(answer.text).toContain('This link has ended');
    }
  });

  it('ends earlier links with it', async () => {
    await ask(cast.ada.email);
    const first = await linkFor(app, cast.ada.email);
    await ask(cast.ada.email);
    const second = await linkFor(app, cast.ada.email);
    expect(second).not.toBe(first);
    expect((await app.visitor().post(second, { password: newPassword })).status).toBe(303);
    expect((await app.visitor().get(first)).status).toBe(404);
  });

  it('ends after an hour; a month later nothing of it is left', async () => {
    await ask(cast.charlie.email);
    const link = await linkFor(app, cast.charlie.email);
    const start = app.clock.now();
    try {
      app.clock.advance(minutes(60) - 1);
      expect((await app.visitor().get(link)).status).toBe(200);
      app.clock.advance(1);
      expect((await app.visitor().get(link)).status).toBe(404);
      expect((await app.visitor().post(link, { password: newPassword })).status).toBe(404);
      app.clock.advance(minutes(60 * 24 * 30));
      await app.get(Jobs).trigger(CLEAN_UP);
      await jobsDone(app.db);
      expect(await app.db.query('SELECT FROM password_resets')).toEqual([]);
    } finally {
      app.clock.set(start);
    }
    await app.as('charlie');
  });

  it('refuses a weak one beside its field, and the link goes on working', async () => {
    await ask(cast.charlie.email);
    const link = await linkFor(app, cast.charlie.email);
    for (const [password, message] of [
      ['short', 'Choose a password of at least 15 characters.'],
      ['', 'Choose a password of at least 15 characters.'],
      ['charlie okafor 1', 'Choose a password that is more than your name or your address.'],
    ] as const) {
      const answer = await app.visitor().post(link, { password });
      expect(answer.status).toBe(422);
      expect(answer.text).toContain(message);
      expect(answer.text).toContain('<title>Error: Choose a new password – Capstone</title>');
    }
    expect((await app.visitor().post(link, { password: newPassword })).status).toBe(303);
    await app.visitor().signIn(cast.charlie.email, newPassword);
  });

  it('lets its owner in after others have guessed too often', async () => {
    const grace = await newcomer('guessed@example.org');
    const wrong = { email: grace, password: 'wrong' };
    for (let tries = 0; tries < 11; tries += 1) await app.visitor().post('/sign-in', wrong);
    expect((await app.visitor().post('/sign-in', wrong)).status).toBe(429);
    await ask(grace);
    expect((await app.visitor().post(await linkFor(app, grace), { password: newPassword })).status).toBe(303);
    await app.visitor().signIn(grace, newPassword);
  });

  it('and being forgotten at the same moment follow one another', async () => {
    for (let n = 0; n < 4; n += 1) {
      const hedy = await newcomer(`hedy${String(n)}@example.org`);
      await ask(hedy);
      const link = await linkFor(app, hedy);
      const id = (await app.get(Users).byEmail(hedy))?.id ?? '';
      const [answer] = await Promise.all([
        app.visitor().post(link, { password: newPassword }),
        app.get(Erasures).erase(id, id),
      ]);
      expect([303, 404]).toContain(answer.status);
    }
  });

  it('leaves no link behind when somebody changes their password by themselves', async () => {
    const hedy = await newcomer('hedy@example.org');
    await ask(hedy);
    const link = await linkFor(app, hedy);
    const browser = app.visitor();
    await browser.signIn(hedy, castPassword);
    const changed = await browser.post('/account/password', {
      currentPassword: castPassword,
      password: newPassword,
    });
    expect(changed.status).toBe(303);
    expect((await app.visitor().get(link)).status).toBe(404);
  });
});

describe('for an address without an account', () => {
  it('the answer is the same, and no mail goes out', async () => {
    const answers = await Promise.all([
      ask('nobody@example.org'),
      ask(await newcomer('somebody@example.org')),
    ]);
    const [unknown, known] = answers.map(({ status, headers }) => [status, headers['location']]);
    expect(unknown).toEqual(known);
    expect(await mailsTo(app, 'nobody@example.org')).toEqual([]);
    expect(await mailsTo(app, 'somebody@example.org')).toHaveLength(1);
    // Both left a row and a job: the request itself does not look the address up.
    const asked = await app.db.query<unknown[]>(
      `SELECT FROM password_resets WHERE email IN ('nobody@example.org', 'somebody@example.org')`,
    );
    expect(asked).toHaveLength(2);
  });

  it.each(['', 'nobody', 'a@b', 'x'.repeat(300)])('that is none (%s), the form says so', async (address) => {
    const answer = await ask(address);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('e-mail address');
  });
});

async function newcomer(address: string): Promise<string> {
  const person = { name: 'Some Body', email: address, password: castPassword, timeZone: 'UTC' };
  await app.db.transaction((tx) => app.get(Users).add(tx, person));
  return address;
}
