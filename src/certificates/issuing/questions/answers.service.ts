import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { z } from 'zod';
import { type ReleasedGrade } from '../../../grading/releases/released-grades.service.js';
import { Clock } from '../../../platform/clock/clock.js';
import { Config } from '../../../platform/config/config.js';
import { conflict } from '../../../platform/errors/domain-errors.js';
import { Mailer } from '../../../platform/mail/mailer.js';
import { type Viewer } from '../../../platform/web/viewer.js';
import { AuditLog } from '../../../users/audit/audit-log.js';
import { unprintableWords, whatCannotBePrinted } from '../../printing/printable.js';
import { CertificateEvents } from '../../register/certificate-events.service.js';
import { CERTIFICATE_REVOKED } from '../../register/certificate-mails.service.js';
import { reasonField } from '../../register/reason.forms.js';
import { CertificateCodes } from '../certificate-codes.js';
import { Issuance } from '../issuance.service.js';
import { newSnapshot } from '../new-snapshot.js';
import { releaseFacts } from '../release-facts.js';
import { type HeldCertificate, type LockedStanding, lockedStanding } from '../standing.js';
import { QuestionReads, type ReadQuestion } from './question-reads.service.js';

const text = (most: number, tooLong: string) => reasonField({ most, tooLong, missing: null });

export const answerForm = z
  .object({
    answer: z.enum(['revoked', 'kept', 'replaced'], 'Say what becomes of the certificate.'),
    publicReason: text(300, 'Use at most 300 characters for the public reason.'),
    privateReason: text(4000, 'Use at most 4,000 characters for the note.'),
  })
  .check(({ value, issues }) => {
    const missing = (field: 'publicReason' | 'privateReason', message: string) =>
      issues.push({ code: 'custom', path: [field], message, input: value[field] });
    if (value.answer === 'revoked' && value.publicReason === '')
      missing('publicReason', 'Say why it is revoked, in words that anyone may read.');
    if (value.answer === 'kept' && value.privateReason === '')
      missing('privateReason', 'Say why it is kept. Only administrators read it.');
  });

export type AnswerForm = z.infer<typeof answerForm>;

interface Answered {
  readonly question: ReadQuestion;
  readonly shown: ReleasedGrade;
  readonly form: AnswerForm;
  readonly actorId: string;
}

/** Anyone who opens the old certificate's address may read it. */
const CORRECTED = 'The result was corrected.';

/** An administrator settles a question: the certificate is revoked, kept as it is, or replaced by one with the result. */
@Injectable()
export class Answers {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly audit: AuditLog,
    private readonly mailer: Mailer,
    private readonly reads: QuestionReads,
    private readonly events: CertificateEvents,
    private readonly issuance: Issuance,
    private readonly codes: CertificateCodes,
  ) {}

  /**
   * @throws DomainError notFound when there is no such question; conflict when it is settled already, when there is
   *   nothing left to settle, or when this answer may not be given; nothing was changed then
   */
  async settle(administrator: Viewer, questionId: string, form: AnswerForm): Promise<void> {
    const { question, shown } = await this.reads.one(questionId);
    const answered: Answered = { question, shown, form, actorId: administrator.id };
    await this.db.transaction(async (tx) => {
      const standing = await lockedStanding(tx, question.enrolmentId, question.releaseId);
      await this.refuseSettled(tx, questionId);
      const held = heldFor(question, standing);
      const certificateId = await this.carryOut(tx, answered, held, standing.holder);
      await tx.query(
        `INSERT INTO certificate_answers (question_id, kind, actor_id, certificate_id, at)
         VALUES ($1, $2, $3, $4, $5)`,
        [questionId, form.answer, administrator.id, certificateId, this.clock.now()],
      );
      // Of a revocation it stands with its event.
      if (form.answer !== 'revoked' && form.privateReason !== '') {
        await tx.query(
          `INSERT INTO certificate_answer_texts (question_id, person_id, private_reason) VALUES ($1, $2, $3)`,
          [questionId, standing.holder.id, form.privateReason],
        );
      }
      await this.audit.record(tx, {
        actorId: administrator.id,
        action: `certificate.question-${form.answer}`,
        subjectType: 'certificate',
        subjectId: held.id,
        facts: { questionId, releaseId: question.releaseId },
      });
    });
  }

  /** @returns the certificate that was revoked or kept, or the new one */
  private async carryOut(
    tx: EntityManager,
    answered: Answered,
    held: HeldCertificate,
    holder: LockedStanding['holder'],
  ): Promise<string> {
    const { form, actorId } = answered;
    if (form.answer === 'kept') return held.id;
    if (form.answer === 'replaced') return this.replace(tx, answered, held, holder);
    const { publicReason, privateReason } = form;
    const eventId = await this.events.append(tx, {
      ...{ certificateId: held.id, kind: 'revoked', actorId, publicReason, privateReason },
    });
    await this.mailer.post(tx, CERTIFICATE_REVOKED, { certificateId: held.id, eventId });
    return held.id;
  }

  private async replace(
    tx: EntityManager,
    { question, shown, actorId }: Answered,
    held: HeldCertificate,
    holder: LockedStanding['holder'],
  ): Promise<string> {
    if (!shown.passed) {
      throw conflict('The grade does not pass, so no certificate can print it. Revoke this one, or keep it.');
    }
    const { enrolmentId, releaseId } = question;
    const snapshot = newSnapshot({
      facts: await releaseFacts(tx, releaseId),
      grade: shown,
      // The name stays as it is printed: that one may have been corrected for the certificate alone.
      holder: held.snapshot.holder,
      code: this.codes.next(enrolmentId),
      issuedAt: this.clock.now(),
      publicUrl: this.config.publicUrl,
    });
    if (whatCannotBePrinted(snapshot) !== null) {
      throw conflict(`The certificate can’t print ${unprintableWords(snapshot)}. Nothing was changed.`);
    }
    const { gradeEventId } = shown;
    const successor = await this.issuance.issue(tx, {
      ...{ enrolmentId, releaseId, gradeEventId, snapshot, holderId: holder.id, actorId },
      supersedes: { certificateId: held.id, publicReason: CORRECTED },
    });
    if (successor === null) throw new Error('A certificate that supersedes another was not written.');
    return successor;
  }

  private async refuseSettled(tx: EntityManager, questionId: string): Promise<void> {
    const [settled] = await tx.query<{ name: string | null; kind: AnswerForm['answer'] | 'overtaken' }[]>(
      `SELECT u.name, a.kind FROM certificate_answers a LEFT JOIN users u ON u.id = a.actor_id
        WHERE a.question_id = $1`,
      [questionId],
    );
    if (!settled) return;
    if (settled.kind === 'overtaken') throw overtaken();
    const words = { revoked: 'revoked', kept: 'kept', replaced: 'replaced' }[settled.kind];
    throw conflict(
      `${settled.name ?? 'Somebody'} has settled this already: the certificate was ${words}. Nothing was changed.`,
    );
  }
}

function heldFor(question: ReadQuestion, { held, latestReleaseId }: LockedStanding): HeldCertificate {
  if (latestReleaseId !== question.releaseId) throw overtaken();
  if (held) return held;
  throw conflict(
    'No certificate stands here any more: it was revoked or erased meanwhile. Nothing was changed.',
  );
}

const overtaken = () =>
  conflict(
    'A later release has shown another grade meanwhile, so this needs no answer. Nothing was changed.',
  );
