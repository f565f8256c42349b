import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import { Grades } from '../../src/grading/grades/grades.service.js';
import { GradingAccess } from '../../src/grading/marking/grading-access.service.js';
import { ScoreDrafts } from '../../src/grading/marking/score-drafts.service.js';
import { digestOf, LateWorkDecisions } from '../../src/grading/lateness/late-work-decisions.service.js';
import { LatenessRegrades } from '../../src/grading/lateness/lateness-regrades.service.js';
import { ReleaseReviews } from '../../src/grading/releases/release-reviews.service.js';
import { Regrades } from '../../src/grading/regrades/regrades.service.js';
import { ReleasedGrades } from '../../src/grading/releases/released-grades.service.js';
import { RubricEditing } from '../../src/grading/rubrics/rubric-editing.service.js';
import { type RubricPlan } from '../../src/grading/rubrics/rubric.rules.js';
import { planOf } from '../../src/grading/rubrics/rubrics.service.js';
import { textOf } from '../courses/text-of.js';
import { type Browser, type Name, startTestApp, type TestApp } from '../support/app.js';
import { jobsDone } from '../support/jobs.js';
import { statementsDuring } from '../support/statements.js';
import { aCohort, aPerson, enrolled, type GradedTestCohort, handedIn, viewerOf } from './a-cohort.js';
import { graded, markAll, opened, released, versionsOf } from './marks.js';

const words = { name: 'Sixty is too much', reason: 'The bar stood higher than what was taught.' };

