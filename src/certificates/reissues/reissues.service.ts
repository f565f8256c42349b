import { randomUUID } from 'node:crypto';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { conflict, notFound } from '../../platform/errors/domain-errors.js';
import { Jobs } from '../../platform/jobs/jobs.js';
import { safeError } from '../../platform/logs/safe-error.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { AuditLog } from '../../users/audit/audit-log.js';
import { CertificateCodes } from '../issuing/certificate-codes.js';
import { Issuance } from '../issuing/issuance.service.js';
import { snapshotInPlaceOf } from '../issuing/new-snapshot.js';
import { lockedStanding } from '../issuing/standing.js';
import { lockRing, readRing } from '../keys/key-ring.service.js';
import { type KeyPurpose } from '../keys/signing-key.js';
import { SigningKeyEvent } from '../keys/signing-key.entity.js';
import { CertificateReissue, ReissuedCertificate } from './reissue.entity.js';
import {
  type Failures,
  firstRun,
  nextRun,
  oneMore,
  type ReissueRun,
  runKey,
  type RunPlace,
  whyNot,
  writtenOutcome,
} from './runs.rules.js';
import { reissueReasons, signedSince } from './signed-since.rules.js';

/** Ids: those of a `ReissueRun`, whose `runKey` is the job's key, too. */
export const REISSUE = 'certificates.reissue';
const CHUNK = 100;
/** As long the page can tell what could not be issued anew. */
const A_YEAR = 365 * 24 * 3600;

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
 * Each certificate is one transaction, so a job that is killed and tried again goes on where it was. A job tries so many
 * and hands the rest to a job of its own: however many there are, none takes long, and each has all its tries.
 */
@Injectable()
export class Reissues implements OnModuleInit {
  /** How many certificates a job tries. */
  perRun = 2000;
  private readonly log = new Logger('Reissues');

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
      { expireSeconds: 3600, keepSeconds: A_YEAR, singleton: true },
      async ({ reissueId, ...rest }: Pick<ReissueRun, 'reissueId'> & Partial<ReissueRun>, { note }) => {
        const run = { ...firstRun(reissueId), ...rest };
        note(writtenOutcome(run.pass, await this.carryOut(run)));
      },
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
      if (!(await this.enqueue(tx, firstRun(reissueId), keyId))) return;
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

  /**
   * May be run any number of times, also at once. One certificate that fails keeps no other waiting.
   *
   * @returns what has failed in this run
   */
  async carryOut(run: ReissueRun): Promise<Failures> {
    const asked = await this.asked(run.reissueId);
    let failures: Failures = {};
    let issued = false;
    let tried = 0;
    let last: RunPlace = run;
    let place: RunPlace | null = null;
    for await (const { at, id } of this.standingBehind(run, asked)) {
      if (tried === this.perRun) {
        place = last;
        break;
      }
      tried += 1;
      last = { at, id };
      try {
        const replaced = await this.db.transaction((tx) => this.replace(tx, asked, id));
        issued ||= replaced;
      } catch (error) {
        const before = Object.keys(failures).length;
        failures = oneMore(failures, whyNot(error));
        // What many share is logged once.
        if (Object.keys(failures).length > before) {
          this.log.error({
            err: safeError(error),
            certificateId: id,
            msg: 'a certificate was not issued anew',
          });
        }
      }
    }
    const next = nextRun(run, { place, issued, failed: Object.keys(failures).length > 0 });
    if (next) await this.db.transaction((tx) => this.enqueue(tx, next, asked.keyId));
    return failures;
  }

  /** False where a job for this key waits already: that one does what this one would do. */
  private enqueue(tx: EntityManager, run: ReissueRun, keyId: string): Promise<boolean> {
    const keys = { singletonKey: keyId, onceKey: runKey(run.reissueId, run.number) };
    return this.jobs.enqueue(tx, REISSUE, run, keys);
  }

  private async asked(reissueId: string): Promise<Asked> {
    const [asked] = await this.db.query<Asked[]>(
      `SELECT q.id AS "reissueId", q.key_id AS "keyId", k.purpose, q.actor_id AS "actorId",
              (SELECT e.since FROM signing_key_events e WHERE e.key_id = k.id AND e.kind = 'compromised'
                ORDER BY e.sequence DESC LIMIT 1) AS since
         FROM certificate_reissues q JOIN signing_keys k ON k.id = q.key_id WHERE q.id = $1`,
      [reissueId],
    );
    if (!asked) throw new Error('Nobody has asked for this.');
    return asked;
  }

  /** What was signed first comes first. Each step begins where the one before has ended, so each row is read once. */
  private async *standingBehind(place: RunPlace, { keyId, purpose, since }: Asked): AsyncGenerator<RunPlace> {
    for (let behind: RunPlace | undefined = place; behind;) {
      const rows: (RunPlace & { stands: boolean })[] = await this.db.query(
        `SELECT walked.certificate_id AS id, walked.at::text AS at,
                coalesce(l.state IN ('standing', 'key-compromised'), false) AS stands
           FROM (SELECT s.certificate_id, s.at FROM (${signedSince[purpose]}) AS s
                  WHERE (s.at, s.certificate_id) > ($3::timestamptz, $4::uuid)
                  ORDER BY s.at, s.certificate_id LIMIT ${CHUNK}) AS walked
           LEFT JOIN certificate_listings l ON l.certificate_id = walked.certificate_id
          ORDER BY walked.at, walked.certificate_id`,
        [keyId, since, behind.at, behind.id],
      );
      for (const { stands, ...row } of rows) if (stands) yield row;
      behind = rows.at(-1);
    }
  }

  /** @returns whether it was; not where something has happened to it meanwhile, which counts */
  private async replace(tx: EntityManager, asked: Asked, certificateId: string): Promise<boolean> {
    const [old] = await tx.query<{ enrolmentId: string; releaseId: string; gradeEventId: string }[]>(
      `SELECT enrolment_id AS "enrolmentId", release_id AS "releaseId", grade_event_id AS "gradeEventId"
         FROM certificates WHERE id = $1`,
      [certificateId],
    );
    if (!old) return false;
    const { enrolmentId, releaseId, gradeEventId } = old;
    const { holder, held } = await lockedStanding(tx, enrolmentId, releaseId);
    if (held?.id !== certificateId || held.suspended) return false;
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
    return true;
  }
}
