import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CohortAccess } from '../../courses/enrolments/cohort-access.service.js';
import { forbidden, notFound } from '../../platform/errors/domain-errors.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { refuseOwn } from '../marking/grading-access.service.js';

/** Somebody of a cohort, as those who grade look at them. */
export interface GradedEnrolment {
  id: string;
  studentId: string;
  /** Null once erased. */
  studentName: string | null;
  /** How many releases have shown a grade of theirs. */
  releases: number;
  cohort: { id: string; slug: string; name: string; timeZone: string; courseTitle: string };
}

/** Who may look over somebody's grades before their release. */
@Injectable()
export class EnrolmentAccess {
  constructor(
    private readonly db: DataSource,
    private readonly access: CohortAccess,
  ) {}

  /** @throws DomainError notFound for outsiders, forbidden for the cohort's students */
  async enrolment(viewer: Viewer, id: string): Promise<GradedEnrolment> {
    interface Row extends Omit<GradedEnrolment, 'cohort'> {
      cohortId: string;
      slug: string;
      cohortName: string;
      timeZone: string;
      courseTitle: string;
    }
    const rows: Row[] = await this.db.query(
      `SELECT e.id, u.id AS "studentId", u.name AS "studentName", c.id AS "cohortId", c.slug, c.name AS "cohortName",
              c.time_zone AS "timeZone", co.title AS "courseTitle",
              (SELECT count(*)::int FROM release_grades r WHERE r.enrolment_id = e.id) AS releases
         FROM enrolments e JOIN users u ON u.id = e.user_id JOIN cohorts c ON c.id = e.cohort_id
         JOIN course_versions v ON v.id = c.course_version_id JOIN courses co ON co.id = v.course_id
        WHERE e.id = $1`,
      [id],
    );
    const [row] = rows;
    const role = row ? await this.access.roleIn(viewer, row.cohortId) : null;
    if (!row || role === null) throw notFound();
    if (role === 'student') throw forbidden('Only the instructors of this cohort can look over its grades.');
    refuseOwn(viewer, row.studentId);
    const { cohortId, slug, cohortName, timeZone, courseTitle, ...enrolment } = row;
    return { ...enrolment, cohort: { id: cohortId, slug, name: cohortName, timeZone, courseTitle } };
  }
}
