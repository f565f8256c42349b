import { Injectable } from '@nestjs/common';
import { DomainError } from '../../platform/errors/domain-errors.js';
import { Limits } from '../../platform/limits/limits.js';
import { mailboxOf } from './mailbox.rules.js';

/** Whoever knows an address can make us write to it; this keeps them from filling somebody's mailbox with it. */
@Injectable()
export class MailboxLimits {
  constructor(private readonly limits: Limits) {}

  /**
   * Counts a mail that somebody asks for and that may reach a stranger: 3 an hour and 6 a day for each mailbox, all
   * kinds together. Not for what only the account's owner can cause, such as the notice of a changed password.
   *
   * @param address in lower case
   * @param reserve links to choose a new password are counted by themselves, 3 an hour and 6 a day once more: whoever
   *   has a mailbox filled with other mail must not keep its owner out
   * @returns false when the mailbox has got enough; then nothing is sent, and the page says what it always says
   */
  async allow(address: string, reserve: 'password-reset' | null = null): Promise<boolean> {
    const mailbox = [mailboxOf(address), reserve ?? ''].join(' ').trim();
    try {
      await this.limits.consume('mailByMailboxAnHour', mailbox);
      await this.limits.consume('mailByMailboxADay', mailbox);
      return true;
    } catch (error) {
      if (error instanceof DomainError && error.kind === 'tooMany') return false;
      throw error;
    }
  }
}
