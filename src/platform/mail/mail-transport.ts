import { Logger } from '@nestjs/common';
import { createTransport } from 'nodemailer';
import { GiveUp } from '../jobs/jobs.js';
import { type Mailbox } from './mailbox.js';

/** A file that goes along with a mail. */
export interface Attachment {
  filename: string;
  content: Buffer;
  contentType: string;
}

/** A finished mail. */
export interface Message {
  messageId: string;
  from: string;
  to: { name: string; address: string };
  subject: string;
  html: string;
  text: string;
  attachments?: readonly Attachment[];
  /** The one address that the mail is about. */
  link: string;
  /** Where a POST stops further mails of this kind. */
  unsubscribeUrl?: string;
}

/** How finished mails leave the house. */
export interface MailTransport {
  /** @throws GiveUp when the message will never be taken; any other error when it may be taken later */
  send(message: Message): Promise<void>;
  close(): Promise<void>;
}

/** Through a mail server, over at most two connections that are kept open between mails. */
export function smtp(url: string): MailTransport {
  const transport = createTransport({
    url,
    pool: true,
    maxConnections: 2,
    connectionTimeout: 15_000,
    greetingTimeout: 15_000,
    socketTimeout: 60_000,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    async send({ messageId, from, to, subject, html, text, attachments = [], unsubscribeUrl }) {
      try {
        await transport.sendMail({
          ...{ messageId, from, to, subject, html, text, attachments: [...attachments] },
          headers: {
            // RFC 3834: answering machines stay silent.
            'Auto-Submitted': 'auto-generated',
            ...(unsubscribeUrl === undefined ? {} : unsubscribeHeaders(unsubscribeUrl)),
          },
        });
      } catch (error) {
        if (isPermanent(error)) throw new GiveUp('The mail server refused the message.', { cause: error });
        throw error;
      }
    },
    close() {
      transport.close();
      return Promise.resolve();
    },
  };
}

/**
 * RFC 8058, section 3.1: mail programs show a button of their own, and pressing it is one POST. Providers believe the
 * two headers only when the mail server's DKIM signature covers them (section 4).
 */
function unsubscribeHeaders(url: string) {
  return {
    'List-Unsubscribe': { prepared: true, value: `<${url}>` },
    'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
  };
}

/** RFC 5321, section 4.2.1: the server wants no second try of a message that it answered with 5xx. */
function isPermanent(error: unknown): boolean {
  const { code, responseCode } = (error ?? {}) as { code?: unknown; responseCode?: unknown };
  return (
    typeof responseCode === 'number' && responseCode >= 500 && (code === 'EENVELOPE' || code === 'EMESSAGE')
  );
}

/** Into the demo's mailbox, which opens with the first mail if nobody opened it before. */
export function toMailbox(mailbox: Mailbox): MailTransport {
  let transport: MailTransport | null = null;
  return {
    async send(message) {
      transport ??= smtp((await mailbox.open()).smtpUrl);
      await transport.send(message);
    },
    async close() {
      await transport?.close();
      await mailbox.close();
    },
  };
}

/** For an academy without a mail server: whoever reads the log passes the links on by hand. */
export function linksInLog(logger: Pick<Logger, 'log'> = new Logger('Mail')): MailTransport {
  return {
    send({ link }) {
      logger.log({ link, msg: 'a mail would bring this link' });
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}
