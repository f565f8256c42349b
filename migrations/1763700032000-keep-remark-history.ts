import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** How every remark came about; a removed remark stays known, so that a write that was on its way can't bring it back. */
export class KeepRemarkHistory1763700032000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    await db.query('ALTER TABLE anchored_remark_drafts ADD COLUMN removed_at timestamptz');
    await this.tellDifference(db, 'AND d.removed_at IS NULL');
    // A mark that is written over itself gets another version, so that what was sent before it comes too late. Nothing
    // changed by that.
    await db.query('DROP TRIGGER changed ON score_drafts');
    await db.query(`
      CREATE TRIGGER changed AFTER UPDATE ON score_drafts
        FOR EACH ROW WHEN (OLD.version <> NEW.version AND (OLD.level_id, OLD.remark, OLD.origin)
                           IS DISTINCT FROM (NEW.level_id, NEW.remark, NEW.origin))
        EXECUTE FUNCTION keep_mark_history()`);
    await this.create(db);
    await this.guard(db);
    await this.record(db);
    await this.begin(db);
  }

  private async create(db: QueryRunner): Promise<void> {
    // `remark_id` names a draft, which an erasure deletes.
    await db.query(`
      CREATE TABLE remark_changes (
        id bigint GENERATED ALWAYS AS IDENTITY NOT NULL,
        submission_id uuid NOT NULL,
        slot text NOT NULL,
        remark_id uuid,
        version integer NOT NULL,
        section_key text,
        criterion_id uuid,
        removed boolean NOT NULL,
        actor_id uuid NOT NULL,
        at timestamptz NOT NULL,
        CONSTRAINT uq_remark_changes_remark_id_version UNIQUE (remark_id, version),
        CONSTRAINT ck_remark_changes_slot CHECK (slot IN ('first', 'second', 'moderator')),
        CONSTRAINT ck_remark_changes_place CHECK ((remark_id IS NULL) = (section_key IS NULL)),
        CONSTRAINT pk_remark_changes PRIMARY KEY (id)
      )`);
    await db.query(
      `CREATE INDEX ix_remark_changes_submission_id_slot_remark_id ON remark_changes (submission_id, slot, remark_id)`,
    );
    await db.query(`
      CREATE TABLE remark_change_texts (
        change_id bigint NOT NULL,
        person_id uuid NOT NULL,
        body text,
        quote text,
        until_version integer NOT NULL,
        until_at timestamptz NOT NULL,
        erased_at timestamptz,
        CONSTRAINT pk_remark_change_texts PRIMARY KEY (change_id)
      )`);
    await db.query(`CREATE INDEX ix_remark_change_texts_person_id ON remark_change_texts (person_id)`);
    await db.query(`
      ALTER TABLE remark_changes
        ADD CONSTRAINT fk_remark_changes_submission_id FOREIGN KEY (submission_id) REFERENCES submissions(id),
        ADD CONSTRAINT fk_remark_changes_submission_id_section_key
          FOREIGN KEY (submission_id, section_key) REFERENCES submission_sections(submission_id,key),
        ADD CONSTRAINT fk_remark_changes_criterion_id FOREIGN KEY (criterion_id) REFERENCES criteria(id),
        ADD CONSTRAINT fk_remark_changes_actor_id FOREIGN KEY (actor_id) REFERENCES users(id)`);
    await db.query(`
      ALTER TABLE remark_change_texts
        ADD CONSTRAINT fk_remark_change_texts_change_id FOREIGN KEY (change_id) REFERENCES remark_changes(id),
        ADD CONSTRAINT fk_remark_change_texts_person_id FOREIGN KEY (person_id) REFERENCES users(id)`);
  }

  /** As with marks: the words of one stretch of typing grow until the next change, then stay. */
  private async guard(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE TRIGGER frozen BEFORE UPDATE OR DELETE ON remark_changes
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON remark_changes
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE FUNCTION refuse_remark_change_but_typing() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF NEW.change_id = OLD.change_id AND NEW.person_id = OLD.person_id AND NEW.quote IS NOT DISTINCT FROM OLD.quote
           AND OLD.erased_at IS NULL AND NEW.erased_at IS NULL AND NEW.until_version > OLD.until_version
           AND NOT EXISTS (SELECT FROM remark_changes mine JOIN remark_changes later
                               ON later.submission_id = mine.submission_id AND later.slot = mine.slot
                              AND later.remark_id IS NOT DISTINCT FROM mine.remark_id AND later.version > mine.version
                            WHERE mine.id = OLD.change_id) THEN
          RETURN NEW;
        END IF;
        RAISE EXCEPTION '% is frozen once another change follows: % is refused', TG_TABLE_NAME, TG_OP
          USING ERRCODE = 'restrict_violation';
      END $$`);
    await db.query(`
      CREATE TRIGGER only_while_typing BEFORE UPDATE ON remark_change_texts
        FOR EACH ROW WHEN (OLD.body IS NOT NULL AND NEW.body IS NOT NULL)
        EXECUTE FUNCTION refuse_remark_change_but_typing()`);
    await db.query(`
      CREATE TRIGGER only_erasure BEFORE UPDATE ON remark_change_texts
        FOR EACH ROW WHEN (OLD.body IS NULL OR NEW.body IS NULL)
        EXECUTE FUNCTION refuse_change_but_erasure('body', 'quote')`);
    await db.query(`
      CREATE TRIGGER never_deleted BEFORE DELETE ON remark_change_texts
        FOR EACH ROW EXECUTE FUNCTION refuse_change()`);
    await db.query(`
      CREATE TRIGGER never_emptied BEFORE TRUNCATE ON remark_change_texts
        FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()`);
  }

  /**
   * One function for remarks on words and on the whole, which have no `id`. Somebody who goes on typing – within two
   * minutes, for at most fifteen, on the same criterion, nothing finalised in between – adds to the row that there is.
   */
  private async record(db: QueryRunner): Promise<void> {
    await db.query(`
      CREATE FUNCTION keep_remark_history() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        said jsonb := to_jsonb(NEW);
        gone boolean := NEW.body = '' OR said ->> 'removed_at' IS NOT NULL;
        author uuid;
        last record;
        change bigint;
      BEGIN
        SELECT u.id INTO author
          FROM submissions s JOIN enrolments e ON e.id = s.enrolment_id JOIN users u ON u.id = e.user_id
         WHERE s.id = NEW.submission_id AND u.erased_at IS NULL;
        IF author IS NULL THEN RETURN NULL; END IF;
        SELECT c.id, c.actor_id, c.criterion_id, c.removed, c.at, t.until_at INTO last
          FROM remark_changes c JOIN remark_change_texts t ON t.change_id = c.id
         WHERE c.submission_id = NEW.submission_id AND c.slot = NEW.slot
           AND c.remark_id IS NOT DISTINCT FROM (said ->> 'id')::uuid
         ORDER BY c.version DESC LIMIT 1;
        -- Nothing was said, and nothing is.
        IF gone AND coalesce(last.removed, true) THEN RETURN NULL; END IF;
        IF last.actor_id = NEW.updated_by_id AND NOT gone AND NOT last.removed
           AND last.criterion_id IS NOT DISTINCT FROM (said ->> 'criterion_id')::uuid
           AND NEW.updated_at - last.until_at <= interval '2 minutes' AND NEW.updated_at - last.at <= interval '15 minutes'
           AND NOT EXISTS (SELECT FROM grade_events g JOIN assessments a ON a.id = g.assessment_id
                            WHERE a.submission_id = NEW.submission_id AND a.slot = NEW.slot AND g.at >= last.until_at) THEN
          UPDATE remark_change_texts SET body = NEW.body, until_version = NEW.version, until_at = NEW.updated_at
           WHERE change_id = last.id;
        ELSE
          INSERT INTO remark_changes
                 (submission_id, slot, remark_id, version, section_key, criterion_id, removed, actor_id, at)
          VALUES (NEW.submission_id, NEW.slot, (said ->> 'id')::uuid, NEW.version, said ->> 'section_key',
                  (said ->> 'criterion_id')::uuid, gone, NEW.updated_by_id, NEW.updated_at)
          RETURNING id INTO change;
          INSERT INTO remark_change_texts (change_id, person_id, body, quote, until_version, until_at)
          VALUES (change, author, NEW.body, said ->> 'quote', NEW.version, NEW.updated_at);
        END IF;
        RETURN NULL;
      END $$`);
    for (const table of ['anchored_remark_drafts', 'overall_remark_drafts']) {
      await db.query(`
        CREATE TRIGGER begun AFTER INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION keep_remark_history()`);
    }
    await db.query(`
      CREATE TRIGGER changed AFTER UPDATE ON anchored_remark_drafts
        FOR EACH ROW WHEN (OLD.version <> NEW.version AND (OLD.body, OLD.criterion_id, OLD.removed_at)
                           IS DISTINCT FROM (NEW.body, NEW.criterion_id, NEW.removed_at))
        EXECUTE FUNCTION keep_remark_history()`);
    await db.query(`
      CREATE TRIGGER changed AFTER UPDATE ON overall_remark_drafts
        FOR EACH ROW WHEN (OLD.version <> NEW.version AND OLD.body <> NEW.body)
        EXECUTE FUNCTION keep_remark_history()`);
  }

  /** Of remarks that there are already, only the last change is known. */
  private async begin(db: QueryRunner): Promise<void> {
    await db.query(`
      INSERT INTO remark_changes
             (submission_id, slot, remark_id, version, section_key, criterion_id, removed, actor_id, at)
      SELECT * FROM (
        SELECT submission_id, slot, id, version, section_key, criterion_id, false, updated_by_id, updated_at
          FROM anchored_remark_drafts
        UNION ALL
        SELECT submission_id, slot, NULL, version, NULL, NULL, false, updated_by_id, updated_at
          FROM overall_remark_drafts WHERE body <> '') AS known
       ORDER BY updated_at`);
    await db.query(`
      INSERT INTO remark_change_texts (change_id, person_id, body, quote, until_version, until_at)
      SELECT c.id, e.user_id, coalesce(a.body, o.body), a.quote, c.version, c.at
        FROM remark_changes c JOIN submissions s ON s.id = c.submission_id JOIN enrolments e ON e.id = s.enrolment_id
        LEFT JOIN anchored_remark_drafts a ON a.id = c.remark_id
        LEFT JOIN overall_remark_drafts o
               ON c.remark_id IS NULL AND o.submission_id = c.submission_id AND o.slot = c.slot`);
  }

  /** Whether the remarks in the making are others than a grade holds; see the migration that creates remarks. */
  private async tellDifference(db: QueryRunner, stillThere: string): Promise<void> {
    await db.query(`
      CREATE OR REPLACE FUNCTION remarks_differ(grade_event uuid, submission uuid, marker_slot text) RETURNS boolean
        LANGUAGE sql STABLE AS $$
        SELECT EXISTS (
          (SELECT d.section_key, d.start_at, d.end_at, d.criterion_id, d.body FROM anchored_remark_drafts d
            WHERE d.submission_id = submission AND d.slot = marker_slot ${stillThere}
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
            WHERE d.submission_id = submission AND d.slot = marker_slot ${stillThere})
        ) OR coalesce((SELECT d.body FROM overall_remark_drafts d
                        WHERE d.submission_id = submission AND d.slot = marker_slot), '')
          <> coalesce((SELECT t.body FROM remarks r JOIN remark_texts t ON t.remark_id = r.id
                        WHERE r.grade_event_id = grade_event AND r.criterion_id IS NULL), '')
      $$`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const table of ['anchored_remark_drafts', 'overall_remark_drafts']) {
      await db.query(`DROP TRIGGER changed ON ${table}`);
      await db.query(`DROP TRIGGER begun ON ${table}`);
    }
    await db.query('DROP FUNCTION keep_remark_history()');
    await db.query('DROP TABLE remark_change_texts');
    await db.query('DROP TABLE remark_changes');
    await db.query('DROP FUNCTION refuse_remark_change_but_typing()');
    await db.query('DROP TRIGGER changed ON score_drafts');
    await db.query(`
      CREATE TRIGGER changed AFTER UPDATE ON score_drafts
        FOR EACH ROW WHEN (OLD.version <> NEW.version) EXECUTE FUNCTION keep_mark_history()`);
    await this.tellDifference(db, '');
    await db.query('DELETE FROM anchored_remark_drafts WHERE removed_at IS NOT NULL');
    await db.query('ALTER TABLE anchored_remark_drafts DROP COLUMN removed_at');
  }
}
