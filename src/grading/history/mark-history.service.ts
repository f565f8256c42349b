import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  type GradeCause,
  type GradeEventKind,
  type MarkOrigin,
  type Slot,
} from '../marking/assessment.entity.js';

/** One change of one mark; typing of one stretch is one change. */
export interface MarkChangeRead {
  /** The criterion's identity over the rubric's versions, and its title in the one that was marked by. */
  criterionId: string;
  criterionTitle: string;
  rubricNumber: number;
  level: { title: string; points: number } | null;
  /** The remark after the change; null once erased. */
  remark: string | null;
  origin: MarkOrigin;
  at: Date;
  /** When the last words of it were written. */
  untilAt: Date;
  /** Null once erased. */
  actorName: string | null;
}

/** One change of one remark, on words or on the whole; typing of one stretch is one change. */
export interface RemarkChangeRead {
  /** Null for the remark on the whole. */
  remarkId: string | null;
  sectionKey: string | null;
  /** Null for the remark on the whole, and once erased. */
  quote: string | null;
  criterionTitle: string | null;
  removed: boolean;
  /** After the change; null once erased. */
  body: string | null;
  at: Date;
  /** When the last words of it were written. */
  untilAt: Date;
  /** Null once erased. */
  actorName: string | null;
}

/** A grade, with the level of each criterion that it was made of. */
export interface GradeRead {
  sequence: number;
  kind: GradeEventKind;
  cause: GradeCause;
  /** What the regrade was called that it follows from; null for other causes. */
  regradeName: string | null;
  rubricNumber: number;
  percent: string;
  passed: boolean;
  at: Date;
  actorName: string | null;
  /** Null while no release names it. */
  releasedAt: Date | null;
  levels: readonly { criterionId: string; title: string; points: number }[];
}

export interface SubmissionHistory {
  changes: MarkChangeRead[];
  remarks: RemarkChangeRead[];
  grades: GradeRead[];
}

/** How the marks and remarks of a submission came about, under every rubric that it was judged by. */
@Injectable()
export class MarkHistory {
  constructor(private readonly db: DataSource) {}

  /** Each list from the first to the last. Three statements. */
  async of(submissionId: string, slot: Slot): Promise<SubmissionHistory> {
    const [changes, remarks, grades] = await Promise.all([
      this.changesOf(submissionId, slot),
      this.remarksOf(submissionId, slot),
      this.gradesOf(submissionId),
    ]);
    return { changes, remarks, grades };
  }

  private async changesOf(submissionId: string, slot: Slot): Promise<MarkChangeRead[]> {
    return this.db.query(
      `SELECT k.criterion_id AS "criterionId", k.title AS "criterionTitle", v.number AS "rubricNumber",
              CASE WHEN l.id IS NOT NULL THEN json_build_object('title', l.title, 'points', l.points) END AS level,
              t.body AS remark, c.origin, c.at, t.until_at AS "untilAt", u.name AS "actorName"
         FROM assessments a JOIN rubric_versions v ON v.id = a.rubric_version_id
         JOIN mark_changes c ON c.assessment_id = a.id JOIN mark_change_texts t ON t.change_id = c.id
         JOIN rubric_criteria k ON k.id = c.rubric_criterion_id LEFT JOIN rubric_levels l ON l.id = c.level_id
         JOIN users u ON u.id = c.actor_id
        WHERE a.submission_id = $1 AND a.slot = $2 ORDER BY c.id`,
      [submissionId, slot],
    );
  }

  private async remarksOf(submissionId: string, slot: Slot): Promise<RemarkChangeRead[]> {
    return this.db.query(
      `SELECT c.remark_id AS "remarkId", c.section_key AS "sectionKey", t.quote, k.title AS "criterionTitle", c.removed,
              t.body, c.at, t.until_at AS "untilAt", u.name AS "actorName"
         FROM remark_changes c JOIN remark_change_texts t ON t.change_id = c.id JOIN users u ON u.id = c.actor_id
         LEFT JOIN LATERAL (SELECT r.title FROM rubric_criteria r JOIN rubric_versions v ON v.id = r.rubric_version_id
                             WHERE r.criterion_id = c.criterion_id ORDER BY v.number DESC LIMIT 1) k ON true
        WHERE c.submission_id = $1 AND c.slot = $2 ORDER BY c.id`,
      [submissionId, slot],
    );
  }

  private async gradesOf(submissionId: string): Promise<GradeRead[]> {
    return this.db.query(
      `SELECT g.sequence, g.kind, g.cause, w.name AS "regradeName", v.number AS "rubricNumber", g.percent, g.passed,
              g.at, u.name AS "actorName", r.at AS "releasedAt",
              (SELECT json_agg(json_build_object('criterionId', s.criterion_id, 'title', l.title, 'points', s.points))
                 FROM criterion_scores s JOIN rubric_levels l ON l.id = s.level_id
                WHERE s.grade_event_id = g.id) AS levels
         FROM grade_events g JOIN users u ON u.id = g.actor_id JOIN rubric_versions v ON v.id = g.rubric_version_id
         LEFT JOIN regrades w ON w.id = g.regrade_id
         LEFT JOIN release_grades n ON n.grade_event_id = g.id LEFT JOIN releases r ON r.id = n.release_id
        WHERE g.submission_id = $1 ORDER BY g.sequence`,
      [submissionId],
    );
  }
}
