import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What holders do with their certificates: hide facts, share files, show sections of their work; and how often one is looked at. */
export class CreateSharing1763700031000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE certificate_visibilities (
        certificate_id uuid NOT NULL,
        hidden text[] NOT NULL,
        version integer NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT ck_certificate_visibilities_hidden
          CHECK (hidden <@ ARRAY['holder', 'result', 'competencies', 'cohort']),
        CONSTRAINT pk_certificate_visibilities PRIMARY KEY (certificate_id)
      )`);
    await db.query(`
      CREATE TABLE certificate_shares (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        certificate_id uuid NOT NULL,
        token_digest text NOT NULL,
        label text NOT NULL,
        created_at timestamptz NOT NULL,
        ends_at timestamptz,
        last_used_at timestamptz,
        withdrawn_at timestamptz,
        CONSTRAINT uq_certificate_shares_token_digest UNIQUE (token_digest),
        CONSTRAINT ck_certificate_shares_ends_at CHECK (ends_at > created_at),
        CONSTRAINT pk_certificate_shares PRIMARY KEY (id)
      )`);
    await db.query(
      `CREATE INDEX ix_certificate_shares_certificate_id ON certificate_shares (certificate_id)`,
    );
    // Of a section its place and its title in the frozen template; what it says stays where it was handed in.
    await db.query(`
      CREATE TABLE certificate_evidence (
        certificate_id uuid NOT NULL,
        section_key text NOT NULL,
        title text NOT NULL,
        position integer NOT NULL,
        shown_at timestamptz NOT NULL,
        CONSTRAINT pk_certificate_evidence PRIMARY KEY (certificate_id, section_key)
      )`);
    // A count a day, and nothing about who looked.
    await db.query(`
      CREATE TABLE certificate_looks (
        certificate_id uuid NOT NULL,
        day date NOT NULL,
        looks integer NOT NULL,
        CONSTRAINT ck_certificate_looks_looks CHECK (looks > 0),
        CONSTRAINT pk_certificate_looks PRIMARY KEY (certificate_id, day)
      )`);
    for (const table of [
      'certificate_visibilities',
      'certificate_shares',
      'certificate_evidence',
      'certificate_looks',
    ]) {
      await db.query(`
        ALTER TABLE ${table} ADD CONSTRAINT fk_${table}_certificate_id
          FOREIGN KEY (certificate_id) REFERENCES certificates(id)`);
    }
    // As an event of the certificate does: every process forgets the answer that it remembers.
    await db.query(`
      CREATE FUNCTION tell_certificate_changed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('certificate_changed', (
          SELECT code FROM certificates
           WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.certificate_id ELSE NEW.certificate_id END));
        RETURN NULL;
      END $$`);
    for (const table of ['certificate_visibilities', 'certificate_evidence']) {
      await db.query(`
        CREATE TRIGGER told AFTER INSERT OR UPDATE OR DELETE ON ${table}
          FOR EACH ROW EXECUTE FUNCTION tell_certificate_changed()`);
    }
    // A certificate that takes another's place hides what that one hid: a corrected name must not show what was hidden.
    // It shows the same sections, too, as long as it attests the same grade, and so the same text.
    await db.query(`
      CREATE FUNCTION keep_certificate_visibility() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO certificate_visibilities (certificate_id, hidden, version, updated_at)
          SELECT NEW.id, hidden, 1, NEW.issued_at FROM certificate_visibilities
           WHERE certificate_id = NEW.supersedes_id FOR SHARE;
        INSERT INTO certificate_evidence (certificate_id, section_key, title, position, shown_at)
          SELECT NEW.id, e.section_key, e.title, e.position, e.shown_at
            FROM certificate_evidence e JOIN certificates c ON c.id = e.certificate_id
           WHERE c.id = NEW.supersedes_id AND c.grade_event_id = NEW.grade_event_id;
        RETURN NULL;
      END $$`);
    await db.query(`
      CREATE TRIGGER as_hidden_before AFTER INSERT ON certificates FOR EACH ROW
        WHEN (NEW.supersedes_id IS NOT NULL) EXECUTE FUNCTION keep_certificate_visibility()`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TRIGGER as_hidden_before ON certificates');
    await db.query('DROP FUNCTION keep_certificate_visibility()');
    await db.query('DROP TABLE certificate_looks');
    await db.query('DROP TABLE certificate_evidence');
    await db.query('DROP TABLE certificate_shares');
    await db.query('DROP TABLE certificate_visibilities');
    await db.query('DROP FUNCTION tell_certificate_changed()');
  }
}
