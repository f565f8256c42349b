import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Rubrics } from '../rubrics/rubrics.service.js';
import { gradeColumns, gradeOf, type GradeRow, type ReadGrade } from './grade-reading.js';

/** A grade as its release shows it. */
export interface ReleasedGrade extends ReadGrade {
  releaseId: string;
  releasedAt: Date;
}

/**
 * The only way by which a grade reaches its student. It starts from releases, so that before one there is nothing to
 * find: the same answer for marked, unmarked and never handed in.
 */
@Injectable()
export class ReleasedGrades {
  constructor(
    private readonly db: DataSource,
    private readonly rubrics: Rubrics,
  ) {}

  /** Every grade that a release names, by enrolment. Two statements. */
  async ofRelease(releaseId: string, em: EntityManager = this.db.manager): Promise<ReleasedGrade[]> {
    return this.read(em, 'r.id = $1', releaseId);
  }

  /** The grades that a release names of these enrolments, by enrolment. Two statements. */
  async ofReleaseAmong(releaseId: string, enrolmentIds: readonly string[]): Promise<ReleasedGrade[]> {
    return this.read(this.db.manager, 'r.id = $1 AND rg.enrolment_id = ANY ($2)', releaseId, enrolmentIds);
  }

  /** Every released grade of an enrolment, the latest first; empty before the first release. Two statements. */
  async ofEnrolment(enrolmentId: string, em: EntityManager = this.db.manager): Promise<ReleasedGrade[]> {
    return this.read(em, 'rg.enrolment_id = $1', enrolmentId);
  }

  private async read(em: EntityManager, where: string, ...values: unknown[]): Promise<ReleasedGrade[]> {
    const rows: (GradeRow & Pick<ReleasedGrade, 'releaseId' | 'releasedAt'>)[] = await em.query(
      `${releasedGrades} WHERE ${where} ORDER BY r.sequence DESC, e.id`,
      values,
    );
    if (rows.length === 0) return [];
    const rubrics = await this.rubrics.readAll([...new Set(rows.map((row) => row.rubricVersionId))], em);
    return rows.map((row) => gradeOf(row, rubrics));
  }
}

const releasedGrades = `
  SELECT r.id AS "releaseId", r.at AS "releasedAt", ${gradeColumns}
    FROM releases r JOIN release_grades rg ON rg.release_id = r.id JOIN grade_events g ON g.id = rg.grade_event_id
    JOIN submissions s ON s.id = g.submission_id JOIN enrolments e ON e.id = rg.enrolment_id`;
