import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Rubrics } from '../rubrics/rubrics.service.js';
import { gradeColumns, gradeOf, type GradeRow, type ReadGrade } from './grade-reading.js';

/** What a student would see, for those who release it. Never to be asked for on behalf of a student. */
@Injectable()
export class GradePreviews {
  constructor(
    private readonly db: DataSource,
    private readonly rubrics: Rubrics,
  ) {}

  /**
   * The latest grade of an enrolment's latest attempt as long as no release names it, whether it is withheld or not;
   * null when there is none.
   */
  async ofEnrolment(enrolmentId: string): Promise<ReadGrade | null> {
    const rows: GradeRow[] = await this.db.query(unreleased, [enrolmentId]);
    const [row] = rows;
    return row ? gradeOf(row, await this.rubrics.readAll([row.rubricVersionId])) : null;
  }
}

const unreleased = `
  SELECT ${gradeColumns}
    FROM enrolments e
    JOIN LATERAL (SELECT * FROM submissions WHERE enrolment_id = e.id ORDER BY number DESC LIMIT 1) s ON true
    JOIN LATERAL (SELECT * FROM grade_events WHERE submission_id = s.id ORDER BY sequence DESC LIMIT 1) g ON true
   WHERE e.id = $1 AND NOT EXISTS (SELECT FROM release_grades r WHERE r.grade_event_id = g.id)`;
