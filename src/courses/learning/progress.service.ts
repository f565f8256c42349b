import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { CohortReads, type CohortSeen, type PlannedWeek } from '../catalogue/cohort-reads.service.js';
import { lastEvent, seatedKinds } from '../enrolments/enrolment-sql.js';
import { type Behind, behindBy } from './progress.rules.js';
import { doorOf } from './sessions.rules.js';

export interface StudentProgress {
  enrolmentId: string;
  userId: string;
  name: string;
  /** Lessons done, in all and by week. */
  done: number;
  byWeek: { done: number; of: number }[];
  /** Sessions that they were in. */
  attended: number;
  /** When they last marked a lesson or joined a session; null: never. */
  seenAt: Date | null;
  behind: Behind | null;
}

export interface CohortProgress {
  plan: PlannedWeek[];
  students: StudentProgress[];
  lessons: number;
  /** Sessions that are over and took place. */
  sessionsHeld: number;
}

/** How far the students of a cohort have come: two statements, however many they are. */
@Injectable()
export class Progress {
  constructor(
    private readonly db: DataSource,
    private readonly reads: CohortReads,
    private readonly clock: Clock,
  ) {}

  async of(cohort: CohortSeen): Promise<CohortProgress> {
    const now = this.clock.now();
    const plan = await this.reads.plan(cohort);
    const rows = await this.db.query<
      (Pick<StudentProgress, 'enrolmentId' | 'userId' | 'name' | 'attended' | 'seenAt'> & {
        done: string[];
      })[]
    >(
      `SELECT e.id AS "enrolmentId", u.id AS "userId", u.name,
              ARRAY(SELECT lesson_id FROM lesson_completions WHERE enrolment_id = e.id) AS done,
              (SELECT count(*)::int FROM session_attendances a
                 JOIN cohort_sessions s ON s.id = a.session_id AND s.cancelled_at IS NULL
                WHERE a.enrolment_id = e.id AND a.present) AS attended,
              GREATEST((SELECT max(at) FROM lesson_completions WHERE enrolment_id = e.id),
                       (SELECT max(at) FROM session_attendances
                         WHERE enrolment_id = e.id AND recorded_by_id = e.user_id)) AS "seenAt"
         FROM enrolments e ${lastEvent} JOIN users u ON u.id = e.user_id AND u.erased_at IS NULL
        WHERE e.cohort_id = $1 AND last.kind IN ${seatedKinds} ORDER BY u.name, e.id`,
      [cohort.id],
    );
    const students = rows.map(({ done: ids, ...row }) => {
      const done = new Set(ids);
      const byWeek = plan.map(({ lessons }) => ({
        done: lessons.filter(({ id }) => done.has(id)).length,
        of: lessons.length,
      }));
      return {
        ...row,
        byWeek,
        done: byWeek.reduce((sum, week) => sum + week.done, 0),
        behind: behindBy(cohort, plan, done, now),
      };
    });
    return {
      plan,
      students,
      lessons: plan.reduce((sum, { lessons }) => sum + lessons.length, 0),
      sessionsHeld: plan.flatMap(({ sessions }) => sessions).filter((one) => doorOf(one, now) === 'over')
        .length,
    };
  }
}
