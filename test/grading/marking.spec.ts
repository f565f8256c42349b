import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Assessments } from '../../src/grading/marking/assessments.service.js';
import { Grades } from '../../src/grading/grades/grades.service.js';
import { GradingAccess, type MarkedAssessment } from '../../src/grading/marking/grading-access.service.js';
import { MarkingProgress } from '../../src/grading/marking/marking-progress.service.js';
import { type MarkWrite, ScoreDrafts } from '../../src/grading/marking/score-drafts.service.js';
import { DomainError } from '../../src/platform/errors/domain-errors.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';
import { aCohort, aPerson, enrolled, type GradedTestCohort, handedIn, viewerOf } from './a-cohort.js';
import { criterionId, levelId, markAll, opened, versionsOf } from './marks.js';

describe('marking', () => {
  let app: TestApp;
  let cohort: GradedTestCohort;
  let student: string;
  let submissionId: string;
  let assessment: MarkedAssessment;

  beforeAll(async () => {
    app = await startTestApp();
    cohort = await aCohort(app);
  });
  beforeEach(async () => {
    app.clock.set('2026-11-27T22:00:00Z');
    student = await aPerson(app, 'Zoë Nguyễn');
    await enrolled(app, cohort, student);
    submissionId = await handedIn(app, cohort, student);
    assessment = await opened(app, submissionId);
  });
  afterAll(() => app.close());

  const bob = () => viewerOf(app.ids.bob);
  const ada = () => ({ ...viewerOf(app.ids.ada), administrator: true });
  const mark = (key: string, points: number | null, version: number, remark = ''): MarkWrite => ({
    rubricCriterionId: criterionId(cohort.rubric, key),
    levelId: points === null ? null : levelId(cohort.rubric, key, points),
    remark,
    version,
  });
  const write = (one: MarkWrite, by = bob()) => app.get(ScoreDrafts).write(by, assessment, one);
  const finalise = async (by = bob()) =>
    app.get(Grades).finalise(by, assessment, await versionsOf(app, assessment));
  const count = async (table: string, where: string, id: string) => {
    const rows = await app.db.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM ${table} WHERE ${where} = $1`,
      [id],
    );
    return rows[0]?.n;
  };

  describe('a place at a submission', () => {
    it('is the same for everybody who opens it, also at once', async () => {
      const other = await aPerson(app, 'Ravi Iyer');
      await enrolled(app, cohort, other);
      const id = await handedIn(app, cohort, other);
      const ask = async () =>
        app.get(Assessments).open(bob(), await app.get(GradingAccess).submission(bob(), id));
      const ids = await Promise.all([ask(), ask(), ask(), ask()]);
      expect(new Set(ids).size).toBe(1);
      for (const opened of new Set(ids)) expect(await count('audit_entries', 'subject_id', opened)).toBe(1);
    });

    it('is opened with those of everybody who has handed in, in one statement however many they are', async () => {
      const one = await aCohort(app);
      const handIn = async (name: string) => {
        const person = await aPerson(app, name);
        await enrolled(app, one, person);
        return handedIn(app, one, person);
      };
      const submissions = [await handIn('One'), await handIn('Two'), await handIn('Three')];
      const access = app.get(GradingAccess);
      const open = async (id: string) => app.get(Assessments).open(bob(), await access.submission(bob(), id));
      const statements = await statementsDuring(app.db, () => open(submissions[1] ?? ''));
      expect(statements.filter((sql) => sql.startsWith('INSERT INTO assessments'))).toHaveLength(1);
      const rows = await app.get(MarkingProgress).ofCohort(one.id, app.ids.bob);
      expect(rows.map((row) => row.assessmentId === null)).toEqual([false, false, false]);
      expect(rows.map((row) => row.state)).toEqual(['waiting', 'waiting', 'waiting']);
      const later = await handIn('Four');
      const again = await statementsDuring(app.db, () => open(later));
      expect(again).toHaveLength(statements.length);
      const ids = (await app.get(MarkingProgress).ofCohort(one.id, app.ids.bob)).map(
        (row) => row.assessmentId,
      );
      expect(new Set(ids).size).toBe(4);
    });
  });

  describe('a mark', () => {
    it('is stored with its version, writer and time', async () => {
      expect(await write(mark('strategy', 2, 0, ' Well argued.\r\nTwo lines. '))).toMatchObject({
        version: 1,
        remark: 'Well argued.\nTwo lines.',
        updatedByName: 'Bob Tanaka',
        updatedAt: app.clock.now(),
      });
      expect(await write(mark('strategy', 3, 1))).toMatchObject({ version: 2, remark: '' });
      expect(await write(mark('strategy', null, 2))).toMatchObject({ version: 3, levelId: null });
    });

    it('that is stale is refused with both values, and nothing is lost', async () => {
      await write(mark('strategy', 2, 0, 'Bob’s view'));
      const refused = await write(mark('strategy', 3, 0, 'Ada’s view'), ada()).catch(
        (error: unknown) => error,
      );
      expect(refused).toBeInstanceOf(DomainError);
      expect(refused).toMatchObject({
        kind: 'conflict',
        details: {
          conflict: {
            yours: { levelId: levelId(cohort.rubric, 'strategy', 3), remark: 'Ada’s view' },
            theirs: {
              levelId: levelId(cohort.rubric, 'strategy', 2),
              remark: 'Bob’s view',
              version: 1,
              updatedByName: 'Bob Tanaka',
            },
          },
        },
      });
      expect(
        (await app.get(ScoreDrafts).of(assessment.id)).get(criterionId(cohort.rubric, 'strategy')),
      ).toMatchObject({
        remark: 'Bob’s view',
        version: 1,
      });
    });

    it('that is sent again, because its answer was lost, is no conflict', async () => {
      await write(mark('strategy', 2, 0, 'Once'));
      expect(await write(mark('strategy', 2, 0, 'Once'))).toMatchObject({ version: 1 });
      await write(mark('strategy', 3, 1, 'Twice'));
      expect(await write(mark('strategy', 3, 1, 'Twice'))).toMatchObject({ version: 2 });
    });

    it('of one criterion does not disturb a co-marker’s on another', async () => {
      await Promise.all([write(mark('strategy', 2, 0)), write(mark('engagement', 1, 0), ada())]);
      const stored = await app.get(ScoreDrafts).of(assessment.id);
      expect([...stored.values()].map((one) => [one.version, one.updatedByName]).sort()).toEqual([
        [1, 'Ada Lindqvist'],
        [1, 'Bob Tanaka'],
      ]);
    });

    it('written by two at once is won by one and asked of the other', async () => {
      const results = await Promise.allSettled([
        write(mark('strategy', 2, 0, 'one')),
        write(mark('strategy', 3, 0, 'two'), ada()),
      ]);
      expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
      await write(mark('engagement', 1, 0));
      const again = await Promise.allSettled([
        write(mark('engagement', 2, 1, 'one')),
        write(mark('engagement', 3, 1, 'two'), ada()),
      ]);
      expect(again.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    });

    it('refuses a level of another criterion and a criterion of another rubric', async () => {
      const strange = { ...mark('strategy', 2, 0), levelId: levelId(cohort.rubric, 'engagement', 2) };
      await expect(write(strange)).rejects.toMatchObject({ kind: 'invalid' });
      const elsewhere = await aCohort(app);
      await expect(
        write({ ...mark('strategy', 2, 0), rubricCriterionId: criterionId(elsewhere.rubric, 'strategy') }),
      ).rejects.toMatchObject({ kind: 'notFound' });
    });
  });

  describe('finalising', () => {
    it('writes the grade, its scores and its remarks, with an audit entry', async () => {
      await markAll(app, cohort.rubric, assessment, 2, 'Good.');
      const grade = await finalise();
      expect(grade).toMatchObject({ sequence: 1, percent: '66.67', passed: true, isNew: true });
      expect(await count('criterion_scores', 'grade_event_id', grade.gradeEventId)).toBe(5);
      expect(await count('remarks', 'grade_event_id', grade.gradeEventId)).toBe(5);
      expect(await count('remark_texts', 'person_id', student)).toBe(5);
      const [event] = await app.db.query<Record<string, unknown>[]>(
        'SELECT kind, percent, late_seconds, actor_id, enrolment_id FROM grade_events WHERE id = $1',
        [grade.gradeEventId],
      );
      expect(event).toMatchObject({
        kind: 'finalised',
        percent: '66.67',
        late_seconds: 0,
        actor_id: app.ids.bob,
      });
      const audit = await app.db.query<unknown[]>(
        `SELECT action, facts FROM audit_entries WHERE subject_id = $1`,
        [grade.gradeEventId],
      );
      expect(audit).toMatchObject([{ action: 'grade.finalised', facts: { percent: '66.67', sequence: 1 } }]);
    });

    it('counts lateness from the cohort’s deadline to the hand-in', async () => {
      app.clock.set('2026-11-28T00:00:07.900Z');
      const late = await aPerson(app, 'Late Comer');
      await enrolled(app, cohort, late);
      assessment = await opened(app, await handedIn(app, cohort, late));
      await markAll(app, cohort.rubric, assessment, 3);
      const { gradeEventId } = await finalise();
      const [event] = await app.db.query<{ late: number }[]>(
        'SELECT late_seconds AS late FROM grade_events WHERE id = $1',
        [gradeEventId],
      );
      expect(event?.late).toBe(3607);
    });

    it('is refused while a level is missing, and names it', async () => {
      await write(mark('strategy', 2, 0));
      await expect(finalise()).rejects.toMatchObject({
        kind: 'invalid',
        details: {
          errors: ['engagement', 'research-reporting', 'executive-brief', 'alignment'].map((key): unknown =>
            expect.objectContaining({ field: `level-${criterionId(cohort.rubric, key)}` }),
          ),
        },
      });
    });

    it('is refused when a co-marker has changed a mark that one has not seen', async () => {
      await markAll(app, cohort.rubric, assessment, 2);
      const seen = await versionsOf(app, assessment);
      await write(mark('strategy', 0, 1), ada());
      await expect(app.get(Grades).finalise(bob(), assessment, seen)).rejects.toMatchObject({
        kind: 'conflict',
      });
      expect(await count('grade_events', 'submission_id', submissionId)).toBe(0);
    });

    it('of changed marks is a regrade; the first grade stays as it was', async () => {
      await markAll(app, cohort.rubric, assessment, 2, 'First.');
      await finalise();
      await markAll(app, cohort.rubric, assessment, 3, 'Second.');
      expect(await finalise()).toMatchObject({ sequence: 2, percent: '100.00', isNew: true });
      const events = await app.db.query<unknown[]>(
        'SELECT kind, percent FROM grade_events WHERE submission_id = $1 ORDER BY sequence',
        [submissionId],
      );
      expect(events).toEqual([
        { kind: 'finalised', percent: '66.67' },
        { kind: 'regraded', percent: '100.00' },
      ]);
    });

    it('with a remark changed only is a regrade, too', async () => {
      await markAll(app, cohort.rubric, assessment, 2, 'First.');
      await finalise();
      await markAll(app, cohort.rubric, assessment, 2, 'Second.');
      expect(await finalise()).toMatchObject({ sequence: 2, percent: '66.67' });
    });

    it('of the same marks many times at once makes one grade', async () => {
      await markAll(app, cohort.rubric, assessment, 2, 'Good.');
      const grades = await Promise.all([finalise(), finalise(), finalise(), finalise()]);
      expect(new Set(grades.map((grade) => grade.gradeEventId)).size).toBe(1);
      expect(grades.filter((grade) => grade.isNew)).toHaveLength(1);
      expect(await count('grade_events', 'submission_id', submissionId)).toBe(1);
    });

    it.each([
      'UPDATE grade_events SET percent = 100 WHERE submission_id = $1',
      'DELETE FROM grade_events WHERE submission_id = $1',
      'UPDATE criterion_scores SET points = 3 WHERE grade_event_id IN (SELECT id FROM grade_events WHERE submission_id = $1)',
      'DELETE FROM remarks WHERE grade_event_id IN (SELECT id FROM grade_events WHERE submission_id = $1)',
      `UPDATE remark_texts SET body = 'x' WHERE remark_id IN (SELECT r.id FROM remarks r JOIN grade_events g
         ON g.id = r.grade_event_id WHERE g.submission_id = $1)`,
    ])('makes facts that the database will not change: %s', async (sql) => {
      await markAll(app, cohort.rubric, assessment, 2, 'Good.');
      await finalise();
      await expect(app.db.query(sql, [submissionId])).rejects.toThrow(/refused/);
    });
  });

  describe('the list of a cohort', () => {
    it('is in the order of a reader’s alphabet', async () => {
      const one = await aCohort(app);
      for (const name of ['Zoë', 'Émilie', 'Farid', 'ana'])
        await enrolled(app, one, await aPerson(app, name));
      const rows = await app.get(MarkingProgress).ofCohort(one.id, app.ids.bob);
      expect(rows.map((row) => row.studentName)).toEqual(['ana', 'Émilie', 'Farid', 'Zoë']);
    });

    const state = async () =>
      (await app.get(MarkingProgress).ofCohort(cohort.id, app.ids.bob)).find(
        (row) => row.submission?.id === submissionId,
      )?.state;

    it('tells how far each handbook is', async () => {
      expect(await state()).toBe('waiting');
      await write(mark('strategy', 2, 0));
      expect(await state()).toBe('marking');
      for (const key of ['engagement', 'research-reporting', 'executive-brief', 'alignment'])
        await write(mark(key, 2, 0));
      expect(await state()).toBe('ready');
      await finalise();
      expect(await state()).toBe('marked');
      await write(mark('strategy', 3, 1));
      expect(await state()).toBe('changed');
      await write(mark('strategy', 2, 2, 'Only a remark.'));
      expect(await state()).toBe('changed');
      await write(mark('strategy', 2, 3));
      expect(await state()).toBe('marked');
    });
  });

  describe('after an erasure', () => {
    it('no remark about the person is left, and none can be written', async () => {
      await markAll(app, cohort.rubric, assessment, 2, 'A remark about Zoë.');
      await finalise();
      await app.get(Erasures).erase(student, app.ids.ada);
      const left = await app.db.query<unknown[]>(
        `SELECT remark FROM score_drafts WHERE remark <> '' AND assessment_id = $1
          UNION ALL SELECT body FROM remark_texts WHERE person_id = $2 AND body IS NOT NULL`,
        [assessment.id, student],
      );
      expect(left).toEqual([]);
      await expect(write(mark('strategy', 1, 2, 'Late words'))).rejects.toMatchObject({ kind: 'conflict' });
      await expect(finalise()).rejects.toMatchObject({ kind: 'conflict' });
    });
  });
});
