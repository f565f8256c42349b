import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** How long the certificates of a course version are valid; null is for ever. */
export class AddCertificateMonths1763700029000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE course_versions
        ADD COLUMN certificate_months integer,
        ADD CONSTRAINT ck_course_versions_certificate_months CHECK (certificate_months BETWEEN 1 AND 600)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE course_versions DROP COLUMN certificate_months');
  }
}
