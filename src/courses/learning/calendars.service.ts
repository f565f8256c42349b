import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager, IsNull } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { notFound } from '../../platform/errors/domain-errors.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { Tokens } from '../../platform/tokens/tokens.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { PersonErased } from '../../users/erasure/person-erased.js';
import { lastEvent, seatedKinds } from '../enrolments/enrolment-sql.js';
import { calendarFile, type CalendarEntry } from './calendar-file.js';
import { CalendarFeed } from './learning.entity.js';

const PURPOSE = 'calendar';
/** What is older is left out, and so is whoever's hundredth cohort. */
const COHORTS_MOST = 30;

/**
 * What somebody's courses ask of their time, for calendar programs: a file of one course, and an address that a
 * program asks again and again, without signing in. The address is the secret; it can be renewed and ended.
 */
@Injectable()
export class Calendars implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly tokens: Tokens,
    private readonly events: DomainEvents,
    private readonly audit: AuditLog,
  ) {}

  onModuleInit(): void {
    this.events.within(PersonErased, async (tx, { personId }) => {
      await tx.getRepository(CalendarFeed).delete({ userId: personId });
    });
  }

  /** The path of somebody's calendar, or null while they have none. */
  async pathOf(userId: string): Promise<string | null> {
    const feed = await this.db.getRepository(CalendarFeed).findOneBy({ userId, endedAt: IsNull() });
    return feed && `/calendars/${this.tokens.make(PURPOSE, feed.id)}.ics`;
  }

  /** Gives somebody's calendar an address; the one that it had before has ended. */
  async renew(userId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.endWithin(tx, userId);
      await tx.getRepository(CalendarFeed).insert({ userId, createdAt: this.clock.now() });
      await this.record(tx, userId, 'calendar.address-made');
    });
  }

  /** Ends the address of somebody's calendar. */
  async end(userId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      if (await this.endWithin(tx, userId)) await this.record(tx, userId, 'calendar.address-ended');
    });
  }

  /**
   * @param token what stands in the address
   * @returns all that the person's courses hold, as iCalendar; null for an address that never was or has ended
   */
  async feed(token: string): Promise<string | null> {
    const id = this.tokens.read(PURPOSE, token);
    if (id === null) return null;
    const [feed] = await this.db.query<{ userId: string }[]>(
      `SELECT f.user_id AS "userId" FROM calendar_feeds f JOIN users u ON u.id = f.user_id AND u.erased_at IS NULL
        WHERE f.id = $1 AND f.ended_at IS NULL`,
      [id],
    );
    return feed ? calendarFile('Capstone', await this.entries(feed.userId, null)) : null;
  }

  /** One cohort's sessions, and the deadline of who learns in it, as iCalendar. */
  async file(cohort: { id: string; title: string }, userId: string): Promise<string> {
    return calendarFile(cohort.title, await this.entries(userId, cohort.id));
  }

  /** One statement, however many cohorts and sessions there are. */
  private async entries(userId: string, cohortId: string | null): Promise<CalendarEntry[]> {
    interface Row {
      kind: 'session' | 'deadline';
      id: string;
      slug: string;
      courseTitle: string;
      week: number | null;
      title: string;
      startsAt: Date;
      minutes: number;
      timeZone: string;
      sequence: number;
      cancelledAt: Date | null;
      createdAt: Date;
    }
    const rows = await this.db.query<Row[]>(
      `WITH mine AS (
         SELECT c.id, c.slug, c.time_zone, c.created_at, v.title, seat.id AS enrolment_id
           FROM cohorts c JOIN course_versions v ON v.id = c.course_version_id AND v.published_at IS NOT NULL
           LEFT JOIN (SELECT e.id, e.cohort_id FROM enrolments e ${lastEvent}
                       WHERE e.user_id = $1 AND last.kind IN ${seatedKinds}) seat ON seat.cohort_id = c.id
          WHERE c.id = $2 OR $2::uuid IS NULL AND c.starts_on > ($3::timestamptz AT TIME ZONE 'UTC')::date - 365
            AND (seat.id IS NOT NULL
                 OR EXISTS (SELECT FROM cohort_instructors i WHERE i.cohort_id = c.id AND i.user_id = $1))
          ORDER BY c.starts_on DESC LIMIT ${COHORTS_MOST})
       SELECT 'session' AS kind, s.id, mine.slug, mine.title AS "courseTitle", s.week, s.title, s.starts_at AS "startsAt",
              s.minutes, mine.time_zone AS "timeZone", s.sequence, s.cancelled_at AS "cancelledAt",
              mine.created_at AS "createdAt"
         FROM mine JOIN cohort_sessions s ON s.cohort_id = mine.id
       UNION ALL
       SELECT 'deadline', mine.enrolment_id, mine.slug, mine.title, NULL, 'Handbook due', due.at,
              0, mine.time_zone, 0, NULL, mine.created_at
         FROM mine CROSS JOIN LATERAL (SELECT expected_by(mine.enrolment_id) AS at) due
        WHERE mine.enrolment_id IS NOT NULL AND due.at IS NOT NULL
       ORDER BY "startsAt", id`,
      [userId, cohortId, this.clock.now()],
    );
    return rows.map(({ kind, id, slug, courseTitle, week, title, cancelledAt, createdAt, ...row }) => {
      const url = `${this.config.publicUrl}/my/${slug}/${kind === 'session' ? `sessions/${id}` : 'handbook'}`;
      return {
        ...row,
        uid: `${kind}-${id}@capstone`,
        title: `${title} · ${courseTitle}`,
        // Calendars are shared and printed: no names, and no link to join, which is open to students only when it is time.
        description:
          kind === 'session'
            ? `Live session of week ${week ?? 0}. The button to join is on its page from ten minutes before: ${url}`
            : `The handbook is to be handed in by then: ${url}`,
        url,
        cancelled: cancelledAt !== null,
        revisedAt: cancelledAt ?? createdAt,
      };
    });
  }

  /** @throws DomainError notFound when the person has been erased */
  private async endWithin(tx: EntityManager, userId: string): Promise<boolean> {
    // Whoever renews at the same time waits, and so does an erasure.
    const held: unknown[] = await tx.query(
      'SELECT 1 FROM users WHERE id = $1 AND erased_at IS NULL FOR NO KEY UPDATE',
      [userId],
    );
    if (held.length === 0) throw notFound();
    const ended = await tx
      .getRepository(CalendarFeed)
      .update({ userId, endedAt: IsNull() }, { endedAt: this.clock.now() });
    return (ended.affected ?? 0) > 0;
  }

  private async record(tx: EntityManager, userId: string, action: string): Promise<void> {
    await this.audit.record(tx, { actorId: userId, action, subjectType: 'user', subjectId: userId });
  }
}
