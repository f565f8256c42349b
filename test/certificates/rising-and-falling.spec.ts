import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { CertificateActs } from '../../src/certificates/administration/acts.service.js';
import { Issuing } from '../../src/certificates/issuing/issuing.service.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { Users } from '../../src/users/users.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import {
  aCohort,
  certificateOf,
  certificatesOf,
  type IssuedRow,
  type MarkedCohort,
  release,
  type Result,
} from './a-cohort.js';

describe('a grade that rises or falls after a certificate', () => {
  let app: TestApp;
  let student: string;
  let cohort: MarkedCohort;
  let people = 0;
  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.close());

  const someone = async () => {
    people += 1;
    const person = { email: `person${people}@capstone.example`, name: `Person ${people}`, password: 'x' };
    return (await app.db.transaction((tx) => app.get(Users).add(tx, { ...person, timeZone: 'UTC' }))).id;
  };
  beforeEach(async () => {
    student = await someone();
    cohort = await aCohort(app, [student]);
  });

  /** Shows a grade, and waits until everything is done that follows from it. */
  const shows = async (result: Omit<Result, 'student'>): Promise<string> => {
    app.clock.set(new Date(app.clock.now().getTime() + 60_000).toISOString());
    const id = await release(app, cohort, [{ student, ...result }]);
    await jobsDone(app.db);
    return id;
  };
  const answerOf = async ({ code }: IssuedRow) =>
    JSON.parse(
      (await app.visitor().get(`/verify/${code.replace(/.{5}(?=.)/g, '$&-')}`, 'application/json')).text,
    ) as { status: string; supersededBy?: string; facts: { result: { percent: number }; issuedAt: string } };
  const outcomeOf = async (releaseId: string) =>
    (
      await app.db.query<{ kind: string }[]>('SELECT kind FROM issue_outcomes WHERE release_id = $1', [
        releaseId,
      ])
    )[0]?.kind;
  const mailsTo = async (id: string) => {
    const [row] = await app.db.query<{ email: string }[]>('SELECT email FROM users WHERE id = $1', [id]);
    const theirs = app.mails.filter(({ to }) => to.includes(row?.email ?? '?'));
    return theirs.map(({ subject }) => subject).filter((subject) => subject.includes('certificate'));
  };
  const questionAbout = async () => {
    const rows = await app.db.query<{ id: string; kind: string }[]>(
      `SELECT id, kind FROM certificate_questions WHERE enrolment_id = $1 ORDER BY asked_at`,
      [cohort.enrolments.get(student)],
    );
    return rows.at(-1);
  };
  const page = async () => `/certificates/questions/${(await questionAbout())?.id ?? 'none'}`;
  const answer = async (fields: Record<string, string>) =>
    (await app.as('ada')).post(`${await page()}/answers`, { publicReason: '', privateReason: '', ...fields });

  it('to a pass: is issued then, and once', async () => {
    await shows({ passed: false });
    expect(await certificatesOf(app.db, student)).toEqual([]);
    const second = await shows({ passed: true });
    expect((await certificateOf(app.db, student)).releaseId).toBe(second);
    expect(await outcomeOf(second)).toBe('issued');
  });

  it('above what the certificate prints: a new one takes its place, and one mail says so', async () => {
    await shows({ passed: true, percent: '70.00' });
    const old = await certificateOf(app.db, student);
    const second = await shows({ passed: true, percent: '90.50' });
    const [, risen, ...more] = await certificatesOf(app.db, student);
    expect(more).toEqual([]);
    expect(risen?.releaseId).toBe(second);
    const told = await answerOf(old);
    expect(told.status).toBe('superseded');
    expect(told.supersededBy?.replaceAll('-', '').endsWith(risen?.code ?? '?')).toBe(true);
    const now = await answerOf(risen ?? old);
    expect(now.status).toBe('valid');
    expect(now.facts.result.percent).toBe(90.5);
    expect(now.facts.issuedAt).toBe(app.clock.now().toISOString());
    expect(await mailsTo(student)).toEqual([
      'Your certificate “Strategist” is ready',
      'Your certificate “Strategist” was replaced by a new one',
    ]);
    expect(app.mails.at(-1)?.text).toContain('The result was raised.');

    await app.get(Issuing).issueFor(second);
    await jobsDone(app.db);
    expect(await certificatesOf(app.db, student)).toHaveLength(2);
    expect(await mailsTo(student)).toHaveLength(2);
  });

  it('and whoever was revoked in between gets nothing new from the same release, but from a later one', async () => {
    await shows({ passed: true, percent: '70.00' });
    const second = await shows({ passed: true, percent: '90.00' });
    const risen = (await certificatesOf(app.db, student))[1];
    const ada = { id: app.ids.ada, administrator: true, name: 'Ada', timeZone: 'UTC' };
    const why = { publicReason: 'Copied work.', privateReason: '' };
    await app.get(CertificateActs).perform(ada, risen?.id ?? '', 'revoked', why);
    await app.get(Issuing).issueFor(second);
    await app.get(Issuing).again(ada, second);
    await jobsDone(app.db);
    expect(await certificatesOf(app.db, student)).toHaveLength(2);
    const third = await shows({ passed: true, percent: '90.00' });
    expect((await certificatesOf(app.db, student)).map(({ releaseId }) => releaseId)).toContain(third);
  });

  it('while the certificate is suspended: waits, and goes on by itself when it is reinstated', async () => {
    await shows({ passed: true, percent: '70.00' });
    const held = await certificateOf(app.db, student);
    const ada = { id: app.ids.ada, administrator: true, name: 'Ada', timeZone: 'UTC' };
    const why = { publicReason: 'It is looked into.', privateReason: '' };
    await app.get(CertificateActs).perform(ada, held.id, 'suspended', why);
    const second = await shows({ passed: true, percent: '90.00' });
    expect(await outcomeOf(second)).toBe('refused');
    const { text } = await (await app.as('ada')).get(`/certificates/releases/${second}`);
    expect(text).toContain('is suspended, and can’t be replaced so.');
    await app.get(CertificateActs).perform(ada, held.id, 'reinstated', why);
    await jobsDone(app.db);
    expect(await outcomeOf(second)).toBe('raised');
    expect(await certificatesOf(app.db, student)).toHaveLength(2);
  });

  it('of a certificate that was suspended then and revoked since: nothing is issued from that release', async () => {
    await shows({ passed: true, percent: '70.00' });
    const held = await certificateOf(app.db, student);
    const ada = { id: app.ids.ada, administrator: true, name: 'Ada', timeZone: 'UTC' };
    const why = { publicReason: 'Copied work.', privateReason: '' };
    await app.get(CertificateActs).perform(ada, held.id, 'suspended', why);
    const second = await shows({ passed: true, percent: '90.00' });
    await app.get(CertificateActs).perform(ada, held.id, 'revoked', why);
    await app.get(Issuing).again(ada, second);
    await jobsDone(app.db);
    expect(await outcomeOf(second)).toBe('refused');
    expect(await certificatesOf(app.db, student)).toHaveLength(1);
    const { text } = await (await app.as('ada')).get(`/certificates/releases/${second}`);
    expect(text).toContain('was revoked after this release');
  });

  it('when a later release was quicker: the earlier one does nothing more', async () => {
    const issuing = app.get(Issuing);
    const issueFor = issuing.issueFor.bind(issuing);
    issuing.issueFor = () => Promise.resolve();
    const first = await shows({ passed: true, percent: '95.00' });
    issuing.issueFor = issueFor;
    await shows({ passed: false });
    await issuing.issueFor(first);
    expect(await outcomeOf(first)).toBe('overtaken');
    expect(await certificatesOf(app.db, student)).toEqual([]);
    expect(await questionAbout()).toBeUndefined();
  });

  it('below the pass mark: asks administrators, by one mail, and does nothing by itself', async () => {
    await shows({ passed: true });
    const held = await certificateOf(app.db, student);
    const before = app.mails.length;
    const second = await shows({ passed: false });
    await app.get(Issuing).issueFor(second);
    await jobsDone(app.db);
    expect((await answerOf(held)).status).toBe('valid');
    expect(await certificatesOf(app.db, student)).toHaveLength(1);
    const mails = app.mails.slice(before).filter(({ subject }) => subject.includes('certificate'));
    expect(mails.map(({ to, subject }) => [...to, subject])).toEqual([
      ['ada@capstone.example', 'Strategist, Autumn 2026: a certificate needs a decision'],
    ]);
    const ada = await app.as('ada');
    expect((await ada.get('/certificates/questions')).text).toContain(await page());
    const { text } = await ada.get(await page());
    expect(text).toContain('The grade does not pass any more');
    for (const [printed, now] of [
      ['Passed', 'Not passed'],
      ['82.5\u00A0%', '41\u00A0%'],
      ['Strong, 8 of 8', 'Weak, 2 of 8'],
    ]) {
      expect(text).toContain(`${printed ?? ''}</td><td data-label="Now"><b>${now ?? ''}</b>`);
    }
    expect(text).toContain('value="revoked"');
    expect(text).not.toContain('value="replaced"');
  });

  it('and is answered by a revocation, with a public reason and a mail to the holder', async () => {
    await shows({ passed: true });
    const held = await certificateOf(app.db, student);
    await shows({ passed: false });
    const empty = await answer({ answer: 'revoked', privateReason: 'A long note that I typed.' });
    expect(empty.status).toBe(422);
    expect(empty.text).toContain('Say why it is revoked, in words that anyone may read.');
    expect(empty.text).toContain('A long note that I typed.');
    expect(empty.text).toMatch(/value="revoked" checked/);
    expect((await answer({ answer: '' })).text).toContain('Say what becomes of the certificate.');
    expect((await answer({ answer: 'x'.repeat(10_000) })).status).toBe(422);

    const done = await answer({ answer: 'revoked', publicReason: 'The grade was corrected.' });
    expect(done.headers['location']).toBe(await page());
    await jobsDone(app.db);
    expect(await answerOf(held)).toMatchObject({ status: 'revoked', reason: 'The grade was corrected.' });
    expect(await mailsTo(student)).toContain('Your certificate “Strategist” was revoked');
    const ada = await app.as('ada');
    const list = (await ada.get('/certificates/questions')).text;
    expect(list.slice(list.indexOf('id="settled"'))).toContain(await page());
    expect((await ada.get(await page())).text).toContain('by <bdi>Ada Lindqvist</bdi>');
    const [audit] = await app.db.query<{ action: string }[]>(
      `SELECT action, actor_id FROM audit_entries WHERE subject_id = $1 AND action LIKE 'certificate.question-%'`,
      [held.id],
    );
    expect(audit).toEqual({ action: 'certificate.question-revoked', actor_id: app.ids.ada });
  });

  it('and is answered by keeping it, for a reason that goes with its holder', async () => {
    await shows({ passed: true });
    const held = await certificateOf(app.db, student);
    await shows({ passed: false });
    expect((await answer({ answer: 'kept' })).text).toContain('Say why it is kept.');
    expect((await answer({ answer: 'kept', privateReason: 'Person was promised it.' })).status).toBe(303);
    expect((await answerOf(held)).status).toBe('valid');
    const ada = await app.as('ada');
    expect((await ada.get(await page())).text).toContain('Person was promised it.');
    await app.get(Erasures).erase(student, app.ids.ada);
    await jobsDone(app.db);
    const later = await (await app.as('ada')).get(await page());
    expect(later.status).toBe(200);
    expect(later.text).not.toContain('Person was promised it.');
    expect(later.text).not.toContain(`Person ${people}`);
  });

  it('to a lower result that still passes: kept, or replaced by one with the present result', async () => {
    await shows({ passed: true, percent: '90.00' });
    const held = await certificateOf(app.db, student);
    const second = await shows({ passed: true, percent: '70.00' });
    expect((await questionAbout())?.kind).toBe('lower');
    const ada = await app.as('ada');
    const { text } = await ada.get(await page());
    expect(text).toContain('prints a better result than the grade now shown');
    expect(text).not.toContain('value="revoked"');
    expect((await answer({ answer: 'replaced' })).status).toBe(303);
    await jobsDone(app.db);
    const successor = (await certificatesOf(app.db, student))[1];
    expect(successor?.releaseId).toBe(second);
    expect((await answerOf(held)).status).toBe('superseded');
    expect((await answerOf(successor ?? held)).facts.result.percent).toBe(70);
    expect((await mailsTo(student)).at(-1)).toBe('Your certificate “Strategist” was replaced by a new one');
    // The same grade shown once more says nothing new.
    const third = await shows({ passed: true, percent: '70.00' });
    expect(await outcomeOf(third)).toBe('kept');
  });

  it('lets one of two administrators answer, and tells the other what was decided', async () => {
    await shows({ passed: true });
    const held = await certificateOf(app.db, student);
    await shows({ passed: false });
    await app.db.transaction((tx) => app.get(Users).appoint(tx, app.ids.charlie, app.ids.ada));
    const [ada, charlie] = [await app.as('ada'), await app.as('charlie')];
    const address = `${await page()}/answers`;
    const answers = await Promise.all([
      ada.post(address, { answer: 'kept', publicReason: '', privateReason: 'A promise.' }),
      charlie.post(address, { answer: 'revoked', publicReason: 'It fell.', privateReason: 'Mine.' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.text).toMatch(
      /has settled this already: the certificate was (kept|revoked)\. Nothing was changed\./,
    );
    const events = await app.db.query<{ kind: string }[]>(
      'SELECT kind FROM certificate_events WHERE certificate_id = $1 ORDER BY sequence',
      [held.id],
    );
    expect(events.map(({ kind }) => kind)).toEqual(
      answers[1].status === 303 ? ['issued', 'revoked'] : ['issued'],
    );
    await app.db.query('DELETE FROM administrators WHERE user_id = $1', [app.ids.charlie]);
  });

  it('needs no answer any more once a later release shows a better grade, or the certificate is gone', async () => {
    await shows({ passed: true });
    const held = await certificateOf(app.db, student);
    await shows({ passed: false });
    const first = await page();
    await shows({ passed: true, percent: '95.00' });
    const ada = await app.as('ada');
    expect((await ada.get(first)).text).toContain('Needed no answer: a later release showed another grade');
    const late = await ada.post(`${first}/answers`, { answer: 'kept', publicReason: '', privateReason: 'x' });
    expect(late.status).toBe(409);
    expect(late.text).toContain('A later release has shown another grade meanwhile');
    expect((await answerOf(held)).status).toBe('superseded');

    await shows({ passed: false });
    const risen = (await certificatesOf(app.db, student))[1];
    await ada.post(`/certificates/${risen?.id ?? ''}/revocations`, {
      publicReason: 'Gone.',
      privateReason: '',
    });
    expect((await ada.get('/certificates/questions')).text).not.toContain(`href="${await page()}">`);
    expect((await ada.get(await page())).text).toContain('Nothing is left to decide');
    expect((await answer({ answer: 'kept', privateReason: 'x' })).status).toBe(409);
  });

  it('is refused by the database: an answer that changes, a second one, and an outcome that is taken back', async () => {
    await shows({ passed: true });
    const second = await shows({ passed: false });
    await answer({ answer: 'kept', privateReason: 'x' });
    const id = (await questionAbout())?.id;
    await expect(app.db.query(`UPDATE certificate_answers SET kind = 'revoked'`)).rejects.toThrow(
      'is frozen',
    );
    await expect(
      app.db.query(
        `INSERT INTO certificate_answers (question_id, kind, at) VALUES ($1, 'overtaken', now())`,
        [id],
      ),
    ).rejects.toThrow('pk_certificate_answers');
    await expect(app.db.query(`DELETE FROM certificate_questions`)).rejects.toThrow('is frozen');
    await expect(
      app.db.query(`UPDATE issue_outcomes SET kind = 'refused', reason = 'suspended' WHERE release_id = $1`, [
        second,
      ]),
    ).rejects.toThrow('is settled');
    await expect(app.db.query('DELETE FROM issue_outcomes')).rejects.toThrow('is settled');
  });
});
