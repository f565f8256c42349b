import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { placeInLine } from '../enrolments/enrolment-sql.js';
import { LessonCompletion } from './learning.entity.js';

/** How far a student has come, and what there is for them. */
export interface Standing {
  /** Ids of lessons. */
  done: ReadonlySet<string>;
  /** Ids of live sessions that they were in. */
  attended: ReadonlySet<string>;
  /** Until when the handbook is expected; null once it is handed in. */
  dueAt: Date | null;
  /** What that is due to, where it is later than the cohort's deadline. */
  moreTime: MoreTime | null;
  /** The latest first. */
  messages: ReceivedMessage[];
}

/** More time for one student, or work that came back to be revised. */
export type MoreTime = 'extended' | 'returned';

export interface ReceivedMessage {
  id: string;
  authorName: string | null;
  at: Date;
  /** Null once the author was erased. */
  subject: string | null;
  body: string | null;
}

const MESSAGES_SHOWN = 20;

/** What a student has done in a course. */
@Injectable()
export class Study {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  /** One statement. */
  async standing(enrolmentId: string): Promise<Standing> {
    const [row] = await this.db.query<
      {
        done: string[];
        attended: string[];
        dueAt: Date | null;
        moreTime: MoreTime | null;
        messages: ReceivedMessage[];
      }[]
    >(
      `SELECT ARRAY(SELECT lesson_id FROM lesson_completions WHERE enrolment_id = $1) AS done,
              ARRAY(SELECT session_id FROM session_attendances WHERE enrolment_id = $1 AND present) AS attended,
              expected_by($1) AS "dueAt", more_time($1) AS "moreTime",
              (SELECT coalesce(json_agg(sent ORDER BY sent.at DESC), '[]') FROM (
                SELECT m.id, u.name AS "authorName", m.at, t.subject, t.body
                  FROM cohort_message_recipients r JOIN cohort_messages m ON m.id = r.message_id
                  JOIN cohort_message_texts t ON t.message_id = m.id JOIN users u ON u.id = m.author_id
                 WHERE r.enrolment_id = $1 ORDER BY m.at DESC LIMIT ${MESSAGES_SHOWN}) sent) AS messages`,
      [enrolmentId],
    );
    if (!row) throw new Error('A row without a table came back empty.');
    return {
      done: new Set(row.done),
      attended: new Set(row.attended),
      dueAt: row.dueAt,
      moreTime: row.moreTime,
      // A time inside JSON arrives as text.
      messages: row.messages.map((message) => ({ ...message, at: new Date(message.at) })),
    };
  }

  /** The ids of the lessons that are done. One statement. */
  async done(enrolmentId: string): Promise<ReadonlySet<string>> {
    const rows: { id: string }[] = await this.db.query(
      'SELECT lesson_id AS id FROM lesson_completions WHERE enrolment_id = $1',
      [enrolmentId],
    );
    return new Set(rows.map(({ id }) => id));
  }

  /** The student says that they are done with a lesson. Said twice, the first time counts. */
  async complete(enrolmentId: string, lessonId: string): Promise<void> {
    await this.db
      .createQueryBuilder()
      .insert()
      .into(LessonCompletion)
      .values({ enrolmentId, lessonId, at: this.clock.now() })
      .orIgnore()
      .execute();
  }

  /** The student takes it back. */
  async reopen(enrolmentId: string, lessonId: string): Promise<void> {
    await this.db.getRepository(LessonCompletion).delete({ enrolmentId, lessonId });
  }

  /** Where somebody stands in the line for a seat: 1 is next. */
  async placeInLine(enrolmentId: string): Promise<number> {
    const [row] = await this.db.query<{ place: number }[]>(
      `SELECT ${placeInLine('mine.cohort_id', 'mine.user_id')} AS place FROM enrolments mine WHERE mine.id = $1`,
      [enrolmentId],
    );
    return row?.place ?? 0;
  }
}
