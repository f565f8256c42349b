import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { conflict, invalid, notFound } from '../../platform/errors/domain-errors.js';
import { Limits } from '../../platform/limits/limits.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { unprintableInName } from '../../users/names/printable-names.js';
import { CertificateEvents } from '../register/certificate-events.service.js';
import { type RegisteredCertificate } from '../register/certificate-register.service.js';
import { type Code } from '../register/code.rules.js';
import { mayFollow } from '../register/status.rules.js';
import { type AskForm } from './correction.forms.js';
import { type CorrectionState } from './corrections.rules.js';

/** A request for another name on a certificate, and how it ended. */
export interface Correction {
  readonly id: string;
  readonly certificateId: string;
  readonly state: CorrectionState;
  /** Null once erased, as are the other texts. */
  readonly name: string | null;
  readonly reason: string | null;
  readonly renamesAccount: boolean;
  readonly askedAt: Date;
  readonly endedAt: Date | null;
  /** Null: open, or somebody who was erased. */
  readonly endedBy: string | null;
  readonly answer: string | null;
  readonly successorId: string | null;
}

/** One that waits for a decision. */
export interface OpenCorrection {
  readonly id: string;
  readonly askedAt: Date;
  readonly printedName: string;
  readonly wantedName: string;
  readonly code: Code;
  readonly cohort: string;
}

/** What holders ask for, and what is open. */
@Injectable()
export class NameCorrections {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly limits: Limits,
    private readonly audit: AuditLog,
    private readonly events: CertificateEvents,
  ) {}

  /** The newest first. One statement. */
  async of(certificateId: string): Promise<Correction[]> {
    return this.db.query<Correction[]>(`${correction} WHERE n.certificate_id = $1 ORDER BY n.number DESC`, [
      certificateId,
    ]);
  }

  /** @throws DomainError notFound */
  async one(id: string, tx: EntityManager = this.db.manager): Promise<Correction> {
    const [found] = await tx.query<Correction[]>(`${correction} WHERE n.id = $1`, [id]);
    if (!found) throw notFound('There is no such request.');
    return found;
  }

  /** Those that wait, the oldest first; a hundred at most. One statement. */
  async open(): Promise<OpenCorrection[]> {
    return this.db.query<OpenCorrection[]>(
      `SELECT n.id, n.asked_at AS "askedAt", s.body::jsonb #>> '{holder,name}' AS "printedName",
              t.name AS "wantedName", c.code, co.name AS cohort
         FROM name_corrections n
         JOIN name_correction_texts t ON t.correction_id = n.id
         JOIN certificates c ON c.id = n.certificate_id
         JOIN certificate_snapshots s ON s.certificate_id = c.id
         JOIN enrolments e ON e.id = c.enrolment_id
         JOIN cohorts co ON co.id = e.cohort_id
        WHERE ${isOpen} ORDER BY n.asked_at, n.id LIMIT 100`,
    );
  }

  /** One statement. */
  async countOpen(): Promise<number> {
    const [row] = await this.db.query<{ count: number }[]>(
      `SELECT count(*)::int FROM name_corrections n JOIN name_correction_texts t ON t.correction_id = n.id
        WHERE ${isOpen}`,
    );
    return row?.count ?? 0;
  }

  /**
   * @param certificate of the holder
   * @throws DomainError invalid for a name that it prints already or can't print; conflict where it may not be
   *   replaced, or where a request is open; tooMany
   */
  async ask(holder: Viewer, certificate: RegisteredCertificate, form: AskForm): Promise<void> {
    const { id: certificateId, snapshot } = certificate;
    if (!snapshot) throw notFound();
    const problem =
      form.name === snapshot.holder.name
        ? 'This is the name that it prints. Enter the one that it should print.'
        : unprintableInName(form.name);
    if (problem !== null) throw invalid(problem, [{ field: 'name', message: problem }]);
    await this.limits.consume('correctionsByHolder', holder.id);
    await this.db.transaction(async (tx) => {
      const happened = await this.events.locked(tx, certificateId);
      if (!mayFollow(happened, 'superseded')) {
        throw conflict('Something has happened to this certificate meanwhile. Nothing was sent.');
      }
      const earlier = await tx.query<{ open: boolean }[]>(
        `SELECT e.correction_id IS NULL AS open FROM name_corrections n
           LEFT JOIN name_correction_ends e ON e.correction_id = n.id WHERE n.certificate_id = $1`,
        [certificateId],
      );
      if (earlier.some(({ open }) => open)) {
        throw conflict('There is an open request for this certificate already. Nothing was sent.');
      }
      const [row] = await tx.query<{ id: string }[]>(
        `INSERT INTO name_corrections (certificate_id, number, renames_account, asked_at)
         VALUES ($1, $2, $3, $4) RETURNING id`,
        [certificateId, earlier.length + 1, form.account, this.clock.now()],
      );
      const id = row?.id ?? '';
      await tx.query(
        `INSERT INTO name_correction_texts (correction_id, person_id, name, reason) VALUES ($1, $2, $3, $4)`,
        [id, holder.id, form.name, form.reason],
      );
      await this.audit.record(tx, {
        actorId: holder.id,
        action: 'name-correction.asked-for',
        subjectType: 'certificate',
        subjectId: certificateId,
      });
    });
  }

  /** @throws DomainError conflict where none is open; nothing was changed then */
  async withdraw(holder: Viewer, certificateId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.events.locked(tx, certificateId);
      const [open] = await tx.query<{ id: string }[]>(
        `INSERT INTO name_correction_ends (correction_id, kind, actor_id, at)
         SELECT n.id, 'withdrawn', $2, $3 FROM name_corrections n
          WHERE n.certificate_id = $1
            AND NOT EXISTS (SELECT FROM name_correction_ends e WHERE e.correction_id = n.id)
         RETURNING correction_id AS id`,
        [certificateId, holder.id, this.clock.now()],
      );
      if (!open) throw conflict('There is no open request any more, so there was nothing to withdraw.');
      await this.audit.record(tx, {
        actorId: holder.id,
        action: 'name-correction.withdrawn',
        subjectType: 'certificate',
        subjectId: certificateId,
      });
    });
  }
}

const isOpen = `t.name IS NOT NULL
  AND NOT EXISTS (SELECT FROM name_correction_ends e WHERE e.correction_id = n.id)`;

const correction = `
  SELECT n.id, n.certificate_id AS "certificateId", coalesce(e.kind, 'open') AS state, t.name, t.reason,
         n.renames_account AS "renamesAccount", n.asked_at AS "askedAt", e.at AS "endedAt", u.name AS "endedBy",
         a.body AS answer, e.successor_id AS "successorId"
    FROM name_corrections n
    JOIN name_correction_texts t ON t.correction_id = n.id
    LEFT JOIN name_correction_ends e ON e.correction_id = n.id
    LEFT JOIN users u ON u.id = e.actor_id
    LEFT JOIN name_correction_answers a ON a.correction_id = n.id`;
