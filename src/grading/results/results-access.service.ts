import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CohortAccess } from '../../courses/enrolments/cohort-access.service.js';
import { notFound } from '../../platform/errors/domain-errors.js';
import { type Viewer } from '../../platform/web/viewer.js';

export interface ResultsOwner {
  enrolmentId: string;
  /** Null once erased. */
  studentName: string | null;
  /** True when the viewer is that student. */
  own: boolean;
  cohort: { slug: string; name: string };
  courseTitle: string;
}

/** Whose results somebody may open. */
@Injectable()
export class ResultsAccess {
  constructor(
    private readonly db: DataSource,
    private readonly access: CohortAccess,
  ) {}

  /**
   * A student keeps their results for ever, also after a withdrawal; the cohort's instructors and administrators see
   * what the student sees. It says nothing about grades.
   *
   * @throws DomainError notFound for everybody else, fellow students too
   */
  async visibleTo(viewer: Viewer, enrolmentId: string): Promise<ResultsOwner> {
    const rows: Row[] = await this.db.query(
      `SELECT e.id AS "enrolmentId", e.user_id AS "userId", u.name AS "studentName", c.id AS "cohortId", c.slug, c.name,
              co.title AS "courseTitle"
         FROM enrolments e JOIN users u ON u.id = e.user_id JOIN cohorts c ON c.id = e.cohort_id
         JOIN course_versions v ON v.id = c.course_version_id JOIN courses co ON co.id = v.course_id
        WHERE e.id = $1`,
      [enrolmentId],
    );
    const [row] = rows;
    if (!row) throw notFound();
    const own = row.userId === viewer.id;
    if (!own) await this.refuseUnlessMarker(viewer, row.cohortId);
    const { studentName, slug, name, courseTitle } = row;
    return { enrolmentId, studentName, own, cohort: { slug, name }, courseTitle };
  }

  private async refuseUnlessMarker(viewer: Viewer, cohortId: string): Promise<void> {
    const role = await this.access.roleIn(viewer, cohortId);
    if (role !== 'instructor' && role !== 'administrator') throw notFound();
  }
}

interface Row {
  enrolmentId: string;
  userId: string;
  studentName: string | null;
  cohortId: string;
  slug: string;
  name: string;
  courseTitle: string;
}
