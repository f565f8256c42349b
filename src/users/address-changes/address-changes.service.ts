import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager, IsNull, QueryFailedError } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { invalid, notFound } from '../../platform/errors/domain-errors.js';
import { Mailer } from '../../platform/mail/mailer.js';
import { Tokens } from '../../platform/tokens/tokens.js';
import { AuditLog } from '../audit/audit-log.js';
import { MailboxLimits } from '../mails/mailbox-limits.js';
import { User } from '../user.entity.js';
import { AddressChange } from './address-change.entity.js';
import { ASK_NEW, ASK_OLD, CHANGED, type Side, sidePurpose } from './address-change-mails.js';

const LIFETIME_MS = 48 * 60 * 60 * 1000;
const UNIQUE_VIOLATION = '23505';

export interface Standing {
  side: Side;
  oldEmail: string;
  newEmail: string;
  /** This side has agreed; the other one has not yet. */
  confirmed: boolean;
}

export type Confirmed = 'ended' | 'waiting' | 'changed' | 'taken';

/** Another address for an account. Both mailboxes agree within two days, or nothing happens. */
@Injectable()
export class AddressChanges {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly tokens: Tokens,
    private readonly mailer: Mailer,
    private readonly mailboxes: MailboxLimits,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Writes to both addresses; an earlier change that is under way is given up. An address that belongs to another
   * account is treated like any other here, and told by a mail to itself.
   *
   * @param newEmail in lower case
   * @throws DomainError invalid when it is the account's own address
   */
  async begin(userId: string, newEmail: string): Promise<void> {
    const account = await this.db.getRepository(User).findOneBy({ id: userId });
    if (account?.email === newEmail) {
      const message = 'This is the address of your account already.';
      throw invalid(message, [{ field: 'email', message }]);
    }
    if (!(await this.mailboxes.allow(newEmail))) return;
    await this.db.transaction(async (tx) => {
      const { email: oldEmail } = await lockAccount(tx, userId);
      const createdAt = this.clock.now();
      await tx
        .getRepository(AddressChange)
        .update({ userId, completedAt: IsNull(), stoppedAt: IsNull() }, { stoppedAt: createdAt });
      const expiresAt = new Date(createdAt.getTime() + LIFETIME_MS);
      const { id: changeId } = await tx
        .getRepository(AddressChange)
        .save({ userId, oldEmail, newEmail, createdAt, expiresAt });
      await this.record(tx, userId, 'account.address-change-asked');
      await this.mailer.post(tx, ASK_OLD, { changeId });
      await this.mailer.post(tx, ASK_NEW, { changeId });
    });
  }

  /** The change of this person that waits for confirmations, or null. */
  async underWay(userId: string): Promise<AddressChange | null> {
    const change = await this.db
      .getRepository(AddressChange)
      .findOneBy({ userId, completedAt: IsNull(), stoppedAt: IsNull() });
    return change && change.expiresAt > this.clock.now() ? change : null;
  }

  /** What a link is about, or null when it has ended. */
  async find(token: string): Promise<Standing | null> {
    const link = this.read(token);
    if (!link) return null;
    const change = await this.db.getRepository(AddressChange).findOneBy({ id: link.changeId });
    if (!change || !this.isOpen(change)) return null;
    const { oldEmail, newEmail, oldConfirmedAt, newConfirmedAt } = change;
    const confirmed = (link.side === 'old' ? oldConfirmedAt : newConfirmedAt) !== null;
    return { side: link.side, oldEmail, newEmail, confirmed };
  }

  /** One side agrees. The second one to do so brings the new address into force. */
  async confirm(token: string): Promise<Confirmed> {
    const link = this.read(token);
    if (!link) return 'ended';
    return this.db.transaction(async (tx) => {
      const change = await this.lock(tx, link.changeId);
      if (!change) return 'ended';
      const now = this.clock.now();
      if (link.side === 'old') change.oldConfirmedAt ??= now;
      else change.newConfirmedAt ??= now;
      const agreed = change.oldConfirmedAt !== null && change.newConfirmedAt !== null;
      const taken = agreed && !(await this.bringIntoForce(tx, change));
      if (taken) change.stoppedAt = now;
      else if (agreed) change.completedAt = now;
      await tx.getRepository(AddressChange).save(change);
      if (taken) return 'taken';
      return agreed ? 'changed' : 'waiting';
    });
  }

  /** From the old address only. @returns false when there is nothing to stop any more */
  async stop(token: string): Promise<boolean> {
    const link = this.read(token);
    if (link?.side !== 'old') return false;
    return this.db.transaction(async (tx) => {
      const change = await this.lock(tx, link.changeId);
      if (!change) return false;
      await tx.getRepository(AddressChange).update({ id: change.id }, { stoppedAt: this.clock.now() });
      await this.record(tx, change.userId, 'account.address-change-stopped');
      return true;
    });
  }

  /** @returns false when somebody else's account got the address in the meantime */
  private async bringIntoForce(tx: EntityManager, change: AddressChange): Promise<boolean> {
    try {
      // In a savepoint, so that a refusal by the unique index leaves the rest standing.
      await tx.transaction((attempt) =>
        attempt.getRepository(User).update({ id: change.userId }, { email: change.newEmail }),
      );
    } catch (error) {
      if (codeOf(error) === UNIQUE_VIOLATION) return false;
      throw error;
    }
    await tx.query('DELETE FROM password_resets WHERE email = $1', [change.oldEmail]);
    await this.record(tx, change.userId, 'account.address-changed');
    await this.mailer.post(tx, CHANGED, { changeId: change.id });
    return true;
  }

  /** The account first, then the change, as `begin` and an erasure do. */
  private async lock(tx: EntityManager, changeId: string): Promise<AddressChange | null> {
    const changes = tx.getRepository(AddressChange);
    const seen = await changes.findOneBy({ id: changeId });
    if (!seen) return null;
    const { email } = await lockAccount(tx, seen.userId);
    const change = await changes.findOne({ where: { id: changeId }, lock: { mode: 'pessimistic_write' } });
    return change && this.isOpen(change) && change.oldEmail === email ? change : null;
  }

  private isOpen({ completedAt, stoppedAt, expiresAt }: AddressChange): boolean {
    return completedAt === null && stoppedAt === null && expiresAt > this.clock.now();
  }

  private read(token: string): { side: Side; changeId: string } | null {
    for (const side of ['old', 'new'] as const) {
      const changeId = this.tokens.read(sidePurpose(side), token);
      if (changeId !== null) return { side, changeId };
    }
    return null;
  }

  private async record(tx: EntityManager, userId: string, action: string): Promise<void> {
    await this.audit.record(tx, { actorId: userId, action, subjectType: 'user', subjectId: userId });
  }
}

/** @throws DomainError notFound when the person has been erased */
async function lockAccount(tx: EntityManager, userId: string): Promise<{ email: string }> {
  const [account] = await tx.query<{ email: string }[]>(
    'SELECT email FROM users WHERE id = $1 AND email IS NOT NULL FOR UPDATE',
    [userId],
  );
  if (!account) throw notFound();
  return account;
}

const codeOf = (error: unknown) =>
  error instanceof QueryFailedError ? (error as { code?: unknown }).code : undefined;
