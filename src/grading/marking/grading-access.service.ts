import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CohortAccess } from '../../courses/enrolments/cohort-access.service.js';
import { lastEvent, seatedKinds } from '../../courses/enrolments/enrolment-sql.js';
import { conflict, forbidden, notFound } from '../../platform/errors/domain-errors.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { type Slot } from './assessment.entity.js';
import { laterAssessmentId } from './assessment-sql.js';

export interface GradedCohort {
  id: string;
  slug: string;
  name: string;
  /** IANA name. */
  timeZone: string;
  courseTitle: string;
  courseVersionId: string;
  /** Null while the cohort has no assignment. */
  dueAt: Date | null;
}

export interface GradedSubmission {
  id: string;
  number: number;
  submittedAt: Date;
  dueAt: Date;
  enrolmentId: string;
  authorId: string;
  /** Null once erased. */
  authorName: string | null;
  /** Whoever has withdrawn from the cohort: their work is read, and not marked. */
  withdrawn: boolean;
  cohort: Omit<GradedCohort, 'dueAt'>;
  /** The number of the author's latest attempt. */
  latestNumber: number;
}

export interface MarkedAssessment {
  id: string;
  slot: Slot;
  rubricVersionId: string;
  /** The assessment of the same slot by a later rubric, which alone is marked since; usually null. */
  laterId: string | null;
  submission: GradedSubmission;
}

/** Who may mark what. Everything is loaded here, so that nothing is marked unasked. */
@Injectable()
export class GradingAccess {
  constructor(
    private readonly db: DataSource,
    private readonly access: CohortAccess,
  ) {}

  /** @throws DomainError notFound for outsiders, forbidden for the cohort's students */
  async cohort(viewer: Viewer, slug: string): Promise<GradedCohort> {
    const rows: GradedCohort[] = await this.db.query(
      `SELECT c.id, c.slug, c.name, c.time_zone AS "timeZone", c.course_version_id AS "courseVersionId",
              co.title AS "courseTitle", a.due_at AS "dueAt"
         FROM cohorts c JOIN course_versions v ON v.id = c.course_version_id JOIN courses co ON co.id = v.course_id
         LEFT JOIN assignments a ON a.cohort_id = c.id
        WHERE c.slug = $1`,
      [slug],
    );
    const [cohort] = rows;
    if (!cohort) throw notFound();
    await this.refuseUnlessMarker(viewer, cohort.id);
    return cohort;
  }

  /** @throws DomainError notFound for outsiders, forbidden for the cohort's students */
  async submission(viewer: Viewer, id: string): Promise<GradedSubmission> {
    const rows: SubmissionRow[] = await this.db.query(`SELECT ${submissionFields} WHERE s.id = $1`, [id]);
    const [row] = rows;
    if (!row) throw notFound();
    await this.refuseUnlessMarker(viewer, row.cohortId);
    refuseOwn(viewer, row.authorId);
    return submissionOf(row);
  }

  /** @throws DomainError notFound for outsiders, forbidden for the cohort's students */
  async assessment(viewer: Viewer, id: string): Promise<MarkedAssessment> {
    interface Row extends SubmissionRow {
      assessmentId: string;
      slot: Slot;
      rubricVersionId: string;
      laterId: string | null;
    }
    const rows: Row[] = await this.db.query(
      `SELECT m.id AS "assessmentId", m.slot, m.rubric_version_id AS "rubricVersionId",
              ${laterAssessmentId} AS "laterId",
              ${submissionFields}
         JOIN assessments m ON m.submission_id = s.id
        WHERE m.id = $1`,
      [id],
    );
    const [row] = rows;
    if (!row) throw notFound();
    await this.refuseUnlessMarker(viewer, row.cohortId);
    refuseOwn(viewer, row.authorId);
    const { assessmentId, slot, rubricVersionId, laterId, ...submission } = row;
    return { id: assessmentId, slot, rubricVersionId, laterId, submission: submissionOf(submission) };
  }

  private async refuseUnlessMarker(viewer: Viewer, cohortId: string): Promise<void> {
    const role = await this.access.roleIn(viewer, cohortId);
    if (role === null) throw notFound();
    if (role === 'student') throw forbidden('Only the instructors of this cohort can mark its work.');
  }
}

/**
 * Whoever learned in a cohort and runs it now: their own work is for somebody else to judge.
 *
 * @throws DomainError forbidden
 */
export function refuseOwn(viewer: Viewer, authorId: string): void {
  if (viewer.id === authorId) throw forbidden('Nobody marks their own work. Somebody else has to do it.');
}

/** @throws DomainError conflict for an assessment that a later rubric has replaced */
function refuseReplaced({ laterId }: MarkedAssessment): void {
  if (laterId !== null) throw replaced();
}

/**
 * Nobody reads what is said of work whose author has left, and no release names it. A withdrawal of this very moment may
 * pass by a mark that is on its way: it is then one that was made before.
 *
 * @throws DomainError conflict
 */
export function refuseWithdrawn({
  withdrawn,
  authorName,
}: Pick<GradedSubmission, 'withdrawn' | 'authorName'>): void {
  // Of who was erased, which is a withdrawal as well, that is said instead.
  if (withdrawn && authorName !== null) {
    throw conflict(
      'This student has withdrawn from the cohort, so their work is not marked. Nothing was saved. It can be marked again once they have come back.',
    );
  }
}

/** @throws DomainError conflict for work that can no longer be marked here */
export function refuseUnmarkable(assessment: MarkedAssessment): void {
  refuseReplaced(assessment);
  refuseWithdrawn(assessment.submission);
}

export const replaced = () =>
  conflict(
    'The rubric has changed, and this handbook is marked by the new one now. Nothing was saved: open its desk again.',
  );

interface SubmissionRow extends Omit<GradedSubmission, 'cohort'> {
  cohortId: string;
  slug: string;
  cohortName: string;
  timeZone: string;
  courseTitle: string;
  courseVersionId: string;
}

const submissionFields = `
       s.id, s.number, s.submitted_at AS "submittedAt", effective_due_at(s.enrolment_id, s.number) AS "dueAt",
       s.enrolment_id AS "enrolmentId",
       u.id AS "authorId", u.name AS "authorName", last.kind NOT IN ${seatedKinds} AS withdrawn, c.id AS "cohortId", c.slug, c.name AS "cohortName",
       c.time_zone AS "timeZone", c.course_version_id AS "courseVersionId", co.title AS "courseTitle",
       (SELECT max(l.number) FROM submissions l WHERE l.enrolment_id = s.enrolment_id) AS "latestNumber"
  FROM submissions s JOIN enrolments e ON e.id = s.enrolment_id JOIN users u ON u.id = e.user_id ${lastEvent}
  JOIN cohorts c ON c.id = e.cohort_id JOIN course_versions v ON v.id = c.course_version_id
  JOIN courses co ON co.id = v.course_id`;

function submissionOf({
  cohortId,
  slug,
  cohortName,
  timeZone,
  courseTitle,
  courseVersionId,
  ...submission
}: SubmissionRow): GradedSubmission {
  const cohort = { id: cohortId, slug, name: cohortName, timeZone, courseTitle, courseVersionId };
  return { ...submission, cohort };
}
