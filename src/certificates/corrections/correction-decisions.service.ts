import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { conflict } from '../../platform/errors/domain-errors.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { type HanForm } from '../../platform/printing/fonts.js';
import { AccountRenamed } from '../../users/account/account-renamed.js';
import { hanFormFor } from '../../users/names/han.rules.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { CertificateCodes } from '../issuing/certificate-codes.js';
import { holderOf, snapshotInPlaceOf } from '../issuing/new-snapshot.js';
import { Issuance } from '../issuing/issuance.service.js';
import { unprintableWords, whatCannotBePrinted } from '../printing/printable.js';
import { CertificateEvents } from '../register/certificate-events.service.js';
import { type CertificateSnapshot } from '../register/snapshot.rules.js';
import { CORRECTION_DECLINED } from './correction-mails.service.js';
import { type Correction, NameCorrections } from './name-corrections.service.js';

/** What the new certificate takes over from the one that it replaces. */
interface Replaced {
  enrolmentId: string;
  releaseId: string;
  gradeEventId: string;
  holderId: string;
  accountName: string | null;
  /** What the holder has chosen for the Han characters of their name, if anything. */
  hanForm: HanForm | null;
  timeZone: string;
  /** Canonical JSON; null once erased. */
  body: string | null;
}

const REASON = 'The name on it was corrected.';

/** Administrators approve or decline what holders ask for. */
@Injectable()
export class CorrectionDecisions {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly domainEvents: DomainEvents,
    private readonly audit: AuditLog,
    private readonly mailer: Mailer,
    private readonly codes: CertificateCodes,
    private readonly events: CertificateEvents,
    private readonly issuance: Issuance,
    private readonly corrections: NameCorrections,
  ) {}

  /**
   * Issues a certificate with the name that was asked for in the place of the one that prints the other: the same
   * grade, result and end, a new code and a day of issue of its own. The mail about it is sent once it is printed.
   *
   * @returns the new certificate's id
   * @throws DomainError notFound; conflict when it was decided, withdrawn or erased meanwhile, and when the certificate
   *   may not be replaced; nothing was changed then
   */
  async approve(administrator: Viewer, correctionId: string): Promise<string> {
    return this.db.transaction(async (tx) => {
      const correction = await this.hold(tx, correctionId);
      const { certificateId, name } = correction;
      const [old] = await tx.query<Replaced[]>(
        `SELECT c.enrolment_id AS "enrolmentId", c.release_id AS "releaseId", c.grade_event_id AS "gradeEventId",
                e.user_id AS "holderId", u.name AS "accountName", u.han_form AS "hanForm", u.time_zone AS "timeZone", s.body
           FROM certificates c
           JOIN enrolments e ON e.id = c.enrolment_id
           JOIN users u ON u.id = e.user_id
           JOIN certificate_snapshots s ON s.certificate_id = c.id WHERE c.id = $1`,
        [certificateId],
      );
      if (name === null || !old?.body) throw erased();
      const holder = holderOf(name, hanFormFor(name, old.hanForm, old.timeZone));
      const replacing = {
        code: this.codes.next(certificateId),
        issuedAt: this.clock.now(),
        publicUrl: this.config.publicUrl,
      };
      const snapshot = {
        ...snapshotInPlaceOf(JSON.parse(old.body) as CertificateSnapshot, replacing),
        holder,
      };
      if (whatCannotBePrinted(snapshot) !== null) {
        throw conflict(`The certificate can’t print ${unprintableWords(snapshot)}. Nothing was changed.`);
      }
      const successorId = await this.issuance.issue(tx, {
        enrolmentId: old.enrolmentId,
        releaseId: old.releaseId,
        gradeEventId: old.gradeEventId,
        holderId: old.holderId,
        snapshot,
        supersedes: { certificateId, publicReason: REASON },
        actorId: administrator.id,
      });
      if (successorId === null) throw new Error('The corrected certificate was not written.');
      await this.end(tx, correction, 'approved', administrator, successorId);
      if (correction.renamesAccount && old.accountName !== name) {
        await tx.query('UPDATE users SET name = $2 WHERE id = $1', [old.holderId, name]);
        const action = 'account.name-changed';
        const subject = { subjectType: 'user', subjectId: old.holderId };
        await this.audit.record(tx, { actorId: administrator.id, action, ...subject });
        await this.domainEvents.publish(tx, new AccountRenamed(old.holderId));
      }
      return successorId;
    });
  }

  /** @throws DomainError notFound; conflict as `approve` */
  async decline(administrator: Viewer, correctionId: string, answer: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      const correction = await this.hold(tx, correctionId);
      if (correction.name === null) throw erased();
      await this.end(tx, correction, 'declined', administrator, null);
      await tx.query(
        `INSERT INTO name_correction_answers (correction_id, person_id, body)
         SELECT correction_id, person_id, $2 FROM name_correction_texts WHERE correction_id = $1`,
        [correctionId, answer],
      );
      await this.mailer.post(tx, CORRECTION_DECLINED, { correctionId });
    });
  }

  /** The request, still open, with its holder, enrolment and certificate locked in the order in which others lock them. */
  private async hold(tx: EntityManager, correctionId: string): Promise<Correction> {
    const { certificateId } = await this.corrections.one(correctionId, tx);
    await tx.query(
      `SELECT u.id FROM certificates c JOIN enrolments e ON e.id = c.enrolment_id
         JOIN users u ON u.id = e.user_id WHERE c.id = $1 FOR NO KEY UPDATE OF u`,
      [certificateId],
    );
    await tx.query(
      `SELECT e.id FROM certificates c JOIN enrolments e ON e.id = c.enrolment_id
        WHERE c.id = $1 FOR NO KEY UPDATE OF e`,
      [certificateId],
    );
    await this.events.locked(tx, certificateId);
    const correction = await this.corrections.one(correctionId, tx);
    if (correction.state !== 'open') throw conflict(ended[correction.state]);
    return correction;
  }

  private async end(
    tx: EntityManager,
    { id, certificateId }: Correction,
    kind: 'approved' | 'declined',
    administrator: Viewer,
    successorId: string | null,
  ): Promise<void> {
    await tx.query(
      `INSERT INTO name_correction_ends (correction_id, kind, actor_id, at, successor_id)
       VALUES ($1, $2, $3, $4, $5)`,
      [id, kind, administrator.id, this.clock.now(), successorId],
    );
    await this.audit.record(tx, {
      actorId: administrator.id,
      action: `name-correction.${kind}`,
      subjectType: 'certificate',
      subjectId: certificateId,
      facts: { successorId },
    });
  }
}

const ended = {
  withdrawn: 'Its holder has withdrawn the request meanwhile. Nothing was changed.',
  approved: 'The request has been approved already. Nothing was changed just now.',
  declined: 'The request has been declined already. Nothing was changed just now.',
} satisfies Record<Exclude<Correction['state'], 'open'>, string>;

const erased = () => conflict('Its holder’s data was erased. Nothing was changed.');
