import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What administrators' lists are made from, so that each of them reads a bounded number of rows. */
export class FindCertificatesAmongMillions1763700038000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE certificate_listings (
        certificate_id uuid NOT NULL,
        course_id uuid NOT NULL,
        cohort_id uuid NOT NULL,
        state text NOT NULL,
        issued_at timestamptz NOT NULL,
        issued_on date NOT NULL,
        valid_until timestamptz,
        CONSTRAINT ck_certificate_listings_state
          CHECK (state IN ('standing', 'suspended', 'revoked', 'superseded', 'erased')),
        CONSTRAINT pk_certificate_listings PRIMARY KEY (certificate_id),
        CONSTRAINT fk_certificate_listings_certificate_id FOREIGN KEY (certificate_id) REFERENCES certificates(id)
      )`);
    await this.fill(db);
    await db.query(`
      CREATE INDEX ix_certificate_listings_issued ON certificate_listings (issued_at, certificate_id)`);
    await db.query(`
      CREATE INDEX ix_certificate_listings_course ON certificate_listings (course_id, issued_at, certificate_id)`);
    await db.query(`CREATE INDEX ix_certificate_listings_cohort_id ON certificate_listings (cohort_id)`);
    // Most certificates stand, so these two are small.
    await db.query(`
      CREATE INDEX ix_certificate_listings_fallen ON certificate_listings (state, issued_at, certificate_id)
        WHERE state <> 'standing'`);
    await db.query(`
      CREATE INDEX ix_certificate_listings_course_fallen
        ON certificate_listings (course_id, state, issued_at, certificate_id) WHERE state <> 'standing'`);
    await db.query(`
      CREATE INDEX ix_certificate_listings_ends ON certificate_listings (valid_until, certificate_id)
        WHERE state = 'standing'`);
    await db.query(`
      CREATE INDEX ix_certificate_listings_course_ends ON certificate_listings (course_id, valid_until, certificate_id)
        WHERE state = 'standing' AND valid_until IS NOT NULL`);
    await db.query('DROP INDEX ix_certificates_issued_at_id');
    await db.query('DROP INDEX ix_certificate_events_kind');
    await this.follow(db);
    await this.names(db);
    // What lists of other things sort by.
    await db.query(`CREATE INDEX ix_issue_outcomes_refused ON issue_outcomes (at) WHERE kind = 'refused'`);
    await db.query('CREATE INDEX ix_certificate_answers_at ON certificate_answers (at)');
    await db.query('CREATE INDEX ix_cohorts_starts_on ON cohorts (starts_on)');
  }

  private async fill(db: QueryRunner): Promise<void> {
    await db.query(`
      INSERT INTO certificate_listings
      SELECT c.id, v.course_id, co.id,
             coalesce((SELECT CASE kind WHEN 'issued' THEN 'standing' WHEN 'reinstated' THEN 'standing' ELSE kind END
                         FROM certificate_events WHERE certificate_id = c.id ORDER BY sequence DESC LIMIT 1), 'standing'),
             c.issued_at, (c.issued_at AT TIME ZONE co.time_zone)::date, c.valid_until
        FROM certificates c
        JOIN enrolments e ON e.id = c.enrolment_id
        JOIN cohorts co ON co.id = e.cohort_id
        JOIN course_versions v ON v.id = co.course_version_id`);
  }

  private async follow(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION list_certificate() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        INSERT INTO certificate_listings
          SELECT NEW.id, v.course_id, co.id, 'standing', NEW.issued_at,
                 (NEW.issued_at AT TIME ZONE co.time_zone)::date, NEW.valid_until
            FROM enrolments e
            JOIN cohorts co ON co.id = e.cohort_id
            JOIN course_versions v ON v.id = co.course_version_id
           WHERE e.id = NEW.enrolment_id;
        RETURN NULL;
      END $$`);
    await db.query(`
      CREATE TRIGGER listed AFTER INSERT ON certificates FOR EACH ROW EXECUTE FUNCTION list_certificate()`);
    // Events of one certificate are written one after the other, so the last one that is written is the last one.
    await db.query(`
      CREATE FUNCTION list_certificate_event() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE certificate_listings SET state = CASE NEW.kind WHEN 'reinstated' THEN 'standing' ELSE NEW.kind END
         WHERE certificate_id = NEW.certificate_id;
        RETURN NULL;
      END $$`);
    await db.query(`
      CREATE TRIGGER listed AFTER INSERT ON certificate_events FOR EACH ROW
        WHEN (NEW.kind <> 'issued') EXECUTE FUNCTION list_certificate_event()`);
  }

  /**
   * Every end of every word, so that the beginning of one of them is any part of a word, in every script and without an
   * extension that not every server has. A lexeme may be 2,046 bytes long.
   */
  private async names(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION name_parts(key text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE STRICT AS $$
        SELECT array_to_tsvector(coalesce(array_agg(DISTINCT substr(word, place, 40)), '{}'))
          FROM regexp_split_to_table(key, '\\s+') AS word, generate_series(1, length(word)) AS place $$`);
    await db.query(
      'CREATE INDEX ix_certificate_names_parts ON certificate_names USING gin (name_parts(key))',
    );
    await db.query('CREATE INDEX ix_users_name_parts ON users USING gin (name_parts(search_key(name)))');
    // For what an address begins with, in whatever order the database sorts.
    await db.query('CREATE INDEX ix_users_email_beginning ON users (email text_pattern_ops)');
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP INDEX ix_cohorts_starts_on');
    await db.query('DROP INDEX ix_certificate_answers_at');
    await db.query('DROP INDEX ix_issue_outcomes_refused');
    await db.query('DROP INDEX ix_users_email_beginning');
    await db.query('DROP INDEX ix_users_name_parts');
    await db.query('DROP INDEX ix_certificate_names_parts');
    await db.query('DROP FUNCTION name_parts(text)');
    await db.query('DROP TRIGGER listed ON certificate_events');
    await db.query('DROP FUNCTION list_certificate_event()');
    await db.query('DROP TRIGGER listed ON certificates');
    await db.query('DROP FUNCTION list_certificate()');
    await db.query('CREATE INDEX ix_certificate_events_kind ON certificate_events (kind)');
    await db.query('CREATE INDEX ix_certificates_issued_at_id ON certificates (issued_at, id)');
    await db.query('DROP TABLE certificate_listings');
  }
}
