import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** A changed rubric: which one, why, and the grades that follow from it. */
export class CreateRegrades1763700020000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE regrades (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        rubric_version_id uuid NOT NULL,
        name text NOT NULL,
        reason text NOT NULL,
        actor_id uuid NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT uq_regrades_rubric_version_id UNIQUE (rubric_version_id),
        CONSTRAINT ck_regrades_words CHECK (btrim(name) <> '' AND btrim(reason) <> ''),
        CONSTRAINT pk_regrades PRIMARY KEY (id)
      )`);
    await db.query(`
      ALTER TABLE regrades
        ADD CONSTRAINT fk_regrades_rubric_version_id FOREIGN KEY (rubric_version_id) REFERENCES rubric_versions(id),
        ADD CONSTRAINT fk_regrades_actor_id FOREIGN KEY (actor_id) REFERENCES users(id)`);
    await db.query(`
      CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON regrades
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON regrades
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      ALTER TABLE grade_events
        ADD COLUMN cause text NOT NULL DEFAULT 'marks',
        ADD COLUMN regrade_id uuid,
        ADD CONSTRAINT ck_grade_events_cause CHECK (cause IN ('marks', 'rubric', 'lateness')),
        ADD CONSTRAINT ck_grade_events_regrade CHECK ((cause = 'rubric') = (regrade_id IS NOT NULL)),
        ADD CONSTRAINT fk_grade_events_regrade_id FOREIGN KEY (regrade_id) REFERENCES regrades(id)`);
    await db.query(`
      ALTER TABLE assessments
        DROP CONSTRAINT uq_assessments_submission_id_slot,
        ADD CONSTRAINT uq_assessments_submission_id_slot_rubric_version_id
          UNIQUE (submission_id, slot, rubric_version_id)`);
    // Held until the end of the transaction, so that work is never opened by a rubric that is being replaced.
    await db.query(`
      CREATE OR REPLACE FUNCTION refuse_unpublished_rubric() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM FROM course_versions c JOIN rubric_versions r ON r.course_version_id = c.id
          WHERE r.id = NEW.rubric_version_id FOR SHARE OF c;
        IF NOT EXISTS (
          SELECT FROM rubric_versions r WHERE r.id = NEW.rubric_version_id AND r.published_at IS NOT NULL
             AND NOT EXISTS (SELECT FROM rubric_versions l WHERE l.course_version_id = r.course_version_id
                                AND l.published_at IS NOT NULL AND l.number > r.number)
        ) THEN
          RAISE EXCEPTION 'an assessment needs the rubric in force' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
      END $$`);
    // Each statement in here sees what was committed while it waited for the row, so no mark is written beside the new
    // assessment. An erasure may still blank what was said.
    await db.query(`
      CREATE FUNCTION refuse_marks_by_an_earlier_rubric() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'UPDATE' AND NEW.remark = '' AND NEW.level_id IS NOT DISTINCT FROM OLD.level_id AND EXISTS (
          SELECT FROM assessments m JOIN submissions s ON s.id = m.submission_id
            JOIN enrolments e ON e.id = s.enrolment_id JOIN users u ON u.id = e.user_id
           WHERE m.id = NEW.assessment_id AND u.erased_at IS NOT NULL
        ) THEN
          RETURN NEW;
        END IF;
        PERFORM FROM assessments WHERE id = NEW.assessment_id FOR SHARE;
        IF EXISTS (
          SELECT FROM assessments m JOIN rubric_versions r ON r.id = m.rubric_version_id
            JOIN assessments n ON n.submission_id = m.submission_id AND n.slot = m.slot
            JOIN rubric_versions v ON v.id = n.rubric_version_id
           WHERE m.id = NEW.assessment_id AND v.number > r.number
        ) THEN
          RAISE EXCEPTION 'this handbook is marked by a later rubric' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
      END $$`);
    await db.query(`
      CREATE TRIGGER by_the_latest_rubric BEFORE INSERT OR UPDATE ON score_drafts
        FOR EACH ROW EXECUTE FUNCTION refuse_marks_by_an_earlier_rubric()`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TRIGGER by_the_latest_rubric ON score_drafts');
    await db.query('DROP FUNCTION refuse_marks_by_an_earlier_rubric()');
    await db.query(`
      CREATE OR REPLACE FUNCTION refuse_unpublished_rubric() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NOT EXISTS (SELECT FROM rubric_versions WHERE id = NEW.rubric_version_id AND published_at IS NOT NULL) THEN
          RAISE EXCEPTION 'an assessment needs a published rubric' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
      END $$`);
    await db.query(`
      ALTER TABLE assessments
        DROP CONSTRAINT uq_assessments_submission_id_slot_rubric_version_id,
        ADD CONSTRAINT uq_assessments_submission_id_slot UNIQUE (submission_id, slot)`);
    await db.query('ALTER TABLE grade_events DROP COLUMN regrade_id, DROP COLUMN cause');
    await db.query('DROP TABLE regrades');
  }
}
