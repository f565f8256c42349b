import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** More time for one enrolment, and until when work is due and taken with it. */
export class CreateExtensions1763700007000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE extensions (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        enrolment_id uuid NOT NULL,
        kind text NOT NULL,
        submission_id uuid,
        until timestamptz NOT NULL,
        granted_by_id uuid NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT ck_extensions_returned CHECK ((kind = 'returned') = (submission_id IS NOT NULL)),
        CONSTRAINT ck_extensions_kind CHECK (kind IN ('extended', 'returned')),
        CONSTRAINT pk_extensions PRIMARY KEY (id)
      )`);
    await db.query(`CREATE INDEX ix_extensions_enrolment_id ON extensions (enrolment_id)`);
    await db.query(`
      CREATE TABLE extension_reasons (
        extension_id uuid NOT NULL,
        person_id uuid NOT NULL,
        body text,
        erased_at timestamptz,
        CONSTRAINT pk_extension_reasons PRIMARY KEY (extension_id)
      )`);
    await db.query(`CREATE INDEX ix_extension_reasons_person_id ON extension_reasons (person_id)`);
    await db.query(`
      ALTER TABLE extensions
        ADD CONSTRAINT fk_extensions_enrolment_id FOREIGN KEY (enrolment_id) REFERENCES enrolments(id),
        ADD CONSTRAINT fk_extensions_submission_id_enrolment_id FOREIGN KEY (submission_id, enrolment_id) REFERENCES submissions(id,enrolment_id),
        ADD CONSTRAINT fk_extensions_granted_by_id FOREIGN KEY (granted_by_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE extension_reasons
        ADD CONSTRAINT fk_extension_reasons_extension_id FOREIGN KEY (extension_id) REFERENCES extensions(id),
        ADD CONSTRAINT fk_extension_reasons_person_id FOREIGN KEY (person_id) REFERENCES users(id)`);
    await db.query(`
      CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON extensions
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON extensions
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER only_erasure BEFORE UPDATE OR DELETE ON extension_reasons
        FOR EACH ROW EXECUTE FUNCTION refuse_change_but_erasure('body')`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON extension_reasons
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE FUNCTION effective_due_at(enrolment uuid, attempt integer) RETURNS timestamptz LANGUAGE sql STABLE AS $$
        SELECT GREATEST(a.due_at, (
          SELECT max(x.until) FROM extensions x LEFT JOIN submissions s ON s.id = x.submission_id
           WHERE x.enrolment_id = enrolment AND (x.submission_id IS NULL OR s.number < attempt)))
          FROM enrolments e JOIN assignments a ON a.cohort_id = e.cohort_id WHERE e.id = enrolment
      $$`);
    await db.query(`
      CREATE FUNCTION effective_cut_off_at(enrolment uuid) RETURNS timestamptz LANGUAGE sql STABLE AS $$
        SELECT GREATEST(a.cut_off_at, (SELECT max(until) FROM extensions WHERE enrolment_id = enrolment))
          FROM enrolments e JOIN assignments a ON a.cohort_id = e.cohort_id WHERE e.id = enrolment
      $$`);
    await db.query(`
      CREATE FUNCTION tell_extension() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('handbook_rights', id::text) FROM handbooks WHERE enrolment_id = NEW.enrolment_id;
        RETURN NULL;
      END $$`);
    await db.query(
      `CREATE TRIGGER told AFTER INSERT ON extensions FOR EACH ROW EXECUTE FUNCTION tell_extension()`,
    );
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE extension_reasons');
    await db.query('DROP TABLE extensions');
    await db.query('DROP FUNCTION tell_extension()');
    await db.query('DROP FUNCTION effective_cut_off_at(uuid)');
    await db.query('DROP FUNCTION effective_due_at(uuid, integer)');
  }
}
