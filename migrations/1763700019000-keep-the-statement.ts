import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What an author stated when they handed in, in the words that they saw. */
export class KeepTheStatement1763700019000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE submissions
        ADD COLUMN statement text NOT NULL
          DEFAULT 'This handbook uses public information only, nothing confidential.'`);
    await db.query(`ALTER TABLE submissions ALTER COLUMN statement DROP DEFAULT`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE submissions DROP COLUMN statement`);
  }
}
