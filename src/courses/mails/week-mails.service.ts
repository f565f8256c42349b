import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { Correspondence, type Letter, type Reader } from '../../users/correspondence/correspondence.js';
import { type CohortCalendar, currentWeek, weekDays } from '../cohorts/schedule.rules.js';
import { activeKinds, lastEvent } from '../enrolments/enrolment-sql.js';
import { isDue, weekOpensAt } from '../times/reminders.rules.js';
import { placeOf, readableClock, readableDay } from '../times/times.rules.js';

export const WEEK_OPENS = 'week-opens';

/** The first day tells a week from the same week moved. */
export interface WeekOpening {
  personId: string;
  enrolmentId: string;
  week: number;
  /** `YYYY-MM-DD` */
  firstDay: string;
}

/** Somebody with a seat, and a week of their cohort that begins about now. */
export interface WeekAhead extends WeekOpening {
  cohortZone: string;
  readerZone: string;
  /** Since when they have their seat. */
  since: Date;
}

/**
 * Whom to tell now that a week begins. Whoever took their seat after that moment has just seen the course's page.
 */
export function openings(ahead: readonly WeekAhead[], now: Date): WeekOpening[] {
  return ahead.flatMap(({ cohortZone, readerZone, since, ...opening }) => {
    const due = weekOpensAt(opening.firstDay, cohortZone, readerZone);
    return isDue(due, now) && since <= due ? [opening] : [];
  });
}

@Injectable()
export class WeekMails implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly correspondence: Correspondence,
  ) {}

  onModuleInit(): void {
    this.correspondence.define(WEEK_OPENS, {
      title: 'A week begins',
      about:
        'What the week of your course is about, with its lessons and live sessions. At 07:00 on its first day.',
      required: null,
      compose: (opening: WeekOpening, reader) => this.compose(opening, reader),
    });
  }

  /** Whom to tell now, in one statement. */
  async due(now: Date): Promise<WeekOpening[]> {
    // Wherever people live, a week that opens within the last day begins within two days of the date in UTC.
    const ahead = await this.db.query<WeekAhead[]>(
      `SELECT e.user_id AS "personId", e.id AS "enrolmentId", w.number AS week, w.first_day::text AS "firstDay",
              c.time_zone AS "cohortZone", u.time_zone AS "readerZone", last.at AS since
         FROM cohorts c
         CROSS JOIN LATERAL (VALUES (1, c.starts_on), (2, c.week_two_on), (3, c.week_three_on)) AS w(number, first_day)
         JOIN enrolments e ON e.cohort_id = c.id JOIN users u ON u.id = e.user_id AND u.erased_at IS NULL ${lastEvent}
        WHERE w.first_day BETWEEN $1::date - 2 AND $1::date + 2 AND last.kind IN ${activeKinds}`,
      [now.toISOString().slice(0, 10)],
    );
    return openings(ahead, now);
  }

  private async compose(
    { enrolmentId, week, firstDay }: WeekOpening,
    reader: Reader,
  ): Promise<Letter | null> {
    const opened = await this.read(enrolmentId, week);
    const now = this.clock.now();
    if (!opened || weekDays(opened, week).first !== firstDay || currentWeek(opened, now) !== week)
      return null;
    const { courseTitle, cohortName, slug, title, aim, lessons, timeZone } = opened;
    const reading = {
      readerZone: reader.timeZone,
      cohortZone: timeZone,
      cohortPlace: placeOf(timeZone),
      now,
    };
    const sessions = opened.sessions.map(({ title, startsAt, minutes }) => ({
      title,
      time: readableClock(new Date(startsAt), reading).words,
      minutes: String(minutes),
    }));
    const until = readableDay(weekDays(opened, week).last, { zone: timeZone, now }).words;
    return {
      subject: `Week ${String(week)} of ${courseTitle}: ${title}`,
      gist: `${holds(lessons, sessions.length)}, until ${until}.`,
      template: WEEK_OPENS,
      model: {
        courseTitle,
        cohortName,
        week: String(week),
        title,
        aim,
        holds: holds(lessons, sessions.length),
        until,
        sessions,
        link: `${this.config.publicUrl}/my/${slug}`,
      },
    };
  }

  /** Null for whoever has no seat any more. */
  private async read(enrolmentId: string, week: number): Promise<OpenedWeek | null> {
    const [row] = await this.db.query<OpenedWeek[]>(
      `SELECT v.title AS "courseTitle", c.name AS "cohortName", c.slug, c.time_zone AS "timeZone",
              c.starts_on::text AS "startsOn", c.week_two_on::text AS "weekTwoOn", c.week_three_on::text AS "weekThreeOn",
              w.title, w.aim, (SELECT count(*)::int FROM lessons l WHERE l.week_id = w.id) AS lessons,
              COALESCE((SELECT json_agg(json_build_object('title', s.title, 'startsAt', s.starts_at, 'minutes', s.minutes)
                                        ORDER BY s.starts_at)
                          FROM cohort_sessions s
                         WHERE s.cohort_id = c.id AND s.week = w.number AND s.cancelled_at IS NULL), '[]') AS sessions
         FROM enrolments e ${lastEvent} JOIN cohorts c ON c.id = e.cohort_id
         JOIN course_versions v ON v.id = c.course_version_id
         JOIN weeks w ON w.course_version_id = v.id AND w.number = $2
        WHERE e.id = $1 AND last.kind IN ${activeKinds}`,
      [enrolmentId, week],
    );
    return row ?? null;
  }
}

interface OpenedWeek extends CohortCalendar {
  courseTitle: string;
  cohortName: string;
  slug: string;
  title: string;
  aim: string;
  lessons: number;
  /** In their order; `startsAt` is ISO 8601 with an offset. */
  sessions: { title: string; startsAt: string; minutes: number }[];
}

/** "5 lessons and 2 live sessions" */
function holds(lessons: number, sessions: number): string {
  const count = (n: number, what: string) => `${String(n)} ${what}${n === 1 ? '' : 's'}`;
  const live = sessions === 0 ? [] : [count(sessions, 'live session')];
  return [count(lessons, 'lesson'), ...live].join(' and ');
}
