import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Who may take a seat: admissions, and the applications that lead to them. */
export class CreateAdmission1763700012000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE admissions (
        cohort_id uuid NOT NULL,
        user_id uuid NOT NULL,
        via text NOT NULL,
        by_id uuid NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT ck_admissions_via CHECK (via IN ('invitation', 'application', 'administrator')),
        CONSTRAINT pk_admissions PRIMARY KEY (cohort_id, user_id)
      )`);
    await db.query(`CREATE INDEX ix_admissions_user_id ON admissions (user_id)`);
    await db.query(`
      CREATE TABLE enrolment_reasons (
        event_id uuid NOT NULL,
        person_id uuid NOT NULL,
        body text,
        erased_at timestamptz,
        CONSTRAINT pk_enrolment_reasons PRIMARY KEY (event_id)
      )`);
    await db.query(`CREATE INDEX ix_enrolment_reasons_person_id ON enrolment_reasons (person_id)`);
    await db.query(`
      CREATE TABLE application_forms (
        cohort_id uuid NOT NULL,
        needed integer NOT NULL,
        questions jsonb NOT NULL,
        version integer NOT NULL DEFAULT 1,
        CONSTRAINT ck_application_forms_needed CHECK (needed BETWEEN 1 AND 10),
        CONSTRAINT ck_application_forms_ten CHECK (jsonb_array_length(questions) = 10),
        CONSTRAINT pk_application_forms PRIMARY KEY (cohort_id)
      )`);
    await db.query(`
      CREATE TABLE applications (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        cohort_id uuid NOT NULL,
        user_id uuid NOT NULL,
        number integer NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT uq_applications_cohort_id_number UNIQUE (cohort_id, number),
        CONSTRAINT uq_applications_cohort_id_user_id UNIQUE (cohort_id, user_id),
        CONSTRAINT pk_applications PRIMARY KEY (id)
      )`);
    await db.query(`CREATE INDEX ix_applications_user_id ON applications (user_id)`);
    await db.query(`
      CREATE TABLE application_events (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        application_id uuid NOT NULL,
        sequence integer NOT NULL,
        kind text NOT NULL,
        points integer,
        needed integer,
        actor_id uuid NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT uq_application_events_application_id_sequence UNIQUE (application_id, sequence),
        CONSTRAINT ck_application_events_rule CHECK ((kind = 'accepted') = (coalesce(points >= needed, false)) AND (kind IN ('accepted', 'declined')) = (points IS NOT NULL AND needed IS NOT NULL)),
        CONSTRAINT ck_application_events_first CHECK (sequence > 1 OR kind = 'submitted'),
        CONSTRAINT ck_application_events_kind CHECK (kind IN ('submitted', 'withdrawn', 'accepted', 'declined')),
        CONSTRAINT pk_application_events PRIMARY KEY (id)
      )`);
    await db.query(`
      CREATE TABLE application_answers (
        event_id uuid NOT NULL,
        person_id uuid NOT NULL,
        body jsonb,
        erased_at timestamptz,
        CONSTRAINT pk_application_answers PRIMARY KEY (event_id)
      )`);
    await db.query(`CREATE INDEX ix_application_answers_person_id ON application_answers (person_id)`);
    await db.query(`
      CREATE TABLE application_marks (
        event_id uuid NOT NULL,
        number integer NOT NULL,
        shown boolean NOT NULL,
        CONSTRAINT ck_application_marks_number CHECK (number BETWEEN 1 AND 10),
        CONSTRAINT pk_application_marks PRIMARY KEY (event_id, number)
      )`);
    await db.query(`
      CREATE TABLE application_notes (
        event_id uuid NOT NULL,
        person_id uuid NOT NULL,
        body text,
        erased_at timestamptz,
        CONSTRAINT pk_application_notes PRIMARY KEY (event_id)
      )`);
    await db.query(`CREATE INDEX ix_application_notes_person_id ON application_notes (person_id)`);
    await db.query(`
      CREATE TABLE application_drafts (
        cohort_id uuid NOT NULL,
        user_id uuid NOT NULL,
        answers jsonb NOT NULL,
        saved_at timestamptz NOT NULL,
        CONSTRAINT pk_application_drafts PRIMARY KEY (cohort_id, user_id)
      )`);
    await db.query(`CREATE INDEX ix_application_drafts_user_id ON application_drafts (user_id)`);
    for (const [table, column, parent] of [
      ['admissions', 'cohort_id', 'cohorts'],
      ['admissions', 'user_id', 'users'],
      ['admissions', 'by_id', 'users'],
      ['enrolment_reasons', 'event_id', 'enrolment_events'],
      ['enrolment_reasons', 'person_id', 'users'],
      ['application_forms', 'cohort_id', 'cohorts'],
      ['applications', 'cohort_id', 'cohorts'],
      ['applications', 'user_id', 'users'],
      ['application_events', 'application_id', 'applications'],
      ['application_events', 'actor_id', 'users'],
      ['application_answers', 'event_id', 'application_events'],
      ['application_answers', 'person_id', 'users'],
      ['application_marks', 'event_id', 'application_events'],
      ['application_notes', 'event_id', 'application_events'],
      ['application_notes', 'person_id', 'users'],
      ['application_drafts', 'cohort_id', 'cohorts'],
      ['application_drafts', 'user_id', 'users'],
    ] as const) {
      await db.query(
        `ALTER TABLE ${table} ADD CONSTRAINT fk_${table}_${column} FOREIGN KEY (${column}) REFERENCES ${parent}(id)`,
      );
    }
    for (const table of ['admissions', 'applications', 'application_events', 'application_marks']) {
      await db.query(`
        CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON ${table}
          FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
      await db.query(`
        CREATE TRIGGER never_emptied BEFORE TRUNCATE ON ${table}
          FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    }
    for (const table of ['enrolment_reasons', 'application_answers', 'application_notes']) {
      await db.query(`
        CREATE TRIGGER only_erasure BEFORE UPDATE OR DELETE ON ${table}
          FOR EACH ROW EXECUTE FUNCTION refuse_change_but_erasure('body')`);
      await db.query(`
        CREATE TRIGGER never_emptied BEFORE TRUNCATE ON ${table}
          FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    }
    // All who apply answer the same questions and meet the same rule, so neither changes once somebody has applied.
    await db.query(`
      CREATE FUNCTION refuse_change_once_applied() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM applications WHERE cohort_id = OLD.cohort_id) THEN
          RAISE EXCEPTION '% is answered: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
      END $$`);
    await db.query(`
      CREATE TRIGGER frozen_once_applied BEFORE UPDATE OR DELETE ON application_forms
        FOR EACH ROW EXECUTE FUNCTION refuse_change_once_applied()`);
    await db.query(`
      CREATE FUNCTION refuse_after_decision() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF EXISTS (SELECT FROM application_events
                    WHERE application_id = NEW.application_id AND kind IN ('accepted', 'declined')) THEN
          RAISE EXCEPTION 'application is decided: % is refused', TG_OP USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NEW;
      END $$`);
    await db.query(`
      CREATE TRIGGER decided_once BEFORE INSERT ON application_events
        FOR EACH ROW EXECUTE FUNCTION refuse_after_decision()`);
    // A decision is what its ten marks and the cohort's rule say, and nothing else can make one. Its marks are written
    // after it, so this is looked at when the transaction ends.
    await db.query(`
      CREATE FUNCTION refuse_decision_without_marks() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NOT EXISTS (
          SELECT FROM applications a JOIN application_forms f ON f.cohort_id = a.cohort_id
           WHERE a.id = NEW.application_id AND f.needed = NEW.needed
             AND (SELECT count(*) FROM application_marks WHERE event_id = NEW.id) = 10
             AND (SELECT count(*) FROM application_marks WHERE event_id = NEW.id AND shown) = NEW.points
        ) THEN
          RAISE EXCEPTION 'a decision follows from ten marks and the rule' USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN NULL;
      END $$`);
    await db.query(`
      CREATE CONSTRAINT TRIGGER follows_from_marks AFTER INSERT ON application_events
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.kind IN ('accepted', 'declined'))
        EXECUTE FUNCTION refuse_decision_without_marks()`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of [
      'application_drafts',
      'application_notes',
      'application_marks',
      'application_answers',
      'application_events',
      'applications',
      'application_forms',
      'enrolment_reasons',
      'admissions',
    ]) {
      await db.query(`DROP TABLE ${table}`);
    }
    for (const name of [
      'refuse_decision_without_marks()',
      'refuse_after_decision()',
      'refuse_change_once_applied()',
    ]) {
      await db.query(`DROP FUNCTION ${name}`);
    }
  }
}
