import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { GradesReleased } from '../../grading/releases/grades-released.js';
import { type ReleasedGrade, ReleasedGrades } from '../../grading/releases/released-grades.service.js';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { AccountRenamed } from '../../users/account/account-renamed.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { whatCannotBePrinted } from '../printing/printable.js';
import { CertificateCodes } from './certificate-codes.js';
import { Issuance } from './issuance.service.js';
import { IssueOutcomes } from './issue-outcomes.service.js';
import { decide, type Refusal } from './issuing.rules.js';
import { holderOf, newSnapshot, printedResult, shownResult } from './new-snapshot.js';
import { Questions } from './questions/questions.service.js';
import { type ReleaseFacts, releaseFacts } from './release-facts.js';
import { type HeldCertificate, type LockedStanding, lockedStanding } from './standing.js';

/** Ids: `{releaseId}`. What is refused in a release is tried again. */
export const ISSUE_AGAIN = 'certificates.issue-again';
/** How many are read at a time, with all that is printed of them. */
const CHUNK = 100;
/** What fails for so many fails for a reason that they share. */
const ENOUGH_FAILURES = 20;

/** Anyone who opens the old certificate's address may read it. */
const RAISED = 'The result was raised.';

/**
 * Acts on a release: issues a certificate to everyone who passed – the record first, then the file –, replaces one
 * whose result rose, and asks an administrator where a grade fell below what a certificate prints.
 *
 * Each grade is one transaction that also writes what came of it, so a job that is killed and tried again goes on
 * where it was, and issues nothing twice – also to somebody whose certificate has been revoked in between.
 */
