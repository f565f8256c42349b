import { type Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import { Calendars } from '../../src/courses/learning/calendars.service.js';
import { type TestApp } from '../support/app.js';
import { at, planOf } from './a-plan.js';

/** A session of the cohort's second week that began five minutes ago, so that it can be joined. @returns its id */
export async function openSession(app: TestApp, cohort: Cohort): Promise<string> {
  const { plan } = await planOf(app, cohort);
  const { id } = at(plan[1]?.sessions ?? [], 0);
  await moveSession(app, id, new Date(app.clock.now().getTime() - 5 * 60_000));
  return id;
}

/** The session begins at `startsAt`, and takes place at an address of the tests. */
export async function moveSession(app: TestApp, id: string, startsAt: Date): Promise<void> {
  await app.db.query(
    `UPDATE cohort_sessions s
        SET starts_at = $2, starts_local = to_char($2::timestamptz AT TIME ZONE c.time_zone, 'YYYY-MM-DD"T"HH24:MI'),
            join_url = 'https://meet.example/strategist?pwd=a%20b'
       FROM cohorts c WHERE c.id = s.cohort_id AND s.id = $1`,
    [id, startsAt],
  );
}

/** The last part of the address of somebody's calendar. */
export async function aCalendar(app: TestApp, userId: string): Promise<string> {
  await app.get(Calendars).renew(userId);
  const path = await app.get(Calendars).pathOf(userId);
  return path?.split('/').at(-1) ?? '';
}
