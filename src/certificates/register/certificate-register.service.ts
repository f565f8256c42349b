import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { notFound } from '../../platform/errors/domain-errors.js';
import { type Viewer } from '../../platform/web/viewer.js';
import {
  certificateColumns,
  type CertificateFacts,
  type CertificateRow,
  factsOf,
} from './certificate.statements.js';
import { type Code } from './code.rules.js';
import { type Verdict, verdictAt } from './status.rules.js';
import { unprintableTextsOf } from './unprintable-texts.js';

/** A certificate as its holder or an administrator sees it in a list. */
export interface RegisteredCertificate extends CertificateFacts {
  readonly id: string;
  readonly code: Code;
  readonly issuedAt: Date;
  readonly holderId: string;
  /** Key of the PDF in the file store; null while it is being made, and once erased. */
  readonly pdfKey: string | null;
  readonly verdict: Verdict;
}

/** What happened to a certificate, for administrators. */
export interface HistoryEntry {
  readonly id: string;
  readonly kind: string;
  readonly at: Date;
  /** Null: the system, or somebody who was erased; `bySystem` tells. */
  readonly actor: string | null;
  readonly bySystem: boolean;
  readonly publicReason: string | null;
  readonly privateReason: string | null;
}

/** Somebody who passed and got no certificate. */
export interface RefusedIssue {
  readonly releaseId: string;
  readonly at: Date;
  readonly holder: string;
  readonly cohort: string;
  readonly reason: string;
}

interface Row extends CertificateRow {
  readonly code: Code;
  readonly holderId: string;
  readonly pdfKey: string | null;
}

const registered = `
  SELECT c.code, e.user_id AS "holderId", f.file_key AS "pdfKey", ${certificateColumns}
    FROM certificates c
    JOIN certificate_snapshots s ON s.certificate_id = c.id
    JOIN enrolments e ON e.id = c.enrolment_id
    LEFT JOIN certificate_files f ON f.certificate_id = c.id AND f.kind = 'pdf'`;

/** Which certificates there are, for those who may know. */
@Injectable()
export class CertificateRegister {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
  ) {}

  /** The newest first. One statement. */
  async ofHolder(viewer: Viewer): Promise<RegisteredCertificate[]> {
    return this.read(`${registered} WHERE e.user_id = $1 ORDER BY c.issued_at DESC, c.id`, [viewer.id]);
  }

  /**
   * The latest certificate of an enrolment, or null; and where a release could not print one, whether that was for the
   * name, and what the name is by now. Two statements at most.
   */
  async ofEnrolment(enrolmentId: string): Promise<{
    certificate: RegisteredCertificate | null;
    refused: { readonly forName: boolean; readonly name: string } | null;
  }> {
    const [certificate] = await this.read(
      `${registered} WHERE c.enrolment_id = $1 ORDER BY c.issued_at DESC, c.id LIMIT 1`,
      [enrolmentId],
    );
    if (certificate) return { certificate, refused: null };
    const [refused = null] = await this.db.query<{ forName: boolean; name: string }[]>(
      `SELECT o.reason = 'name-not-printable' AS "forName", coalesce(u.name, '') AS name
         FROM issue_outcomes o JOIN enrolments e ON e.id = o.enrolment_id JOIN users u ON u.id = e.user_id
        WHERE o.enrolment_id = $1 AND o.reason LIKE '%-not-printable' ORDER BY o.at DESC LIMIT 1`,
      [enrolmentId],
    );
    return { certificate: null, refused };
  }

  /** These certificates, in the order of their ids here. One statement. */
  async inOrder(ids: readonly string[]): Promise<RegisteredCertificate[]> {
    const found = await this.read(`${registered} WHERE c.id = ANY ($1)`, [ids]);
    return found.sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
  }

  /**
   * A certificate for its holder, for the instructors of its cohort and for administrators.
   *
   * @throws DomainError notFound for everybody else, and when there is none
   */
  async visibleTo(viewer: Viewer, certificateId: string): Promise<RegisteredCertificate> {
    const [certificate] = await this.read(
      `${registered}
        WHERE c.id = $1
          AND ($3 OR e.user_id = $2 OR EXISTS (
                SELECT FROM cohort_instructors i WHERE i.cohort_id = e.cohort_id AND i.user_id = $2))`,
      [certificateId, viewer.id, viewer.administrator],
    );
    if (!certificate) throw notFound();
    return certificate;
  }

  /** A certificate for whoever its holder has given an address of it; null once erased. */
  async shared(certificateId: string): Promise<RegisteredCertificate | null> {
    const [certificate] = await this.read(`${registered} WHERE c.id = $1`, [certificateId]);
    return certificate?.snapshot ? certificate : null;
  }

  async history(certificateId: string): Promise<HistoryEntry[]> {
    return this.db.query<HistoryEntry[]>(
      `SELECT e.id, e.kind, e.at, u.name AS actor, e.actor_id IS NULL AS "bySystem", t.public_reason AS "publicReason", t.private_reason AS "privateReason"
         FROM certificate_events e
         LEFT JOIN users u ON u.id = e.actor_id
         LEFT JOIN certificate_event_texts t ON t.event_id = e.id
        WHERE e.certificate_id = $1 ORDER BY e.sequence`,
      [certificateId],
    );
  }

  /** Who still has none from the release that refused it, without those who were erased; the newest first. */
  async refused(): Promise<RefusedIssue[]> {
    return this.db.query<RefusedIssue[]>(
      `SELECT o.release_id AS "releaseId", o.at, u.name AS holder, co.name AS cohort, o.reason
         FROM issue_outcomes o
         JOIN releases r ON r.id = o.release_id
         JOIN enrolments e ON e.id = o.enrolment_id
         JOIN users u ON u.id = e.user_id
         JOIN cohorts co ON co.id = e.cohort_id
        WHERE o.kind = 'refused' AND o.reason LIKE '%-not-printable' AND u.erased_at IS NULL
          AND NOT EXISTS (SELECT FROM release_grades n JOIN releases l ON l.id = n.release_id
                           WHERE n.enrolment_id = e.id AND l.sequence > r.sequence)
        ORDER BY o.at DESC LIMIT 100`,
    );
  }

  /** Of the releases that refused for a text: what certificates can't print as it is now. One statement at most. */
  async unprintable(refused: readonly RefusedIssue[]): Promise<ReadonlyMap<string, readonly string[]>> {
    const forText = refused.filter(({ reason }) => reason === 'text-not-printable');
    if (forText.length === 0) return new Map();
    return unprintableTextsOf(this.db, [...new Set(forText.map(({ releaseId }) => releaseId))]);
  }

  private async read(sql: string, values: unknown[]): Promise<RegisteredCertificate[]> {
    const now = this.clock.now();
    return (await this.db.query<Row[]>(sql, values)).map((row) => {
      const { id, code, issuedAt, holderId, pdfKey } = row;
      const facts = factsOf(row);
      const verdict = verdictAt(facts.events, facts.validUntil, now, facts.compromise);
      return { ...facts, id, code, issuedAt, holderId, pdfKey, verdict };
    });
  }
}
