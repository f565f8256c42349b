import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Earlier versions of living handbooks. They belong to the living document: nothing here is frozen. */
export class CreateRevisions1763700018000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE handbook_revisions (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        ordinal bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
        handbook_id uuid NOT NULL,
        at timestamptz NOT NULL,
        kind text NOT NULL,
        name text,
        submission_id uuid,
        made_by_id uuid,
        undo_id uuid,
        section_key text,
        words integer NOT NULL,
        covers bigint NOT NULL,
        CONSTRAINT ck_handbook_revisions_kind
          CHECK (kind IN ('stretch', 'day', 'hand-in', 'named', 'before-restore', 'restore')),
        CONSTRAINT ck_handbook_revisions_name CHECK ((kind = 'named') = (name IS NOT NULL)),
        CONSTRAINT ck_handbook_revisions_submission_id CHECK ((kind = 'hand-in') = (submission_id IS NOT NULL)),
        CONSTRAINT ck_handbook_revisions_undo_id CHECK ((kind = 'restore') = (undo_id IS NOT NULL)),
        CONSTRAINT uq_handbook_revisions_handbook_id_ordinal UNIQUE (handbook_id, ordinal),
        CONSTRAINT uq_handbook_revisions_submission_id UNIQUE (submission_id),
        CONSTRAINT pk_handbook_revisions PRIMARY KEY (id)
      )`);
    await db.query(
      `CREATE INDEX ix_handbook_revisions_to_thin ON handbook_revisions (at) WHERE kind = 'stretch'`,
    );
    await db.query(`CREATE INDEX ix_handbook_revisions_undo_id ON handbook_revisions (undo_id)`);
    await db.query(`
      CREATE TABLE section_contents (
        id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
        handbook_id uuid NOT NULL,
        key text NOT NULL,
        kind text NOT NULL,
        digest text NOT NULL,
        body text NOT NULL,
        CONSTRAINT uq_section_contents_handbook_id_key_digest UNIQUE (handbook_id, key, digest),
        CONSTRAINT pk_section_contents PRIMARY KEY (id)
      )`);
    await db.query(`
      CREATE TABLE revision_sections (
        revision_id uuid NOT NULL,
        position integer NOT NULL,
        content_id bigint NOT NULL,
        CONSTRAINT pk_revision_sections PRIMARY KEY (revision_id, position)
      )`);
    await db.query(`CREATE INDEX ix_revision_sections_content_id ON revision_sections (content_id)`);
    await db.query(`
      ALTER TABLE handbook_revisions
        ADD CONSTRAINT fk_handbook_revisions_handbook_id FOREIGN KEY (handbook_id) REFERENCES handbooks(id),
        ADD CONSTRAINT fk_handbook_revisions_submission_id FOREIGN KEY (submission_id) REFERENCES submissions(id),
        ADD CONSTRAINT fk_handbook_revisions_made_by_id FOREIGN KEY (made_by_id) REFERENCES users(id),
        ADD CONSTRAINT fk_handbook_revisions_undo_id FOREIGN KEY (undo_id) REFERENCES handbook_revisions(id)`);
    await db.query(`
      ALTER TABLE section_contents
        ADD CONSTRAINT fk_section_contents_handbook_id FOREIGN KEY (handbook_id) REFERENCES handbooks(id)`);
    await db.query(`
      ALTER TABLE revision_sections
        ADD CONSTRAINT fk_revision_sections_revision_id FOREIGN KEY (revision_id) REFERENCES handbook_revisions(id),
        ADD CONSTRAINT fk_revision_sections_content_id FOREIGN KEY (content_id) REFERENCES section_contents(id)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE revision_sections');
    await db.query('DROP TABLE section_contents');
    await db.query('DROP TABLE handbook_revisions');
  }
}
