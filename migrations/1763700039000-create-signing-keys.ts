import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * The academy's keys: what everybody may know of them, their private halves, encrypted, and what became of them; and the name
 * under which they sign.
 */
export class CreateSigningKeys1763700039000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE signing_keys (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        name text NOT NULL,
        purpose text NOT NULL,
        created_at timestamptz NOT NULL,
        created_by_id uuid,
        public_jwk jsonb NOT NULL,
        public_key_multibase text,
        certificate_chain text,
        CONSTRAINT uq_signing_keys_name UNIQUE (name),
        CONSTRAINT ck_signing_keys_chain CHECK ((purpose IN ('pdf', 'root')) = (certificate_chain IS NOT NULL)),
        CONSTRAINT ck_signing_keys_multibase CHECK ((purpose = 'proof') = (public_key_multibase IS NOT NULL)),
        CONSTRAINT ck_signing_keys_purpose CHECK (purpose IN ('proof', 'jwt', 'pdf', 'root')),
        CONSTRAINT pk_signing_keys PRIMARY KEY (id)
      )`);
    await db.query(`
      CREATE TABLE signing_key_secrets (
        key_id uuid NOT NULL,
        nonce bytea NOT NULL,
        sealed bytea NOT NULL,
        CONSTRAINT ck_signing_key_secrets_nonce CHECK (octet_length(nonce) = 12),
        CONSTRAINT pk_signing_key_secrets PRIMARY KEY (key_id)
      )`);
    await db.query(`
      CREATE TABLE signing_key_events (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        key_id uuid NOT NULL,
        sequence integer NOT NULL,
        kind text NOT NULL,
        at timestamptz NOT NULL,
        since timestamptz,
        reason text,
        actor_id uuid,
        CONSTRAINT uq_signing_key_events_key_id_sequence UNIQUE (key_id, sequence),
        CONSTRAINT ck_signing_key_events_since
          CHECK ((kind = 'compromised') = (since IS NOT NULL AND reason IS NOT NULL)),
        CONSTRAINT ck_signing_key_events_kind CHECK (kind IN ('retired', 'compromised')),
        CONSTRAINT pk_signing_key_events PRIMARY KEY (id)
      )`);
    await db.query(`
      CREATE TABLE credential_issuer (
        single boolean NOT NULL DEFAULT true,
        origin text NOT NULL,
        CONSTRAINT ck_credential_issuer_single CHECK (single),
        CONSTRAINT pk_credential_issuer PRIMARY KEY (single)
      )`);
    for (const [table, column, other] of [
      ['signing_keys', 'created_by_id', 'users'],
      ['signing_key_secrets', 'key_id', 'signing_keys'],
      ['signing_key_events', 'key_id', 'signing_keys'],
      ['signing_key_events', 'actor_id', 'users'],
    ] as const) {
      await db.query(`
        ALTER TABLE ${table} ADD CONSTRAINT fk_${table}_${column}
          FOREIGN KEY (${column}) REFERENCES ${other}(id)`);
    }
    // Every process forgets the ring that it remembers.
    await db.query(`
      CREATE FUNCTION tell_signing_keys_changed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('signing_keys_changed', '');
        RETURN NULL;
      END $$`);
    for (const table of ['signing_keys', 'signing_key_events']) {
      await db.query(`
        CREATE TRIGGER told AFTER INSERT ON ${table}
          FOR EACH STATEMENT EXECUTE FUNCTION tell_signing_keys_changed()`);
    }
    for (const table of ['signing_keys', 'signing_key_events', 'credential_issuer']) {
      await db.query(`
        CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON ${table}
          FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
      await db.query(`
        CREATE TRIGGER never_emptied BEFORE TRUNCATE ON ${table}
          FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    }
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE credential_issuer');
    await db.query('DROP TABLE signing_key_events');
    await db.query('DROP TABLE signing_key_secrets');
    await db.query('DROP TABLE signing_keys');
    await db.query('DROP FUNCTION tell_signing_keys_changed()');
  }
}
