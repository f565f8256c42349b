import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { notFound } from '../../platform/errors/domain-errors.js';
import { type Code } from '../register/code.rules.js';

/** One of the certificates of which each took the place of the one before. */
export interface FamilyMember {
  readonly id: string;
  readonly code: Code;
  readonly issuedAt: Date;
  /** As printed; null once erased. */
  readonly holder: string | null;
}

/** What a certificate rests on, and whose it is. */
export interface Basis {
  readonly enrolmentId: string;
  readonly releaseNumber: number;
  readonly releasedAt: Date;
  /** Null: erased. */
  readonly releasedBy: string | null;
  /** 0.00 … 100.00 */
  readonly percent: string;
  readonly gradedAt: Date;
  readonly cohortSlug: string;
  /** The holder's account as it is today; name and address are null once erased. */
  readonly account: { readonly id: string; readonly name: string | null; readonly email: string | null };
}

/** What lies behind a certificate, for administrators. */
@Injectable()
export class CertificateRecords {
  constructor(private readonly db: DataSource) {}

  /** The certificate among those it replaced and those that replaced it, the oldest first. One statement. */
  async family(certificateId: string): Promise<FamilyMember[]> {
    return this.db.query<FamilyMember[]>(
      `WITH RECURSIVE older AS (
         SELECT id, supersedes_id, 0 AS step FROM certificates WHERE id = $1
         UNION ALL
         SELECT p.id, p.supersedes_id, step - 1 FROM older JOIN certificates p ON p.id = older.supersedes_id
       ), newer AS (
         SELECT id, 1 AS step FROM certificates WHERE supersedes_id = $1
         UNION ALL
         SELECT n.id, step + 1 FROM newer JOIN certificates n ON n.supersedes_id = newer.id
       )
       SELECT c.id, c.code, c.issued_at AS "issuedAt", s.body::jsonb #>> '{holder,name}' AS holder
         FROM (SELECT id, step FROM older UNION ALL SELECT id, step FROM newer) member
         JOIN certificates c USING (id)
         LEFT JOIN certificate_snapshots s ON s.certificate_id = c.id
        ORDER BY step`,
      [certificateId],
    );
  }

  /** @throws DomainError notFound. One statement. */
  async basis(certificateId: string): Promise<Basis> {
    const [row] = await this.db.query<Basis[]>(
      `SELECT c.enrolment_id AS "enrolmentId", r.sequence AS "releaseNumber", r.at AS "releasedAt",
              by.name AS "releasedBy", g.percent::text AS percent, g.at AS "gradedAt", co.slug AS "cohortSlug",
              json_build_object('id', u.id, 'name', u.name, 'email', u.email) AS account
         FROM certificates c
         JOIN releases r ON r.id = c.release_id
         LEFT JOIN users by ON by.id = r.actor_id
         JOIN grade_events g ON g.id = c.grade_event_id
         JOIN enrolments e ON e.id = c.enrolment_id
         JOIN cohorts co ON co.id = e.cohort_id
         JOIN users u ON u.id = e.user_id
        WHERE c.id = $1`,
      [certificateId],
    );
    if (!row) throw notFound();
    return row;
  }
}
