import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource, IsNull, MoreThan } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { Limits } from '../../platform/limits/limits.js';
import { type Mail, Mailer } from '../../platform/mail/mailer.js';
import { Tokens } from '../../platform/tokens/tokens.js';
import { Passwords } from '../account/passwords.service.js';
import { MailboxLimits } from '../mails/mailbox-limits.js';
import { User } from '../user.entity.js';
import { Users } from '../users.service.js';
import { PasswordReset } from './password-reset.entity.js';

const LINK_LIFETIME_MS = 60 * 60 * 1000;
const PURPOSE = 'password-reset';
/** Ids: `{resetId}`. */
const MAIL = 'password-reset';

/** A new password for whoever reads the mail of an account. */
@Injectable()
export class PasswordResets implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly tokens: Tokens,
    private readonly limits: Limits,
    private readonly mailer: Mailer,
    private readonly mailboxes: MailboxLimits,
    private readonly users: Users,
    private readonly passwords: Passwords,
  ) {}

  onModuleInit(): void {
    this.mailer.define(MAIL, ({ resetId }: { resetId: string }) => this.compose(resetId));
  }

  /**
   * Writes to the address if it has an account. That is looked up by the job that writes the mail, so who asks learns
   * nothing, neither by the answer nor by its time.
   *
   * @param email in lower case
   */
  async ask(email: string): Promise<void> {
    if (!(await this.mailboxes.allow(email, 'password-reset'))) return;
    const createdAt = this.clock.now();
    const expiresAt = new Date(createdAt.getTime() + LINK_LIFETIME_MS);
    await this.db.transaction(async (tx) => {
      const { id } = await tx.getRepository(PasswordReset).save({ email, createdAt, expiresAt });
      await this.mailer.post(tx, MAIL, { resetId: id });
    });
  }

  /** Whose password a link may set, or null when it was never made, was used or has ended. */
  async owner(token: string): Promise<User | null> {
    const id = this.tokens.read(PURPOSE, token);
    return id === null ? null : this.ownerOf(id);
  }

  /**
   * Sets the password, once, and ends all sessions.
   *
   * @returns false when the link has ended
   * @throws DomainError invalid for a password that others guess first; the link can then be used again
   */
  async complete(token: string, password: string): Promise<boolean> {
    const id = this.tokens.read(PURPOSE, token);
    if (id === null) return false;
    const owner = await this.ownerOf(id);
    if (!owner) return false;
    const { name, email } = owner;
    const passwordHash = await this.passwords.hashOf(password, { name: name ?? '', email: email ?? '' });
    const now = this.clock.now();
    const done = await this.db.transaction(async (tx) => {
      // The account first, then what is under way for it, as an erasure does.
      const holder = await tx
        .getRepository(User)
        .findOne({ where: { id: owner.id, email: email ?? '' }, lock: { mode: 'pessimistic_write' } });
      if (!holder) return false;
      const used = await tx
        .getRepository(PasswordReset)
        .update({ id, usedAt: IsNull(), expiresAt: MoreThan(now) }, { usedAt: now });
      if (used.affected !== 1) return false;
      await this.passwords.set(tx, owner.id, passwordHash, {
        action: 'account.password-reset',
        except: null,
      });
      return true;
    });
    // Whoever reads the owner's mail need not wait because somebody else has guessed.
    if (done) await this.limits.forgive('signInByAccount', email ?? '');
    return done;
  }

  private async ownerOf(resetId: string): Promise<User | null> {
    const reset = await this.db.getRepository(PasswordReset).findOneBy({ id: resetId });
    if (!reset || reset.usedAt !== null || reset.expiresAt <= this.clock.now()) return null;
    return this.users.byEmail(reset.email);
  }

  private async compose(resetId: string): Promise<Mail | null> {
    const owner = await this.ownerOf(resetId);
    if (!owner || owner.email === null) return null;
    return {
      to: { name: owner.name ?? '', address: owner.email },
      subject: 'Choose a new password',
      template: 'password-reset',
      model: {
        recipientName: owner.name ?? '',
        link: `${this.config.publicUrl}/password-resets/${this.tokens.make(PURPOSE, resetId)}`,
      },
    };
  }
}
