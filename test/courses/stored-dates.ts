import { type Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import { type TestApp } from '../support/app.js';

interface StoredSession {
  id: string;
  title: string;
  week: number;
  local: string;
  at: Date;
  minutes: number;
  sequence: number;
  cancelled: boolean;
  link: string | null;
}

/** A cohort's live sessions as the database has them, in the order in which they take place. */
export function storedSessions(app: TestApp, { id }: Cohort): Promise<StoredSession[]> {
  return app.db.query(
    `SELECT id, title, week, starts_local AS local, starts_at AS at, minutes, sequence, join_url AS link,
            cancelled_at IS NOT NULL AS cancelled FROM cohort_sessions WHERE cohort_id = $1 ORDER BY starts_at`,
    [id],
  );
}

/** All other dates of a cohort, its version, and how often it was moved. */
export async function storedDates(app: TestApp, { id }: Cohort): Promise<Record<string, unknown>> {
  const [row] = await app.db.query<Record<string, unknown>[]>(
    `SELECT c.version, c.starts_on::text AS one, c.week_two_on::text AS two, c.week_three_on::text AS three,
            c.time_zone AS zone, a.due_local AS due, a.due_at AS "dueAt", a.cut_off_local AS "cutOff",
            a.cut_off_at AS "cutOffAt",
            (SELECT count(*)::int FROM cohort_moves m WHERE m.cohort_id = c.id) AS moves
       FROM cohorts c JOIN assignments a ON a.cohort_id = c.id WHERE c.id = $1`,
    [id],
  );
  return row ?? {};
}
