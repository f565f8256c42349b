import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  type EnrolmentEventKind,
  type EnrolmentStatus,
  statusAfter,
} from '../../courses/enrolments/enrolment.rules.js';
import { lastEvent } from '../../courses/enrolments/enrolment-sql.js';
import { Clock } from '../../platform/clock/clock.js';
import { notFound } from '../../platform/errors/domain-errors.js';
import { gradeColumns, gradeOf, type GradeRow, type ReadGrade } from '../releases/grade-reading.js';
import { ReleasedGrades } from '../releases/released-grades.service.js';
import { Rubrics } from '../rubrics/rubrics.service.js';

/** A grade on a transcript; null while no release names it. */
export type TranscriptGrade = ReadGrade & { releasedAt: Date | null };

export interface TranscriptAttempt {
  submissionId: string;
  number: number;
  submittedAt: Date;
  dueAt: Date;
  /** The latest that the reader may see. */
  grade: TranscriptGrade | null;
  /** What the student was shown, where that is another one; null otherwise. */
  shown: TranscriptGrade | null;
}

/** What somebody did in a cohort, all of it. */
export interface Transcript {
  /** Null once erased. */
  studentName: string | null;
  courseTitle: string;
  cohortName: string;
  /** `YYYY-MM-DD`. */
  startsOn: string;
  timeZone: string;
  status: EnrolmentStatus;
  lessons: { done: number; of: number };
  /** Of those that have begun. */
  sessions: { attended: number; of: number };
  attempts: TranscriptAttempt[];
  at: Date;
}

@Injectable()
export class Transcripts {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly rubrics: Rubrics,
    private readonly released: ReleasedGrades,
  ) {}

  /** As its student reads it: grades that a release names, and before the first one nothing that tells of any. */
  async forStudent(enrolmentId: string): Promise<Transcript> {
    return this.compose(enrolmentId, await this.released.ofEnrolment(enrolmentId));
  }

  /** With grades that are not released yet. */
  async forMarkers(enrolmentId: string): Promise<Transcript> {
    const rows: (GradeRow & { releasedAt: Date | null })[] = await this.db.query(gradesOfEnrolment, [
      enrolmentId,
    ]);
    const rubrics = await this.rubrics.readAll([...new Set(rows.map((row) => row.rubricVersionId))]);
    return this.compose(
      enrolmentId,
      rows.map((row) => gradeOf(row, rubrics)),
    );
  }

  /** @param grades of one attempt the latest first */
  private async compose(enrolmentId: string, grades: readonly TranscriptGrade[]): Promise<Transcript> {
    const at = this.clock.now();
    const rows: Row[] = await this.db.query(factsOfEnrolment, [enrolmentId, at]);
    const [row] = rows;
    if (!row) throw notFound();
    const { done, lessons, attended, sessions, last, attempts, ...facts } = row;
    return {
      ...facts,
      at,
      status: statusAfter(last),
      lessons: { done, of: lessons },
      sessions: { attended, of: sessions },
      attempts: attempts.map(({ submittedAt, dueAt, ...attempt }) => {
        const [grade = null, ...earlier] = grades.filter((one) => one.submissionId === attempt.submissionId);
        const shown =
          grade?.releasedAt === null ? (earlier.find((one) => one.releasedAt !== null) ?? null) : null;
        // Times inside JSON arrive as text.
        return { ...attempt, submittedAt: new Date(submittedAt), dueAt: new Date(dueAt), grade, shown };
      }),
    };
  }
}

interface Row extends Omit<Transcript, 'status' | 'lessons' | 'sessions' | 'attempts' | 'at'> {
  last: EnrolmentEventKind;
  done: number;
  lessons: number;
  attended: number;
  sessions: number;
  attempts: { submissionId: string; number: number; submittedAt: string; dueAt: string }[];
}

const factsOfEnrolment = `
  SELECT u.name AS "studentName", co.title AS "courseTitle", c.name AS "cohortName", c.starts_on::text AS "startsOn",
         c.time_zone AS "timeZone", last.kind AS last,
         (SELECT count(*)::int FROM lesson_completions l WHERE l.enrolment_id = e.id) AS done,
         (SELECT count(*)::int FROM lessons l JOIN weeks w ON w.id = l.week_id
           WHERE w.course_version_id = c.course_version_id) AS lessons,
         (SELECT count(*)::int FROM session_attendances a JOIN cohort_sessions h ON h.id = a.session_id
           WHERE a.enrolment_id = e.id AND a.present AND h.cancelled_at IS NULL AND h.starts_at <= $2) AS attended,
         (SELECT count(*)::int FROM cohort_sessions h
           WHERE h.cohort_id = c.id AND h.cancelled_at IS NULL AND h.starts_at <= $2) AS sessions,
         coalesce((SELECT jsonb_agg(jsonb_build_object('submissionId', s.id, 'number', s.number, 'submittedAt', s.submitted_at,
                                                       'dueAt', effective_due_at(e.id, s.number)) ORDER BY s.number)
            FROM submissions s WHERE s.enrolment_id = e.id), '[]') AS attempts
    FROM enrolments e ${lastEvent} JOIN users u ON u.id = e.user_id JOIN cohorts c ON c.id = e.cohort_id
    JOIN course_versions v ON v.id = c.course_version_id JOIN courses co ON co.id = v.course_id
   WHERE e.id = $1`;

const gradesOfEnrolment = `
  SELECT r.at AS "releasedAt", ${gradeColumns}
    FROM grade_events g JOIN submissions s ON s.id = g.submission_id JOIN enrolments e ON e.id = g.enrolment_id
    LEFT JOIN release_grades n ON n.grade_event_id = g.id LEFT JOIN releases r ON r.id = n.release_id
   WHERE g.enrolment_id = $1 ORDER BY s.number, g.sequence DESC`;
