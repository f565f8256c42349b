import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { type OutcomeKind, type Refusal } from './issuing.rules.js';

export interface NewOutcome {
  readonly releaseId: string;
  readonly enrolmentId: string;
  readonly kind: OutcomeKind;
  readonly certificateId: string | null;
  readonly reason: Refusal | null;
}

/** What releases have made of grades: by this a job that was cut off finds where it was. */
@Injectable()
export class IssueOutcomes {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  /**
   * The enrolments on which a release has yet to act: who passed, and who passed by an earlier release, as they may
   * hold a certificate – or are just getting it. Those that were refused are tried again. One statement.
   */
  async open(releaseId: string): Promise<string[]> {
    const rows = await this.db.query<{ id: string }[]>(
      `SELECT rg.enrolment_id AS id
         FROM release_grades rg JOIN grade_events g ON g.id = rg.grade_event_id
         LEFT JOIN issue_outcomes o ON o.release_id = rg.release_id AND o.enrolment_id = rg.enrolment_id
        WHERE rg.release_id = $1 AND (o.kind IS NULL OR o.kind = 'refused')
          AND (g.passed OR EXISTS (
                SELECT FROM release_grades b JOIN grade_events e ON e.id = b.grade_event_id
                 WHERE b.enrolment_id = rg.enrolment_id AND e.passed))
        ORDER BY rg.enrolment_id`,
      [releaseId],
    );
    return rows.map(({ id }) => id);
  }

  /** Once for each release and enrolment; only a refusal can be followed by something else. */
  async write(tx: EntityManager, outcome: NewOutcome): Promise<void> {
    const { releaseId, enrolmentId, kind, certificateId, reason } = outcome;
    await tx.query(
      `INSERT INTO issue_outcomes (release_id, enrolment_id, kind, certificate_id, reason, at)
       VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT (release_id, enrolment_id) DO UPDATE
         SET kind = excluded.kind, certificate_id = excluded.certificate_id, reason = excluded.reason, at = excluded.at`,
      [releaseId, enrolmentId, kind, certificateId, reason, this.clock.now()],
    );
  }
}
