import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { byName } from '../names.rules.js';
import { Releases } from './releases.service.js';
import { type Rubric, Rubrics } from '../rubrics/rubrics.service.js';

/** A grade that the next release would show. */
export interface ReviewedGrade {
  enrolmentId: string;
  /** Null once erased. */
  studentName: string | null;
  submissionNumber: number;
  percent: string;
  passed: boolean;
  lateSeconds: number;
  remarks: number;
  rubricVersionId: string;
  levelIds: string[];
  /** What the student has been shown before; null the first time. */
  earlierPercent: string | null;
}

export interface PastRelease {
  sequence: number;
  at: Date;
  /** Null once erased. */
  actorName: string | null;
  grades: number;
}

export interface ReleaseReview {
  /** Stands for exactly these grades. */
  digest: string;
  grades: readonly ReviewedGrade[];
  rubrics: ReadonlyMap<string, Rubric>;
  past: readonly PastRelease[];
}

/** What one looks at before a release. A fixed number of statements, whatever the cohort's size. */
@Injectable()
export class ReleaseReviews {
  constructor(
    private readonly db: DataSource,
    private readonly releases: Releases,
    private readonly rubrics: Rubrics,
  ) {}

  async ofCohort(cohortId: string): Promise<ReleaseReview> {
    const { grades: named, digest } = await this.releases.releasable(cohortId);
    const ids = named.map(({ gradeEventId }) => gradeEventId);
    const grades: ReviewedGrade[] = await this.db.query(reviewedGrades, [ids]);
    const rubrics = await this.rubrics.readAll([...new Set(grades.map((grade) => grade.rubricVersionId))]);
    return { digest, grades: grades.sort(byName), rubrics, past: await this.past(cohortId) };
  }

  private async past(cohortId: string): Promise<PastRelease[]> {
    return this.db.query(
      `SELECT r.sequence, r.at, u.name AS "actorName",
              (SELECT count(*)::int FROM release_grades g WHERE g.release_id = r.id) AS grades
         FROM releases r JOIN users u ON u.id = r.actor_id WHERE r.cohort_id = $1 ORDER BY r.sequence DESC`,
      [cohortId],
    );
  }
}

const reviewedGrades = `
  SELECT e.id AS "enrolmentId", u.name AS "studentName", s.number AS "submissionNumber", g.percent, g.passed,
         g.late_seconds AS "lateSeconds", g.rubric_version_id AS "rubricVersionId",
         (SELECT count(*)::int FROM remarks r WHERE r.grade_event_id = g.id) AS remarks,
         ARRAY(SELECT c.level_id FROM criterion_scores c WHERE c.grade_event_id = g.id) AS "levelIds",
         (SELECT o.percent FROM release_grades n JOIN grade_events o ON o.id = n.grade_event_id
            JOIN releases l ON l.id = n.release_id
           WHERE n.enrolment_id = e.id ORDER BY l.sequence DESC LIMIT 1) AS "earlierPercent"
    FROM grade_events g JOIN submissions s ON s.id = g.submission_id JOIN enrolments e ON e.id = g.enrolment_id
    JOIN users u ON u.id = e.user_id
   WHERE g.id = ANY($1)`;
