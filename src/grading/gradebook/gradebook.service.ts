import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { lastEvent, seatedKinds } from '../../courses/enrolments/enrolment-sql.js';
import { Clock } from '../../platform/clock/clock.js';
import { currentAssessment, marksDiffer } from '../marking/assessment-sql.js';
import { type GradedCohort } from '../marking/grading-access.service.js';
import { markingState, type MarkingState } from '../marking/marking-state.rules.js';
import { byName } from '../names.rules.js';
import { type Rubric, Rubrics } from '../rubrics/rubrics.service.js';

/** One student with one attempt; whoever has handed in nothing has one row, without it. */
export interface GradebookRow {
  enrolmentId: string;
  userId: string;
  /** Null once erased. */
  studentName: string | null;
  withdrawn: boolean;
  state: MarkingState;
  /** Null also for the reader's own: whoever learned here and runs the cohort now learns nothing before a release. */
  attempt: GradebookAttempt | null;
  lessons: number;
  sessions: number;
}

export interface GradebookAttempt {
  submissionId: string;
  number: number;
  /** Of how many the student has handed in. */
  latestNumber: number;
  submittedAt: Date;
  dueAt: Date;
  /** Null until somebody begins to mark it. */
  assessmentId: string | null;
  /** The rubric that it is marked by: that of its assessment, or else the one in force; null while there is none. */
  rubricVersionId: string | null;
  /** By the rubric version's criterion, as they stand on the desk. */
  marks: ReadonlyMap<string, GradebookMark>;
  marked: number;
  ofCriteria: number;
  /** The latest one that was finalised. */
  grade: GradebookGrade | null;
}

export interface GradebookMark {
  levelId: string | null;
  remark: string;
  version: number;
}

export interface GradebookGrade {
  /** Two decimals: what was earned, what being late took, and what is left and counts. */
  earned: string;
  deducted: string;
  percent: string;
  passed: boolean;
  at: Date;
  /** Null while no release names it. */
  releasedAt: Date | null;
}

export interface Gradebook {
  /** By name, erased people last; attempts of one student in their order. */
  rows: readonly GradebookRow[];
  /** Every rubric that a row is marked by. */
  rubrics: ReadonlyMap<string, Rubric>;
  /** The rubric in force first: its criteria are the columns. Criteria of earlier ones follow. */
  inForce: Rubric | null;
  lessons: number;
  /** Live sessions that have begun. */
  sessions: number;
  /** Submissions of the reader, of which no row tells. */
  own: ReadonlySet<string>;
}

/** All students of a cohort by all their work. */
@Injectable()
export class Gradebooks {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly rubrics: Rubrics,
  ) {}

  /** Four statements, whatever the cohort's size. @param readerId whose own work is left out */
  async of(cohort: GradedCohort, readerId: string, em: EntityManager = this.db.manager): Promise<Gradebook> {
    const now = this.clock.now();
    const inForceId = await this.rubrics.inForce(em, cohort.courseVersionId);
    const found: Row[] = await em.query(rowsOfCohort, [cohort.id, now]);
    const isOwn = ({ userId }: Row) => userId === readerId;
    const rows = [
      ...found.filter((row) => !isOwn(row)).map((row) => rowOf(row, inForceId)),
      ...found.filter(isOwn).slice(0, 1).map(ownRow),
    ].sort(byNameAndAttempt);
    const own = new Set(found.filter(isOwn).flatMap(({ submissionId }) => submissionId ?? []));
    const ids = rows.flatMap(({ attempt }) => attempt?.rubricVersionId ?? []);
    const rubrics = await this.rubrics.readAll(
      [...new Set([...ids, ...(inForceId === null ? [] : [inForceId])])],
      em,
    );
    const counts: { lessons: number; sessions: number }[] = await em.query(countsOfCohort, [
      cohort.id,
      cohort.courseVersionId,
      now,
    ]);
    const inForce = inForceId === null ? null : (rubrics.get(inForceId) ?? null);
    const { lessons = 0, sessions = 0 } = counts[0] ?? {};
    return { rows, rubrics, inForce, lessons, sessions, own };
  }
}

function byNameAndAttempt(one: GradebookRow, other: GradebookRow): number {
  return byName(one, other) || (one.attempt?.number ?? 0) - (other.attempt?.number ?? 0);
}

interface Row {
  enrolmentId: string;
  userId: string;
  studentName: string | null;
  withdrawn: boolean;
  lessons: number;
  sessions: number;
  submissionId: string | null;
  number: number;
  latestNumber: number;
  submittedAt: Date;
  dueAt: Date;
  assessmentId: string | null;
  rubricVersionId: string | null;
  ofCriteria: number;
  marks: { criterion: string; level: string | null; remark: string; version: number }[];
  percent: string | null;
  earned: string;
  deducted: string;
  passed: boolean;
  gradedAt: Date;
  releasedAt: Date | null;
  changedSince: boolean;
}

