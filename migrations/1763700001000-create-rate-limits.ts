import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** The form that rate-limiter-flexible works with. Keys are keyed digests, so the table names nobody. */
export class CreateRateLimits1763700001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE rate_limits (
        key varchar(255) PRIMARY KEY,
        points integer NOT NULL DEFAULT 0,
        expire bigint
      )`);
    await runner.query(
      `COMMENT ON COLUMN rate_limits.expire IS 'End of the window, in milliseconds since 1970.'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE rate_limits');
  }
}
