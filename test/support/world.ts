import { type Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import { Chronicle } from '../../src/dashboard/demo/chronicle.js';
import { harbourLane } from '../../src/dashboard/demo/harbour-lane.js';
import { type TestApp } from './app.js';
import { jobsDone } from './jobs.js';

export interface World {
  versionId: string;
  /** Started a week ago, taught by Bob, due in two weeks; Alice is enrolled. */
  cohort: Cohort;
  handbookId: string;
  enrolmentId: string;
  chronicle: Chronicle;
}

/** The usual scene: Bob teaches a cohort in its second week, Alice learns in it. */
export async function setScene(app: TestApp): Promise<World> {
  const chronicle = app.get(Chronicle);
  const versionId = await chronicle.publishStrategist(app.ids.ada);
  const cohort = await chronicle.openCohort(
    versionId,
    {
      slug: 'november',
      name: 'November cohort',
      startsOn: '2026-11-16',
      timeZone: 'Europe/Paris',
      seats: 30,
      signatories: [{ name: 'Ada Lindqvist', role: 'Director of studies' }],
      instructorIds: [app.ids.bob],
      dueLocal: '2026-12-06T18:00',
      cutOffLocal: '2026-12-08T18:00',
    },
    app.ids.ada,
  );
  const handbookId = await chronicle.enrol(cohort, app.ids.alice);
  const [enrolment] = await app.db.query<{ id: string }[]>(
    'SELECT enrolment_id AS id FROM handbooks WHERE id = $1',
    [handbookId],
  );
  if (!enrolment) throw new Error('Alice has no enrolment.');
  return { versionId, cohort, handbookId, enrolmentId: enrolment.id, chronicle };
}

export interface Graded extends World {
  submissionId: string;
  assessmentId: string;
  releaseId: string;
  certificateId: string;
  code: string;
}

/** The scene at its end: handed in, graded, released, the certificate issued and printed. */
export async function reachCertificate(app: TestApp): Promise<Graded> {
  const world = await setScene(app);
  const { chronicle, handbookId, cohort } = world;
  await chronicle.write(handbookId, app.ids.alice, harbourLane);
  const submissionId = await chronicle.handIn(handbookId, app.ids.alice);
  await chronicle.grade(submissionId, app.ids.bob, [3, 2, 2, 3, 2], {
    'strategic-choice': 'A choice that rules something out. Well argued.',
  });
  const releaseId = await chronicle.release(cohort, app.ids.bob);
  await jobsDone(app.db);
  const [row] = await app.db.query<{ id: string; code: string; assessmentId: string }[]>(
    `SELECT c.id, c.code, a.id AS "assessmentId" FROM certificates c, assessments a
      WHERE c.enrolment_id = $1 AND a.submission_id = $2`,
    [world.enrolmentId, submissionId],
  );
  if (!row) throw new Error('No certificate was issued.');
  return {
    ...world,
    submissionId,
    assessmentId: row.assessmentId,
    releaseId,
    certificateId: row.id,
    code: row.code,
  };
}

/** More time for an enrolment; with a submission, that one is returned for a further attempt. */
export async function extend(
  app: TestApp,
  enrolmentId: string,
  until: string,
  returned: string | null = null,
): Promise<void> {
  await app.db.query(
    `WITH granted AS (
       INSERT INTO extensions (enrolment_id, kind, submission_id, until, granted_by_id, at)
       VALUES ($1, $2, $3, $4, $5, $6) RETURNING id, enrolment_id)
     INSERT INTO extension_reasons (extension_id, person_id, body)
     SELECT granted.id, e.user_id, 'Was ill in the last week' FROM granted JOIN enrolments e ON e.id = granted.enrolment_id`,
    [enrolmentId, returned === null ? 'extended' : 'returned', returned, until, app.ids.bob, app.clock.now()],
  );
}
