import { type EntityManager } from 'typeorm';

/**
 * Joins the assessment by which submission `s` is judged in the first slot, as `m`; nulls before the marking began. A
 * changed rubric opens another one, so it is that of the latest rubric.
 */
export const currentAssessment = `
    LEFT JOIN LATERAL (SELECT a.id, a.rubric_version_id FROM assessments a
                         JOIN rubric_versions v ON v.id = a.rubric_version_id
                        WHERE a.submission_id = s.id AND a.slot = 'first'
                        ORDER BY v.number DESC LIMIT 1) m ON true`;

/** Whether what stands on the desk – marks of assessment `m`, remarks on submission `s` – is not what grade `g` holds. */
export const marksDiffer = `(remarks_differ(g.id, s.id, 'first') OR EXISTS (
                 SELECT FROM score_drafts d
                   LEFT JOIN criterion_scores p
                          ON p.grade_event_id = g.id AND p.rubric_criterion_id = d.rubric_criterion_id
                   LEFT JOIN remarks w ON w.grade_event_id = g.id AND w.criterion_id = p.criterion_id
                   LEFT JOIN remark_texts t ON t.remark_id = w.id
                  WHERE d.assessment_id = m.id
                    AND (d.level_id IS DISTINCT FROM p.level_id OR d.remark <> coalesce(t.body, ''))))`;

/** The assessment of the same slot by the latest rubric, where that is later than the one of assessment `m`; or null. */
export const laterAssessmentId = `
    (SELECT n.id FROM assessments n JOIN rubric_versions l ON l.id = n.rubric_version_id
      WHERE n.submission_id = m.submission_id AND n.slot = m.slot
        AND l.number > (SELECT r.number FROM rubric_versions r WHERE r.id = m.rubric_version_id)
      ORDER BY l.number DESC LIMIT 1)`;

/** @returns the id of the assessment that a changed rubric has put in an assessment's place; null for a current one */
export async function laterAssessment(tx: EntityManager, assessmentId: string): Promise<string | null> {
  const [row] = await tx.query<{ id: string | null }[]>(
    `SELECT ${laterAssessmentId} AS id FROM assessments m WHERE m.id = $1`,
    [assessmentId],
  );
  return row?.id ?? null;
}
