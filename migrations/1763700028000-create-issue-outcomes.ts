import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** What a release has made of each grade that may earn a certificate, and what only a person may decide about it. */
export class CreateIssueOutcomes1763700028000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TABLE issue_outcomes (
        release_id uuid NOT NULL,
        enrolment_id uuid NOT NULL,
        kind text NOT NULL,
        reason text,
        certificate_id uuid,
        at timestamptz NOT NULL,
        CONSTRAINT ck_issue_outcomes_kind CHECK (kind IN ('issued', 'raised', 'kept', 'asked', 'overtaken', 'refused')),
        CONSTRAINT ck_issue_outcomes_reason CHECK ((kind = 'refused') = (reason IS NOT NULL)
          AND reason IN ('holder-erased', 'suspended', 'revoked', 'name-not-printable', 'text-not-printable')),
        CONSTRAINT ck_issue_outcomes_certificate
          CHECK ((kind IN ('issued', 'raised', 'kept', 'asked')) = (certificate_id IS NOT NULL)),
        CONSTRAINT pk_issue_outcomes PRIMARY KEY (release_id, enrolment_id)
      )`);
    await db.query(`CREATE INDEX ix_issue_outcomes_enrolment_id ON issue_outcomes (enrolment_id)`);
    await db.query(`
      CREATE TABLE certificate_questions (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        release_id uuid NOT NULL,
        enrolment_id uuid NOT NULL,
        certificate_id uuid NOT NULL,
        kind text NOT NULL,
        asked_at timestamptz NOT NULL,
        CONSTRAINT uq_certificate_questions_release_id_enrolment_id UNIQUE (release_id, enrolment_id),
        CONSTRAINT ck_certificate_questions_kind CHECK (kind IN ('failed', 'lower')),
        CONSTRAINT pk_certificate_questions PRIMARY KEY (id)
      )`);
    await db.query(
      `CREATE INDEX ix_certificate_questions_enrolment_id ON certificate_questions (enrolment_id)`,
    );
    await db.query(`
      CREATE TABLE certificate_answers (
        question_id uuid NOT NULL,
        kind text NOT NULL,
        actor_id uuid,
        certificate_id uuid,
        at timestamptz NOT NULL,
        CONSTRAINT ck_certificate_answers_kind CHECK (kind IN ('revoked', 'kept', 'replaced', 'overtaken')),
        CONSTRAINT ck_certificate_answers_actor_id CHECK ((kind = 'overtaken') = (actor_id IS NULL)),
        CONSTRAINT ck_certificate_answers_certificate_id CHECK ((kind = 'overtaken') = (certificate_id IS NULL)),
        CONSTRAINT pk_certificate_answers PRIMARY KEY (question_id)
      )`);
    await db.query(`
      CREATE TABLE certificate_answer_texts (
        question_id uuid NOT NULL,
        person_id uuid NOT NULL,
        private_reason text,
        erased_at timestamptz,
        CONSTRAINT pk_certificate_answer_texts PRIMARY KEY (question_id)
      )`);
    await db.query(
      `CREATE INDEX ix_certificate_answer_texts_person_id ON certificate_answer_texts (person_id)`,
    );
    await db.query(`
      ALTER TABLE issue_outcomes
        ADD CONSTRAINT fk_issue_outcomes_release_id_enrolment_id FOREIGN KEY (release_id, enrolment_id) REFERENCES release_grades(release_id,enrolment_id),
        ADD CONSTRAINT fk_issue_outcomes_certificate_id FOREIGN KEY (certificate_id) REFERENCES certificates(id)`);
    await db.query(`
      ALTER TABLE certificate_questions
        ADD CONSTRAINT fk_certificate_questions_release_id_enrolment_id FOREIGN KEY (release_id, enrolment_id) REFERENCES release_grades(release_id,enrolment_id),
        ADD CONSTRAINT fk_certificate_questions_certificate_id FOREIGN KEY (certificate_id) REFERENCES certificates(id)`);
    await db.query(`
      ALTER TABLE certificate_answers
        ADD CONSTRAINT fk_certificate_answers_question_id FOREIGN KEY (question_id) REFERENCES certificate_questions(id),
        ADD CONSTRAINT fk_certificate_answers_actor_id FOREIGN KEY (actor_id) REFERENCES users(id),
        ADD CONSTRAINT fk_certificate_answers_certificate_id FOREIGN KEY (certificate_id) REFERENCES certificates(id)`);
    await db.query(`
      ALTER TABLE certificate_answer_texts
        ADD CONSTRAINT fk_certificate_answer_texts_question_id FOREIGN KEY (question_id) REFERENCES certificate_answers(question_id),
        ADD CONSTRAINT fk_certificate_answer_texts_person_id FOREIGN KEY (person_id) REFERENCES users(id)`);
    for (const table of ['certificate_questions', 'certificate_answers']) {
      await db.query(`
        CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON ${table}
          FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    }
    await db.query(`
      CREATE TRIGGER only_erasure BEFORE UPDATE OR DELETE ON certificate_answer_texts
        FOR EACH ROW EXECUTE FUNCTION refuse_change_but_erasure('private_reason')`);
    // What was refused is tried again once its reason is gone; everything else has been settled for good.
    await db.query(`
      CREATE FUNCTION refuse_change_of_settled() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF TG_OP = 'UPDATE' AND OLD.kind = 'refused'
           AND NEW.release_id = OLD.release_id AND NEW.enrolment_id = OLD.enrolment_id THEN
          RETURN NEW;
        END IF;
        RAISE EXCEPTION '% is settled: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
      END $$`);
    await db.query(`
      CREATE TRIGGER settled BEFORE UPDATE OR DELETE ON issue_outcomes
        FOR EACH ROW EXECUTE FUNCTION refuse_change_of_settled()`);
    for (const table of [
      'issue_outcomes',
      'certificate_questions',
      'certificate_answers',
      'certificate_answer_texts',
    ]) {
      await db.query(`
        CREATE TRIGGER never_emptied BEFORE TRUNCATE ON ${table}
          FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    }
    await db.query(`
      INSERT INTO issue_outcomes (release_id, enrolment_id, kind, certificate_id, at)
      SELECT release_id, enrolment_id, 'issued', id, issued_at FROM certificates
       WHERE type = 'course' AND supersedes_id IS NULL`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TABLE certificate_answer_texts');
    await db.query('DROP TABLE certificate_answers');
    await db.query('DROP TABLE certificate_questions');
    await db.query('DROP TABLE issue_outcomes');
    await db.query('DROP FUNCTION refuse_change_of_settled()');
  }
}
