import { type DataSource } from 'typeorm';

/**
 * The ids of certificates that a statement gives, the oldest first, so many at a time: each step begins where the one before
 * has ended, so all of them together read each row once, however many there are. What is added meanwhile may be left out.
 *
 * @param sql gives `certificate_id` and `at`, and takes `values`
 */
export async function* inChunks(
  db: DataSource,
  sql: string,
  values: readonly unknown[],
  size: number,
): AsyncGenerator<string[]> {
  const [at, id] = [`$${values.length + 1}::timestamptz`, `$${values.length + 2}::uuid`];
  let place: readonly string[] = ['-infinity', '00000000-0000-0000-0000-000000000000'];
  for (;;) {
    const rows = await db.query<{ id: string; at: string }[]>(
      `SELECT walked.certificate_id AS id, walked.at::text AS at FROM (${sql}) AS walked
        WHERE (walked.at, walked.certificate_id) > (${at}, ${id})
        ORDER BY walked.at, walked.certificate_id LIMIT ${size}`,
      [...values, ...place],
    );
    const last = rows.at(-1);
    if (!last) return;
    place = [last.at, last.id];
    yield rows.map((row) => row.id);
  }
}
