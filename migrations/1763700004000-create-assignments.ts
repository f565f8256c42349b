import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Templates, living handbooks, and what was handed in. */
export class CreateAssignments1763700004000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE templates (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        course_version_id uuid NOT NULL,
        title text NOT NULL,
        published_at timestamptz,
        CONSTRAINT uq_templates_course_version_id UNIQUE (course_version_id),
        CONSTRAINT pk_templates PRIMARY KEY (id)
      )`);
    await db.query(`
      CREATE TABLE template_sections (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        template_id uuid NOT NULL,
        key text NOT NULL,
        position integer NOT NULL,
        kind text NOT NULL,
        title text NOT NULL,
        purpose text NOT NULL,
        words_from integer,
        words_to integer,
        CONSTRAINT uq_template_sections_template_id_position UNIQUE (template_id, position),
        CONSTRAINT uq_template_sections_template_id_key UNIQUE (template_id, key),
        CONSTRAINT ck_template_sections_key CHECK (key ~ '^[a-z][a-z0-9-]*$'),
        CONSTRAINT pk_template_sections PRIMARY KEY (id)
      )`);
    await db.query(`
      CREATE TABLE assignments (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        cohort_id uuid NOT NULL,
        template_id uuid NOT NULL,
        due_local text NOT NULL,
        due_at timestamptz NOT NULL,
        cut_off_local text NOT NULL,
        cut_off_at timestamptz NOT NULL,
        CONSTRAINT uq_assignments_cohort_id UNIQUE (cohort_id),
        CONSTRAINT ck_assignments_cut_off CHECK (cut_off_at >= due_at),
        CONSTRAINT pk_assignments PRIMARY KEY (id)
      )`);
    await db.query(`
      CREATE TABLE handbooks (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        assignment_id uuid NOT NULL,
        enrolment_id uuid NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT uq_handbooks_enrolment_id UNIQUE (enrolment_id),
        CONSTRAINT pk_handbooks PRIMARY KEY (id)
      )`);
    await db.query(`CREATE INDEX ix_handbooks_assignment_id ON handbooks (assignment_id)`);
    await db.query(`
      CREATE TABLE handbook_updates (
        id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
        handbook_id uuid NOT NULL,
        body bytea NOT NULL,
        author_id uuid NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT pk_handbook_updates PRIMARY KEY (id)
      )`);
    await db.query(`CREATE INDEX ix_handbook_updates_handbook_id_id ON handbook_updates (handbook_id, id)`);
    await db.query(`
      CREATE TABLE submissions (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        handbook_id uuid NOT NULL,
        enrolment_id uuid NOT NULL,
        template_id uuid NOT NULL,
        number integer NOT NULL,
        submitted_by_id uuid NOT NULL,
        submitted_at timestamptz NOT NULL,
        content_digest text NOT NULL,
        sections_root text NOT NULL,
        CONSTRAINT uq_submissions_id_enrolment_id UNIQUE (id, enrolment_id),
        CONSTRAINT uq_submissions_handbook_id_number UNIQUE (handbook_id, number),
        CONSTRAINT ck_submissions_number CHECK (number > 0),
        CONSTRAINT pk_submissions PRIMARY KEY (id)
      )`);
    await db.query(`CREATE INDEX ix_submissions_enrolment_id ON submissions (enrolment_id)`);
    await db.query(`
      CREATE TABLE submission_sections (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        submission_id uuid NOT NULL,
        key text NOT NULL,
        position integer NOT NULL,
        kind text NOT NULL,
        digest text NOT NULL,
        CONSTRAINT uq_submission_sections_submission_id_key UNIQUE (submission_id, key),
        CONSTRAINT pk_submission_sections PRIMARY KEY (id)
      )`);
    await db.query(`
      CREATE TABLE submission_contents (
        submission_id uuid NOT NULL,
        person_id uuid NOT NULL,
        body text,
        salts jsonb,
        erased_at timestamptz,
        CONSTRAINT pk_submission_contents PRIMARY KEY (submission_id)
      )`);
    await db.query(`CREATE INDEX ix_submission_contents_person_id ON submission_contents (person_id)`);
    await db.query(`
      ALTER TABLE templates
        ADD CONSTRAINT fk_templates_course_version_id FOREIGN KEY (course_version_id) REFERENCES course_versions(id)`);
    await db.query(`
      ALTER TABLE template_sections
        ADD CONSTRAINT fk_template_sections_template_id FOREIGN KEY (template_id) REFERENCES templates(id)`);
    await db.query(`
      ALTER TABLE assignments
        ADD CONSTRAINT fk_assignments_cohort_id FOREIGN KEY (cohort_id) REFERENCES cohorts(id),
        ADD CONSTRAINT fk_assignments_template_id FOREIGN KEY (template_id) REFERENCES templates(id)`);
    await db.query(`
      ALTER TABLE handbooks
        ADD CONSTRAINT fk_handbooks_assignment_id FOREIGN KEY (assignment_id) REFERENCES assignments(id),
        ADD CONSTRAINT fk_handbooks_enrolment_id FOREIGN KEY (enrolment_id) REFERENCES enrolments(id)`);
    await db.query(`
      ALTER TABLE handbook_updates
        ADD CONSTRAINT fk_handbook_updates_handbook_id FOREIGN KEY (handbook_id) REFERENCES handbooks(id),
        ADD CONSTRAINT fk_handbook_updates_author_id FOREIGN KEY (author_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE submissions
        ADD CONSTRAINT fk_submissions_handbook_id FOREIGN KEY (handbook_id) REFERENCES handbooks(id),
        ADD CONSTRAINT fk_submissions_enrolment_id FOREIGN KEY (enrolment_id) REFERENCES enrolments(id),
        ADD CONSTRAINT fk_submissions_template_id FOREIGN KEY (template_id) REFERENCES templates(id),
        ADD CONSTRAINT fk_submissions_submitted_by_id FOREIGN KEY (submitted_by_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE submission_sections
        ADD CONSTRAINT fk_submission_sections_submission_id FOREIGN KEY (submission_id) REFERENCES submissions(id)`);
    await db.query(`
      ALTER TABLE submission_contents
        ADD CONSTRAINT fk_submission_contents_submission_id FOREIGN KEY (submission_id) REFERENCES submissions(id),
        ADD CONSTRAINT fk_submission_contents_person_id FOREIGN KEY (person_id) REFERENCES users(id)`);
    await db.query(`
      CREATE TRIGGER frozen_once_published BEFORE UPDATE OR DELETE ON templates
        FOR EACH ROW EXECUTE FUNCTION refuse_change_once_published()`);
    await db.query(`
      CREATE TRIGGER frozen_once_published BEFORE INSERT OR UPDATE OR DELETE ON template_sections
        FOR EACH ROW EXECUTE FUNCTION refuse_change_below_published('template_id',
          'SELECT published_at FROM templates WHERE id = $1 FOR SHARE')`);
    await db.query(`
      CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON submissions
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON submissions
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON submission_sections
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON submission_sections
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER only_erasure BEFORE UPDATE OR DELETE ON submission_contents
        FOR EACH ROW EXECUTE FUNCTION refuse_change_but_erasure('body', 'salts')`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON submission_contents
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE submission_contents');
    await db.query('DROP TABLE submission_sections');
    await db.query('DROP TABLE submissions');
    await db.query('DROP TABLE handbook_updates');
    await db.query('DROP TABLE handbooks');
    await db.query('DROP TABLE assignments');
    await db.query('DROP TABLE template_sections');
    await db.query('DROP TABLE templates');
  }
}
