import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What happened in one millisecond happened in an order, too. */
export class OrderAuditEntries1763700016000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE audit_entries ADD COLUMN ordinal bigserial NOT NULL`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query(`ALTER TABLE audit_entries DROP COLUMN ordinal`);
  }
}
