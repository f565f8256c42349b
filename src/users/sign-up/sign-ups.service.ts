import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { type Mail, Mailer } from '../../platform/mail/mailer.js';
import { Tokens } from '../../platform/tokens/tokens.js';
import { AuditLog } from '../audit/audit-log.js';
import { MailboxLimits } from '../mails/mailbox-limits.js';
import { hashPassword, passwordFits } from '../password.js';
import { Users } from '../users.service.js';
import { SignUp } from './sign-up.entity.js';

const LINK_LIFETIME_MS = 24 * 60 * 60 * 1000;
const PURPOSE = 'sign-up';
/** Ids: `{signUpId}`. */
const MAIL = 'sign-up';

export interface NewAccount {
  name: string;
  email: string;
  password: string;
  timeZone: string;
  next: string;
}

export type Completed =
  | { kind: 'made'; userId: string; name: string; next: string }
  | { kind: 'taken' }
  | { kind: 'ended' }
  | { kind: 'wrong-password' };

/**
 * Signing up. Whether the address has an account already is seen by the job that writes the mail and by nobody before,
 * so the page can't tell it, neither by its words nor by its time.
 */
@Injectable()
export class SignUps implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly tokens: Tokens,
    private readonly mailer: Mailer,
    private readonly mailboxes: MailboxLimits,
    private readonly users: Users,
    private readonly audit: AuditLog,
  ) {}

  onModuleInit(): void {
    this.mailer.define(MAIL, ({ signUpId }: { signUpId: string }) => this.compose(signUpId));
  }

  /** Keeps what was typed for a day and writes to the address. Silent when the mailbox has got enough mail from us. */
  async begin({ email, name, timeZone, password, next }: NewAccount): Promise<void> {
    const passwordHash = await hashPassword(password);
    if (!(await this.mailboxes.allow(email))) return;
    const createdAt = this.clock.now();
    const expiresAt = new Date(createdAt.getTime() + LINK_LIFETIME_MS);
    await this.db.transaction(async (tx) => {
      const { id } = await tx
        .getRepository(SignUp)
        .save({ email, name, timeZone, passwordHash, next, createdAt, expiresAt });
      await this.mailer.post(tx, MAIL, { signUpId: id });
    });
  }

  /** What a link is about, or null when it has ended. */
  async find(token: string): Promise<SignUp | null> {
    const id = this.tokens.read(PURPOSE, token);
    return id === null ? null : this.open(id);
  }

  /**
   * Makes the account, once: the link is used up by it.
   *
   * @param password the one that was chosen: whoever signs a stranger up knows it, and the stranger, who gets the mail,
   *   does not. Without it one press would make an account that somebody else can open.
   */
  async complete(token: string, password: string): Promise<Completed> {
    const signUp = await this.find(token);
    if (!signUp) return { kind: 'ended' };
    if (!(await passwordFits(signUp.passwordHash, password))) return { kind: 'wrong-password' };
    const { id } = signUp;
    return this.db.transaction(async (tx) => {
      const [row] = await tx.query<Pick<SignUp, 'email' | 'name' | 'timeZone' | 'passwordHash' | 'next'>[]>(
        `WITH used AS (DELETE FROM sign_ups WHERE id = $1 AND expires_at > $2 RETURNING *)
         SELECT email, name, time_zone AS "timeZone", password_hash AS "passwordHash", next FROM used`,
        [id, this.clock.now()],
      );
      if (!row) return { kind: 'ended' };
      const { next, ...person } = row;
      const userId = await this.users.addOnce(tx, person);
      if (userId === null) return { kind: 'taken' };
      await this.audit.record(tx, {
        actorId: userId,
        action: 'account.created',
        subjectType: 'user',
        subjectId: userId,
      });
      return { kind: 'made', userId, name: person.name, next };
    });
  }

  private async open(id: string): Promise<SignUp | null> {
    const row = await this.db.getRepository(SignUp).findOneBy({ id });
    return row && row.expiresAt > this.clock.now() ? row : null;
  }

  private async compose(signUpId: string): Promise<Mail | null> {
    const signUp = await this.open(signUpId);
    if (!signUp) return null;
    const { publicUrl } = this.config;
    const account = await this.users.byEmail(signUp.email);
    if (account) {
      return {
        to: { name: account.name ?? '', address: signUp.email },
        subject: 'You have an account already',
        template: 'account-exists',
        model: {
          recipientName: account.name ?? '',
          resetLink: `${publicUrl}/password-resets`,
          link: `${publicUrl}/sign-in`,
        },
      };
    }
    // Without the name that was typed: whoever signs somebody else up could make it say anything.
    return {
      to: { name: '', address: signUp.email },
      subject: 'Confirm your address',
      template: 'confirm-sign-up',
      model: { link: `${publicUrl}/sign-up/${this.tokens.make(PURPOSE, signUp.id)}` },
    };
  }
}
