import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { Correspondence, type Letter } from '../../users/correspondence/correspondence.js';
import { EnrolmentChanged } from '../enrolments/enrolment-changed.js';
import { lastEvent, seatedKinds } from '../enrolments/enrolment-sql.js';
import { readableDay } from '../times/times.rules.js';

const WELCOME = 'welcome-to-cohort';

interface Welcome {
  personId: string;
  enrolmentId: string;
}

/** Whoever takes a place is told by mail, once; a return after a withdrawal is no second welcome. */
@Injectable()
export class WelcomeMails implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly events: DomainEvents,
    private readonly correspondence: Correspondence,
  ) {}

  onModuleInit(): void {
    this.correspondence.define(WELCOME, {
      title: 'Your place in a course',
      about: 'What became of enrolling, of waiting for a seat or of an application.',
      required: 'It answers what you asked for.',
      compose: (ids: Welcome) => this.compose(ids),
    });
    this.events.within(EnrolmentChanged, async (tx, { enrolmentId, userId, kind, movedUp }) => {
      // Whoever waited gets another mail, which says that the wait is over.
      if (kind !== 'enrolled' || movedUp) return;
      await this.correspondence.post(tx, WELCOME, { personId: userId, enrolmentId });
    });
  }

  private async compose({ enrolmentId }: Welcome): Promise<Letter | null> {
    interface Row {
      slug: string;
      cohortName: string;
      courseTitle: string;
      startsOn: string;
      timeZone: string;
    }
    const [row] = await this.db.query<Row[]>(
      `SELECT c.slug, c.name AS "cohortName", v.title AS "courseTitle", c.starts_on::text AS "startsOn",
              c.time_zone AS "timeZone"
         FROM enrolments e ${lastEvent} JOIN cohorts c ON c.id = e.cohort_id
         JOIN course_versions v ON v.id = c.course_version_id WHERE e.id = $1 AND last.kind IN ${seatedKinds}`,
      [enrolmentId],
    );
    if (!row) return null;
    const { slug, cohortName, courseTitle, startsOn, timeZone } = row;
    const begins = readableDay(startsOn, { zone: timeZone, now: this.clock.now() }).words;
    return {
      subject: `Your place in ${courseTitle}`,
      gist: 'Your place is confirmed. Here is where it begins.',
      template: WELCOME,
      model: {
        courseTitle,
        cohortName,
        startsOn: begins,
        link: `${this.config.publicUrl}/my/${slug}`,
      },
    };
  }
}