@Injectable()
export class Issuing implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly events: DomainEvents,
    private readonly jobs: Jobs,
    private readonly audit: AuditLog,
    private readonly grades: ReleasedGrades,
    private readonly codes: CertificateCodes,
    private readonly issuance: Issuance,
    private readonly outcomes: IssueOutcomes,
    private readonly questions: Questions,
  ) {}

  onModuleInit(): void {
    const expireSeconds = 3600;
    this.events.after(GradesReleased, 'certificates.issue', ({ releaseId }) => this.issueFor(releaseId), {
      expireSeconds,
    });
    this.events.after(
      AccountRenamed,
      'certificates.issue-to-renamed',
      ({ userId }) => this.issueToRenamed(userId),
      { expireSeconds },
    );
    this.jobs.define(
      ISSUE_AGAIN,
      { expireSeconds, singleton: true },
      ({ releaseId }: { releaseId: string }) => this.issueFor(releaseId),
    );
  }

  /** Tries again, e.g. once a name was mended: one job, however often it is asked for. */
  async again(viewer: Viewer, releaseId: string): Promise<void> {
    await this.db.transaction(async (tx) => {
      if (!(await this.jobs.enqueue(tx, ISSUE_AGAIN, { releaseId }, { singletonKey: releaseId }))) return;
      await this.audit.record(tx, {
        actorId: viewer.id,
        action: 'release.issued-again',
        subjectType: 'release',
        subjectId: releaseId,
      });
    });
  }

  /** Whoever waits for a certificate because of their name gets it once the name is another. */
  private async issueToRenamed(userId: string): Promise<void> {
    const waiting = await this.db.query<{ releaseId: string }[]>(
      `SELECT o.release_id AS "releaseId" FROM issue_outcomes o JOIN enrolments e ON e.id = o.enrolment_id
        WHERE e.user_id = $1 AND o.reason = 'name-not-printable' ORDER BY o.at`,
      [userId],
    );
    for (const { releaseId } of waiting) await this.issueFor(releaseId);
  }

  /**
   * May be run any number of times, also at once. One grade that fails keeps nobody else waiting; then this fails,
   * too, so that its job is tried again.
   */
  async issueFor(releaseId: string): Promise<void> {
    const facts = await releaseFacts(this.db, releaseId);
    const open = await this.outcomes.open(releaseId);
    const failures: unknown[] = [];
    for (let at = 0; at < open.length && failures.length < ENOUGH_FAILURES; at += CHUNK) {
      for (const grade of await this.grades.ofReleaseAmong(releaseId, open.slice(at, at + CHUNK))) {
        try {
          await this.db.transaction((tx) => this.act(tx, facts, grade));
        } catch (error) {
          failures.push(error);
        }
      }
    }
    await this.questions.tellAdministrators(releaseId);
    if (failures.length > 0) throw failures[0];
  }

  private async act(tx: EntityManager, facts: ReleaseFacts, grade: ReleasedGrade): Promise<void> {
    const { releaseId } = facts;
    const { enrolmentId } = grade;
    const standing = await lockedStanding(tx, enrolmentId, releaseId);
    const { holder, latestReleaseId, outcome, held, revokedSince } = standing;
    if (outcome !== null && outcome.kind !== 'refused') return;

    const decision = decide(shownResult(grade), {
      latest: latestReleaseId === releaseId,
      erased: holder.name === null,
      held: held && { suspended: held.suspended, prints: printedResult(held.snapshot) },
      revokedSince,
    });
    const settle = (kind: 'kept' | 'asked' | 'overtaken', certificateId: string | null) =>
      this.outcomes.write(tx, { releaseId, enrolmentId, kind, certificateId, reason: null });
    if (decision.kind === 'nothing') return;
    if (decision.kind === 'overtaken') return settle('overtaken', null);
    // What was asked about an earlier release needs no answer any more.
    if (held) await this.questions.overtake(tx, enrolmentId);
    if (decision.kind === 'refuse') return this.refuse(tx, facts, grade, decision.reason, outcome?.reason);
    if (held && decision.kind === 'keep') return settle('kept', held.id);
    if (held && decision.kind === 'ask') {
      await this.questions.ask(tx, { releaseId, enrolmentId, certificateId: held.id, kind: decision.about });
      return settle('asked', held.id);
    }
    await this.issue(tx, facts, grade, holder, held, outcome?.reason);
  }

  private async issue(
    tx: EntityManager,
    facts: ReleaseFacts,
    grade: ReleasedGrade,
    holder: LockedStanding['holder'],
    held: HeldCertificate | null,
    refusedFor: Refusal | null | undefined,
  ): Promise<void> {
    const { releaseId } = facts;
    const { enrolmentId, gradeEventId } = grade;
    const snapshot = newSnapshot({
      facts,
      grade,
      // Of one that is replaced the name stays: it may have been corrected for the certificate alone.
      holder: held?.snapshot.holder ?? holderOf(holder.name ?? '', holder.han),
      code: this.codes.next(enrolmentId),
      issuedAt: this.clock.now(),
      publicUrl: this.config.publicUrl,
    });
    const unprintable = whatCannotBePrinted(snapshot);
    if (unprintable !== null)
      return this.refuse(tx, facts, grade, `${unprintable}-not-printable`, refusedFor);
    const certificateId = await this.issuance.issue(tx, {
      ...{ enrolmentId, releaseId, gradeEventId, snapshot, holderId: holder.id, actorId: null },
      ...(held && { supersedes: { certificateId: held.id, publicReason: RAISED } }),
    });
    if (certificateId === null) return;
    const kind = held ? 'raised' : 'issued';
    await this.outcomes.write(tx, { releaseId, enrolmentId, kind, certificateId, reason: null });
  }

  /** Told in the audit log once for each reason, however often the job runs. */
  private async refuse(
    tx: EntityManager,
    { releaseId }: ReleaseFacts,
    { enrolmentId }: ReleasedGrade,
    reason: Refusal,
    before: Refusal | null | undefined,
  ): Promise<void> {
    if (before === reason) return;
    await this.outcomes.write(tx, {
      ...{ releaseId, enrolmentId, kind: 'refused', certificateId: null, reason },
    });
    await this.audit.record(tx, {
      actorId: null,
      action: 'certificate.refused',
      subjectType: 'enrolment',
      subjectId: enrolmentId,
      facts: { releaseId, reason },
    });
  }
}
