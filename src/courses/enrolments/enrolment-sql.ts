import { type EnrolmentStatus, kindsLeadingTo } from './enrolment.rules.js';

/** SQL that joins to `enrolments e` its `last` event; nobody has an enrolment without one. */
export const lastEvent = `JOIN LATERAL (
  SELECT id, sequence, kind, ordinal, at FROM enrolment_events WHERE enrolment_id = e.id ORDER BY sequence DESC LIMIT 1
) last ON true`;

/** SQL for the kinds of last events that give an enrolment one of these statuses, as a list in brackets. */
export const kindsFor = (...statuses: readonly EnrolmentStatus[]) =>
  `(${kindsLeadingTo(...statuses)
    .map((kind) => `'${kind}'`)
    .join(', ')})`;

/** SQL for the kinds of last events of somebody who sits in a cohort and has not completed it. */
export const activeKinds = kindsFor('active');

/** SQL for the kinds of last events whose person takes a seat: `takesSeat` in SQL. */
export const seatedKinds = kindsFor('active', 'completed');

/** SQL for how many seats of a cohort are taken. */
export const seatsTaken = (cohortId: string) => `(
  SELECT count(*)::int FROM enrolments e ${lastEvent}
   WHERE e.cohort_id = ${cohortId} AND last.kind IN ${seatedKinds})`;

/** SQL for how many people wait for a seat of a cohort. Whoever is forgotten has left the line. */
export const peopleWaiting = (cohortId: string) => `(
  SELECT count(*)::int FROM enrolments e ${lastEvent}
   WHERE e.cohort_id = ${cohortId} AND last.kind = 'waiting')`;

/** SQL for somebody's place in a cohort's line, from 1; null for who does not wait. */
export const placeInLine = (cohortId: string, userId: string) => `(
  SELECT line.place FROM (
    SELECT e.user_id, (row_number() OVER (ORDER BY last.ordinal))::int AS place FROM enrolments e ${lastEvent}
     WHERE e.cohort_id = ${cohortId} AND last.kind = 'waiting') line
   WHERE line.user_id = ${userId})`;

/** SQL for the courses that a cohort asks for and somebody (null: nobody known) has not completed. */
export const missingCourses = (cohortId: string, userId: string) => `
  SELECT co.slug, co.title FROM cohort_prerequisites p JOIN courses co ON co.id = p.course_id
   WHERE p.cohort_id = ${cohortId} AND NOT EXISTS (
     SELECT FROM enrolments e ${lastEvent} JOIN cohorts pc ON pc.id = e.cohort_id
       JOIN course_versions pv ON pv.id = pc.course_version_id
      WHERE e.user_id = ${userId} AND pv.course_id = co.id AND last.kind = 'completed')`;
