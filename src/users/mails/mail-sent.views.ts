import { view } from '../../platform/web/responses.js';

export interface MailSent {
  sentence: string;
  /** "24 hours" */
  lifetime: string;
  again: { href: string; label: string };
  /** Where the demo's mails are read; null in production. */
  mailbox: string | null;
}

/** "Look into your mail": the same for everybody, whether or not there is a mail to look for. */
export const mailSent = (page: MailSent) => view('users/mail-sent', page);
