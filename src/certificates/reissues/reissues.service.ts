import { randomUUID } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { conflict, notFound } from '../../platform/errors/domain-errors.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { CertificateCodes } from '../issuing/certificate-codes.js';
import { Issuance } from '../issuing/issuance.service.js';
import { snapshotInPlaceOf } from '../issuing/new-snapshot.js';
import { lockedStanding } from '../issuing/standing.js';
import { lockRing, readRing } from '../keys/key-ring.service.js';
import { type KeyPurpose } from '../keys/signing-key.js';
import { SigningKeyEvent } from '../keys/signing-key.entity.js';
import { inChunks } from '../register/in-chunks.js';
import { CertificateReissue, ReissuedCertificate } from './reissue.entity.js';
import { reissueReasons, signedSince } from './signed-since.rules.js';

/** Ids: `{reissueId}`, which is the job's key, too. */
export const REISSUE = 'certificates.reissue';
const CHUNK = 100;
/** What fails for so many fails for a reason that they share. */
const ENOUGH_FAILURES = 20;

interface Asked {
  readonly reissueId: string;
  readonly keyId: string;
  readonly purpose: KeyPurpose;
  readonly since: Date | null;
  readonly actorId: string;
}

/**
 * Issues anew what a key has signed while it was in other hands: in the place of each certificate that stands comes one with
 * the same facts, another code and today's date, signed with the keys of now. The old address leads to it, and the mail
 * about the new file tells its holder. What was revoked, suspended, replaced or erased stays as it is.
 *
 * Each certificate is one transaction, so a job that is killed and tried again goes on where it was.
 */
@Injectable()
export class Reissues implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly jobs: Jobs,
    private readonly audit: AuditLog,
    private readonly codes: CertificateCodes,
    private readonly issuance: Issuance,
  ) {}

  onModuleInit(): void {
    this.jobs.define(
      REISSUE,
      { expireSeconds: 3600, singleton: true },
      ({ reissueId }: { reissueId: string }) => this.carryOut(reissueId),
    );
  }

  /**
   * Begins it, by a job: one of a key, however often it is asked for before that has begun.
   *
   * @param seen how many events the key had on the page with the button; without it the latest word counts
   * @throws DomainError notFound; conflict where the key is not compromised, or something was decided about it meanwhile
   */
  async ask(administrator: Viewer, keyId: string, seen?: number): Promise<void> {
    await this.db.transaction(async (tx) => {
      // Whoever says something else about the key waits.
      await lockRing(tx);
      const key = (await readRing(tx)).find(({ id }) => id === keyId);
      if (!key) throw notFound();
      if (key.compromisedSince === null) {
        throw conflict(
          'This key is not reported as lost or copied, so what it has signed holds. Nothing was done.',
        );
      }
      if (seen !== undefined && seen !== (await tx.getRepository(SigningKeyEvent).countBy({ keyId }))) {
        throw conflict('Something was decided about this key since you opened the page. Nothing was done.');
      }
      const reissueId = randomUUID();
      const keys = { singletonKey: keyId, onceKey: reissueId };
      if (!(await this.jobs.enqueue(tx, REISSUE, { reissueId }, keys))) return;
      const at = this.clock.now();
      await tx.insert(CertificateReissue, { id: reissueId, keyId, actorId: administrator.id, at });
      await this.audit.record(tx, {
        actorId: administrator.id,
        action: 'signing-key.certificates-reissued',
        subjectType: 'signing-key',
        subjectId: keyId,
        facts: { name: key.name, since: key.compromisedSince.toISOString() },
      });
    });
  }

  /** May be run any number of times, also at once. One certificate that fails keeps no other waiting; then this fails, too. */
  async carryOut(reissueId: string): Promise<void> {
    const [asked] = await this.db.query<Asked[]>(
      `SELECT q.id AS "reissueId", q.key_id AS "keyId", k.purpose, q.actor_id AS "actorId",
              (SELECT e.since FROM signing_key_events e WHERE e.key_id = k.id AND e.kind = 'compromised'
                ORDER BY e.sequence DESC LIMIT 1) AS since
         FROM certificate_reissues q JOIN signing_keys k ON k.id = q.key_id WHERE q.id = $1`,
      [reissueId],
    );
    if (!asked) throw new Error('Nobody has asked for this.');
    const { keyId, since, purpose } = asked;
    const failures: unknown[] = [];
    for await (const ids of inChunks(this.db, signedSince[purpose], [keyId, since], CHUNK)) {
      for (const certificateId of await this.standingAmong(ids)) {
        try {
          await this.db.transaction((tx) => this.replace(tx, asked, certificateId));
        } catch (error) {
          failures.push(error);
        }
      }
      if (failures.length >= ENOUGH_FAILURES) break;
    }
    if (failures.length > 0) throw failures[0];
  }

  private async standingAmong(ids: readonly string[]): Promise<string[]> {
    const rows = await this.db.query<{ id: string }[]>(
      `SELECT certificate_id AS id FROM certificate_listings
        WHERE certificate_id = ANY ($1) AND state IN ('standing', 'key-compromised') ORDER BY issued_at, certificate_id`,
      [ids],
    );
    return rows.map(({ id }) => id);
  }

  private async replace(tx: EntityManager, asked: Asked, certificateId: string): Promise<void> {
    const [old] = await tx.query<{ enrolmentId: string; releaseId: string; gradeEventId: string }[]>(
      `SELECT enrolment_id AS "enrolmentId", release_id AS "releaseId", grade_event_id AS "gradeEventId"
         FROM certificates WHERE id = $1`,
      [certificateId],
    );
    if (!old) return;
    const { enrolmentId, releaseId, gradeEventId } = old;
    const { holder, held } = await lockedStanding(tx, enrolmentId, releaseId);
    // Something has happened to it meanwhile, and that counts.
    if (held?.id !== certificateId || held.suspended) return;
    const successorId = await this.issuance.issue(tx, {
      ...{ enrolmentId, releaseId, gradeEventId, holderId: holder.id, actorId: asked.actorId },
      snapshot: snapshotInPlaceOf(held.snapshot, {
        code: this.codes.next(certificateId),
        issuedAt: this.clock.now(),
        publicUrl: this.config.publicUrl,
      }),
      supersedes: { certificateId, publicReason: reissueReasons[asked.purpose] },
    });
    if (successorId === null) throw new Error('A certificate that supersedes another was not written.');
    await tx.insert(ReissuedCertificate, { certificateId: successorId, reissueId: asked.reissueId });
  }
}
