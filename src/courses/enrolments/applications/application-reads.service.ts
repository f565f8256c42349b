import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type ApplicationEventKind } from './application.rules.js';

/** An application as it stands. */
export interface ApplicationRead {
  id: string;
  cohortId: string;
  cohortSlug: string;
  number: number;
  applicantId: string;
  /** Null once erased. Reviewers see it when it is decided. */
  applicantName: string | null;
  last: ApplicationEventKind;
  sequence: number;
  at: Date;
  /** Since when it waits without having been withdrawn. */
  waitingSince: Date;
  /** Those sent last; null once erased. */
  answers: string[] | null;
  points: number | null;
  needed: number | null;
  /** Ten once it is decided, else none. */
  marks: boolean[];
  note: string | null;
  /** Who decided; null before, and once erased. */
  reviewer: string | null;
}

export interface Draft {
  answers: string[];
  savedAt: Date;
}

/** Applications as pages show them: one statement each, however many there are. */
@Injectable()
export class ApplicationReads {
  constructor(private readonly db: DataSource) {}

  async one(id: string): Promise<ApplicationRead | null> {
    return (await this.read('a.id = $1', [id]))[0] ?? null;
  }

  async of(cohortId: string, userId: string): Promise<ApplicationRead | null> {
    return (await this.read('a.cohort_id = $1 AND a.user_id = $2', [cohortId, userId]))[0] ?? null;
  }

  /** All of a cohort: those that wait first, the longest wait on top, then those decided, the latest on top. */
  async ofCohort(cohortId: string): Promise<ApplicationRead[]> {
    return this.read(
      `a.cohort_id = $1 AND last.kind <> 'withdrawn' ORDER BY last.kind <> 'submitted',
        CASE WHEN last.kind = 'submitted' THEN since.at END, last.at DESC, a.number`,
      [cohortId],
    );
  }

  async draft(cohortId: string, userId: string): Promise<Draft | null> {
    const [draft] = await this.db.query<Draft[]>(
      'SELECT answers, saved_at AS "savedAt" FROM application_drafts WHERE cohort_id = $1 AND user_id = $2',
      [cohortId, userId],
    );
    return draft ?? null;
  }

  private async read(condition: string, values: readonly unknown[]): Promise<ApplicationRead[]> {
    return this.db.query(
      `SELECT a.id, a.cohort_id AS "cohortId", c.slug AS "cohortSlug", a.number, a.user_id AS "applicantId",
              u.name AS "applicantName", last.kind AS last, last.sequence, last.at, since.at AS "waitingSince",
              (SELECT aa.body FROM application_events ev JOIN application_answers aa ON aa.event_id = ev.id
                WHERE ev.application_id = a.id ORDER BY ev.sequence DESC LIMIT 1) AS answers,
              last.points, last.needed,
              ARRAY(SELECT m.shown FROM application_marks m WHERE m.event_id = last.id ORDER BY m.number) AS marks,
              (SELECT n.body FROM application_notes n WHERE n.event_id = last.id) AS note,
              CASE WHEN last.points IS NOT NULL THEN r.name END AS reviewer
         FROM applications a JOIN cohorts c ON c.id = a.cohort_id JOIN users u ON u.id = a.user_id
         JOIN LATERAL (SELECT * FROM application_events WHERE application_id = a.id
                        ORDER BY sequence DESC LIMIT 1) last ON true
         JOIN LATERAL (SELECT min(ev.at) AS at FROM application_events ev
                        WHERE ev.application_id = a.id AND ev.kind = 'submitted' AND ev.sequence > coalesce(
                          (SELECT max(w.sequence) FROM application_events w
                            WHERE w.application_id = a.id AND w.kind = 'withdrawn' AND w.sequence < last.sequence), 0)
                      ) since ON true
         JOIN users r ON r.id = last.actor_id
        WHERE ${condition}`,
      [...values],
    );
  }
}
