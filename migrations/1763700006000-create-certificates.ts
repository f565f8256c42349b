import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Certificates, what became of them, and what they say. */
export class CreateCertificates1763700006000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE certificates (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        code text NOT NULL,
        enrolment_id uuid NOT NULL,
        type text NOT NULL,
        release_id uuid NOT NULL,
        grade_event_id uuid NOT NULL,
        snapshot_digest text NOT NULL,
        issued_at timestamptz NOT NULL,
        valid_until timestamptz,
        supersedes_id uuid,
        CONSTRAINT uq_certificates_supersedes_id UNIQUE (supersedes_id),
        CONSTRAINT uq_certificates_code UNIQUE (code),
        CONSTRAINT ck_certificates_code CHECK (code ~ '^[0-9A-HJKMNP-TV-Z]{25}$'),
        CONSTRAINT pk_certificates PRIMARY KEY (id)
      )`);
    await db.query(`CREATE INDEX ix_certificates_release_id ON certificates (release_id)`);
    await db.query(`CREATE INDEX ix_certificates_enrolment_id ON certificates (enrolment_id)`);
    await db.query(
      `CREATE UNIQUE INDEX uq_certificates_enrolment_type_release ON certificates (enrolment_id, type, release_id) WHERE supersedes_id IS NULL`,
    );
    await db.query(`
      CREATE TABLE certificate_events (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        certificate_id uuid NOT NULL,
        sequence integer NOT NULL,
        kind text NOT NULL,
        at timestamptz NOT NULL,
        actor_id uuid,
        successor_id uuid,
        CONSTRAINT uq_certificate_events_certificate_id_sequence UNIQUE (certificate_id, sequence),
        CONSTRAINT ck_certificate_events_successor CHECK ((kind = 'superseded') = (successor_id IS NOT NULL)),
        CONSTRAINT ck_certificate_events_first CHECK ((sequence = 1) = (kind = 'issued')),
        CONSTRAINT ck_certificate_events_kind CHECK (kind IN ('issued', 'suspended', 'reinstated', 'revoked', 'superseded', 'erased')),
        CONSTRAINT pk_certificate_events PRIMARY KEY (id)
      )`);
    // Of most certificates nothing but the issue is to be told: what happened later is found in an index that stays small.
    await db.query(
      `CREATE INDEX ix_certificate_events_later ON certificate_events (certificate_id, sequence) WHERE sequence > 1`,
    );
    await db.query(`
      CREATE TABLE certificate_event_texts (
        event_id uuid NOT NULL,
        person_id uuid NOT NULL,
        public_reason text,
        private_reason text,
        erased_at timestamptz,
        CONSTRAINT pk_certificate_event_texts PRIMARY KEY (event_id)
      )`);
    await db.query(
      `CREATE INDEX ix_certificate_event_texts_person_id ON certificate_event_texts (person_id)`,
    );
    await db.query(`
      CREATE TABLE certificate_snapshots (
        certificate_id uuid NOT NULL,
        code text NOT NULL,
        issued_at timestamptz NOT NULL,
        valid_until timestamptz,
        person_id uuid NOT NULL,
        body text,
        erased_at timestamptz,
        CONSTRAINT uq_certificate_snapshots_code UNIQUE (code),
        CONSTRAINT pk_certificate_snapshots PRIMARY KEY (certificate_id)
      )`);
    await db.query(`CREATE INDEX ix_certificate_snapshots_person_id ON certificate_snapshots (person_id)`);
    await db.query(`
      CREATE TABLE certificate_files (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        certificate_id uuid NOT NULL,
        person_id uuid NOT NULL,
        kind text NOT NULL,
        file_key text,
        digest text NOT NULL,
        bytes integer NOT NULL,
        created_at timestamptz NOT NULL,
        erased_at timestamptz,
        CONSTRAINT uq_certificate_files_certificate_id_kind UNIQUE (certificate_id, kind),
        CONSTRAINT pk_certificate_files PRIMARY KEY (id)
      )`);
    await db.query(`CREATE INDEX ix_certificate_files_person_id ON certificate_files (person_id)`);
    await db.query(`
      CREATE TABLE current_certificates (
        enrolment_id uuid NOT NULL,
        type text NOT NULL,
        certificate_id uuid NOT NULL,
        CONSTRAINT uq_current_certificates_certificate_id UNIQUE (certificate_id),
        CONSTRAINT pk_current_certificates PRIMARY KEY (enrolment_id, type)
      )`);
    await db.query(`
      ALTER TABLE certificates
        ADD CONSTRAINT fk_certificates_enrolment_id FOREIGN KEY (enrolment_id) REFERENCES enrolments(id),
        ADD CONSTRAINT fk_certificates_release_id FOREIGN KEY (release_id) REFERENCES releases(id),
        ADD CONSTRAINT fk_certificates_grade_event_id_enrolment_id FOREIGN KEY (grade_event_id, enrolment_id) REFERENCES grade_events(id,enrolment_id),
        ADD CONSTRAINT fk_certificates_release_id_enrolment_id FOREIGN KEY (release_id, enrolment_id) REFERENCES release_grades(release_id,enrolment_id),
        ADD CONSTRAINT fk_certificates_supersedes_id FOREIGN KEY (supersedes_id) REFERENCES certificates(id)`);
    await db.query(`
      ALTER TABLE certificate_events
        ADD CONSTRAINT fk_certificate_events_certificate_id FOREIGN KEY (certificate_id) REFERENCES certificates(id),
        ADD CONSTRAINT fk_certificate_events_actor_id FOREIGN KEY (actor_id) REFERENCES users(id),
        ADD CONSTRAINT fk_certificate_events_successor_id FOREIGN KEY (successor_id) REFERENCES certificates(id)`);
    await db.query(`
      ALTER TABLE certificate_event_texts
        ADD CONSTRAINT fk_certificate_event_texts_event_id FOREIGN KEY (event_id) REFERENCES certificate_events(id),
        ADD CONSTRAINT fk_certificate_event_texts_person_id FOREIGN KEY (person_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE certificate_snapshots
        ADD CONSTRAINT fk_certificate_snapshots_certificate_id FOREIGN KEY (certificate_id) REFERENCES certificates(id),
        ADD CONSTRAINT fk_certificate_snapshots_person_id FOREIGN KEY (person_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE certificate_files
        ADD CONSTRAINT fk_certificate_files_certificate_id FOREIGN KEY (certificate_id) REFERENCES certificates(id),
        ADD CONSTRAINT fk_certificate_files_person_id FOREIGN KEY (person_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE current_certificates
        ADD CONSTRAINT fk_current_certificates_enrolment_id FOREIGN KEY (enrolment_id) REFERENCES enrolments(id),
        ADD CONSTRAINT fk_current_certificates_certificate_id FOREIGN KEY (certificate_id) REFERENCES certificates(id)`);
    await db.query(`
      CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON certificates
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON certificates
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON certificate_events
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON certificate_events
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER only_erasure BEFORE UPDATE OR DELETE ON certificate_event_texts
        FOR EACH ROW EXECUTE FUNCTION refuse_change_but_erasure('public_reason', 'private_reason')`);
    await db.query(`
      CREATE TRIGGER only_erasure BEFORE UPDATE OR DELETE ON certificate_snapshots
        FOR EACH ROW EXECUTE FUNCTION refuse_change_but_erasure('body')`);
    await db.query(`
      CREATE TRIGGER only_erasure BEFORE UPDATE OR DELETE ON certificate_files
        FOR EACH ROW EXECUTE FUNCTION refuse_change_but_erasure('file_key')`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON certificate_event_texts
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON certificate_snapshots
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON certificate_files
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE FUNCTION copy_certificate_facts() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        SELECT code, issued_at, valid_until INTO NEW.code, NEW.issued_at, NEW.valid_until
          FROM certificates WHERE id = NEW.certificate_id;
        RETURN NEW;
      END $$`);
    await db.query(`
      CREATE TRIGGER copied BEFORE INSERT ON certificate_snapshots
        FOR EACH ROW EXECUTE FUNCTION copy_certificate_facts()`);
    await db.query(`
      CREATE FUNCTION refuse_certificate_without_pass() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NOT EXISTS (SELECT FROM grade_events WHERE id = NEW.grade_event_id AND passed) THEN
          RAISE EXCEPTION 'a certificate needs a grade that passes' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
      END $$`);
    await db.query(`
      CREATE TRIGGER only_passed BEFORE INSERT ON certificates
        FOR EACH ROW EXECUTE FUNCTION refuse_certificate_without_pass()`);
    await db.query(`
      CREATE FUNCTION keep_current_certificate() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.supersedes_id IS NULL THEN
          INSERT INTO current_certificates (enrolment_id, type, certificate_id)
            VALUES (NEW.enrolment_id, NEW.type, NEW.id);
        ELSE
          UPDATE current_certificates SET certificate_id = NEW.id
            WHERE certificate_id = NEW.supersedes_id AND enrolment_id = NEW.enrolment_id AND type = NEW.type;
          IF NOT FOUND THEN
            RAISE EXCEPTION 'only a current certificate can be superseded' USING ERRCODE = 'restrict_violation';
          END IF;
        END IF;
        RETURN NULL;
      END $$`);
    await db.query(
      `CREATE TRIGGER current AFTER INSERT ON certificates FOR EACH ROW EXECUTE FUNCTION keep_current_certificate()`,
    );
    await db.query(`
      CREATE FUNCTION follow_certificate_event() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        before text;
      BEGIN
        SELECT kind INTO before FROM certificate_events
          WHERE certificate_id = NEW.certificate_id AND sequence = NEW.sequence - 1;
        IF NEW.sequence > 1 AND before IS NULL THEN
          RAISE EXCEPTION 'a certificate event needs the one before it' USING ERRCODE = 'restrict_violation';
        END IF;
        IF before IS NOT NULL AND (before, NEW.kind) NOT IN (
             ('issued', 'suspended'), ('issued', 'revoked'), ('issued', 'superseded'), ('issued', 'erased'),
             ('suspended', 'reinstated'), ('suspended', 'revoked'), ('suspended', 'erased'),
             ('reinstated', 'suspended'), ('reinstated', 'revoked'), ('reinstated', 'superseded'),
             ('reinstated', 'erased'),
             ('superseded', 'revoked'), ('superseded', 'erased'),
             ('revoked', 'erased')) THEN
          RAISE EXCEPTION 'a certificate that was % cannot be %', before, NEW.kind
            USING ERRCODE = 'restrict_violation';
        END IF;
        IF NEW.kind = 'revoked' THEN
          DELETE FROM current_certificates WHERE certificate_id = NEW.certificate_id;
        END IF;
        PERFORM pg_notify('certificate_changed', (SELECT code FROM certificates WHERE id = NEW.certificate_id));
        RETURN NULL;
      END $$`);
    await db.query(`
      CREATE TRIGGER followed AFTER INSERT ON certificate_events
        FOR EACH ROW EXECUTE FUNCTION follow_certificate_event()`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE current_certificates');
    await db.query('DROP TABLE certificate_files');
    await db.query('DROP TABLE certificate_snapshots');
    await db.query('DROP TABLE certificate_event_texts');
    await db.query('DROP TABLE certificate_events');
    await db.query('DROP TABLE certificates');
    await db.query('DROP FUNCTION follow_certificate_event()');
    await db.query('DROP FUNCTION keep_current_certificate()');
    await db.query('DROP FUNCTION refuse_certificate_without_pass()');
    await db.query('DROP FUNCTION copy_certificate_facts()');
  }
}
