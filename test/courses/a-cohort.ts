import { randomBytes } from 'node:crypto';
import { type Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import { Chronicle, type CohortSettings } from '../../src/dashboard/demo/chronicle.js';
import { type TestApp } from '../support/app.js';

/** The Strategist course, published, and a cohort of it that Bob teaches; the tests' clock stands in its week 2. */
export async function aCohort(
  app: TestApp,
  settings: Partial<CohortSettings> & { courseVersionId?: string } = {},
): Promise<Cohort> {
  const { courseVersionId, ...plan } = settings;
  const chronicle = app.get(Chronicle);
  const versionId = courseVersionId ?? (await chronicle.publishStrategist(app.ids.ada));
  return chronicle.openCohort(
    versionId,
    {
      slug: `strategist-${randomBytes(4).toString('hex')}`,
      name: 'Strategist, November 2026',
      startsOn: '2026-11-16',
      timeZone: 'America/Toronto',
      seats: 30,
      signatories: [{ name: 'Ines Duarte', role: 'Director of studies' }],
      instructorIds: [app.ids.bob],
      dueLocal: '2026-12-06T23:59',
      cutOffLocal: '2026-12-13T23:59',
      ...plan,
    },
    app.ids.ada,
  );
}

/** People who are nobody in particular, e.g. to fill seats. @returns their ids */
export async function people(app: TestApp, count: number): Promise<string[]> {
  const rows: { id: string }[] = await app.db.query(
    `INSERT INTO users (email, name, time_zone, created_at)
     SELECT gen_random_uuid() || '@capstone.example', 'Somebody ' || n, 'UTC', now() FROM generate_series(1, $1) AS n
     RETURNING id`,
    [count],
  );
  return rows.map((row) => row.id);
}
