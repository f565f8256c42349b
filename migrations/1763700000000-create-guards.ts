import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** The functions by which the database itself refuses what must never happen; tables hang them in as triggers. */
export class CreateGuards1763700000000 implements MigrationInterface {
  async up(db: QueryRunner): Promise<void> {
    // For rows that are facts: a correction is a new row.
    await db.query(`
      CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION '% is frozen: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
      END $$`);

    // For rows that become facts once their column published_at is set.
    await db.query(`
      CREATE FUNCTION refuse_change_once_published() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF OLD.published_at IS NOT NULL THEN
          RAISE EXCEPTION '% is published: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
      END $$`);

    // For rows below one that gets published. The first argument is the name of the column that leads to the parent,
    // the second a query for the parent's published_at by that column's value ($1); it locks the parent, so that a
    // child can't slip in while the parent is being published.
    await db.query(`
      CREATE FUNCTION refuse_change_below_published() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        published timestamptz;
      BEGIN
        IF TG_OP <> 'INSERT' THEN
          EXECUTE TG_ARGV[1] INTO published USING (to_jsonb(OLD) ->> TG_ARGV[0])::uuid;
        END IF;
        IF published IS NULL AND TG_OP <> 'DELETE' THEN
          EXECUTE TG_ARGV[1] INTO published USING (to_jsonb(NEW) ->> TG_ARGV[0])::uuid;
        END IF;
        IF published IS NOT NULL THEN
          RAISE EXCEPTION '% belongs to what is published: % is refused', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'restrict_violation';
        END IF;
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
      END $$`);

    // For side tables, which hold what names a person beside the facts: they may be written once, and later only be
    // blanked, in the transaction that wrote the erasure of that person. The arguments name the columns to blank.
    await db.query(`
      CREATE FUNCTION refuse_change_but_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE
        blank jsonb;
        erasing boolean;
      BEGIN
        IF TG_OP = 'UPDATE' THEN
          SELECT to_jsonb(OLD) || jsonb_object_agg(name, NULL) INTO blank FROM unnest(TG_ARGV) AS name;
          EXECUTE 'SELECT EXISTS (SELECT FROM erasures WHERE person_id = $1 AND transaction_id = $2)'
            INTO erasing USING OLD.person_id, pg_current_xact_id()::text::bigint;
          IF erasing AND NEW.erased_at IS NOT NULL AND to_jsonb(NEW) - 'erased_at' = blank - 'erased_at' THEN
            RETURN NEW;
          END IF;
        END IF;
        RAISE EXCEPTION '% may only be blanked by an erasure: % is refused', TG_TABLE_NAME, TG_OP
          USING ERRCODE = 'restrict_violation';
      END $$`);

    // The other half: blanks every side table there is, found by the trigger above. A table that is added later is
    // covered by carrying that trigger, and nobody can forget to name it here.
    await db.query(`
      CREATE FUNCTION blank_side_tables(person uuid) RETURNS void LANGUAGE plpgsql AS $$
      DECLARE
        side record;
        blanks text;
      BEGIN
        FOR side IN
          SELECT tgrelid::regclass AS name, string_to_array(encode(tgargs, 'escape'), '\\000') AS columns
            FROM pg_trigger WHERE tgfoid = 'refuse_change_but_erasure'::regproc AND NOT tgisinternal
        LOOP
          SELECT string_agg(format('%I = NULL', name), ', ') INTO blanks
            FROM unnest(side.columns) AS name WHERE name <> '';
          EXECUTE format('UPDATE %s SET %s, erased_at = now() WHERE person_id = $1 AND erased_at IS NULL',
                         side.name, blanks) USING person;
        END LOOP;
      END $$`);
  }

  async down(db: QueryRunner): Promise<void> {
    for (const name of [
      'blank_side_tables(uuid)',
      'refuse_change_but_erasure()',
      'refuse_change_below_published()',
      'refuse_change_once_published()',
      'refuse_change()',
    ]) {
      await db.query(`DROP FUNCTION ${name}`);
    }
  }
}
