import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Grades } from '../../src/grading/grades/grades.service.js';
import { digestOf, LateWorkDecisions } from '../../src/grading/lateness/late-work-decisions.service.js';
import { LatenessRegrades } from '../../src/grading/lateness/lateness-regrades.service.js';
import { Regrades } from '../../src/grading/regrades/regrades.service.js';
import { RubricEditing } from '../../src/grading/rubrics/rubric-editing.service.js';
import { planOf, Rubrics } from '../../src/grading/rubrics/rubrics.service.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { aCohort, enrolled, type GradedTestCohort, handedIn, viewerOf } from './a-cohort.js';
import { type Answer, differences, Watch } from './leak-watch.js';
import { graded, markAll, opened, released, versionsOf } from './marks.js';

/**
 * What is done with a grade after a release is as silent as what was done before the first one. What a policy takes, and
 * what the rubric in force asks, everybody may read at once; what they make of one's own grade comes with a release.
 */
describe('between two releases', () => {
  let app: TestApp;
  let cohort: GradedTestCohort;
  let alice: Browser;
  let enrolmentId: string;
  let watch: Watch;
  /** Of what gives an answer, and not a refusal: the refusals are the same before the first release. */
  let open: string[];
  let shown: Answer[];
  let refused: Answer[];
  let mailed: number;

  beforeAll(async () => {
    app = await startTestApp();
    app.clock.set('2026-11-27T22:00:00Z');
    cohort = await aCohort(app);
    enrolmentId = await enrolled(app, cohort, app.ids.alice);
    await setPolicy(1000, 0);
    app.clock.set('2026-11-29T02:00:00Z');
    const submissionId = await handedIn(app, cohort, app.ids.alice);
    await graded(app, cohort, submissionId, 2, 'Well argued.');
    await released(app, cohort);
    alice = await app.as('alice');
    watch = await Watch.of(app, cohort, alice, { userId: app.ids.alice, enrolmentId, submissionId });
    const all = await watch.answers();
    open = [...new Set(all.filter(({ status }) => status < 400).map(({ path }) => path))];
    await lookAgain();
  });
  afterAll(() => app.close());

  /** What is shown from here on is what counts. */
  const lookAgain = async () => {
    await jobsDone(app.db);
    mailed = app.mails.length;
    shown = await watch.answers(open);
    refused = await watch.refusals();
  };
  /** @param known strikes out what everybody may know by now */
  const unchanged = async (known = (answer: Answer) => answer) => {
    const now = await watch.answers(open);
    expect(now.flatMap((answer, at) => differences(known(answer), shown[at] && known(shown[at])))).toEqual(
      [],
    );
    const refusals = await watch.refusals();
    expect(refusals.flatMap((answer, at) => differences(answer, refused[at]))).toEqual([]);
    await jobsDone(app.db);
    const toAlice = app.mails.slice(mailed).filter(({ to }) => to.includes('alice@capstone.example'));
    expect(toAlice.map(({ subject }) => subject)).toEqual([]);
  };
  const results = async () => (await alice.get(`/results/${enrolmentId}`)).text;
  const latest = async () => {
    const [row] = await app.db.query<{ cause: string; percent: string }[]>(
      `SELECT g.cause, g.percent FROM grade_events g JOIN submissions s ON s.id = g.submission_id
        WHERE g.enrolment_id = $1 ORDER BY s.number DESC, g.sequence DESC LIMIT 1`,
      [enrolmentId],
    );
    return row;
  };
  const submission = async () => {
    const [row] = await app.db.query<{ id: string }[]>(
      'SELECT id FROM submissions WHERE enrolment_id = $1 ORDER BY number DESC LIMIT 1',
      [enrolmentId],
    );
    return row?.id ?? '';
  };
  const setPolicy = async (pointsADay: number, seen: number) => {
    const policy = { graceMinutes: 0, pointsADay, floor: 0 };
    const changes = await app.get(LatenessRegrades).preview(cohort.id, { policy });
    await app.get(LateWorkDecisions).setPolicy({
      ...{ cohortId: cohort.id, policy, seen, actorId: app.ids.bob },
      reviewed: digestOf(changes),
    });
  };

  it('the pages of a student are asked, among them the result that was released', async () => {
    expect(open).toEqual(
      expect.arrayContaining([`/results/${enrolmentId}`, `/results/${enrolmentId}/transcript`, '/']),
    );
    expect(await results()).toContain('Not passed with 46.67');
  });

  it('marks that change, and a grade that is finalised anew, show nowhere', async () => {
    await markAll(app, cohort.rubric, await opened(app, await submission()), 3, 'Even better.');
    await graded(app, cohort, await submission(), 3, 'Even better.');
    expect(await latest()).toEqual({ cause: 'marks', percent: '80.00' });
    await unchanged();
  });

  it('another policy shows what it takes, and not what it made of a grade', async () => {
    await setPolicy(200, 1);
    expect(await latest()).toEqual({ cause: 'lateness', percent: '96.00' });
    // A policy is read where work is handed in and where it lies, and nowhere else.
    await unchanged((answer) =>
      /^\/(handbooks|submissions|my)\//.test(answer.path)
        ? {
            ...answer,
            body: answer.body
              .replace(/Late work loses [\d.]+ points?/g, 'Late work loses')
              .replace(/started days? at [\d.]+ points? each takes? [\d.]+ points?/g, 'started days'),
            headers: { ...answer.headers, etag: '' },
          }
        : answer,
    );
    expect(await results()).toContain('at 10 points each take 20 points');
  });

  it('a changed rubric can be read, and what it made of a grade can’t', async () => {
    await lookAgain();
    const editing = app.get(RubricEditing);
    const id = await editing.begin(cohort.courseVersionId, app.ids.ada);
    const { criteria, ...rest } = planOf(cohort.rubric);
    const [first, ...others] = criteria;
    if (!first) throw new Error('The rubric has no criteria.');
    const heavier = [{ ...first, weight: first.weight * 2 }, ...others];
    await editing.save(id, { plan: { ...rest, criteria: heavier }, version: 1 }, app.ids.ada);
    const { digest } = await app.get(Regrades).preview(id);
    const words = { name: 'Strategy counts double', reason: 'As it was taught.' };
    await app.get(Regrades).carryOut(viewerOf(app.ids.ada), id, words, digest);
    expect(await latest()).toMatchObject({ cause: 'rubric' });
    await unchanged((answer) =>
      answer.path.startsWith(`/cohorts/${cohort.slug}/rubrics`)
        ? { ...answer, body: '', statements: [] }
        : answer,
    );
    expect(await results()).not.toContain('counts double');
  });

  it('a further attempt, its marks and its grade show nowhere', async () => {
    await app.get(LateWorkDecisions).grant({
      ...{ cohortId: cohort.id, actorId: app.ids.bob, timeZone: 'America/Toronto' },
      ...{ kind: 'returned', until: new Date('2026-12-04T23:00:00Z'), reason: 'Say which hotels.' },
      students: [{ enrolmentId, attempt: 1 }],
    });
    const second = await handedIn(app, cohort, app.ids.alice, 'A better choice.');
    await lookAgain();
    const assessment = await opened(app, second);
    const rubric = await app.get(Rubrics).read(assessment.rubricVersionId);
    await markAll(app, rubric, assessment, 1, 'Which hotels?');
    await app.get(Grades).finalise(viewerOf(app.ids.bob), assessment, await versionsOf(app, assessment));
    expect(await latest()).toMatchObject({ cause: 'marks' });
    await unchanged();
  });

  it('with the next release the same questions have another answer', async () => {
    expect(await results()).not.toContain('Which hotels?');
    await released(app, cohort);
    expect(await results()).toContain('Which hotels?');
  });
});
