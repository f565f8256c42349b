import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** An enrolment that was completed goes on when its latest released result does not pass any more. */
export class ReopenEnrolments1763700034000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE enrolment_events
        DROP CONSTRAINT ck_enrolment_events_kind,
        ADD CONSTRAINT ck_enrolment_events_kind CHECK (
          kind IN ('enrolled', 'waiting', 'left', 'withdrawn', 'returned', 'completed', 'reopened'))`);
    // Results that have fallen by now.
    await db.query(`
      INSERT INTO enrolment_events (enrolment_id, sequence, kind, at)
      SELECT e.id, last.sequence + 1, 'reopened', now()
        FROM enrolments e
        JOIN LATERAL (SELECT kind, sequence FROM enrolment_events
                       WHERE enrolment_id = e.id ORDER BY sequence DESC LIMIT 1) last ON last.kind = 'completed'
        JOIN LATERAL (SELECT g.passed FROM release_grades n JOIN releases r ON r.id = n.release_id
                        JOIN grade_events g ON g.id = n.grade_event_id
                       WHERE n.enrolment_id = e.id ORDER BY r.sequence DESC LIMIT 1) shown ON NOT shown.passed`);
  }

  async down(db: QueryRunner): Promise<void> {
    // Before this nothing followed a completion: whoever was reopened has completed the course again.
    await db.query('ALTER TABLE enrolment_events DISABLE TRIGGER frozen');
    await db.query(`DELETE FROM enrolment_events WHERE kind = 'reopened'`);
    await db.query('ALTER TABLE enrolment_events ENABLE TRIGGER frozen');
    await db.query(`
      ALTER TABLE enrolment_events
        DROP CONSTRAINT ck_enrolment_events_kind,
        ADD CONSTRAINT ck_enrolment_events_kind CHECK (
          kind IN ('enrolled', 'waiting', 'left', 'withdrawn', 'returned', 'completed'))`);
  }
}
