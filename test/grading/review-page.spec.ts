import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { Grades } from '../../src/grading/grades/grades.service.js';
import { ScoreDrafts } from '../../src/grading/marking/score-drafts.service.js';
import { Erasures } from '../../src/users/erasure/erasures.js';
import { textOf } from '../courses/text-of.js';
import { type Browser, startTestApp, type TestApp } from '../support/app.js';
import { statementsDuring } from '../support/statements.js';
import { aCohort, aPerson, enrolled, type GradedTestCohort, handedIn, viewerOf } from './a-cohort.js';
import { graded, levelId, opened, released, versionsOf } from './marks.js';

describe('the review before a release', () => {
  let app: TestApp;
  let bob: Browser;

  beforeAll(async () => {
    app = await startTestApp();
    app.clock.set('2026-11-27T22:00:00Z');
    bob = await app.as('bob');
  });
  afterAll(() => app.close());

  const pathOf = (cohort: GradedTestCohort) => `/grading/cohorts/${cohort.slug}/releases`;
  const graduate = async (cohort: GradedTestCohort, name: string, points: number, remark = '') => {
    const userId = await aPerson(app, name);
    const id = await enrolled(app, cohort, userId);
    const submission = await handedIn(app, cohort, userId);
    await graded(app, cohort, submission, points, remark);
    return { userId, id, submission };
  };
  const see = async (cohort: GradedTestCohort, who = bob) => {
    const { text } = await who.get(pathOf(cohort));
    const seen = /name="seen" value="([^"]+)"/.exec(text)?.[1] ?? '';
    return who.post(`/grading/cohorts/${cohort.slug}/looks`, { seen });
  };
  const news = async (cohort: GradedTestCohort, who = bob) => {
    const { text } = await who.get(pathOf(cohort));
    return textOf(/id="changes">([\s\S]*?)<\/section>/.exec(text)?.[1] ?? '');
  };

  it('of a cohort of nobody says what will be here', async () => {
    const { status, text } = await bob.get(pathOf(await aCohort(app)));
    expect([status, text.includes('Nobody is enrolled yet')]).toEqual([200, true]);
  });

  it('of one student shows one grade, and its preview is the page that this student gets', async () => {
    const cohort = await aCohort(app);
    const id = await enrolled(app, cohort, app.ids.alice);
    await graded(app, cohort, await handedIn(app, cohort, app.ids.alice), 2, 'Name the rival.');
    const { text } = await bob.get(pathOf(cohort));
    expect(text).toContain('One grade is ready: all passed.');
    expect(text).toContain('Release 1 grade<');
    const preview = await bob.get(`/grading/enrolments/${id}/preview`);
    expect(preview.text).toContain('A preview, with the time of now. Nothing of it has been released.');
    const handbook = await bob.get(`/grading/enrolments/${id}/preview/handbook`);
    expect([handbook.status, handbook.text.includes('a preview, not released')]).toEqual([200, true]);
    await released(app, cohort);
    const result = await (await app.as('alice')).get(`/results/${id}`);
    const main = (page: string) =>
      textOf(page.slice(page.indexOf('result-verdict'), page.indexOf('</main>')));
    const same = (page: string) =>
      main(page)
        .replace(/ · released.*your time/, '')
        .replace(/Your certificate.*What passing takes/, 'What passing takes')
        .replace(/ Transcript, to keep.*/, '')
        .trim();
    expect(same(result.text)).toContain('Name the rival.');
    expect(same(preview.text)).toBe(same(result.text));
    expect((await bob.get(`/grading/enrolments/${id}/preview`)).status).toBe(404);
    expect((await bob.get(`/grading/enrolments/${randomUUID()}/preview`)).status).toBe(404);
  });

  it('names close calls, missing marks and marks that changed after they were finalised, with ways to the desk', async () => {
    const cohort = await aCohort(app);
    const { submission } = await graduate(cohort, 'Ann', 1);
    const cai = await aPerson(app, 'Cai');
    await enrolled(app, cohort, cai);
    await opened(app, await handedIn(app, cohort, cai));
    const assessment = await opened(app, submission);
    const [first] = cohort.rubric.criteria;
    const stored = await app.get(ScoreDrafts).of(assessment.id);
    await app.get(ScoreDrafts).writeAll(viewerOf(app.ids.bob), assessment, [
      {
        rubricCriterionId: first?.id ?? '',
        levelId: levelId(cohort.rubric, first?.key ?? '', 3),
        remark: '',
        version: stored.get(first?.id ?? '')?.version ?? 0,
      },
    ]);
    await enrolled(app, cohort, await aPerson(app, 'Dag'));
    const { text } = await bob.get(`${pathOf(cohort)}?margin=5`);
    const plain = textOf(text);
    expect(plain).toContain(
      'Ann (not passed) : “Executive brief” is at “Developing”, one level short of the “Proficient”',
    );
    expect(plain).toMatch(/Handed in and not finalised.*Cai To mark/);
    expect(plain).toMatch(/Changed after they were finalised.*Ann/);
    expect(plain).toContain('1 student has handed in nothing');
    expect(text).toContain(`href="/grading/assessments/${assessment.id}"`);
    await app.get(Grades).finalise(viewerOf(app.ids.bob), assessment, await versionsOf(app, assessment));
    expect(textOf((await bob.get(pathOf(cohort))).text)).not.toContain('Changed after they were finalised');
  });

  it('names what would keep certificates from being issued: names of those who passed, and texts', async () => {
    const cohort = await aCohort(app);
    await graduate(cohort, 'Fay 🦊', 3);
    await graduate(cohort, 'Gus 🐟', 0);
    expect((await bob.get(pathOf(await aCohort(app)))).text).not.toContain('What keeps certificates');
    await app.db.query('UPDATE cohorts SET name = $2 WHERE id = $1', [cohort.id, 'Autumn 🍂']);
    const { text } = await bob.get(pathOf(cohort));
    const found = textOf(/id="unprintable">([\s\S]*?)<\/section>/.exec(text)?.[1] ?? '');
    expect(found).toContain('Certificates can’t print the name of the cohort (“🍂”).');
    expect(found).toContain('Fay 🦊 : On a certificate this can’t be printed: “🦊”.');
    expect(found).not.toContain('Gus');
  });

  it('looks at the title of the course that certificates print, not at the one of the catalogue', async () => {
    const cohort = await aCohort(app);
    await graduate(cohort, 'Ann', 3);
    const titled = (course: string, version: string) =>
      app.db.transaction(async (tx) => {
        // A published version is frozen; this one is from before titles were looked at.
        await tx.query('SET LOCAL session_replication_role = replica');
        await tx.query(
          'UPDATE courses SET title = $2 WHERE id = (SELECT course_id FROM course_versions WHERE id = $1)',
          [cohort.courseVersionId, course],
        );
        await tx.query('UPDATE course_versions SET title = $2 WHERE id = $1', [
          cohort.courseVersionId,
          version,
        ]);
      });
    await titled('Strategist 🔥', 'Strategist');
    expect((await bob.get(pathOf(cohort))).text).not.toContain('Certificates can’t print');
    await titled('Strategist 🔥', 'Strategist 🎓');
    expect(textOf((await bob.get(pathOf(cohort))).text)).toContain(
      'Certificates can’t print the title of the course (“🎓”).',
    );
  });

  it('names what changed since this person’s last look, and for nobody else', async () => {
    const cohort = await aCohort(app);
    const { submission } = await graduate(cohort, 'Ann', 1);
    expect(await news(cohort)).toContain('You have not looked over this cohort before.');
    expect((await see(cohort)).status).toBe(303);
    expect(await news(cohort)).toContain('Nothing has changed since');
    await graded(app, cohort, submission, 2);
    await graduate(cohort, 'Ben', 3);
    expect(await news(cohort)).toContain('Ann : graded anew: 33.33 % before, 66.67 % now');
    expect(await news(cohort)).toContain('Ben : joined the cohort, handed in attempt 1, graded with 100 %');
    expect(await news(cohort, await app.as('ada'))).toContain('You have not looked over this cohort before.');
    expect((await see(cohort)).status).toBe(303);
    expect(await news(cohort)).toContain('Nothing has changed since');
  });

  it('does not take for seen what changed while somebody read', async () => {
    const cohort = await aCohort(app);
    const { submission } = await graduate(cohort, 'Ann', 1);
    const { text } = await bob.get(pathOf(cohort));
    await graded(app, cohort, submission, 2);
    const seen = /name="seen" value="([^"]+)"/.exec(text)?.[1] ?? '';
    const late = await bob.post(`/grading/cohorts/${cohort.slug}/looks`, { seen });
    expect([late.status, late.text.includes('Something has changed while you were reading.')]).toEqual([
      409,
      true,
    ]);
  });

  it('is told nothing about one’s own release, and forgets who looked with their erasure', async () => {
    const cohort = await aCohort(app);
    await graduate(cohort, 'Ann', 2);
    const { text } = await bob.get(pathOf(cohort));
    const field = (name: string) => new RegExp(`name="${name}" value="([^"]+)"`).exec(text)?.[1] ?? '';
    await bob.post(pathOf(cohort), { reviewed: field('reviewed'), seen: field('seen') });
    expect(await news(cohort)).toContain('Nothing has changed since');
    const ivy = await aPerson(app, 'Ivy');
    await app.db.query(
      `INSERT INTO release_looks (person_id, cohort_id, at, seen) VALUES ($1, $2, now(), '{}')`,
      [ivy, cohort.id],
    );
    await app.get(Erasures).erase(ivy, app.ids.ada);
    expect(await app.db.query('SELECT 1 FROM release_looks WHERE person_id = $1', [ivy])).toEqual([]);
  });

  it('shows the spread as a chart, which only those who grade can open', async () => {
    const cohort = await aCohort(app);
    await graduate(cohort, 'Ann', 2);
    const chart = await bob.get(`${pathOf(cohort)}/totals`);
    expect([chart.status, chart.headers['content-type']]).toEqual([200, 'image/svg+xml; charset=utf-8']);
    await enrolled(app, cohort, app.ids.alice);
    expect((await (await app.as('alice')).get(`${pathOf(cohort)}/totals`)).status).toBe(403);
  });

  it('takes as many statements for a thousand students as for two', async () => {
    const cohort = await aCohort(app);
    const { submission } = await graduate(cohort, 'Ann', 2, 'Good.');
    await graduate(cohort, 'Ben', 1);
    const [two, twoPlain] = await cost(cohort);
    await multiply(submission, 998);
    const [thousand, text] = await cost(cohort);
    expect(textOf(text)).toContain('1000 grades are ready: 999 passed, 1 not passed.');
    expect(text).toContain('Release 1000 grades<');
    expect(textOf(twoPlain)).toContain('2 grades are ready');
    expect(thousand).toBe(two);
    expect(two).toBeLessThanOrEqual(20);
    await released(app, cohort);
    const [count] = await app.db.query<{ n: number }[]>(
      'SELECT count(*)::int AS n FROM release_grades g JOIN releases r ON r.id = g.release_id WHERE r.cohort_id = $1',
      [cohort.id],
    );
    expect(count?.n).toBe(1000);
  });

  const cost = async (cohort: GradedTestCohort): Promise<[number, string]> => {
    let text = '';
    const statements = await statementsDuring(app.db, async () => {
      ({ text } = await bob.get(pathOf(cohort)));
    });
    return [statements.length, text];
  };

  /** As many students more whose work and grade are copies of one's. */
  const multiply = async (submission: string, count: number) => {
    await app.db.query(
      `WITH numbers AS (SELECT n, gen_random_uuid() AS person, gen_random_uuid() AS enrolment, gen_random_uuid() AS handbook,
                               gen_random_uuid() AS submission, gen_random_uuid() AS assessment, gen_random_uuid() AS grade
                          FROM generate_series(1, $2::int) n),
            original AS (SELECT s.*, e.cohort_id FROM submissions s JOIN enrolments e ON e.id = s.enrolment_id WHERE s.id = $1),
            people AS (INSERT INTO users (id, name, email, time_zone, password_hash, created_at)
                       SELECT person, 'Student ' || n, person || '@capstone.example', 'UTC', 'x', now() FROM numbers),
            seats AS (INSERT INTO enrolments (id, cohort_id, user_id, created_at)
                      SELECT enrolment, cohort_id, person, now() FROM numbers, original),
            events AS (INSERT INTO enrolment_events (enrolment_id, sequence, kind, actor_id, at)
                       SELECT enrolment, 1, 'enrolled', person, now() FROM numbers),
            books AS (INSERT INTO handbooks (id, enrolment_id, assignment_id, created_at)
                      SELECT handbook, enrolment, h.assignment_id, now()
                        FROM numbers, original o JOIN handbooks h ON h.id = o.handbook_id),
            work AS (INSERT INTO submissions
                     SELECT (jsonb_populate_record(o, jsonb_build_object('id', submission, 'enrolment_id', enrolment,
                              'handbook_id', handbook, 'submitted_by_id', person))).*
                       FROM numbers, (SELECT s FROM submissions s WHERE s.id = $1) AS x(o)),
            places AS (INSERT INTO assessments
                       SELECT (jsonb_populate_record(a, jsonb_build_object('id', assessment, 'submission_id', submission))).*
                         FROM numbers, (SELECT a FROM assessments a WHERE a.submission_id = $1) AS x(a)),
            grades AS (INSERT INTO grade_events
                       SELECT (jsonb_populate_record(g, jsonb_build_object('id', grade, 'assessment_id', assessment,
                                'submission_id', submission, 'enrolment_id', enrolment))).*
                         FROM numbers, (SELECT g FROM grade_events g WHERE g.submission_id = $1) AS x(g))
       INSERT INTO criterion_scores (grade_event_id, criterion_id, rubric_criterion_id, level_id, points)
       SELECT grade, c.criterion_id, c.rubric_criterion_id, c.level_id, c.points
         FROM numbers, criterion_scores c JOIN grade_events g ON g.id = c.grade_event_id WHERE g.submission_id = $1`,
      [submission, count],
    );
  };
});
