import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { EnrolmentAccess } from '../../src/grading/releases/enrolment-access.service.js';
import { ReleasePlans } from '../../src/grading/releases/release-plans.service.js';
import { Releases } from '../../src/grading/releases/releases.service.js';
import { Withholdings } from '../../src/grading/releases/withholdings.service.js';
import { GradingAccess, type MarkedAssessment } from '../../src/grading/marking/grading-access.service.js';
import { Grades } from '../../src/grading/grades/grades.service.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { aCohort, aPerson, enrolled, type GradedTestCohort, handedIn, viewerOf } from './a-cohort.js';
import { type Answer, differences, Watch } from './leak-watch.js';
import { graded, markAll, opened, versionsOf } from './marks.js';

/**
 * Before a release a student can learn nothing, however they ask: in every state of the marking each route gives the
 * same answer, to the letter and header, by the same SQL statements, and so does each write that they may not do.
 */
describe('before a release', () => {
  let app: TestApp;
  let cohort: GradedTestCohort;
  let alice: Browser;
  let enrolmentId: string;
  let assessment: MarkedAssessment;
  let submissionId: string;
  let watch: Watch;
  /** Everything that is mailed to Alice, as long as nothing is released. */
  let mailed: number;
  let unmarked: Answer[];
  let refused: Answer[];

  beforeAll(async () => {
    app = await startTestApp();
    app.clock.set('2026-11-27T22:00:00Z');
    cohort = await aCohort(app);
    enrolmentId = await enrolled(app, cohort, app.ids.alice);
    submissionId = await handedIn(app, cohort, app.ids.alice);
    // Somebody else's grade, which can be released without hers.
    const other = await aPerson(app, 'Farid Amiri');
    await enrolled(app, cohort, other);
    await graded(app, cohort, await handedIn(app, cohort, other), 3);
    alice = await app.as('alice');
    const known = { userId: app.ids.alice, enrolmentId, submissionId };
    watch = await Watch.of(app, cohort, alice, known);
    mailed = app.mails.length;
    unmarked = await watch.answers();
    refused = await watch.refusals();
  });
  afterAll(() => app.close());

  async function unchanged(): Promise<void> {
    const now = await watch.answers();
    const differing = now.flatMap((answer, at) => differences(answer, unmarked[at]));
    expect(differing).toEqual([]);
    expect(now).toHaveLength(unmarked.length);
    const refusals = await watch.refusals();
    expect(refusals.flatMap((answer, at) => differences(answer, refused[at]))).toEqual([]);
    await jobsDone(app.db);
    expect(app.mails.length).toBe(mailed);
  }

  const student = async () => app.get(EnrolmentAccess).enrolment(viewerOf(app.ids.bob), enrolmentId);
  const digest = async () => (await app.get(Releases).releasable(cohort.id)).digest;

  it('many routes are asked, and some of them answer', () => {
    expect(unmarked.length).toBeGreaterThan(150);
    for (const path of [
      '/',
      `/results/${enrolmentId}`,
      `/my/${cohort.slug}`,
      `/submissions/${submissionId}`,
    ]) {
      expect(unmarked.find((answer) => answer.path === path)?.status).toBe(200);
    }
  });

  it('many writes are tried, and each is refused', () => {
    expect(refused.length).toBeGreaterThan(30);
    expect(refused.filter(({ status }) => status < 400).map(({ path }) => path)).toEqual([]);
  });

  it('asking twice gives the same twice', () => unchanged());

  it('marks in the making show nowhere', async () => {
    assessment = await opened(app, submissionId);
    await markAll(app, cohort.rubric, assessment, 2, 'Well argued.');
    await unchanged();
  });

  it('a grade that is finalised shows nowhere', async () => {
    await app.get(Grades).finalise(viewerOf(app.ids.bob), assessment, await versionsOf(app, assessment));
    await unchanged();
  });

  it('a release that is planned shows nowhere', async () => {
    const graded = await app.get(GradingAccess).cohort(viewerOf(app.ids.bob), cohort.slug);
    const time = { local: '2026-12-24T12:00', at: '2026-12-24T17:00:00.000Z' };
    await app.get(ReleasePlans).plan(graded, app.ids.bob, await digest(), time);
    await unchanged();
  });

  it('a grade that is withheld shows nowhere, also not after the others were released', async () => {
    await app
      .get(Withholdings)
      .withhold(viewerOf(app.ids.bob), await student(), { reason: 'Wait.', releases: 0 });
    await unchanged();
    await app.get(Releases).release(cohort.id, app.ids.bob, await digest());
    // Farid's mails.
    await jobsDone(app.db);
    mailed = app.mails.length;
    await unchanged();
  }, 480_000);

  it('what a student may not do is refused alike for what there is and what there is not', async () => {
    for (const [method, path] of [
      ['get', `/grading/assessments/${randomUUID()}`],
      ['get', `/grading/enrolments/${randomUUID()}/preview`],
      ['get', `/results/${randomUUID()}`],
    ] as const) {
      expect((await alice[method](path)).status).toBe(404);
    }
  });

  it('after it the very same questions have another answer', async () => {
    await app.get(Withholdings).give(viewerOf(app.ids.bob), await student());
    await app.get(Releases).release(cohort.id, app.ids.bob, await digest());
    const { text } = await alice.get(`/results/${enrolmentId}`);
    expect(text).toContain('Passed with');
    expect(text).toContain('Well argued.');
  });
});
