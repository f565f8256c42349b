import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** The signed credential of each certificate, in both of its forms, and by which keys it was signed. */
export class CreateCertificateCredentials1763700041000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE certificate_credentials (
        certificate_id uuid NOT NULL,
        person_id uuid NOT NULL,
        subject_id uuid,
        document text,
        jwt text,
        proof_key_id uuid NOT NULL,
        jwt_key_id uuid NOT NULL,
        signed_at timestamptz NOT NULL,
        erased_at timestamptz,
        CONSTRAINT uq_certificate_credentials_subject_id UNIQUE (subject_id),
        CONSTRAINT pk_certificate_credentials PRIMARY KEY (certificate_id)
      )`);
    await db.query(
      `CREATE INDEX ix_certificate_credentials_person_id ON certificate_credentials (person_id)`,
    );
    // For a key that is no longer trusted: which certificates it has signed since.
    await db.query(
      `CREATE INDEX ix_certificate_credentials_proof_key_id_signed_at
         ON certificate_credentials (proof_key_id, signed_at)`,
    );
    await db.query(
      `CREATE INDEX ix_certificate_credentials_jwt_key_id_signed_at
         ON certificate_credentials (jwt_key_id, signed_at)`,
    );
    await db.query(`
      ALTER TABLE certificate_credentials
        ADD CONSTRAINT fk_certificate_credentials_certificate_id FOREIGN KEY (certificate_id) REFERENCES certificates(id),
        ADD CONSTRAINT fk_certificate_credentials_person_id FOREIGN KEY (person_id) REFERENCES users(id),
        ADD CONSTRAINT fk_certificate_credentials_proof_key_id FOREIGN KEY (proof_key_id) REFERENCES signing_keys(id),
        ADD CONSTRAINT fk_certificate_credentials_jwt_key_id FOREIGN KEY (jwt_key_id) REFERENCES signing_keys(id)`);
    await db.query(`
      CREATE TRIGGER only_erasure BEFORE UPDATE OR DELETE ON certificate_credentials
        FOR EACH ROW EXECUTE FUNCTION refuse_change_but_erasure('subject_id', 'document', 'jwt')`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON certificate_credentials
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE certificate_credentials');
  }
}
