import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CohortReads } from '../../courses/catalogue/cohort-reads.service.js';
import { type Cohort } from '../../courses/cohorts/cohort.entity.js';
import { Applications } from '../../courses/enrolments/applications/applications.service.js';
import { LiveSessions } from '../../courses/learning/live-sessions.service.js';
import { Study } from '../../courses/learning/study.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { Newcomers } from './newcomers.js';
import { applicant } from './people/classmates.js';

/** What happens around the handbook in the demo: lessons, live sessions, applications. */
@Injectable()
export class Classroom {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly newcomers: Newcomers,
    private readonly study: Study,
    private readonly sessions: LiveSessions,
    private readonly reads: CohortReads,
    private readonly applications: Applications,
  ) {}

  /** Somebody who has done the first `done` lessons is through with the first `lessons`. */
  async advance(cohort: Cohort, personId: string, done: number, lessons: number): Promise<void> {
    const rows = await this.db.query<{ enrolmentId: string; lessonId: string }[]>(
      `SELECT e.id AS "enrolmentId", l.id AS "lessonId"
         FROM enrolments e JOIN cohorts c ON c.id = e.cohort_id
         JOIN weeks w ON w.course_version_id = c.course_version_id JOIN lessons l ON l.week_id = w.id
        WHERE e.cohort_id = $1 AND e.user_id = $2 ORDER BY w.number, l.position
        OFFSET $3 LIMIT $4`,
      [cohort.id, personId, done, lessons - done],
    );
    for (const { enrolmentId, lessonId } of rows) await this.study.complete(enrolmentId, lessonId);
  }

  /** The sessions that are over get their notes, and three of four people were there. */
  async followUp(cohort: Cohort, instructorId: string): Promise<void> {
    const now = this.clock.now();
    const seen = await this.reads.bySlug(cohort.slug, instructorId);
    if (!seen) throw new Error('The demo has lost a cohort.');
    const weeks = await this.reads.plan(seen);
    const over = weeks.flatMap(({ sessions }) => sessions).filter(({ startsAt }) => startsAt < now);
    for (const { id } of over) {
      const attendees = await this.sessions.attendees(cohort.id, id);
      const present = attendees.filter((_, at) => at % 4 !== 3);
      await this.sessions.correct(
        seen,
        await this.sessions.find(cohort.id, id, null),
        new Set(present.map(({ enrolmentId }) => enrolmentId)),
        instructorId,
      );
      const notes = `What we said about each other’s drafts:

- Read your goal aloud without the company’s name. If nobody can guess what it sells, it is a wish.
- Every entry of the SWOT grid points to a line of the source register.

Bring one crosswise sentence to the next session.`;
      await this.sessions.followUp(seen, id, { recordingUrl: null, notes, version: 1 }, instructorId);
    }
  }

  /** Somebody applies, and waits. */
  async apply(cohort: Cohort): Promise<void> {
    const { answers, ...person } = applicant;
    await this.applications.submit(cohort.id, await this.newcomers.add(person), answers);
  }
}
