import { type MailTransport, type Message } from '../../src/platform/mail/mail-transport.js';

/**
 * Keeps the mails that leave the house. In a test application it stands in for the mail server:
 * `.overrideProvider(MAIL_TRANSPORT).useValue(mails).overrideProvider(MAILBOX).useValue(null)`.
 */
export class Mails implements MailTransport {
  readonly sent: Message[] = [];

  send(message: Message): Promise<void> {
    this.sent.push(message);
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  to(address: string): Message[] {
    return this.sent.filter((message) => message.to.address === address);
  }
}
