import { type EntityManager } from 'typeorm';

/** A mark out of a file; `version` is that of the mark it was planned against, 0 where there was none. */
export interface ImportedMark {
  assessmentId: string;
  rubricCriterionId: string;
  levelId: string | null;
  remark: string;
  version: number;
}

/**
 * Writes marks of many handbooks, each whose version is the stored one, in one statement; a second one before it holds
 * their places. Rows are locked in one order, so that two imports, or an import and a form that is saved whole, do not
 * wait for each other in a ring. The history of each mark is kept by the database (`keep_mark_history`).
 *
 * @returns how many were written; fewer than were given when somebody was faster
 * @throws QueryFailedError 23001 where a rubric was replaced meanwhile
 */
export async function writeImported(
  tx: EntityManager,
  writer: { id: string; at: Date },
  marks: readonly ImportedMark[],
): Promise<number> {
  // Each mark holds its place until the end (`by_the_latest_rubric`), first the new marks', then those that change. A
  // regrade holds the places by their ids.
  await tx.query('SELECT id FROM assessments WHERE id = ANY ($1) ORDER BY id FOR SHARE', [
    marks.map(({ assessmentId }) => assessmentId),
  ]);
  const [row] = await tx.query<{ written: number }[]>(write, [
    marks.map(({ assessmentId }) => assessmentId),
    marks.map(({ rubricCriterionId }) => rubricCriterionId),
    marks.map(({ levelId }) => levelId),
    marks.map(({ remark }) => remark),
    marks.map(({ version }) => version),
    writer.id,
    writer.at,
  ]);
  return row?.written ?? 0;
}

/**
 * Holds these people until `tx` ends, so that an erasure comes before or after. One statement.
 *
 * @returns whether all of them are there
 */
export async function holdAuthors(tx: EntityManager, ids: readonly string[]): Promise<boolean> {
  const held: unknown[] = await tx.query(
    'SELECT id FROM users WHERE id = ANY ($1) AND erased_at IS NULL ORDER BY id FOR SHARE',
    [ids],
  );
  return held.length === new Set(ids).size;
}

const write = `
  WITH given AS MATERIALIZED (
    SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::int[])
           AS g (assessment_id, criterion_id, level_id, remark, version)
  ), stored AS MATERIALIZED (
    SELECT d.assessment_id, d.rubric_criterion_id, d.version FROM score_drafts d
      JOIN given g ON g.assessment_id = d.assessment_id AND g.criterion_id = d.rubric_criterion_id
     ORDER BY d.assessment_id, d.rubric_criterion_id FOR NO KEY UPDATE OF d
  ), begun AS (
    INSERT INTO score_drafts
           (assessment_id, rubric_criterion_id, level_id, remark, version, origin, updated_by_id, updated_at)
    SELECT g.assessment_id, g.criterion_id, g.level_id, g.remark, 1, 'imported', $6, $7 FROM given g
     WHERE g.version = 0 ORDER BY g.assessment_id, g.criterion_id
        ON CONFLICT DO NOTHING RETURNING 1
  ), changed AS (
    UPDATE score_drafts d SET level_id = g.level_id, remark = g.remark, version = d.version + 1, origin = 'imported',
           updated_by_id = $6, updated_at = $7
      FROM given g JOIN stored k ON k.assessment_id = g.assessment_id AND k.rubric_criterion_id = g.criterion_id
       AND k.version = g.version
     WHERE d.assessment_id = g.assessment_id AND d.rubric_criterion_id = g.criterion_id AND d.version = g.version
    RETURNING 1
  )
  SELECT (SELECT count(*) FROM begun)::int + (SELECT count(*) FROM changed)::int AS written`;
