import { type DataSource } from 'typeorm';

/** What may change although nothing was done: who was here, and how often. */
const beside = new Set(['sessions', 'rate_limits', 'migrations']);

/** A digest of every row of every table, by table: equal before and after says that nothing was written. */
export async function contentsOf(db: DataSource): Promise<Record<string, string>> {
  const tables = await db.query<{ name: string }[]>(
    `SELECT c.relname AS name FROM pg_class c
      WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace ORDER BY c.relname`,
  );
  const digests = tables
    .filter(({ name }) => !beside.has(name))
    .map(
      ({ name }) =>
        `SELECT '${name}' AS name, md5(string_agg(t::text, ' ' ORDER BY t::text)) AS digest FROM "${name}" t`,
    );
  const rows = await db.query<{ name: string; digest: string | null }[]>(digests.join(' UNION ALL '));
  return Object.fromEntries(rows.map(({ name, digest }) => [name, digest ?? 'empty']));
}
