import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What people want to get by mail, and what waits for their daily digest. */
export class CreateMailPreferences1763700014000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE mail_preferences (
        person_id uuid NOT NULL,
        kind text NOT NULL,
        delivery text NOT NULL,
        before text,
        changed_at timestamptz NOT NULL,
        CONSTRAINT ck_mail_preferences_before CHECK (before IS NULL OR delivery = 'never' AND before IN ('at-once', 'digest')),
        CONSTRAINT ck_mail_preferences_delivery CHECK (delivery IN ('at-once', 'digest', 'never')),
        CONSTRAINT pk_mail_preferences PRIMARY KEY (person_id, kind)
      )`);
    await db.query(`
      CREATE TABLE digest_items (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        person_id uuid NOT NULL,
        kind text NOT NULL,
        ids jsonb NOT NULL,
        waiting_since timestamptz NOT NULL,
        digest_at timestamptz,
        CONSTRAINT uq_digest_items_person_id_kind_ids UNIQUE (person_id, kind, ids),
        CONSTRAINT pk_digest_items PRIMARY KEY (id)
      )`);
    await db.query(`
      ALTER TABLE mail_preferences
        ADD CONSTRAINT fk_mail_preferences_person_id FOREIGN KEY (person_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE digest_items
        ADD CONSTRAINT fk_digest_items_person_id FOREIGN KEY (person_id) REFERENCES users(id)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE digest_items');
    await db.query('DROP TABLE mail_preferences');
  }
}
