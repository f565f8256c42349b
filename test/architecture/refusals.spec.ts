import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { StatusLists } from '../../src/certificates/status-lists/status-lists.service.js';
import { KeyChanges } from '../../src/certificates/keys/key-changes.service.js';
import { KeyRing } from '../../src/certificates/keys/key-ring.service.js';
import { startTestApp, type TestApp } from '../support/app.js';
import { extend, type Graded, reachCertificate } from '../support/world.js';

/** What the database itself refuses, whatever the application does: tried with plain SQL on a world with everything in it. */
describe('the database refuses', () => {
  let app: TestApp;
  let world: Graded;

  beforeAll(async () => {
    app = await startTestApp();
    world = await reachCertificate(app);
    await extend(app, world.enrolmentId, '2026-12-20T12:00:00Z');
    await app.db.query(
      `INSERT INTO cohort_moves (cohort_id, moved_by_id, at, before, after) VALUES ($1, $2, now(), '{}', '{}')`,
      [world.cohort.id, app.ids.ada],
    );
    await app.db.query(
      `WITH remark AS (
         INSERT INTO anchored_remarks (grade_event_id, submission_id, section_key, start_at, end_at, author_id)
         SELECT id, submission_id, 'executive-brief', 0, 7, actor_id FROM grade_events RETURNING id)
       INSERT INTO anchored_remark_texts (remark_id, person_id, body, quote, prefix, suffix)
       SELECT id, $1, 'Which harbour?', 'Harbour', '', ' Lane' FROM remark`,
      [app.ids.alice],
    );
    await app.db.query(
      `INSERT INTO late_policies (assignment_id, sequence, grace_minutes, points_a_day, floor_percent, set_by_id, at)
       SELECT id, 1, 30, 5, 0, $1, now() FROM assignments`,
      [app.ids.ada],
    );
    await app.db.query(
      `INSERT INTO regrades (rubric_version_id, name, reason, actor_id, at)
       SELECT id, 'Milder', 'It asked too much.', $1, now() FROM rubric_versions`,
      [app.ids.ada],
    );
    await app.get(KeyRing).current('proof');
    await app.get(KeyChanges).rotate('proof', app.ids.ada);
    await app.db.query(
      `WITH reissue AS (
         INSERT INTO certificate_reissues (key_id, actor_id, at)
         SELECT id, $1, now() FROM signing_keys WHERE purpose = 'proof' LIMIT 1 RETURNING id)
       INSERT INTO reissued_certificates SELECT c.id, reissue.id FROM certificates c, reissue`,
      [app.ids.ada],
    );
    await app.db.query(afterwards(world, app.ids));
    await app.get(StatusLists).entriesOf(world.certificateId);
  });
  afterAll(() => app.close());

  /** The error's text; the statement runs in a transaction that is rolled back, in case it should succeed. */
  async function refusal(sql: string, values: unknown[] = []): Promise<string> {
    const runner = app.db.createQueryRunner();
    await runner.startTransaction();
    try {
      await runner.query(sql, values);
      return 'it was not refused';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  }

  const frozen = [
    ['submissions', 'number = 9'],
    ['submission_sections', `digest = 'x'`],
    ['grade_events', 'passed = false'],
    ['regrades', `name = 'Another'`],
    ['criterion_scores', 'points = 0'],
    ['remarks', 'author_id = author_id'],
    ['anchored_remarks', 'end_at = 9'],
    ['releases', 'at = now()'],
    ['release_grades', 'enrolment_id = enrolment_id'],
    ['certificates', 'issued_at = now()'],
    ['certificate_events', `at = now()`],
    ['status_places', 'place = 0'],
    ['audit_entries', `action = 'nothing.happened'`],
    ['course_images', 'bytes = 0'],
    ['extensions', `until = now() + interval '1 year'`],
    ['late_policies', 'points_a_day = 0'],
    ['cohort_moves', `after = '{}'`],
    ['withholding_events', `kind = 'given'`],
    ['release_plans', 'due_at = now()'],
    ['release_plan_grades', 'enrolment_id = enrolment_id'],
    ['release_plan_ends', 'at = now()'],
    ['release_plan_omissions', `reason = 'withdrawn'`],
    ['remark_changes', 'removed = true'],
    ['certificate_questions', `kind = 'failed'`],
    ['certificate_answers', 'at = now()'],
    ['signing_keys', `name = 'another'`],
    ['signing_key_events', 'at = now()'],
    ['certificate_reissues', 'at = now()'],
    ['reissued_certificates', 'reissue_id = reissue_id'],
    ['credential_issuer', `origin = 'https://another.example'`],
    ['name_corrections', 'renames_account = true'],
    ['name_correction_ends', 'at = now()'],
    ['enrolments', 'created_at = now()'],
    ['enrolment_events', `at = now()`],
  ] as const;

  it.each(frozen)('to change, delete or empty %s', async (table, change) => {
    expect(await refusal(`UPDATE ${table} SET ${change}`)).toBe(`${table} is frozen: UPDATE is refused`);
    expect(await refusal(`DELETE FROM ${table}`)).toBe(`${table} is frozen: DELETE is refused`);
    expect(await refusal(`TRUNCATE ${table} CASCADE`)).toMatch(/is frozen: TRUNCATE is refused/);
  });

  const published = [
    ['course_versions', `title = 'x'`],
    ['course_versions', 'published_at = NULL'],
    ['templates', `title = 'x'`],
    ['rubric_versions', 'pass_percent = 0'],
  ] as const;

  it.each(published)('to change a published row of %s (%s), or to delete it', async (table, change) => {
    expect(await refusal(`UPDATE ${table} SET ${change}`)).toBe(`${table} is published: UPDATE is refused`);
    expect(await refusal(`DELETE FROM ${table}`)).toBe(`${table} is published: DELETE is refused`);
  });

  const below = [
    [
      'weeks',
      `INSERT INTO weeks (course_version_id, number, title, aim) SELECT id, 3, 't', 'a' FROM course_versions`,
    ],
    [
      'lessons',
      `INSERT INTO lessons (week_id, position, slug, title, minutes, body) SELECT id, 99, 's', 't', 1, 'b' FROM weeks`,
    ],
    [
      'live_sessions',
      `INSERT INTO live_sessions (week_id, position, title, day, starts_at, minutes) SELECT id, 99, 't', 1, '10:00', 1 FROM weeks`,
    ],
    [
      'template_sections',
      `INSERT INTO template_sections (template_id, key, position, kind, title, purpose) SELECT id, 'x', 99, 'prose', 't', 'p' FROM templates`,
    ],
    [
      'rubric_criteria',
      `INSERT INTO rubric_criteria (rubric_version_id, criterion_id, position, competency, title, description, weight) SELECT rubric_version_id, criterion_id, 99, competency, 't', 'd', 1 FROM rubric_criteria`,
    ],
    [
      'rubric_levels',
      `INSERT INTO rubric_levels (rubric_criterion_id, position, title, description, points) SELECT id, 99, 't', 'd', 1 FROM rubric_criteria`,
    ],
    [
      'criterion_sections',
      `INSERT INTO criterion_sections SELECT c.id, s.id FROM rubric_criteria c, template_sections s WHERE s.key = 'roi'`,
    ],
  ] as const;

  it.each(below)('to add to, change or take from %s below what is published', async (table, insert) => {
    const sentence = (verb: string) => `${table} belongs to what is published: ${verb} is refused`;
    expect(await refusal(insert)).toBe(sentence('INSERT'));
    const column =
      table === 'criterion_sections'
        ? 'template_section_id'
        : table === 'rubric_levels'
          ? 'title'
          : 'position';
    const same = table === 'weeks' ? 'title = title' : `${column} = ${column}`;
    expect(await refusal(`UPDATE ${table} SET ${same}`)).toBe(sentence('UPDATE'));
    expect(await refusal(`DELETE FROM ${table}`)).toBe(sentence('DELETE'));
  });

  const side = [
    ['submission_contents', `body = 'other words'`, 'body = NULL, salts = NULL'],
    ['remark_texts', `body = 'other words'`, 'body = NULL'],
    [
      'anchored_remark_texts',
      `body = 'other words'`,
      'body = NULL, quote = NULL, prefix = NULL, suffix = NULL',
    ],
    ['extension_reasons', `body = 'other words'`, 'body = NULL'],
    ['certificate_snapshots', `body = '{}'`, 'body = NULL'],
    ['certificate_files', `file_key = 'elsewhere'`, 'file_key = NULL'],
    ['certificate_credentials', `document = '{}'`, 'subject_id = NULL, document = NULL, jwt = NULL'],
    ['certificate_names', `key = 'somebody else'`, 'key = NULL'],
    ['certificate_answer_texts', `private_reason = 'another'`, 'private_reason = NULL'],
    ['name_correction_texts', `name = 'Somebody Else'`, 'name = NULL, reason = NULL'],
    ['name_correction_answers', `body = 'other words'`, 'body = NULL'],
    ['withholding_reasons', `body = 'other words'`, 'body = NULL'],
  ] as const;

  it.each(side)('to rewrite, blank or delete %s outside an erasure', async (table, rewrite, blank) => {
    const sentence = (verb: string) => `${table} may only be blanked by an erasure: ${verb} is refused`;
    expect(await refusal(`UPDATE ${table} SET ${rewrite}`)).toBe(sentence('UPDATE'));
    expect(await refusal(`UPDATE ${table} SET ${blank}, erased_at = now()`)).toBe(sentence('UPDATE'));
    expect(await refusal(`DELETE FROM ${table}`)).toBe(sentence('DELETE'));
  });

  it.each(side.map(([table, rewrite]) => [table, rewrite] as const))(
    'to rewrite %s even while its person is being erased',
    async (table, rewrite) => {
      const erasing = `
      WITH erasure AS (INSERT INTO erasures (person_id, actor_id, at) VALUES ($1, $1, now()) RETURNING id)
      SELECT id FROM erasure`;
      const runner = app.db.createQueryRunner();
      await runner.startTransaction();
      await runner.query(erasing, [app.ids.alice]);
      await expect(runner.query(`UPDATE ${table} SET ${rewrite}, erased_at = now()`)).rejects.toThrow(
        'may only be blanked by an erasure',
      );
      await runner.rollbackTransaction();
      await runner.release();
    },
  );

  it('to blank somebody by the erasure of somebody else, or by one of an earlier transaction', async () => {
    await app.db.query(
      'INSERT INTO erasures (person_id, actor_id, at, transaction_id) VALUES ($1, $1, now(), 1)',
      [app.ids.alice],
    );
    const blank = 'UPDATE certificate_snapshots SET body = NULL, erased_at = now()';
    expect(await refusal(blank)).toMatch('may only be blanked by an erasure');
    const runner = app.db.createQueryRunner();
    await runner.startTransaction();
    await runner.query('INSERT INTO erasures (person_id, actor_id, at) VALUES ($1, $1, now())', [
      app.ids.charlie,
    ]);
    await expect(runner.query(blank)).rejects.toThrow('may only be blanked by an erasure');
    await runner.rollbackTransaction();
    await runner.release();
  });

  it('to take back what came of a grade, but where it was refused', async () => {
    const settled = (verb: string) => `issue_outcomes is settled: ${verb} is refused`;
    expect(await refusal(`UPDATE issue_outcomes SET at = now()`)).toBe(settled('UPDATE'));
    expect(await refusal('DELETE FROM issue_outcomes')).toBe(settled('DELETE'));
    expect(await refusal('TRUNCATE issue_outcomes CASCADE')).toMatch(/is frozen: TRUNCATE is refused/);
  });

  it('to change or take away what was typed as a remark once another change follows', async () => {
    const frozen = 'remark_change_texts is frozen';
    expect(await refusal(`UPDATE remark_change_texts SET body = 'other words'`)).toContain(frozen);
    expect(await refusal('DELETE FROM remark_change_texts')).toBe(`${frozen}: DELETE is refused`);
    expect(await refusal(`UPDATE remark_change_texts SET body = NULL, quote = NULL, erased_at = now()`)).toBe(
      'remark_change_texts may only be blanked by an erasure: UPDATE is refused',
    );
  });

  it('a second open request for another name', async () => {
    const ask = `INSERT INTO name_corrections (certificate_id, number, renames_account, asked_at)
      SELECT id, 2, false, now() FROM certificates`;
    expect(await refusal(ask)).toBe('it was not refused');
    expect(await refusal(ask.replace('id, 2', 'id, 3'))).toBe(
      'a certificate has one open correction at most',
    );
    expect(await refusal(`${ask}; ${ask.replace('id, 2', 'id, 3')}`)).toBe(
      'a certificate has one open correction at most',
    );
  });

  it('to hide what no certificate can do without', async () => {
    expect(
      await refusal(
        `INSERT INTO certificate_visibilities (certificate_id, hidden, version, updated_at)
         SELECT id, '{course}', 1, now() FROM certificates`,
      ),
    ).toContain('ck_certificate_visibilities_hidden');
  });

  it('a second certificate for the same enrolment, type and release, also after a revocation', async () => {
    const again = `
      INSERT INTO certificates (code, enrolment_id, type, release_id, grade_event_id, snapshot_digest, issued_at)
      SELECT $1, enrolment_id, type, release_id, grade_event_id, snapshot_digest, now() FROM certificates WHERE id = $2`;
    const values = ['0'.repeat(25), world.certificateId];
    expect(await refusal(again, values)).toMatch('uq_certificates_enrolment_type_release');
    const runner = app.db.createQueryRunner();
    await runner.startTransaction();
    await runner.query(
      `INSERT INTO certificate_events (certificate_id, sequence, kind, at) VALUES ($1, 2, 'revoked', now())`,
      [world.certificateId],
    );
    await expect(runner.query(again, values)).rejects.toThrow('uq_certificates_enrolment_type_release');
    await runner.rollbackTransaction();
    await runner.release();
  });

  it('a second current certificate of an enrolment and type', async () => {
    const sql = `INSERT INTO current_certificates SELECT enrolment_id, type, id FROM certificates WHERE id = $1`;
    expect(await refusal(sql, [world.certificateId])).toMatch('pk_current_certificates');
  });

  it('a certificate for a grade that does not pass, or that its release does not show', async () => {
    const certificate = (gradeEventId: string) => `
      INSERT INTO certificates (code, enrolment_id, type, release_id, grade_event_id, snapshot_digest, issued_at)
      SELECT '${'1'.repeat(25)}', enrolment_id, 'other', release_id, ${gradeEventId}, 'd', now() FROM certificates`;
    const failing = `
      WITH failed AS (
        INSERT INTO grade_events (assessment_id, submission_id, enrolment_id, rubric_version_id, sequence, kind, percent,
                                  earned_percent, passed, late_seconds, actor_id, at)
        SELECT assessment_id, submission_id, enrolment_id, rubric_version_id, 2, 'regraded', 10, 10, false, 0, actor_id, now()
          FROM grade_events RETURNING id)
      SELECT id FROM failed`;
    const runner = app.db.createQueryRunner();
    await runner.startTransaction();
    const [failed] = (await runner.query(failing)) as { id: string }[];
    await expect(runner.query(certificate(`'${failed?.id ?? ''}'`))).rejects.toThrow(
      'a certificate needs a grade that passes',
    );
    await runner.rollbackTransaction();
    await runner.release();
    expect(await refusal(certificate('gen_random_uuid()'))).toMatch(
      /a certificate needs a grade that passes|fk_certificates/,
    );
  });

  it.each([
    ['revoked', 'reinstated'],
    ['revoked', 'suspended'],
    ['suspended', 'suspended'],
    ['erased', 'revoked'],
  ])('a certificate that was %s to be %s', async (before, then) => {
    const sql = `
      INSERT INTO certificate_events (certificate_id, sequence, kind, at) VALUES ($1, 2, $2, now());`;
    const runner = app.db.createQueryRunner();
    await runner.startTransaction();
    await runner.query(sql, [world.certificateId, before]);
    await expect(
      runner.query(
        `INSERT INTO certificate_events (certificate_id, sequence, kind, at) VALUES ($1, 3, $2, now())`,
        [world.certificateId, then],
      ),
    ).rejects.toThrow(`a certificate that was ${before} cannot be ${then}`);
    await runner.rollbackTransaction();
    await runner.release();
  });

  it('an event that skips one, and two events at the same place', async () => {
    const event = (sequence: number) =>
      `INSERT INTO certificate_events (certificate_id, sequence, kind, at) VALUES ('${world.certificateId}', ${String(sequence)}, 'revoked', now())`;
    expect(await refusal(event(5))).toBe('a certificate event needs the one before it');
    expect(await refusal(`${event(2)}; ${event(2)}`)).toMatch(
      'uq_certificate_events_certificate_id_sequence',
    );
  });

  it('a return of somebody else’s submission, and one of none', async () => {
    const granted = (kind: string, submission: string, enrolment: string) =>
      `INSERT INTO extensions (enrolment_id, kind, submission_id, until, granted_by_id, at)
       VALUES (${enrolment}, '${kind}', ${submission}, now(), '${app.ids.bob}', now())`;
    const { enrolmentId, submissionId } = world;
    expect(await refusal(granted('returned', 'NULL', `'${enrolmentId}'`))).toMatch('ck_extensions_returned');
    expect(await refusal(granted('extended', `'${submissionId}'`, `'${enrolmentId}'`))).toMatch(
      'ck_extensions_returned',
    );
    expect(await refusal(granted('returned', `'${submissionId}'`, 'gen_random_uuid()'))).toMatch(
      /fk_extensions_/,
    );
  });

  it('two enrolments of one person in one cohort, and to delete a person or a criterion', async () => {
    expect(
      await refusal(
        'INSERT INTO enrolments (cohort_id, user_id, created_at) SELECT cohort_id, user_id, now() FROM enrolments',
      ),
    ).toMatch('uq_enrolments_cohort_id_user_id');
    expect(await refusal('DELETE FROM users')).toBe('users is frozen: DELETE is refused');
    expect(await refusal('DELETE FROM criteria')).toBe('criteria is frozen: DELETE is refused');
  });

  it('a score of a level that belongs to another criterion, and a grade of somebody else’s submission', async () => {
    const score = `
      INSERT INTO criterion_scores (grade_event_id, criterion_id, rubric_criterion_id, level_id, points)
      SELECT g.id, c.id, r.id, l.id, 1 FROM grade_events g, rubric_criteria r, rubric_levels l,
             (INSERT_CRITERION) c WHERE l.rubric_criterion_id <> r.id LIMIT 1`.replace(
      '(INSERT_CRITERION)',
      '(SELECT gen_random_uuid() AS id)',
    );
    expect(await refusal(score)).toMatch(/fk_criterion_scores/);
    const grade = `
      INSERT INTO grade_events (assessment_id, submission_id, enrolment_id, rubric_version_id, sequence, kind, percent, earned_percent, passed, late_seconds, actor_id, at)
      SELECT assessment_id, submission_id, gen_random_uuid(), rubric_version_id, 7, 'regraded', 1, 1, false, 0, actor_id, now() FROM grade_events`;
    expect(await refusal(grade)).toMatch(/fk_grade_events_/);
  });

  it('an assessment by a rubric that is not published', async () => {
    const runner = app.db.createQueryRunner();
    await runner.startTransaction();
    const [draft] = (await runner.query(
      `INSERT INTO rubric_versions (course_version_id, number, title, pass_percent)
       SELECT course_version_id, 2, 't', 50 FROM rubric_versions RETURNING id`,
    )) as { id: string }[];
    await expect(
      runner.query(
        `INSERT INTO assessments (submission_id, slot, rubric_version_id, created_by_id, created_at)
         SELECT submission_id, 'second', $1, created_by_id, now() FROM assessments`,
        [draft?.id],
      ),
    ).rejects.toThrow('an assessment needs the rubric in force');
    await runner.rollbackTransaction();
    await runner.release();
  });

  it('a mark by a rubric that a later one has replaced', async () => {
    const runner = app.db.createQueryRunner();
    await runner.startTransaction();
    await runner.query(
      `WITH later AS (
         INSERT INTO rubric_versions (course_version_id, number, title, pass_percent, published_at)
         SELECT course_version_id, 2, 't', 50, now() FROM rubric_versions RETURNING id)
       SELECT id FROM later`,
    );
    await runner.query(
      `INSERT INTO assessments (submission_id, slot, rubric_version_id, created_by_id, created_at)
       SELECT m.submission_id, m.slot, r.id, m.created_by_id, now() FROM assessments m, rubric_versions r
        WHERE r.number = 2`,
    );
    const marks = `UPDATE score_drafts SET version = version + 1, remark = $1`;
    await runner.query('SAVEPOINT before');
    await expect(runner.query(marks, [''])).rejects.toThrow('this handbook is marked by a later rubric');
    await runner.query('ROLLBACK TO before');
    await expect(runner.query(marks, ['More'])).rejects.toThrow('this handbook is marked by a later rubric');
    await runner.rollbackTransaction();
    await runner.release();
  });
});

/** One row of each of the tables that the world has no part in. */
function afterwards(world: Graded, { alice, bob, ada }: TestApp['ids']): string {
  const { cohort, enrolmentId, releaseId, certificateId, submissionId } = world;
  return `
    WITH withheld AS (
      INSERT INTO withholding_events (enrolment_id, sequence, kind, actor_id, at)
      VALUES ('${enrolmentId}', 1, 'withheld', '${bob}', now()) RETURNING id)
    INSERT INTO withholding_reasons (event_id, person_id, body) SELECT id, '${alice}', 'Was asked.' FROM withheld;
    INSERT INTO release_plans (cohort_id, sequence, due_at, local, time_zone, planned_by_id, planned_at)
    VALUES ('${cohort.id}', 1, now(), '2026-12-20T12:00', 'Europe/Paris', '${bob}', now());
    INSERT INTO release_plan_grades SELECT p.id, g.enrolment_id, g.id FROM release_plans p, grade_events g;
    INSERT INTO release_plan_omissions SELECT plan_id, enrolment_id, 'released' FROM release_plan_grades;
    INSERT INTO release_plan_ends (plan_id, kind, at) SELECT id, 'nothing', now() FROM release_plans;
    INSERT INTO remark_changes (submission_id, slot, version, removed, actor_id, at)
    SELECT '${submissionId}', 'moderator', n, false, '${bob}', now() FROM generate_series(1, 2) n;
    INSERT INTO remark_change_texts (change_id, person_id, body, until_version, until_at)
    SELECT id, '${alice}', 'Well argued.', 1, now() FROM remark_changes WHERE slot = 'moderator' AND version = 1;
    INSERT INTO certificate_questions (release_id, enrolment_id, certificate_id, kind, asked_at)
    VALUES ('${releaseId}', '${enrolmentId}', '${certificateId}', 'lower', now());
    INSERT INTO certificate_answers (question_id, kind, actor_id, certificate_id, at)
    SELECT id, 'kept', '${ada}', certificate_id, now() FROM certificate_questions;
    INSERT INTO certificate_answer_texts (question_id, person_id, private_reason)
    SELECT id, '${alice}', 'It stays.' FROM certificate_questions;
    INSERT INTO name_corrections (certificate_id, number, renames_account, asked_at)
    VALUES ('${certificateId}', 1, false, now());
    INSERT INTO name_correction_texts (correction_id, person_id, name, reason)
    SELECT id, '${alice}', 'Alice M.', 'Shorter.' FROM name_corrections;
    INSERT INTO name_correction_ends (correction_id, kind, actor_id, at)
    SELECT id, 'declined', '${ada}', now() FROM name_corrections;
    INSERT INTO name_correction_answers (correction_id, person_id, body)
    SELECT id, '${alice}', 'Send a document.' FROM name_corrections;`;
}

it('knows no cascade that reaches a certificate, nor any other', async () => {
  const app = await startTestApp();
  const cascades: unknown[] = await app.db.query(
    `SELECT conname FROM pg_constraint WHERE contype = 'f' AND connamespace = 'public'::regnamespace
        AND (confdeltype NOT IN ('a', 'r') OR confupdtype NOT IN ('a', 'r'))`,
  );
  expect(cascades).toEqual([]);
  await app.close();
});
