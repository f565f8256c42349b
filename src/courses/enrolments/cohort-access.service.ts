import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { forbidden, notFound } from '../../platform/errors/domain-errors.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { type LockedCohort } from './enrolment-log.service.js';
import { type EnrolmentEventKind, statusAfter, takesSeat } from './enrolment.rules.js';

export type CohortRole = 'student' | 'instructor' | 'administrator';

/** A cohort of a published course version, for somebody who does something with it. */
export interface CohortAccessed extends LockedCohort {
  slug: string;
  name: string;
  courseTitle: string;
  /** What the viewer is in it; null for an outsider. */
  role: CohortRole | null;
}

/** Who somebody is in a cohort. */
@Injectable()
export class CohortAccess {
  constructor(private readonly db: DataSource) {}

  /**
   * What a viewer is in a cohort, or null for an outsider, for whom it does not exist. One statement.
   *
   * A student is enrolled and has not withdrawn; who completed the cohort stays one. The role within the cohort counts
   * before the one in the academy: an administrator who takes part is its student, and does not run it.
   */
  async roleIn(viewer: Pick<Viewer, 'id' | 'administrator'>, cohortId: string): Promise<CohortRole | null> {
    const rows: Standing[] = await this.db.query(`SELECT ${standing('$2')} FROM cohorts c WHERE c.id = $1`, [
      cohortId,
      viewer.id,
    ]);
    const [row] = rows;
    return row ? roleOf(row, viewer) : null;
  }

  /**
   * A cohort that anybody may know of, with what the viewer is in it. One statement.
   *
   * @throws DomainError notFound where there is none
   */
  async cohort(viewer: Pick<Viewer, 'id' | 'administrator'>, slug: string): Promise<CohortAccessed> {
    const [row] = await this.db.query<(Omit<CohortAccessed, 'role'> & Standing)[]>(
      `SELECT c.id, c.slug, c.name, v.title AS "courseTitle", c.seats, c.admission, c.starts_on::text AS "startsOn",
              c.week_two_on::text AS "weekTwoOn", c.week_three_on::text AS "weekThreeOn", c.time_zone AS "timeZone",
              ${standing('$2')}
         FROM cohorts c JOIN course_versions v ON v.id = c.course_version_id AND v.published_at IS NOT NULL
        WHERE c.slug = $1`,
      [slug, viewer.id],
    );
    if (!row) throw notFound('There is no cohort at this address.');
    const { teaches, last, ...cohort } = row;
    return { ...cohort, role: roleOf({ teaches, last }, viewer) };
  }

  /**
   * A cohort for those who run it: its instructors, and administrators who are not its students.
   *
   * @throws DomainError notFound for outsiders, forbidden for students
   */
  async run(viewer: Pick<Viewer, 'id' | 'administrator'>, slug: string): Promise<CohortAccessed> {
    const cohort = await this.cohort(viewer, slug);
    refuseUnlessRunning(cohort.role);
    return cohort;
  }
}

/** @throws DomainError notFound for outsiders, forbidden for students */
function refuseUnlessRunning(role: CohortRole | null): void {
  if (role === null) throw notFound();
  if (role === 'student') throw forbidden('This page belongs to those who run the cohort.');
}

interface Standing {
  teaches: boolean;
  last: EnrolmentEventKind | null;
}

const standing = (userId: string) => `
  EXISTS (SELECT FROM cohort_instructors i WHERE i.cohort_id = c.id AND i.user_id = ${userId}) AS teaches,
  (SELECT v.kind FROM enrolments e JOIN enrolment_events v ON v.enrolment_id = e.id
    WHERE e.cohort_id = c.id AND e.user_id = ${userId} ORDER BY v.sequence DESC LIMIT 1) AS last`;

function roleOf({ teaches, last }: Standing, viewer: Pick<Viewer, 'administrator'>): CohortRole | null {
  if (last !== null && takesSeat(statusAfter(last))) return 'student';
  if (teaches) return 'instructor';
  return viewer.administrator ? 'administrator' : null;
}
