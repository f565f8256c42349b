import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { type Mail, Mailer } from '../../platform/mail/mailer.js';
import { Correspondence } from '../../users/correspondence/correspondence.js';
import { dayIn, readableDay } from '../times/times.rules.js';

/** Ids: `{eventId}`, the event that gave the seat. */
export const SEAT_IS_YOURS = 'seat-is-yours';

/** What people are told about their way into a cohort while they are not looking. */
@Injectable()
export class EnrolmentMails implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly mailer: Mailer,
    private readonly correspondence: Correspondence,
  ) {}

  onModuleInit(): void {
    this.correspondence.mention({
      title: 'A seat for which you waited',
      about: 'When a seat becomes free and you are the next on the waiting list.',
      required: 'The seat is yours from then on, and others wait for it.',
    });
    this.mailer.define(SEAT_IS_YOURS, ({ eventId }: { eventId: string }) => this.compose(eventId));
  }

  private async compose(eventId: string): Promise<Mail | null> {
    interface Row {
      name: string | null;
      address: string | null;
      slug: string;
      cohortName: string;
      courseTitle: string;
      startsOn: string;
      timeZone: string;
    }
    const [row] = await this.db.query<Row[]>(
      `SELECT u.name, u.email AS address, c.slug, c.name AS "cohortName", v.title AS "courseTitle",
              c.starts_on::text AS "startsOn", c.time_zone AS "timeZone"
         FROM enrolment_events ev JOIN enrolments e ON e.id = ev.enrolment_id JOIN users u ON u.id = e.user_id
         JOIN cohorts c ON c.id = e.cohort_id JOIN course_versions v ON v.id = c.course_version_id
        WHERE ev.id = $1`,
      [eventId],
    );
    if (!row || row.name === null || row.address === null) return null;
    const { name, address, slug, cohortName, courseTitle, startsOn, timeZone } = row;
    const now = this.clock.now();
    const day = readableDay(startsOn, { zone: timeZone, now }).words;
    return {
      to: { name, address },
      subject: `A seat in ${courseTitle} is yours`,
      template: SEAT_IS_YOURS,
      model: {
        recipientName: name,
        courseTitle,
        cohortName,
        begins: startsOn > dayIn(timeZone, now) ? `It begins on ${day}.` : `It began on ${day}.`,
        link: `${this.config.publicUrl}/my/${slug}`,
      },
    };
  }
}
