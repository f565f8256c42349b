import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** How people want the Han characters of their names, and what the academy's certificates are printed with. */
export class ChooseHanFormsAndPaper1763700027000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE users
        ADD COLUMN han_form text,
        ADD CONSTRAINT ck_users_han_form CHECK (han_form IN ('simplified', 'traditional', 'japanese', 'korean'))`);
    await db.query(`
      ALTER TABLE academies
        ADD COLUMN paper text NOT NULL DEFAULT 'a4',
        ADD COLUMN logo_digest text,
        ADD CONSTRAINT ck_academies_paper CHECK (paper IN ('a4', 'letter'))`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE academies DROP COLUMN logo_digest, DROP COLUMN paper');
    await db.query('ALTER TABLE users DROP COLUMN han_form');
  }
}
