import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What editing a rubric takes: a version of its draft, drafts that are discarded, and one at a time. */
export class EditRubrics1763700024000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE rubric_versions
        ADD COLUMN discarded_at timestamptz,
        ADD COLUMN version integer NOT NULL DEFAULT 1,
        ADD CONSTRAINT ck_rubric_versions_discarded CHECK (discarded_at IS NULL OR published_at IS NULL)`);
    // Of several drafts of a course version only the latest has ever counted.
    await db.query(`
      UPDATE rubric_versions r SET discarded_at = now()
       WHERE published_at IS NULL AND EXISTS (
             SELECT FROM rubric_versions o WHERE o.course_version_id = r.course_version_id AND o.number > r.number)`);
    await db.query(`
      CREATE UNIQUE INDEX uq_rubric_versions_open_draft ON rubric_versions (course_version_id)
       WHERE published_at IS NULL AND discarded_at IS NULL`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX uq_rubric_versions_open_draft');
    await db.query('ALTER TABLE rubric_versions DROP COLUMN discarded_at, DROP COLUMN version');
  }
}
