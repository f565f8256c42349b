import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { GradesReleased } from '../../src/grading/releases/grades-released.js';
import { ReleasedGrades } from '../../src/grading/releases/released-grades.service.js';
import { ReleaseReviews } from '../../src/grading/releases/release-reviews.service.js';
import { Releases } from '../../src/grading/releases/releases.service.js';
import { DomainEvents } from '../../src/platform/events/domain-events.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { aCohort, aPerson, enrolled, type GradedTestCohort, handedIn } from './a-cohort.js';
import { graded, markAll, opened, released } from './marks.js';

describe('releases', () => {
  let app: TestApp;
  let cohort: GradedTestCohort;
  let student: string;
  let enrolmentId: string;
  let submissionId: string;
  const told: GradesReleased[] = [];

  beforeAll(async () => {
    app = await startTestApp();
    app.get(DomainEvents).within(GradesReleased, (_, event) => {
      told.push(event);
      return Promise.resolve();
    });
  });
  beforeEach(async () => {
    app.clock.set('2026-11-27T22:00:00Z');
    cohort = await aCohort(app);
    student = await aPerson(app, 'Zoë Nguyễn');
    enrolmentId = await enrolled(app, cohort, student);
    submissionId = await handedIn(app, cohort, student);
  });
  afterAll(() => app.close());

  const seen = () => app.get(ReleasedGrades).ofEnrolment(enrolmentId);
  const releasable = async () => (await app.get(Releases).releasable(cohort.id)).grades;
  const rowsOf = (releaseId: string) =>
    app.db.query<{ enrolment: string; event: string }[]>(
      'SELECT enrolment_id AS enrolment, grade_event_id AS event FROM release_grades WHERE release_id = $1',
      [releaseId],
    );

  it('name the grades that they show, are audited and told to others', async () => {
    const { gradeEventId } = await graded(app, cohort, submissionId, 2, 'Good.');
    const id = await released(app, cohort);
    expect(await rowsOf(id)).toEqual([{ enrolment: enrolmentId, event: gradeEventId }]);
    expect(told.filter((event) => event.releaseId === id)).toEqual([new GradesReleased(id, cohort.id)]);
    const audit = await app.db.query<unknown[]>(
      'SELECT action, facts FROM audit_entries WHERE subject_id = $1',
      [id],
    );
    expect(audit).toEqual([
      { action: 'grades.released', facts: { cohortId: cohort.id, sequence: 1, grades: 1 } },
    ]);
  });

  it('show what was finalised, competency by competency', async () => {
    await graded(app, cohort, submissionId, 2, 'Good.');
    expect(await seen()).toEqual([]);
    const id = await released(app, cohort);
    const [grade] = await seen();
    expect(grade).toMatchObject({
      releaseId: id,
      percent: '66.67',
      passed: true,
      passPercent: 60,
      userId: student,
    });
    expect(grade?.passRule).toBe(
      'Passing takes at least 60\u00A0% of the weighted points and at least “Proficient” in “Executive brief”.',
    );
    expect(grade?.competencies.map(({ level, points, ofPoints }) => [level, points, ofPoints])).toEqual(
      Array.from({ length: 5 }, () => ['Proficient', 2, 3]),
    );
    expect(grade?.criteria[3]).toMatchObject({
      level: { title: 'Proficient' },
      next: { title: 'Excellent' },
      required: 'Proficient',
      remark: { text: 'Good.', authorName: 'Bob Tanaka' },
    });
    expect(await app.get(ReleasedGrades).ofRelease(id)).toEqual([grade]);
  });

  it('leave later marks and regrades unseen until the next release', async () => {
    await graded(app, cohort, submissionId, 1, 'First.');
    await released(app, cohort);
    await markAll(app, cohort.rubric, await opened(app, submissionId), 3, 'Draft.');
    expect((await seen()).map((grade) => grade.percent)).toEqual(['33.33']);
    expect(await releasable()).toEqual([]);
    await graded(app, cohort, submissionId, 3, 'Second.');
    expect((await seen()).map((grade) => grade.percent)).toEqual(['33.33']);
    await released(app, cohort);
    expect((await seen()).map((grade) => [grade.percent, grade.criteria[0]?.remark?.text])).toEqual([
      ['100.00', 'Second.'],
      ['33.33', 'First.'],
    ]);
  });

  it('take the latest attempt, and nothing while that is not marked', async () => {
    await graded(app, cohort, submissionId, 1);
    const second = await handedIn(app, cohort, student, 'A better second attempt.');
    expect(await releasable()).toEqual([]);
    const { gradeEventId } = await graded(app, cohort, second, 3);
    expect(await releasable()).toEqual([{ enrolmentId, gradeEventId }]);
  });

  it('leave out who has withdrawn, until they return', async () => {
    await graded(app, cohort, submissionId, 2);
    await app.get(Enrolments).withdraw(cohort.id, student);
    expect(await releasable()).toEqual([]);
    await app.get(Enrolments).return(cohort.id, student);
    expect(await releasable()).toHaveLength(1);
  });

  it('asked for many times at once happen once', async () => {
    await graded(app, cohort, submissionId, 2);
    const releases = app.get(Releases);
    const { digest } = await releases.releasable(cohort.id);
    const results = await Promise.allSettled(
      [1, 2, 3, 4].map(() => releases.release(cohort.id, app.ids.bob, digest)),
    );
    expect(results.map((result) => result.status).sort()).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'rejected',
    ]);
    for (const result of results) {
      if (result.status === 'rejected') {
        expect(result.reason).toMatchObject({
          kind: 'conflict',
          message: 'Bob Tanaka has released these grades already. Nothing was released twice.',
        });
      }
    }
    const [count] = await app.db.query<{ n: number }[]>(
      'SELECT count(*)::int AS n FROM releases WHERE cohort_id = $1',
      [cohort.id],
    );
    expect(count?.n).toBe(1);
  });

  it('refuse what has not been reviewed, and nothing at all', async () => {
    const releases = app.get(Releases);
    const { digest: empty } = await releases.releasable(cohort.id);
    await expect(releases.release(cohort.id, app.ids.bob, empty)).rejects.toMatchObject({ kind: 'invalid' });
    await graded(app, cohort, submissionId, 2);
    await expect(releases.release(cohort.id, app.ids.bob, empty)).rejects.toMatchObject({ kind: 'conflict' });
    expect(await seen()).toEqual([]);
  });

  it('are all or nothing: a listener that refuses leaves no trace', async () => {
    await graded(app, cohort, submissionId, 2);
    let refuse = true;
    app
      .get(DomainEvents)
      .within(GradesReleased, (_, event) =>
        refuse && event.cohortId === cohort.id ? Promise.reject(new Error('not today')) : Promise.resolve(),
      );
    await expect(released(app, cohort)).rejects.toThrow('not today');
    expect(await seen()).toEqual([]);
    refuse = false;
    await released(app, cohort);
    expect(await seen()).toHaveLength(1);
  });

  it.each([
    'UPDATE releases SET sequence = 9 WHERE cohort_id = $1',
    'DELETE FROM releases WHERE cohort_id = $1',
    'DELETE FROM release_grades WHERE release_id IN (SELECT id FROM releases WHERE cohort_id = $1)',
  ])('can’t be changed: %s', async (sql) => {
    await graded(app, cohort, submissionId, 2);
    await released(app, cohort);
    await expect(app.db.query(sql, [cohort.id])).rejects.toThrow(/refused/);
  });

  it('keep levels and totals of an erased student, without a word about them', async () => {
    await graded(app, cohort, submissionId, 2, 'About Zoë.');
    await released(app, cohort);
    await app.get(Erasures).erase(student, app.ids.ada);
    const [grade] = await seen();
    expect(grade).toMatchObject({ percent: '66.67', passed: true });
    expect(grade?.criteria.map((criterion) => criterion.remark?.text)).toEqual(
      Array.from({ length: 5 }, () => null),
    );
  });

  it('are reviewed with what students will see', async () => {
    await graded(app, cohort, submissionId, 2, 'Good.');
    const review = await app.get(ReleaseReviews).ofCohort(cohort.id, app.ids.bob);
    expect(review.grades).toMatchObject([
      { studentName: 'Zoë Nguyễn', percent: '66.67', passed: true, remarks: 5, earlierPercent: null },
    ]);
    await released(app, cohort);
    await graded(app, cohort, submissionId, 3, 'Better.');
    const again = await app.get(ReleaseReviews).ofCohort(cohort.id, app.ids.bob);
    expect(again.grades).toMatchObject([{ percent: '100.00', earlierPercent: '66.67' }]);
    expect(again.past).toMatchObject([{ sequence: 1, grades: 1, actorName: 'Bob Tanaka' }]);
  });
});
