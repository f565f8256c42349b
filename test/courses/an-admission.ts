import { type Cohort } from '../../src/courses/cohorts/cohort.entity.js';
import { Admissions } from '../../src/courses/enrolments/admissions.service.js';
import { Applications } from '../../src/courses/enrolments/applications/applications.service.js';
import { Enrolments } from '../../src/courses/enrolments/enrolments.service.js';
import { type TestApp } from '../support/app.js';
import { aCohort, people } from './a-cohort.js';

export interface AdmissionScene {
  /** Without a seat left; Alice is the first who waits for one. */
  full: Cohort;
  /** Places by application. Alice is its student, somebody's application waits for a decision. */
  selective: Cohort;
  applicationId: string;
  /** Somebody's seat in `selective`. */
  seatedId: string;
  /** Places by application, and nobody has applied yet. */
  fresh: Cohort;
  /** In its second week with a free seat: who is first in the line. */
  firstInLineId: string;
}

/** Cohorts that Bob teaches and into which one does not simply walk. */
export async function setAdmissionScene(app: TestApp, courseVersionId: string): Promise<AdmissionScene> {
  const enrolments = app.get(Enrolments);
  const open = (slug: string, plan: Parameters<typeof aCohort>[1] = {}) =>
    aCohort(app, { courseVersionId, startsOn: '2026-12-07', slug, ...plan });
  const [one = '', other = '', applicant = ''] = await people(app, 3);

  const full = await open('full', { seats: 1 });
  await enrolments.enrol(full.id, one);
  await enrolments.enrol(full.id, app.ids.alice);

  const selective = await open('selective', { admission: 'application' });
  const admitted = [app.ids.alice, one];
  await app.db.transaction(async (tx) => {
    for (const userId of admitted) {
      await app
        .get(Admissions)
        .grant(tx, { cohortId: selective.id, userId, via: 'invitation', byId: app.ids.ada });
    }
  });
  await enrolments.enrol(selective.id, app.ids.alice);
  const { id: seatedId } = await enrolments.enrol(selective.id, one);
  await app.get(Applications).submit(
    selective.id,
    applicant,
    Array.from({ length: 10 }, () => 'An answer.'),
  );
  const [application] = await app.db.query<{ id: string }[]>('SELECT id FROM applications');
  if (!application) throw new Error('Nobody has applied.');

  const running = await open('running', { seats: 1, startsOn: '2026-11-16' });
  await enrolments.enrol(running.id, one);
  const { id: firstInLineId } = await enrolments.enrol(running.id, other);
  await enrolments.withdraw(running.id, one);
  const fresh = await open('fresh', { admission: 'application' });
  return { full, selective, applicationId: application.id, seatedId, fresh, firstInLineId };
}
