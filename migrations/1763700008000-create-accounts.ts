import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What is under way between somebody and their mailbox, and a name for each session that is not its secret. */
export class CreateAccounts1763700008000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE sign_ups (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        email text NOT NULL,
        name text NOT NULL,
        time_zone text NOT NULL,
        password_hash text NOT NULL,
        next text NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT ck_sign_ups_email_lower CHECK (email = lower(email)),
        CONSTRAINT pk_sign_ups PRIMARY KEY (id)
      )`);
    await db.query(`CREATE INDEX ix_sign_ups_email ON sign_ups (email)`);
    await db.query(`
      CREATE TABLE password_resets (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        email text NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        CONSTRAINT ck_password_resets_email_lower CHECK (email = lower(email)),
        CONSTRAINT pk_password_resets PRIMARY KEY (id)
      )`);
    await db.query(`CREATE INDEX ix_password_resets_email ON password_resets (email)`);
    await db.query(`
      CREATE TABLE address_changes (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        user_id uuid NOT NULL,
        old_email text NOT NULL,
        new_email text NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        old_confirmed_at timestamptz,
        new_confirmed_at timestamptz,
        completed_at timestamptz,
        stopped_at timestamptz,
        CONSTRAINT ck_address_changes_one_end CHECK (completed_at IS NULL OR stopped_at IS NULL),
        CONSTRAINT ck_address_changes_confirmed CHECK (completed_at IS NULL OR (old_confirmed_at IS NOT NULL AND new_confirmed_at IS NOT NULL)),
        CONSTRAINT ck_address_changes_lower CHECK (old_email = lower(old_email) AND new_email = lower(new_email)),
        CONSTRAINT pk_address_changes PRIMARY KEY (id)
      )`);
    await db.query(
      `CREATE UNIQUE INDEX uq_address_changes_under_way ON address_changes (user_id) WHERE completed_at IS NULL AND stopped_at IS NULL`,
    );
    await db.query(`
      ALTER TABLE address_changes
        ADD CONSTRAINT fk_address_changes_user_id FOREIGN KEY (user_id) REFERENCES users(id)`);
    await db.query(`ALTER TABLE sessions ADD COLUMN handle uuid NOT NULL DEFAULT gen_random_uuid()`);
    await db.query(`ALTER TABLE sessions ADD CONSTRAINT uq_sessions_handle UNIQUE (handle)`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE sessions DROP COLUMN handle');
    await db.query('DROP TABLE address_changes');
    await db.query('DROP TABLE password_resets');
    await db.query('DROP TABLE sign_ups');
  }
}
