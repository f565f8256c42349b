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
