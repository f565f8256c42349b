import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import { Invitations } from '../../src/courses/enrolments/invitations/invitations.service.js';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { castPassword } from '../../src/users/cast.js';
import { Users } from '../../src/users/users.service.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { statementsDuring } from '../support/statements.js';
import { aCohort } from './a-cohort.js';

describe('invitations in the wrong hands', () => {
  let app: TestApp;
  let ada: Browser;
  let cohort: Cohort;
  const person = { name: 'Zoë Nguyễn', password: 'three quiet winters', timeZone: 'Asia/Ho_Chi_Minh' };

  beforeAll(async () => {
    app = await startTestApp();
    const courseVersionId = await app.get(Chronicle).publishStrategist(app.ids.ada);
    cohort = await aCohort(app, { courseVersionId, admission: 'invitation' });
    ada = await app.as('ada');
  });
  afterAll(() => app.close());

  async function linkTo(email: string): Promise<string> {
    await jobsDone(app.db);
    const mail = app.mails.findLast(({ to }) => to.includes(email));
    const link = /http\S+(\/invitations\/\S+)/.exec(mail?.text ?? '')?.[1];
    if (link === undefined) throw new Error(`${email} got no invitation.`);
    return link;
  }

  /** Another administrator, at a browser of their own. */
  async function head(name: string): Promise<{ id: string; at: Browser; email: string }> {
    const email = `${name.toLowerCase()}@heads.example`;
    const account = { name, email, password: castPassword, timeZone: 'UTC' };
    const { id } = await app.db.transaction((tx) => app.get(Users).add(tx, account));
    await ada.post(`/people/${id}/appointments`);
    const at = app.visitor();
    await at.signIn(email, castPassword);
    return { id, at, email };
  }

  it.each(['dismissed', 'erased'])(
    'make nobody an administrator once who invited them was %s',
    async (end) => {
      const ines = await head(`Ines-${end}`);
      const email = `friend-${end}@guests.example`;
      await ines.at.post('/people/invitations', { place: 'administrator', people: email });
      await ines.at.post('/people/invitations', { place: `student:${cohort.id}`, people: `s-${email}` });
      const [link, seat] = [await linkTo(email), await linkTo(`s-${email}`)];
      await (end === 'dismissed'
        ? ada.post(`/people/${ines.id}/dismissals`)
        : ada.post(`/people/${ines.id}/erasures`, { word: 'erase' }));
      expect((await app.visitor().get(link)).status).toBe(404);
      expect((await app.visitor().post(`${link}/acceptances`, person)).status).toBe(404);
      expect(await app.db.query('SELECT FROM users WHERE email = $1', [email])).toEqual([]);
      // Another administrator may mean it, and a seat is nobody's power.
      const again = await ada.post('/people/invitations', { place: 'administrator', people: email });
      expect(again.text).toContain('1 person is invited.');
      expect((await app.visitor().get(seat)).status).toBe(200);
    },
  );

  it('give nothing to an account that is deleted in another tab at that moment', async () => {
    const email = 'gone@guests.example';
    const account = { name: 'Gone Soon', email, password: castPassword, timeZone: 'UTC' };
    const { id } = await app.db.transaction((tx) => app.get(Users).add(tx, account));
    await ada.post('/people/invitations', { place: 'administrator', people: 'other@guests.example' });
    const token = (await linkTo('other@guests.example')).split('/')[2] ?? '';
    const invitations = app.get(Invitations);
    const found = await invitations.find(token);
    if (!found) throw new Error('There is no invitation.');
    await app.get(Erasures).erase(id, app.ids.ada);
    await expect(invitations.accept(found, id)).rejects.toMatchObject({ kind: 'notFound' });
    expect(await app.db.query('SELECT FROM administrators WHERE user_id = $1', [id])).toEqual([]);
  });

  it('carry no name that turns a line, breaks a header or hides', async () => {
    await ada.post('/people/invitations', {
      place: 'account',
      people: 'evil@guests.example,"Eve\u202Egnp.exe\u0007\nBcc: all <b>, ""x"""',
    });
    await jobsDone(app.db);
    const mail = app.mails.findLast(({ to }) => to.includes('evil@guests.example'));
    expect(mail?.to).toHaveLength(1);
    expect(JSON.stringify(mail)).not.toMatch(/\u202e|\\u0007/);
  });

  it('go to a thousand people with a handful of statements, and once', async () => {
    const people = Array.from({ length: 1000 }, (_, n) => `p${String(n)}@bulk.example,Person ${String(n)}`);
    const form = { place: `student:${cohort.id}`, people: people.join('\n') };
    const few = { place: `student:${cohort.id}`, people: 'one@bulk.example\ntwo@bulk.example' };
    await ada.get('/people');
    // The mails go out by jobs, some of them while the answer is still on its way; each reads its invitation.
    const ofMails = 'SELECT i.role, i.email, i.name,';
    const statements = async (fields: Record<string, string>) =>
      (await statementsDuring(app.db, () => ada.post('/people/invitations', fields))).filter(
        (sql) => !sql.startsWith(ofMails),
      );
    const forTwo = await statements(few);
    const forAll = await statements(form);
    expect(forAll.length).toBeLessThan(forTwo.length + 10);
    // The report answers the POST, so reloading it sends the form once more.
    expect((await ada.post('/people/invitations', form)).text).toContain('Nobody was invited.');
    const [open] = await app.db.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM invitations WHERE email LIKE 'p%@bulk.example'`,
    );
    expect(open?.n).toBe(1000);
    expect((await ada.get('/people/invitations')).text).toContain('The 500 latest are listed');
  });
});
