import { Injectable, type OnModuleInit } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Clock } from '../../platform/clock/clock.js';
import { Config } from '../../platform/config/config.js';
import { type Mail, Mailer } from '../../platform/mail/mailer.js';
import { Tokens } from '../../platform/tokens/tokens.js';
import { User } from '../user.entity.js';
import { Users } from '../users.service.js';
import { AddressChange } from './address-change.entity.js';

/** Kinds of mail; ids: `{changeId}`. */
export const ASK_OLD = 'address-change-old';
export const ASK_NEW = 'address-change-new';
export const CHANGED = 'address-changed';

/** Which of the two mailboxes a link was sent to. */
export type Side = 'old' | 'new';

export const sidePurpose = (side: Side) => `address-change-${side}`;

@Injectable()
export class AddressChangeMails implements OnModuleInit {
  constructor(
    private readonly db: DataSource,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly tokens: Tokens,
    private readonly mailer: Mailer,
    private readonly users: Users,
  ) {}

  onModuleInit(): void {
    this.mailer.define(ASK_OLD, ({ changeId }: { changeId: string }) => this.askOld(changeId));
    this.mailer.define(ASK_NEW, ({ changeId }: { changeId: string }) => this.askNew(changeId));
    this.mailer.define(CHANGED, ({ changeId }: { changeId: string }) => this.tellOld(changeId));
  }

  private async askOld(changeId: string): Promise<Mail | null> {
    const found = await this.open(changeId);
    if (!found) return null;
    const { oldEmail: address, newEmail } = found.change;
    return {
      to: { name: found.name, address },
      subject: 'Another address for your account?',
      template: ASK_OLD,
      model: { recipientName: found.name, newEmail, link: this.link('old', changeId) },
    };
  }

  private async askNew(changeId: string): Promise<Mail | null> {
    const found = await this.open(changeId);
    if (!found) return null;
    const { newEmail: address } = found.change;
    const holder = await this.users.byEmail(address);
    if (holder) {
      return {
        to: { name: holder.name ?? '', address },
        subject: 'Your address was given for another account',
        template: 'address-taken',
        model: { recipientName: holder.name ?? '', link: `${this.config.publicUrl}/sign-in` },
      };
    }
    // Without the account's name: it may be a stranger's mailbox.
    return {
      to: { name: '', address },
      subject: 'Confirm your new address',
      template: ASK_NEW,
      model: { link: this.link('new', changeId) },
    };
  }

  private async tellOld(changeId: string): Promise<Mail | null> {
    const found = await this.find(changeId);
    if (!found) return null;
    return {
      to: { name: found.name, address: found.change.oldEmail },
      subject: 'The address of your account was changed',
      template: CHANGED,
      model: { recipientName: found.name, link: `${this.config.publicUrl}/account` },
    };
  }

  private async open(changeId: string) {
    const found = await this.find(changeId);
    if (!found) return null;
    const { completedAt, stoppedAt, expiresAt } = found.change;
    const ended = completedAt !== null || stoppedAt !== null || expiresAt <= this.clock.now();
    return ended ? null : found;
  }

  private async find(changeId: string) {
    const change = await this.db.getRepository(AddressChange).findOneBy({ id: changeId });
    const user = change && (await this.db.getRepository(User).findOneBy({ id: change.userId }));
    return change && user && user.name !== null ? { change, name: user.name } : null;
  }

  private link(side: Side, changeId: string): string {
    return `${this.config.publicUrl}/address-changes/${this.tokens.make(sidePurpose(side), changeId)}`;
  }
}
