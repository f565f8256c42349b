import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What students do in a course: lessons done, sessions attended, calendars kept; and what instructors write to them. */
export class CreateLearning1763700013000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE lesson_completions (
        enrolment_id uuid NOT NULL,
        lesson_id uuid NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT pk_lesson_completions PRIMARY KEY (enrolment_id, lesson_id)
      )`);
    await db.query(`CREATE INDEX ix_lesson_completions_lesson_id ON lesson_completions (lesson_id)`);
    await db.query(`
      CREATE TABLE session_attendances (
        session_id uuid NOT NULL,
        enrolment_id uuid NOT NULL,
        present boolean NOT NULL,
        recorded_by_id uuid NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT pk_session_attendances PRIMARY KEY (session_id, enrolment_id)
      )`);
    await db.query(`CREATE INDEX ix_session_attendances_enrolment_id ON session_attendances (enrolment_id)`);
    await db.query(`
      CREATE TABLE calendar_feeds (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        user_id uuid NOT NULL,
        created_at timestamptz NOT NULL,
        ended_at timestamptz,
        CONSTRAINT pk_calendar_feeds PRIMARY KEY (id)
      )`);
    await db.query(
      `CREATE UNIQUE INDEX uq_calendar_feeds_in_use ON calendar_feeds (user_id) WHERE ended_at IS NULL`,
    );
    await db.query(`
      CREATE TABLE cohort_messages (
        id uuid NOT NULL,
        cohort_id uuid NOT NULL,
        author_id uuid NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT pk_cohort_messages PRIMARY KEY (id)
      )`);
    await db.query(`CREATE INDEX ix_cohort_messages_cohort_id ON cohort_messages (cohort_id)`);
    await db.query(`
      CREATE TABLE cohort_message_texts (
        message_id uuid NOT NULL,
        person_id uuid NOT NULL,
        subject text,
        body text,
        erased_at timestamptz,
        CONSTRAINT pk_cohort_message_texts PRIMARY KEY (message_id)
      )`);
    await db.query(`CREATE INDEX ix_cohort_message_texts_person_id ON cohort_message_texts (person_id)`);
    await db.query(`
      CREATE TABLE cohort_message_recipients (
        message_id uuid NOT NULL,
        enrolment_id uuid NOT NULL,
        CONSTRAINT pk_cohort_message_recipients PRIMARY KEY (message_id, enrolment_id)
      )`);
    await db.query(
      `CREATE INDEX ix_cohort_message_recipients_enrolment_id ON cohort_message_recipients (enrolment_id)`,
    );
    await db.query(`
      ALTER TABLE lesson_completions
        ADD CONSTRAINT fk_lesson_completions_enrolment_id FOREIGN KEY (enrolment_id) REFERENCES enrolments(id),
        ADD CONSTRAINT fk_lesson_completions_lesson_id FOREIGN KEY (lesson_id) REFERENCES lessons(id)`);
    await db.query(`
      ALTER TABLE session_attendances
        ADD CONSTRAINT fk_session_attendances_session_id FOREIGN KEY (session_id) REFERENCES cohort_sessions(id),
        ADD CONSTRAINT fk_session_attendances_enrolment_id FOREIGN KEY (enrolment_id) REFERENCES enrolments(id),
        ADD CONSTRAINT fk_session_attendances_recorded_by_id FOREIGN KEY (recorded_by_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE calendar_feeds
        ADD CONSTRAINT fk_calendar_feeds_user_id FOREIGN KEY (user_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE cohort_messages
        ADD CONSTRAINT fk_cohort_messages_cohort_id FOREIGN KEY (cohort_id) REFERENCES cohorts(id),
        ADD CONSTRAINT fk_cohort_messages_author_id FOREIGN KEY (author_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE cohort_message_texts
        ADD CONSTRAINT fk_cohort_message_texts_message_id FOREIGN KEY (message_id) REFERENCES cohort_messages(id),
        ADD CONSTRAINT fk_cohort_message_texts_person_id FOREIGN KEY (person_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE cohort_message_recipients
        ADD CONSTRAINT fk_cohort_message_recipients_message_id FOREIGN KEY (message_id) REFERENCES cohort_messages(id),
        ADD CONSTRAINT fk_cohort_message_recipients_enrolment_id FOREIGN KEY (enrolment_id) REFERENCES enrolments(id)`);
    for (const table of ['cohort_messages', 'cohort_message_recipients']) {
      await db.query(`
        CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON ${table}
          FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
      await db.query(`
        CREATE TRIGGER never_emptied BEFORE TRUNCATE ON ${table}
          FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    }
    await db.query(`
      CREATE TRIGGER only_erasure BEFORE UPDATE OR DELETE ON cohort_message_texts
        FOR EACH ROW EXECUTE FUNCTION refuse_change_but_erasure('subject', 'body')`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON cohort_message_texts
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    // What a course's pages may know of the work: until when it is expected. Null while it is handed in and not
    // returned, and without an assignment.
    await db.query(`
      CREATE FUNCTION expected_by(enrolment uuid) RETURNS timestamptz LANGUAGE sql STABLE AS $$
        SELECT CASE WHEN latest.id IS NULL OR EXISTS (SELECT FROM extensions x WHERE x.submission_id = latest.id)
                    THEN effective_due_at(enrolment, 1 + COALESCE(latest.number, 0)) END
          FROM (SELECT 1) one LEFT JOIN LATERAL (
            SELECT s.id, s.number FROM submissions s WHERE s.enrolment_id = enrolment ORDER BY s.number DESC LIMIT 1
          ) latest ON true
      $$`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP FUNCTION expected_by(uuid)');
    for (const table of [
      'cohort_message_recipients',
      'cohort_message_texts',
      'cohort_messages',
      'calendar_feeds',
      'session_attendances',
      'lesson_completions',
    ]) {
      await db.query(`DROP TABLE ${table}`);
    }
  }
}
