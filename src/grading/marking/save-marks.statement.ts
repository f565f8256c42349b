import { type Statement } from '../../platform/database/statements.js';

/** One of the marks that were to be saved, and what became of it. */
export interface SaveMarksRow {
  rubricCriterionId: string;
  /** False for a criterion of another rubric. */
  known: boolean;
  /** False for a level of another criterion. */
  fits: boolean;
  /** False once the author of the work is erased. */
  authorIsThere: boolean;
  /** Null where nothing new was written: the version was stale, or the mark is stored already. */
  writtenVersion: number | null;
  writerName: string | null;
  /** The mark as it stood before, and who had written it; all null where there was none. Its version is that of now. */
  storedLevelId: string | null;
  storedRemark: string | null;
  storedVersion: number | null;
  storedAt: Date | null;
  storedById: string | null;
  storedByName: string | null;
}

/**
 * Saves marks of one assessment, all that is asked and written in one go: nothing at all when one of them is strange,
 * otherwise each whose version is the stored one. Rows are locked in the order of their ids, so that two who save whole
 * forms do not wait for each other in a ring. The author's row is held, so that an erasure comes before or after.
 *
 * A mark that is written over itself stays whose it is. Where it is a press of its own ($11) it gets another version: it
 * was taken back to what is stored, and what was sent before that, and is still on its way, is to find that it is late.
 *
 * $1 assessment, $2 its rubric version, $3 the work's author, $4 who writes, $5 when, $6 origin, then four arrays of the
 * same length: $7 criteria, $8 levels, $9 remarks, $10 versions that were seen; $11 whether to
 * raise the version of what is the same.
 */
export const saveMarks: Statement = {
  name: 'save_marks',
  text: `
    WITH given AS MATERIALIZED (
      SELECT g.*, c.id IS NOT NULL AS known, g.level_id IS NULL OR l.id IS NOT NULL AS fits
        FROM unnest($7::uuid[], $8::uuid[], $9::text[], $10::int[]) AS g (criterion_id, level_id, remark, version)
        LEFT JOIN rubric_criteria c ON c.id = g.criterion_id AND c.rubric_version_id = $2
        LEFT JOIN rubric_levels l ON l.id = g.level_id AND l.rubric_criterion_id = g.criterion_id
    ), author AS MATERIALIZED (
      SELECT id FROM users WHERE id = $3 AND erased_at IS NULL FOR SHARE
    ), may AS MATERIALIZED (
      SELECT FROM author WHERE NOT EXISTS (SELECT FROM given WHERE NOT (known AND fits))
    ), stored AS MATERIALIZED (
      SELECT d.* FROM score_drafts d, may WHERE d.assessment_id = $1 AND d.rubric_criterion_id = ANY ($7)
       ORDER BY d.rubric_criterion_id FOR NO KEY UPDATE OF d
    ), begun AS (
      INSERT INTO score_drafts
             (assessment_id, rubric_criterion_id, level_id, remark, version, origin, updated_by_id, updated_at)
      SELECT $1, g.criterion_id, g.level_id, g.remark, 1, $6, $4, $5 FROM given g, may WHERE g.version = 0
       ORDER BY g.criterion_id
          ON CONFLICT DO NOTHING RETURNING rubric_criterion_id, version
    ), changed AS (
      UPDATE score_drafts d SET level_id = g.level_id, remark = g.remark, version = d.version + 1, origin = $6,
             updated_by_id = $4, updated_at = $5
        FROM given g JOIN stored k ON k.rubric_criterion_id = g.criterion_id AND k.version = g.version
         AND (k.level_id IS DISTINCT FROM g.level_id OR k.remark <> g.remark)
       WHERE d.assessment_id = $1 AND d.rubric_criterion_id = g.criterion_id AND d.version = g.version
      RETURNING d.rubric_criterion_id, d.version
    ), raised AS (
      UPDATE score_drafts d SET version = d.version + 1
        FROM given g JOIN stored k ON k.rubric_criterion_id = g.criterion_id AND k.version = g.version
         AND k.level_id IS NOT DISTINCT FROM g.level_id AND k.remark = g.remark
       WHERE $11::boolean AND d.assessment_id = $1 AND d.rubric_criterion_id = g.criterion_id AND d.version = g.version
      RETURNING d.rubric_criterion_id, d.version
    ), written AS (SELECT * FROM begun UNION ALL SELECT * FROM changed)
    SELECT g.criterion_id AS "rubricCriterionId", g.known, g.fits,
           EXISTS (SELECT FROM author) AS "authorIsThere",
           w.version AS "writtenVersion", (SELECT name FROM users WHERE id = $4) AS "writerName",
           k.level_id AS "storedLevelId", k.remark AS "storedRemark",
           coalesce(r.version, k.version) AS "storedVersion",
           k.updated_at AS "storedAt", k.updated_by_id AS "storedById", u.name AS "storedByName"
      FROM given g LEFT JOIN written w ON w.rubric_criterion_id = g.criterion_id
      LEFT JOIN stored k ON k.rubric_criterion_id = g.criterion_id LEFT JOIN users u ON u.id = k.updated_by_id
      LEFT JOIN raised r ON r.rubric_criterion_id = g.criterion_id`,
};
