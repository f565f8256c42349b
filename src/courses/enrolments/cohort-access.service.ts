import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Viewer } from '../../platform/web/viewer.js';
import { type EnrolmentEventKind, statusAfter, takesSeat } from './enrolment.rules.js';

export type CohortRole = 'student' | 'instructor' | 'administrator';

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
    const rows: { teaches: boolean; last: EnrolmentEventKind | null }[] = await this.db.query(
      `SELECT EXISTS (SELECT FROM cohort_instructors i WHERE i.cohort_id = c.id AND i.user_id = $2) AS teaches,
              (SELECT v.kind FROM enrolments e JOIN enrolment_events v ON v.enrolment_id = e.id
                WHERE e.cohort_id = c.id AND e.user_id = $2 ORDER BY v.sequence DESC LIMIT 1) AS last
         FROM cohorts c WHERE c.id = $1`,
      [cohortId, viewer.id],
    );
    const [row] = rows;
    if (!row) return null;
    if (row.last !== null && takesSeat(statusAfter(row.last))) return 'student';
    if (row.teaches) return 'instructor';
    return viewer.administrator ? 'administrator' : null;
  }
}