describe('a rubric that changes while work is marked by it', () => {
  let app: TestApp;
  let cohort: GradedTestCohort;
  let enrolmentId: string;
  let submissionId: string;
  let student: string;
  const at = {} as Record<Name, Browser>;

  beforeAll(async () => {
    app = await startTestApp();
    for (const name of ['alice', 'bob', 'charlie', 'ada'] as const) at[name] = await app.as(name);
  });
  beforeEach(async () => {
    app.clock.set('2026-11-27T22:00:00Z');
    cohort = await aCohort(app);
    student = await aPerson(app, 'Zoë Nguyễn');
    enrolmentId = await enrolled(app, cohort, student);
    submissionId = await handedIn(app, cohort, student);
  });
  afterAll(() => app.close());

  /** Drafts the next rubric of the cohort's course version. @returns its id */
  const drafted = async (change: (plan: RubricPlan) => RubricPlan): Promise<string> => {
    const editing = app.get(RubricEditing);
    const id = await editing.begin(cohort.courseVersionId, app.ids.ada);
    const saved = await editing.save(id, { plan: change(planOf(cohort.rubric)), version: 1 }, app.ids.ada);
    expect(saved.ok).toBe(true);
    return id;
  };
  const milder = () => drafted((plan) => ({ ...plan, passPercent: 30 }));
  const changeTo = async (id: string) => {
    const { digest } = await app.get(Regrades).preview(id);
    return app.get(Regrades).carryOut(viewerOf(app.ids.ada), id, words, digest);
  };
  const eventsOf = (submission: string) =>
    app.db.query<{ kind: string; cause: string; percent: string; passed: boolean; regrade: string | null }[]>(
      `SELECT kind, cause, percent, passed, regrade_id AS regrade FROM grade_events
        WHERE submission_id = $1 ORDER BY sequence`,
      [submission],
    );
  const everyRow = async () =>
    app.db.query<unknown[]>(
      `SELECT (SELECT count(*) FROM regrades) AS regrades, (SELECT count(*) FROM assessments) AS assessments,
              (SELECT count(*) FROM grade_events) AS grades, (SELECT count(*) FROM score_drafts) AS drafts,
              (SELECT count(*) FROM rubric_versions WHERE published_at IS NOT NULL) AS published`,
    );

  it('shows first what it would do to every mark and pass, and changes nothing by that', async () => {
    await graded(app, cohort, submissionId, 1);
    const id = await drafted((plan) => ({
      ...plan,
      passPercent: 30,
      criteria: plan.criteria.map((criterion) => ({
        ...criterion,
        levels: criterion.levels.map((level) => ({ ...level, required: false })),
      })),
    }));
    const before = await everyRow();
    const { text, status } = await at.ada.get(`/grading/rubrics/${id}/regrade`);
    expect(status).toBe(200);
    expect(text).toContain('1 piece of work is marked by this rubric in 1 cohort; 1 has a grade.');
    expect(text).toContain('1 student would pass who did not.');
    expect(text).toContain('33.33\u00A0%, not passed');
    expect(text).toContain('33.33\u00A0%, passed');
    expect(text).toContain('Would pass now');
    expect(text).toContain('Zoë Nguyễn');
    expect(await everyRow()).toEqual(before);
  });

  it('carries marks and remarks over as a new grade with its name and reason; the earlier one stays', async () => {
    await graded(app, cohort, submissionId, 2, 'Well argued.');
    await released(app, cohort);
    const id = await drafted((plan) => ({
      ...plan,
      criteria: plan.criteria.map((criterion, n) => ({
        ...criterion,
        levels: criterion.levels.map((level) =>
          n === 0 && level.points === 3 ? { ...level, points: 4 } : level,
        ),
      })),
    }));
    const regrade = await changeTo(id);
    expect(await eventsOf(submissionId)).toEqual([
      { kind: 'finalised', cause: 'marks', percent: '66.67', passed: true, regrade: null },
      // One of five criteria is at 2 of 4 points now
      { kind: 'regraded', cause: 'rubric', percent: '63.33', passed: true, regrade },
    ]);
    const shown = await app.get(ReleasedGrades).ofEnrolment(enrolmentId);
    expect(shown.map(({ percent }) => percent)).toEqual(['66.67']);
    await released(app, cohort);
    const [latest, earlier] = await app.get(ReleasedGrades).ofEnrolment(enrolmentId);
    expect([latest?.percent, earlier?.percent]).toEqual(['63.33', '66.67']);
    expect(latest?.criteria.every(({ remark }) => remark?.text === 'Well argued.')).toBe(true);
    expect(earlier?.criteria.every(({ remark }) => remark?.text === 'Well argued.')).toBe(true);
    await jobsDone(app.db);
    const { email } = (
      await app.db.query<{ email: string }[]>('SELECT email FROM users WHERE id = $1', [student])
    )[0] ?? { email: '' };
    const grades = app.mails.filter(
      ({ to, subject }) => to.includes(email) && subject.startsWith('Your grade'),
    );
    expect(grades.map(({ text }) => text.includes(words.reason)).sort()).toEqual([false, true]);
    for (const { text } of grades) expect(text).not.toMatch(/passed|\d %/);
  });

  it('names whoever made the marks in the review, not who changed a policy or the rubric since', async () => {
    app.clock.set('2026-11-28T02:00:00Z');
    const late = await aPerson(app, 'Émile Roux');
    await enrolled(app, cohort, late);
    await graded(app, cohort, await handedIn(app, cohort, late), 2);
    await graded(app, cohort, submissionId, 2);
    const markers = async () =>
      (await app.get(ReleaseReviews).gradesOf(cohort.id)).grades.map(({ studentName, markerId, percent }) => [
        studentName,
        markerId,
        percent,
      ]);
    const policy = { graceMinutes: 0, pointsADay: 500, floor: 0 };
    const [change] = await app.get(LatenessRegrades).preview(cohort.id, { policy });
    await app.get(LateWorkDecisions).setPolicy({
      ...{ cohortId: cohort.id, policy, seen: 0, actorId: app.ids.ada },
      reviewed: digestOf(change ? [change] : []),
    });
    expect(await markers()).toEqual([
      ['Émile Roux', app.ids.bob, '61.67'],
      ['Zoë Nguyễn', app.ids.bob, '66.67'],
    ]);
    await changeTo(
      await drafted((plan) => ({
        ...plan,
        criteria: plan.criteria.map((criterion, n) => ({ ...criterion, weight: n === 0 ? 5 : 7 })),
      })),
    );
    expect((await eventsOf(submissionId)).map(({ cause }) => cause)).toEqual(['marks', 'rubric']);
    expect((await markers()).map(([, marker]) => marker)).toEqual([app.ids.bob, app.ids.bob]);
  });

  it('leaves open what no level answers to: the earlier grade stands until somebody marks it', async () => {
    await graded(app, cohort, submissionId, 3);
    const id = await drafted((plan) => ({
      ...plan,
      criteria: plan.criteria.map((criterion) =>
        criterion.key === 'strategy'
          ? {
              ...criterion,
              levels: [
                { title: 'Not there', description: 'No.', points: 0 },
                { title: 'There', description: 'Yes.', points: 1 },
              ],
            }
          : criterion,
      ),
    }));
    const preview = await at.ada.get(`/grading/rubrics/${id}/regrade`);
    expect(preview.text).toContain('1 piece of work needs new marks before there is a new grade');
    await changeTo(id);
    expect(await eventsOf(submissionId)).toHaveLength(1);
    const assessment = await opened(app, submissionId);
    expect(assessment.rubricVersionId).toBe(id);
    const marks = [...(await app.get(ScoreDrafts).of(assessment.id)).values()];
    expect(marks.filter(({ levelId }) => levelId === null)).toHaveLength(1);
    expect(marks.filter(({ levelId }) => levelId !== null)).toHaveLength(4);
    const { text } = await at.bob.get(`/grading/cohorts/${cohort.slug}`);
    expect(text).toContain('Changed, not finalised');
  });

  it('shows the marks that go with a criterion, and those in the making that are kept or have to be made anew', async () => {
    await graded(app, cohort, submissionId, 2);
    const begun = await aPerson(app, 'Émile Roux');
    await enrolled(app, cohort, begun);
    const assessment = await opened(app, await handedIn(app, cohort, begun));
    await markAll(app, cohort.rubric, assessment, 1);
    const looked = await aPerson(app, 'Tim Brandt');
    await enrolled(app, cohort, looked);
    await opened(app, await handedIn(app, cohort, looked));
    const gone = cohort.rubric.criteria.find(({ key }) => key === 'strategy');
    const replaced = (plan: RubricPlan) =>
      plan.criteria.map((criterion) =>
        criterion.key === 'strategy' ? { ...criterion, key: 'tone', title: 'Tone' } : criterion,
      );
    const id = await drafted((plan) => ({
      ...plan,
      criteria: replaced(plan).map((criterion, n) => ({
        ...criterion,
        levels:
          n === 1
            ? [
                { title: 'Not there', description: 'No.', points: 0 },
                { title: 'There', description: 'Yes.', points: 1 },
              ]
            : criterion.levels,
      })),
    }));
    const page = async () => textOf((await at.ada.get(`/grading/rubrics/${id}/regrade`)).text);
    const text = await page();
    expect(text).toContain(`${gone?.title ?? ''} Goes. 2 marks go with it, and are kept in the history.`);
    expect(text).toContain('1 piece of work has no grade yet and marks that have to be made anew.');
    const open = cohort.rubric.criteria[1]?.title ?? '';
    expect(text).toContain(
      `Émile Roux Autumn 2026 No grade yet, 5 of 5 marked No grade yet, 3 of 5 marked Needs new marks ${open}`,
    );
    expect(text).toContain(
      'Tim Brandt Autumn 2026 No grade yet, 0 of 5 marked No grade yet, 0 of 5 marked –',
    );
    await changeTo(id);
    const marks = [
      ...(await app.get(ScoreDrafts).of((await opened(app, assessment.submission.id)).id)).values(),
    ];
    expect(marks.filter(({ levelId }) => levelId !== null)).toHaveLength(3);
  });

  it('takes marks in the making along, and no more by the rubric before', async () => {
    const assessment = await opened(app, submissionId);
    await markAll(app, cohort.rubric, assessment, 2, 'So far.');
    const id = await milder();
    await changeTo(id);
    expect(await eventsOf(submissionId)).toEqual([]);
    const next = await opened(app, submissionId);
    expect(next.id).not.toBe(assessment.id);
    const marks = [...(await app.get(ScoreDrafts).of(next.id)).values()];
    expect(marks.map(({ remark, levelId }) => [remark, levelId !== null])).toEqual(
      Array.from({ length: 5 }, () => ['So far.', true]),
    );
    // A desk that was open before
    await expect(markAll(app, cohort.rubric, assessment, 1)).rejects.toThrow('The rubric has changed');
    const bob = viewerOf(app.ids.bob);
    const stale = await app.get(GradingAccess).assessment(bob, assessment.id);
    await expect(markAll(app, cohort.rubric, stale, 1)).rejects.toThrow('The rubric has changed');
    await expect(app.get(Grades).finalise(bob, stale, await versionsOf(app, stale))).rejects.toThrow(
      'The rubric has changed',
    );
    const page = await at.bob.get(`/grading/assessments/${assessment.id}`);
    expect(page.headers['location']).toBe(`/grading/assessments/${next.id}`);
    const [criterion] = cohort.rubric.criteria;
    const answer = await at.bob.put(`/grading/assessments/${assessment.id}/scores/${criterion?.id ?? ''}`, {
      levelId: criterion?.levels[0]?.id,
      remark: '',
      version: 1,
    });
    expect(answer.status).toBe(409);
  });

  it('lets no mark slip in beside it that was on its way in the same moment', async () => {
    const assessment = await opened(app, submissionId);
    const [criterion] = cohort.rubric.criteria;
    const runner = app.db.createQueryRunner();
    await runner.startTransaction();
    await runner.query('SELECT FROM assessments WHERE id = $1 FOR NO KEY UPDATE', [assessment.id]);
    await runner.query(
      `INSERT INTO rubric_versions (course_version_id, number, title, pass_percent, published_at)
       SELECT course_version_id, number + 1, title, pass_percent, now() FROM rubric_versions WHERE id = $1`,
      [assessment.rubricVersionId],
    );
    await runner.query(
      `INSERT INTO assessments (submission_id, slot, rubric_version_id, created_by_id, created_at)
       SELECT $2, 'first', n.id, $3, now() FROM rubric_versions r JOIN rubric_versions n
           ON n.course_version_id = r.course_version_id AND n.number = r.number + 1 WHERE r.id = $1`,
      [assessment.rubricVersionId, submissionId, app.ids.bob],
    );
    const mark = at.bob.put(`/grading/assessments/${assessment.id}/scores/${criterion?.id ?? ''}`, {
      levelId: criterion?.levels[0]?.id,
      remark: '',
      version: 0,
    });
    const waiting = () =>
      app.db.query<unknown[]>(
        `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
      );
    const answered = mark.then(({ status, body }) => ({ status, body: body as unknown }));
    while ((await waiting()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await runner.commitTransaction();
    await runner.release();
    expect(await answered).toMatchObject({ status: 409, body: { error: { kind: 'conflict' } } });
    expect(await app.get(ScoreDrafts).of(assessment.id)).toEqual(new Map());
  });

  it('is done once, however many press at once, and not over marks that nobody has looked at', async () => {
    await graded(app, cohort, submissionId, 2);
    const id = await milder();
    const regrades = app.get(Regrades);
    const { digest } = await regrades.preview(id);
    await markAll(app, cohort.rubric, await opened(app, submissionId), 1);
    const ada = viewerOf(app.ids.ada);
    await expect(regrades.carryOut(ada, id, words, digest)).rejects.toThrow('have changed since you looked');
    const { digest: now } = await regrades.preview(id);
    const both = await Promise.allSettled([1, 2].map(() => regrades.carryOut(ada, id, words, now)));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await eventsOf(submissionId)).toHaveLength(2);
  });

  it('does not pass over a grade that is finalised in the same moment', async () => {
    const assessment = await opened(app, submissionId);
    await markAll(app, cohort.rubric, assessment, 2);
    const id = await milder();
    const { digest } = await app.get(Regrades).preview(id);
    const bob = viewerOf(app.ids.bob);
    const versions = await versionsOf(app, assessment);
    const [finalised, changed] = await Promise.allSettled([
      app.get(Grades).finalise(bob, assessment, versions),
      app.get(Regrades).carryOut(viewerOf(app.ids.ada), id, words, digest),
    ]);
    // Whoever is second is refused: it has not seen what the first one did
    expect([finalised.status, changed.status].sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('leaves work that nobody has opened to the new rubric', async () => {
    const id = await milder();
    await changeTo(id);
    expect((await opened(app, submissionId)).rubricVersionId).toBe(id);
  });

  it('looks with a fixed number of statements, and tells whoever teaches', async () => {
    const id = await milder();
    const one = await statementsDuring(app.db, () => at.ada.get(`/grading/rubrics/${id}/regrade`));
    for (const name of ['Ana', 'Ben', 'Cem']) {
      const person = await aPerson(app, name);
      await enrolled(app, cohort, person);
      await graded(app, cohort, await handedIn(app, cohort, person), 2);
    }
    const four = await statementsDuring(app.db, () => at.ada.get(`/grading/rubrics/${id}/regrade`));
    // The rubrics of the marks are read by one statement more than none
    expect(four.length - one.length).toBeLessThanOrEqual(1);
    await changeTo(id);
    await jobsDone(app.db);
    const told = app.mails.filter(({ subject }) => subject === 'The rubric of Strategist has changed');
    expect(told.at(-1)?.text).toContain('3 grades were written anew and wait for a release.');
    expect(told.at(-1)?.text).toContain(words.reason);
  });

  describe('has routes', () => {
    let id: string;
    let cohortId: string;
    const page = () => `/grading/rubrics/${id}/regrade`;
    const press = () => `/grading/rubrics/${id}/regrades`;

    beforeEach(async () => {
      cohortId = cohort.id;
      await graded(app, cohort, submissionId, 2);
      id = await milder();
    });

    it('for administrators alone', async () => {
      expect((await app.visitor().get(page())).headers['location']).toMatch(/^\/sign-in/);
      for (const name of ['alice', 'bob', 'charlie'] as const) {
        expect((await at[name].get(page())).status).toBe(403);
        expect((await at[name].post(press(), words)).status).toBe(403);
      }
      for (const wrong of [randomUUID(), 'nothing']) {
        expect((await at.ada.get(`/grading/rubrics/${wrong}/regrade`)).status).toBe(404);
        expect((await at.ada.post(`/grading/rubrics/${wrong}/regrades`, words)).status).toBe(404);
      }
    });

    it('that keep what was typed when something is missing', async () => {
      const answer = await at.ada.post(press(), { name: '', reason: 'Too <b>strict</b>.' });
      expect(answer.status).toBe(422);
      expect(answer.text).toContain('Name this change, in a few words.');
      expect(answer.text).toContain('Too &lt;b&gt;strict&lt;/b&gt;.');
      const long = await at.ada.post(press(), { name: 'x'.repeat(121), reason: 'y'.repeat(1001) });
      expect(long.status).toBe(422);
      expect(long.text).toContain('Use at most 120 characters for the name.');
      expect(long.text).toContain('Use at most 1,000 characters for the reason.');
    });

    it('that refuse what was looked at too long ago, and go on when it is looked at again', async () => {
      const answer = await at.ada.post(press(), { ...words, reviewed: 'long ago' });
      expect(answer.status).toBe(409);
      expect(answer.text).toContain('have changed since you looked, so nothing was done');
      expect(answer.text).toContain(words.reason);
      const reviewed = /name="reviewed" value="([^"]+)"/.exec(answer.text)?.[1] ?? '';
      expect((await at.ada.post(press(), { ...words, reviewed })).status).toBe(303);
      expect((await at.ada.get(page())).headers['location']).toBe(`/grading/rubrics/${id}`);
      expect((await at.ada.post(press(), { ...words, reviewed })).status).toBe(409);
      const audit = await app.db.query<unknown[]>(
        `SELECT facts->>'grades' AS grades FROM audit_entries WHERE action = 'rubric.changed'
            AND facts->>'rubricVersionId' = $1`,
        [id],
      );
      expect(audit).toEqual([{ grades: '1' }]);
    });

    it('that refuse a rubric which can’t be published, with a sentence', async () => {
      const editing = app.get(RubricEditing);
      const { criteria, ...rest } = planOf(cohort.rubric);
      const plan = {
        ...rest,
        criteria: criteria.map((criterion, at) => (at === 0 ? { ...criterion, levels: [] } : criterion)),
      };
      await editing.save(id, { plan, version: 2 }, app.ids.ada);
      const { status, text } = await at.ada.get(page());
      expect(status).toBe(200);
      expect(text).toContain('needs at least two levels');
      expect(text).not.toContain('name="reviewed"');
      const answer = await at.ada.post(press(), { ...words, reviewed: '' });
      expect(answer.status).toBe(422);
      expect(answer.text).toContain('needs at least two levels');
      expect(await app.get(Regrades).isDone(id)).toBe(false);
    });

    it('for cohorts of one course version only', async () => {
      const other = await aCohort(app);
      const theirs = await enrolled(app, other, student);
      const submission = await handedIn(app, other, student);
      await graded(app, other, submission, 2);
      await changeTo(id);
      expect(theirs).not.toBe(enrolmentId);
      expect(await eventsOf(submission)).toHaveLength(1);
      expect(await app.db.getRepository(Cohort).existsBy({ id: cohortId })).toBe(true);
    });
  });
});
