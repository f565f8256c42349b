import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Corrections of names on certificates; and the names by which administrators find a certificate. */
export class CreateNameCorrections1763700030000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE name_corrections (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        certificate_id uuid NOT NULL,
        number integer NOT NULL,
        renames_account boolean NOT NULL,
        asked_at timestamptz NOT NULL,
        CONSTRAINT uq_name_corrections_certificate_id_number UNIQUE (certificate_id, number),
        CONSTRAINT pk_name_corrections PRIMARY KEY (id)
      )`);
    await db.query(`
      CREATE TABLE name_correction_texts (
        correction_id uuid NOT NULL,
        person_id uuid NOT NULL,
        name text,
        reason text,
        erased_at timestamptz,
        CONSTRAINT pk_name_correction_texts PRIMARY KEY (correction_id)
      )`);
    await db.query(`CREATE INDEX ix_name_correction_texts_person_id ON name_correction_texts (person_id)`);
    await db.query(`
      CREATE TABLE name_correction_ends (
        correction_id uuid NOT NULL,
        kind text NOT NULL,
        actor_id uuid NOT NULL,
        at timestamptz NOT NULL,
        successor_id uuid,
        CONSTRAINT uq_name_correction_ends_successor_id UNIQUE (successor_id),
        CONSTRAINT ck_name_correction_ends_successor CHECK ((kind = 'approved') = (successor_id IS NOT NULL)),
        CONSTRAINT ck_name_correction_ends_kind CHECK (kind IN ('withdrawn', 'approved', 'declined')),
        CONSTRAINT pk_name_correction_ends PRIMARY KEY (correction_id)
      )`);
    await db.query(`
      CREATE TABLE name_correction_answers (
        correction_id uuid NOT NULL,
        person_id uuid NOT NULL,
        body text,
        erased_at timestamptz,
        CONSTRAINT pk_name_correction_answers PRIMARY KEY (correction_id)
      )`);
    await db.query(
      `CREATE INDEX ix_name_correction_answers_person_id ON name_correction_answers (person_id)`,
    );
    await db.query(`
      CREATE TABLE certificate_names (
        certificate_id uuid NOT NULL,
        person_id uuid NOT NULL,
        key text,
        erased_at timestamptz,
        CONSTRAINT pk_certificate_names PRIMARY KEY (certificate_id)
      )`);
    await db.query(`CREATE INDEX ix_certificate_names_person_id ON certificate_names (person_id)`);
    await db.query(`CREATE INDEX ix_certificates_issued_at_id ON certificates (issued_at, id)`);
    await db.query(`CREATE INDEX ix_certificate_events_kind ON certificate_events (kind)`);
    for (const [table, column, parent, key] of [
      ['name_corrections', 'certificate_id', 'certificates', 'id'],
      ['name_correction_texts', 'correction_id', 'name_corrections', 'id'],
      ['name_correction_texts', 'person_id', 'users', 'id'],
      ['name_correction_ends', 'correction_id', 'name_corrections', 'id'],
      ['name_correction_ends', 'actor_id', 'users', 'id'],
      ['name_correction_ends', 'successor_id', 'certificates', 'id'],
      ['name_correction_answers', 'correction_id', 'name_correction_ends', 'correction_id'],
      ['name_correction_answers', 'person_id', 'users', 'id'],
      ['certificate_names', 'certificate_id', 'certificates', 'id'],
      ['certificate_names', 'person_id', 'users', 'id'],
    ] as const) {
      await db.query(
        `ALTER TABLE ${table} ADD CONSTRAINT fk_${table}_${column} FOREIGN KEY (${column}) REFERENCES ${parent}(${key})`,
      );
    }
    for (const table of ['name_corrections', 'name_correction_ends']) {
      await db.query(`
        CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON ${table}
          FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    }
    for (const [table, blanked] of [
      ['name_correction_texts', `'name', 'reason'`],
      ['name_correction_answers', `'body'`],
      ['certificate_names', `'key'`],
    ] as const) {
      await db.query(`
        CREATE TRIGGER only_erasure BEFORE UPDATE OR DELETE ON ${table}
          FOR EACH ROW EXECUTE FUNCTION refuse_change_but_erasure(${blanked})`);
    }
    for (const table of [
      'name_corrections',
      'name_correction_texts',
      'name_correction_ends',
      'name_correction_answers',
      'certificate_names',
    ]) {
      await db.query(`
        CREATE TRIGGER never_emptied BEFORE TRUNCATE ON ${table}
          FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    }
    // Together with the numbers: of two who ask at once, one gets the number and the other is refused.
    await db.query(`
      CREATE FUNCTION refuse_second_open_correction() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.number <> 1 + (SELECT count(*) FROM name_corrections WHERE certificate_id = NEW.certificate_id)
           OR EXISTS (SELECT FROM name_corrections n
                       WHERE n.certificate_id = NEW.certificate_id
                         AND NOT EXISTS (SELECT FROM name_correction_ends e WHERE e.correction_id = n.id)) THEN
          RAISE EXCEPTION 'a certificate has one open correction at most' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
      END $$`);
    await db.query(`
      CREATE TRIGGER one_open BEFORE INSERT ON name_corrections
        FOR EACH ROW EXECUTE FUNCTION refuse_second_open_correction()`);
    // Without accents and case, in PostgreSQL's own means: not every server has the extension for that. Marks are those
    // of Latin, Greek and Cyrillic, the points of Hebrew and the vowel signs of Arabic, which names go without as often.
    await db.query(`
      CREATE FUNCTION search_key(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
        SELECT replace(replace(replace(replace(
          translate(
            regexp_replace(lower(normalize(name, NFKD)),
                           '[\\u0300-\\u036F\\u1AB0-\\u1AFF\\u1DC0-\\u1DFF\\u0591-\\u05C7\\u064B-\\u065F\\u0670]', '', 'g'),
            'łøđðħıŧς', 'loddhitσ'),
          'ß', 'ss'), 'æ', 'ae'), 'œ', 'oe'), 'þ', 'th') $$`);
    await db.query(`
      CREATE FUNCTION keep_certificate_name() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO certificate_names (certificate_id, person_id, key)
        VALUES (NEW.certificate_id, NEW.person_id, search_key(NEW.body::jsonb #>> '{holder,name}'));
        RETURN NULL;
      END $$`);
    await db.query(`
      CREATE TRIGGER name_kept AFTER INSERT ON certificate_snapshots
        FOR EACH ROW EXECUTE FUNCTION keep_certificate_name()`);
    await db.query(`
      INSERT INTO certificate_names (certificate_id, person_id, key, erased_at)
      SELECT certificate_id, person_id, search_key(body::jsonb #>> '{holder,name}'), erased_at
        FROM certificate_snapshots`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TRIGGER name_kept ON certificate_snapshots');
    await db.query('DROP FUNCTION keep_certificate_name()');
    await db.query('DROP FUNCTION search_key(text)');
    await db.query('DROP INDEX ix_certificate_events_kind');
    await db.query('DROP INDEX ix_certificates_issued_at_id');
    await db.query('DROP TABLE certificate_names');
    await db.query('DROP TABLE name_correction_answers');
    await db.query('DROP TABLE name_correction_ends');
    await db.query('DROP TABLE name_correction_texts');
    await db.query('DROP TABLE name_corrections');
    await db.query('DROP FUNCTION refuse_second_open_correction()');
  }
}
