import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** People, their sessions, what they did, and how they are forgotten. */
export class CreateUsers1763700002000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE users (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        email text,
        name text,
        time_zone text NOT NULL DEFAULT 'UTC',
        password_hash text,
        created_at timestamptz NOT NULL,
        erased_at timestamptz,
        CONSTRAINT uq_users_email UNIQUE (email),
        CONSTRAINT ck_users_erased_is_blank CHECK (erased_at IS NULL OR (email IS NULL AND name IS NULL AND password_hash IS NULL)),
        CONSTRAINT ck_users_email_lower CHECK (email = lower(email)),
        CONSTRAINT pk_users PRIMARY KEY (id)
      )`);
    await db.query(`
      CREATE TABLE administrators (
        user_id uuid NOT NULL,
        appointed_by_id uuid NOT NULL,
        appointed_at timestamptz NOT NULL,
        CONSTRAINT pk_administrators PRIMARY KEY (user_id)
      )`);
    await db.query(`
      CREATE TABLE audit_entries (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        at timestamptz NOT NULL,
        actor_id uuid,
        action text NOT NULL,
        subject_type text NOT NULL,
        subject_id uuid NOT NULL,
        facts jsonb NOT NULL DEFAULT '{}',
        CONSTRAINT pk_audit_entries PRIMARY KEY (id)
      )`);
    await db.query(`CREATE INDEX ix_audit_entries_at ON audit_entries (at)`);
    await db.query(
      `CREATE INDEX ix_audit_entries_subject_type_subject_id ON audit_entries (subject_type, subject_id)`,
    );
    await db.query(`
      CREATE TABLE erasures (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        person_id uuid NOT NULL,
        actor_id uuid NOT NULL,
        at timestamptz NOT NULL,
        transaction_id bigint NOT NULL DEFAULT '0',
        CONSTRAINT pk_erasures PRIMARY KEY (id)
      )`);
    await db.query(`CREATE INDEX ix_erasures_person_id ON erasures (person_id)`);
    await db.query(`
      CREATE TABLE sessions (
        id text NOT NULL,
        user_id uuid,
        data jsonb NOT NULL,
        created_at timestamptz NOT NULL,
        seen_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        CONSTRAINT pk_sessions PRIMARY KEY (id)
      )`);
    await db.query(`CREATE INDEX ix_sessions_user_id ON sessions (user_id)`);
    await db.query(`CREATE INDEX ix_sessions_expires_at ON sessions (expires_at)`);
    await db.query(`
      CREATE TABLE academies (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        single boolean NOT NULL DEFAULT true,
        name text NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT uq_academies_single UNIQUE (single),
        CONSTRAINT ck_academies_single CHECK (single),
        CONSTRAINT pk_academies PRIMARY KEY (id)
      )`);
    await db.query(`
      CREATE TABLE setup_links (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        token_digest text NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        CONSTRAINT uq_setup_links_token_digest UNIQUE (token_digest),
        CONSTRAINT pk_setup_links PRIMARY KEY (id)
      )`);
    await db.query(`
      ALTER TABLE administrators
        ADD CONSTRAINT fk_administrators_user_id FOREIGN KEY (user_id) REFERENCES users(id),
        ADD CONSTRAINT fk_administrators_appointed_by_id FOREIGN KEY (appointed_by_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE audit_entries
        ADD CONSTRAINT fk_audit_entries_actor_id FOREIGN KEY (actor_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE erasures
        ADD CONSTRAINT fk_erasures_person_id FOREIGN KEY (person_id) REFERENCES users(id),
        ADD CONSTRAINT fk_erasures_actor_id FOREIGN KEY (actor_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE sessions
        ADD CONSTRAINT fk_sessions_user_id FOREIGN KEY (user_id) REFERENCES users(id)`);
    await db.query(`
      CREATE TRIGGER never_deleted BEFORE DELETE ON users
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON users
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON audit_entries
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit_entries
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON erasures
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON erasures
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE FUNCTION stamp_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        NEW.transaction_id := pg_current_xact_id()::text::bigint;
        RETURN NEW;
      END $$`);
    await db.query(
      `CREATE TRIGGER stamped BEFORE INSERT ON erasures FOR EACH ROW EXECUTE FUNCTION stamp_transaction()`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE erasures');
    await db.query('DROP TABLE audit_entries');
    await db.query('DROP TABLE setup_links');
    await db.query('DROP TABLE academies');
    await db.query('DROP TABLE sessions');
    await db.query('DROP TABLE administrators');
    await db.query('DROP TABLE users');
    await db.query('DROP FUNCTION stamp_transaction()');
  }
}
