import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Browser, type Name, startTestApp, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';
import { aCohort, aPerson, enrolled, type GradedTestCohort, handedIn } from './a-cohort.js';
import { graded, opened, released } from './marks.js';

/** Work is due on Fri 27 Nov at 18:00 in Toronto, 23:00 UTC, and taken until the Sunday. */
const inTime = '2026-11-27T22:00:00Z';
const aDayAnd3HoursLate = '2026-11-29T02:00:00Z';

describe('what late work loses', () => {
  let app: TestApp;
  let cohort: GradedTestCohort;
  let page: string;
  const at = {} as Record<Name, Browser>;

  beforeAll(async () => {
    app = await startTestApp();
    for (const name of ['alice', 'bob', 'charlie', 'ada'] as const) at[name] = await app.as(name);
  });
  beforeEach(async () => {
    app.clock.set(inTime);
    cohort = await aCohort(app);
    page = `/grading/cohorts/${cohort.slug}/late-work`;
  });
  afterAll(() => app.close());

  const policy = { points: '5', graceMinutes: '30', floor: '0', seen: '0', reviewed: '' };
  const set = (changes: Partial<typeof policy> = {}, who = at.bob) =>
    who.post(`/grading/cohorts/${cohort.slug}/late-policies`, { ...policy, ...changes });
  /** Somebody whose work is handed in at a time; everybody after them is graded later. */
  const worker = async (name: string, time: string) => {
    app.clock.set(inTime);
    const userId = await aPerson(app, name);
    const enrolmentId = await enrolled(app, cohort, userId);
    app.clock.set(time);
    return { userId, enrolmentId, submissionId: await handedIn(app, cohort, userId) };
  };
  const eventsOf = (submissionId: string) =>
    app.db.query<Record<string, unknown>[]>(
      `SELECT kind, cause, earned_percent AS earned, deducted, percent, passed, late_seconds AS late
         FROM grade_events WHERE submission_id = $1 ORDER BY sequence`,
      [submissionId],
    );
  const policies = () =>
    app.db.query<Record<string, unknown>[]>(
      `SELECT p.sequence, p.points_a_day AS points, p.grace_minutes AS grace, p.floor_percent AS floor
         FROM late_policies p JOIN assignments a ON a.id = p.assignment_id WHERE a.cohort_id = $1 ORDER BY 1`,
      [cohort.id],
    );
  const reviewedIn = (text: string) => /name="reviewed" value="([^"]*)"/.exec(text)?.[1] ?? '';

  it('is set by instructors and administrators, and by nobody else', async () => {
    await enrolled(app, cohort, app.ids.alice);
    for (const [who, status] of [
      ['bob', 200],
      ['ada', 200],
      ['alice', 403],
      ['charlie', 404],
    ] as const) {
      expect((await at[who].get(page)).status).toBe(status);
    }
    expect((await app.visitor().get(page)).status).toBe(303);
    expect((await set({}, at.alice)).status).toBe(403);
    expect((await set({}, at.charlie)).status).toBe(404);
    expect(await policies()).toEqual([]);
    expect((await set({}, at.ada)).status).toBe(303);
    expect((await set({ seen: '1', points: '2.5' })).status).toBe(303);
    expect(await policies()).toEqual([
      { sequence: 1, points: '5.00', grace: 30, floor: '0.00' },
      { sequence: 2, points: '2.50', grace: 30, floor: '0.00' },
    ]);
    const { text } = await at.bob.get(page);
    expect(text).toContain('Late work loses 2.5 points of its percentage for each started day');
    expect(text).toContain('Bob Tanaka');
    expect(text).toContain('Ada Lindqvist');
    const audit = await app.db.query<{ facts: object }[]>(
      `SELECT facts FROM audit_entries WHERE action = 'late-policy.set' AND facts->>'cohortId' = $1
        ORDER BY facts->>'sequence'`,
      [cohort.id],
    );
    expect(audit.at(-1)?.facts).toMatchObject({ sequence: 2, pointsADay: 2.5, graceMinutes: 30, floor: 0 });
  });

  it.each([
    ['points', '2,5', 'Write 2.5 with a point instead of a comma.'],
    ['points', '101', 'Enter a number from 0 to 100, with two decimals at most.'],
    ['points', '-1', 'Enter a number from 0 to 100, with two decimals at most.'],
    ['points', '', 'Enter a number from 0 to 100, with two decimals at most.'],
    ['points', '1e1', 'Enter a number from 0 to 100, with two decimals at most.'],
    ['floor', '100.01', 'Enter a number from 0 to 100, with two decimals at most.'],
    ['floor', '49,5', 'Write 49.5 with a point instead of a comma.'],
    ['graceMinutes', '1441', 'Enter whole minutes from 0 to 1,440, which is a day.'],
    ['graceMinutes', '0.5', 'Enter whole minutes from 0 to 1,440, which is a day.'],
    ['graceMinutes', '-30', 'Enter whole minutes from 0 to 1,440, which is a day.'],
  ])('can’t be %s “%s”', async (field, value, sentence) => {
    const answer = await set({ [field]: value });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(`id="${field}-error"`);
    expect(answer.text).toContain(sentence);
    expect(answer.text).toContain(`name="${field}" type="text" value="${value}"`);
    expect(await policies()).toEqual([]);
  });

  it('is refused when somebody has changed it meanwhile, with what was typed and what is stored', async () => {
    await set({}, at.ada);
    const stale = await set({ points: '7' });
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('Somebody else has changed what late work loses in the meantime');
    expect(stale.text).toContain('name="points" type="text" value="7"');
    expect(stale.text).toContain('Late work loses 5 points');
    expect(await policies()).toHaveLength(1);
    expect((await set({ points: '7', seen: '1' })).status).toBe(303);
  });

  it('is taken from a grade, which keeps what was earned and why', async () => {
    await set();
    const [zoe, emile, tim] = [
      await worker('Zoë Nguyễn', aDayAnd3HoursLate),
      await worker('Émile Roux', '2026-11-27T23:30:00Z'),
      await worker('Tim Brandt', inTime),
    ];
    for (const { submissionId } of [zoe, emile, tim]) await graded(app, cohort, submissionId, 2);
    expect(await eventsOf(zoe.submissionId)).toEqual([
      {
        ...{ kind: 'finalised', cause: 'marks', earned: '66.67', deducted: '10.00', percent: '56.67' },
        ...{ passed: false, late: 27 * 3600 },
      },
    ]);
    expect(await eventsOf(emile.submissionId)).toMatchObject([
      { deducted: '0.00', percent: '66.67', passed: true, late: 1800 },
    ]);
    expect(await eventsOf(tim.submissionId)).toMatchObject([
      { deducted: '0.00', percent: '66.67', passed: true, late: 0 },
    ]);
  });

  it('shows what another policy would do to grades, and does exactly that when it is confirmed', async () => {
    await set();
    const [zoe, tim] = [await worker('Zoë Nguyễn', aDayAnd3HoursLate), await worker('Tim Brandt', inTime)];
    for (const { submissionId } of [zoe, tim]) await graded(app, cohort, submissionId, 2, 'Well argued.');
    await released(app, cohort);
    const preview = await set({ points: '2', seen: '1' });
    expect(preview.status).toBe(422);
    expect(preview.text).toContain('1 grade would change');
    expect(preview.text).toContain('1 more student would pass.');
    expect(preview.text).toContain('56.67\u00A0%, not passed');
    expect(preview.text).toContain('62.67\u00A0%, passed');
    expect(preview.text).not.toContain('Tim Brandt');
    expect(await policies()).toHaveLength(1);
    expect(await eventsOf(zoe.submissionId)).toHaveLength(1);
    const done = await set({ points: '2', seen: '1', reviewed: reviewedIn(preview.text) });
    expect(done.status).toBe(303);
    expect(await policies()).toHaveLength(2);
    expect((await eventsOf(zoe.submissionId))[1]).toMatchObject({
      ...{
        kind: 'regraded',
        cause: 'lateness',
        earned: '66.67',
        deducted: '4.00',
        percent: '62.67',
        passed: true,
      },
    });
    expect(await eventsOf(tim.submissionId)).toHaveLength(1);
    const [same] = await app.db.query<{ scores: number; remarks: number }[]>(
      `SELECT count(DISTINCT s.level_id || s.criterion_id::text)::int AS scores, count(DISTINCT t.body)::int AS remarks
         FROM grade_events g JOIN criterion_scores s ON s.grade_event_id = g.id
         JOIN remarks r ON r.grade_event_id = g.id AND r.criterion_id = s.criterion_id
         JOIN remark_texts t ON t.remark_id = r.id WHERE g.submission_id = $1`,
      [zoe.submissionId],
    );
    expect(same).toEqual({ scores: cohort.rubric.criteria.length, remarks: 1 });
  });

  it('does nothing when other grades would change than were looked at', async () => {
    const zoe = await worker('Zoë Nguyễn', aDayAnd3HoursLate);
    await graded(app, cohort, zoe.submissionId, 2);
    const preview = await set();
    expect(preview.text).toContain('1 grade would change');
    await graded(app, cohort, zoe.submissionId, 3);
    const stale = await set({ reviewed: reviewedIn(preview.text) });
    expect(stale.status).toBe(409);
    expect(stale.text).toContain('Grades have changed since you looked');
    expect(stale.text).toContain('90\u00A0%, passed');
    expect(await policies()).toEqual([]);
    expect((await set({ reviewed: reviewedIn(stale.text) })).status).toBe(303);
    expect((await eventsOf(zoe.submissionId)).at(-1)).toMatchObject({ percent: '90.00', cause: 'lateness' });
  });

  it('follows a deadline that is moved', async () => {
    await set();
    const zoe = await worker('Zoë Nguyễn', '2026-11-28T02:00:00Z');
    await graded(app, cohort, zoe.submissionId, 2);
    expect(await eventsOf(zoe.submissionId)).toMatchObject([{ deducted: '5.00' }]);
    app.clock.set('2026-11-28T03:00:00Z');
    const dates = await at.ada.get(`/cohorts/${cohort.slug}/dates`);
    const version = /name="version" value="(\d+)"/.exec(dates.text)?.[1] ?? '';
    const preview = await at.ada.post(`/cohorts/${cohort.slug}/dates`, { version, due: '2026-11-28T18:00' });
    expect(preview.text).toContain('1 grade would be computed anew, as the work would be less late.');
    const moved = await at.ada.post(`/cohorts/${cohort.slug}/dates`, {
      ...{ version, act: 'confirm', due: '2026-11-28T18:00' },
    });
    expect(moved.status).toBe(303);
    expect((await eventsOf(zoe.submissionId))[1]).toMatchObject({
      ...{ cause: 'lateness', deducted: '0.00', percent: '66.67', late: 0 },
    });
  });

  it('leaves an earlier attempt as it was graded', async () => {
    const zoe = await worker('Zoë Nguyễn', aDayAnd3HoursLate);
    await graded(app, cohort, zoe.submissionId, 2);
    const second = await handedIn(app, cohort, zoe.userId, 'A better choice.');
    expect((await set()).status).toBe(303);
    expect(await eventsOf(zoe.submissionId)).toHaveLength(1);
    await graded(app, cohort, second, 2);
    expect(await eventsOf(second)).toMatchObject([{ deducted: '10.00' }]);
  });

  it('is set once when it is sent twice at the same time', async () => {
    const answers = await Promise.all([set(), set({}, at.ada)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    expect(await policies()).toHaveLength(1);
  });

  it('never misses a grade that is finalised at the same moment', async () => {
    const zoe = await worker('Zoë Nguyễn', aDayAnd3HoursLate);
    await opened(app, zoe.submissionId);
    await Promise.allSettled([graded(app, cohort, zoe.submissionId, 2), set()]);
    const [latest] = (await eventsOf(zoe.submissionId)).slice(-1);
    expect(latest?.['deducted']).toBe((await policies()).length === 1 ? '10.00' : '0.00');
  });

  it('is asked for with as many statements, however many grades there are', async () => {
    await set();
    const count = () =>
      statementsDuring(app.db, () => set({ points: '1', seen: '1' })).then((all) => all.length);
    await graded(app, cohort, (await worker('One', aDayAnd3HoursLate)).submissionId, 2);
    await count();
    const before = await count();
    for (const name of ['Two', 'Three']) {
      await graded(app, cohort, (await worker(name, aDayAnd3HoursLate)).submissionId, 2);
    }
    expect(await count()).toBe(before);
  });

  it.each([
    'UPDATE late_policies SET points_a_day = 1',
    'DELETE FROM late_policies',
    'UPDATE grade_events SET deducted = 1',
  ])('can’t be changed: %s', async (sql) => {
    await set();
    const zoe = await worker('Zoë Nguyễn', aDayAnd3HoursLate);
    await graded(app, cohort, zoe.submissionId, 2);
    await expect(app.db.query(sql)).rejects.toThrow(/refused/);
  });
});
