import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { peopleWaiting, placeInLine, seatedKinds } from '../courses/enrolments/enrolment-sql.js';
import { Clock } from '../platform/clock/clock.js';

export interface HomeCohort {
  slug: string;
  name: string;
  courseTitle: string;
  summary: string;
  /** `YYYY-MM-DD` in the cohort's zone. */
  startsOn: string;
  timeZone: string;
  /** As what the viewer is in it; null for a cohort that they could join. */
  role: 'student' | 'waiting' | 'instructor' | null;
  /** Their place in the line, from 1, and how many wait; null for who does not wait. */
  place: number | null;
  line: number | null;
  dueAt: Date | null;
  handbookId: string | null;
  /** The enrolment, for a student whose grade has been released. */
  resultEnrolmentId: string | null;
  /** Handed in and not yet graded, for an instructor. */
  waiting: number;
}

@Injectable()
export class Home {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Every cohort that concerns somebody, and those that anybody may join: one statement, whatever their number. */
  async cohorts(viewerId: string | null): Promise<HomeCohort[]> {
    return this.db.query(
      `SELECT c.slug, c.name, co.title AS "courseTitle", v.summary, c.starts_on::text AS "startsOn",
              c.time_zone AS "timeZone",
              CASE WHEN e.id IS NULL THEN a.due_at ELSE effective_due_at(e.id,
                1 + (SELECT count(*)::int FROM submissions s WHERE s.handbook_id = h.id)) END AS "dueAt",
              h.id AS "handbookId",
              CASE WHEN i.user_id IS NOT NULL THEN 'instructor'
                   WHEN last.kind IN ${seatedKinds} THEN 'student'
                   WHEN last.kind = 'waiting' THEN 'waiting' END AS role,
              CASE WHEN last.kind = 'waiting' THEN ${placeInLine('c.id', '$1')} END AS place,
              CASE WHEN last.kind = 'waiting' THEN ${peopleWaiting('c.id')} END AS line,
              (SELECT rg.enrolment_id FROM release_grades rg WHERE rg.enrolment_id = e.id LIMIT 1) AS "resultEnrolmentId",
              CASE WHEN i.user_id IS NULL THEN 0 ELSE (
                SELECT count(*)::int FROM enrolments oe JOIN handbooks oh ON oh.enrolment_id = oe.id
                 WHERE oe.cohort_id = c.id
                   AND EXISTS (SELECT FROM submissions s WHERE s.handbook_id = oh.id)
                   AND NOT EXISTS (SELECT FROM grade_events g WHERE g.enrolment_id = oe.id)) END AS waiting
         FROM cohorts c
         JOIN course_versions v ON v.id = c.course_version_id AND v.published_at IS NOT NULL
         JOIN courses co ON co.id = v.course_id
         LEFT JOIN assignments a ON a.cohort_id = c.id
         LEFT JOIN cohort_instructors i ON i.cohort_id = c.id AND i.user_id = $1
         LEFT JOIN enrolments e ON e.cohort_id = c.id AND e.user_id = $1
         LEFT JOIN handbooks h ON h.enrolment_id = e.id
         LEFT JOIN LATERAL (SELECT ev.kind FROM enrolment_events ev WHERE ev.enrolment_id = e.id
                             ORDER BY ev.sequence DESC LIMIT 1) last ON true
        WHERE i.user_id IS NOT NULL OR e.id IS NOT NULL OR c.starts_on > ($2::timestamptz AT TIME ZONE c.time_zone)::date - 21
        ORDER BY c.starts_on DESC, c.name`,
      [viewerId, this.clock.now()],
    );
  }
}
