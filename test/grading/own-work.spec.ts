import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { EnrolmentAccess } from '../../src/grading/releases/enrolment-access.service.js';
import { Withholdings } from '../../src/grading/releases/withholdings.service.js';
import { RubricEditing } from '../../src/grading/rubrics/rubric-editing.service.js';
import { planOf } from '../../src/grading/rubrics/rubrics.service.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { aCohort, aPerson, enrolled, type GradedTestCohort, handedIn, viewerOf } from './a-cohort.js';
import { graded, levelId, opened } from './marks.js';

describe('an administrator who learns in a cohort', () => {
  let app: TestApp;
  let cohort: GradedTestCohort;
  let ada: Browser;
  let enrolment: string;
  let submission: string;
  let desk: string;

  beforeAll(async () => {
    app = await startTestApp();
    app.clock.set('2026-11-27T22:00:00Z');
    cohort = await aCohort(app);
    ada = await app.as('ada');
    enrolment = await enrolled(app, cohort, app.ids.ada);
    submission = await handedIn(app, cohort, app.ids.ada);
    desk = `/grading/assessments/${(await opened(app, submission)).id}`;
  });
  afterAll(() => app.close());

  const criterion = () => cohort.rubric.criteria[0];
  const attempts = () => {
    const { id = '', criterionId = '', key = '' } = criterion() ?? {};
    const mark = { levelId: levelId(cohort.rubric, key, 3), remark: 'Splendid.', version: 0 };
    return [
      ada.get(desk),
      ada.get(`${desk}/history`),
      ada.get(`${desk}/criteria/${criterionId}`),
      ada.put(`${desk}/scores/${id}`, mark),
      ada.post(`${desk}/scores`, { [`level-${id}`]: mark.levelId }),
      ada.post(`${desk}/criteria/${criterionId}/scores`, { [`level-${id}`]: mark.levelId }),
      ada.post(`/grading/submissions/${submission}/assessments`),
      ada.get(`/grading/enrolments/${enrolment}/preview`),
      ada.get(`/grading/enrolments/${enrolment}/withholdings`),
      ada.post(`/grading/enrolments/${enrolment}/withholdings`, { reason: 'Mine.', releases: '0' }),
      ada.post(`/grading/enrolments/${enrolment}/withholding-ends`),
    ];
  };
  const left = () =>
    app.db.query(`SELECT
      (SELECT count(*)::int FROM score_drafts) AS drafts, (SELECT count(*)::int FROM grade_events) AS grades,
      (SELECT count(*)::int FROM withholding_events) AS withholdings`);

  it('marks nobody while they learn, themselves least of all, and not after they have withdrawn', async () => {
    for (const { status } of await Promise.all(attempts())) expect(status).toBe(403);
    await app.get(Enrolments).withdraw(cohort.id, app.ids.ada);
    for (const { status, text } of await Promise.all(attempts())) {
      expect([status, text]).toEqual([403, expect.stringContaining('Nobody marks their own work')]);
    }
    expect((await ada.get(`/grading/cohorts/${cohort.slug}`)).status).toBe(200);
    expect(await left()).toEqual([{ drafts: 0, grades: 0, withholdings: 0 }]);
  });

  it('reads nothing of their own marks on any page of those who grade, whatever becomes of them', async () => {
    const own = await aCohort(app);
    const zoe = await aPerson(app, 'Zoë Nguyễn');
    await enrolled(app, own, zoe);
    await graded(app, own, await handedIn(app, own, zoe), 2);
    app.clock.set('2026-11-28T02:00:00Z');
    const enrolmentId = await enrolled(app, own, app.ids.ada);
    const mine = await handedIn(app, own, app.ids.ada);
    const editing = app.get(RubricEditing);
    const rubricId = await editing.begin(own.courseVersionId, app.ids.bob);
    const plan = { ...planOf(own.rubric), passPercent: 30 };
    await editing.save(rubricId, { plan, version: 1 }, app.ids.bob);

    const path = `/grading/cohorts/${own.slug}`;
    const pages = [
      ...['', '/gradebook', '/gradebook?attempts=all&sort=state', '/gradebook.csv', '/gradebook/charts'],
      ...['/gradebook/charts/totals', '/gradebook/charts/levels', '/places?queue=all', '/releases'],
      ...['/releases/totals', '/late-work', '/extensions', '/criteria'],
      `/criteria/${own.rubric.criteria[0]?.criterionId}`,
    ].map((page) => path + page);
    const read = async () => {
      const answers: [string, number, string][] = [];
      for (const page of [...pages, `/grading/rubrics/${rubricId}/regrade`]) {
        const answer = await ada.get(page, '*/*');
        const body: unknown = answer.body;
        const text = withoutTokens(Buffer.isBuffer(body) ? body.toString() : answer.text);
        // What would be released is named by random ids, which nobody can guess.
        const named = page.endsWith('/releases') ? reviewed : '';
        answers.push([page, answer.status, text.replace(named, '')]);
      }
      return answers;
    };
    const withdraw = () => app.get(Enrolments).withdraw(own.id, app.ids.ada);
    await withdraw();
    const before = await read();
    expect(before.map(([page, status]) => [page, status])).toEqual(before.map(([page]) => [page, 200]));
    expect(String(before[0])).toContain('Your own work');

    await enrolled(app, own, app.ids.ada);
    await graded(app, own, mine, 3, 'Splendid beyond words.');
    const bob = viewerOf(app.ids.bob);
    const enrolment = await app.get(EnrolmentAccess).enrolment(bob, enrolmentId);
    await app.get(Withholdings).withhold(bob, enrolment, { reason: 'Copied, as it seems.', releases: 0 });
    await withdraw();
    expect(await read()).toEqual(before);

    // A policy that costs nobody else anything is saved at once: a list of what changes would tell of a grade.
    const policy = { points: '5', graceMinutes: '0', floor: '0', seen: '0', reviewed: '' };
    const saved = await ada.post(`${path}/late-policies`, policy);
    expect(saved.status).toBe(303);
    expect((await ada.get(`${path}/late-work`)).text).not.toMatch(/computed anew/);

    // What was looked at before covers what the page does not tell.
    const words = { name: 'Milder', reason: 'Sixty is more than was taught.' };
    const looked = reviewed.exec(before.at(-1)?.[2] ?? '')?.[1] ?? '';
    expect(looked).toMatch(/^[0-9a-f]{64}$/);
    const carried = await ada.post(`/grading/rubrics/${rubricId}/regrades`, { ...words, reviewed: looked });
    expect(carried.status).toBe(303);
    expect(await causesOf(mine)).toEqual(['marks', 'lateness', 'rubric']);
  });

  it('can’t find their own grade out by the digest of what another policy would do', async () => {
    const own = await aCohort(app);
    app.clock.set('2026-11-28T02:00:00Z');
    const zoe = await aPerson(app, 'Zoë Nguyễn');
    await enrolled(app, own, zoe);
    await graded(app, own, await handedIn(app, own, zoe), 2);
    await enrolled(app, own, app.ids.ada);
    const mine = await handedIn(app, own, app.ids.ada);
    const withdraw = () => app.get(Enrolments).withdraw(own.id, app.ids.ada);
    const policy = { points: '5', graceMinutes: '0', floor: '0', seen: '0', reviewed: '' };
    const set = (digest: string) =>
      ada.post(`/grading/cohorts/${own.slug}/late-policies`, { ...policy, reviewed: digest });
    const shown = async () => {
      const { status, text } = await set('');
      return [status, withoutTokens(text)] as const;
    };
    await withdraw();
    const before = await shown();
    expect(before).toEqual([422, expect.stringContaining('1 grade would change')]);
    for (const points of [1, 3]) {
      await enrolled(app, own, app.ids.ada);
      await graded(app, own, mine, points);
      await withdraw();
      expect(await shown()).toEqual(before);
    }
    expect((await set(reviewed.exec(before[1])?.[1] ?? '')).status).toBe(303);
    expect(await causesOf(mine)).toEqual(['marks', 'marks', 'lateness']);
  });

  const reviewed = /name="reviewed" value="([^"]*)"/;
  const withoutTokens = (text: string) =>
    text.replace(/csrf-token" content="[^"]*"|_csrf" value="[^"]*"/g, '');
  const causesOf = async (submissionId: string) => {
    const rows = await app.db.query<{ cause: string }[]>(
      'SELECT cause FROM grade_events WHERE submission_id = $1 ORDER BY sequence',
      [submissionId],
    );
    return rows.map(({ cause }) => cause);
  };

  it('is told where their own row stands in a file of marks, and keeps the file', async () => {
    const own = await aCohort(app);
    await enrolled(app, own, app.ids.ada);
    const mine = await handedIn(app, own, app.ids.ada);
    const path = `/grading/cohorts/${own.slug}/gradebook`;
    const bob = await app.as('bob');
    const file = async (points: number) => {
      await graded(app, own, mine, points);
      return (await bob.get(`${path}.csv`)).text;
    };
    // The one says what is there, the other does not: nobody may find that out by trying.
    const csvs = [await file(1), await file(2)];
    await app.get(Enrolments).withdraw(own.id, app.ids.ada);
    for (const csv of csvs) {
      for (const [to, more] of [
        ['previews', {}],
        ['', { shown: 'anything' }],
      ] as const) {
        const answer = await ada.post(`${path}/imports/${to}`.replace(/\/$/, ''), { csv, ...more });
        expect(answer.status).toBe(422);
        expect(answer.text).toMatch(/Line 2, column E: This is your own handbook/);
        expect(answer.text).toContain(mine);
      }
    }
    // Her own download says nothing of it, and comes back without a word.
    const { text } = await ada.get(`${path}.csv`);
    expect(text).not.toContain(mine);
    const answer = await ada.post(`${path}/imports/previews`, { csv: text });
    expect([answer.status, answer.text]).toEqual([200, expect.stringContaining('0 marks in 0 handbooks')]);
  });
});
