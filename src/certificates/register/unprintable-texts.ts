import { type DataSource } from 'typeorm';
import { printedTexts, unprintableAmong } from '../../users/names/printable-texts.js';

interface Row {
  releaseId: string;
  academy: string;
  course: string;
  cohort: string;
  signatories: { name: string; role: string }[];
  titles: string[];
}

/**
 * Which texts of releases certificates can't print as they are now, by release: “the title of the course (“🎓”)”. One
 * statement.
 */
export async function unprintableTextsOf(
  db: DataSource,
  releaseIds: readonly string[],
): Promise<ReadonlyMap<string, string[]>> {
  const rows = await db.query<Row[]>(
    `SELECT r.id AS "releaseId", a.name AS academy, v.title AS course, co.name AS cohort, co.signatories,
            ARRAY(SELECT t.title FROM (
                    SELECT DISTINCT g.rubric_version_id AS id FROM release_grades n
                      JOIN grade_events g ON g.id = n.grade_event_id WHERE n.release_id = r.id) used
                   CROSS JOIN LATERAL (
                    SELECT c.title FROM rubric_criteria c
                     WHERE c.rubric_version_id = used.id
                       AND EXISTS (SELECT FROM rubric_levels l WHERE l.rubric_criterion_id = c.id AND l.required)
                     UNION SELECT l.title FROM rubric_levels l JOIN rubric_criteria c ON c.id = l.rubric_criterion_id
                            WHERE c.rubric_version_id = used.id) t) AS titles
       FROM releases r
       JOIN cohorts co ON co.id = r.cohort_id
       JOIN course_versions v ON v.id = co.course_version_id
       CROSS JOIN academies a
      WHERE r.id = ANY ($1)`,
    [releaseIds],
  );
  return new Map(rows.map(({ releaseId, ...texts }) => [releaseId, unprintableAmong(printedTexts(texts))]));
}
