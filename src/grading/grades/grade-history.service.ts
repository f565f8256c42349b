import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type GradeCause, type GradeEventKind } from '../marking/assessment.entity.js';

export interface PastGrade {
  kind: GradeEventKind;
  cause: GradeCause;
  /** What counts. */
  percent: string;
  /** What being late took of it. */
  deducted: string;
  passed: boolean;
  at: Date;
  /** Null once erased. */
  actorName: string | null;
  /** Null while no release names it. */
  releasedAt: Date | null;
}

/** What was finalised, for those who mark. */
@Injectable()
export class GradeHistory {
  constructor(private readonly db: DataSource) {}

  /** A submission's grades, the latest first. */
  async ofSubmission(submissionId: string): Promise<PastGrade[]> {
    return this.db.query(
      `SELECT g.kind, g.cause, g.percent, g.deducted, g.passed, g.at, u.name AS "actorName", r.at AS "releasedAt"
         FROM grade_events g JOIN users u ON u.id = g.actor_id
         LEFT JOIN release_grades n ON n.grade_event_id = g.id LEFT JOIN releases r ON r.id = n.release_id
        WHERE g.submission_id = $1 ORDER BY g.sequence DESC`,
      [submissionId],
    );
  }
}
