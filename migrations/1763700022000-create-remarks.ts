import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** Remarks on words of what was handed in, remarks on the whole, and the bank from which remarks are taken. */
export class CreateRemarks1763700022000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    // By submission and slot rather than by assessment: a changed rubric opens another assessment, and what was said
    // about the words stays with the words.
    await db.query(`
      CREATE TABLE anchored_remark_drafts (
        id uuid NOT NULL,
        submission_id uuid NOT NULL,
        slot text NOT NULL,
        section_key text NOT NULL,
        criterion_id uuid,
        start_at integer NOT NULL,
        end_at integer NOT NULL,
        quote text NOT NULL,
        prefix text NOT NULL,
        suffix text NOT NULL,
        body text NOT NULL,
        version integer NOT NULL,
        updated_by_id uuid NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT ck_anchored_remark_drafts_place CHECK (start_at >= 0 AND start_at < end_at),
        CONSTRAINT ck_anchored_remark_drafts_slot CHECK (slot IN ('first', 'second', 'moderator')),
        CONSTRAINT pk_anchored_remark_drafts PRIMARY KEY (id)
      )`);
    await db.query(
      `CREATE INDEX ix_anchored_remark_drafts_submission_id_slot ON anchored_remark_drafts (submission_id, slot)`,
    );
    await db.query(`
      CREATE TABLE overall_remark_drafts (
        submission_id uuid NOT NULL,
        slot text NOT NULL,
        body text NOT NULL,
        version integer NOT NULL,
        updated_by_id uuid NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT ck_overall_remark_drafts_slot CHECK (slot IN ('first', 'second', 'moderator')),
        CONSTRAINT pk_overall_remark_drafts PRIMARY KEY (submission_id, slot)
      )`);
    await db.query(`
      CREATE TABLE anchored_remarks (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        grade_event_id uuid NOT NULL,
        submission_id uuid NOT NULL,
        section_key text NOT NULL,
        criterion_id uuid,
        start_at integer NOT NULL,
        end_at integer NOT NULL,
        author_id uuid NOT NULL,
        CONSTRAINT ck_anchored_remarks_place CHECK (start_at >= 0 AND start_at < end_at),
        CONSTRAINT pk_anchored_remarks PRIMARY KEY (id)
      )`);
    await db.query(`CREATE INDEX ix_anchored_remarks_grade_event_id ON anchored_remarks (grade_event_id)`);
    await db.query(`
      CREATE TABLE anchored_remark_texts (
        remark_id uuid NOT NULL,
        person_id uuid NOT NULL,
        body text,
        quote text,
        prefix text,
        suffix text,
        erased_at timestamptz,
        CONSTRAINT pk_anchored_remark_texts PRIMARY KEY (remark_id)
      )`);
    await db.query(`CREATE INDEX ix_anchored_remark_texts_person_id ON anchored_remark_texts (person_id)`);
    await db.query(`
      CREATE TABLE bank_remarks (
        id uuid NOT NULL DEFAULT gen_random_uuid(),
        owner_id uuid NOT NULL,
        cohort_id uuid,
        body text NOT NULL,
        version integer NOT NULL,
        updated_by_id uuid NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT ck_bank_remarks_body CHECK (btrim(body) <> ''),
        CONSTRAINT pk_bank_remarks PRIMARY KEY (id)
      )`);
    await db.query(`CREATE INDEX ix_bank_remarks_owner_id ON bank_remarks (owner_id)`);
    await db.query(`CREATE INDEX ix_bank_remarks_cohort_id ON bank_remarks (cohort_id)`);
    await db.query(`
      ALTER TABLE anchored_remark_drafts
        ADD CONSTRAINT fk_anchored_remark_drafts_submission_id_section_key
          FOREIGN KEY (submission_id, section_key) REFERENCES submission_sections(submission_id,key),
        ADD CONSTRAINT fk_anchored_remark_drafts_criterion_id FOREIGN KEY (criterion_id) REFERENCES criteria(id),
        ADD CONSTRAINT fk_anchored_remark_drafts_updated_by_id FOREIGN KEY (updated_by_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE overall_remark_drafts
        ADD CONSTRAINT fk_overall_remark_drafts_submission_id FOREIGN KEY (submission_id) REFERENCES submissions(id),
        ADD CONSTRAINT fk_overall_remark_drafts_updated_by_id FOREIGN KEY (updated_by_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE anchored_remarks
        ADD CONSTRAINT fk_anchored_remarks_grade_event_id FOREIGN KEY (grade_event_id) REFERENCES grade_events(id),
        ADD CONSTRAINT fk_anchored_remarks_submission_id_section_key
          FOREIGN KEY (submission_id, section_key) REFERENCES submission_sections(submission_id,key),
        ADD CONSTRAINT fk_anchored_remarks_criterion_id FOREIGN KEY (criterion_id) REFERENCES criteria(id),
        ADD CONSTRAINT fk_anchored_remarks_author_id FOREIGN KEY (author_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE anchored_remark_texts
        ADD CONSTRAINT fk_anchored_remark_texts_remark_id FOREIGN KEY (remark_id) REFERENCES anchored_remarks(id),
        ADD CONSTRAINT fk_anchored_remark_texts_person_id FOREIGN KEY (person_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE bank_remarks
        ADD CONSTRAINT fk_bank_remarks_owner_id FOREIGN KEY (owner_id) REFERENCES users(id),
        ADD CONSTRAINT fk_bank_remarks_cohort_id FOREIGN KEY (cohort_id) REFERENCES cohorts(id),
        ADD CONSTRAINT fk_bank_remarks_updated_by_id FOREIGN KEY (updated_by_id) REFERENCES users(id)`);
    // A remark without a criterion is about the whole handbook; a grade has one of them at most.
    await db.query('ALTER TABLE remarks ALTER COLUMN criterion_id DROP NOT NULL');
    await db.query(
      `CREATE UNIQUE INDEX uq_remarks_overall ON remarks (grade_event_id) WHERE criterion_id IS NULL`,
    );
    await db.query(`
      CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON anchored_remarks
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON anchored_remarks
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER only_erasure BEFORE UPDATE OR DELETE ON anchored_remark_texts
        FOR EACH ROW EXECUTE FUNCTION refuse_change_but_erasure('body', 'quote', 'prefix', 'suffix')`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON anchored_remark_texts
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    // Whether the remarks in the making, on words and on the whole, are others than a grade holds. EXCEPT ALL compares
    // nulls as values. What was erased says nothing about a change.
    await db.query(`
      CREATE FUNCTION remarks_differ(grade_event uuid, submission uuid, marker_slot text) RETURNS boolean
        LANGUAGE sql STABLE AS $$
        SELECT EXISTS (
          (SELECT d.section_key, d.start_at, d.end_at, d.criterion_id, d.body FROM anchored_remark_drafts d
            WHERE d.submission_id = submission AND d.slot = marker_slot
           EXCEPT ALL
           SELECT r.section_key, r.start_at, r.end_at, r.criterion_id, t.body
             FROM anchored_remarks r JOIN anchored_remark_texts t ON t.remark_id = r.id
            WHERE r.grade_event_id = grade_event)
          UNION ALL
          (SELECT r.section_key, r.start_at, r.end_at, r.criterion_id, t.body
             FROM anchored_remarks r JOIN anchored_remark_texts t ON t.remark_id = r.id
            WHERE r.grade_event_id = grade_event AND t.erased_at IS NULL
           EXCEPT ALL
           SELECT d.section_key, d.start_at, d.end_at, d.criterion_id, d.body FROM anchored_remark_drafts d
            WHERE d.submission_id = submission AND d.slot = marker_slot)
        ) OR coalesce((SELECT d.body FROM overall_remark_drafts d
                        WHERE d.submission_id = submission AND d.slot = marker_slot), '')
          <> coalesce((SELECT t.body FROM remarks r JOIN remark_texts t ON t.remark_id = r.id
                        WHERE r.grade_event_id = grade_event AND r.criterion_id IS NULL), '')
      $$`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP FUNCTION remarks_differ(uuid, uuid, text)');
    await db.query('DROP INDEX uq_remarks_overall');
    await db.query('ALTER TABLE remarks ALTER COLUMN criterion_id SET NOT NULL');
    for (const table of [
      'bank_remarks',
      'anchored_remark_texts',
      'anchored_remarks',
      'overall_remark_drafts',
      'anchored_remark_drafts',
    ]) {
      await db.query(`DROP TABLE ${table}`);
    }
  }
}
