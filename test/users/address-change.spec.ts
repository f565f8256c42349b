import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cast, castPassword } from '../../src/users/cast.js';
import { Users } from '../../src/users/users.service.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { linkFor, mailsTo } from './mail-links.js';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

let count = 0;
interface Somebody {
  browser: Browser;
  id: string;
  oldEmail: string;
  newEmail: string;
}

/** Somebody of their own for each test, signed in. */
async function somebody(): Promise<Somebody> {
  count += 1;
  const oldEmail = `old${String(count)}@example.org`;
  const person = { name: 'Hedy Lamarr', email: oldEmail, password: castPassword, timeZone: 'UTC' };
  const { id } = await app.db.transaction((tx) => app.get(Users).add(tx, person));
  const browser = app.visitor();
  await browser.signIn(oldEmail, castPassword);
  return { browser, id, oldEmail, newEmail: `new${String(count)}@example.org` };
}

/** Asks for the change, and gives the links of both mails. */
async function links({ browser, oldEmail, newEmail }: Somebody): Promise<{ old: string; new: string }> {
  const answer = await browser.post('/account/address', { email: newEmail, currentPassword: castPassword });
  expect([answer.status, answer.headers['location']]).toEqual([303, '/account']);
  return { old: await linkFor(app, oldEmail), new: await linkFor(app, newEmail) };
}

const confirm = (link: string) => app.visitor().post(`${link}/confirmations`);
const emailOf = async ({ id }: Somebody) => {
  const [row] = await app.db.query<{ email: string }[]>('SELECT email FROM users WHERE id = $1', [id]);
  return row?.email;
};
const actions = async ({ id }: Somebody) => {
  const sql = 'SELECT action FROM audit_entries WHERE subject_id = $1 ORDER BY action';
  return (await app.db.query<{ action: string }[]>(sql, [id])).map(({ action }) => action);
};

