import { activeKinds, lastEvent } from '../../courses/enrolments/enrolment-sql.js';

/**
 * SQL for what somebody with a seat owes: from `enrolments e`, with its `last` event, the attempt `owed.attempt` and
 * `owed.due_at`. That is the first attempt until one is handed in, and a further one when the latest was returned. Who
 * has handed in owes nothing, and is not among the rows.
 */
export const owedWork = `enrolments e ${lastEvent} AND last.kind IN ${activeKinds}
  CROSS JOIN LATERAL (
    SELECT COALESCE(max(s.number), 0) AS number FROM submissions s WHERE s.enrolment_id = e.id
  ) handed_in
  CROSS JOIN LATERAL (
    SELECT handed_in.number + 1 AS attempt, effective_due_at(e.id, handed_in.number + 1) AS due_at
     WHERE handed_in.number = 0 OR EXISTS (
       SELECT FROM extensions x JOIN submissions s ON s.id = x.submission_id
        WHERE x.enrolment_id = e.id AND x.kind = 'returned' AND s.number = handed_in.number)
  ) owed`;
