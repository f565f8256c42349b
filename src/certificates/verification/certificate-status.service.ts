import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Clock } from '../../platform/clock/clock.js';
import { Statements } from '../../platform/database/statements.js';
import { eachInTurn, inSlices } from '../../platform/in-slices.js';
import { Notifications } from '../../platform/notifications/notifications.js';
import { type PublicView } from '../../platform/web/responses.js';
import { KEYS_CHANGED } from '../keys/key-ring.service.js';
import { AnswerCache } from './answer-cache.js';
import {
  certificateByCode,
  type CertificateRow,
  certificatesByCodes,
  factsOf,
  type ShownSection,
} from '../register/certificate.statements.js';
import { type Code, writtenCode } from '../register/code.rules.js';
import { type CertificateSnapshot } from '../register/snapshot.rules.js';
import { type Verdict, verdictAt } from '../register/status.rules.js';
import { type HideableField } from '../register/visibility.rules.js';

/** What was known of a certificate at the moment at which it was read. */
export interface KnownCertificate {
  /** Never told: its files are found by it. */
  readonly id: string;
  readonly code: Code;
  readonly verdict: Verdict;
  /** Null once it was erased. */
  readonly snapshot: CertificateSnapshot | null;
  /** What its holder keeps from the public: pass it to `shownFacts` before anything is told. */
  readonly hidden: readonly HideableField[];
  /** The sections of the graded handbook that its holder shows, in its order. */
  readonly evidence: readonly ShownSection[];
  readonly readAt: Date;
  /** Whether somebody has asked for the page. */
  asked: boolean;
  /** The page, once it was asked for again; it is the same for everybody. */
  page: PublicView | null;
}

/** PostgreSQL's channel on which a trigger tells the code of a certificate that something has happened to. */
const CHANNEL = 'certificate_changed';

/**
 * An answer is at most this old, in every process, whatever happens: usually a change ends it within milliseconds, and
 * this is the bound for when a notification is lost.
 */
export const OLDEST_ANSWER_MS = 10_000;

/** About 12 kB each. */
const REMEMBERED = 2_000;

/** What can be said of a code: one SQL statement, or none for a while after that. */
@Injectable()
export class CertificateStatus implements OnModuleInit {
  private readonly remembered = new AnswerCache<KnownCertificate>(REMEMBERED);

  constructor(
    private readonly statements: Statements,
    private readonly notifications: Notifications,
    private readonly clock: Clock,
  ) {}

  onModuleInit(): void {
    this.notifications.listen(CHANNEL, (code) => {
      if (code === null) this.remembered.forgetAll();
      else this.remembered.forget(writtenCode(code as Code));
    });
    // A key that is compromised may have signed any of them.
    this.notifications.listen(KEYS_CHANGED, () => {
      this.remembered.forgetAll();
    });
  }

  /**
   * From memory; undefined does not mean that there is no such certificate.
   *
   * @param written a code as it stands in its address, or whatever else stands there
   */
  recall(written: string): KnownCertificate | undefined {
    return this.remembered.get(written, this.clock.now().getTime());
  }

  /** From the database. Null: never issued; that is not remembered, since there is no end to such codes. */
  async read(code: Code): Promise<KnownCertificate | null> {
    const ticket = this.remembered.ticket();
    const readAt = this.clock.now();
    const [row] = await this.statements.look<CertificateRow>(certificateByCode, [code]);
    if (!row) return null;
    const known = knownFrom(row, code, readAt);
    const { validUntil } = row;
    const oldest = readAt.getTime() + OLDEST_ANSWER_MS;
    const expiry = validUntil !== null && validUntil > readAt ? validUntil.getTime() : Infinity;
    this.remembered.keep(writtenCode(code), known, Math.min(oldest, expiry), ticket);
    return known;
  }

  /** All that are known of several codes, as they stand at this moment: one statement, nothing from memory. */
  async readAll(codes: readonly Code[]): Promise<ReadonlyMap<Code, KnownCertificate>> {
    const readAt = this.clock.now();
    const rows = await this.statements.run<CertificateRow & { code: Code }>(certificatesByCodes, [codes]);
    return new Map(await inSlices(eachInTurn(rows, (row) => [row.code, knownFrom(row, row.code, readAt)])));
  }
}

function knownFrom(row: CertificateRow, code: Code, readAt: Date): KnownCertificate {
  const { events, validUntil, snapshot, hidden, evidence, compromise } = factsOf(row);
  const verdict = verdictAt(events, validUntil, readAt, compromise);
  return { id: row.id, code, verdict, snapshot, hidden, evidence, readAt, asked: false, page: null };
}
