import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { lastEvent, seatedKinds } from '../../courses/enrolments/enrolment-sql.js';
import { currentAssessment, marksDiffer } from './assessment-sql.js';
import { isToMark, type MarkingFacts, markingState, type MarkingState } from './marking-state.rules.js';
import { byName } from '../names.rules.js';
import { lastWithholding, notWithheld } from '../releases/release-sql.js';

/** Where one student of a cohort stands, with their latest attempt. */
export interface MarkingRow {
  enrolmentId: string;
  /** Null once erased. */
  studentName: string | null;
  withdrawn: boolean;
  /** No release names a grade of theirs until this ends. */
  withheld: boolean;
  state: MarkingState;
  /** Criteria that have a level, of how many. */
  marked: number;
  ofCriteria: number;
  submission: { id: string; number: number; submittedAt: Date; dueAt: Date } | null;
  /** Null until somebody begins to mark the attempt. */
  assessmentId: string | null;
  /** Of the latest attempt; `released`: a release names it. */
  grade: { id: string; percent: string; passed: boolean; released: boolean } | null;
}

@Injectable()
export class MarkingProgress {
  constructor(private readonly db: DataSource) {}

  /**
   * Everybody of a cohort by name, erased people last. One statement, whatever the cohort's size.
   *
   * @param readerId who runs the cohort and may have learned in it: of their own work the list tells nothing
   */
  async ofCohort(cohortId: string, readerId: string): Promise<MarkingRow[]> {
    const rows: Row[] = await this.db.query(progress, [cohortId]);
    return rows.map((row) => (row.userId === readerId ? ownRow(row) : rowOf(row))).sort(byName);
  }
}

/** Whom to mark next after an enrolment, in the list's order and then from its top; null when all is done. */
export function nextToMark(rows: readonly MarkingRow[], afterEnrolmentId: string | null): MarkingRow | null {
  const at = rows.findIndex((row) => row.enrolmentId === afterEnrolmentId);
  const inTurn = [...rows.slice(at + 1), ...rows.slice(0, Math.max(at, 0))];
  return inTurn.find(isToMark) ?? null;
}

interface Row {
  enrolmentId: string;
  userId: string;
  studentName: string | null;
  withdrawn: boolean;
  withheld: boolean;
  submissionId: string | null;
  number: number;
  submittedAt: Date;
  dueAt: Date;
  assessmentId: string | null;
  marked: number;
  ofCriteria: number;
  gradeEventId: string | null;
  percent: string;
  passed: boolean;
  released: boolean;
  changedSince: boolean;
}

const progress = `
  SELECT e.id AS "enrolmentId", u.id AS "userId", u.name AS "studentName", last.kind NOT IN ${seatedKinds} AS withdrawn,
         NOT (${notWithheld}) AS withheld,
         s.id AS "submissionId", s.number, s.submitted_at AS "submittedAt",
         effective_due_at(e.id, s.number) AS "dueAt", m.id AS "assessmentId",
         (SELECT count(d.level_id)::int FROM score_drafts d WHERE d.assessment_id = m.id) AS marked,
         (SELECT count(*)::int FROM rubric_criteria c WHERE c.rubric_version_id = m.rubric_version_id) AS "ofCriteria",
         g.id AS "gradeEventId", g.percent, g.passed,
         EXISTS (SELECT FROM release_grades r WHERE r.grade_event_id = g.id) AS released,
         g.id IS NOT NULL AND ${marksDiffer} AS "changedSince"
    FROM enrolments e JOIN users u ON u.id = e.user_id ${lastEvent}
    LEFT JOIN LATERAL (SELECT id, number, submitted_at FROM submissions
                        WHERE enrolment_id = e.id ORDER BY number DESC LIMIT 1) s ON true
${currentAssessment}
    ${lastWithholding}
    LEFT JOIN LATERAL (SELECT id, percent, passed FROM grade_events
                        WHERE submission_id = s.id ORDER BY sequence DESC LIMIT 1) g ON true
   WHERE e.cohort_id = $1 AND (last.kind NOT IN ('waiting', 'left') OR s.id IS NOT NULL)`;

function ownRow({ enrolmentId, studentName, withdrawn }: Row): MarkingRow {
  return {
    ...{ enrolmentId, studentName, withdrawn, withheld: false, state: 'own', marked: 0, ofCriteria: 0 },
    ...{ submission: null, assessmentId: null, grade: null },
  };
}

function rowOf(row: Row): MarkingRow {
  const { enrolmentId, studentName, withdrawn, withheld, marked, ofCriteria, assessmentId } = row;
  const facts: MarkingFacts = {
    handedIn: row.submissionId !== null,
    marked,
    ofCriteria,
    grade: row.gradeEventId === null ? null : { released: row.released, changedSince: row.changedSince },
  };
  return {
    enrolmentId,
    studentName,
    withdrawn,
    withheld,
    state: markingState(facts),
    marked,
    ofCriteria,
    submission:
      row.submissionId === null
        ? null
        : { id: row.submissionId, number: row.number, submittedAt: row.submittedAt, dueAt: row.dueAt },
    assessmentId,
    grade:
      row.gradeEventId === null
        ? null
        : { id: row.gradeEventId, percent: row.percent, passed: row.passed, released: row.released },
  };
}
