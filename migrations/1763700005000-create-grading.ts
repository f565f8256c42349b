import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Rubrics, marks in the making, grades for good, and their release. */
export class CreateGrading1763700005000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE rubric_versions (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        course_version_id uuid NOT NULL,
        number integer NOT NULL,
        title text NOT NULL,
        pass_percent integer NOT NULL,
        published_at timestamptz,
        CONSTRAINT uq_rubric_versions_course_version_id_number UNIQUE (course_version_id, number),
        CONSTRAINT ck_rubric_versions_pass_percent CHECK (pass_percent BETWEEN 0 AND 100),
        CONSTRAINT pk_rubric_versions PRIMARY KEY (id)
      )`);
    await db.query(`
      CREATE TABLE criteria (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        course_id uuid NOT NULL,
        key text NOT NULL,
        CONSTRAINT uq_criteria_course_id_key UNIQUE (course_id, key),
        CONSTRAINT pk_criteria PRIMARY KEY (id)
      )`);
    await db.query(`
      CREATE TABLE rubric_criteria (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        rubric_version_id uuid NOT NULL,
        criterion_id uuid NOT NULL,
        position integer NOT NULL,
        competency text NOT NULL,
        title text NOT NULL,
        description text NOT NULL,
        weight integer NOT NULL,
        CONSTRAINT uq_rubric_criteria_rubric_version_id_position UNIQUE (rubric_version_id, position),
        CONSTRAINT uq_rubric_criteria_rubric_version_id_criterion_id UNIQUE (rubric_version_id, criterion_id),
        CONSTRAINT ck_rubric_criteria_weight CHECK (weight > 0),
        CONSTRAINT pk_rubric_criteria PRIMARY KEY (id)
      )`);
    await db.query(`
      CREATE TABLE criterion_sections (
        rubric_criterion_id uuid NOT NULL,
        template_section_id uuid NOT NULL,
        CONSTRAINT pk_criterion_sections PRIMARY KEY (rubric_criterion_id, template_section_id)
      )`);
    await db.query(`
      CREATE TABLE rubric_levels (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        rubric_criterion_id uuid NOT NULL,
        position integer NOT NULL,
        title text NOT NULL,
        description text NOT NULL,
        points integer NOT NULL,
        required boolean NOT NULL DEFAULT false,
        CONSTRAINT uq_rubric_levels_id_rubric_criterion_id UNIQUE (id, rubric_criterion_id),
        CONSTRAINT uq_rubric_levels_rubric_criterion_id_position UNIQUE (rubric_criterion_id, position),
        CONSTRAINT ck_rubric_levels_points CHECK (points >= 0),
        CONSTRAINT pk_rubric_levels PRIMARY KEY (id)
      )`);
    await db.query(`
      CREATE TABLE assessments (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        submission_id uuid NOT NULL,
        slot text NOT NULL,
        rubric_version_id uuid NOT NULL,
        created_by_id uuid NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT uq_assessments_id_rubric_version_id UNIQUE (id, rubric_version_id),
        CONSTRAINT uq_assessments_submission_id_slot UNIQUE (submission_id, slot),
        CONSTRAINT ck_assessments_slot CHECK (slot IN ('first', 'second', 'moderator')),
        CONSTRAINT pk_assessments PRIMARY KEY (id)
      )`);
    await db.query(`
      CREATE TABLE score_drafts (
        assessment_id uuid NOT NULL,
        rubric_criterion_id uuid NOT NULL,
        level_id uuid,
        remark text NOT NULL DEFAULT '',
        version integer NOT NULL,
        updated_by_id uuid NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT pk_score_drafts PRIMARY KEY (assessment_id, rubric_criterion_id)
      )`);
    await db.query(`
      CREATE TABLE grade_events (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        assessment_id uuid NOT NULL,
        submission_id uuid NOT NULL,
        enrolment_id uuid NOT NULL,
        rubric_version_id uuid NOT NULL,
        sequence integer NOT NULL,
        kind text NOT NULL,
        percent numeric(5,2) NOT NULL,
        passed boolean NOT NULL,
        late_seconds integer NOT NULL,
        actor_id uuid NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT uq_grade_events_id_enrolment_id UNIQUE (id, enrolment_id),
        CONSTRAINT uq_grade_events_submission_id_sequence UNIQUE (submission_id, sequence),
        CONSTRAINT ck_grade_events_percent CHECK (percent BETWEEN 0 AND 100),
        CONSTRAINT ck_grade_events_kind CHECK (kind IN ('finalised', 'regraded')),
        CONSTRAINT pk_grade_events PRIMARY KEY (id)
      )`);
    await db.query(`CREATE INDEX ix_grade_events_assessment_id ON grade_events (assessment_id)`);
    await db.query(`CREATE INDEX ix_grade_events_enrolment_id ON grade_events (enrolment_id)`);
    await db.query(`
      CREATE TABLE criterion_scores (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        grade_event_id uuid NOT NULL,
        criterion_id uuid NOT NULL,
        rubric_criterion_id uuid NOT NULL,
        level_id uuid NOT NULL,
        points integer NOT NULL,
        CONSTRAINT uq_criterion_scores_grade_event_id_criterion_id UNIQUE (grade_event_id, criterion_id),
        CONSTRAINT pk_criterion_scores PRIMARY KEY (id)
      )`);
    await db.query(`
      CREATE TABLE remarks (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        grade_event_id uuid NOT NULL,
        criterion_id uuid NOT NULL,
        author_id uuid NOT NULL,
        CONSTRAINT uq_remarks_grade_event_id_criterion_id UNIQUE (grade_event_id, criterion_id),
        CONSTRAINT pk_remarks PRIMARY KEY (id)
      )`);
    await db.query(`
      CREATE TABLE remark_texts (
        remark_id uuid NOT NULL,
        person_id uuid NOT NULL,
        body text,
        erased_at timestamptz,
        CONSTRAINT pk_remark_texts PRIMARY KEY (remark_id)
      )`);
    await db.query(`CREATE INDEX ix_remark_texts_person_id ON remark_texts (person_id)`);
    await db.query(`
      CREATE TABLE releases (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        cohort_id uuid NOT NULL,
        sequence integer NOT NULL,
        actor_id uuid NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT uq_releases_cohort_id_sequence UNIQUE (cohort_id, sequence),
        CONSTRAINT pk_releases PRIMARY KEY (id)
      )`);
    await db.query(`
      CREATE TABLE release_grades (
        release_id uuid NOT NULL,
        enrolment_id uuid NOT NULL,
        grade_event_id uuid NOT NULL,
        CONSTRAINT uq_release_grades_grade_event_id UNIQUE (grade_event_id),
        CONSTRAINT pk_release_grades PRIMARY KEY (release_id, enrolment_id)
      )`);
    await db.query(`CREATE INDEX ix_release_grades_enrolment_id ON release_grades (enrolment_id)`);
    await db.query(`
      ALTER TABLE rubric_versions
        ADD CONSTRAINT fk_rubric_versions_course_version_id FOREIGN KEY (course_version_id) REFERENCES course_versions(id)`);
    await db.query(`
      ALTER TABLE criteria
        ADD CONSTRAINT fk_criteria_course_id FOREIGN KEY (course_id) REFERENCES courses(id)`);
    await db.query(`
      ALTER TABLE rubric_criteria
        ADD CONSTRAINT fk_rubric_criteria_rubric_version_id FOREIGN KEY (rubric_version_id) REFERENCES rubric_versions(id),
        ADD CONSTRAINT fk_rubric_criteria_criterion_id FOREIGN KEY (criterion_id) REFERENCES criteria(id)`);
    await db.query(`
      ALTER TABLE criterion_sections
        ADD CONSTRAINT fk_criterion_sections_rubric_criterion_id FOREIGN KEY (rubric_criterion_id) REFERENCES rubric_criteria(id),
        ADD CONSTRAINT fk_criterion_sections_template_section_id FOREIGN KEY (template_section_id) REFERENCES template_sections(id)`);
    await db.query(`
      ALTER TABLE rubric_levels
        ADD CONSTRAINT fk_rubric_levels_rubric_criterion_id FOREIGN KEY (rubric_criterion_id) REFERENCES rubric_criteria(id)`);
    await db.query(`
      ALTER TABLE assessments
        ADD CONSTRAINT fk_assessments_submission_id FOREIGN KEY (submission_id) REFERENCES submissions(id),
        ADD CONSTRAINT fk_assessments_rubric_version_id FOREIGN KEY (rubric_version_id) REFERENCES rubric_versions(id),
        ADD CONSTRAINT fk_assessments_created_by_id FOREIGN KEY (created_by_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE score_drafts
        ADD CONSTRAINT fk_score_drafts_assessment_id FOREIGN KEY (assessment_id) REFERENCES assessments(id),
        ADD CONSTRAINT fk_score_drafts_rubric_criterion_id FOREIGN KEY (rubric_criterion_id) REFERENCES rubric_criteria(id),
        ADD CONSTRAINT fk_score_drafts_level_id_rubric_criterion_id FOREIGN KEY (level_id, rubric_criterion_id) REFERENCES rubric_levels(id,rubric_criterion_id),
        ADD CONSTRAINT fk_score_drafts_updated_by_id FOREIGN KEY (updated_by_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE grade_events
        ADD CONSTRAINT fk_grade_events_assessment_id_rubric_version_id FOREIGN KEY (assessment_id, rubric_version_id) REFERENCES assessments(id,rubric_version_id),
        ADD CONSTRAINT fk_grade_events_submission_id_enrolment_id FOREIGN KEY (submission_id, enrolment_id) REFERENCES submissions(id,enrolment_id),
        ADD CONSTRAINT fk_grade_events_enrolment_id FOREIGN KEY (enrolment_id) REFERENCES enrolments(id),
        ADD CONSTRAINT fk_grade_events_rubric_version_id FOREIGN KEY (rubric_version_id) REFERENCES rubric_versions(id),
        ADD CONSTRAINT fk_grade_events_actor_id FOREIGN KEY (actor_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE criterion_scores
        ADD CONSTRAINT fk_criterion_scores_grade_event_id FOREIGN KEY (grade_event_id) REFERENCES grade_events(id),
        ADD CONSTRAINT fk_criterion_scores_criterion_id FOREIGN KEY (criterion_id) REFERENCES criteria(id),
        ADD CONSTRAINT fk_criterion_scores_rubric_criterion_id FOREIGN KEY (rubric_criterion_id) REFERENCES rubric_criteria(id),
        ADD CONSTRAINT fk_criterion_scores_level_id_rubric_criterion_id FOREIGN KEY (level_id, rubric_criterion_id) REFERENCES rubric_levels(id,rubric_criterion_id)`);
    await db.query(`
      ALTER TABLE remarks
        ADD CONSTRAINT fk_remarks_grade_event_id FOREIGN KEY (grade_event_id) REFERENCES grade_events(id),
        ADD CONSTRAINT fk_remarks_criterion_id FOREIGN KEY (criterion_id) REFERENCES criteria(id),
        ADD CONSTRAINT fk_remarks_author_id FOREIGN KEY (author_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE remark_texts
        ADD CONSTRAINT fk_remark_texts_remark_id FOREIGN KEY (remark_id) REFERENCES remarks(id),
        ADD CONSTRAINT fk_remark_texts_person_id FOREIGN KEY (person_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE releases
        ADD CONSTRAINT fk_releases_cohort_id FOREIGN KEY (cohort_id) REFERENCES cohorts(id),
        ADD CONSTRAINT fk_releases_actor_id FOREIGN KEY (actor_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE release_grades
        ADD CONSTRAINT fk_release_grades_release_id FOREIGN KEY (release_id) REFERENCES releases(id),
        ADD CONSTRAINT fk_release_grades_enrolment_id FOREIGN KEY (enrolment_id) REFERENCES enrolments(id),
        ADD CONSTRAINT fk_release_grades_grade_event_id_enrolment_id FOREIGN KEY (grade_event_id, enrolment_id) REFERENCES grade_events(id,enrolment_id)`);
    await db.query(`
      CREATE TRIGGER frozen_once_published BEFORE UPDATE OR DELETE ON rubric_versions
        FOR EACH ROW EXECUTE FUNCTION refuse_change_once_published()`);
    await db.query(`
      CREATE TRIGGER never_deleted BEFORE DELETE ON criteria
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER frozen_once_published BEFORE INSERT OR UPDATE OR DELETE ON rubric_criteria
        FOR EACH ROW EXECUTE FUNCTION refuse_change_below_published('rubric_version_id',
          'SELECT published_at FROM rubric_versions WHERE id = $1 FOR SHARE')`);
    await db.query(`
      CREATE TRIGGER frozen_once_published BEFORE INSERT OR UPDATE OR DELETE ON criterion_sections
        FOR EACH ROW EXECUTE FUNCTION refuse_change_below_published('rubric_criterion_id',
          'SELECT v.published_at FROM rubric_criteria c JOIN rubric_versions v ON v.id = c.rubric_version_id WHERE c.id = $1 FOR SHARE OF v')`);
    await db.query(`
      CREATE TRIGGER frozen_once_published BEFORE INSERT OR UPDATE OR DELETE ON rubric_levels
        FOR EACH ROW EXECUTE FUNCTION refuse_change_below_published('rubric_criterion_id',
          'SELECT v.published_at FROM rubric_criteria c JOIN rubric_versions v ON v.id = c.rubric_version_id WHERE c.id = $1 FOR SHARE OF v')`);
    await db.query(`
      CREATE FUNCTION refuse_unpublished_rubric() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NOT EXISTS (SELECT FROM rubric_versions WHERE id = NEW.rubric_version_id AND published_at IS NOT NULL) THEN
          RAISE EXCEPTION 'an assessment needs a published rubric' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
      END $$`);
    await db.query(`
      CREATE TRIGGER by_published_rubric BEFORE INSERT OR UPDATE ON assessments
        FOR EACH ROW EXECUTE FUNCTION refuse_unpublished_rubric()`);
    await db.query(`
      CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON grade_events
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON grade_events
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON criterion_scores
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON criterion_scores
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON remarks
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON remarks
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON releases
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON releases
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON release_grades
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON release_grades
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER only_erasure BEFORE UPDATE OR DELETE ON remark_texts
        FOR EACH ROW EXECUTE FUNCTION refuse_change_but_erasure('body')`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON remark_texts
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE release_grades');
    await db.query('DROP TABLE releases');
    await db.query('DROP TABLE remark_texts');
    await db.query('DROP TABLE remarks');
    await db.query('DROP TABLE criterion_scores');
    await db.query('DROP TABLE grade_events');
    await db.query('DROP TABLE score_drafts');
    await db.query('DROP TABLE assessments');
    await db.query('DROP TABLE rubric_levels');
    await db.query('DROP TABLE criterion_sections');
    await db.query('DROP TABLE rubric_criteria');
    await db.query('DROP TABLE criteria');
    await db.query('DROP TABLE rubric_versions');
    await db.query('DROP FUNCTION refuse_unpublished_rubric()');
  }
}
