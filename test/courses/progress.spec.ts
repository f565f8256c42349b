import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { type Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import { calendarFrom } from '../../src/courses/cohorts/schedule.rules.js';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { behindBy, endOfWeek, sorted } from '../../src/courses/learning/progress.rules.js';
import { CohortReads } from '../../src/courses/catalogue/cohort-reads.service.js';
import { Messages } from '../../src/courses/learning/messages.service.js';
import { Users } from '../../src/users/users.service.js';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { cast } from '../../src/users/cast.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { type Browser, type Name, startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { statementsDuring } from '../support/statements.js';
import { aCohort, people } from './a-cohort.js';
import { at, planOf, type Step } from './a-plan.js';
import { textOf } from './text-of.js';

describe('who is behind', () => {
  const weeks = [1, 2, 3].map((number) => ({
    number,
    lessons: [{ id: `${number}a` }, { id: `${number}b` }],
  }));
  // Mon 16 Nov to Sun 6 Dec; Toronto is five hours behind UTC.
  const calendar = calendarFrom('2026-11-16', 'America/Toronto');
  const behind = (now: string, done: string[] = [], of = calendar) =>
    behindBy(of, weeks, new Set(done), new Date(now));

  it('nobody before a week has ended on the cohort’s clock, to the millisecond', () => {
    expect(behind('2026-11-23T04:59:59.999Z')).toBeNull();
    expect(behind('2026-11-23T05:00:00Z')).toEqual({ lessons: 2, since: new Date('2026-11-23T05:00:00Z') });
  });

  it('since the end of the first week with a lesson that isn’t done, by all of them', () => {
    expect(behind('2026-12-01T12:00:00Z', ['1a', '1b', '2a'])).toEqual({
      lessons: 1,
      since: new Date('2026-11-30T05:00:00Z'),
    });
    expect(behind('2027-06-01T12:00:00Z')).toEqual({ lessons: 6, since: new Date('2026-11-23T05:00:00Z') });
    expect(behind('2026-12-01T12:00:00Z', ['1a', '1b', '2a', '2b'])).toBeNull();
  });

  it('a pause belongs to the week before it', () => {
    const paused = { ...calendar, weekTwoOn: '2026-11-30', weekThreeOn: '2026-12-07' };
    expect(behind('2026-11-29T12:00:00Z', [], paused)).toBeNull();
    expect(behind('2026-11-30T05:00:00Z', [], paused)?.since).toEqual(new Date('2026-11-30T05:00:00Z'));
  });

  it('counts days of the calendar where a clock is changed in between', () => {
    const spring = calendarFrom('2027-03-08', 'America/Toronto');
    // The clocks go forward on 14 March, the first week's last day.
    expect(endOfWeek(spring, 1)).toEqual(new Date('2027-03-15T04:00:00Z'));
    expect(endOfWeek(calendarFrom('2026-10-26', 'America/Toronto'), 1)).toEqual(
      new Date('2026-11-02T05:00:00Z'),
    );
  });

  it('comes first, and among those who are, who is for the longest; names settle the rest', () => {
    const one = (name: string, since: string | null, lessons = 1) => ({
      name,
      done: lessons,
      attended: 0,
      seenAt: null,
      behind: since === null ? null : { since: new Date(since), lessons },
    });
    const list = [
      one('Zoë', null),
      one('Åsa', null),
      one('Bo', '2026-12-02'),
      one('Cy', '2026-12-01'),
      one('Di', '2026-12-01', 4),
    ];
    const names = (...order: Parameters<typeof sorted> extends [unknown, ...infer R] ? R : never) =>
      sorted(list, ...order).map(({ name }) => name);
    expect(names('behind', true)).toEqual(['Di', 'Cy', 'Bo', 'Åsa', 'Zoë']);
    expect(names('name', false)).toEqual(['Åsa', 'Bo', 'Cy', 'Di', 'Zoë']);
    expect(names('done', true)[0]).toBe('Di');
  });
});

describe('those who run a cohort', () => {
  let app: TestApp;
  let versionId: string;
  let cohort: Cohort;
  let steps: Step[];
  let browsers: Record<Name, Browser>;
  let run: string;
  let enrolmentId: string;

  beforeAll(async () => {
    app = await startTestApp();
    versionId = await app.get(Chronicle).publishStrategist(app.ids.ada);
    browsers = {
      alice: await app.as('alice'),
      bob: await app.as('bob'),
      charlie: await app.as('charlie'),
      ada: await app.as('ada'),
    };
  });
  beforeEach(async () => {
    app.clock.set('2026-11-24T09:00:00Z');
    cohort = await aCohort(app, { courseVersionId: versionId, seats: 300 });
    ({ steps } = await planOf(app, cohort));
    run = `/cohorts/${cohort.slug}`;
    enrolmentId = (await app.get(Enrolments).enrol(cohort.id, app.ids.alice)).id;
  });
  afterAll(() => app.close());

  const bob = async (path: string) => textOf((await browsers.bob.get(`${run}/${path}`)).text);
  const aMessage = (values: Record<string, string> = {}) => ({
    id: randomUUID(),
    subject: 'How far are you?',
    body: 'Tell me where you stopped.\r\n\r\nBob',
    to: enrolmentId,
    ...values,
  });
  const mailsOf = (subject: string) => app.mails.filter((mail) => mail.subject === subject);

  it('see who is behind since when, what they did, and who was there', async () => {
    const week1 = steps.filter(({ path }) => path.startsWith('lessons/1'));
    await browsers.alice.post(`/my/${cohort.slug}/${at(week1, 0).path}/completions`);
    expect(await bob('progress')).toContain('1 of 1 student is behind.');
    const row = await bob('progress');
    expect(row).toContain(`Alice Moreau 1 of ${week1.length} 0 of`);
    expect(row).toContain(`${week1.length - 1} lessons, since Mon 23 Nov`);
    for (const { path } of week1) await browsers.alice.post(`/my/${cohort.slug}/${path}/completions`);
    expect(await bob('progress')).toContain('Nobody of 1 student is behind.');
  });

  it('sort by any column, both ways; what is no column sorts as usual', async () => {
    await app.get(Enrolments).enrol(cohort.id, app.ids.charlie);
    await browsers.alice.post(`/my/${cohort.slug}/${at(steps, 0).path}/completions`);
    const order = async (query: string) =>
      [
        ...(await browsers.bob.get(`${run}/progress${query}`)).text.matchAll(/<th scope="row"[^>]*>(\w+)/g),
      ].map(([, name]) => name);
    expect(await order('?sort=name&order=asc')).toEqual(['Alice', 'Charlie']);
    expect(await order('?sort=name&order=desc')).toEqual(['Charlie', 'Alice']);
    expect(await order('?sort=done&order=asc')).toEqual(['Charlie', 'Alice']);
    expect(await order('?sort=seen&order=desc')).toEqual(['Alice', 'Charlie']);
    for (const query of ['', '?sort=nonsense', '?sort=behind&order=desc', '?sort=a&sort=b']) {
      expect(await order(query)).toEqual(['Charlie', 'Alice']);
    }
  });

  it('see 200 people with as many statements as one', async () => {
    const page = () => browsers.bob.get(`${run}/progress`);
    const few = await statementsDuring(app.db, page);
    await app.db.query(
      `WITH person AS (
         INSERT INTO users (email, name, time_zone, created_at)
         SELECT gen_random_uuid() || '@capstone.example', 'Somebody ' || n, 'UTC', now() FROM generate_series(1, 200) AS n
         RETURNING id),
       enrolment AS (
         INSERT INTO enrolments (cohort_id, user_id, created_at) SELECT $1, id, now() FROM person RETURNING id, user_id)
       INSERT INTO enrolment_events (enrolment_id, sequence, kind, actor_id, at)
       SELECT id, 1, 'enrolled', user_id, now() FROM enrolment`,
      [cohort.id],
    );
    const many = await statementsDuring(app.db, page);
    expect(many).toEqual(few);
    expect(few.length).toBeLessThanOrEqual(5);
    expect((await page()).text.match(/<th scope="row"/g)).toHaveLength(201);
  });

  it('are instructors and administrators; students get 403 and outsiders 404', async () => {
    for (const path of ['progress', 'messages', 'messages/new']) {
      expect((await browsers.ada.get(`${run}/${path}`)).status).toBe(200);
      expect((await browsers.alice.get(`${run}/${path}`)).status).toBe(403);
      expect((await browsers.charlie.get(`${run}/${path}`)).status).toBe(404);
      expect((await app.visitor().get(`${run}/${path}`)).status).toBe(303);
    }
    for (const path of ['messages', 'message-previews']) {
      expect((await browsers.alice.post(`${run}/${path}`, aMessage())).status).toBe(403);
      expect((await browsers.charlie.post(`${run}/${path}`, aMessage())).status).toBe(404);
      expect((await browsers.bob.postFromElsewhere(`${run}/${path}`, aMessage())).status).toBe(403);
    }
  });

  it('write to those who are behind: ticked, counted before it is sent, then one mail each and on the course page', async () => {
    await app.get(Enrolments).enrol(cohort.id, app.ids.charlie);
    for (const { path } of steps) await browsers.charlie.post(`/my/${cohort.slug}/${path}/completions`);
    const form = (await browsers.bob.get(`${run}/messages/new?to=behind`)).text;
    expect([...form.matchAll(/value="([\w-]{36})" checked/g)].map(([, id]) => id)).toEqual([enrolmentId]);
    const message = aMessage({ subject: `Behind ${cohort.slug}` });
    const preview = await browsers.bob.post(`${run}/message-previews`, message);
    expect(preview.status).toBe(200);
    expect(textOf(preview.text)).toContain('One student gets this message Alice Moreau Behind');
    expect(await app.db.query('SELECT 1 FROM cohort_messages WHERE id = $1', [message.id])).toEqual([]);
    const sent = await browsers.bob.post(`${run}/messages`, message);
    expect([sent.status, sent.headers['location']]).toEqual([303, `${run}/messages`]);
    expect(await bob('messages')).toContain(
      'Sent to one student, who gets it by mail and on the course page.',
    );
    await jobsDone(app.db);
    const mails = mailsOf(message.subject);
    expect(mails.map(({ to }) => to)).toEqual([[cast.alice.email]]);
    expect(mails[0]?.text).toContain('Bob Tanaka writes to you about Social Media Strategist:');
    expect(mails[0]?.text).toContain('Tell me where you stopped.\n\nBob');
    const page = textOf((await browsers.alice.get(`/my/${cohort.slug}`)).text);
    expect(page).toMatch(/Messages from your instructors Bob Tanaka · .* Tell me where you stopped\. Bob/);
    expect(textOf((await browsers.charlie.get(`/my/${cohort.slug}`)).text)).not.toContain('Tell me where');
  });

  it('send a message once, however often and at once the button is pressed', async () => {
    const message = aMessage({ subject: `Once ${cohort.slug}` });
    const answers = await Promise.all([1, 2, 3].map(() => browsers.bob.post(`${run}/messages`, message)));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    await jobsDone(app.db);
    expect(mailsOf(message.subject)).toHaveLength(1);
    expect(await app.db.query('SELECT 1 FROM cohort_messages WHERE id = $1', [message.id])).toHaveLength(1);
  });

  it.each([
    ['no subject', { subject: ' ' }, 'Give the message a subject.'],
    ['a long subject', { subject: 'x'.repeat(121) }, 'Keep the subject to 120 characters.'],
    [
      'a subject of two lines',
      { subject: 'a\r\nBcc: erin@capstone.example' },
      'Keep the subject to one line.',
    ],
    ['no text', { body: '' }, 'Write the message.'],
    ['a long text', { body: 'x'.repeat(5001) }, 'Write at most 5,000 characters.'],
    ['nobody', { to: '' }, 'Choose at least one student'],
    ['no id of anybody', { to: "1' OR '1'='1" }, 'Choose at least one student'],
    ['no id', { id: 'nonsense' }, 'This form is not complete.'],
  ])('get the form again with a sentence, nothing lost, for %s', async (_, wrong, sentence) => {
    for (const path of ['message-previews', 'messages']) {
      const answer = await browsers.bob.post(`${run}/${path}`, aMessage(wrong));
      expect([path, answer.status]).toEqual([path, 422]);
      expect(textOf(answer.text)).toContain(sentence);
      if (!('body' in wrong)) expect(answer.text).toContain('Tell me where you stopped.');
      if (!('to' in wrong)) expect(answer.text).toContain(`value="${enrolmentId}" checked`);
    }
    expect(await app.db.query('SELECT 1 FROM cohort_messages WHERE cohort_id = $1', [cohort.id])).toEqual([]);
  });

  it('reach nobody of another cohort, and nobody who has withdrawn', async () => {
    const other = await aCohort(app, { courseVersionId: versionId });
    const elsewhere = (await app.get(Enrolments).enrol(other.id, app.ids.charlie)).id;
    expect((await browsers.bob.post(`${run}/messages`, aMessage({ to: elsewhere }))).status).toBe(422);
    await app.get(Enrolments).withdraw(cohort.id, app.ids.alice);
    expect((await browsers.bob.post(`${run}/messages`, aMessage())).status).toBe(422);
  });

  it('can’t write without end', async () => {
    const ada = await app.as('ada');
    let refused = 0;
    for (let times = 0; times < 22; times += 1) {
      const { status } = await ada.post(`${run}/messages`, aMessage({ subject: `Often ${String(times)}` }));
      if (status === 429) refused += 1;
    }
    expect(refused).toBe(2);
  });

  it('written to one person go with that person; written to several, they stay', async () => {
    const reader = {
      name: 'Jo Ash',
      email: 'jo@capstone.example',
      password: 'three quiet winters',
      timeZone: 'UTC',
    };
    const { id: jo } = await app.db.transaction((tx) => app.get(Users).add(tx, reader));
    const { id: josEnrolment } = await app.get(Enrolments).enrol(cohort.id, jo);
    const seen = await app.get(CohortReads).bySlug(cohort.slug, app.ids.bob);
    if (!seen) throw new Error('The cohort is gone.');
    const send = (subject: string, to: string[]) =>
      app.get(Messages).send(seen, { id: randomUUID(), subject, body: 'Dear Jo Ash', to }, app.ids.bob);
    expect(await send('To Jo alone', [josEnrolment])).toBe(1);
    expect(await send('To two', [josEnrolment, enrolmentId])).toBe(2);
    await app.get(Erasures).erase(jo, app.ids.ada);
    const sent = await bob('messages');
    expect(sent).not.toContain('To Jo alone');
    expect(sent).toContain('To two');
  });

  it('are forgotten with what they wrote; that they wrote, and to whom, stays', async () => {
    const [author] = await people(app, 1);
    await app.db.query(
      'INSERT INTO cohort_instructors (cohort_id, user_id, assigned_by_id, assigned_at) VALUES ($1, $2, $3, now())',
      [cohort.id, author, app.ids.ada],
    );
    const id = randomUUID();
    await app.db.query(
      `WITH m AS (INSERT INTO cohort_messages (id, cohort_id, author_id, at) VALUES ($1, $2, $3, now()) RETURNING id),
            t AS (INSERT INTO cohort_message_texts (message_id, person_id, subject, body)
                  SELECT id, $3::uuid, 'Secret subject', 'Secret words' FROM m)
       INSERT INTO cohort_message_recipients (message_id, enrolment_id) SELECT id, $4 FROM m`,
      [id, cohort.id, author, enrolmentId],
    );
    expect(await bob('messages')).toContain('Secret words');
    await app.get(Erasures).erase(author ?? '', app.ids.ada);
    expect(await bob('messages')).toContain('A message that has been erased');
    expect(await bob('messages')).not.toContain('Secret');
    expect(textOf((await browsers.alice.get(`/my/${cohort.slug}`)).text)).toContain(
      'The text has been erased.',
    );
    await expect(app.db.query('DELETE FROM cohort_messages WHERE id = $1', [id])).rejects.toThrow(
      'is frozen',
    );
  });
});
