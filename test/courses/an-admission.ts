import { type Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { type TestApp } from '../support/app.js';
import { aCohort, people } from './a-cohort.js';

export interface AdmissionScene {
  /** Without a seat left; Alice is the first who waits for one. */
  full: Cohort;
}

/** Cohorts ahead, taught by Bob, into which one does not simply walk. */
export async function setAdmissionScene(app: TestApp, courseVersionId: string): Promise<AdmissionScene> {
  const enrolments = app.get(Enrolments);
  const full = await aCohort(app, { courseVersionId, startsOn: '2026-12-07', slug: 'full', seats: 1 });
  for (const id of await people(app, 1)) await enrolments.enrol(full.id, id);
  await enrolments.enrol(full.id, app.ids.alice);
  return { full };
}
