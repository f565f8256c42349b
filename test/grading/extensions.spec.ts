import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { type Browser, type Name, startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { statementsDuring } from '../support/statements.js';
import { aCohort, aPerson, enrolled, type GradedTestCohort, handedIn } from './a-cohort.js';
import { graded, released } from './marks.js';

/** Work is due on Fri 27 Nov at 18:00 in Toronto, 23:00 UTC, and taken until the Sunday. */
const monday = '2026-11-23T09:00:00Z';
const fourHoursLate = '2026-11-28T03:00:00Z';

describe('more time', () => {
  let app: TestApp;
  let cohort: GradedTestCohort;
  let page: string;
  const at = {} as Record<Name, Browser>;

  beforeAll(async () => {
    app = await startTestApp();
    for (const name of ['alice', 'bob', 'charlie', 'ada'] as const) at[name] = await app.as(name);
  });
  beforeEach(async () => {
    app.clock.set(monday);
    cohort = await aCohort(app);
    page = `/grading/cohorts/${cohort.slug}/extensions`;
  });
  afterAll(() => app.close());

  const form = { kind: 'extended', until: '2026-11-28T12:00', 'until-at': '', reason: 'Was ill for a week' };
  type Form = Record<string, string | readonly string[]>;
  const grant = (students: readonly string[], changes: Form = {}, who = at.bob) =>
    who.post(page, { ...form, students, ...changes });
  const student = async (name = 'Zoë Nguyễn') => {
    const userId = await aPerson(app, name);
    return { userId, enrolmentId: await enrolled(app, cohort, userId) };
  };
  const worker = async (time: string, name = 'Zoë Nguyễn') => {
    const one = await student(name);
    app.clock.set(time);
    return { ...one, submissionId: await handedIn(app, cohort, one.userId) };
  };
  const given = () =>
    app.db.query<Record<string, unknown>[]>(
      `SELECT x.kind, x.enrolment_id AS "enrolmentId", x.until, r.body AS reason
         FROM extensions x JOIN enrolments e ON e.id = x.enrolment_id
         JOIN extension_reasons r ON r.extension_id = x.id WHERE e.cohort_id = $1 ORDER BY x.at, x.id`,
      [cohort.id],
    );
  const eventsOf = (submissionId: string) =>
    app.db.query<Record<string, unknown>[]>(
      `SELECT cause, deducted, percent, passed, late_seconds AS late
         FROM grade_events WHERE submission_id = $1 ORDER BY sequence`,
      [submissionId],
    );
  const setPolicy = () =>
    at.bob.post(`/grading/cohorts/${cohort.slug}/late-policies`, {
      ...{ points: '10', graceMinutes: '0', floor: '0', seen: '0', reviewed: '' },
    });
  const addressOf = async (userId: string) => {
    const [row] = await app.db.query<{ email: string }[]>('SELECT email FROM users WHERE id = $1', [userId]);
    return row?.email ?? '';
  };
  const mailsTo = async (userId: string) => {
    await jobsDone(app.db);
    const address = await addressOf(userId);
    return app.mails.filter(
      ({ to, subject }) => to.includes(address) && subject.startsWith('Strategy handbook: '),
    );
  };

  it('is given by instructors and administrators, and by nobody else', async () => {
    await enrolled(app, cohort, app.ids.alice);
    const zoe = await student();
    for (const path of [page, `${page}/new`]) {
      for (const [who, status] of [
        ['bob', 200],
        ['ada', 200],
        ['alice', 403],
        ['charlie', 404],
      ] as const) {
        expect([path, who, (await at[who].get(path)).status]).toEqual([path, who, status]);
      }
      expect((await app.visitor().get(path)).status).toBe(303);
    }
    expect((await grant([zoe.enrolmentId], {}, at.alice)).status).toBe(403);
    expect((await grant([zoe.enrolmentId], {}, at.charlie)).status).toBe(404);
    expect(await given()).toEqual([]);
    expect((await grant([zoe.enrolmentId], {}, at.ada)).status).toBe(303);
    expect(await given()).toHaveLength(1);
  });

  it('is on the list with its reason, audited without it, and told by a mail that says until when', async () => {
    const [zoe, emile] = [await student(), await student('Émile Roux')];
    const answer = await grant([zoe.enrolmentId, emile.enrolmentId]);
    expect(answer.headers['location']).toBe(page);
    const rows = await given();
    expect(rows.map((row) => row['enrolmentId']).sort()).toEqual([zoe.enrolmentId, emile.enrolmentId].sort());
    expect(rows[0]).toMatchObject({
      ...{ kind: 'extended', until: new Date('2026-11-28T17:00Z'), reason: 'Was ill for a week' },
    });
    const { text } = await at.bob.get(page);
    expect(text).toContain('Zoë Nguyễn');
    expect(text).toContain('Was ill for a week');
    expect(text).toContain('Sat 28 Nov, 12:00 your time');
    const audit = await app.db.query<{ facts: object }[]>(
      `SELECT facts FROM audit_entries WHERE action = 'extension.granted' AND facts->>'cohortId' = $1`,
      [cohort.id],
    );
    expect(audit).toHaveLength(2);
    expect(JSON.stringify(audit)).not.toContain('ill');
    const [mail, ...others] = await mailsTo(zoe.userId);
    expect(others).toEqual([]);
    // On her own clock, in Paris.
    expect(mail?.subject).toBe('Strategy handbook: you have until Sat 28 Nov, 18:00 your time');
    expect(mail?.text).toContain('Sat 28 Nov, 18:00 your time · 12:00 in Toronto · in 5 days');
    expect(mail?.text).not.toContain('ill for a week');
    expect(await mailsTo(emile.userId)).toHaveLength(1);
  });

  it.each<[string, Form, string, string]>([
    ['nobody', { students: [] }, 'students', 'Choose at least one student.'],
    ['a strange id', { students: ['1'] }, 'students', 'is not a student of this cohort'],
    ['no time', { until: '' }, 'until', 'Enter a day and a time.'],
    ['no day of a calendar', { until: '2026-02-30T12:00' }, 'until', 'that the calendar has'],
    [
      'a time that is past',
      { until: '2026-11-22T12:00' },
      'until',
      'Choose a time that is still ahead: Zoë Nguyễn has not handed in yet.',
    ],
    [
      'a time before the deadline',
      { until: '2026-11-27T17:59' },
      'until',
      'Choose a later time: Zoë Nguyễn has until Fri 27 Nov, 18:00 in Toronto already.',
    ],
    ['the deadline itself', { until: '2026-11-27T18:00' }, 'until', 'Choose a later time'],
    [
      'a time that clocks leave out',
      { until: '2027-03-14T02:30' },
      'until',
      'On 14 March 2027 clocks in Toronto jump from 02:00 to 03:00; choose another time.',
    ],
    ['a time that comes twice', { until: '2027-11-07T01:30' }, 'until', 'choose which of the two is meant'],
    ['a time years away', { until: '2029-11-28T12:00' }, 'until', 'Choose a day within a year from now.'],
    ['no reason', { reason: '  ' }, 'reason', 'Write down why.'],
    [
      'too long a reason',
      { reason: 'x'.repeat(2001) },
      'reason',
      'Use at most 2,000 characters; this has 2,001.',
    ],
    [
      'work that was not handed in',
      { kind: 'returned' },
      'students',
      'Zoë Nguyễn has handed nothing in that could be returned.',
    ],
  ])('is not given for %s, and nothing of the form is lost', async (_, changes, field, sentence) => {
    const zoe = await student();
    const answer = await grant([zoe.enrolmentId], changes);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(`href="#${field}"`);
    expect(answer.text).toContain(sentence);
    if (!('reason' in changes)) expect(answer.text).toContain('\nWas ill for a week</textarea>');
    if (!('until' in changes)) expect(answer.text).toContain('value="2026-11-28T12:00"');
    if (!('students' in changes)) expect(answer.text).toContain(`value="${zoe.enrolmentId}" checked`);
    expect(await given()).toEqual([]);
    expect(await mailsTo(zoe.userId)).toEqual([]);
  });

  it('takes the one that is meant of a time that comes twice', async () => {
    const zoe = await student();
    const second = { until: '2027-11-07T01:30', 'until-at': '2027-11-07T06:30:00.000Z' };
    expect((await grant([zoe.enrolmentId], second)).status).toBe(303);
    expect(await given()).toMatchObject([{ until: new Date('2027-11-07T06:30:00Z') }]);
  });

  it('is given to all of a group or to nobody', async () => {
    const zoe = await student();
    const refused: [string, () => Promise<string>, RegExp][] = [
      [
        'who withdrew',
        async () => {
          const gone = await student('Tim Brandt');
          await app.get(Enrolments).withdraw(cohort.id, gone.userId);
          return gone.enrolmentId;
        },
        /Tim Brandt has no seat in this cohort any more, so nobody was given time\./,
      ],
      [
        'who was erased',
        async () => {
          const gone = await student('Tim Brandt');
          await app.get(Erasures).erase(gone.userId, app.ids.ada);
          return gone.enrolmentId;
        },
        /One of these students was erased, so nobody was given time\./,
      ],
      [
        'of another cohort',
        async () => enrolled(app, await aCohort(app), await aPerson(app, 'Tim Brandt')),
        /is not a student of this cohort, so nobody was given time\./,
      ],
    ];
    for (const [who, find, sentence] of refused) {
      const answer = await grant([zoe.enrolmentId, await find()]);
      expect([who, answer.status]).toEqual([who, 422]);
      expect(answer.text).toMatch(sentence);
      expect(await given()).toEqual([]);
    }
    expect(await mailsTo(zoe.userId)).toEqual([]);
  });

  it('is given once when it is asked for twice', async () => {
    const zoe = await student();
    const answers = await Promise.all([grant([zoe.enrolmentId]), grant([zoe.enrolmentId], {}, at.ada)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 422]);
    expect(answers.find(({ status }) => status === 422)?.text).toContain('Choose a later time');
    expect(await given()).toHaveLength(1);
  });

  it('that is given afterwards makes graded work in time, with the same marks', async () => {
    await setPolicy();
    const [zoe, emile] = [await worker(fourHoursLate), await worker(fourHoursLate, 'Émile Roux')];
    for (const { submissionId } of [zoe, emile]) await graded(app, cohort, submissionId, 2, 'Well argued.');
    await released(app, cohort);
    expect(await eventsOf(zoe.submissionId)).toMatchObject([
      { deducted: '10.00', percent: '56.67', passed: false },
    ]);
    app.clock.set('2026-12-01T12:00:00Z');
    const shown = async () =>
      /<h1>[^]*<\/main>/.exec((await at.bob.get(`/results/${zoe.enrolmentId}`)).text)?.[0];
    const before = await shown();
    // It is past by now: work that is handed in may be given it all the same.
    const answer = await grant([zoe.enrolmentId], { until: '2026-11-27T22:00' });
    expect(answer.status).toBe(303);
    expect((await at.bob.get(page)).text).toContain('1 grade was computed anew.');
    expect(await eventsOf(zoe.submissionId)).toMatchObject([
      { cause: 'marks', deducted: '10.00' },
      { cause: 'lateness', deducted: '0.00', percent: '66.67', passed: true, late: 0 },
    ]);
    expect(await eventsOf(emile.submissionId)).toHaveLength(1);
    const [same] = await app.db.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM (
         SELECT s.criterion_id, s.level_id, t.body FROM grade_events g JOIN criterion_scores s ON s.grade_event_id = g.id
           JOIN remarks r ON r.grade_event_id = g.id AND r.criterion_id = s.criterion_id
           JOIN remark_texts t ON t.remark_id = r.id
          WHERE g.submission_id = $1 GROUP BY 1, 2, 3 HAVING count(*) = 2) AS alike`,
      [zoe.submissionId],
    );
    expect(same?.n).toBe(cohort.rubric.criteria.length);
    // Not before a release does the student learn anything of it.
    expect(await shown()).toBe(before);
    const mails = await mailsTo(zoe.userId);
    const [mail] = mails.filter(({ subject }) => subject.includes('in time'));
    expect(mail?.subject).toBe('Strategy handbook: work handed in by Sat 28 Nov, 04:00 your time is in time');
    for (const text of ['.67', '%', 'pass', 'percent', 'point']) expect(mail?.text).not.toContain(text);
    await released(app, cohort);
    expect((await at.bob.get(`/results/${zoe.enrolmentId}`)).text).toContain('Passed with 66.67');
  });

  it('changes no grade whose result stays the same', async () => {
    await setPolicy();
    const zoe = await worker('2026-11-29T02:00:00Z');
    await graded(app, cohort, zoe.submissionId, 3);
    expect(await eventsOf(zoe.submissionId)).toMatchObject([{ deducted: '20.00' }]);
    // Twenty hours late instead of a day and three: a day less, so ten points less.
    expect((await grant([zoe.enrolmentId], { until: '2026-11-28T01:00' })).status).toBe(303);
    expect((await eventsOf(zoe.submissionId))[1]).toMatchObject({ deducted: '10.00', late: 20 * 3600 });
    expect((await grant([zoe.enrolmentId], { until: '2026-11-28T02:00' })).status).toBe(303);
    expect(await eventsOf(zoe.submissionId)).toHaveLength(2);
  });

  const policyOf = (points: string, graceMinutes: string, floor: string) =>
    at.bob.post(`/grading/cohorts/${cohort.slug}/late-policies`, {
      ...{ points, graceMinutes, floor, seen: '0', reviewed: '' },
    });
  it.each([
    [
      'there is no policy',
      () => Promise.resolve(),
      { by: '4 hours late; that takes nothing', then: '1 hour late; that takes nothing' },
    ],
    [
      'it is within the grace',
      () => policyOf('10', '1440', '0'),
      { by: '4 hours late; up to 24 hours take nothing', then: '1 hour late; up to 24 hours take nothing' },
    ],
    [
      'the floor is reached',
      () => policyOf('10', '0', '90'),
      {
        by: '4 hours late; 1 started day takes 10 points, but nothing below 90\u00A0%',
        then: '1 hour late; 1 started day takes 10 points, but nothing below 90\u00A0%',
      },
    ],
  ])(
    'that changes no result as %s is told alike on every page, after a release and before one',
    async (_, rule, { by, then }) => {
      await rule();
      const zoe = await worker(fourHoursLate);
      await graded(app, cohort, zoe.submissionId, 2);
      const review = `/grading/cohorts/${cohort.slug}/releases`;
      const pages = async (paths: readonly string[]) =>
        Promise.all(
          paths.map(async (path) => /<h1[^]*<\/main>/.exec((await at.bob.get(path)).text)?.[0] ?? ''),
        );
      const everywhere = [
        `/submissions/${zoe.submissionId}`,
        `/grading/enrolments/${zoe.enrolmentId}/transcript`,
      ];
      const before = [...everywhere, `/grading/enrolments/${zoe.enrolmentId}/preview`];
      const after = [
        ...everywhere,
        `/results/${zoe.enrolmentId}`,
        `/results/${zoe.enrolmentId}/transcript`,
        `/results/${zoe.enrolmentId}/attempts/1`,
      ];
      for (const page of await pages(before)) expect(page).toContain(by);
      expect(await pages([review])).toEqual([expect.stringContaining('4 h late')]);
      // An hour late by what was given now: 21:00 in Toronto, and handed in at 22:00.
      await grant([zoe.enrolmentId], { until: '2026-11-27T21:00' });
      for (const page of await pages(before)) expect(page).toContain(then);
      expect(await pages([review])).toEqual([expect.stringContaining('1 h late')]);
      await released(app, cohort);
      for (const page of await pages(after.slice(0, 4))) expect(page).toContain(then);
      // And in time at last, once it has been released.
      await grant([zoe.enrolmentId], { until: '2026-11-27T23:00' });
      for (const page of await pages(after)) expect(page).not.toMatch(/hours? late/);
      const [transcript] = await pages([`/results/${zoe.enrolmentId}/transcript`]);
      expect(transcript).toContain('27 November 2026, 23:00');
      expect(await eventsOf(zoe.submissionId)).toHaveLength(1);
    },
  );

  it('that changes a result is told by a transcript with the deadline of the result that it shows', async () => {
    await setPolicy();
    const zoe = await worker(fourHoursLate);
    await graded(app, cohort, zoe.submissionId, 2);
    await released(app, cohort);
    await grant([zoe.enrolmentId]);
    const shown = (await at.bob.get(`/results/${zoe.enrolmentId}/transcript`)).text;
    expect(shown).toContain('27 November 2026, 18:00');
    expect(shown).toContain('Handed in 4 hours late');
    const known = (await at.bob.get(`/grading/enrolments/${zoe.enrolmentId}/transcript`)).text;
    expect(known).toContain('28 November 2026, 12:00');
    expect(known).not.toContain('4 hours late');
    await released(app, cohort);
    const now = (await at.bob.get(`/results/${zoe.enrolmentId}/transcript`)).text;
    expect(now).toContain('28 November 2026, 12:00');
    expect(now).not.toContain('4 hours late');
  });

  it('counts for a grade that is finalised at the same moment', async () => {
    await setPolicy();
    const zoe = await worker(fourHoursLate);
    await Promise.all([graded(app, cohort, zoe.submissionId, 2), grant([zoe.enrolmentId])]);
    const [latest] = (await eventsOf(zoe.submissionId)).slice(-1);
    expect(latest).toMatchObject({ deducted: '0.00', late: 0 });
  });

  it('opens a returned attempt for one more, which is not late by then', async () => {
    await setPolicy();
    const zoe = await worker(fourHoursLate);
    await graded(app, cohort, zoe.submissionId, 2);
    app.clock.set('2026-12-01T12:00:00Z');
    await expect(handedIn(app, cohort, zoe.userId, 'A better choice.')).rejects.toThrow('The last moment');
    const returned = { kind: 'returned', until: '2026-12-04T18:00', [`attempt-${zoe.enrolmentId}`]: '1' };
    const stale = await grant([zoe.enrolmentId], { ...returned, [`attempt-${zoe.enrolmentId}`]: '2' });
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('Zoë Nguyễn has handed in attempt 1 since you opened this page');
    const past = await grant([zoe.enrolmentId], { ...returned, until: '2026-11-30T18:00' });
    expect(past.text).toContain('Choose a time that is still ahead.');
    expect(await given()).toEqual([]);
    expect((await grant([zoe.enrolmentId], returned)).status).toBe(303);
    expect((await at.bob.get(page)).text).toContain('Attempt 1 returned');
    const [mail] = (await mailsTo(zoe.userId)).filter(({ subject }) => subject.includes('revise'));
    expect(mail?.subject).toBe('Strategy handbook: yours to revise until Sat 5 Dec, 00:00 your time');
    app.clock.set('2026-12-03T12:00:00Z');
    const second = await handedIn(app, cohort, zoe.userId, 'A better choice.');
    await graded(app, cohort, second, 2);
    expect(await eventsOf(second)).toMatchObject([{ deducted: '0.00', percent: '66.67' }]);
    expect(await eventsOf(zoe.submissionId)).toMatchObject([{ deducted: '10.00', percent: '56.67' }]);
  });

  it('gives an attempt back to whoever lost a pass with a release, and to nobody who has completed the course', async () => {
    const zoe = await worker('2026-11-27T22:00:00Z');
    const course = () =>
      app.db.query<{ kind: string; actor: string | null }[]>(
        `SELECT kind, actor_id AS actor FROM enrolment_events WHERE enrolment_id = $1 AND sequence > 1 ORDER BY sequence`,
        [zoe.enrolmentId],
      );
    const completed = { kind: 'completed', actor: app.ids.bob };
    const reopened = { kind: 'reopened', actor: app.ids.bob };
    const giveBack = () =>
      grant([zoe.enrolmentId], {
        ...{ kind: 'returned', until: '2026-12-04T18:00', [`attempt-${zoe.enrolmentId}`]: '1' },
      });
    await graded(app, cohort, zoe.submissionId, 2);
    await released(app, cohort);
    expect(await course()).toEqual([completed]);
    app.clock.set('2026-12-01T12:00:00Z');
    await graded(app, cohort, zoe.submissionId, 1);
    // What is not released yet changes nothing, and tells nothing.
    const refused = await giveBack();
    expect(refused.status).toBe(422);
    expect(refused.text).toContain('Zoë Nguyễn has completed the course, so nothing was returned.');
    expect(await course()).toEqual([completed]);
    await released(app, cohort);
    expect(await course()).toEqual([completed, reopened]);
    expect((await giveBack()).status).toBe(303);
    app.clock.set('2026-12-03T12:00:00Z');
    const second = await handedIn(app, cohort, zoe.userId, 'A better choice.');
    await graded(app, cohort, second, 1);
    await released(app, cohort);
    expect(await course()).toEqual([completed, reopened]);
    await graded(app, cohort, second, 3);
    await released(app, cohort);
    expect(await course()).toEqual([completed, reopened, completed]);
    const [audit] = await app.db.query<{ actor: string }[]>(
      `SELECT actor_id AS actor FROM audit_entries WHERE action = 'enrolment.reopened' AND subject_id = $1`,
      [zoe.enrolmentId],
    );
    expect(audit?.actor).toBe(app.ids.bob);
  });

  it('is told on the student’s pages: until when, why, and what being late takes', async () => {
    const enrolmentId = await enrolled(app, cohort, app.ids.alice);
    const course = `/my/${cohort.slug}`;
    const handbook = async () => {
      const { headers } = await at.alice.get(`${course}/handbook`);
      return (await at.alice.get(headers['location'] ?? '')).text;
    };
    expect((await at.alice.get(course)).text).not.toContain('more time');
    expect(await handbook()).not.toContain('Late work loses');
    await setPolicy();
    await grant([enrolmentId]);
    const { text } = await at.alice.get(course);
    // Alice is in Paris.
    expect(text).toContain('Sat 28 Nov, 18:00 your time · 12:00 in Toronto');
    expect(text).toContain('You were given more time than the cohort.');
    const page = await handbook();
    expect(page).toContain('You were given more time than the cohort.');
    expect(page).toContain('Was ill for a week');
    expect(page).toContain('Late work loses 10 points of its percentage for each started day');
    app.clock.set('2026-11-28T18:30:00Z');
    const submissionId = await handedIn(app, cohort, app.ids.alice);
    const lateWords = 'Handed in 1 hour and 30 minutes late; 1 started day takes 10 points.';
    const ownPage = async () => {
      const { text: whole } = await at.alice.get(`/submissions/${submissionId}`);
      return /<h1[^]*<\/main>/.exec(whole)?.[0];
    };
    const before = await ownPage();
    expect(before).toContain(lateWords);
    // Whether it is graded makes no difference to what is said before a release.
    await graded(app, cohort, submissionId, 2);
    expect(await ownPage()).toBe(before);
    app.clock.set('2026-11-30T12:00:00Z');
    const returned = { kind: 'returned', until: '2026-12-04T18:00', [`attempt-${enrolmentId}`]: '1' };
    await grant([enrolmentId], { ...returned, reason: 'Say which hotels.' });
    expect((await at.alice.get(course)).text).toContain('Your instructor returned your last attempt.');
    const again = await handbook();
    expect(again).toContain('Your instructor returned attempt 1 to you.');
    expect(again).toContain('Say which hotels.');
    expect(again).toContain('Hand in again, as attempt 2');
  });

  it('and the deduction stand in the results once they are released, in one sentence', async () => {
    await setPolicy();
    const enrolmentId = await enrolled(app, cohort, app.ids.alice);
    app.clock.set('2026-11-29T02:00:00Z');
    await graded(app, cohort, await handedIn(app, cohort, app.ids.alice), 2);
    const results = async () => (await at.alice.get(`/results/${enrolmentId}`)).text;
    expect(await results()).not.toContain('started day');
    await released(app, cohort);
    const text = await results();
    expect(text).toContain('Not passed with 46.67');
    expect(text).toContain(
      'Handed in 1 day and 3 hours late; 2 started days at 10 points each take 20 points: 66.67\u00A0% becomes 46.67\u00A0%.',
    );
    expect(text).toContain('after a deduction of 20 points for being late, and passing takes at least 60');
  });

  it('keeps nothing of the reason once the student is erased', async () => {
    const zoe = await student();
    await grant([zoe.enrolmentId]);
    await app.get(Erasures).erase(zoe.userId, app.ids.ada);
    expect(await given()).toMatchObject([{ reason: null }]);
    const { text } = await at.bob.get(page);
    expect(text).toContain('Erased person');
    expect(text).not.toContain('Was ill');
  });

  it('shows its pages with as many statements, however many students there are', async () => {
    const count = async () => {
      // The notice of what was done is shown once.
      await at.bob.get(page);
      return (
        await statementsDuring(app.db, async () => {
          await at.bob.get(page);
          await at.bob.get(`${page}/new`);
        })
      ).length;
    };
    await grant([(await student()).enrolmentId]);
    const before = await count();
    await grant([(await student('Émile Roux')).enrolmentId, (await student('Tim Brandt')).enrolmentId]);
    expect(await count()).toBe(before);
  });
});
