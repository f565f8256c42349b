import { type EntityManager } from 'typeorm';
import { invalid } from '../../platform/errors/domain-errors.js';

/**
 * Refuses a zone that PostgreSQL does not know. It computes with the zones of all cohorts at once, and an older server
 * than this program's list may lack one.
 *
 * @throws DomainError invalid (`timeZone`)
 */
export async function refuseUnknownZone(tx: EntityManager, timeZone: string): Promise<void> {
  const [row] = await tx.query<{ known: boolean }[]>(
    'SELECT EXISTS (SELECT FROM pg_timezone_names WHERE name = $1) AS known',
    [timeZone],
  );
  if (row?.known === true) return;
  const message = 'The database does not know this time zone; choose another one on the same clock.';
  throw invalid(message, [{ field: 'timeZone', message }]);
}
