import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, type EntityManager, IsNull } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { conflict, invalid, notFound } from '../../platform/errors/domain-errors.js';
import { DomainEvents } from '../../platform/events/domain-events.js';
import { type Viewer } from '../../platform/web/viewer.js';
import { PersonErased } from '../../users/erasure/person-erased.js';
import { tidyRemark } from '../marking/score-drafts.service.js';
import { placeholderNames, unknownPlaceholders } from './placeholders.rules.js';
import { BankRemark } from './remark.entity.js';

/** A remark to be used again, as one marker of a cohort sees it. */
export interface BankEntry {
  id: string;
  body: string;
  /** True for one that all markers of the cohort have; false for the viewer's own. */
  shared: boolean;
  version: number;
  updatedAt: Date;
  /** Null once erased. */
  updatedByName: string | null;
}

export interface BankWrite {
  body: string;
  shared: boolean;
}

export const longestBankRemark = 4000;
/** Of one marker, and of one cohort: what is still read through. */
const mostBankRemarks = 500;

/** Remarks that are used again and again: one's own, in every cohort that one marks, and those of a cohort. */
@Injectable()
export class RemarkBank implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly events: DomainEvents,
  ) {}

  onModuleInit(): void {
    // What is a cohort's stays with the cohort; it names nobody any more.
    this.events.within(PersonErased, async (tx, { personId }) => {
      await tx.getRepository(BankRemark).delete({ ownerId: personId, cohortId: IsNull() });
    });
  }

  /** The cohort's remarks and the viewer's own, by their words. One statement. */
  async visibleTo(viewer: Viewer, cohortId: string): Promise<BankEntry[]> {
    const entries: BankEntry[] = await this.db.query(
      `SELECT ${entryFields} WHERE b.cohort_id = $1 OR (b.cohort_id IS NULL AND b.owner_id = $2)`,
      [cohortId, viewer.id],
    );
    return entries.sort((one, other) => collator.compare(one.body, other.body));
  }

  /** @throws DomainError notFound for what somebody else keeps for themselves, or another cohort has */
  async entry(
    viewer: Viewer,
    cohortId: string,
    id: string,
    em: EntityManager = this.db.manager,
  ): Promise<BankEntry> {
    const [entry]: BankEntry[] = await em.query(
      `SELECT ${entryFields} WHERE b.id = $3 AND (b.cohort_id = $1 OR (b.cohort_id IS NULL AND b.owner_id = $2))`,
      [cohortId, viewer.id, id],
    );
    if (!entry) throw notFound('There is no such remark in the bank.');
    return entry;
  }

  /**
   * Keeps a remark. The same words twice are kept once.
   *
   * @throws DomainError invalid for an empty remark, an unknown placeholder, or a bank that is full
   */
  async add(viewer: Viewer, cohortId: string, { body: typed, shared }: BankWrite): Promise<BankEntry> {
    const body = checked(typed);
    return this.db.transaction(async (tx) => {
      const repository = tx.getRepository(BankRemark);
      const place = shared ? { cohortId } : { cohortId: IsNull(), ownerId: viewer.id };
      // An erasure waits until the remark is there to be deleted, or comes before it.
      const there: unknown[] = await tx.query(
        'SELECT id FROM users WHERE id = $1 AND erased_at IS NULL FOR SHARE',
        [viewer.id],
      );
      if (there.length === 0) throw notFound();
      // One at a time for each bank, so that nobody adds the same words twice or more than it holds.
      await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [
        `bank of ${shared ? cohortId : viewer.id}`,
      ]);
      const same = await repository.findOneBy({ ...place, body });
      if (same) return this.entry(viewer, cohortId, same.id, tx);
      if ((await repository.countBy(place)) >= mostBankRemarks) {
        throw invalid(`A bank holds ${mostBankRemarks} remarks. Delete some first.`, [
          { field: 'body', message: `There are ${mostBankRemarks} remarks already.` },
        ]);
      }
      const { id } = await repository.save({
        ...{ body, ownerId: viewer.id, cohortId: shared ? cohortId : null },
        ...{ version: 1, updatedById: viewer.id, updatedAt: this.clock.now() },
      });
      return this.entry(viewer, cohortId, id, tx);
    });
  }

  /**
   * @returns null when it is stored; both texts when somebody else has changed it since that version
   * @throws DomainError notFound as `entry` does, invalid as `add` does
   */
  async change(
    viewer: Viewer,
    cohortId: string,
    id: string,
    { body: typed, version }: { body: string; version: number },
  ): Promise<BankEntry | null> {
    const body = checked(typed);
    return this.db.transaction(async (tx) => {
      await this.entry(viewer, cohortId, id, tx);
      const { affected } = await tx
        .getRepository(BankRemark)
        .update(
          { id, version },
          { body, version: version + 1, updatedById: viewer.id, updatedAt: this.clock.now() },
        );
      if (affected === 1) return null;
      const theirs = await this.entry(viewer, cohortId, id, tx);
      return theirs.body === body ? null : theirs;
    });
  }

  /** @throws DomainError notFound as `entry` does; conflict when somebody has changed it since that version */
  async remove(viewer: Viewer, cohortId: string, id: string, version: number): Promise<void> {
    await this.db.transaction(async (tx) => {
      await this.entry(viewer, cohortId, id, tx);
      const { affected } = await tx.getRepository(BankRemark).delete({ id, version });
      if (affected !== 1) {
        throw conflict('This remark has been changed since you opened it, so it was not deleted.');
      }
    });
  }
}

const entryFields = `b.id, b.body, b.cohort_id IS NOT NULL AS shared, b.version, b.updated_at AS "updatedAt",
       u.name AS "updatedByName" FROM bank_remarks b JOIN users u ON u.id = b.updated_by_id`;

const collator = new Intl.Collator('en', { numeric: true });

function checked(typed: string): string {
  const body = tidyRemark(typed);
  const refuse = (message: string) => invalid('This remark was not kept.', [{ field: 'body', message }]);
  if (body === '') throw refuse('Write the remark that you want to use again.');
  const [unknown] = unknownPlaceholders(body);
  if (unknown !== undefined) {
    const known = placeholderNames.map((name) => `{{${name}}}`).join(', ');
    throw refuse(`“{{${unknown}}}” stands for nothing. What can stand in a remark: ${known}.`);
  }
  return body;
}
