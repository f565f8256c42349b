import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { aCohort, enrolled, type GradedTestCohort, handedIn } from './a-cohort.js';
import { levelId, opened } from './marks.js';

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
  }, 90_000);
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
});
