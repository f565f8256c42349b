/**
 * SQL for whether question `q` waits for an answer: nobody has settled it, and a certificate of this enrolment stands
 * that could be revoked, kept or replaced.
 */
export const isOpenQuestion = `(
  NOT EXISTS (SELECT FROM certificate_answers a WHERE a.question_id = q.id)
  AND EXISTS (SELECT FROM current_certificates now
                JOIN certificate_snapshots s ON s.certificate_id = now.certificate_id AND s.body IS NOT NULL
               WHERE now.enrolment_id = q.enrolment_id AND now.type = 'course'))`;
