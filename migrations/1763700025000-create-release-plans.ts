import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Grades that are withheld for one, releases at a time that is planned, and what each marker has looked at. */
export class CreateReleasePlans1763700025000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE withholding_events (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        enrolment_id uuid NOT NULL,
        sequence integer NOT NULL,
        kind text NOT NULL,
        actor_id uuid NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT uq_withholding_events_enrolment_id_sequence UNIQUE (enrolment_id, sequence),
        CONSTRAINT ck_withholding_events_kind CHECK (kind IN ('withheld', 'given')),
        CONSTRAINT pk_withholding_events PRIMARY KEY (id)
      )`);
    await db.query(`
      CREATE TABLE withholding_reasons (
        event_id uuid NOT NULL,
        person_id uuid NOT NULL,
        body text,
        erased_at timestamptz,
        CONSTRAINT pk_withholding_reasons PRIMARY KEY (event_id)
      )`);
    await db.query(`CREATE INDEX ix_withholding_reasons_person_id ON withholding_reasons (person_id)`);
    await db.query(`
      CREATE TABLE release_plans (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        cohort_id uuid NOT NULL,
        sequence integer NOT NULL,
        due_at timestamptz NOT NULL,
        local text NOT NULL,
        time_zone text NOT NULL,
        planned_by_id uuid NOT NULL,
        planned_at timestamptz NOT NULL,
        CONSTRAINT uq_release_plans_cohort_id_sequence UNIQUE (cohort_id, sequence),
        CONSTRAINT pk_release_plans PRIMARY KEY (id)
      )`);
    await db.query(`
      CREATE TABLE release_plan_grades (
        plan_id uuid NOT NULL,
        enrolment_id uuid NOT NULL,
        grade_event_id uuid NOT NULL,
        CONSTRAINT pk_release_plan_grades PRIMARY KEY (plan_id, enrolment_id)
      )`);
    await db.query(`
      CREATE TABLE release_plan_ends (
        plan_id uuid NOT NULL,
        kind text NOT NULL,
        actor_id uuid,
        release_id uuid,
        at timestamptz NOT NULL,
        CONSTRAINT ck_release_plan_ends_kind CHECK (kind IN ('released', 'nothing', 'cancelled', 'overtaken')),
        CONSTRAINT ck_release_plan_ends_actor_id CHECK ((kind IN ('cancelled', 'overtaken')) = (actor_id IS NOT NULL)),
        CONSTRAINT ck_release_plan_ends_release_id CHECK ((kind IN ('released', 'overtaken')) = (release_id IS NOT NULL)),
        CONSTRAINT pk_release_plan_ends PRIMARY KEY (plan_id)
      )`);
    await db.query(`
      CREATE TABLE release_plan_omissions (
        plan_id uuid NOT NULL,
        enrolment_id uuid NOT NULL,
        reason text NOT NULL,
        CONSTRAINT ck_release_plan_omissions_reason
          CHECK (reason IN ('released', 'withdrawn', 'withheld', 'resubmitted', 'regraded')),
        CONSTRAINT pk_release_plan_omissions PRIMARY KEY (plan_id, enrolment_id)
      )`);
    await db.query(`
      CREATE TABLE release_looks (
        person_id uuid NOT NULL,
        cohort_id uuid NOT NULL,
        at timestamptz NOT NULL,
        seen jsonb NOT NULL,
        CONSTRAINT pk_release_looks PRIMARY KEY (person_id, cohort_id)
      )`);
    await db.query(`
      ALTER TABLE withholding_events
        ADD CONSTRAINT fk_withholding_events_enrolment_id FOREIGN KEY (enrolment_id) REFERENCES enrolments(id),
        ADD CONSTRAINT fk_withholding_events_actor_id FOREIGN KEY (actor_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE withholding_reasons
        ADD CONSTRAINT fk_withholding_reasons_event_id FOREIGN KEY (event_id) REFERENCES withholding_events(id),
        ADD CONSTRAINT fk_withholding_reasons_person_id FOREIGN KEY (person_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE release_plans
        ADD CONSTRAINT fk_release_plans_cohort_id FOREIGN KEY (cohort_id) REFERENCES cohorts(id),
        ADD CONSTRAINT fk_release_plans_planned_by_id FOREIGN KEY (planned_by_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE release_plan_grades
        ADD CONSTRAINT fk_release_plan_grades_plan_id FOREIGN KEY (plan_id) REFERENCES release_plans(id),
        ADD CONSTRAINT fk_release_plan_grades_grade_event_id_enrolment_id FOREIGN KEY (grade_event_id, enrolment_id) REFERENCES grade_events(id,enrolment_id)`);
    await db.query(`
      ALTER TABLE release_plan_ends
        ADD CONSTRAINT fk_release_plan_ends_plan_id FOREIGN KEY (plan_id) REFERENCES release_plans(id),
        ADD CONSTRAINT fk_release_plan_ends_actor_id FOREIGN KEY (actor_id) REFERENCES users(id),
        ADD CONSTRAINT fk_release_plan_ends_release_id FOREIGN KEY (release_id) REFERENCES releases(id)`);
    await db.query(`
      ALTER TABLE release_plan_omissions
        ADD CONSTRAINT fk_release_plan_omissions_plan_id_enrolment_id FOREIGN KEY (plan_id, enrolment_id) REFERENCES release_plan_grades(plan_id,enrolment_id)`);
    await db.query(`
      ALTER TABLE release_looks
        ADD CONSTRAINT fk_release_looks_person_id FOREIGN KEY (person_id) REFERENCES users(id),
        ADD CONSTRAINT fk_release_looks_cohort_id FOREIGN KEY (cohort_id) REFERENCES cohorts(id)`);
    for (const table of frozen) {
      await db.query(`
        CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON ${table}
          FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
      await db.query(`
        CREATE TRIGGER never_emptied BEFORE TRUNCATE ON ${table}
          FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    }
    await db.query(`
      CREATE TRIGGER only_erasure BEFORE UPDATE OR DELETE ON withholding_reasons
        FOR EACH ROW EXECUTE FUNCTION refuse_change_but_erasure('body')`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON withholding_reasons
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of [
      'release_looks',
      'release_plan_omissions',
      'release_plan_ends',
      'release_plan_grades',
      'release_plans',
      'withholding_reasons',
      'withholding_events',
    ]) {
      await db.query(`DROP TABLE ${table}`);
    }
  }
}

const frozen = [
  'withholding_events',
  'release_plans',
  'release_plan_grades',
  'release_plan_ends',
  'release_plan_omissions',
];
