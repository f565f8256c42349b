import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Courses and their versions, cohorts, and who is enrolled. */
export class CreateCourses1763700003000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE courses (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        slug text NOT NULL,
        title text NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT uq_courses_slug UNIQUE (slug),
        CONSTRAINT pk_courses PRIMARY KEY (id)
      )`);
    await db.query(`
      CREATE TABLE course_versions (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        course_id uuid NOT NULL,
        number integer NOT NULL,
        title text NOT NULL,
        summary text NOT NULL,
        about text NOT NULL DEFAULT '',
        created_at timestamptz NOT NULL,
        published_at timestamptz,
        CONSTRAINT uq_course_versions_course_id_number UNIQUE (course_id, number),
        CONSTRAINT pk_course_versions PRIMARY KEY (id)
      )`);
    await db.query(`
      CREATE TABLE weeks (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        course_version_id uuid NOT NULL,
        number integer NOT NULL,
        title text NOT NULL,
        aim text NOT NULL,
        CONSTRAINT uq_weeks_course_version_id_number UNIQUE (course_version_id, number),
        CONSTRAINT ck_weeks_number CHECK (number BETWEEN 1 AND 3),
        CONSTRAINT pk_weeks PRIMARY KEY (id)
      )`);
    await db.query(`
      CREATE TABLE lessons (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        week_id uuid NOT NULL,
        position integer NOT NULL,
        slug text NOT NULL,
        title text NOT NULL,
        minutes integer NOT NULL,
        body text NOT NULL,
        CONSTRAINT uq_lessons_week_id_slug UNIQUE (week_id, slug),
        CONSTRAINT uq_lessons_week_id_position UNIQUE (week_id, position),
        CONSTRAINT pk_lessons PRIMARY KEY (id)
      )`);
    await db.query(`
      CREATE TABLE live_sessions (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        week_id uuid NOT NULL,
        position integer NOT NULL,
        title text NOT NULL,
        day integer NOT NULL,
        starts_at TIME NOT NULL,
        minutes integer NOT NULL,
        CONSTRAINT uq_live_sessions_week_id_position UNIQUE (week_id, position),
        CONSTRAINT ck_live_sessions_day CHECK (day BETWEEN 1 AND 7),
        CONSTRAINT pk_live_sessions PRIMARY KEY (id)
      )`);
    await db.query(`CREATE INDEX ix_live_sessions_week_id ON live_sessions (week_id)`);
    await db.query(`
      CREATE TABLE cohorts (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        course_version_id uuid NOT NULL,
        slug text NOT NULL,
        name text NOT NULL,
        starts_on date NOT NULL,
        time_zone text NOT NULL,
        seats integer NOT NULL,
        signatories jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT uq_cohorts_slug UNIQUE (slug),
        CONSTRAINT ck_cohorts_seats CHECK (seats > 0),
        CONSTRAINT pk_cohorts PRIMARY KEY (id)
      )`);
    await db.query(`CREATE INDEX ix_cohorts_course_version_id ON cohorts (course_version_id)`);
    await db.query(`
      CREATE TABLE cohort_instructors (
        cohort_id uuid NOT NULL,
        user_id uuid NOT NULL,
        assigned_by_id uuid NOT NULL,
        assigned_at timestamptz NOT NULL,
        CONSTRAINT pk_cohort_instructors PRIMARY KEY (cohort_id, user_id)
      )`);
    await db.query(`CREATE INDEX ix_cohort_instructors_user_id ON cohort_instructors (user_id)`);
    await db.query(`
      CREATE TABLE enrolments (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        cohort_id uuid NOT NULL,
        user_id uuid NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT uq_enrolments_cohort_id_user_id UNIQUE (cohort_id, user_id),
        CONSTRAINT pk_enrolments PRIMARY KEY (id)
      )`);
    await db.query(`CREATE INDEX ix_enrolments_user_id ON enrolments (user_id)`);
    await db.query(`
      CREATE TABLE enrolment_events (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        enrolment_id uuid NOT NULL,
        sequence integer NOT NULL,
        kind text NOT NULL,
        actor_id uuid NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT uq_enrolment_events_enrolment_id_sequence UNIQUE (enrolment_id, sequence),
        CONSTRAINT ck_enrolment_events_first CHECK ((sequence = 1) = (kind = 'enrolled')),
        CONSTRAINT ck_enrolment_events_kind CHECK (kind IN ('enrolled', 'withdrawn', 'returned', 'completed')),
        CONSTRAINT pk_enrolment_events PRIMARY KEY (id)
      )`);
    await db.query(`
      ALTER TABLE course_versions
        ADD CONSTRAINT fk_course_versions_course_id FOREIGN KEY (course_id) REFERENCES courses(id)`);
    await db.query(`
      ALTER TABLE weeks
        ADD CONSTRAINT fk_weeks_course_version_id FOREIGN KEY (course_version_id) REFERENCES course_versions(id)`);
    await db.query(`
      ALTER TABLE lessons
        ADD CONSTRAINT fk_lessons_week_id FOREIGN KEY (week_id) REFERENCES weeks(id)`);
    await db.query(`
      ALTER TABLE live_sessions
        ADD CONSTRAINT fk_live_sessions_week_id FOREIGN KEY (week_id) REFERENCES weeks(id)`);
    await db.query(`
      ALTER TABLE cohorts
        ADD CONSTRAINT fk_cohorts_course_version_id FOREIGN KEY (course_version_id) REFERENCES course_versions(id)`);
    await db.query(`
      ALTER TABLE cohort_instructors
        ADD CONSTRAINT fk_cohort_instructors_cohort_id FOREIGN KEY (cohort_id) REFERENCES cohorts(id),
        ADD CONSTRAINT fk_cohort_instructors_user_id FOREIGN KEY (user_id) REFERENCES users(id),
        ADD CONSTRAINT fk_cohort_instructors_assigned_by_id FOREIGN KEY (assigned_by_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE enrolments
        ADD CONSTRAINT fk_enrolments_cohort_id FOREIGN KEY (cohort_id) REFERENCES cohorts(id),
        ADD CONSTRAINT fk_enrolments_user_id FOREIGN KEY (user_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE enrolment_events
        ADD CONSTRAINT fk_enrolment_events_enrolment_id FOREIGN KEY (enrolment_id) REFERENCES enrolments(id),
        ADD CONSTRAINT fk_enrolment_events_actor_id FOREIGN KEY (actor_id) REFERENCES users(id)`);
    await db.query(`
      CREATE TRIGGER frozen_once_published BEFORE UPDATE OR DELETE ON course_versions
        FOR EACH ROW EXECUTE FUNCTION refuse_change_once_published()`);
    await db.query(`
      CREATE TRIGGER frozen_once_published BEFORE INSERT OR UPDATE OR DELETE ON weeks
        FOR EACH ROW EXECUTE FUNCTION refuse_change_below_published('course_version_id',
          'SELECT published_at FROM course_versions WHERE id = $1 FOR SHARE')`);
    await db.query(`
      CREATE TRIGGER frozen_once_published BEFORE INSERT OR UPDATE OR DELETE ON lessons
        FOR EACH ROW EXECUTE FUNCTION refuse_change_below_published('week_id',
          'SELECT v.published_at FROM weeks w JOIN course_versions v ON v.id = w.course_version_id WHERE w.id = $1 FOR SHARE OF v')`);
    await db.query(`
      CREATE TRIGGER frozen_once_published BEFORE INSERT OR UPDATE OR DELETE ON live_sessions
        FOR EACH ROW EXECUTE FUNCTION refuse_change_below_published('week_id',
          'SELECT v.published_at FROM weeks w JOIN course_versions v ON v.id = w.course_version_id WHERE w.id = $1 FOR SHARE OF v')`);
    await db.query(`
      CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON enrolments
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON enrolments
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON enrolment_events
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON enrolment_events
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE enrolment_events');
    await db.query('DROP TABLE enrolments');
    await db.query('DROP TABLE cohort_instructors');
    await db.query('DROP TABLE cohorts');
    await db.query('DROP TABLE live_sessions');
    await db.query('DROP TABLE lessons');
    await db.query('DROP TABLE weeks');
    await db.query('DROP TABLE course_versions');
    await db.query('DROP TABLE courses');
  }
}
