import { type EntityManager } from 'typeorm';

/** SQL that joins to `enrolments e` the last `w` of its withholdings; nulls where nothing was ever withheld. */
export const lastWithholding = `LEFT JOIN LATERAL (
  SELECT id, kind, sequence, actor_id, at FROM withholding_events
   WHERE enrolment_id = e.id ORDER BY sequence DESC LIMIT 1) w ON true`;

/** SQL for whether an enrolment's grades may be released as far as `lastWithholding` says. */
export const notWithheld = `w.kind IS DISTINCT FROM 'withheld'`;

/**
 * Makes everybody else wait who releases, plans or withholds in this cohort, until the end of `tx`.
 *
 * @param people whom the caller will write down; they are held first, as an erasure holds a person before it comes for
 *   their cohorts, and the other way round both would wait for ever
 */
export async function lockCohort(
  tx: EntityManager,
  cohortId: string,
  people: readonly string[],
): Promise<void> {
  await tx.query('SELECT id FROM users WHERE id = ANY ($1) ORDER BY id FOR KEY SHARE', [people]);
  // NO KEY: rows that only refer to the cohort, such as enrolments, need not wait.
  await tx.query('SELECT id FROM cohorts WHERE id = $1 FOR NO KEY UPDATE', [cohortId]);
}

/** Of grade event `g`: the number of the grade before it that its student has been shown; null when there is none. */
const shownBefore = `(SELECT max(o.sequence) FROM grade_events o JOIN release_grades r ON r.grade_event_id = o.id
                       WHERE o.submission_id = g.submission_id AND o.sequence < g.sequence)`;

/** Every step `h` that led from the grade that was shown before to grade event `g`; none for the first that is shown. */
const stepsSinceShown = `grade_events h WHERE h.submission_id = g.submission_id
                          AND h.sequence <= g.sequence AND h.sequence > ${shownBefore}`;

/** The last change of the rubric among these steps, `{ name, reason }`, whatever came after it; or null. */
export const regradeSinceShown = `
         (SELECT jsonb_build_object('name', x.name, 'reason', x.reason) FROM regrades x
           WHERE x.id = (SELECT h.regrade_id FROM ${stepsSinceShown} AND h.regrade_id IS NOT NULL
                          ORDER BY h.sequence DESC LIMIT 1))`;

/** `lateness` where nothing but time has changed a grade since it was shown; otherwise `marks`. */
export const causeSinceShown = `
         CASE WHEN ${shownBefore} IS NOT NULL AND NOT EXISTS (SELECT FROM ${stepsSinceShown} AND h.cause <> 'lateness')
              THEN 'lateness' ELSE 'marks' END`;