const rowsOfCohort = `
  SELECT e.id AS "enrolmentId", u.id AS "userId", u.name AS "studentName",
         last.kind NOT IN ${seatedKinds} AS withdrawn,
         (SELECT count(*)::int FROM lesson_completions c WHERE c.enrolment_id = e.id) AS lessons,
         (SELECT count(*)::int FROM session_attendances a JOIN cohort_sessions h ON h.id = a.session_id
           WHERE a.enrolment_id = e.id AND a.present AND h.cancelled_at IS NULL AND h.starts_at <= $2) AS sessions,
         s.id AS "submissionId", s.number, s.submitted_at AS "submittedAt",
         (SELECT max(l.number) FROM submissions l WHERE l.enrolment_id = e.id) AS "latestNumber",
         effective_due_at(e.id, s.number) AS "dueAt",
         m.id AS "assessmentId", m.rubric_version_id AS "rubricVersionId",
         (SELECT count(*)::int FROM rubric_criteria c WHERE c.rubric_version_id = m.rubric_version_id) AS "ofCriteria",
         coalesce((SELECT jsonb_agg(jsonb_build_object('criterion', d.rubric_criterion_id, 'level', d.level_id,
                                                       'remark', d.remark, 'version', d.version))
            FROM score_drafts d WHERE d.assessment_id = m.id), '[]') AS marks,
         g.percent, g.earned_percent AS earned, g.deducted, g.passed, g.at AS "gradedAt",
         (SELECT r.at FROM release_grades n JOIN releases r ON r.id = n.release_id
           WHERE n.grade_event_id = g.id ORDER BY r.sequence LIMIT 1) AS "releasedAt",
         g.id IS NOT NULL AND ${marksDiffer} AS "changedSince"
    FROM enrolments e JOIN users u ON u.id = e.user_id ${lastEvent}
    LEFT JOIN submissions s ON s.enrolment_id = e.id
${currentAssessment}
    LEFT JOIN LATERAL (SELECT * FROM grade_events WHERE submission_id = s.id ORDER BY sequence DESC LIMIT 1) g ON true
   WHERE e.cohort_id = $1 AND (last.kind NOT IN ('waiting', 'left') OR s.id IS NOT NULL)`;

const countsOfCohort = `
  SELECT (SELECT count(*)::int FROM lessons l JOIN weeks w ON w.id = l.week_id WHERE w.course_version_id = $2) AS lessons,
         (SELECT count(*)::int FROM cohort_sessions h
           WHERE h.cohort_id = $1 AND h.cancelled_at IS NULL AND h.starts_at <= $3) AS sessions`;

const ownRow = ({ enrolmentId, userId, studentName, withdrawn, lessons, sessions }: Row): GradebookRow => ({
  ...{ enrolmentId, userId, studentName, withdrawn, lessons, sessions },
  ...{ state: 'own', attempt: null },
});

function rowOf(row: Row, inForceId: string | null): GradebookRow {
  const { enrolmentId, userId, studentName, withdrawn, lessons, sessions } = row;
  const attempt = row.submissionId === null ? null : attemptOf(row.submissionId, row, inForceId);
  const state = markingState({
    handedIn: attempt !== null,
    marked: attempt?.marked ?? 0,
    ofCriteria: attempt?.ofCriteria ?? 0,
    grade: attempt?.grade
      ? { released: attempt.grade.releasedAt !== null, changedSince: row.changedSince }
      : null,
  });
  return { enrolmentId, userId, studentName, withdrawn, state, attempt, lessons, sessions };
}

function attemptOf(submissionId: string, row: Row, inForceId: string | null): GradebookAttempt {
  const { number, latestNumber, submittedAt, dueAt, assessmentId, ofCriteria } = row;
  return {
    submissionId,
    number,
    latestNumber,
    submittedAt,
    dueAt,
    assessmentId,
    rubricVersionId: row.rubricVersionId ?? inForceId,
    marks: new Map(
      row.marks.map(({ criterion, level, remark, version }) => [
        criterion,
        { levelId: level, remark, version },
      ]),
    ),
    marked: row.marks.filter(({ level }) => level !== null).length,
    ofCriteria,
    grade:
      row.percent === null
        ? null
        : {
            earned: row.earned,
            deducted: row.deducted,
            percent: row.percent,
            passed: row.passed,
            at: row.gradedAt,
            releasedAt: row.releasedAt,
          },
  };
}
