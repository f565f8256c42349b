import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What certificates a key that was in other hands has signed: listed as such, known for PDFs, too, and issued anew. */
export class ReissueCertificates1763700044000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await this.list(db, ['standing', 'key-compromised', 'suspended', 'revoked', 'superseded', 'erased']);
    // Events of one certificate are written one after the other, so the last one that is written is the last one. What
    // is reinstated stands again, or is as doubtful as its key.
    await db.query(`
      CREATE OR REPLACE FUNCTION list_certificate_event() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE certificate_listings SET state = CASE
            WHEN NEW.kind <> 'reinstated' THEN NEW.kind
            WHEN EXISTS (SELECT FROM certificate_credentials k
                           JOIN signing_key_events e ON e.key_id IN (k.proof_key_id, k.jwt_key_id)
                          WHERE k.certificate_id = NEW.certificate_id
                            AND e.kind = 'compromised' AND e.since <= k.signed_at
                            AND NOT EXISTS (SELECT FROM signing_key_events later
                                             WHERE later.key_id = e.key_id AND later.kind = e.kind
                                               AND later.sequence > e.sequence))
              THEN 'key-compromised'
            ELSE 'standing' END
         WHERE certificate_id = NEW.certificate_id;
        RETURN NULL;
      END $$`);
    await db.query(`
      UPDATE certificate_listings SET state = 'key-compromised'
       WHERE state = 'standing' AND certificate_id IN (
         SELECT k.certificate_id
           FROM signing_key_events e
           JOIN certificate_credentials k ON e.key_id IN (k.proof_key_id, k.jwt_key_id) AND k.signed_at >= e.since
          WHERE e.kind = 'compromised'
            AND NOT EXISTS (SELECT FROM signing_key_events later
                             WHERE later.key_id = e.key_id AND later.kind = e.kind AND later.sequence > e.sequence))`);
    await db.query('ALTER TABLE certificate_files ADD COLUMN pdf_key_id uuid');
    await db.query(`
      ALTER TABLE certificate_files
        ADD CONSTRAINT fk_certificate_files_pdf_key_id FOREIGN KEY (pdf_key_id) REFERENCES signing_keys(id)`);
    // For a key that is no longer trusted: which files it has signed since.
    await db.query(
      'CREATE INDEX ix_certificate_files_pdf_key_id_created_at ON certificate_files (pdf_key_id, created_at)',
    );
    await this.reissues(db);
  }

  private async list(db: QueryRunner, states: readonly string[]): Promise<void> {
    await db.query('ALTER TABLE certificate_listings DROP CONSTRAINT ck_certificate_listings_state');
    await db.query(`
      ALTER TABLE certificate_listings ADD CONSTRAINT ck_certificate_listings_state
        CHECK (state IN (${states.map((state) => `'${state}'`).join(', ')}))`);
  }

  private async reissues(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE certificate_reissues (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        key_id uuid NOT NULL,
        actor_id uuid NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT pk_certificate_reissues PRIMARY KEY (id)
      )`);
    await db.query('CREATE INDEX ix_certificate_reissues_key_id_at ON certificate_reissues (key_id, at)');
    await db.query(`
      CREATE TABLE reissued_certificates (
        certificate_id uuid NOT NULL,
        reissue_id uuid NOT NULL,
        CONSTRAINT pk_reissued_certificates PRIMARY KEY (certificate_id)
      )`);
    await db.query('CREATE INDEX ix_reissued_certificates_reissue_id ON reissued_certificates (reissue_id)');
    for (const [table, column, parent] of [
      ['certificate_reissues', 'key_id', 'signing_keys'],
      ['certificate_reissues', 'actor_id', 'users'],
      ['reissued_certificates', 'certificate_id', 'certificates'],
      ['reissued_certificates', 'reissue_id', 'certificate_reissues'],
    ] as const) {
      await db.query(
        `ALTER TABLE ${table} ADD CONSTRAINT fk_${table}_${column} FOREIGN KEY (${column}) REFERENCES ${parent}(id)`,
      );
    }
    for (const table of ['certificate_reissues', 'reissued_certificates']) {
      await db.query(`
        CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON ${table}
          FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
      await db.query(`
        CREATE TRIGGER never_emptied BEFORE TRUNCATE ON ${table}
          FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    }
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE reissued_certificates');
    await db.query('DROP TABLE certificate_reissues');
    await db.query('ALTER TABLE certificate_files DROP COLUMN pdf_key_id');
    await db.query(`
      CREATE OR REPLACE FUNCTION list_certificate_event() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE certificate_listings SET state = CASE NEW.kind WHEN 'reinstated' THEN 'standing' ELSE NEW.kind END
         WHERE certificate_id = NEW.certificate_id;
        RETURN NULL;
      END $$`);
    await db.query(`UPDATE certificate_listings SET state = 'standing' WHERE state = 'key-compromised'`);
    await this.list(db, ['standing', 'suspended', 'revoked', 'superseded', 'erased']);
  }
}
