import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

const PAGE_SIZE = 50;

export interface TrailEntry {
  at: Date;
  /** Null for the system, and for a person who has been erased. */
  actorName: string | null;
  byPerson: boolean;
  action: string;
  subjectType: string;
  subjectId: string;
  facts: Record<string, string | number | boolean | null>;
}

@Injectable()
export class AuditTrail {
  constructor(private readonly db: DataSource) {}

  /** One page, the latest first; pages count from 1. */
  async page(number: number): Promise<{ entries: TrailEntry[]; more: boolean }> {
    const entries: TrailEntry[] = await this.db.query(
      `SELECT e.at, u.name AS "actorName", e.actor_id IS NOT NULL AS "byPerson", e.action,
              e.subject_type AS "subjectType", e.subject_id AS "subjectId", e.facts
         FROM audit_entries e LEFT JOIN users u ON u.id = e.actor_id
        ORDER BY e.at DESC, e.ordinal DESC LIMIT $1 OFFSET $2`,
      [PAGE_SIZE + 1, (number - 1) * PAGE_SIZE],
    );
    return { entries: entries.slice(0, PAGE_SIZE), more: entries.length > PAGE_SIZE };
  }
}
