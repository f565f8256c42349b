import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What the dates of a cohort were before they were moved, and after. */
export class CreateCohortMoves1763700011000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE cohort_moves (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        cohort_id uuid NOT NULL,
        moved_by_id uuid NOT NULL,
        at timestamptz NOT NULL,
        before jsonb NOT NULL,
        after jsonb NOT NULL,
        CONSTRAINT pk_cohort_moves PRIMARY KEY (id),
        CONSTRAINT fk_cohort_moves_cohort_id FOREIGN KEY (cohort_id) REFERENCES cohorts(id),
        CONSTRAINT fk_cohort_moves_moved_by_id FOREIGN KEY (moved_by_id) REFERENCES users(id)
      )`);
    await db.query(`CREATE INDEX ix_cohort_moves_cohort_id ON cohort_moves (cohort_id)`);
    await db.query(`
      CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON cohort_moves
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON cohort_moves
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE cohort_moves');
  }
}
