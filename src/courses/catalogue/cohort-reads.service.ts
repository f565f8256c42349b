import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type EnrolmentEventKind } from '../enrolments/enrolment.rules.js';
import { lastEvent, seatsTaken } from '../enrolments/enrolment-sql.js';

/** A cohort of a published course version, as one viewer meets it. */
export interface CohortSeen {
  id: string;
  slug: string;
  name: string;
  startsOn: string;
  weekTwoOn: string;
  weekThreeOn: string;
  timeZone: string;
  seats: number;
  seatsTaken: number;
  courseVersionId: string;
  title: string;
  summary: string;
  /** Markdown. */
  about: string;
  /** Names, in the order of their assignment. */
  instructors: string[];
  /** The viewer's part in it. */
  teaches: boolean;
  enrolment: { id: string; last: EnrolmentEventKind; at: Date } | null;
}

/** A week of a cohort: what its course version holds, without the lessons' texts, and the cohort's own sessions. */
export interface PlannedWeek {
  number: number;
  title: string;
  aim: string;
  lessons: { id: string; slug: string; title: string; minutes: number }[];
  sessions: PlannedSession[];
}

export interface PlannedSession {
  id: string;
  title: string;
  startsAt: Date;
  minutes: number;
  cancelled: boolean;
}

/** What the pages of a cohort read: one statement each, however large the cohort or the course. */
@Injectable()
export class CohortReads {
  constructor(private readonly db: DataSource) {}

  /** @param viewerId null for a visitor who is not signed in */
  async bySlug(slug: string, viewerId: string | null): Promise<CohortSeen | null> {
    const rows: CohortSeen[] = await this.db.query(
      `SELECT c.id, c.slug, c.name, c.starts_on::text AS "startsOn",
              c.week_two_on::text AS "weekTwoOn", c.week_three_on::text AS "weekThreeOn", c.time_zone AS "timeZone", c.seats,
              ${seatsTaken('c.id')} AS "seatsTaken", v.id AS "courseVersionId", v.title, v.summary, v.about,
              ARRAY(SELECT u.name FROM cohort_instructors i JOIN users u ON u.id = i.user_id
                     WHERE i.cohort_id = c.id AND u.erased_at IS NULL ORDER BY i.assigned_at, u.name) AS instructors,
              EXISTS (SELECT FROM cohort_instructors i WHERE i.cohort_id = c.id AND i.user_id = $2) AS teaches,
              (SELECT json_build_object('id', e.id, 'last', last.kind, 'at', last.at)
                 FROM enrolments e ${lastEvent} WHERE e.cohort_id = c.id AND e.user_id = $2) AS enrolment
         FROM cohorts c JOIN course_versions v ON v.id = c.course_version_id AND v.published_at IS NOT NULL
        WHERE c.slug = $1`,
      [slug, viewerId],
    );
    const [row] = rows;
    if (!row) return null;
    // A time inside JSON arrives as text.
    return { ...row, enrolment: row.enrolment && { ...row.enrolment, at: new Date(row.enrolment.at) } };
  }

  async plan({ id, courseVersionId }: Pick<CohortSeen, 'id' | 'courseVersionId'>): Promise<PlannedWeek[]> {
    const weeks: PlannedWeek[] = await this.db.query(
      `SELECT w.number, w.title, w.aim,
              (SELECT coalesce(json_agg(json_build_object('id', l.id, 'slug', l.slug, 'title', l.title, 'minutes', l.minutes)
                      ORDER BY l.position), '[]') FROM lessons l WHERE l.week_id = w.id) AS lessons,
              (SELECT coalesce(json_agg(json_build_object('id', s.id, 'title', s.title, 'startsAt', s.starts_at,
                      'minutes', s.minutes, 'cancelled', s.cancelled_at IS NOT NULL) ORDER BY s.starts_at), '[]')
                 FROM cohort_sessions s WHERE s.cohort_id = $2 AND s.week = w.number) AS sessions
         FROM weeks w WHERE w.course_version_id = $1 ORDER BY w.number`,
      [courseVersionId, id],
    );
    // A time inside JSON arrives as text.
    const dated = (session: PlannedSession) => ({ ...session, startsAt: new Date(session.startsAt) });
    return weeks.map((week) => ({ ...week, sessions: week.sessions.map(dated) }));
  }

  /** The Markdown of a lesson, or null where there is none. */
  async lessonBody(courseVersionId: string, week: number, slug: string): Promise<string | null> {
    const rows: { body: string }[] = await this.db.query(
      `SELECT l.body FROM lessons l JOIN weeks w ON w.id = l.week_id
        WHERE w.course_version_id = $1 AND w.number = $2 AND l.slug = $3`,
      [courseVersionId, week, slug],
    );
    return rows[0]?.body ?? null;
  }
}
