import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** How every mark came about, and who is at which desk. */
export class KeepMarkHistory1763700023000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query(`
      ALTER TABLE score_drafts
        ADD COLUMN origin text NOT NULL DEFAULT 'marked',
        ADD CONSTRAINT ck_score_drafts_origin CHECK (origin IN ('marked', 'carried', 'imported', 'regraded'))`);
    await db.query(`
      CREATE TABLE mark_changes (
        id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
        assessment_id uuid NOT NULL,
        rubric_criterion_id uuid NOT NULL,
        version integer NOT NULL,
        level_id uuid,
        origin text NOT NULL,
        actor_id uuid NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT uq_mark_changes_assessment_id_rubric_criterion_id_version UNIQUE (assessment_id, rubric_criterion_id, version),
        CONSTRAINT ck_mark_changes_origin CHECK (origin IN ('marked', 'carried', 'imported', 'regraded')),
        CONSTRAINT pk_mark_changes PRIMARY KEY (id)
      )`);
    await db.query(`
      CREATE TABLE mark_change_texts (
        change_id bigint NOT NULL,
        person_id uuid NOT NULL,
        body text,
        until_version integer NOT NULL,
        until_at timestamptz NOT NULL,
        erased_at timestamptz,
        CONSTRAINT pk_mark_change_texts PRIMARY KEY (change_id)
      )`);
    await db.query(`CREATE INDEX ix_mark_change_texts_person_id ON mark_change_texts (person_id)`);
    await db.query(`
      CREATE TABLE marker_presences (
        user_id uuid NOT NULL,
        assessment_id uuid NOT NULL,
        rubric_criterion_id uuid,
        seen_at timestamptz NOT NULL,
        CONSTRAINT pk_marker_presences PRIMARY KEY (user_id)
      )`);
    await db.query(`CREATE INDEX ix_marker_presences_assessment_id ON marker_presences (assessment_id)`);
    await db.query(`
      ALTER TABLE mark_changes
        ADD CONSTRAINT fk_mark_changes_assessment_id FOREIGN KEY (assessment_id) REFERENCES assessments(id),
        ADD CONSTRAINT fk_mark_changes_rubric_criterion_id FOREIGN KEY (rubric_criterion_id) REFERENCES rubric_criteria(id),
        ADD CONSTRAINT fk_mark_changes_level_id_rubric_criterion_id FOREIGN KEY (level_id, rubric_criterion_id) REFERENCES rubric_levels(id,rubric_criterion_id),
        ADD CONSTRAINT fk_mark_changes_actor_id FOREIGN KEY (actor_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE mark_change_texts
        ADD CONSTRAINT fk_mark_change_texts_change_id FOREIGN KEY (change_id) REFERENCES mark_changes(id),
        ADD CONSTRAINT fk_mark_change_texts_person_id FOREIGN KEY (person_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE marker_presences
        ADD CONSTRAINT fk_marker_presences_user_id FOREIGN KEY (user_id) REFERENCES users(id),
        ADD CONSTRAINT fk_marker_presences_assessment_id FOREIGN KEY (assessment_id) REFERENCES assessments(id),
        ADD CONSTRAINT fk_marker_presences_rubric_criterion_id FOREIGN KEY (rubric_criterion_id) REFERENCES rubric_criteria(id)`);
    await this.guard(db);
    await this.begin(db);
    await this.record(db);
  }

  /** That a mark was changed is a fact; the words of one stretch of typing grow until the next change, then stay. */
  private async guard(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON mark_changes
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON mark_changes
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE FUNCTION refuse_change_but_typing() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.change_id = OLD.change_id AND NEW.person_id = OLD.person_id
           AND OLD.erased_at IS NULL AND NEW.erased_at IS NULL AND NEW.until_version > OLD.until_version
           AND NOT EXISTS (SELECT FROM mark_changes mine JOIN mark_changes later USING (assessment_id, rubric_criterion_id)
                            WHERE mine.id = OLD.change_id AND later.version > mine.version) THEN
          RETURN NEW;
        END IF;
        RAISE EXCEPTION '% is frozen once another change follows: % is refused', TG_TABLE_NAME, TG_OP
          USING ERRCODE = 'restrict_violation';
      END $$`);
    await db.query(`
      CREATE TRIGGER only_while_typing BEFORE UPDATE ON mark_change_texts
        FOR EACH ROW WHEN (OLD.body IS NOT NULL AND NEW.body IS NOT NULL) EXECUTE FUNCTION refuse_change_but_typing()`);
    await db.query(`
      CREATE TRIGGER only_erasure BEFORE UPDATE ON mark_change_texts
        FOR EACH ROW WHEN (OLD.body IS NULL OR NEW.body IS NULL) EXECUTE FUNCTION refuse_change_but_erasure('body')`);
    await db.query(`
      CREATE TRIGGER never_deleted BEFORE DELETE ON mark_change_texts
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON mark_change_texts
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
  }

  /** Of marks that there are already, only the last change is known. */
  private async begin(db: QueryRunner): Promise<void> {
    await db.query(`
      INSERT INTO mark_changes (assessment_id, rubric_criterion_id, version, level_id, origin, actor_id, at)
      SELECT assessment_id, rubric_criterion_id, version, level_id, origin, updated_by_id, updated_at FROM score_drafts
       ORDER BY updated_at`);
    await db.query(`
      INSERT INTO mark_change_texts (change_id, person_id, body, until_version, until_at, erased_at)
      SELECT c.id, u.id, CASE WHEN u.erased_at IS NULL THEN d.remark END, c.version, c.at, u.erased_at
        FROM mark_changes c JOIN score_drafts d USING (assessment_id, rubric_criterion_id)
        JOIN assessments a ON a.id = c.assessment_id JOIN submissions s ON s.id = a.submission_id
        JOIN enrolments e ON e.id = s.enrolment_id JOIN users u ON u.id = e.user_id`);
  }

  /**
   * The database itself keeps the history, so that no way of writing a mark can forget it. Somebody who goes on typing
   * at the same mark – the same level, within two minutes, for at most fifteen, nothing finalised in between – adds to
   * the row that there is.
   */
  private async record(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION keep_mark_history() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        author uuid;
        last record;
        change bigint;
      BEGIN
        SELECT u.id INTO author
          FROM assessments a JOIN submissions s ON s.id = a.submission_id JOIN enrolments e ON e.id = s.enrolment_id
          JOIN users u ON u.id = e.user_id WHERE a.id = NEW.assessment_id AND u.erased_at IS NULL;
        -- An erasure blanks the drafts' remarks, and what is kept here too.
        IF author IS NULL THEN RETURN NULL; END IF;
        SELECT c.id, c.actor_id, c.level_id, c.origin, c.at, t.until_at INTO last
          FROM mark_changes c JOIN mark_change_texts t ON t.change_id = c.id
         WHERE c.assessment_id = NEW.assessment_id AND c.rubric_criterion_id = NEW.rubric_criterion_id
         ORDER BY c.version DESC LIMIT 1;
        IF last.actor_id = NEW.updated_by_id AND last.level_id IS NOT DISTINCT FROM NEW.level_id
           AND last.origin = 'marked' AND NEW.origin = 'marked'
           AND NEW.updated_at - last.until_at <= interval '2 minutes' AND NEW.updated_at - last.at <= interval '15 minutes'
           AND NOT EXISTS (SELECT FROM grade_events g WHERE g.assessment_id = NEW.assessment_id AND g.at >= last.until_at) THEN
          UPDATE mark_change_texts SET body = NEW.remark, until_version = NEW.version, until_at = NEW.updated_at
           WHERE change_id = last.id;
        ELSE
          INSERT INTO mark_changes (assessment_id, rubric_criterion_id, version, level_id, origin, actor_id, at)
          VALUES (NEW.assessment_id, NEW.rubric_criterion_id, NEW.version, NEW.level_id, NEW.origin, NEW.updated_by_id, NEW.updated_at)
          RETURNING id INTO change;
          INSERT INTO mark_change_texts (change_id, person_id, body, until_version, until_at)
          VALUES (change, author, NEW.remark, NEW.version, NEW.updated_at);
        END IF;
        RETURN NULL;
      END $$`);
    await db.query(`
      CREATE TRIGGER begun AFTER INSERT ON score_drafts FOR EACH ROW EXECUTE FUNCTION keep_mark_history()`);
    await db.query(`
      CREATE TRIGGER changed AFTER UPDATE ON score_drafts
        FOR EACH ROW WHEN (OLD.version <> NEW.version) EXECUTE FUNCTION keep_mark_history()`);
  }

  async down(db: QueryRunner): Promise<void> {
    await db.query('DROP TRIGGER changed ON score_drafts');
    await db.query('DROP TRIGGER begun ON score_drafts');
    await db.query('DROP FUNCTION keep_mark_history()');
    await db.query('DROP TABLE marker_presences');
    await db.query('DROP TABLE mark_change_texts');
    await db.query('DROP TABLE mark_changes');
    await db.query('DROP FUNCTION refuse_change_but_typing()');
    await db.query('ALTER TABLE score_drafts DROP COLUMN origin');
  }
}
