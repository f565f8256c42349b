import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Admission } from '../cohorts/cohort.entity.js';
import { type ApplicationEventKind, NEEDED } from './applications/application.rules.js';
import { type EnrolmentEventKind, type EnrolmentStatus, statusAfter } from './enrolment.rules.js';
import { lastEvent, peopleWaiting, placeInLine } from './enrolment-sql.js';

/** How one gets into a cohort, and how far somebody has come. */
export interface Joining {
  courseSlug: string;
  admission: Admission;
  /** Of ten answers to an application, how many must show what is asked. */
  needed: number;
  /** How many wait for a seat. */
  waiting: number;
  prerequisites: { slug: string; title: string; completed: boolean }[];
  /** The viewer's own: all empty for a visitor. */
  status: EnrolmentStatus | null;
  /** From 1, while they wait. */
  place: number | null;
  admitted: boolean;
  application: ApplicationEventKind | null;
  /** Whether they have begun to answer the questions, and not sent what they wrote. */
  draft: boolean;
}

/** What the pages of a cohort tell about joining it. */
@Injectable()
export class JoiningReads {
  constructor(private readonly db: DataSource) {}

  /**
   * One statement, however many take part or wait.
   *
   * @param viewerId null for a visitor who is not signed in
   */
  async of(cohortId: string, viewerId: string | null): Promise<Joining> {
    type Row = Omit<Joining, 'status'> & { last: EnrolmentEventKind | null };
    const [row] = await this.db.query<Row[]>(
      `SELECT co.slug AS "courseSlug", c.admission, coalesce(f.needed, ${NEEDED}) AS needed, ${peopleWaiting('c.id')} AS waiting,
              (SELECT coalesce(json_agg(json_build_object('slug', pco.slug, 'title', pco.title,
                      'completed', EXISTS (
                        SELECT FROM enrolments e ${lastEvent} JOIN cohorts pc ON pc.id = e.cohort_id
                          JOIN course_versions pv ON pv.id = pc.course_version_id
                         WHERE e.user_id = $2 AND pv.course_id = pco.id AND last.kind = 'completed'))
                      ORDER BY pco.title), '[]')
                 FROM cohort_prerequisites p JOIN courses pco ON pco.id = p.course_id
                WHERE p.cohort_id = c.id) AS prerequisites,
              (SELECT last.kind FROM enrolments e ${lastEvent}
                WHERE e.cohort_id = c.id AND e.user_id = $2) AS last,
              ${placeInLine('c.id', '$2')} AS place,
              EXISTS (SELECT FROM admissions a WHERE a.cohort_id = c.id AND a.user_id = $2) AS admitted,
              (SELECT ev.kind FROM applications ap JOIN application_events ev ON ev.application_id = ap.id
                WHERE ap.cohort_id = c.id AND ap.user_id = $2 ORDER BY ev.sequence DESC LIMIT 1) AS application,
              EXISTS (SELECT FROM application_drafts d WHERE d.cohort_id = c.id AND d.user_id = $2) AS draft
         FROM cohorts c JOIN course_versions v ON v.id = c.course_version_id JOIN courses co ON co.id = v.course_id
         LEFT JOIN application_forms f ON f.cohort_id = c.id WHERE c.id = $1`,
      [cohortId, viewerId],
    );
    if (!row) throw new Error('There is no such cohort.');
    const { last, ...joining } = row;
    return { ...joining, status: last && statusAfter(last) };
  }
}
