import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Each cohort's own dates: when its weeks begin, its live sessions, who may join it and how. */
export class CreateCohortCalendars1763700009000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE cohorts
        ADD COLUMN week_two_on date,
        ADD COLUMN week_three_on date,
        ADD COLUMN admission text NOT NULL DEFAULT 'open',
        ADD COLUMN version integer NOT NULL DEFAULT 1`);
    await db.query(`UPDATE cohorts SET week_two_on = starts_on + 7, week_three_on = starts_on + 14`);
    await db.query(`
      ALTER TABLE cohorts
        ALTER COLUMN week_two_on SET NOT NULL,
        ALTER COLUMN week_three_on SET NOT NULL,
        ADD CONSTRAINT ck_cohorts_weeks CHECK (week_two_on >= starts_on + 7 AND week_three_on >= week_two_on + 7),
        ADD CONSTRAINT ck_cohorts_admission CHECK (admission IN ('open', 'invitation', 'application'))`);
    await db.query(`
      CREATE TABLE cohort_prerequisites (
        cohort_id uuid NOT NULL,
        course_id uuid NOT NULL,
        CONSTRAINT pk_cohort_prerequisites PRIMARY KEY (cohort_id, course_id)
      )`);
    await db.query(`
      CREATE TABLE cohort_sessions (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        cohort_id uuid NOT NULL,
        week integer NOT NULL,
        title text NOT NULL,
        starts_local text NOT NULL,
        starts_at timestamptz NOT NULL,
        minutes integer NOT NULL,
        join_url text,
        recording_url text,
        notes text NOT NULL DEFAULT '',
        cancelled_at timestamptz,
        sequence integer NOT NULL DEFAULT 0,
        version integer NOT NULL DEFAULT 1,
        CONSTRAINT ck_cohort_sessions_minutes CHECK (minutes > 0),
        CONSTRAINT ck_cohort_sessions_week CHECK (week BETWEEN 1 AND 3),
        CONSTRAINT pk_cohort_sessions PRIMARY KEY (id)
      )`);
    await db.query(`CREATE INDEX ix_cohort_sessions_cohort_id ON cohort_sessions (cohort_id)`);
    await db.query(`CREATE INDEX ix_cohort_sessions_starts_at ON cohort_sessions (starts_at)`);
    await db.query(`
      INSERT INTO cohort_sessions (cohort_id, week, title, starts_local, starts_at, minutes)
      SELECT c.id, w.number, s.title,
             to_char(c.starts_on + (7 * (w.number - 1) + s.day - 1) + s.starts_at, 'YYYY-MM-DD"T"HH24:MI'),
             (c.starts_on + (7 * (w.number - 1) + s.day - 1) + s.starts_at) AT TIME ZONE c.time_zone, s.minutes
        FROM cohorts c JOIN weeks w ON w.course_version_id = c.course_version_id
        JOIN live_sessions s ON s.week_id = w.id`);
    await db.query(`
      ALTER TABLE cohort_prerequisites
        ADD CONSTRAINT fk_cohort_prerequisites_cohort_id FOREIGN KEY (cohort_id) REFERENCES cohorts(id),
        ADD CONSTRAINT fk_cohort_prerequisites_course_id FOREIGN KEY (course_id) REFERENCES courses(id)`);
    await db.query(`
      ALTER TABLE cohort_sessions
        ADD CONSTRAINT fk_cohort_sessions_cohort_id FOREIGN KEY (cohort_id) REFERENCES cohorts(id)`);
    // A waiting list: whoever waits has an enrolment without a seat. The order is the one in which the database took
    // the events in; times of the same millisecond could not tell it. Nobody's act moves the next one up.
    await db.query(`
      ALTER TABLE enrolment_events
        DROP CONSTRAINT ck_enrolment_events_first,
        DROP CONSTRAINT ck_enrolment_events_kind,
        ADD COLUMN ordinal bigserial NOT NULL,
        ALTER COLUMN actor_id DROP NOT NULL,
        ADD CONSTRAINT ck_enrolment_events_first CHECK (sequence > 1 OR kind IN ('enrolled', 'waiting')),
        ADD CONSTRAINT ck_enrolment_events_kind CHECK (kind IN ('enrolled', 'waiting', 'left', 'withdrawn', 'returned', 'completed'))`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE enrolment_events
        DROP CONSTRAINT ck_enrolment_events_first,
        DROP CONSTRAINT ck_enrolment_events_kind,
        DROP COLUMN ordinal,
        ALTER COLUMN actor_id SET NOT NULL,
        ADD CONSTRAINT ck_enrolment_events_first CHECK ((sequence = 1) = (kind = 'enrolled')),
        ADD CONSTRAINT ck_enrolment_events_kind CHECK (kind IN ('enrolled', 'withdrawn', 'returned', 'completed'))`);
    await db.query('DROP TABLE cohort_sessions');
    await db.query('DROP TABLE cohort_prerequisites');
    await db.query(`
      ALTER TABLE cohorts
        DROP COLUMN week_two_on,
        DROP COLUMN week_three_on,
        DROP COLUMN admission,
        DROP COLUMN version`);
  }
}
