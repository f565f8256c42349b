import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { CohortReads } from '../../courses/catalogue/cohort-reads.service.js';
import { type Cohort } from '../../courses/cohorts/cohort.entity.js';
import { Applications } from '../../courses/enrolments/applications/applications.service.js';
import { LiveSessions } from '../../courses/learning/live-sessions.service.js';
import { Study } from '../../courses/learning/study.service.js';
import { castPassword } from '../../users/cast.js';
import { Users } from '../../users/users.service.js';
import { Chronicle } from './chronicle.js';
import { applicant, classmates } from './classmates.js';

/** What happens around the handbook in the demo: lessons, live sessions, applications. */
@Injectable()
export class Classroom {
  constructor(
    private readonly db: DataSource,
    private readonly users: Users,
    private readonly chronicle: Chronicle,
    private readonly study: Study,
    private readonly sessions: LiveSessions,
    private readonly reads: CohortReads,
    private readonly applications: Applications,
  ) {}

  /** The others of a running cohort. @returns how many lessons each is going to do */
  async fill(cohort: Cohort): Promise<Map<string, number>> {
    const enrolled = new Map<string, number>();
    for (const { lessonsDone, ...person } of classmates) {
      const id = await this.add(person);
      await this.chronicle.enrol(cohort, id);
      enrolled.set(id, lessonsDone);
    }
    return enrolled;
  }

  /** Somebody has done the first lessons. */
  async advance(cohort: Cohort, personId: string, lessons: number): Promise<void> {
    const rows = await this.db.query<{ enrolmentId: string; lessonId: string }[]>(
      `SELECT e.id AS "enrolmentId", l.id AS "lessonId"
         FROM enrolments e JOIN cohorts c ON c.id = e.cohort_id
         JOIN weeks w ON w.course_version_id = c.course_version_id JOIN lessons l ON l.week_id = w.id
        WHERE e.cohort_id = $1 AND e.user_id = $2 ORDER BY w.number, l.position LIMIT $3`,
      [cohort.id, personId, lessons],
    );
    for (const { enrolmentId, lessonId } of rows) await this.study.complete(enrolmentId, lessonId);
  }

  /** The sessions that are over get their notes, and three of four people were there. */
  async followUp(cohort: Cohort, instructorId: string, now: Date): Promise<void> {
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
    await this.applications.submit(cohort.id, await this.add(person), answers);
  }

  private async add(person: { name: string; email: string; timeZone: string }): Promise<string> {
    const { id } = await this.db.transaction((tx) =>
      this.users.add(tx, { ...person, password: castPassword }),
    );
    return id;
  }
}
