import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What late work loses, and what a grade lost. */
export class CreateLatePolicies1763700021000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE late_policies (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        assignment_id uuid NOT NULL,
        sequence integer NOT NULL,
        grace_minutes integer NOT NULL,
        points_a_day numeric(5,2) NOT NULL,
        floor_percent numeric(5,2) NOT NULL,
        set_by_id uuid NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT uq_late_policies_assignment_id_sequence UNIQUE (assignment_id, sequence),
        CONSTRAINT ck_late_policies_grace CHECK (grace_minutes BETWEEN 0 AND 1440),
        CONSTRAINT ck_late_policies_points CHECK (points_a_day BETWEEN 0 AND 100),
        CONSTRAINT ck_late_policies_floor CHECK (floor_percent BETWEEN 0 AND 100),
        CONSTRAINT pk_late_policies PRIMARY KEY (id)
      )`);
    await db.query(`
      ALTER TABLE late_policies
        ADD CONSTRAINT fk_late_policies_assignment_id FOREIGN KEY (assignment_id) REFERENCES assignments(id),
        ADD CONSTRAINT fk_late_policies_set_by_id FOREIGN KEY (set_by_id) REFERENCES users(id)`);
    await db.query(`
      CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON late_policies
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON late_policies
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      ALTER TABLE grade_events
        ADD COLUMN earned_percent numeric(5,2),
        ADD COLUMN deducted numeric(5,2) NOT NULL DEFAULT 0,
        ADD COLUMN due_at timestamptz,
        ADD COLUMN late_policy_id uuid`);
    // Grades from before lost nothing. It is the one statement that touches frozen rows, and it changes no fact of them.
    await db.query('ALTER TABLE grade_events DISABLE TRIGGER frozen');
    await db.query('UPDATE grade_events SET earned_percent = percent');
    await db.query('ALTER TABLE grade_events ENABLE TRIGGER frozen');
    await db.query(`
      ALTER TABLE grade_events
        ALTER COLUMN earned_percent SET NOT NULL,
        ADD CONSTRAINT ck_grade_events_deducted CHECK (deducted >= 0 AND earned_percent - deducted = percent),
        ADD CONSTRAINT ck_grade_events_late_policy
          CHECK (deducted = 0 OR (late_policy_id IS NOT NULL AND due_at IS NOT NULL)),
        ADD CONSTRAINT fk_grade_events_late_policy_id FOREIGN KEY (late_policy_id) REFERENCES late_policies(id)`);
    // What a course's pages may know: what a later deadline than the cohort's is due to, 'extended' or 'returned'. Null
    // where the deadline is everybody's, and where nothing is expected.
    await db.query(`
      CREATE FUNCTION more_time(enrolment uuid) RETURNS text LANGUAGE sql STABLE AS $$
        SELECT x.kind FROM extensions x JOIN enrolments e ON e.id = x.enrolment_id
          JOIN assignments a ON a.cohort_id = e.cohort_id
         WHERE x.enrolment_id = enrolment AND x.until = expected_by(enrolment) AND x.until > a.due_at
         ORDER BY x.at DESC LIMIT 1
      $$`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP FUNCTION more_time(uuid)');
    await db.query(`
      ALTER TABLE grade_events DROP COLUMN late_policy_id, DROP COLUMN due_at, DROP COLUMN deducted,
        DROP COLUMN earned_percent`);
    await db.query('DROP TABLE late_policies');
  }
}