describe('another address', () => {
  it.each(['old', 'new'] as const)(
    'comes into force when both have agreed, the %s one first',
    async (first) => {
      const hedy = await somebody();
      const link = await links(hedy);
      expect((await mailsTo(app, hedy.oldEmail)).at(-1)?.text).toContain(hedy.newEmail);
      // A stranger's mailbox learns neither the name nor the address of the account.
      expect((await mailsTo(app, hedy.newEmail)).at(-1)?.text).not.toMatch(/Hedy|old\d/);
      const account = await hedy.browser.get('/account');
      expect(account.text).toContain(`Waiting for ${hedy.oldEmail} and ${hedy.newEmail}`);

      const page = await app.visitor().get(link[first]);
      expect(page.text).toContain('Confirm the new address');
      expect(await emailOf(hedy)).toBe(hedy.oldEmail);
      const half = await confirm(link[first]);
      expect([half.status, half.headers['location']]).toEqual([303, link[first]]);
      expect((await app.visitor().get(link[first])).text).toContain('You have confirmed from here.');
      // Agreeing twice is not both agreeing.
      await confirm(link[first]);
      expect(await emailOf(hedy)).toBe(hedy.oldEmail);

      const whole = await confirm(link[first === 'old' ? 'new' : 'old']);
      expect([whole.status, whole.headers['location']]).toEqual([303, '/account']);
      expect(await emailOf(hedy)).toBe(hedy.newEmail);
      expect((await mailsTo(app, hedy.oldEmail)).at(-1)?.subject).toBe(
        'The address of your account was changed',
      );
      expect(await actions(hedy)).toEqual(['account.address-change-asked', 'account.address-changed']);
      await app.visitor().signIn(hedy.newEmail, castPassword);
      await expect(app.visitor().signIn(hedy.oldEmail, castPassword)).rejects.toThrow();
      for (const used of [link.old, link.new]) {
        expect((await app.visitor().get(used)).status).toBe(404);
        expect((await confirm(used)).status).toBe(404);
      }
    },
  );

  it('comes into force once when both agree at the same moment', async () => {
    const hedy = await somebody();
    const link = await links(hedy);
    const answers = await Promise.all([
      confirm(link.old),
      confirm(link.new),
      confirm(link.old),
      confirm(link.new),
    ]);
    expect(answers.filter(({ headers }) => headers['location'] === '/account')).toHaveLength(1);
    expect(await emailOf(hedy)).toBe(hedy.newEmail);
    expect(await actions(hedy)).toEqual(['account.address-change-asked', 'account.address-changed']);
  });

  it('can be stopped from the old one, and from there only', async () => {
    const hedy = await somebody();
    const link = await links(hedy);
    await confirm(link.new);
    expect((await app.visitor().get(link.new)).text).not.toContain('Stop the change');
    expect((await app.visitor().post(`${link.new}/refusals`)).status).toBe(404);
    expect((await app.visitor().get(link.old)).text).toContain('Stop the change');
    expect((await app.visitor().post(`${link.old}/refusals`)).status).toBe(303);
    expect((await confirm(link.old)).status).toBe(404);
    expect(await emailOf(hedy)).toBe(hedy.oldEmail);
    expect(await actions(hedy)).toEqual(['account.address-change-asked', 'account.address-change-stopped']);
  });

  it('ends after two days', async () => {
    const hedy = await somebody();
    const link = await links(hedy);
    await confirm(link.old);
    const start = app.clock.now();
    app.clock.advance(48 * 60 * 60 * 1000);
    try {
      expect((await confirm(link.new)).status).toBe(404);
      expect(await emailOf(hedy)).toBe(hedy.oldEmail);
    } finally {
      app.clock.set(start);
    }
  });

  it('gives way to a later one', async () => {
    const hedy = await somebody();
    const first = await links(hedy);
    const second = await links({ ...hedy, newEmail: 'later@example.org' });
    expect((await confirm(first.old)).status).toBe(404);
    expect((await confirm(first.new)).status).toBe(404);
    await confirm(second.new);
    await confirm(second.old);
    expect(await emailOf(hedy)).toBe('later@example.org');
  });

  it('that belongs to somebody is answered like any other, and its owner is told', async () => {
    const hedy = await somebody();
    const [free, taken] = [await somebody(), cast.bob.email];
    const answers = [
      await free.browser.post('/account/address', { email: free.newEmail, currentPassword: castPassword }),
      await hedy.browser.post('/account/address', { email: taken, currentPassword: castPassword }),
    ].map(({ status, headers }) => [status, headers['location']]);
    expect(answers[1]).toEqual(answers[0]);
    const pages = [await free.browser.get('/account'), await hedy.browser.get('/account')];
    expect(pages.every(({ text }) => text.includes('Waiting for'))).toBe(true);
    const mail = (await mailsTo(app, taken)).at(-1);
    expect(mail?.subject).toBe('Your address was given for another account');
    expect(mail?.text).not.toContain('/address-changes/');
    await confirm(await linkFor(app, hedy.oldEmail));
    expect(await emailOf(hedy)).toBe(hedy.oldEmail);
    await app.as('bob');
  });

  it('that somebody has got in the meantime stays theirs', async () => {
    const hedy = await somebody();
    const link = await links(hedy);
    await confirm(link.old);
    const other = { name: 'Other', email: hedy.newEmail, password: castPassword, timeZone: 'UTC' };
    await app.db.transaction((tx) => app.get(Users).add(tx, other));
    const answer = await confirm(link.new);
    expect(answer.status).toBe(404);
    expect(answer.text).toContain('the change did not take place');
    expect(await emailOf(hedy)).toBe(hedy.oldEmail);
    expect((await confirm(link.new)).status).toBe(404);
  });

  it('of two who want it becomes one’s', async () => {
    const [one, other] = [await somebody(), await somebody()];
    const wanted = 'wanted@example.org';
    const mine = await links({ ...one, newEmail: wanted });
    const theirs = await links({ ...other, newEmail: wanted });
    await Promise.all([confirm(mine.old), confirm(theirs.old)]);
    await Promise.all([confirm(mine.new), confirm(theirs.new)]);
    const holders = await app.db.query<unknown[]>('SELECT FROM users WHERE email = $1', [wanted]);
    expect(holders).toHaveLength(1);
  });

  it('does not open the old one’s reset links any more', async () => {
    const hedy = await somebody();
    await app.visitor().post('/password-resets', { email: hedy.oldEmail });
    const reset = await linkFor(app, hedy.oldEmail);
    const link = await links(hedy);
    await confirm(link.old);
    await confirm(link.new);
    expect((await app.visitor().get(reset)).status).toBe(404);
  });

  it('needs the password, and another address than before', async () => {
    const { browser, oldEmail, newEmail } = await somebody();
    for (const [fields, message] of [
      [{ email: newEmail, currentPassword: 'wrong' }, 'This is not your password.'],
      [{ email: newEmail, currentPassword: '' }, 'Enter your current password.'],
      [
        { email: 'nowhere', currentPassword: castPassword },
        'Enter an e-mail address such as name@example.org.',
      ],
      [
        { email: oldEmail.toUpperCase(), currentPassword: castPassword },
        'This is the address of your account already.',
      ],
    ] as const) {
      const answer = await browser.post('/account/address', fields);
      expect(answer.status).toBe(422);
      expect(answer.text).toContain(message);
      expect(answer.text).toContain(`value="${fields.email}"`);
      expect(answer.text).not.toContain(castPassword);
    }
    expect(await mailsTo(app, newEmail)).toEqual([]);
  });

  it('costs a stranger’s mailbox no more than any other mail of ours', async () => {
    const hedy = await somebody();
    for (let n = 0; n < 5; n += 1) {
      const fields = { email: `stranger+${String(n)}@example.org`, currentPassword: castPassword };
      expect((await hedy.browser.post('/account/address', fields)).status).toBe(303);
    }
    await mailsTo(app, '');
    const got = app.mails.filter(({ to }) => to[0]?.startsWith('stranger'));
    expect(got).toHaveLength(3);
  });
});
