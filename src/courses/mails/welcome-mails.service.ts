import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { type Mail, Mailer } from '../../platform/mail/mailer.js';
import { EnrolmentChanged } from '../enrolments/enrolment-changed.js';
import { readableDay } from '../times/times.rules.js';

/** Ids: `{enrolmentId}`. */
const WELCOME = 'welcome-to-cohort';

/** Whoever gets a place is told by mail, once; a return after a withdrawal is no second welcome. */
@Injectable()
export class WelcomeMails implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly events: DomainEvents,
    private readonly mailer: Mailer,
  ) {}

  onModuleInit(): void {
    this.mailer.define(WELCOME, ({ enrolmentId }: { enrolmentId: string }) => this.compose(enrolmentId));
    this.events.within(EnrolmentChanged, async (tx, { enrolmentId, kind }) => {
      if (kind === 'enrolled') await this.mailer.post(tx, WELCOME, { enrolmentId });
    });
  }

  private async compose(enrolmentId: string): Promise<Mail | null> {
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
         FROM enrolments e JOIN users u ON u.id = e.user_id JOIN cohorts c ON c.id = e.cohort_id
         JOIN course_versions v ON v.id = c.course_version_id WHERE e.id = $1`,
      [enrolmentId],
    );
    if (!row || row.name === null || row.address === null) return null;
    const { name, address, slug, cohortName, courseTitle, startsOn, timeZone } = row;
    return {
      to: { name, address },
      subject: `Your place in ${courseTitle}`,
      template: WELCOME,
      model: {
        recipientName: name,
        courseTitle,
        cohortName,
        startsOn: readableDay(startsOn, { zone: timeZone, now: this.clock.now() }).words,
        link: `${this.config.publicUrl}/my/${slug}`,
      },
    };
  }
}
