/**
 * Joins the assessment by which submission `s` is judged in the first slot, as `m`; nulls before the marking began. A
 * changed rubric opens another one, so it is that of the latest rubric.
 */
export const currentAssessment = `
    LEFT JOIN LATERAL (SELECT a.id, a.rubric_version_id FROM assessments a
                         JOIN rubric_versions v ON v.id = a.rubric_version_id
                        WHERE a.submission_id = s.id AND a.slot = 'first'
                        ORDER BY v.number DESC LIMIT 1) m ON true`;
