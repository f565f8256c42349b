import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Pictures of handbooks. A frozen text names them, so they never change; an erasure blanks what leads to the file. */
export class CreateHandbookImages1763700017000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE handbook_images (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        handbook_id uuid NOT NULL,
        person_id uuid NOT NULL,
        digest text,
        file_key text,
        type text NOT NULL,
        bytes integer NOT NULL,
        width integer NOT NULL,
        height integer NOT NULL,
        created_at timestamptz NOT NULL,
        erased_at timestamptz,
        CONSTRAINT pk_handbook_images PRIMARY KEY (id),
        CONSTRAINT uq_handbook_images_handbook_id_digest UNIQUE (handbook_id, digest),
        CONSTRAINT ck_handbook_images_type CHECK (type IN ('image/png', 'image/webp')),
        CONSTRAINT fk_handbook_images_handbook_id FOREIGN KEY (handbook_id) REFERENCES handbooks (id),
        CONSTRAINT fk_handbook_images_person_id FOREIGN KEY (person_id) REFERENCES users (id)
      )`);
    await db.query(`CREATE INDEX ix_handbook_images_person_id ON handbook_images (person_id)`);
    await db.query(`
      CREATE TRIGGER only_erasure BEFORE UPDATE OR DELETE ON handbook_images
        FOR EACH ROW EXECUTE FUNCTION refuse_change_but_erasure('digest', 'file_key')`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON handbook_images
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE handbook_images');
  }
}
