import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { Correspondence, type Letter, type Reader } from '../../users/correspondence/correspondence.js';
import { changesBetween, type CohortDates } from '../cohorts/cohort-dates.rules.js';
import { CohortDatesMoved } from '../cohorts/cohort-dates-moved.js';
import { movedDates } from '../cohorts/cohort-dates.views.js';
import { kindsFor, lastEvent } from '../enrolments/enrolment-sql.js';

const DATES_MOVED = 'cohort-dates-moved';

interface Ids {
  moveId: string;
  personId: string;
}

/** Whoever takes part in a cohort, waits for a seat in it or teaches it is told when its dates move. */
@Injectable()
export class DatesMovedMails implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly events: DomainEvents,
    private readonly correspondence: Correspondence,
  ) {}

  onModuleInit(): void {
    this.correspondence.define(DATES_MOVED, {
      title: 'Dates of a course move',
      about: 'Which dates of a course that you are in have moved, and where to.',
      required: 'Whoever misses it would be at the wrong time.',
      compose: (ids: Ids, reader) => this.compose(ids, reader),
    });
    this.events.within(CohortDatesMoved, async (tx, { cohortId, moveId }) => {
      const people = await tx.query<{ personId: string }[]>(
        `SELECT DISTINCT "personId" FROM (${inCohort('$1')}) AS everybody`,
        [cohortId],
      );
      await this.correspondence.postAll(
        tx,
        DATES_MOVED,
        people.map(({ personId }) => ({ moveId, personId })),
      );
    });
  }

  /** Null for whoever has left the cohort since. */
  private async compose({ moveId, personId }: Ids, reader: Reader): Promise<Letter | null> {
    interface Row {
      slug: string;
      cohortName: string;
      courseTitle: string;
      role: string;
      before: CohortDates;
      after: CohortDates;
    }
    const [row] = await this.db.query<Row[]>(
      `SELECT c.slug, c.name AS "cohortName", v.title AS "courseTitle", m.before, m.after, role.role
         FROM cohort_moves m JOIN cohorts c ON c.id = m.cohort_id
         JOIN course_versions v ON v.id = c.course_version_id
         JOIN LATERAL (SELECT * FROM (${inCohort('c.id')}) AS everybody WHERE "personId" = $2 LIMIT 1) role ON true
        WHERE m.id = $1`,
      [moveId, personId],
    );
    if (!row) return null;
    const { slug, cohortName, courseTitle, role, before, after } = row;
    const zones = { before: before.timeZone, after: after.timeZone };
    const changes = movedDates(changesBetween(before, after), zones, {
      timeZone: reader.timeZone,
      now: this.clock.now(),
    });
    const path = { student: `/my/${slug}`, waiting: `/cohorts/${slug}`, teacher: `/cohorts/${slug}/dates` }[
      role
    ];
    return {
      subject: `New dates: ${courseTitle}`,
      gist: `${changes.length === 1 ? 'A date' : `${changes.length} dates`} of ${cohortName} moved.`,
      template: DATES_MOVED,
      model: {
        courseTitle,
        cohortName,
        changes,
        link: `${this.config.publicUrl}${path ?? '/'}`,
      },
    };
  }
}

/** SQL for everybody whom a cohort's dates concern, each with what they are in it. */
const inCohort = (cohortId: string) => `
  SELECT i.user_id AS "personId", 'teacher' AS role FROM cohort_instructors i WHERE i.cohort_id = ${cohortId}
   UNION ALL
  SELECT e.user_id, CASE last.kind WHEN 'waiting' THEN 'waiting' ELSE 'student' END
    FROM enrolments e ${lastEvent}
   WHERE e.cohort_id = ${cohortId} AND last.kind IN ${kindsFor('active', 'waiting')}`;
