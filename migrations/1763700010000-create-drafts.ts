import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What editing a draft takes: versions of rows, lessons that are known from version to version, pictures. */
export class CreateDrafts1763700010000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE lessons
        ADD COLUMN identity uuid NOT NULL DEFAULT gen_random_uuid(),
        ADD COLUMN version integer NOT NULL DEFAULT 1`);
    // Lessons of one name in the versions of one course have been the same lesson; saying so changes none of them.
    await db.query(`ALTER TABLE lessons DISABLE TRIGGER frozen_once_published`);
    await db.query(`
      UPDATE lessons l SET identity = one.identity
        FROM (SELECT l.id, first_value(l.identity) OVER (PARTITION BY v.course_id, l.slug ORDER BY v.number, w.number) AS identity
                FROM lessons l JOIN weeks w ON w.id = l.week_id JOIN course_versions v ON v.id = w.course_version_id) one
       WHERE one.id = l.id`);
    await db.query(`ALTER TABLE lessons ENABLE TRIGGER frozen_once_published`);
    await db.query(`CREATE INDEX ix_lessons_identity ON lessons (identity)`);
    for (const table of ['course_versions', 'weeks', 'live_sessions']) {
      await db.query(`ALTER TABLE ${table} ADD COLUMN version integer NOT NULL DEFAULT 1`);
    }
    await db.query(`
      ALTER TABLE course_versions
        ADD COLUMN discarded_at timestamptz,
        ADD CONSTRAINT ck_course_versions_discarded CHECK (discarded_at IS NULL OR published_at IS NULL)`);
    // Known by the digest of their bytes, so that the same picture is one row, whichever texts show it.
    await db.query(`
      CREATE TABLE course_images (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        digest text NOT NULL,
        type text NOT NULL,
        bytes integer NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT uq_course_images_digest UNIQUE (digest),
        CONSTRAINT ck_course_images_type CHECK (type IN ('image/svg+xml', 'image/png', 'image/webp')),
        CONSTRAINT pk_course_images PRIMARY KEY (id)
      )`);
    await db.query(`
      CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON course_images
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON course_images
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE course_images');
    await db.query('ALTER TABLE live_sessions DROP COLUMN version');
    await db.query('ALTER TABLE weeks DROP COLUMN version');
    await db.query('ALTER TABLE course_versions DROP COLUMN version, DROP COLUMN discarded_at');
    await db.query('ALTER TABLE lessons DROP COLUMN identity, DROP COLUMN version');
  }
}
