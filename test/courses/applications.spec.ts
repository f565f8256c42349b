import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import { countWords, decide } from '../../src/courses/enrolments/applications/application.rules.js';
import { Applications } from '../../src/courses/enrolments/applications/applications.service.js';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { type Browser, type Name, startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { statementsDuring } from '../support/statements.js';
import { aCohort, people } from './a-cohort.js';

const answers = Array.from({ length: 10 }, (_, at) => `My answer to question ${at + 1}.`);
const form = Object.fromEntries(answers.map((answer, at) => [`answer-${at + 1}`, answer]));
/** So many times yes, then no. */
const marks = (yes: number) => Array.from({ length: 10 }, (_, at) => at < yes);
const marksForm = (yes: number, seen = 1) => ({
  seen: String(seen),
  note: '',
  ...Object.fromEntries(marks(yes).map((shown, at) => [`mark-${at + 1}`, shown ? 'yes' : 'no'])),
});

describe('Applications', () => {
  let app: TestApp;
  let applications: Applications;
  let courseVersionId: string;
  let cohort: Cohort;
  let browsers: Record<Name, Browser>;

  beforeAll(async () => {
    app = await startTestApp();
    applications = app.get(Applications);
    courseVersionId = await app.get(Chronicle).publishStrategist(app.ids.ada);
    browsers = {
      alice: await app.as('alice'),
      bob: await app.as('bob'),
      charlie: await app.as('charlie'),
      ada: await app.as('ada'),
    };
  });
  beforeEach(async () => {
    app.clock.set('2026-11-23T09:00:00Z');
    cohort = await aCohort(app, { courseVersionId, admission: 'application', startsOn: '2026-12-07' });
  });
  afterAll(() => app.close());

  const path = () => `/cohorts/${cohort.slug}/application`;
  const idOf = async (name: Name): Promise<string> => {
    const [row] = await app.db.query<{ id: string }[]>(
      'SELECT id FROM applications WHERE cohort_id = $1 AND user_id = $2',
      [cohort.id, app.ids[name]],
    );
    return row?.id ?? '';
  };
  const kinds = async (id: string): Promise<string[]> => {
    const rows = await app.db.query<{ kind: string }[]>(
      'SELECT kind FROM application_events WHERE application_id = $1 ORDER BY sequence',
      [id],
    );
    return rows.map(({ kind }) => kind);
  };

  it('are decided by counting, and by nothing else', () => {
    expect(decide(marks(7), 7)).toEqual({ kind: 'accepted', points: 7 });
    expect(decide(marks(6), 7)).toEqual({ kind: 'declined', points: 6 });
    expect(decide(marks(10), 10)).toEqual({ kind: 'accepted', points: 10 });
    expect(countWords(' Two words – and\n3 ')).toBe(4);
  });

  describe('the applicant', () => {
    it('finds the rule on the page of the cohort, and the way to the questions', async () => {
      const visitor = textOf((await app.visitor().get(`/cohorts/${cohort.slug}`)).text);
      expect(visitor).toContain('An application is accepted when at least 7 of the ten answers show');
      expect(visitor).toContain('Sign in to apply');
      const page = (await browsers.charlie.get(`/cohorts/${cohort.slug}`)).text;
      expect(page).toContain(`href="${path()}"`);
      const questions = await browsers.charlie.get(path());
      expect(questions.status).toBe(200);
      expect(questions.text.match(/<textarea/g)).toHaveLength(10);
      expect(textOf(questions.text)).toContain('A good answer names one decision, the options there were');
    });

    it('keeps answers for later, sends them, changes them, withdraws them and sends them again', async () => {
      const kept = await browsers.charlie.post(path(), { act: 'keep', 'answer-1': 'Half an ans\r\nwer' });
      expect([kept.status, kept.headers['location']]).toEqual([303, path()]);
      const draft = (await browsers.charlie.get(path())).text;
      expect(draft).toContain('>\nHalf an ans\nwer</textarea>');
      expect(textOf(draft)).toContain('It has not been sent.');
      expect(textOf((await browsers.charlie.get(`/cohorts/${cohort.slug}`)).text)).toContain(
        'Go on with your application',
      );
      expect((await browsers.charlie.post(path(), { ...form, act: 'send' })).status).toBe(303);
      expect(
        await app.db.query('SELECT 1 FROM application_drafts WHERE cohort_id = $1', [cohort.id]),
      ).toEqual([]);
      const sent = textOf((await browsers.charlie.get(path())).text);
      expect(sent).toContain('You sent your application on Mon 23 Nov, 10:00 your time');
      expect(sent).toContain('Send the changed answers');
      await browsers.charlie.post(path(), { ...form, 'answer-1': 'A better answer', act: 'send' });
      expect((await browsers.charlie.get(path())).text).toContain('A better answer');
      expect((await browsers.charlie.post(`${path()}/withdrawals`)).status).toBe(303);
      const again = await browsers.charlie.post(`${path()}/withdrawals`);
      expect(again.status).toBe(422);
      expect(textOf(again.text)).toContain('You have withdrawn your application already.');
      expect(again.text).toContain('A better answer');
      await browsers.charlie.post(path(), { ...form, act: 'send' });
      expect(await kinds(await idOf('charlie'))).toEqual([
        ...['submitted', 'submitted', 'withdrawn', 'submitted'],
      ]);
    });

    it('loses nothing when an answer is missing or too long', async () => {
      const long = 'word '.repeat(151).trim();
      const refused = await browsers.charlie.post(path(), {
        ...form,
        'answer-2': long,
        'answer-3': ' ',
        act: 'send',
      });
      expect(refused.status).toBe(422);
      const text = textOf(refused.text);
      expect(text).toContain('2 things need your attention');
      expect(text).toContain('Answer question 2 in at most 150 words.');
      expect(text).toContain('Answer question 3.');
      expect(refused.text).toContain(long);
      expect(refused.text).toContain('My answer to question 10.');
      expect(await idOf('charlie')).toBe('');
      // What fits is there at the next visit.
      expect((await browsers.charlie.get(path())).text).toContain(long);
      const huge = await browsers.charlie.post(path(), { 'answer-1': 'x'.repeat(2_001), act: 'keep' });
      expect(huge.status).toBe(422);
      expect(textOf(huge.text)).toContain('Use at most 2,000 characters to answer question 1.');
    });

    it('is one person with one application, however often they press', async () => {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 10 }, () => applications.submit(cohort.id, app.ids.charlie, answers)),
      );
      expect(outcomes.every(({ status }) => status === 'fulfilled')).toBe(true);
      const rows = await app.db.query<unknown[]>('SELECT 1 FROM applications WHERE cohort_id = $1', [
        cohort.id,
      ]);
      expect(rows).toHaveLength(1);
      const crowd = await people(app, 10);
      await Promise.all(crowd.map((id) => applications.submit(cohort.id, id, answers)));
      const [numbers] = await app.db.query<{ all: number[] }[]>(
        'SELECT array_agg(number ORDER BY number) AS "all" FROM applications WHERE cohort_id = $1',
        [cohort.id],
      );
      expect(numbers?.all).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    });

    it('is nobody who teaches the cohort, has a seat, or lacks a course; other cohorts take none', async () => {
      expect((await browsers.bob.get(path())).status).toBe(403);
      expect((await browsers.bob.post(path(), { ...form, act: 'send' })).status).toBe(403);
      const open = await aCohort(app, { courseVersionId });
      expect((await browsers.charlie.get(`/cohorts/${open.slug}/application`)).status).toBe(404);
      expect((await browsers.charlie.get('/cohorts/no-such-cohort/application')).status).toBe(404);
      expect((await browsers.charlie.post(`/cohorts/${open.slug}/application`, form)).status).toBe(404);
      const visitor = await app.visitor().get(path());
      expect(visitor.headers['location']).toBe(`/sign-in?next=${encodeURIComponent(path())}`);
      expect((await browsers.charlie.postFromElsewhere(path(), form)).status).toBe(403);
      expect((await browsers.charlie.post(`${path()}/withdrawals`)).status).toBe(404);
      app.clock.set('2027-01-04T09:00:00Z');
      const late = await (await app.as('charlie')).get(path());
      expect(textOf(late.text)).toContain('This cohort is over.');
      expect(late.text).not.toContain('<textarea');
    });
  });

  describe('the reviewer', () => {
    it('finds who waits longest first, without names, and decides by ten marks', async () => {
      await applications.submit(cohort.id, app.ids.charlie, answers);
      app.clock.set('2026-11-23T10:00:00Z');
      await applications.submit(cohort.id, app.ids.alice, answers);
      // A change does not send anybody to the end.
      await applications.submit(cohort.id, app.ids.charlie, answers);
      const list = (await browsers.bob.get(`/cohorts/${cohort.slug}/applications`)).text;
      expect(list.indexOf('Application 1')).toBeLessThan(list.indexOf('Application 2'));
      expect(list).not.toContain('Charlie');
      const id = await idOf('charlie');
      const page = await browsers.bob.get(`/applications/${id}`);
      expect(page.status).toBe(200);
      expect(page.text).not.toContain('Charlie');
      expect(page.text).toContain('My answer to question 10.');
      const undecided = await browsers.bob.post(`/applications/${id}/decisions`, {
        ...marksForm(10, 2),
        'mark-4': '',
        note: 'Kept <b>words</b>',
      });
      expect(undecided.status).toBe(422);
      expect(textOf(undecided.text)).toContain('Choose yes or no for question 4.');
      expect(undecided.text).toContain('Kept &lt;b&gt;words&lt;/b&gt;');
      expect(undecided.text.match(/ checked/g)).toHaveLength(9);
      const decided = await browsers.bob.post(`/applications/${id}/decisions`, {
        ...marksForm(8, 2),
        note: 'Question 9 is close.',
      });
      expect([decided.status, decided.headers['location']]).toEqual([
        303,
        `/cohorts/${cohort.slug}/applications`,
      ]);
      const after = textOf((await browsers.bob.get(`/cohorts/${cohort.slug}/applications`)).text);
      expect(after).toContain('Application 1 is accepted: 8 of 10. The applicant gets a mail.');
      expect(after).toContain('1 to decide · 1 accepted · 0 not accepted');
      expect(after).toContain('Charlie Okafor');
      const whole = textOf((await browsers.ada.get(`/applications/${id}`)).text);
      expect(whole).toContain('Charlie Okafor: accepted with 8 of 10, 7 needed. Decided by Bob Tanaka');
      expect(whole).toContain('Question 9 is close.');
    });

    it('gives whoever is accepted a seat or a place in the line, and a mail with all that led to it', async () => {
      const small = await aCohort(app, {
        courseVersionId,
        admission: 'application',
        seats: 1,
        startsOn: '2026-12-07',
      });
      await jobsDone(app.db);
      const before = app.mails.length;
      const reviewed: string[] = [];
      for (const [name, yes] of [
        ['charlie', 7],
        ['alice', 10],
        ['ada', 6],
      ] as const) {
        await applications.submit(small.id, app.ids[name], answers);
        const [row] = await app.db.query<{ id: string }[]>(
          'SELECT id FROM applications WHERE cohort_id = $1 AND user_id = $2',
          [small.id, app.ids[name]],
        );
        const { kind } = await applications.decide(row?.id ?? '', app.ids.bob, {
          marks: marks(yes),
          note: '',
          seen: 1,
        });
        reviewed.push(kind);
      }
      expect(reviewed).toEqual(['accepted', 'accepted', 'declined']);
      expect((await browsers.charlie.get(`/my/${small.slug}`)).status).toBe(200);
      expect(textOf((await browsers.alice.get(`/cohorts/${small.slug}`)).text)).toContain('You are 1st of 1');
      await jobsDone(app.db);
      const mails = app.mails.slice(before).filter(({ subject }) => subject.includes('application'));
      expect(mails.map(({ to, subject }) => [to[0], subject]).sort()).toEqual([
        ['ada@capstone.example', 'Your application for Social Media Strategist is not accepted'],
        ['alice@capstone.example', 'Your application for Social Media Strategist is accepted'],
        ['charlie@capstone.example', 'Your application for Social Media Strategist is accepted'],
      ]);
      const [declined] = mails.filter(({ to }) => to[0] === 'ada@capstone.example');
      expect(declined?.text).toContain('6 of ten answers show what is asked, and 7 had to.');
      expect(declined?.text.match(/ (?:yes|no)$/gm)).toHaveLength(10);
      expect(declined?.text).toContain('at least 7 of the ten answers');
      const page = textOf((await browsers.ada.get(`/cohorts/${small.slug}/application`)).text);
      expect(page).toContain('Not accepted: 6 of ten answers show what is asked, and 7 had to.');
      expect(page).toContain('Does not show it');
      const again = await browsers.ada.post(`/cohorts/${small.slug}/application`, { ...form, act: 'send' });
      expect(again.status).toBe(422);
      expect(textOf(again.text)).toContain('Your application has been decided');
    });

    it('is two people at once: one decides, the other reads what was decided', async () => {
      await applications.submit(cohort.id, app.ids.charlie, answers);
      const id = await idOf('charlie');
      const [one, other] = await Promise.all([
        browsers.bob.post(`/applications/${id}/decisions`, marksForm(9)),
        browsers.ada.post(`/applications/${id}/decisions`, marksForm(2)),
      ]);
      expect([one.status, other.status].sort()).toEqual([303, 409]);
      const late = one.status === 409 ? one : other;
      expect(textOf(late.text)).toMatch(
        /Somebody else has decided in the meantime: (accepted with 9|declined with 2) of 10/,
      );
      expect(await kinds(id)).toHaveLength(2);
    });

    it('decides on what they have read, and never on their own application', async () => {
      await applications.submit(cohort.id, app.ids.ada, answers);
      const own = await idOf('ada');
      expect((await browsers.ada.post(`/applications/${own}/decisions`, marksForm(10))).status).toBe(403);
      await applications.submit(cohort.id, app.ids.charlie, answers);
      const id = await idOf('charlie');
      await applications.submit(cohort.id, app.ids.charlie, ['Changed', ...answers.slice(1)]);
      const stale = await browsers.bob.post(`/applications/${id}/decisions`, { ...marksForm(3), note: 'Hm' });
      expect(stale.status).toBe(409);
      expect(textOf(stale.text)).toContain('The answers were changed while you read them.');
      expect(stale.text).toContain('Changed');
      expect(stale.text.match(/ checked/g)).toHaveLength(10);
      await applications.withdraw(cohort.id, app.ids.charlie);
      const gone = await browsers.bob.post(`/applications/${id}/decisions`, marksForm(3, 2));
      expect(gone.status).toBe(409);
      expect(textOf(gone.text)).toContain('withdrawn in the meantime');
    });

    it('runs the cohort: 404 for outsiders, 403 for students, sign-in for visitors', async () => {
      await applications.submit(cohort.id, app.ids.charlie, answers);
      const id = await idOf('charlie');
      const student = await people(app, 1);
      expect(student).toHaveLength(1);
      for (const address of [`/cohorts/${cohort.slug}/applications`, `/applications/${id}`]) {
        expect((await browsers.charlie.get(address)).status).toBe(404);
        expect((await app.visitor().get(address)).status).toBe(303);
        expect((await browsers.ada.get(address)).status).toBe(200);
      }
      expect((await browsers.charlie.post(`/applications/${id}/decisions`, marksForm(10))).status).toBe(404);
      expect((await browsers.bob.get('/applications/nothing')).status).toBe(404);
      expect((await browsers.bob.get(`/applications/${cohort.id}`)).status).toBe(404);
      await applications.decide(id, app.ids.bob, { marks: marks(10), note: '', seen: 1 });
      expect((await browsers.charlie.get(`/applications/${id}`)).status).toBe(403);
    });

    it('takes a fixed number of statements, however many apply', async () => {
      await applications.submit(cohort.id, app.ids.charlie, answers);
      const list = `/cohorts/${cohort.slug}/applications`;
      await browsers.bob.get(list);
      const few = await statementsDuring(app.db, () => browsers.bob.get(list));
      for (const id of await people(app, 10)) await applications.submit(cohort.id, id, answers);
      expect(await statementsDuring(app.db, () => browsers.bob.get(list))).toEqual(few);
    });
  });

  describe('the questions', () => {
    const fields = (needed: string, version: string): Record<string, string> => ({
      needed,
      version,
      ...Object.fromEntries<string>(
        Array.from({ length: 10 }, (_, at): [string, string][] => [
          [`question-${at + 1}`, `Question ${at + 1}?`],
          [`shows-${at + 1}`, `shows ${at + 1}.`],
        ]).flat(),
      ),
    });
    const address = () => `/cohorts/${cohort.slug}/application-form`;

    it('are an administrator’s to change, until somebody applies', async () => {
      expect((await browsers.bob.get(address())).status).toBe(403);
      expect((await browsers.bob.post(address(), fields('5', '0'))).status).toBe(403);
      expect((await browsers.ada.get('/cohorts/no-such-cohort/application-form')).status).toBe(404);
      expect((await browsers.ada.get(address())).text).toContain('name="version" value="0"');
      expect((await browsers.ada.post(address(), fields('5', '0'))).status).toBe(303);
      expect(textOf((await browsers.charlie.get(path())).text)).toContain('1. Question 1?');
      expect(textOf((await browsers.charlie.get(path())).text)).toContain('at least 5 of the ten answers');
      const stale = await browsers.ada.post(address(), { ...fields('6', '0'), 'question-1': 'Mine?' });
      expect(stale.status).toBe(409);
      expect(textOf(stale.text)).toContain('Somebody else has changed the questions in the meantime.');
      expect(stale.text).toContain('Mine?');
      expect(textOf(stale.text)).toContain('Stored now: Question 1?');
      await applications.submit(cohort.id, app.ids.charlie, answers);
      expect(textOf((await browsers.ada.get(address())).text)).toContain('Somebody has applied.');
      const frozen = await browsers.ada.post(address(), fields('1', '1'));
      expect(frozen.status).toBe(409);
      await expect(
        app.db.query('UPDATE application_forms SET needed = 1 WHERE cohort_id = $1', [cohort.id]),
      ).rejects.toThrow('application_forms is answered');
    });

    it('are ten, each of them written, and the number is one from 1 to 10', async () => {
      const refused = await browsers.ada.post(address(), { ...fields('11', '0'), 'shows-3': '' });
      expect(refused.status).toBe(422);
      expect(textOf(refused.text)).toContain('Enter a number from 1 to 10.');
      expect(textOf(refused.text)).toContain('Write what is asked.');
      expect(refused.text).toContain('Question 10?');
    });
  });

  describe('the database', () => {
    it('keeps decisions as they are, and makes none without ten marks that lead to it', async () => {
      await applications.submit(cohort.id, app.ids.charlie, answers);
      const id = await idOf('charlie');
      const forged = (points: number, kind: string) =>
        app.db.query(
          `INSERT INTO application_events (application_id, sequence, kind, points, needed, actor_id, at)
           VALUES ($1, 2, $2, $3, 7, $4, now())`,
          [id, kind, points, app.ids.bob],
        );
      await expect(forged(9, 'accepted')).rejects.toThrow('a decision follows from ten marks');
      await expect(forged(9, 'declined')).rejects.toThrow('ck_application_events_rule');
      await expect(forged(3, 'accepted')).rejects.toThrow('ck_application_events_rule');
      await applications.decide(id, app.ids.bob, { marks: marks(3), note: 'No', seen: 1 });
      for (const sql of [
        `UPDATE application_events SET points = 9 WHERE application_id = '${id}'`,
        'DELETE FROM application_marks',
        'UPDATE application_marks SET shown = true',
        'UPDATE applications SET number = 99',
        `UPDATE admissions SET via = 'invitation'`,
        'DELETE FROM admissions',
      ]) {
        await expect(app.db.query(sql)).rejects.toThrow(/frozen/);
      }
      await expect(app.db.query(`UPDATE application_answers SET body = '[]'`)).rejects.toThrow(
        'only be blanked',
      );
      await expect(app.db.query('DELETE FROM application_notes')).rejects.toThrow('only be blanked');
      await expect(
        app.db.query(
          `INSERT INTO application_events (application_id, sequence, kind, actor_id, at)
           VALUES ($1, 3, 'submitted', $2, now())`,
          [id, app.ids.charlie],
        ),
      ).rejects.toThrow('application is decided');
    });

    it('forgets what an erased person wrote, and no longer asks anybody to decide on it', async () => {
      const [waiting = '', decided = ''] = await people(app, 2);
      const secret = 'Only I could have written this';
      const written = [secret, ...answers.slice(1)];
      await applications.submit(cohort.id, waiting, written);
      await applications.keepDraft(cohort.id, waiting, written);
      await applications.submit(cohort.id, decided, written);
      const [row] = await app.db.query<{ id: string }[]>('SELECT id FROM applications WHERE user_id = $1', [
        decided,
      ]);
      await applications.decide(row?.id ?? '', app.ids.bob, { marks: marks(1), note: secret, seen: 1 });
      for (const id of [waiting, decided]) await app.get(Erasures).erase(id, app.ids.ada);
      for (const table of ['application_answers', 'application_notes', 'application_drafts']) {
        const rows: unknown[] = await app.db.query(
          `SELECT 1 FROM ${table} t WHERE position($1 in t::text) > 0`,
          [secret],
        );
        expect({ table, rows }).toEqual({ table, rows: [] });
      }
      const list = textOf((await browsers.bob.get(`/cohorts/${cohort.slug}/applications`)).text);
      expect(list).toContain('0 to decide');
      expect(list).toContain('somebody who was erased');
      const page = textOf((await browsers.bob.get(`/applications/${row?.id ?? ''}`)).text);
      expect(page).toContain('The text has been erased.');
    });
  });

  it('are needed only to enrol: whoever was admitted by an administrator has nothing to apply for', async () => {
    const answer = await browsers.ada.post(`/cohorts/${cohort.slug}/roster`, {
      email: 'charlie@capstone.example',
    });
    expect(answer.status).toBe(303);
    const page = await browsers.charlie.get(path());
    expect(textOf(page.text)).toContain('You are admitted already');
    await app.get(Enrolments).withdraw(cohort.id, app.ids.charlie);
    expect((await browsers.charlie.post(`/cohorts/${cohort.slug}/enrolments`)).status).toBe(303);
  });
});

const textOf = (html: string) =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#x27;', '’')
    .replace(/\s+/g, ' ');
