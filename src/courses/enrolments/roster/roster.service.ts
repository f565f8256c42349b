import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type EnrolmentEventKind } from '../enrolment.rules.js';
import { lastEvent } from '../enrolment-sql.js';

export interface RosterRow {
  enrolmentId: string;
  userId: string;
  cohortSlug: string;
  /** Both null once erased. */
  name: string | null;
  address: string | null;
  last: EnrolmentEventKind;
  /** When the last event happened. */
  at: Date;
  /** Why somebody else ended it, in their words. */
  reason: string | null;
}

/** Who is, was or waits to be in a cohort. */
@Injectable()
export class Roster {
  constructor(private readonly db: DataSource) {}

  /** Everybody of a cohort, those who wait in the order of the line. One statement. */
  async of(cohortId: string): Promise<RosterRow[]> {
    return this.read(
      `e.cohort_id = $1 ORDER BY CASE WHEN last.kind = 'waiting' THEN last.ordinal END, lower(u.name), e.id`,
      [cohortId],
    );
  }

  async one(enrolmentId: string): Promise<RosterRow | null> {
    return (await this.read('e.id = $1', [enrolmentId]))[0] ?? null;
  }

  private async read(condition: string, values: readonly unknown[]): Promise<RosterRow[]> {
    return this.db.query(
      `SELECT e.id AS "enrolmentId", e.user_id AS "userId", c.slug AS "cohortSlug", u.name, u.email AS address,
              last.kind AS last, last.at, r.body AS reason
         FROM enrolments e JOIN cohorts c ON c.id = e.cohort_id JOIN users u ON u.id = e.user_id ${lastEvent}
         LEFT JOIN enrolment_reasons r ON r.event_id = last.id
        WHERE ${condition}`,
      [...values],
    );
  }
}
