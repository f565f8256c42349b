import { Injectable, type OnModuleInit } from '@nestjs/common';
import { randomUUID } from 'node:crypto';
import { DataSource, type EntityManager, IsNull } from 'typeorm';
import { Config } from '../../platform/config/config.js';
import { invalid, notFound } from '../../platform/errors/domain-errors.js';
import { Limits } from '../../platform/limits/limits.js';
import { type Mail, Mailer } from '../../platform/mail/mailer.js';
import { AuditLog } from '../audit/audit-log.js';
import { hashPassword, passwordFits } from '../password.js';
import { weaknessOf } from '../password.rules.js';
import { Sessions } from '../sessions/sessions.service.js';
import { User } from '../user.entity.js';

/** Ids: `{userId, changeId}`. */
const CHANGED = 'password-changed';

@Injectable()
export class Passwords implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly config: Config,
    private readonly limits: Limits,
    private readonly mailer: Mailer,
    private readonly sessions: Sessions,
    private readonly audit: AuditLog,
  ) {}

  onModuleInit(): void {
    this.mailer.define(CHANGED, ({ userId }: { userId: string }) => this.compose(userId));
  }

  /**
   * Makes sure that it is the account's owner who sits before a browser that is signed in.
   *
   * @throws DomainError invalid, at the field `field`, when the password is wrong; tooMany after ten wrong ones
   */
  async check(userId: string, password: string, field: string): Promise<void> {
    await this.limits.consume('passwordByAccount', userId);
    const user = await this.db.getRepository(User).findOneBy({ id: userId });
    if (!(await passwordFits(user?.passwordHash ?? null, password))) {
      const message = 'This is not your password. Check it and try again.';
      throw invalid(message, [{ field, message }]);
    }
    await this.limits.forgive('passwordByAccount', userId);
  }

  /**
   * The owner's own change.
   *
   * @param session the key of the session that stays; all others end
   * @throws DomainError invalid for a wrong current password and for a new one that others guess first
   */
  async change(userId: string, { current, next }: { current: string; next: string }, session: string) {
    await this.check(userId, current, 'currentPassword');
    const { name, email } = await this.db.getRepository(User).findOneByOrFail({ id: userId });
    const passwordHash = await this.hashOf(next, { name: name ?? '', email: email ?? '' });
    await this.db.transaction((tx) =>
      this.set(tx, userId, passwordHash, { action: 'account.password-changed', except: session }),
    );
  }

  /** @throws DomainError invalid, at the field `password`, for one that others guess first */
  async hashOf(password: string, person: { name: string; email: string }): Promise<string> {
    const message = weaknessOf(password, person);
    if (message !== null) throw invalid(message, [{ field: 'password', message }]);
    return hashPassword(password);
  }

  /**
   * Ends the sessions and every link to choose a password, and tells the owner by mail.
   *
   * @throws DomainError notFound when the person is erased at that moment
   */
  async set(
    tx: EntityManager,
    userId: string,
    passwordHash: string,
    { action, except }: { action: string; except: string | null },
  ): Promise<void> {
    const changed = await tx.getRepository(User).update({ id: userId, erasedAt: IsNull() }, { passwordHash });
    if (changed.affected !== 1) throw notFound();
    await tx.query(
      'DELETE FROM password_resets WHERE used_at IS NULL AND email = (SELECT email FROM users WHERE id = $1)',
      [userId],
    );
    await this.sessions.endAll(tx, userId, except);
    await this.audit.record(tx, { actorId: userId, action, subjectType: 'user', subjectId: userId });
    await this.mailer.post(tx, CHANGED, { userId, changeId: randomUUID() });
  }

  private async compose(userId: string): Promise<Mail | null> {
    const user = await this.db.getRepository(User).findOneBy({ id: userId });
    if (!user || user.email === null || user.name === null) return null;
    return {
      to: { name: user.name, address: user.email },
      subject: 'Your password was changed',
      template: CHANGED,
      model: { recipientName: user.name, link: `${this.config.publicUrl}/password-resets` },
    };
  }
}
