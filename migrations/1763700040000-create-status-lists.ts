import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Where each certificate stands in the lists from which others' programs read whether it still holds, and those lists, signed. */
export class CreateStatusLists1763700040000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    // So many have a place; whoever gives one holds the list meanwhile.
    await db.query(`
      CREATE TABLE status_lists (
        number integer NOT NULL,
        length integer NOT NULL,
        taken integer NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT ck_status_lists_number CHECK (number > 0),
        CONSTRAINT ck_status_lists_length CHECK (length >= 131072 AND length % 8 = 0),
        CONSTRAINT ck_status_lists_taken CHECK (taken BETWEEN 0 AND length),
        CONSTRAINT pk_status_lists PRIMARY KEY (number)
      )`);
    await db.query(`
      CREATE TABLE status_places (
        certificate_id uuid NOT NULL,
        list_number integer NOT NULL,
        place integer NOT NULL,
        CONSTRAINT uq_status_places_list_number_place UNIQUE (list_number, place),
        CONSTRAINT ck_status_places_place CHECK (place >= 0),
        CONSTRAINT pk_status_places PRIMARY KEY (certificate_id)
      )`);
    await db.query(`
      CREATE TABLE status_list_credentials (
        list_number integer NOT NULL,
        purpose text NOT NULL,
        content_digest text NOT NULL,
        document text NOT NULL,
        jwt text NOT NULL,
        proof_key_id uuid NOT NULL,
        jwt_key_id uuid NOT NULL,
        valid_until timestamptz NOT NULL,
        CONSTRAINT ck_status_list_credentials_purpose CHECK (purpose IN ('revocation', 'suspension')),
        CONSTRAINT pk_status_list_credentials PRIMARY KEY (list_number, purpose)
      )`);
    for (const [table, column, other] of [
      ['status_places', 'certificate_id', 'certificates(id)'],
      ['status_places', 'list_number', 'status_lists(number)'],
      ['status_list_credentials', 'list_number', 'status_lists(number)'],
      ['status_list_credentials', 'proof_key_id', 'signing_keys(id)'],
      ['status_list_credentials', 'jwt_key_id', 'signing_keys(id)'],
    ] as const) {
      await db.query(`
        ALTER TABLE ${table} ADD CONSTRAINT fk_${table}_${column} FOREIGN KEY (${column}) REFERENCES ${other}`);
    }
    // A credential that was handed out says where it stands, for ever.
    await db.query(`
      CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON status_places
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON status_places
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    // Every process forgets the list that it remembers.
    await db.query(`
      CREATE FUNCTION tell_status_list_changed() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('status_list_changed', p.list_number::text)
          FROM status_places p JOIN certificate_listings l ON l.certificate_id = p.certificate_id
         WHERE p.certificate_id = NEW.certificate_id AND (TG_OP = 'UPDATE' OR l.state <> 'standing');
        RETURN NULL;
      END $$`);
    await db.query(`
      CREATE TRIGGER told AFTER INSERT ON status_places
        FOR EACH ROW EXECUTE FUNCTION tell_status_list_changed()`);
    await db.query(`
      CREATE TRIGGER told AFTER UPDATE OF state ON certificate_listings FOR EACH ROW
        WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION tell_status_list_changed()`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TRIGGER told ON certificate_listings');
    await db.query('DROP TABLE status_list_credentials');
    await db.query('DROP TABLE status_places');
    await db.query('DROP TABLE status_lists');
    await db.query('DROP FUNCTION tell_status_list_changed()');
  }
}
