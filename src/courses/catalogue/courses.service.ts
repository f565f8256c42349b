import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { type Admission } from '../cohorts/cohort.entity.js';
import { type CohortCalendar } from '../cohorts/schedule.rules.js';
import { peopleWaiting, seatsTaken } from '../enrolments/enrolment-sql.js';

/** A cohort that has not ended, in the list of its course. */
export interface CohortListed extends CohortCalendar {
  slug: string;
  name: string;
  admission: Admission;
  seats: number;
  seatsTaken: number;
  waiting: number;
  /** Titles of the courses that come before it. */
  prerequisites: { slug: string; title: string }[];
  /** When its first live session begins; null without one. */
  firstSessionAt: Date | null;
}

/** A course by its latest published version. */
export interface CourseListed {
  slug: string;
  versionId: string;
  title: string;
  summary: string;
  /** Markdown. */
  about: string;
  lessons: number;
  /** Reading time of all lessons. */
  minutes: number;
  liveSessions: number;
  /** Names of those who teach its cohorts that have not ended. */
  instructors: string[];
  cohorts: CohortListed[];
}

export interface CourseWeek {
  number: number;
  title: string;
  aim: string;
  lessons: { title: string; minutes: number }[];
  sessions: { title: string; minutes: number }[];
}

/** What the catalogue reads: one statement, however many courses, cohorts and people there are. */
@Injectable()
export class Courses {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  /** All that have a published version, by title. @param slug only this one */
  async published(slug: string | null = null): Promise<CourseListed[]> {
    const rows: CourseListed[] = await this.db.query(
      `SELECT co.slug, v.id AS "versionId", v.title, v.summary, v.about, counts.lessons, counts.minutes,
              (SELECT count(*)::int FROM live_sessions s JOIN weeks w ON w.id = s.week_id
                WHERE w.course_version_id = v.id) AS "liveSessions",
              ARRAY(SELECT u.name FROM cohort_instructors i JOIN users u ON u.id = i.user_id
                      JOIN cohorts c ON c.id = i.cohort_id JOIN course_versions cv ON cv.id = c.course_version_id
                     WHERE cv.course_id = co.id AND u.erased_at IS NULL AND ${running}
                     GROUP BY u.name ORDER BY min(i.assigned_at), u.name) AS instructors,
              (SELECT coalesce(json_agg(json_build_object('slug', c.slug, 'name', c.name, 'startsOn', c.starts_on,
                      'weekTwoOn', c.week_two_on, 'weekThreeOn', c.week_three_on, 'timeZone', c.time_zone,
                      'admission', c.admission, 'seats', c.seats, 'seatsTaken', ${seatsTaken('c.id')},
                      'waiting', ${peopleWaiting('c.id')},
                      'prerequisites', (SELECT coalesce(json_agg(json_build_object('slug', pc.slug, 'title', pc.title)
                         ORDER BY pc.title), '[]') FROM cohort_prerequisites p JOIN courses pc ON pc.id = p.course_id
                        WHERE p.cohort_id = c.id),
                      'firstSessionAt', (SELECT min(s.starts_at) FROM cohort_sessions s
                        WHERE s.cohort_id = c.id AND s.cancelled_at IS NULL)) ORDER BY c.starts_on, c.name), '[]')
                 FROM cohorts c JOIN course_versions cv ON cv.id = c.course_version_id
                WHERE cv.course_id = co.id AND ${running}) AS cohorts
         FROM courses co
         JOIN LATERAL (SELECT * FROM course_versions WHERE course_id = co.id AND published_at IS NOT NULL
                        ORDER BY number DESC LIMIT 1) v ON true
         JOIN LATERAL (SELECT count(*)::int AS lessons, coalesce(sum(l.minutes), 0)::int AS minutes
                         FROM lessons l JOIN weeks w ON w.id = l.week_id WHERE w.course_version_id = v.id) counts ON true
        WHERE $2::text IS NULL OR co.slug = $2
        ORDER BY v.title, co.slug`,
      [this.clock.now(), slug],
    );
    // A time inside JSON arrives as text.
    const dated = (cohort: CohortListed) => ({
      ...cohort,
      firstSessionAt: cohort.firstSessionAt && new Date(cohort.firstSessionAt),
    });
    return rows.map((course) => ({ ...course, cohorts: course.cohorts.map(dated) }));
  }

  /** The three weeks of a course version, without dates. */
  async programme(courseVersionId: string): Promise<CourseWeek[]> {
    return this.db.query(
      `SELECT w.number, w.title, w.aim,
              (SELECT coalesce(json_agg(json_build_object('title', l.title, 'minutes', l.minutes) ORDER BY l.position), '[]')
                 FROM lessons l WHERE l.week_id = w.id) AS lessons,
              (SELECT coalesce(json_agg(json_build_object('title', s.title, 'minutes', s.minutes) ORDER BY s.position), '[]')
                 FROM live_sessions s WHERE s.week_id = w.id) AS sessions
         FROM weeks w WHERE w.course_version_id = $1 ORDER BY w.number`,
      [courseVersionId],
    );
  }
}

/** SQL for a cohort `c` of a published version whose third week has not ended at $1. */
const running = `cv.published_at IS NOT NULL AND c.week_three_on + 7 > ($1::timestamptz AT TIME ZONE c.time_zone)::date`;
