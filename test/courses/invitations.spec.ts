import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import { INVITATIONS_CLEAN_UP } from '../../src/courses/enrolments/invitations/invitations.service.js';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { Jobs } from '../../src/platform/jobs/jobs.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { aCohort } from './a-cohort.js';

describe('invitations', () => {
  let app: TestApp;
  let ada: Browser;
  let courseVersionId: string;
  let cohort: Cohort;
  let count = 0;
  const person = { name: 'Zoë Nguyễn', password: 'three quiet winters', timeZone: 'Asia/Ho_Chi_Minh' };

  beforeAll(async () => {
    app = await startTestApp();
    courseVersionId = await app.get(Chronicle).publishStrategist(app.ids.ada);
    ada = await app.as('ada');
  });
  beforeEach(async () => {
    app.clock.set('2026-11-23T09:00:00Z');
    cohort = await aCohort(app, { courseVersionId, admission: 'invitation' });
  });
  afterAll(() => app.close());

  const address = () => `guest-${String((count += 1))}@guests.example`;
  const send = (people: string, place = `student:${cohort.id}`, path = '') =>
    ada.post(`/people/invitations${path}`, { place, people });
  const open = (email: string) =>
    app.db.query<{ id: string; name: string | null }[]>('SELECT id, name FROM invitations WHERE email = $1', [
      email,
    ]);

  async function linkTo(email: string): Promise<string> {
    await jobsDone(app.db);
    const mail = app.mails.findLast(({ to }) => to.includes(email));
    const link = /http\S+(\/invitations\/\S+)/.exec(mail?.text ?? '')?.[1];
    if (link === undefined) throw new Error(`${email} got no invitation.`);
    return link;
  }

  async function invited(place?: string): Promise<{ email: string; link: string }> {
    const email = address();
    expect((await send(`${email},Zoë Nguyễn`, place)).status).toBe(200);
    return { email, link: await linkTo(email) };
  }

  it('are looked at line by line before anything is sent', async () => {
    const [one, two] = [address(), address()];
    const before = app.mails.length;
    const answer = await send(
      `email;name\n${one};One\n${two};Two\nbroken;Three\n${one};Four`,
      undefined,
      '/previews',
    );
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('Invite 2 people');
    expect(answer.text).toContain('“broken” is no e-mail address.');
    expect(answer.text).toContain(`${one} stands on line 2 already.`);
    await jobsDone(app.db);
    expect(app.mails.length).toBe(before);
    expect(await open(one)).toEqual([]);
  });

  it('are sent once each, with a report, and not again to who is invited or takes part', async () => {
    const [one, two] = [address(), address()];
    await send(one);
    const answer = await send(`${one}\n${two}\nbroken`);
    expect(answer.text).toContain('1 person is invited. 2 lines are left out.');
    expect(answer.text).toContain('Is invited already');
    await jobsDone(app.db);
    expect(app.mails.filter(({ to }) => to.includes(one))).toHaveLength(1);
    expect(app.mails.filter(({ to }) => to.includes(two))).toHaveLength(1);
    const bob = await send('bob@capstone.example', `instructor:${cohort.id}`);
    expect(bob.text).toContain('Has this place already');
  });

  it('are sent once when two administrators press at the same moment', async () => {
    const email = address();
    await Promise.all([send(email), send(email)]);
    await jobsDone(app.db);
    expect(app.mails.filter(({ to }) => to.includes(email))).toHaveLength(1);
    expect(await open(email)).toHaveLength(1);
  });

  it.each([
    [{ place: '', people: 'a@example.org' }, 'Choose what you invite to.'],
    [{ place: 'student:nowhere', people: 'a@example.org' }, 'Choose what you invite to from the list.'],
    [{ place: 'account', people: ' ' }, 'Name somebody'],
    [{ place: 'account', people: 'a@example.org,"Jo' }, 'a quotation mark is opened'],
  ])('of %j are refused beside the field, and nothing that was typed is lost', async (form, sentence) => {
    for (const path of ['', '/previews']) {
      const answer = await ada.post(`/people/invitations${path}`, form);
      expect(answer.status).toBe(422);
      expect(answer.text).toContain(sentence);
      if (form.people.trim() !== '') expect(answer.text).toContain('a@example.org');
    }
  });

  it('open with a page that changes nothing; one press makes the account, the seat and the session', async () => {
    const { email, link } = await invited();
    const guest = app.visitor();
    const page = await guest.get(link);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Ada Lindqvist invites you to take part in Social Media Strategist');
    expect(page.text).toContain('value="Zoë Nguyễn"');
    expect(await open(email)).toHaveLength(1);
    const accepted = await guest.post(`${link}/acceptances`, person);
    expect([accepted.status, accepted.headers['location']]).toEqual([303, `/cohorts/${cohort.slug}`]);
    expect((await guest.get(`/my/${cohort.slug}`)).status).toBe(200);
    // Its address is nowhere but in the account now, and the link has ended.
    expect(await open(email)).toEqual([]);
    expect((await app.visitor().get(link)).status).toBe(404);
    expect((await guest.post(`${link}/acceptances`)).status).toBe(404);
    expect((await app.visitor().signIn(email, person.password)).status).toBe(303);
  });

  it('ask for a password that nobody guesses, and keep what was typed', async () => {
    const { link } = await invited();
    const guest = app.visitor();
    const answer = await guest.post(`${link}/acceptances`, { ...person, password: 'short' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('at least 15 characters');
    expect(answer.text).toContain('value="Zoë Nguyễn"');
    expect(
      (await guest.post(`${link}/acceptances`, { name: '', password: '', timeZone: 'Mars' })).status,
    ).toBe(422);
  });

  it('say at once what of a name certificates can’t print, and take it', async () => {
    const { link } = await invited();
    const guest = app.visitor();
    const sentence = 'On a certificate this can’t be printed: “🦊”.';
    const short = await guest.post(`${link}/acceptances`, { ...person, name: 'Fay 🦊', password: 'short' });
    expect([short.status, short.text.includes(sentence)]).toEqual([422, true]);
    expect((await guest.post(`${link}/acceptances`, { ...person, name: 'Fay 🦊' })).status).toBe(303);
    expect((await guest.get(`/cohorts/${cohort.slug}`)).text).toContain(
      `You have accepted the invitation. ${sentence} You can change your name in your account.`,
    );
  });

  it('are accepted by who is signed in, also with another address, and lead the owner of an account to sign-in', async () => {
    const { link } = await invited();
    const charlie = await app.as('charlie');
    expect((await charlie.get(link)).text).toContain('You are signed in as Charlie Okafor');
    expect((await charlie.post(`${link}/acceptances`)).status).toBe(303);
    expect((await charlie.get(`/my/${cohort.slug}`)).status).toBe(200);
    await send('alice@capstone.example');
    const alices = await linkTo('alice@capstone.example');
    const page = await app.visitor().get(alices);
    expect(page.text).toContain(encodeURIComponent(alices));
    expect(page.text).not.toContain('name="password"');
  });

  it('make one account and one seat when pressed twice at once', async () => {
    const { email, link } = await invited();
    const guests = [app.visitor(), app.visitor()];
    for (const guest of guests) await guest.get(link);
    const answers = await Promise.all(guests.map((guest) => guest.post(`${link}/acceptances`, person)));
    expect(answers.map(({ status }) => status).filter((status) => status === 303)).toHaveLength(1);
    expect(await app.db.query('SELECT id FROM users WHERE email = $1', [email])).toHaveLength(1);
  });

  it('make instructors and administrators; nobody learns and teaches in one cohort', async () => {
    const teach = await invited(`instructor:${cohort.id}`);
    const teacher = app.visitor();
    expect((await teacher.post(`${teach.link}/acceptances`, person)).status).toBe(303);
    expect((await teacher.get(`/grading/cohorts/${cohort.slug}`)).status).toBe(200);
    const run = await invited('administrator');
    const head = app.visitor();
    expect((await head.post(`${run.link}/acceptances`, person)).status).toBe(303);
    const audit = await head.get('/audit');
    expect(audit.status).toBe(200);
    expect(audit.text).toContain('Administrator appointed');
    const learn = await invited();
    const answer = await teacher.post(`${learn.link}/acceptances`);
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('You teach this cohort');
    expect((await app.visitor().get(learn.link)).status).toBe(200);
  });

  it('end after thirty days, when they are taken back, and with whoever is forgotten', async () => {
    const [late, back] = [await invited(), await invited()];
    const [row] = await open(back.email);
    expect((await ada.post(`/people/invitations/${row?.id ?? ''}/withdrawals`)).status).toBe(303);
    expect((await app.visitor().get(back.link)).status).toBe(404);
    app.clock.set('2026-12-24T09:00:00Z');
    expect((await app.visitor().get(late.link)).status).toBe(404);
    await app.get(Jobs).trigger(INVITATIONS_CLEAN_UP);
    await jobsDone(app.db);
    expect(await open(late.email)).toEqual([]);
    app.clock.set('2026-11-23T09:00:00Z');
    const known = await invited('account');
    const guest = app.visitor();
    expect((await guest.post(`${known.link}/acceptances`, person)).status).toBe(303);
    await send(known.email);
    const [user] = await app.db.query<{ id: string }[]>('SELECT id FROM users WHERE email = $1', [
      known.email,
    ]);
    await app.get(Erasures).erase(user?.id ?? '', app.ids.ada);
    expect(await open(known.email)).toEqual([]);
  });

  it('are sent again on request, but fill nobody’s mailbox', async () => {
    const { email } = await invited();
    const [row] = await open(email);
    for (let n = 0; n < 5; n += 1) await ada.post(`/people/invitations/${row?.id ?? ''}/mails`);
    await jobsDone(app.db);
    expect(app.mails.filter(({ to }) => to.includes(email))).toHaveLength(3);
    expect((await ada.get('/people/invitations')).text).toContain('nothing was sent');
    expect((await send(email, 'administrator')).text).toContain('Has got enough mail from us for now');
  });
});
