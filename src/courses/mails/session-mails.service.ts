import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { Correspondence, type Letter, type Reader } from '../../users/correspondence/correspondence.js';
import { activeKinds, lastEvent } from '../enrolments/enrolment-sql.js';
import { placeOf, readableClock, readableTime } from '../times/times.rules.js';

export const SESSION_TOMORROW = 'session-tomorrow';

/** The instant tells a session from the same session moved. */
export interface SessionAhead {
  personId: string;
  enrolmentId: string;
  sessionId: string;
  /** ISO 8601, UTC. */
  startsAt: string;
}

/** A day before a live session, its cohort's students are told. */
@Injectable()
export class SessionMails implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly correspondence: Correspondence,
  ) {}

  onModuleInit(): void {
    this.correspondence.define(SESSION_TOMORROW, {
      title: 'A live session is tomorrow',
      about:
        'When it begins on your clock, and where it is joined. A day before it, or as soon as it is moved closer.',
      required: null,
      compose: (session: SessionAhead, reader) => this.compose(session, reader),
    });
  }

  /** Whom to tell now, in one statement: whose session begins within a day. */
  async due(now: Date): Promise<SessionAhead[]> {
    const rows = await this.db.query<(Omit<SessionAhead, 'startsAt'> & { startsAt: Date })[]>(
      `SELECT e.user_id AS "personId", e.id AS "enrolmentId", s.id AS "sessionId", s.starts_at AS "startsAt"
         FROM cohort_sessions s JOIN enrolments e ON e.cohort_id = s.cohort_id
         JOIN users u ON u.id = e.user_id AND u.erased_at IS NULL ${lastEvent}
        WHERE s.starts_at > $1 AND s.starts_at <= $1::timestamptz + interval '24 hours' AND s.cancelled_at IS NULL
          AND last.kind IN ${activeKinds}`,
      [now],
    );
    return rows.map((row) => ({ ...row, startsAt: row.startsAt.toISOString() }));
  }

  private async compose(
    { enrolmentId, sessionId, startsAt }: SessionAhead,
    reader: Reader,
  ): Promise<Letter | null> {
    interface Row {
      title: string;
      startsAt: Date;
      minutes: number;
      courseTitle: string;
      cohortName: string;
      slug: string;
      timeZone: string;
    }
    const [row] = await this.db.query<Row[]>(
      `SELECT s.title, s.starts_at AS "startsAt", s.minutes, v.title AS "courseTitle", c.name AS "cohortName", c.slug,
              c.time_zone AS "timeZone"
         FROM enrolments e ${lastEvent} JOIN cohorts c ON c.id = e.cohort_id
         JOIN cohort_sessions s ON s.cohort_id = c.id JOIN course_versions v ON v.id = c.course_version_id
        WHERE e.id = $1 AND s.id = $2 AND s.cancelled_at IS NULL AND last.kind IN ${activeKinds}`,
      [enrolmentId, sessionId],
    );
    const now = this.clock.now();
    const starts = new Date(startsAt);
    if (row?.startsAt.getTime() !== starts.getTime() || starts <= now) return null;
    const { title, minutes, courseTitle, cohortName, slug, timeZone } = row;
    const here = { readerZone: reader.timeZone, cohortZone: reader.timeZone, cohortPlace: '', now };
    const reading = { ...here, cohortZone: timeZone, cohortPlace: placeOf(timeZone) };
    return {
      subject: `Live session on ${readableClock(starts, here).words}: ${title}`,
      gist: `${courseTitle}, ${cohortName}. It takes ${String(minutes)} minutes.`,
      template: SESSION_TOMORROW,
      model: {
        courseTitle,
        cohortName,
        title,
        time: readableTime(starts, reading).words,
        minutes: String(minutes),
        link: `${this.config.publicUrl}/my/${slug}/sessions/${sessionId}`,
      },
      pastAt: starts,
    };
  }
}
